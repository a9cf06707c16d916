// SPDX-License-Identifier: Apache-2.0

/// What became of a request to a collector.
enum SpanSending {
    case taken
    /// It never will be.
    case refused(String)
    /// It may be, after so many milliseconds where the collector says.
    case later(String, afterMillis: Int?)
}

struct UnusableCollector: Error, CustomStringConvertible {
    var description: String
}
