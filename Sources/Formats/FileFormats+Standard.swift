// SPDX-License-Identifier: Apache-2.0

public import Files

extension FileFormats {
    /// All formats of this module.
    public static let standard = FileFormats([
        LinesFormat.self, WholeFilesFormat.self, TextTableFormat.self, CSVFormat.self, JSONFormat.self,
        ParquetFormat.self, BlockFilesFormat.self, RecordsFormat.self,
    ])
}
