// SPDX-License-Identifier: Apache-2.0

/// `print`.
func printValues(_ call: Call) throws(Raised) {
    var (separator, end) = ([UInt8(32)], [UInt8(10)])
    var target: Value?
    var mustFlush = false
    for (name, value) in call.keywords {
        switch name {
        case "sep": if let given = try printText(value, name) { separator = given }
        case "end": if let given = try printText(value, name) { end = given }
        case "file": target = value
        case "flush": mustFlush = isTrue(value)
        default: throw Raised("TypeError", "print() got an unexpected keyword argument '\(name)'")
        }
    }
    var bytes: [UInt8] = []
    for (index, value) in call.arguments.enumerated() {
        if index > 0 { bytes += separator }
        let text = try strOf(value, call.host)
        try call.host.reserve(text.utf8.count)
        bytes += text.utf8
    }
    bytes += end
    try call.host.spend(1 + bytes.count / 16)
    let text = String(decoding: bytes, as: UTF8.self)
    guard let target, !isNone(target) else {
        call.host.services.output?.write(text, isError: false)
        if mustFlush { call.host.services.output?.flush() }
        return
    }
    guard case .object(let object) = target else { throw noWriter(target) }
    if let stream = object as? StreamObject {
        stream.write(text, call.host)
    } else if try object.callMethod("write", [.text(Text(text))], [], call.host) == nil {
        throw noWriter(target)
    }
    if mustFlush { _ = try object.callMethod("flush", [], [], call.host) }
}

private func isNone(_ value: Value) -> Bool { if case .none = value { true } else { false } }

private func noWriter(_ value: Value) -> Raised {
    Raised("AttributeError", "'\(typeName(of: value))' object has no attribute 'write'")
}

/// nil for None: the usual text.
private func printText(_ value: Value, _ name: String) throws(Raised) -> [UInt8]? {
    switch value {
    case .none: return nil
    case .text(let text): return text.utf8
    default: throw Raised("TypeError", "\(name) must be None or a string, not \(typeName(of: value))")
    }
}

/// `sys.stdout` and `sys.stderr`.
final class StreamObject: LibraryObject {
    private let isError: Bool

    init(isError: Bool) { self.isError = isError }

    override var typeName: String { "_io.TextIOWrapper" }

    func write(_ text: String, _ host: any ScriptHost) { host.services.output?.write(text, isError: isError) }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other { return (object as? StreamObject)?.isError == isError }
        return false
    }

    override func hashValue() -> UInt64? { isError ? 2 : 1 }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "name": .text(Text(isError ? "<stderr>" : "<stdout>"))
        case "encoding": .text(Text("utf-8"))
        default: nil
        }
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "write": method(StreamObject.self) { (stream, call) throws(Raised) -> Value in
            let text = try textArgument(try call.one(), "write() argument must be str, not ")
            try call.host.spend(1 + text.utf8.count / 16)
            stream.write(text.string, call.host)
            return .int(text.count)
        },
        "writelines": method(StreamObject.self) { (stream, call) throws(Raised) -> Value in
            let iterator = try call.host.iterate(try call.one())
            while let line = try iterator.next(call.host) {
                let text = try textArgument(line, "write() argument must be str, not ")
                try call.host.spend(1 + text.utf8.count / 16)
                stream.write(text.string, call.host)
            }
            return .none
        },
        "flush": method(StreamObject.self) { (_, call) throws(Raised) -> Value in
            call.host.services.output?.flush()
            return .none
        },
        "isatty": method(StreamObject.self) { (_, _) throws(Raised) -> Value in .bool(false) },
        "writable": method(StreamObject.self) { (_, _) throws(Raised) -> Value in .bool(true) },
    ]
}

/// What of `sys` executors have: its streams.
func sysModule() -> ScriptObject {
    LibraryModule(
        "sys", [:],
        constants: [
            "stdout": .object(StreamObject(isError: false)), "stderr": .object(StreamObject(isError: true)),
            "maxsize": .int(.max),
        ])
}
