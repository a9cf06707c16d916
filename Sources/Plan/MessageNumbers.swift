// SPDX-License-Identifier: Apache-2.0

/// Why a message of the other side is refused: which field, what it holds and what it may hold. It closes the
/// connection.
public struct MessageFault: Error, Hashable, CustomStringConvertible, Sendable {
    /// As in protocol/messages.proto: "TaskEnded.attempt".
    public let field: String
    public let value: String
    /// What is wrong with it.
    public let reason: String

    public init(_ field: String, _ value: some CustomStringConvertible, _ reason: String) {
        self.field = field
        self.value = value.description
        self.reason = reason
    }

    public var description: String { "\(field) is \(value): \(reason)" }
}

// The one place where numbers of the network become numbers that are computed with.
extension UInt64 {
    /// A number that names something.
    public func id<ID: Identifier>(_ field: String) throws(MessageFault) -> ID { ID(try idNumber(field)) }

    /// A number that names something, bare.
    public func idNumber(_ field: String) throws(MessageFault) -> Int {
        guard self <= UInt64(PlanLimits.idMax) else {
            throw MessageFault(field, self, "numbers go up to \(PlanLimits.idMax)")
        }
        return Int(self)
    }

    /// Rows, bytes, nanoseconds of one task.
    public func count(_ field: String) throws(MessageFault) -> Int {
        guard self <= UInt64(PlanLimits.countMax) else {
            throw MessageFault(field, self, "no more than \(PlanLimits.countMax) is possible")
        }
        return Int(self)
    }

    /// A position among `count`, which are called `what`.
    public func index(_ field: String, below count: Int, of what: String) throws(MessageFault) -> Int {
        guard self < UInt64(count) else { throw MessageFault(field, self, "there are \(count) \(what)") }
        return Int(self)
    }
}

extension String {
    /// A name or an address.
    public func name(_ field: String) throws(MessageFault) -> String {
        guard utf8.count <= PlanLimits.nameBytesMax else {
            throw MessageFault(
                field, "a text of \(utf8.count) bytes", "no more than \(PlanLimits.nameBytesMax) are possible")
        }
        return self
    }
}
