// SPDX-License-Identifier: Apache-2.0

/// Python's `heapq`, with Python's own way of sifting, so that the lists look the same.
func heapModule() -> ScriptObject { LibraryModule("heapq", heapFunctions) }

private func heap(_ value: Value) throws(Raised) -> ListObject {
    guard case .list(let list) = value else {
        throw Raised("TypeError", "heap argument must be a list, not \(typeName(of: value))")
    }
    return list
}

/// The order of two values of a heap. The comparison may be the user's (`cmp_to_key`) and change the list: places that
/// were there before would be gone.
private func order(
    _ list: ListObject, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Int {
    let count = list.elements.count
    let order = try compareValues(left, right, host)
    if list.elements.count != count { throw Raised("RuntimeError", "list changed size during iteration") }
    return order
}

/// Moves the value at `place` towards the root.
private func siftDown(_ list: ListObject, _ start: Int, _ place: Int, _ host: any ScriptHost) throws(Raised) {
    let item = list.elements[place]
    var place = place
    while place > start {
        let parent = (place - 1) >> 1
        guard try order(list, item, list.elements[parent], host) < 0 else { break }
        list.elements[place] = list.elements[parent]
        place = parent
    }
    list.elements[place] = item
}

/// Brings the smaller child up until a leaf, then the value back to where it belongs.
private func siftUp(_ list: ListObject, _ place: Int, _ host: any ScriptHost) throws(Raised) {
    let count = list.elements.count
    let start = place
    let item = list.elements[place]
    var place = place
    while 2 * place + 1 < count {
        var child = 2 * place + 1
        if child + 1 < count, try order(list, list.elements[child], list.elements[child + 1], host) >= 0 {
            child += 1
        }
        list.elements[place] = list.elements[child]
        place = child
    }
    list.elements[place] = item
    try siftDown(list, start, place, host)
}

private func extreme(reverse: Bool) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        let bound = try call.bind(["n", "iterable", "key"], required: 2)
        let count = max(0, try wholeArgument(bound[0] ?? Value.none))
        let values = try call.values(bound[1] ?? Value.none)
        let sorted = try sortedValues(values, key: bound[2], reverse: reverse, call.host)
        return .list(ListObject(Array(sorted.prefix(count))))
    }
}

private let heapFunctions: [String: LibraryModule.Body] = [
    "heappush": { (call) throws(Raised) -> Value in
        let (target, value) = try call.two()
        let list = try heap(target)
        try call.host.reserve(MemoryLayout<Value>.stride)
        list.elements.append(value)
        try siftDown(list, 0, list.elements.count - 1, call.host)
        return .none
    },
    "heappop": { (call) throws(Raised) -> Value in
        let list = try heap(try call.one())
        guard let last = list.elements.popLast() else { throw Raised("IndexError", "index out of range") }
        guard let first = list.elements.first else { return last }
        list.elements[0] = last
        try siftUp(list, 0, call.host)
        return first
    },
    "heapify": { (call) throws(Raised) -> Value in
        let list = try heap(try call.one())
        try call.host.spend(list.elements.count)
        for place in (0..<list.elements.count / 2).reversed() { try siftUp(list, place, call.host) }
        return .none
    },
    "heapreplace": { (call) throws(Raised) -> Value in
        let (target, value) = try call.two()
        let list = try heap(target)
        guard let first = list.elements.first else { throw Raised("IndexError", "index out of range") }
        list.elements[0] = value
        try siftUp(list, 0, call.host)
        return first
    },
    "heappushpop": { (call) throws(Raised) -> Value in
        let (target, value) = try call.two()
        let list = try heap(target)
        guard let first = list.elements.first, try order(list, first, value, call.host) < 0 else { return value }
        list.elements[0] = value
        try siftUp(list, 0, call.host)
        return first
    },
    "nlargest": extreme(reverse: true), "nsmallest": extreme(reverse: false),
    "merge": { (call) throws(Raised) -> Value in
        var values: [Value] = []
        for argument in call.arguments { values += try call.values(argument) }
        let isReversed = call.keyword("reverse").map(isTrue) ?? false
        return .object(
            arrayIterator(
                "generator", try sortedValues(values, key: call.keyword("key"), reverse: isReversed, call.host)))
    },
]
