// SPDX-License-Identifier: Apache-2.0

/// Two values that Python's `<` does not compare.
public struct Incomparable: Error, Hashable, Sendable {
    /// As Python says it: "'<' not supported between instances of 'str' and 'int'".
    public var message: String

    init(_ left: AnyCursor, _ right: AnyCursor) {
        message = "'<' not supported between instances of '\(left.typeName)' and '\(right.typeName)'"
    }

    init(_ message: String) { self.message = message }
}

/// A total order of all values, for the order of groups and the ranges of partitions: by kind (None, numbers, strings,
/// bytes, tuples, lists, dicts, sets, objects), within a kind as Python; zero exactly for equal values.
func compareAny(_ left: AnyCursor, _ right: AnyCursor) -> Int {
    var (left, right) = (left, right)
    return passCompare(&left, &right)
}

/// As `compareAny`; equal values are passed by their cursors.
private func passCompare(_ left: inout AnyCursor, _ right: inout AnyCursor) -> Int {
    let (one, two) = (left.head(), right.head())
    switch (one, two) {
    case (.none, .none): return 0
    case (.number(let left), .number(let right)): return AnyNumber.compare(left, right)
    case (.text(let left), .text(let right)), (.bytes(let left), .bytes(let right)): return compareBytes(left, right)
    case (.tuple(let count), .tuple(let other)), (.list(let count), .list(let other)):
        for _ in 0..<min(count, other) {
            let order = passCompare(&left, &right)
            if order != 0 { return order }
        }
        return count - other
    case (.dict(let count), .dict(let other)):
        if count != other { return count - other }
        return compare(left.entries(count), right.entries(count))
    case (.set(let count), .set(let other)):
        if count != other { return count - other }
        return compare(left.members(count), right.members(count))
    case (.object, .object):
        return withCursors(left.objectForm().form, right.objectForm().form) { compareAny($0, $1) }
    default: return one.rank - two.rank
    }
}

/// Compares the entries of two containers of one size in an order of their own.
private func compare(_ left: [AnyEntry], _ right: [AnyEntry]) -> Int {
    let (one, two) = (left.sorted(by: comesBefore), right.sorted(by: comesBefore))
    for (one, two) in zip(one, two) {
        if one.hash != two.hash { return one.hash < two.hash ? -1 : 1 }
        let order = compareAny(one.key, two.key)
        if order != 0 { return order }
    }
    for (one, two) in zip(one, two) {
        guard let value = one.value, let other = two.value else { return 0 }
        let order = compareAny(value, other)
        if order != 0 { return order }
    }
    return 0
}

private func comesBefore(_ left: AnyEntry, _ right: AnyEntry) -> Bool {
    left.hash == right.hash ? compareAny(left.key, right.key) < 0 : left.hash < right.hash
}

/// Python's `<` as a three-way comparison; equal values are passed by their cursors.
private func passStrict(
    _ left: inout AnyCursor, _ right: inout AnyCursor, isNested: Bool
) throws(Incomparable) -> Int {
    let (start, otherStart) = (left, right)
    switch (left.head(), right.head()) {
    case (.number(let left), .number(let right)): return AnyNumber.compare(left, right)
    case (.text(let left), .text(let right)), (.bytes(let left), .bytes(let right)): return compareBytes(left, right)
    case (.tuple(let count), .tuple(let other)), (.list(let count), .list(let other)):
        for _ in 0..<min(count, other) {
            let order = try passStrict(&left, &right, isNested: true)
            if order != 0 { return order }
        }
        return count - other
    case (.object, .object):
        let order = try compareObjects(&left, &right, isNested: isNested)
        if let order { return order }
    default: break
    }
    (left, right) = (start, otherStart)
    // Members are tested for equality first: what is equal need not have an order.
    if isNested, passEqual(&left, &right, true) { return 0 }
    throw Incomparable(start, otherStart)
}

/// Nil when objects of these types have no order.
private func compareObjects(
    _ left: inout AnyCursor, _ right: inout AnyCursor, isNested: Bool
) throws(Incomparable) -> Int? {
    let (one, two) = (left.objectForm(), right.objectForm())
    guard one.type == two.type, orderedTypes.contains(one.type) || isOrderedRecord(one.form, two.form) else {
        return nil
    }
    if one.type == "datetime.datetime", isAware(one.form) != isAware(two.form) {
        throw Incomparable("can't compare offset-naive and offset-aware datetimes")
    }
    var fault: Incomparable?
    let order = withCursors(one.form, two.form) { left, right in
        var (left, right) = (left, right)
        do throws(Incomparable) {
            return try passStrict(&left, &right, isNested: isNested)
        } catch {
            fault = error
            return 0
        }
    }
    if let fault { throw fault }
    return order
}

/// Whether the forms are of objects of one dataclass of the user's that has an order: that of its fields.
private func isOrderedRecord(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    func description(_ form: [UInt8]) -> String? {
        form.withUnsafeBytes { raw in
            var cursor = AnyCursor(raw.baseAddress!)
            guard case .tuple(3) = cursor.head(), cursor.scalar() == .string("record"),
                case .string(let text) = cursor.scalar()
            else { return nil }
            return text
        }
    }
    guard let one = description(left), one == description(right) else { return false }
    let parts = one.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    return parts.count == 6 && parts[3].contains("o")
}

/// Whether the form of a date and time stands for one with an offset: its first field, if it has the usual ones.
private func isAware(_ form: [UInt8]) -> Bool {
    form.withUnsafeBytes { raw in
        var cursor = AnyCursor(raw.baseAddress!)
        guard case .tuple(let count) = cursor.head(), count == 3 || count == 4 else { return false }
        cursor.skip()
        if case .number(let number) = cursor.head() { return number.whole == 1 }
        return false
    }
}

/// Types of objects that Python orders among themselves.
private let orderedTypes: Set<String> = [
    "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta", "collections.deque", "uuid.UUID",
    "decimal.Decimal",
]

extension Column {
    /// As `compare`, but fails where Python's `<` fails on the values of type any in the rows: between values of
    /// different kinds, between Nones, dicts, sets. Members of tuples and lists are compared up to the first
    /// difference, and what is equal needs no order.
    ///
    /// If two rows are incomparable, so are two neighbours in the order of `compare`: to test a sorted column, test
    /// each pair of neighbours.
    public func strictOrder(_ row: Int, with other: Column, _ otherRow: Int) throws(Incomparable) -> Int {
        try strictOrder(row, other, otherRow, isNested: false)
    }

    private func strictOrder(
        _ row: Int, _ other: Column, _ otherRow: Int, isNested: Bool
    ) throws(Incomparable) -> Int {
        if type == .any {
            var (left, right) = (anyCursor(row), other.anyCursor(otherRow))
            return try passStrict(&left, &right, isNested: isNested)
        }
        guard !isNull(row), !other.isNull(otherRow), type.containsAny else {
            return compare(row, with: other, otherRow)
        }
        if case .tuple = type {
            for (left, right) in zip(children, other.children) {
                let order = try left.strictOrder(row, right, otherRow, isNested: true)
                if order != 0 { return order }
            }
            return 0
        }
        let (ends, otherEnds) = (Int(offsets[row + 1]), Int(other.offsets[otherRow + 1]))
        var (left, right) = (Int(offsets[row]), Int(other.offsets[otherRow]))
        while left < ends && right < otherEnds {
            let order = try children[0].strictOrder(left, other.children[0], right, isNested: true)
            if order != 0 { return order }
            left += 1
            right += 1
        }
        return (ends - left > 0 ? 1 : 0) - (otherEnds - right > 0 ? 1 : 0)
    }
}
