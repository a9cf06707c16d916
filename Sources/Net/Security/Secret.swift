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

    /// Reads a secret file. The rule: a regular file of this user or of root, which nobody else can write and which at
    /// most the file's group can read (mode 0400, 0600, 0440 or 0640; Kubernetes gives a secret to a pod's group).
    /// Links are followed, as Kubernetes mounts secrets behind some: the file at their end counts.
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

    /// What is wrong with owner and mode of a secret file; nil when nothing is.
    package static func fault(mode: UInt32, owner: UInt32, user: UInt32) -> String? {
        if mode & 0o006 != 0 { return "everybody can read or write it" }
        if mode & 0o020 != 0 { return "its group can write it" }
        // Root may act on behalf of anyone: a folder that a container sees may belong to another user.
        guard owner == user || owner == 0 || user == 0 else {
            return "it belongs to another user (number \(owner)), who can change it"
        }
        return nil
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
        if let fault = fault(mode: status.st_mode, owner: status.st_uid, user: geteuid()) {
            throw bad(fault, "run chmod 600 on it as its owner, and make a new secret if others may have read it")
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
