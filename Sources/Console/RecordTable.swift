// SPDX-License-Identifier: Apache-2.0

/// Records by key, each with a place that stays its own until it is removed, so that whoever has much to write in one
/// record looks for it once and changes it where it lies.
package struct RecordTable<Key: Hashable & Sendable, Record: Sendable>: Sendable {
    private var places: [Key: Int] = [:]
    private var records: [Record?] = []
    private var free: [Int] = []

    package init() {}

    package var count: Int { places.count }
    package var keys: some Collection<Key> { places.keys }
    package var values: some Collection<Record> { places.values.lazy.map { records[$0]! } }

    package subscript(_ key: Key) -> Record? { places[key].flatMap { records[$0] } }

    package func place(of key: Key) -> Int? { places[key] }

    /// The record at a place that `place(of:)` gave, or `insert`, and that is not removed.
    package subscript(at place: Int) -> Record {
        get { records[place]! }
        _modify { yield &records[place]! }
    }

    /// A record for a key that has none.
    /// - Returns: its place.
    @discardableResult
    package mutating func insert(_ record: Record, for key: Key) -> Int {
        precondition(places[key] == nil, "\(key) has a record")
        let place = free.popLast() ?? records.count
        if place == records.count { records.append(record) } else { records[place] = record }
        places[key] = place
        return place
    }

    @discardableResult
    package mutating func remove(_ key: Key) -> Record? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        defer { records[place] = nil }
        free.append(place)
        return records[place]
    }
}
