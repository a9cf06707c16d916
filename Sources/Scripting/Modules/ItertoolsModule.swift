// SPDX-License-Identifier: Apache-2.0

/// Python's `itertools`; everything is lazy but what Python reads at once as well.
func itertoolsModule() -> ScriptObject {
    let chain = LibraryClass(
        "chain", statics: ["from_iterable": chainFrom], isInstance: { _ in false }, construct: chainAll)
    return LibraryModule("itertools", itertoolsFunctions, constants: ["chain": .object(chain)])
}

private func iterator(_ name: String, _ step: @escaping IteratorObject.Step) -> Value {
    .object(IteratorObject("itertools." + name, step))
}

@Sendable private func chainAll(_ call: Call) throws(Raised) -> Value {
    chained(arrayIterator("tuple_iterator", call.arguments))
}

@Sendable private func chainFrom(_ call: Call) throws(Raised) -> Value {
    chained(try call.host.iterate(try call.one()))
}

private func chained(_ sources: any ValueIterator) -> Value {
    var current: (any ValueIterator)?
    return iterator("chain") { (host) throws(Raised) -> Value? in
        while true {
            if let inner = current, let value = try inner.next(host) { return value }
            guard let source = try sources.next(host) else { return nil }
            current = try host.iterate(source)
        }
    }
}

private func sliced(_ call: Call) throws(Raised) -> Value {
    try call.count(2, 4)
    var bounds: [Int?] = []
    for value in call.arguments.dropFirst() {
        let bound = try sliceIndex(value)
        if let bound, bound < 0 {
            throw Raised(
                "ValueError",
                call.arguments.count == 2
                    ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
                    : "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        }
        bounds.append(bound)
    }
    let start = bounds.count > 1 ? bounds[0] ?? 0 : 0
    let stop = (bounds.count > 1 ? bounds[1] : bounds[0]) ?? .max
    let step = bounds.count > 2 ? bounds[2] ?? 1 : 1
    if step == 0 { throw Raised("ValueError", "Step for islice() must be a positive integer or None.") }
    let source = try call.host.iterate(call.arguments[0])
    var position = 0
    var wanted = start
    return iterator("islice") { (host) throws(Raised) -> Value? in
        while wanted < stop {
            guard let value = try source.next(host) else { return nil }
            try host.spend(1)
            position += 1
            if position > wanted {
                wanted += min(step, .max - wanted)
                return value
            }
        }
        while position < min(stop, start) {
            guard try source.next(host) != nil else { return nil }
            try host.spend(1)
            position += 1
        }
        return nil
    }
}

/// Counts places up, the last one fastest; nil behind the last combination.
private func selections(
    _ name: String, _ pool: [Value], _ size: Int, next: @escaping ([Int]) -> [Int]?, start: [Int]?
) -> Value {
    var places = start
    return iterator(name) { (host) throws(Raised) -> Value? in
        guard let current = places else { return nil }
        try host.reserve(32 + size * 16)
        try host.spend(size)
        places = next(current)
        return .tuple(TupleObject(current.map { pool[$0] }))
    }
}

private func product(_ call: Call) throws(Raised) -> Value {
    var pools: [[Value]] = []
    for argument in call.arguments { pools.append(try call.values(argument)) }
    let times = try wholeArgument(call.keyword("repeat") ?? .int(1))
    if times < 0 { throw Raised("ValueError", "repeat argument cannot be negative") }
    try call.host.reserve(pools.count.multipliedOrMax(times).multipliedOrMax(16))
    let once = pools
    pools = []
    for _ in 0..<times { pools += once }
    let all = pools
    var places: [Int]? = all.contains(where: \.isEmpty) ? nil : [Int](repeating: 0, count: all.count)
    return iterator("product") { (host) throws(Raised) -> Value? in
        guard var current = places else { return nil }
        try host.reserve(32 + all.count * 16)
        let result = zip(all, current).map { $0[$1] }
        var place = all.count - 1
        while place >= 0 {
            current[place] += 1
            if current[place] < all[place].count { break }
            current[place] = 0
            place -= 1
        }
        places = place < 0 ? nil : current
        return .tuple(TupleObject(result))
    }
}

private func sizeArgument(_ value: Value?, _ standard: Int) throws(Raised) -> Int {
    let size = try sliceIndex(value) ?? standard
    if size < 0 { throw Raised("ValueError", "r must be non-negative") }
    return size
}

private func grouped(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["iterable", "key"], required: 1)
    let source = try call.host.iterate(bound[0] ?? Value.none)
    let function = bound[1]
    /// The value that was read but not given, with its key, and the number of the open group.
    var pending: (key: Value, value: Value)?
    var group = 0
    var currentKey: Value?
    func read(_ host: any ScriptHost) throws(Raised) {
        guard pending == nil, let value = try source.next(host) else { return }
        var key = value
        if let function, typeName(of: function) != "NoneType" { key = try host.call(function, [value], keywords: []) }
        pending = (key, value)
    }
    return iterator("groupby") { (host) throws(Raised) -> Value? in
        try read(host)
        // What is left of the group before is skipped.
        while let known = currentKey, let next = pending, isEqual(known, next.key) {
            pending = nil
            try host.spend(1)
            try read(host)
        }
        guard let next = pending else { return nil }
        currentKey = next.key
        group += 1
        let number = group
        let key = next.key
        let members = iterator("_grouper") { (host) throws(Raised) -> Value? in
            guard number == group else { return nil }
            try read(host)
            guard let next = pending, isEqual(next.key, key) else { return nil }
            pending = nil
            return next.value
        }
        return .tuple(TupleObject([key, members]))
    }
}

private func tee(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["iterable", "n"], required: 1)
    let count = try wholeArgument(bound[1] ?? .int(2))
    if count < 0 { throw Raised("ValueError", "n must be >= 0") }
    try call.host.reserve(count.multipliedOrMax(64))
    let source = try call.host.iterate(bound[0] ?? Value.none)
    let shared = ListObject([])
    let copies: [Value] = (0..<count).map { _ in
        var position = 0
        return iterator("_tee") { (host) throws(Raised) -> Value? in
            if position == shared.elements.count {
                guard let value = try source.next(host) else { return nil }
                try host.reserve(16)
                shared.elements.append(value)
            }
            position += 1
            return shared.elements[position - 1]
        }
    }
    return .tuple(TupleObject(copies))
}

private func accumulate(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["iterable", "func", "initial"], required: 1)
    let source = try call.host.iterate(bound[0] ?? Value.none)
    var function = bound[1]
    if let given = function, typeName(of: given) == "NoneType" { function = nil }
    let operation = function
    var total: Value?
    var initial = bound[2]
    if let given = initial, typeName(of: given) == "NoneType" { initial = nil }
    return iterator("accumulate") { (host) throws(Raised) -> Value? in
        if let first = initial {
            initial = nil
            total = first
            return first
        }
        guard let value = try source.next(host) else { return nil }
        guard let before = total else {
            total = value
            return value
        }
        let next =
            if let operation {
                try host.call(operation, [before, value], keywords: [])
            } else {
                try binaryOperation("+", before, value, host)
            }
        total = next
        return next
    }
}

private func zipLongest(_ call: Call) throws(Raised) -> Value {
    var sources: [(any ValueIterator)?] = []
    for argument in call.arguments { sources.append(try call.host.iterate(argument)) }
    let missing = call.keyword("fillvalue") ?? Value.none
    return iterator("zip_longest") { (host) throws(Raised) -> Value? in
        var values: [Value] = []
        for place in sources.indices {
            if let source = sources[place], let value = try source.next(host) {
                values.append(value)
            } else {
                sources[place] = nil
                values.append(missing)
            }
        }
        return sources.contains { $0 != nil } ? .tuple(TupleObject(values)) : nil
    }
}

/// Values by a test: kept while, from, or where it fails.
private func tested(
    _ name: String, _ keep: @escaping @Sendable (_ passes: Bool, _ state: inout Bool) -> Bool?
) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        let (test, values) = try call.two()
        let source = try call.host.iterate(values)
        var state = false
        return iterator(name) { (host) throws(Raised) -> Value? in
            while let value = try source.next(host) {
                try host.spend(1)
                var passes = name == "dropwhile" && state
                if case .none = test {
                    passes = isTrue(value)
                } else if !passes {
                    passes = isTrue(try host.call(test, [value], keywords: []))
                }
                guard let isKept = keep(passes, &state) else { return nil }
                if isKept { return value }
            }
            return nil
        }
    }
}

private let itertoolsFunctions: [String: LibraryModule.Body] = [
    "islice": { (call) throws(Raised) -> Value in try sliced(call) },
    "product": { (call) throws(Raised) -> Value in try product(call) },
    "groupby": { (call) throws(Raised) -> Value in try grouped(call) },
    "tee": { (call) throws(Raised) -> Value in try tee(call) },
    "accumulate": { (call) throws(Raised) -> Value in try accumulate(call) },
    "zip_longest": { (call) throws(Raised) -> Value in try zipLongest(call) },
    "takewhile": tested("takewhile") { (passes, _) in passes ? true : nil },
    "dropwhile": tested("dropwhile") { (passes, state) in
        if !passes { state = true }
        return state
    },
    "filterfalse": tested("filterfalse") { (passes, _) in !passes },
    "count": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["start", "step"])
        var next = bound[0] ?? .int(0)
        let step = bound[1] ?? .int(1)
        return iterator("count") { (host) throws(Raised) -> Value? in
            let value = next
            next = try binaryOperation("+", next, step, host)
            return value
        }
    },
    "cycle": { (call) throws(Raised) -> Value in
        let source = try call.host.iterate(try call.one())
        var seen: [Value] = []
        var isRead = false
        var place = 0
        return iterator("cycle") { (host) throws(Raised) -> Value? in
            if !isRead {
                if let value = try source.next(host) {
                    try host.reserve(16)
                    seen.append(value)
                    return value
                }
                isRead = true
            }
            if seen.isEmpty { return nil }
            place = place % seen.count + 1
            return seen[place - 1]
        }
    },
    "repeat": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["object", "times"], required: 1)
        let value = bound[0] ?? Value.none
        var left = try sliceIndex(bound[1]) ?? .max
        return iterator("repeat") { (_) throws(Raised) -> Value? in
            if left <= 0 { return nil }
            if left != .max { left -= 1 }
            return value
        }
    },
    "permutations": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["iterable", "r"], required: 1)
        let pool = try call.values(bound[0] ?? Value.none)
        let size = try sizeArgument(bound[1], pool.count)
        return selections(
            "permutations", pool, size, next: { nextPermutation($0, pool.count) },
            start: size > pool.count ? nil : Array(0..<size))
    },
    "combinations": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["iterable", "r"], required: 2)
        let pool = try call.values(bound[0] ?? Value.none)
        let size = try sizeArgument(bound[1], 0)
        return selections(
            "combinations", pool, size,
            next: { (places) in
                guard let place = places.indices.last(where: { places[$0] < pool.count - size + $0 }) else {
                    return nil
                }
                return Array(places[..<place]) + (0..<size - place).map { places[place] + 1 + $0 }
            }, start: size > pool.count ? nil : Array(0..<size))
    },
    "combinations_with_replacement": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["iterable", "r"], required: 2)
        let pool = try call.values(bound[0] ?? Value.none)
        let size = try sizeArgument(bound[1], 0)
        try call.host.reserve(size.multipliedOrMax(16))
        return selections(
            "combinations_with_replacement", pool, size,
            next: { (places) in
                guard let place = places.indices.last(where: { places[$0] < pool.count - 1 }) else { return nil }
                return Array(places[..<place]) + [Int](repeating: places[place] + 1, count: size - place)
            }, start: pool.isEmpty && size > 0 ? nil : Array(repeating: 0, count: size))
    },
    "starmap": { (call) throws(Raised) -> Value in
        let (function, values) = try call.two()
        let source = try call.host.iterate(values)
        return iterator("starmap") { (host) throws(Raised) -> Value? in
            guard let arguments = try source.next(host) else { return nil }
            return try host.call(function, try valuesOf(arguments, host), keywords: [])
        }
    },
    "pairwise": { (call) throws(Raised) -> Value in
        let source = try call.host.iterate(try call.one())
        var before: Value?
        return iterator("pairwise") { (host) throws(Raised) -> Value? in
            if before == nil { before = try source.next(host) }
            guard let first = before, let second = try source.next(host) else { return nil }
            before = second
            return .tuple(TupleObject([first, second]))
        }
    },
    "compress": { (call) throws(Raised) -> Value in
        let (data, selectors) = try call.two()
        let (values, tests) = (try call.host.iterate(data), try call.host.iterate(selectors))
        return iterator("compress") { (host) throws(Raised) -> Value? in
            while let value = try values.next(host), let test = try tests.next(host) {
                if isTrue(test) { return value }
                try host.spend(1)
            }
            return nil
        }
    },
]

/// The next choice of different places in their order; nil behind the last.
private func nextPermutation(_ places: [Int], _ count: Int) -> [Int]? {
    var used = Set(places)
    for position in places.indices.reversed() {
        used.remove(places[position])
        if let next = (places[position] + 1..<max(count, places[position] + 1)).first(where: { !used.contains($0) }) {
            var result = Array(places[..<position]) + [next]
            used.insert(next)
            for place in 0..<count where result.count < places.count && !used.contains(place) {
                result.append(place)
                used.insert(place)
            }
            return result
        }
    }
    return nil
}
