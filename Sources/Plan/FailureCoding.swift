// SPDX-License-Identifier: Apache-2.0

public import Messages
import SwiftProtobuf

extension FailureDetails {
    /// The failure as it travels to the driver.
    public var encoded: Martlet_FailureDetails {
        .with {
            $0.exceptionType = cutText(exceptionType)
            $0.message = cutText(message)
            $0.file = cutText(file)
            $0.line = UInt32(clamping: line)
            $0.column = UInt32(clamping: column)
            $0.endColumn = UInt32(clamping: endColumn)
            $0.text = cutText(text)
            if let row { $0.row = cutText(row) }
            $0.exceptionBytes = exception
            if let rowNumber { $0.rowNumber = UInt64(clamping: rowNumber) }
        }
    }

    /// What an executor says.
    public init(_ details: Martlet_FailureDetails) throws(MessageFault) {
        self.init(exceptionType: cutText(details.exceptionType), message: cutText(details.message))
        file = cutText(details.file)
        line = Int(details.line)
        column = Int(details.column)
        endColumn = Int(details.endColumn)
        text = cutText(details.text)
        row = details.hasRow ? cutText(details.row) : nil
        rowNumber = details.hasRowNumber ? try details.rowNumber.count("FailureDetails.row_number") : nil
        if let bytes = details.exceptionBytes, bytes.count <= PlanLimits.exceptionBytesMax { exception = bytes }
    }
}

/// A text of a failure, as much of it as travels.
public func cutText(_ text: String) -> String {
    text.utf8.count <= PlanLimits.failureCharactersMax ? text : String(text.prefix(PlanLimits.failureCharactersMax))
}
