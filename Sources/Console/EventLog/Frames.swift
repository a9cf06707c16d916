// SPDX-License-Identifier: Apache-2.0

import CZstd

/// Makes a frame of Zstandard of each piece, which is whole in itself: what a killed process has written opens.
final class FrameCompressor {
    private let context: OpaquePointer

    /// Nil when there is no memory for it.
    init?() {
        guard let context = ZSTD_createCCtx() else { return nil }
        self.context = context
    }

    deinit { ZSTD_freeCCtx(context) }

    func frame(_ bytes: [UInt8]) -> [UInt8] {
        let most = ZSTD_compressBound(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: most) { target, count in
            // The quickest level: lines are much alike, and whoever computes is not to notice.
            let length = bytes.withUnsafeBytes {
                ZSTD_compressCCtx(context, target.baseAddress, most, $0.baseAddress, $0.count, 1)
            }
            precondition(ZSTD_isError(length) == 0, "there is room for the frame")
            count = length
        }
    }
}

/// What is read is no frame.
struct FrameDamage: Error, CustomStringConvertible {
    var description: String
}

/// Uncompresses frames that come in pieces of any size. Confined to one thread at a time.
final class FrameReader {
    private let context: OpaquePointer
    private let output: UnsafeMutableRawBufferPointer

    /// Nil when there is no memory for it.
    init?() {
        guard let context = ZSTD_createDCtx() else { return nil }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, EventLogLimits.windowLogMax)
        output = .allocate(byteCount: EventLogLimits.readBytes, alignment: 16)
    }

    deinit {
        ZSTD_freeDCtx(context)
        output.deallocate()
    }

    /// Hands what `input` uncompresses to on to `body`, piece by piece, until that says no.
    func feed(_ input: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Bool) throws(FrameDamage) {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        while true {
            var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
            let before = source.pos
            let status = ZSTD_decompressStream(context, &target, &source)
            if ZSTD_isError(status) != 0 {
                throw FrameDamage(description: String(cString: ZSTD_getErrorName(status)))
            }
            if target.pos > 0, !body(UnsafeRawBufferPointer(rebasing: output[..<target.pos])) { return }
            // With room left in the output, all of the input was taken.
            if source.pos == source.size && target.pos < output.count { return }
            if source.pos == before && target.pos == 0 { return }
        }
    }
}

/// Cuts bytes into lines. One that is too long is left out, and counted.
struct LineCutter {
    private var rest: [UInt8] = []
    private var isSkipping = false
    private(set) var linesLeftOut = 0

    mutating func feed(_ bytes: UnsafeRawBufferPointer, _ line: ([UInt8]) -> Void) {
        var bytes = bytes
        while let end = bytes.firstIndex(of: 10) {
            let piece = UnsafeRawBufferPointer(rebasing: bytes[..<end])
            bytes = UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...])
            if isSkipping || rest.count + piece.count > EventLogLimits.lineBytesMax {
                linesLeftOut += 1
            } else if rest.isEmpty {
                line(Array(piece))
            } else {
                line(rest + piece)
            }
            rest = []
            isSkipping = false
        }
        if isSkipping || rest.count + bytes.count > EventLogLimits.lineBytesMax {
            rest = []
            isSkipping = true
        } else {
            rest += bytes
        }
    }
}
