// SPDX-License-Identifier: Apache-2.0

public import Messages
import SwiftProtobuf

extension FailureDetails {
    /// The failure as it travels to the driver.
    public var encoded: Martlet_FailureDetails {
        .with {
            $0.exceptionType = exceptionType
            $0.message = message
            $0.file = file
            $0.line = UInt32(clamping: line)
            $0.column = UInt32(clamping: column)
            $0.endColumn = UInt32(clamping: endColumn)
            $0.text = text
            if let row { $0.row = row }
            if let rowNumber { $0.rowNumber = UInt64(clamping: rowNumber) }
        }
    }

    /// What an executor says, each text cut to `charactersMax`.
    public init(_ details: Martlet_FailureDetails, charactersMax: Int) {
        func cut(_ text: String) -> String { String(text.prefix(charactersMax)) }
        self.init(exceptionType: cut(details.exceptionType), message: cut(details.message))
        file = cut(details.file)
        line = Int(details.line)
        column = Int(details.column)
        endColumn = Int(details.endColumn)
        text = cut(details.text)
        row = details.hasRow ? cut(details.row) : nil
        rowNumber = details.hasRowNumber ? Int(clamping: details.rowNumber) : nil
    }
}
