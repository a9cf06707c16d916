// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials
public import SwiftProtobuf

/// Version of the messages and of everything inside them. Both sides must have the same.
public let protocolVersion: UInt32 = 11

/// Code of the failure that answers a registration when the driver's session has been stopped in order.
public let sessionStoppedCode: UInt32 = 101

/// Version of this software, shown by `--version` and sent at registration.
public let softwareVersion = "0.1.0"

/// Why a payload is not the message expected.
public struct MessageError: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}

extension Message {
    /// The wire form.
    public func encoded() -> [UInt8] {
        do {
            return try serializedBytes()
        } catch {
            // proto3 messages without required fields or Any always serialise.
            preconditionFailure("message does not serialise: \(error)")
        }
    }

    /// Reads the wire form; `what` names the message in the error.
    public static func decode(_ bytes: [UInt8], _ what: String) throws(MessageError) -> Self {
        do {
            return try Self(serializedBytes: bytes)
        } catch {
            throw MessageError("not a valid \(what) message of \(bytes.count) bytes: \(error)")
        }
    }
}

extension Data {
    /// A bytes field of `bytes`.
    public init(field bytes: [UInt8]) { self.init(bytes) }

    /// The bytes of a bytes field.
    public var fieldBytes: [UInt8] { [UInt8](self) }
}

extension Martlet_FailureDetails {
    /// The exception as an encoded value of type any; nil when there is none.
    public var exceptionBytes: [UInt8]? {
        get { hasException ? Array(exception) : nil }
        set { if let newValue { exception = Data(newValue) } else { clearException() } }
    }
}
