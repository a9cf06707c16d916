// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        ("null", JSON.null), ("true", .bool(true)), (" -12 ", .int(-12)), ("1.5e3", .double(1500)),
        ("\"a\\u00e9\\n\\\"\\ud83d\\ude00\"", .string("aé\n\"😀")), ("\"\\ud83d\"", .string("\u{FFFD}")),
        ("[]", .array([])), ("{}", .object([:])), ("[1,[2,{\"a\":null}]]", .array([1, [2, .object(["a": .null])]])),
        ("9223372036854775808", .double(9223372036854775808)), ("{\"a\":1,\"a\":2}", .object(["a": 2])),
    ])
    func `JSON is read`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: value.bytes) == value)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "-", "tru", "\"\n\"", "\"\\x\"", "\"\\u12\"", "1 2",
        "'a'",
        "{a:1}", "+1", ".5", "\"", "\"\\", "[1", "\u{FEFF}1", "1e999",
    ])
    func `what is no JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func `nesting has a bound`() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: JSONError.self) { try JSON(parsing: deep) }
        #expect(throws: YAMLError.self) { try JSON(yaml: Array(deep.utf8)) }
    }

    @Test func `texts are written so that they are read back`() throws {
        let text = String(decoding: (0...255).map { UInt8($0) }, as: UTF8.self) + "\u{2028}😀"
        #expect(try JSON(parsing: JSON.string(text).bytes) == .string(text))
    }

    @Test func `fields are set within`() {
        var value: JSON = [:]
        value["metadata"]["labels"]["a"] = "b"
        value["list"].items.append(1)
        value["gone"] = .null
        #expect(value.description == #"{"list":[1],"metadata":{"labels":{"a":"b"}}}"#)
    }

    @Test func `YAML is read as Kubernetes' tools do`() throws {
        let text = """
            # a template
            kind: Pod
            base: &base {cpu: 1, memory: 2Gi}
            spec:
              replicas: 3
              on: yes
              mode: 0400
              ratio: 1.5
              version: "1.5"
              nothing: ~
              port: 0x1F
              date: 2026-11-30
              text: |
                one
                two
              list:
              - a
              - <<: *base
                cpu: 4
              same: *base
            """
        let value = try JSON(yaml: Array(text.utf8))
        let expected: JSON = .object([
            "kind": "Pod", "base": ["cpu": 1, "memory": "2Gi"],
            "spec": .object([
                "replicas": 3, "on": true, "mode": 256, "ratio": .double(1.5), "version": "1.5", "nothing": .null,
                "port": 31, "date": "2026-11-30", "text": "one\ntwo\n",
                "list": ["a", ["cpu": 4, "memory": "2Gi"]], "same": ["cpu": 1, "memory": "2Gi"],
            ]),
        ])
        #expect(value == expected)
        #expect(try JSON(yaml: expected.bytes) == expected, "JSON is YAML")
        #expect(try JSON(yaml: []) == .null)
    }

    @Test(arguments: [
        ("a: 1\na: 2", 2), ("a: *b", 1), ("a: [1", 2), ("a:\n\t- b", 2), ("? [a]\n: b", 1), ("a: b: c", 1),
    ])
    func `what is no YAML is refused with its line`(text: String, line: Int) {
        let error = #expect(throws: YAMLError.self) { try JSON(yaml: Array(text.utf8)) }
        #expect(error?.line == line, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("-0x-8000000000000000", JSON.string("-0x-8000000000000000")), ("0b1", "0b1"),
        ("0o17", 15), ("-0x1F", -31), ("1_000", 1_000), ("+5", 5), ("1e3", .double(1_000)),
        ("0x", "0x"), ("1.2.3", "1.2.3"), (".inf", ".inf"),
    ])
    func `plain scalars that look like numbers`(text: String, value: JSON) throws {
        #expect(try JSON(yaml: Array(text.utf8)) == value)
    }

    @Test func `aliases of aliases have a bound`() {
        var text = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
        for level in 1...9 {
            let list = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            text += "a\(level): &a\(level) [\(list)]\n"
        }
        let error = #expect(throws: YAMLError.self) { try JSON(yaml: Array(text.utf8)) }
        #expect(error?.reason.contains("more than") == true)
    }

    @Test(arguments: 0..<70) func `base 64 goes there and back`(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 251) }
        #expect(Kubernetes.bytes(base64: base64(bytes)) == bytes)
    }

    @Test func `base 64 as others write it`() {
        #expect(base64("Hello, W".utf8) == "SGVsbG8sIFc=")
        #expect(bytes(base64: "SGVs\nbG8s\r\nIFc") == Array("Hello, W".utf8))
        for wrong in ["S", "SGV$", "SGVsbG8sIFc==", "SG=VsbG8"] { #expect(bytes(base64: wrong) == nil, "\(wrong)") }
    }
}
