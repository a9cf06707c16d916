// SPDX-License-Identifier: Apache-2.0

public import Files
import Glibc

/// The file of a log that is being written, or its parts. Confined to one thread at a time.
public final class EventLogFile {
    private let fileSystem: any FileSystem
    private let folder: String
    private let compressor: FrameCompressor
    /// Bytes that others see when they are written, or only when the file is closed: then the log is of parts.
    private let isSeenAtOnce: Bool
    private var name: EventLogName
    private var output: (any OutputFile)?
    private var header: [UInt8] = []
    /// Lines of the next frame.
    private var pending: [UInt8] = []
    /// When the present part was begun, by the clock of this process.
    private var partBegan: ContinuousClock.Instant = .now

    /// Makes the folder where there is none, and the first file in it.
    public init(_ fileSystems: FileSystems, folder: String, applicationID: String) throws(FileError) {
        let folder = fileSystems.qualified(folder)
        self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        fileSystem = try fileSystems.resolve(folder)
        isSeenAtOnce = fileSystem.scheme == "file"
        let plain = String(applicationID.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" ? $0 : "-" })
        name = EventLogName(
            key: plain + "-" + String(RequestGuard.makeToken().prefix(8)), part: isSeenAtOnce ? nil : 1)
        guard let compressor = FrameCompressor() else {
            throw FileError(.noMemory, path: folder, "there is no memory to compress an event log")
        }
        self.compressor = compressor
        try fileSystem.makeDirectories(self.folder)
        try open()
    }

    /// Of the present part.
    public var path: String { folder + "/" + name.text }

    private func open() throws(FileError) {
        name.isInProgress = true
        output = try fileSystem.create(path)
        partBegan = .now
    }

    /// Writes the line that each part begins with.
    func begin(_ header: [UInt8]) throws(FileError) {
        self.header = header
        try frame(header)
    }

    private func frame(_ bytes: [UInt8]) throws(FileError) {
        if output == nil {
            try open()
            try frame(header)
        }
        let frame = compressor.frame(bytes)
        var failure: FileError?
        frame.withUnsafeBytes { bytes in
            do throws(FileError) { try output?.write(bytes) } catch { failure = error }
        }
        guard let failure else { return }
        // What is in the file is a log, with half a frame at its end at worst: it is not to be deleted.
        abandon()
        throw failure
    }

    /// Adds lines to the next frame, and writes it when it is large.
    func add(_ lines: [UInt8]) throws(FileError) {
        pending += lines
        if pending.count >= EventLogLimits.frameBytesMax { try write([]) }
    }

    /// Writes what was added, and these lines, as a frame.
    func write(_ lines: [UInt8]) throws(FileError) {
        pending += lines
        if pending.isEmpty { return }
        let bytes = pending
        pending = []
        try frame(bytes)
    }

    /// Ends the present part when it is old.
    func look() throws(FileError) {
        guard !isSeenAtOnce, output != nil, let part = name.part, part < EventLogLimits.partsMax - 1 else { return }
        let doublings = min(part / EventLogLimits.partsBeforeLonger, 16)
        guard .now - partBegan > .milliseconds(EventLogLimits.partMillis << doublings) else { return }
        try finish()
        name.part = part + 1
    }

    /// Ends the log in order.
    func end() throws(FileError) {
        if output == nil {
            try open()
            try frame(header)
        }
        try finish(isLast: true)
    }

    private func finish(isLast: Bool = false) throws(FileError) {
        let from = path
        try output?.close()
        output = nil
        name.isInProgress = false
        name.isLast = isLast && name.part != nil
        try fileSystem.rename(from, to: path)
    }

    /// Leaves the file as it is.
    private func abandon() {
        _ = try? output?.close()
        output = nil
    }

    deinit {
        // A session that did not come to begin leaves nothing.
        if header.isEmpty { output?.discard() } else { abandon() }
    }
}
