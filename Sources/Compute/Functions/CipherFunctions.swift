// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

extension SQLFunctions {
    /// (bytes, key, mode, padding, vector, bytes that are authenticated too, seed, partition, row); the initial vector
    /// stands before what was encrypted. Without one it is made of key, seed, partition and row.
    static func cipher(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let isEncrypting = code == .encryptAES
        let key = Array(arguments.bytes(1))
        guard let cipher = AES(key: key) else {
            throw Failure(
                .aesKeyLength,
                "The value of parameter(s) `key` in `\(name(code))` is invalid: expects a binary value with 16, 24 or "
                    + "32 bytes, but got \(key.count) bytes.")
        }
        let (mode, padding) = (arguments.string(2).uppercased(), arguments.string(3).uppercased())
        var (vector, added) = (Array(arguments.bytes(4)), Array(arguments.bytes(5)))
        switch (mode, padding) {
        case ("GCM", "NONE"), ("GCM", "DEFAULT"), ("CBC", "PKCS"), ("CBC", "DEFAULT"), ("ECB", "PKCS"),
            ("ECB", "DEFAULT"):
            break
        default:
            throw Failure(
                .aesMode,
                "The feature is not supported: AES-\(arguments.string(2)) with the padding \(arguments.string(3)) by "
                    + "the `\(name(code))` function.")
        }
        let vectorBytes = mode == "GCM" ? AES.gcmVectorBytes : mode == "CBC" ? AES.blockBytes : 0
        if isEncrypting {
            try check(vector, added, mode, vectorBytes)
            if vector.isEmpty, vectorBytes > 0 {
                let place = [arguments.int(6), arguments.int(7), arguments.int(8)]
                let salt = place.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
                vector = Array(sha256(key + salt).prefix(vectorBytes))
            }
        }
        var bytes = Array(arguments.bytes(0))
        if !isEncrypting {
            if mode != "GCM" { added = [] }
            guard bytes.count >= vectorBytes else { throw crypto(code, "the input is too short") }
            vector = Array(bytes.prefix(vectorBytes))
            bytes = Array(bytes.dropFirst(vectorBytes))
        }
        let result: [UInt8]?
        switch (mode, isEncrypting) {
        case ("GCM", true): result = vector + cipher.sealed(bytes, vector: vector, authenticating: added)
        case ("GCM", false): result = cipher.opened(bytes, vector: vector, authenticating: added)
        case ("CBC", true): result = vector + cipher.chained(encrypting: bytes, vector: vector)
        case ("CBC", false): result = cipher.chained(decrypting: bytes, vector: vector)
        case (_, true): result = cipher.codebook(encrypting: bytes)
        default: result = cipher.codebook(decrypting: bytes)
        }
        guard let result else { throw crypto(code, mode == "GCM" ? "Tag mismatch" : "bad padding or length") }
        return .bytes(result)
    }

    private static func name(_ code: SQLFunctionCode) -> String { code == .encryptAES ? "aes_encrypt" : "aes_decrypt" }

    private static func crypto(_ code: SQLFunctionCode, _ why: String) -> Failure {
        Failure(
            .aesCrypto,
            "The value of parameter(s) `expr`, `key` in `\(name(code))` is invalid: Detail message: \(why).")
    }

    private static func check(_ vector: [UInt8], _ added: [UInt8], _ mode: String, _ count: Int) throws(Failure) {
        if !vector.isEmpty, count == 0 {
            throw Failure(
                .aesVector, "The feature is not supported: AES-\(mode) with an initialization vector (IV).")
        }
        if !added.isEmpty, mode != "GCM" {
            throw Failure(
                .aesAdded, "The feature is not supported: AES-\(mode) with additional authenticated data (AAD).")
        }
        if !vector.isEmpty, vector.count != count {
            throw Failure(
                .aesVectorLength,
                "The value of parameter(s) `iv` in `aes_encrypt` is invalid: supports \(count)-byte initialization "
                    + "vectors for \(mode) mode, but got \(vector.count) bytes.")
        }
    }
}
