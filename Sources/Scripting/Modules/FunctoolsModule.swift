// SPDX-License-Identifier: Apache-2.0

/// Results that a cached function of a script keeps when it names no bound.
private let cachedResults = 1 << 20

/// Python's `functools`: reduce, partial, cmp_to_key, caches.
func functoolsModule() -> ScriptObject {
    LibraryModule("functools", functoolsFunctions)
}

private let functoolsFunctions: [String: LibraryModule.Body] = [
    "reduce": { (call) throws(Raised) -> Value in
        try call.count(2, 3)
        let iterator = try call.host.iterate(call.arguments[1])
        var result: Value
        if call.arguments.count == 3 {
            result = call.arguments[2]
        } else {
            guard let first = try iterator.next(call.host) else {
                throw Raised("TypeError", "reduce() of empty iterable with no initial value")
            }
            result = first
        }
        while let value = try iterator.next(call.host) {
            try call.host.spend(1)
            result = try call.host.call(call.arguments[0], [result, value], keywords: [])
        }
        return result
    },
    "partial": { (call) throws(Raised) -> Value in
        guard let function = call.arguments.first else {
            throw Raised("TypeError", "type 'partial' takes at least one argument")
        }
        return .object(PartialObject(function, Array(call.arguments.dropFirst()), call.keywords))
    },
    "cmp_to_key": { (call) throws(Raised) -> Value in
        let function = try call.bind(["mycmp"], required: 1)[0] ?? Value.none
        return .object(
            NativeFunction("K") { (inner) throws(Raised) -> Value in
                .object(ComparisonKey(function, try inner.one()))
            })
    },
    "cache": { (call) throws(Raised) -> Value in .object(CachedFunction(try call.one(), cachedResults)) },
    "lru_cache": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["maxsize", "typed"])
        if let first = bound[0], case .object = first { return .object(CachedFunction(first, 128)) }
        let limit = bound[0] == nil ? 128 : try sliceIndex(bound[0]) ?? cachedResults
        return .object(
            NativeFunction("lru_cache") { (inner) throws(Raised) -> Value in
                .object(CachedFunction(try inner.one(), max(limit, 0)))
            })
    },
    "wraps": { (call) throws(Raised) -> Value in
        .object(NativeFunction("wraps") { (inner) throws(Raised) -> Value in try inner.one() })
    },
]

private final class PartialObject: LibraryObject, ReprWritable {
    private var function: Value
    private var first: [Value]
    private var keywords: Keywords

    init(_ function: Value, _ first: [Value], _ keywords: Keywords) {
        self.function = function
        self.first = first
        self.keywords = keywords
    }

    deinit {
        LettingGo.take(&function)
        LettingGo.take(&first)
        var values = keywords.map(\.value)
        keywords = []
        LettingGo.take(&values)
    }

    override var typeName: String { "partial" }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        // What the call names replaces what was given before.
        let kept = self.keywords.filter { old in !keywords.contains { $0.name == old.name } }
        return try host.call(function, first + arguments, keywords: kept + keywords)
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "func": function
        case "args": .tuple(TupleObject(first))
        default: nil
        }
    }

    func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        writer.write("functools.partial(")
        try writer.writeList([function] + first)
        for (name, value) in keywords {
            writer.write(", \(name)=")
            try writer.write(value)
        }
        writer.write(")")
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var writer = ReprWriter(host)
        try writer.write(.object(self))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

private final class ComparisonKey: ScriptObject {
    private var function: Value
    private var value: Value

    init(_ function: Value, _ value: Value) {
        self.function = function
        self.value = value
    }

    deinit {
        LettingGo.take(&function)
        LettingGo.take(&value)
    }

    override var typeName: String { "K" }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        guard case .object(let object) = other, let other = object as? ComparisonKey else { return nil }
        let order = try host.call(function, [value, other.value], keywords: [])
        return try compareValues(order, .int(0), host)
    }

    override func hashValue() -> UInt64? { nil }
}

/// A function that remembers its results; forgets all when there are too many.
private final class CachedFunction: LibraryObject {
    private var function: Value
    private let limit: Int
    private let results = DictObject()

    init(_ function: Value, _ limit: Int) {
        self.function = function
        self.limit = limit
    }

    deinit { LettingGo.take(&function) }

    override var typeName: String { "_lru_cache_wrapper" }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        var parts = arguments
        for (name, value) in keywords {
            parts.append(.text(Text(name)))
            parts.append(value)
        }
        let key = try ValueKey(.tuple(TupleObject(parts + [.int(arguments.count)])))
        if let known = results[key] { return known }
        let result = try host.call(function, arguments, keywords: keywords)
        if limit > 0 {
            if results.count >= limit { results.removeAll() }
            try host.reserve(160)
            results[key] = result
        }
        return result
    }

    override var methods: [String: Method] {
        [
            "cache_clear": method(CachedFunction.self) { (cached, _) throws(Raised) -> Value in
                cached.results.removeAll()
                return .none
            }
        ]
    }
}
