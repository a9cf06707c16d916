// SPDX-License-Identifier: Apache-2.0

/// The parts of a failure of the user's function, for front ends that show them in their own way.
public struct FailureDetails: Hashable, Sendable {
    /// The class of Python's exceptions that stands for it.
    public var exceptionType: String
    /// The exception, as an encoded value of type any; nil when it cannot travel.
    public var exception: [UInt8]?
    /// What went wrong, without the place.
    public var message: String
    public var file = ""
    /// Counts from 1; 0 = unknown. So do the columns.
    public var line = 0
    public var column = 0
    public var endColumn = 0
    /// The user's line.
    public var text = ""
    /// The row that failed, shortened.
    public var row: String?
    /// Its number in its partition, from 0.
    public var rowNumber: Int?
    /// Where the task ran; known to the driver.
    public var stage: Int?
    public var partition: Int?
    public var host: String?

    public init(exceptionType: String, message: String) {
        self.exceptionType = exceptionType
        self.message = message
    }
}
