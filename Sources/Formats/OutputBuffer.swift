// SPDX-License-Identifier: Apache-2.0

import Files

/// Bytes on their way to a file. Confined to one thread.
final class OutputBuffer {
    private let output: CompressedOutput
    private(set) var base: UnsafeMutableRawPointer
    private(set) var capacity: Int
    /// Bytes that wait. Whoever writes behind them counts them in.
    var used = 0
    private var bytesFlushed = 0
    private var isClosed = false

    init(_ output: any OutputFile, _ context: WriteContext) throws(FileError) {
        self.output = try CompressedOutput(output, context)
        capacity = FilesLimits.writeByteCount
        base = .allocate(byteCount: capacity + 64, alignment: 64)
    }

    deinit { base.deallocate() }

    /// Bytes so far, before compression.
    var bytesWritten: Int { bytesFlushed + used }

    /// Makes room for `count` more bytes and 32 behind them.
    @inline(__always)
    func makeRoom(_ count: Int) throws(FileError) { if count > capacity &- used { try flush(count) } }

    @inline(never)
    private func flush(_ count: Int) throws(FileError) {
        try output.write(UnsafeRawBufferPointer(start: base, count: used))
        bytesFlushed += used
        used = 0
        guard count > capacity else { return }
        base.deallocate()
        capacity = count
        base = .allocate(byteCount: capacity + 64, alignment: 64)
    }

    func close() throws(FileError) {
        if isClosed { return }
        isClosed = true
        try flush(0)
        try output.close()
    }
}
