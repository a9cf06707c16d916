// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The files that the settings name, read at once and with a bound: tokens, certificates, kubeconfigs, templates.
enum SmallFile {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let handle = open(path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else {
            throw Failure(description: "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(handle) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(handle, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(description: "cannot read \(path): \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= KubernetesLimits.fileBytesMax else {
                throw Failure(description: "\(path) has more than \(KubernetesLimits.fileBytesMax) bytes")
            }
        }
    }

    static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// A token: the text of a file without the blanks around it.
    static func token(_ path: String) throws(Failure) -> String {
        let text = trimmed(try read(path))
        guard !text.isEmpty else { throw Failure(description: "\(path) is empty: it should hold a token") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(description: "\(path) holds no token: it has blanks or control characters within")
        }
        return text
    }

    static func trimmed(_ bytes: [UInt8]) -> String {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        var bytes = bytes[...]
        while let first = bytes.first, blanks.contains(first) { bytes.removeFirst() }
        while let last = bytes.last, blanks.contains(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
