// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Driver
import Plan

// Rows with numbers. The number of a row within its partition is an instruction, so that these are maps.
extension Dataset {
    /// The rows of each partition.
    package func counts(name: String, control: ActionControl? = nil) throws(MartletError) -> [Int] {
        var counts: [Int] = []
        for pieces in try unformed.run(.count, name: name, control: control) {
            var sum = 0
            for column in try decodeBlocks(pieces, .int) {
                for value in UnsafeBufferPointer(start: column.ints, count: column.count) {
                    let (more, overflow) = sum.addingReportingOverflow(value)
                    guard value >= 0, !overflow else {
                        throw .job(JobError(kind: .overflow, message: "\(name): \(sum) rows and \(value) more"))
                    }
                    sum = more
                }
            }
            counts.append(sum)
        }
        return counts
    }

    /// Pairs of a row and its position among all rows, counted from 0. Runs a job that counts the rows of each
    /// partition when there is more than one.
    package func zippedWithIndex(name: String, control: ActionControl? = nil) throws(MartletError) -> Dataset {
        try numbered(after: partitionCount > 1 ? try counts(name: name, control: control) : [0])
    }

    /// As above, with the rows of each partition known.
    package func numbered(after counts: [Int]) throws(MartletError) -> Dataset {
        guard counts.count >= partitionCount else {
            throw .argument("zipWithIndex: \(counts.count) counts for \(partitionCount) partitions")
        }
        var starts = [0]
        for count in counts.dropLast() {
            let (start, overflow) = starts[starts.count - 1].addingReportingOverflow(count)
            guard !overflow, count >= 0 else { throw .argument("zipWithIndex: more than \(Int.max) rows") }
            starts.append(start)
        }
        let known = Node(.constant(Constant(type: .list(.int), value: .list(starts.map { .int($0) }))))
        let start = Node(.call(.element, [known, Node(.partitionNumber)]))
        return try numbered(Node(.binary(.add, start, Node(.rowNumber))))
    }

    /// Pairs of a row and a number that no other row has: row i of partition k of n gets k + i n. Runs nothing.
    package func zippedWithUniqueID() throws(MartletError) -> Dataset {
        let count = Node(.constant(Constant(type: .int, value: .int(partitionCount))))
        return try numbered(
            Node(.binary(.add, Node(.partitionNumber), Node(.binary(.multiply, Node(.rowNumber), count)))))
    }

    private func numbered(_ number: Node) throws(MartletError) -> Dataset {
        let row = Variable("$0")
        let body = Node(.tuple([Node(.variable(row)), number]))
        return try adding(.map(.traced(parameters: [row], body: body, file: "", line: 0)))
    }
}

extension RDD {
    /// Pairs of a row and its position among all rows, counted from 0. Runs a job that counts the rows of each
    /// partition when there is more than one.
    public func zipWithIndex(
        file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Pair<Element, Int>> {
        RDD<Pair<Element, Int>>(dataset: try dataset.zippedWithIndex(name: callSite("zipWithIndex", file, line)))
    }

    /// Pairs of a row and a number that no other row has: row i of partition k of n gets k + i n. Runs nothing.
    public func zipWithUniqueID() throws(MartletError) -> RDD<Pair<Element, Int>> {
        RDD<Pair<Element, Int>>(dataset: try dataset.zippedWithUniqueID())
    }
}
