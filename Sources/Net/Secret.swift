// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc

/// The application's secret: 32 bytes derived from the contents of a secret file, the pre-shared key of every
/// handshake. It never appears in a description, an argument or an environment variable.
public struct Secret: Sendable, Equatable, CustomStringConvertible {
    /// The derived key.
    package let bytes: [UInt8]

    package init(derived bytes: [UInt8]) {
        precondition(bytes.count == 32, "a derived secret has 32 bytes")
        self.bytes = bytes
    }

    /// Derives the key from the contents of a secret file (HKDF-SHA-256; trailing white space does not count). Nil
    /// when what remains is shorter than `NetLimits.secretBytesMin`.
    public init?(contents: [UInt8]) {
        var material = contents[...]
        while let last = material.last, [0x20, 0x09, 0x0A, 0x0D].contains(last) { material.removeLast() }
        guard material.count >= NetLimits.secretBytesMin else { return nil }
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(material)), salt: Array("Martlet/1 secret".utf8),
            info: Array("Noise psk".utf8), outputByteCount: 32)
        bytes = key.withUnsafeBytes { Array($0) }
    }

    /// Reads a secret file. It must be a regular file that others cannot read or write.
    public init(contentsOf path: String) throws(NetError) {
        let contents = try Secret.read(path)
        guard let secret = Secret(contents: contents) else {
            let reason =
                contents.isEmpty
                ? "the file is empty" : "it holds fewer than \(NetLimits.secretBytesMin) bytes besides white space"
            throw .badSecret(
                path: path, reason: reason, advice: "put at least 16 random bytes or 32 hex digits into it")
        }
        self = secret
    }

    /// A fresh secret, for a cluster within one process.
    public static func random() -> Secret {
        Secret(derived: randomBytes(32))
    }

    /// Writes a new secret file (mode 0600, 64 random hex digits) and returns its secret. An existing file is an
    /// error.
    public static func createFile(at path: String) throws(NetError) -> Secret {
        func bad(_ reason: String) -> NetError {
            .badSecret(
                path: path, reason: reason, advice: "choose a path that does not exist in a directory you may write")
        }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in randomBytes(32) { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        text.append(0x0A)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw bad(uvReason(-errno)) }
        defer { Glibc.close(file) }
        // The mode of `open` passes through the umask, which may only take bits away; be exact all the same.
        guard fchmod(file, 0o600) == 0 else { throw bad(uvReason(-errno)) }
        var sent = 0
        while sent < text.count {
            let count = text[sent...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = uvReason(-errno)
                unlink(path)
                throw bad(reason)
            }
            sent += count
        }
        guard let secret = Secret(contents: text) else { throw bad("too short") }
        return secret
    }

    /// Takes the same time wherever the two differ.
    public static func == (left: Secret, right: Secret) -> Bool {
        var difference: UInt8 = 0
        for index in 0..<32 { difference |= left.bytes[index] ^ right.bytes[index] }
        return difference == 0
    }

    public var description: String { "Secret(…)" }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func read(_ path: String) throws(NetError) -> [UInt8] {
        func bad(_ reason: String, _ advice: String) -> NetError {
            .badSecret(path: path, reason: reason, advice: advice)
        }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let advice =
                errno == EACCES ? "run as the owner of the file" : "check the path; the secret is given as a file"
            throw bad(uvReason(-errno), advice)
        }
        defer { Glibc.close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw bad(uvReason(-errno), "check the file") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw bad("it is not a regular file", "give a file") }
        guard status.st_mode & 0o006 == 0 else {
            throw bad(
                "everybody can read or write it",
                "run chmod 600 on it, and make a new secret if others may have read it")
        }
        guard status.st_size <= NetLimits.secretBytesMax else {
            throw bad("it is longer than \(NetLimits.secretBytesMax) bytes", "check the path")
        }
        var bytes = [UInt8](repeating: 0, count: NetLimits.secretBytesMax + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes[count...].withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw bad(uvReason(-errno), "check the file") }
            if got == 0 { break }
            count += got
        }
        guard count <= NetLimits.secretBytesMax else {
            throw bad("it is longer than \(NetLimits.secretBytesMax) bytes", "check the path")
        }
        return Array(bytes[..<count])
    }
}
