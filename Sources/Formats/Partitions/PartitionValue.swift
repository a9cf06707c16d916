// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files

/// Values that the names of folders give.
public enum PartitionValue {
    /// What the values of one partition column mean: the narrowest that all are, of int, bigint, double, date, string.
    public static func type(of values: [String?]) -> FileType {
        let present = values.compactMap { $0 }
        guard !present.isEmpty else { return .text }
        let candidates: [FileType] = [.int32, .int64, .float64, .date]
        for type in candidates where present.allSatisfy({ isValue($0, type) }) { return type }
        return .text
    }

    private static func isValue(_ text: String, _ type: FileType) -> Bool {
        if type == .float64, text.utf8.contains(where: { $0 > 0x40 && $0 | 0x20 != UInt8(ascii: "e") }) { return false }
        return scalar(text, type) != nil
    }

    private static func scalar(_ text: String, _ type: FileType) -> Scalar? {
        var bytes = Array(text.utf8)
        let count = bytes.count
        bytes += [UInt8](repeating: 0, count: 16)
        return bytes.withUnsafeBytes { ValueReader().scalar($0.baseAddress!, count, type) }
    }

    /// One row of `type` that the text says.
    public static func column(_ text: String?, _ type: FileType, _ path: String) throws(FileError) -> Column {
        let builder = ColumnBuilder(type.layout)
        guard let text else {
            _ = builder.append(.null)
            return builder.finish()
        }
        guard let value = scalar(text, type), builder.append(value) else {
            throw FileError(
                .malformed, path: path,
                "\"\(text)\" in the name of a folder of \(path) is no \(type): read it as string")
        }
        return builder.finish()
    }
}
