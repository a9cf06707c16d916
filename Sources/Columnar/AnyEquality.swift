// SPDX-License-Identifier: Apache-2.0

// Python's equality and the hash that goes with it, straight on encoded values: 1 == 1.0 == True; containers by value,
// dicts and sets whatever their order.

/// Whether two values are equal. `nanIsEqual`: NaN equals itself, as it does for keys of groups.
public func anyEquals(_ left: AnyCursor, _ right: AnyCursor, nanIsEqual: Bool) -> Bool {
    var (left, right) = (left, right)
    return passEqual(&left, &right, nanIsEqual)
}

/// As `anyEquals`; equal values are passed by their cursors.
func passEqual(_ left: inout AnyCursor, _ right: inout AnyCursor, _ nanIsEqual: Bool) -> Bool {
    switch (left.head(), right.head()) {
    case (.none, .none): return true
    case (.number(let left), .number(let right)):
        return AnyNumber.compare(left, right) == 0 && (nanIsEqual || !left.float.isNaN)
    case (.text(let left), .text(let right)), (.bytes(let left), .bytes(let right)):
        return left.count == right.count && compareBytes(left, right) == 0
    case (.tuple(let count), .tuple(let other)), (.list(let count), .list(let other)):
        if count != other { return false }
        for _ in 0..<count where !passEqual(&left, &right, nanIsEqual) { return false }
        return true
    case (.dict(let count), .dict(let other)):
        if count != other { return false }
        return areEqual(left.entries(count), right.entries(count), nanIsEqual)
    case (.set(let count), .set(let other)):
        if count != other { return false }
        return areEqual(left.members(count), right.members(count), nanIsEqual)
    case (.object, .object):
        let (one, two) = (left.objectForm(), right.objectForm())
        if one.type != two.type { return false }
        return withCursors(one.form, two.form) { anyEquals($0, $1, nanIsEqual: nanIsEqual) }
    default: return false
    }
}

/// An entry of a dict, or a member of a set with no value.
struct AnyEntry {
    var key: AnyCursor
    var value: AnyCursor?
    var hash: UInt64
}

extension AnyCursor {
    /// Passes `count` entries.
    mutating func entries(_ count: Int) -> [AnyEntry] {
        var entries: [AnyEntry] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let key = self
            let hash = passHash()
            let value = self
            skip()
            entries.append(AnyEntry(key: key, value: value, hash: hash))
        }
        return entries
    }

    /// Passes `count` members.
    mutating func members(_ count: Int) -> [AnyEntry] {
        var members: [AnyEntry] = []
        members.reserveCapacity(count)
        for _ in 0..<count {
            let key = self
            members.append(AnyEntry(key: key, value: nil, hash: passHash()))
        }
        return members
    }
}

/// Whether each entry of `left` is one of `right`, which has as many.
private func areEqual(_ left: [AnyEntry], _ right: [AnyEntry], _ nanIsEqual: Bool) -> Bool {
    // Equal containers were mostly filled in the same order.
    var isInOrder = true
    for (one, two) in zip(left, right) where one.hash != two.hash { isInOrder = false }
    let sorted = isInOrder ? right : right.sorted { $0.hash < $1.hash }
    for (index, entry) in left.enumerated() {
        if isInOrder, isSame(entry, right[index], nanIsEqual) { continue }
        guard (isInOrder ? right.sorted { $0.hash < $1.hash } : sorted).contains(entry, nanIsEqual) else {
            return false
        }
    }
    return true
}

private func isSame(_ left: AnyEntry, _ right: AnyEntry, _ nanIsEqual: Bool) -> Bool {
    guard anyEquals(left.key, right.key, nanIsEqual: true) else { return false }
    guard let value = left.value, let other = right.value else { return true }
    return anyEquals(value, other, nanIsEqual: nanIsEqual)
}

extension [AnyEntry] {
    /// Whether one of the entries, which are in the order of their hashes, is equal to `entry`.
    fileprivate func contains(_ entry: AnyEntry, _ nanIsEqual: Bool) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].hash < entry.hash { low = middle + 1 } else { high = middle }
        }
        while low < count, self[low].hash == entry.hash {
            if isSame(entry, self[low], nanIsEqual) { return true }
            low += 1
        }
        return false
    }
}

/// `body` on cursors at the beginning of two encoded values.
func withCursors<Result>(
    _ left: [UInt8], _ right: [UInt8], _ body: (AnyCursor, AnyCursor) -> Result
) -> Result {
    left.withUnsafeBytes { left in
        right.withUnsafeBytes { right in body(AnyCursor(left.baseAddress!), AnyCursor(right.baseAddress!)) }
    }
}

// MARK: Hash

/// The hash of a value: that of a typed column with the same value; equal for equal values.
public func hashAny(_ value: AnyCursor) -> UInt64 {
    var value = value
    return value.passHash()
}

extension AnyCursor {
    mutating func passHash() -> UInt64 {
        switch head() {
        case .none: return HashConstants.null
        case .number(let number): return number.hash
        case .text(let content), .bytes(let content): return hashContent(content)
        case .tuple(let count), .list(let count):
            var state = hashInt(count)
            for _ in 0..<count { state = mixHash(state ^ HashConstants.seed, passHash() ^ HashConstants.length) }
            return state
        case .dict(let count):
            var state = hashInt(count)
            for _ in 0..<count {
                let key = passHash()
                state &+= mixHash(key ^ HashConstants.multiplier, passHash() ^ HashConstants.length)
            }
            return state
        case .set(let count):
            var state = hashInt(count)
            for _ in 0..<count { state &+= mixHash(passHash() ^ HashConstants.seed, HashConstants.multiplier) }
            return state
        case .object:
            return objectForm().form.withUnsafeBytes { hashAny(AnyCursor($0.baseAddress!)) }
        }
    }
}

/// As that of a string or bytes column.
private func hashContent(_ content: UnsafeRawBufferPointer) -> UInt64 {
    if content.count > StringView.inlineByteCountMax { return hashLong(content) }
    var words: (UInt64, UInt64) = (UInt64(content.count), 0)
    withUnsafeMutableBytes(of: &words) { raw in
        if let source = content.baseAddress {
            (raw.baseAddress! + 4).copyMemory(from: source, byteCount: content.count)
        }
    }
    return hashInline(StringView(word0: words.0, word1: words.1))
}
