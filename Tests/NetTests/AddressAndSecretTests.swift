// SPDX-License-Identifier: Apache-2.0

import Glibc
import Net
import Testing

@Suite struct AddressTests {
    @Test func addressesAreReadAndWritten() throws {
        for (text, host, port) in [
            ("localhost:80", "localhost", 80), ("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:65535", "::1", 65535),
            ("executor-3.ns.svc:7077", "executor-3.ns.svc", 7077),
        ] as [(String, String, UInt16)] {
            let address = try Address(parsing: text)
            #expect(address == Address(host: host, port: port))
            #expect(address.description == text)
        }
    }

    @Test(arguments: [
        "", ":", "host", "host:", ":80", "host:65536", "host:-1", "host:+1", "host:8o", "::1:80", "[::1:80", "a b:1",
        "a\n:1",
    ])
    func whatIsNoAddressIsRefusedWithAReason(text: String) {
        do {
            let address = try Address(parsing: text)
            Issue.record("'\(text)' was read as \(address)")
        } catch {
            #expect(error.description.contains("write host:port"))
        }
    }
}

@Suite struct SecretTests {
    /// A directory of its own that is removed afterwards.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/martlet-secret-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        let path = try #require(made.map { String(cString: $0) })
        defer {
            for name in ["secret", "other"] { unlink("\(path)/\(name)") }
            rmdir(path)
        }
        try body(path)
    }

    private func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
        _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        fchmod(file, mode)
        close(file)
    }

    private func refusal(_ path: String) -> String {
        do {
            _ = try Secret(contentsOf: path)
            return ""
        } catch { return error.description }
    }

    @Test func aSecretOfAnotherUserIsRefused() {
        #expect(Secret.fault(mode: 0o600, owner: 7, user: 7) == nil)
        #expect(Secret.fault(mode: 0o440, owner: 0, user: 7) == nil)
        #expect(Secret.fault(mode: 0o600, owner: 8, user: 0) == nil)
        #expect(Secret.fault(mode: 0o600, owner: 8, user: 7)?.contains("another user") == true)
        #expect(Secret.fault(mode: 0o660, owner: 7, user: 7)?.contains("group can write") == true)
    }

    @Test func aWrittenSecretIsReadBack() throws {
        try withDirectory { directory in
            let path = "\(directory)/secret"
            let made = try Secret.createFile(at: path)
            #expect(try Secret(contentsOf: path) == made)
            #expect(made != .random())
            var status = stat()
            stat(path, &status)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(throws: NetError.self) { _ = try Secret.createFile(at: path) }
            #expect(!"\(made)".contains(hex(made.bytes).prefix(8)))
        }
    }

    @Test func trailingWhiteSpaceDoesNotCount() throws {
        let secret = Secret(contents: bytes("0123456789abcdef"))
        #expect(secret != nil)
        #expect(secret == Secret(contents: bytes("0123456789abcdef\r\n \t\n")))
        #expect(secret != Secret(contents: bytes(" 0123456789abcdef")))
        #expect(Secret(contents: bytes("0123456789abcde \n")) == nil)
    }

    @Test func unfitFilesAreRefusedWithWhatToDo() throws {
        try withDirectory { directory in
            let path = "\(directory)/secret"
            #expect(refusal(path).contains("no such file"))
            write([], to: path)
            #expect(refusal(path).contains("empty"))
            write(bytes("short"), to: path)
            #expect(refusal(path).contains("fewer than 16 bytes"))
            write(bytes("0123456789abcdef"), to: path, mode: 0o644)
            #expect(refusal(path).contains("chmod 600"))
            for mode in [0o400, 0o440, 0o600, 0o640, 0o700] as [mode_t] {
                write(bytes("0123456789abcdef"), to: path, mode: mode)
                #expect(refusal(path).isEmpty, "mode \(String(mode, radix: 8))")
                unlink(path)
            }
            for mode in [0o604, 0o602, 0o620, 0o660, 0o666] as [mode_t] {
                write(bytes("0123456789abcdef"), to: path, mode: mode)
                #expect(refusal(path).contains("chmod 600"), "mode \(String(mode, radix: 8))")
                // The file at a link's end counts, as Kubernetes mounts it.
                symlink(path, "\(directory)/other")
                #expect(refusal("\(directory)/other").contains("chmod 600"))
                chmod(path, 0o600)
                #expect(refusal("\(directory)/other").isEmpty)
                unlink("\(directory)/other")
                unlink(path)
            }
            write([UInt8](repeating: 7, count: NetLimits.secretBytesMax + 1), to: path)
            #expect(refusal(path).contains("longer than"))
            #expect(refusal(directory).contains("not a regular file"))
            mkfifo("\(directory)/other", 0o600)
            #expect(refusal("\(directory)/other").contains("not a regular file"))
        }
    }
}
