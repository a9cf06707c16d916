// SPDX-License-Identifier: Apache-2.0

import Glibc
import Martlet
import Testing

extension ClusterTests {
    /// Every operation of an RDD against plain Swift, by tasks on two threads.
    @Suite struct OperationTests {
        /// Runs `body` in a session with small batches, so that each partition has several.
        static func withLocal(_ body: (Session, Workplace) throws -> Void) throws {
            try withWorkplace { place throws in
                try place.withSession("local[2]", { $0.batchRows = 7 }) { try body($0, place) }
            }
        }

        static let numbers = (0..<200).map { ($0 * 37) % 101 - 50 }

        @Test func `narrow operations do what Swift's do`() throws {
            try Self.withLocal { session, _ in
                let numbers = Self.numbers
                // As many partitions as suit, one row each, empty ones.
                for partitions in [1, 3, 200, 333] {
                    let rdd = try session.parallelize(numbers, partitions: partitions)
                    #expect(rdd.partitionCount == partitions)
                    let same = try rdd.collect()
                    #expect(same == numbers)
                    let mapped = try rdd.map { $0 * 2 + 1 }.collect()
                    #expect(mapped == numbers.map { $0 * 2 + 1 })
                    let kept = try rdd.filter { $0 % 3 == 0 }.collect()
                    #expect(kept == numbers.filter { $0 % 3 == 0 })
                    let flat = try rdd.flatMap { range(0, $0) }.collect()
                    #expect(flat == numbers.flatMap { Array(0..<max($0, 0)) })
                    let keyed = try rdd.keyBy { $0 % 5 }.collect()
                    #expect(keyed == numbers.map { Pair($0 % 5, $0) })
                    let pairs = try rdd.map { pair($0 % 7, text("<\($0)>")) }
                    let values = try pairs.mapValues { $0.count }.collect()
                    #expect(values == numbers.map { Pair($0 % 7, "<\($0)>".count) })
                    let keys = try pairs.keys().collect()
                    #expect(keys == numbers.map { $0 % 7 })
                    let texts = try pairs.values().collect()
                    #expect(texts == numbers.map { "<\($0)>" })
                    let parted = try pairs.flatMapValues { $0.split("1") }.collect()
                    #expect(
                        parted
                            == numbers.flatMap { number in
                                "<\(number)>".split(separator: "1").map { Pair(number % 7, String($0)) }
                            })
                    let both = try rdd.union(try session.range(5..<9)).collect()
                    #expect(both == numbers + [5, 6, 7, 8])
                }
            }
        }

        @Test func `operations by key do what dictionaries do`() throws {
            try Self.withLocal { session, _ in
                let numbers = Self.numbers
                for (partitions, reduced) in [(1, 1), (4, 3), (250, 40)] {
                    let pairs = try session.parallelize(numbers, partitions: partitions).map { pair($0 % 11, $0) }
                    let groups = Dictionary(grouping: numbers) { $0 % 11 }
                    let sums = try pairs.reduceByKey(partitions: reduced) { $0 + $1 }.collect()
                    #expect(sums.sorted() == groups.map { Pair($0.key, $0.value.reduce(0, +)) }.sorted())
                    let greatest = try pairs.reduceByKey(partitions: reduced) { max($0, $1) }.collect()
                    #expect(greatest.sorted() == groups.map { Pair($0.key, $0.value.max()!) }.sorted())
                    // Any other associative closure, and one whose result shows the order.
                    let joined = try pairs.mapValues { $0.toString() }
                        .reduceByKey(partitions: reduced) { text("\($0),\($1)") }.collect()
                    let texts = groups.map { Pair($0.key, $0.value.map(String.init).joined(separator: ",")) }
                    #expect(joined.sorted() == texts.sorted())
                    let lists = try pairs.groupByKey(partitions: reduced).collect()
                    #expect(lists.count == groups.count)
                    for list in lists { #expect(list.second == groups[list.first]) }
                    let different = try pairs.distinct(partitions: reduced).collect()
                    #expect(different.sorted() == Set(numbers.map { Pair($0 % 11, $0) }).sorted())
                    let words = try pairs.keys().map { text("k\($0)") }.distinct().collect()
                    #expect(words.sorted() == groups.keys.map { "k\($0)" }.sorted())
                }
            }
        }

        @Test func `sorts are stable and repartitioning loses nothing`() throws {
            try Self.withLocal { session, _ in
                let numbers = Self.numbers
                for (partitions, sorted) in [(1, 1), (4, 3), (250, 40)] {
                    let rdd = try session.parallelize(numbers, partitions: partitions)
                    let up = try rdd.sortBy(partitions: sorted) { $0 }.collect()
                    #expect(up == numbers.sorted())
                    let down = try rdd.sortBy(descending: true, partitions: sorted) { $0.toString() }.collect()
                    #expect(down == stable(numbers) { "\($0)" > "\($1)" })
                    let byRest = try rdd.sortBy(partitions: sorted) { $0 % 4 }.collect()
                    #expect(byRest == stable(numbers) { $0 % 4 < $1 % 4 })
                    let byKey = try rdd.map { pair($0 % 4, $0) }.sortByKey(partitions: sorted).values().collect()
                    #expect(byKey == stable(numbers) { $0 % 4 < $1 % 4 })
                    let floats = try rdd.map { $0.toDouble() / 3.0 }.sortBy(partitions: sorted) { $0 }.collect()
                    #expect(floats == numbers.map { Double($0) / 3 }.sorted())
                    let again = try rdd.repartition(sorted)
                    #expect(again.partitionCount == sorted)
                    let rows = try again.collect()
                    #expect(rows.sorted() == numbers.sorted())
                }
            }
        }

        @Test func `actions do what Swift's do`() throws {
            try Self.withLocal { session, _ in
                let numbers = Self.numbers
                for partitions in [1, 3, 333] {
                    let rdd = try session.parallelize(numbers, partitions: partitions)
                    let count = try rdd.count()
                    #expect(count == numbers.count)
                    for rows in [0, 1, 5, 199, 200, 1_000] {
                        let taken = try rdd.take(rows)
                        #expect(taken == Array(numbers.prefix(rows)))
                    }
                    let first = try rdd.filter { $0 > 40 }.first()
                    #expect(first == numbers.first { $0 > 40 })
                    let sum = try rdd.sum()
                    #expect(sum == numbers.reduce(0, +))
                    let floats = try rdd.map { $0.toDouble() * 0.5 }.sum()
                    #expect(floats == numbers.map { Double($0) * 0.5 }.reduce(0, +))
                    let reduced = try rdd.map { text("\($0)") }.reduce { text("\($0) \($1)") }
                    #expect(reduced == numbers.map(String.init).joined(separator: " "))
                    let least = try rdd.min()
                    let greatest = try rdd.map { text("\($0)") }.max()
                    #expect(least == numbers.min())
                    #expect(greatest == numbers.map(String.init).max())
                    try rdd.foreach { $0 * 2 }
                }
                let range = try session.range(-7..<20, step: 4, partitions: 3).collect()
                #expect(range == Array(stride(from: -7, to: 20, by: 4)))
            }
        }

        @Test func `an RDD without rows has results where there are any`() throws {
            try Self.withLocal { session, _ in
                for partitions in [1, 4] {
                    let none = try session.parallelize([Int](), partitions: partitions)
                    let filtered = try session.range(0..<10, partitions: partitions).filter { $0 > 10 }
                    for rdd in [none, filtered] {
                        let (rows, count, sum, taken) = (
                            try rdd.collect(), try rdd.count(), try rdd.sum(), try rdd.take(3)
                        )
                        #expect(rows.isEmpty && count == 0 && sum == 0 && taken.isEmpty)
                        let pairs = try rdd.map { pair($0, $0) }
                        let (reduced, grouped, sorted) = (
                            try pairs.reduceByKey { $0 + $1 }.collect(), try pairs.groupByKey().count(),
                            try pairs.sortByKey().collect()
                        )
                        #expect(reduced.isEmpty && grouped == 0 && sorted.isEmpty)
                        let (distinct, spread) = (try rdd.distinct().count(), try rdd.repartition(3).count())
                        #expect(distinct == 0 && spread == 0)
                        for attempt in [
                            message { _ = try rdd.first() }, message { _ = try rdd.min() },
                            message { _ = try rdd.max() }, message { _ = try rdd.reduce { $0 + $1 } },
                        ] {
                            #expect(attempt.contains("no rows") && attempt.contains("OperationTests"), "\(attempt)")
                        }
                    }
                }
            }
        }

        @Test func `text files come from files, folders, globs, lists and gzip, whole at any split`() throws {
            try Self.withLocal { session, place in
                mkdir(place.path + "/folder", 0o755)
                let lines = (0..<500).map { "line \($0) äöü \(String(repeating: "=", count: $0 % 50))" }
                let first = try place.put("folder/a.txt", lines[..<300].joined(separator: "\n"))
                let second = try place.put("folder/b.txt", lines[300...].joined(separator: "\r\n") + "\r\n")
                _ = try place.put("folder/_hidden", "never read\n")
                for pieces in [1, 2, 7, 40] {
                    let alone = try session.textFile(first, minPartitions: pieces)
                    #expect(alone.partitionCount >= pieces)
                    let text = try alone.collect()
                    #expect(text == Array(lines[..<300]))
                    for path in [place.path + "/folder", place.path + "/folder/*.txt", first + "," + second] {
                        let all = try session.textFile(path, minPartitions: pieces).collect()
                        #expect(all == lines, "\(path) in \(pieces)")
                    }
                }
                try session.parallelize(lines, partitions: 3).saveAsTextFile(place.path + "/gzip", gzip: true)
                #expect(entries(place.path + "/gzip") == ["_SUCCESS"] + (0..<3).map { "part-0000\($0).gz" })
                let zipped = try session.textFile(place.path + "/gzip").collect()
                #expect(zipped == lines)
            }
        }

        @Test func `saved rows read as Swift prints them`() throws {
            try Self.withLocal { session, place in
                let rows = [Pair(1, [0.5, 1]), Pair(-2, []), Pair(3, [1e30])]
                try session.parallelize(rows, partitions: 2).saveAsTextFile(place.path + "/rows")
                let written = try lines(place.path + "/rows")
                #expect(written == rows.map { "\($0)" })
                try session.parallelize([true, false], partitions: 5).saveAsTextFile(place.path + "/flags")
                let flags = try lines(place.path + "/flags")
                #expect(flags == ["true", "false"])
                #expect(entries(place.path + "/flags").count == 6)
            }
        }
    }
}

/// A sort that keeps the order of equal elements.
private func stable(_ numbers: [Int], by areInOrder: (Int, Int) -> Bool) -> [Int] {
    numbers.enumerated().sorted {
        if areInOrder($0.element, $1.element) { return true }
        return areInOrder($1.element, $0.element) ? false : $0.offset < $1.offset
    }.map(\.element)
}
