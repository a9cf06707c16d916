// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc

struct FileFailure: Error {
    var path: String
    var number: Int32
}

func readBytes(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileFailure(path: path, number: errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(file, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileFailure(path: path, number: errno) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

func readText(_ path: String) throws -> String { String(decoding: try readBytes(path), as: UTF8.self) }

func writeBytes(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw FileFailure(path: path, number: errno) }
    defer { close(file) }
    var sent = 0
    while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw FileFailure(path: path, number: errno) }
        sent += count
    }
}

/// Names in a folder, in order, but for `.` and `..`; none when there is no such folder.
func entries(_ path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

/// Removes a file or a folder with all in it.
func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        unlink(path)
        return
    }
    for name in entries(path) { remove(path + "/" + name) }
    rmdir(path)
}

/// The content of the `part-…` files of an output folder, in order. Fails when the output is not whole.
func parts(_ folder: String) throws -> [UInt8] {
    guard exists(folder + "/_SUCCESS") else { throw FileFailure(path: folder + "/_SUCCESS", number: ENOENT) }
    var bytes: [UInt8] = []
    for name in entries(folder) where name.hasPrefix("part-") { bytes += try readBytes(folder + "/" + name) }
    return bytes
}

/// Lines of all parts of an output.
func lines(_ folder: String) throws -> [String] {
    String(decoding: try parts(folder), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().map(String.init)
}

/// SHA-256 in hexadecimal digits.
func digest(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize().map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}
