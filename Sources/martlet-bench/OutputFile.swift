// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A file written through one large buffer, which generators fill by pointer.
struct OutputFile: ~Copyable {
    private let path: String
    private let descriptor: CInt
    private let buffer: UnsafeMutablePointer<UInt8>
    private var used = 0
    private(set) var bytesWritten = 0

    /// Creates or truncates `path`.
    init(path: String) throws(BenchError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw systemError("create", path) }
        self.path = path
        self.descriptor = descriptor
        buffer = .allocate(capacity: BenchLimits.writeBufferBytes)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Where the next bytes go; there is room for at least `count`.
    mutating func room(for count: Int) throws(BenchError) -> UnsafeMutablePointer<UInt8> {
        precondition(count <= BenchLimits.writeBufferBytes)
        if used + count > BenchLimits.writeBufferBytes { try flush() }
        return buffer + used
    }

    /// Takes over `count` bytes that the caller has put where `room` said.
    mutating func advance(_ count: Int) { used += count }

    /// Writes what is gathered; must be called before the file goes.
    mutating func flush() throws(BenchError) {
        var done = 0
        while done < used {
            let count = write(descriptor, buffer + done, used - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw systemError("write", path) }
            done += count
        }
        bytesWritten += used
        used = 0
    }
}

/// An error with the reason of the last failed system call.
func systemError(_ operation: String, _ path: String) -> BenchError {
    .system(operation: operation, path: path, reason: String(cString: strerror(errno)))
}

/// Makes a folder and its parents.
func makeFolder(_ path: String) throws(BenchError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
        prefix += part + "/"
        guard mkdir(prefix, 0o755) == 0 || errno == EEXIST else { throw systemError("make folder", prefix) }
    }
}

/// `part-00003.txt` of a data set's folder.
func partPath(_ folder: String, _ index: Int) -> String {
    let digits = String(index)
    return folder + "/part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".txt"
}

func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Writes a short text as a file.
func writeText(_ text: String, to path: String) throws(BenchError) {
    var file = try OutputFile(path: path)
    for byte in text.utf8 {
        try file.room(for: 1).pointee = byte
        file.advance(1)
    }
    try file.flush()
}

/// One line of progress on standard error.
func printError(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Removes a folder of files, if it is there.
func removeFolder(_ path: String) throws(BenchError) {
    guard let folder = opendir(path) else {
        if errno == ENOENT { return }
        throw systemError("open folder", path)
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
            field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        guard unlink(path + "/" + name) == 0 else { throw systemError("remove", path + "/" + name) }
    }
    guard rmdir(path) == 0 else { throw systemError("remove folder", path) }
}
