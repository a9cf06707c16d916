// SPDX-License-Identifier: Apache-2.0

/// The kinds of frames (normative: protocol/frames.md).
package enum FrameKind: UInt8, CaseIterable, Sendable {
    case message = 1
    case request = 2
    case reply = 3
    case failure = 4
    case cancel = 5
    case streamOpen = 6
    case data = 7
    case credit = 8
    case end = 9
    case streamFailure = 10
    case ping = 11
    case pong = 12
    case goaway = 13

    /// The smallest and largest payload of the kind.
    package var payloadBytes: ClosedRange<Int> {
        switch self {
        case .message, .request, .reply: 0...NetLimits.messageBytesMax
        case .streamOpen: 4...4 + NetLimits.messageBytesMax
        case .failure, .streamFailure, .goaway: 4...4 + NetLimits.failureTextBytesMax
        case .data: 1...NetLimits.dataBytesMax
        case .credit: 4...4
        case .cancel, .end, .ping, .pong: 0...0
        }
    }

    /// Kinds about the connection carry id 0, kinds about a call or stream another.
    package var hasID: Bool {
        switch self {
        case .message, .goaway, .ping, .pong: false
        default: true
        }
    }
}

/// The 12 bytes before each payload: length u32, kind u8, flags u8 (0), reserved u16 (0), id u32; little-endian.
package struct FrameHeader: Equatable, Sendable {
    package static let byteCount = 12

    package var kind: FrameKind
    package var id: UInt32
    package var payloadBytes: Int

    package init(kind: FrameKind, id: UInt32, payloadBytes: Int) {
        self.kind = kind
        self.id = id
        self.payloadBytes = payloadBytes
    }

    /// Reads a header and checks everything that can be checked without the payload.
    package init(_ bytes: UnsafeRawBufferPointer) throws(FrameError) {
        precondition(bytes.count == FrameHeader.byteCount, "a header has 12 bytes")
        let length = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
        guard let kind = FrameKind(rawValue: bytes[4]) else { throw .unknownKind(bytes[4]) }
        guard bytes[5] == 0, bytes[6] == 0, bytes[7] == 0 else { throw .reservedBits(kind) }
        let id = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        guard kind.payloadBytes.contains(Int(length)) else { throw .badLength(kind, Int(length)) }
        guard kind.hasID == (id != 0) else { throw .badID(kind, id) }
        self.init(kind: kind, id: id, payloadBytes: Int(length))
    }

    package func write(to out: UnsafeMutableRawBufferPointer) {
        out.storeBytes(of: UInt32(payloadBytes).littleEndian, as: UInt32.self)
        out.storeBytes(of: UInt32(kind.rawValue).littleEndian, toByteOffset: 4, as: UInt32.self)
        out.storeBytes(of: id.littleEndian, toByteOffset: 8, as: UInt32.self)
    }
}

/// What makes a frame unacceptable; each closes the connection.
package enum FrameError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownKind(UInt8)
    case reservedBits(FrameKind)
    case badLength(FrameKind, Int)
    case badID(FrameKind, UInt32)

    package var description: String {
        switch self {
        case .unknownKind(let kind): "frame of unknown kind \(kind)"
        case .reservedBits(let kind): "\(kind) frame with reserved bits set"
        case .badLength(let kind, let length):
            "\(kind) frame of \(length) bytes; it has \(kind.payloadBytes.lowerBound) or more, up to "
                + "\(kind.payloadBytes.upperBound)"
        case .badID(let kind, let id): "\(kind) frame with id \(id)"
        }
    }
}
