// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Merges sorted runs; of equal keys the row of the earlier run comes first.
final class RunMerger {
    private final class Run {
        let reader: any SpilledRows
        var batch: Column
        var keys: Column
        var prefixes: Buffer
        var position = 0
        var source = -1

        init(_ reader: any SpilledRows, _ batch: Column) {
            self.reader = reader
            self.batch = batch
            keys = batch
            prefixes = Buffer(byteCount: 0)
        }
    }

    private let sortPrefixes: SortPrefixes
    private let hasKeys: Bool
    private let sign: Int
    private var runs: [Run] = []
    /// A binary heap of (prefix of the run's next key, run), least first.
    private var heap: [(key: UInt64, run: Int)] = []
    private var output = RowCollector()
    private var check: OrderCheck
    /// Bytes of the batches that were read since rows were last given out.
    private var bytesRead = 0

    /// `isStrict`: keys without an order are an error.
    init(
        _ readers: [any SpilledRows], _ keyType: DataType, hasKeys: Bool, descending: Bool, isStrict: Bool
    ) throws(ComputeError) {
        self.hasKeys = hasKeys
        sign = descending ? -1 : 1
        check = OrderCheck(keyType, descending: descending, isNeeded: isStrict)
        sortPrefixes = SortPrefixes(type: keyType, descending: descending)
        for reader in readers {
            let run = Run(reader, emptyColumn(.null))
            runs.append(run)
            if try load(run) { heap.append((run.prefixes.pointer(UInt64.self)[0], runs.count - 1)) }
        }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }

    /// Reads the run's next batch; false at its end.
    private func load(_ run: Run) throws(ComputeError) -> Bool {
        while let batch = try run.reader.next() {
            if batch.count == 0 { continue }
            run.batch = batch
            bytesRead += batch.byteCount
            run.keys = hasKeys ? batch.children[0] : batch
            run.prefixes = Buffer(byteCount: batch.count * 8)
            sortPrefixes.fill(run.keys, into: run.prefixes.pointer(UInt64.self))
            run.position = 0
            run.source = -1
            return true
        }
        return false
    }

    private func comesBefore(_ left: (key: UInt64, run: Int), _ right: (key: UInt64, run: Int)) -> Bool {
        if left.key != right.key { return left.key < right.key }
        let (a, b) = (runs[left.run], runs[right.run])
        let order = a.keys.compare(a.position, with: b.keys, b.position) * sign
        return order == 0 ? left.run < right.run : order < 0
    }

    private func siftDown(_ start: Int) {
        var place = start
        let moved = heap[place]
        while true {
            var child = 2 * place + 1
            if child >= heap.count { break }
            if child + 1 < heap.count && comesBefore(heap[child + 1], heap[child]) { child += 1 }
            if !comesBefore(heap[child], moved) { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = moved
    }

    /// The next rows, at most `most`, and fewer when they are wide; nil at the end.
    func next(_ most: Int) throws(ComputeError) -> Column? {
        bytesRead = 0
        while output.count < most && !heap.isEmpty {
            if bytesRead > ComputeLimits.mergedByteCountMax && output.count > 0 { break }
            let run = runs[heap[0].run]
            if run.source < 0 { run.source = output.add(run.batch) }
            try check.check(run.keys, run.position)
            output.push(run.source, run.position)
            run.position += 1
            var isLeft = run.position < run.batch.count
            if !isLeft { isLeft = try load(run) }
            if isLeft {
                heap[0].key = run.prefixes.pointer(UInt64.self)[run.position]
            } else {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            if !heap.isEmpty { siftDown(0) }
        }
        if output.count == 0 { return nil }
        for run in runs { run.source = -1 }
        return output.take()
    }
}
