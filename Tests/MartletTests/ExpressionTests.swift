// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Martlet
import Testing

/// A traced closure over rows of `A`, compiled, sent, verified and run.
private func apply<A: Value, R: ExprConvertible>(
    _ rows: [A], line: UInt = #line, _ body: (Expr<A>) -> R
) throws -> [R.Result] {
    let compiler = PipelineCompiler(input: A.dataType)
    try compiler.map(Tracing.closure(file: #fileID, line: line, body))
    #expect(compiler.outputType == R.Result.dataType)
    let program = try ProgramCodec.decode(ProgramCodec.encode(compiler.finish()))
    let runner = ProgramRunner(try Verifier.verify(program), context: RunContext())
    return R.Result.decode(try runner.run(A.encode(rows)))
}

@Suite("Expressions")
struct ExpressionTests {
    private let ints = [0, 1, 2, 7, -3, 100]
    private let words = ["", "a", "Hello", "a b  c", "über", "some more text"]

    @Test("arithmetic gives what Swift gives")
    func arithmetic() throws {
        #expect(try apply(ints) { $0 * 2 + 1 } == ints.map { $0 * 2 + 1 })
        #expect(try apply(ints) { 1 - $0 } == ints.map { 1 - $0 })
        #expect(try apply(ints) { ($0 / 2) % 3 } == ints.map { ($0 / 2) % 3 })
        #expect(try apply(ints) { -$0 } == ints.map { -$0 })
        #expect(try apply(ints) { ($0 & 3) | 8 ^ 1 } == ints.map { ($0 & 3) | 8 ^ 1 })
        #expect(try apply(ints) { ~$0 >> 1 } == ints.map { ~$0 >> 1 })
        let doubles = [0.5, -2.25, 1e10]
        #expect(try apply(doubles) { $0 * 2 + 1.5 } == doubles.map { $0 * 2 + 1.5 })
        #expect(try apply(doubles) { sqrt(abs($0)).rounded() } == doubles.map { abs($0).squareRoot().rounded() })
        #expect(try apply(doubles) { floor($0) / 3 } == doubles.map { $0.rounded(.down) / 3 })
        #expect(try apply(doubles) { max(min($0, 1), -1) } == doubles.map { max(min($0, 1), -1) })
    }

    @Test("values from outside the closure become constants, on either side")
    func captured() throws {
        let factor = 3
        let prefix = "re"
        #expect(try apply(ints) { $0 * factor + factor } == ints.map { $0 * factor + factor })
        #expect(try apply(ints) { factor - $0 } == ints.map { factor - $0 })
        #expect(try apply(ints) { pair($0, factor) } == ints.map { Pair($0, factor) })
        #expect(try apply(words) { prefix + $0 } == words.map { prefix + $0 })
        #expect(try apply(words) { $0 == prefix } == words.map { $0 == prefix })
        #expect(try apply(ints) { when($0 > factor, factor, else: $0) } == ints.map { $0 > factor ? factor : $0 })
    }

    @Test("comparisons and logic give what Swift gives")
    func logic() throws {
        #expect(
            try apply(ints) { ($0 * 2 + 1) % 7 == 3 && $0 > 5 || $0 < 2 }
                == ints.map { ($0 * 2 + 1) % 7 == 3 && $0 > 5 || $0 < 2 })
        #expect(try apply(ints) { !($0 >= 2) } == ints.map { !($0 >= 2) })
        #expect(try apply(ints) { $0 != 0 && 100 / $0 > 20 } == ints.map { $0 != 0 && 100 / $0 > 20 })
        #expect(try apply(ints) { when($0 % 2 == 0, "even", else: "odd") } == ints.map { $0 % 2 == 0 ? "even" : "odd" })
        #expect(
            try apply(ints) { when($0 < 0, -1, else: when($0 == 0, 0, else: 1)) } == ints.map { $0.signum() })
        let pairs = ints.map { Pair($0 % 3, $0) }
        #expect(try apply(pairs) { $0 == pair($0.first, 7) } == pairs.map { $0 == Pair($0.first, 7) })
        #expect(try apply(pairs) { $0 < Pair(1, 50) } == pairs.map { $0 < Pair(1, 50) })
    }

    @Test("strings give what Swift gives")
    func strings() throws {
        #expect(try apply(words) { $0.count } == words.map(\.count))
        #expect(try apply(words) { $0.uppercased() + "!" } == words.map { $0.uppercased() + "!" })
        #expect(try apply(words) { $0.lowercased().hasPrefix("h") } == words.map { $0.lowercased().hasPrefix("h") })
        #expect(try apply(words) { $0.split(" ") } == words.map { $0.split(separator: " ").map { String($0) } })
        #expect(try apply(words) { $0.contains("e") && !$0.isEmpty } == words.map { $0.contains("e") && !$0.isEmpty })
        #expect(try apply(words) { $0.prefix(2) } == words.map { String($0.prefix(2)) })
        #expect(try apply(words) { $0.suffix(3) } == words.map { String($0.suffix(3)) })
        #expect(try apply(words) { $0.dropFirst().dropLast(2) } == words.map { String($0.dropFirst().dropLast(2)) })
        #expect(try apply(words) { $0.replacing("e", with: "3") } == words.map { $0.replacing("e", with: "3") })
        #expect(try apply([" a ", "b"]) { $0.trimmed().repeated(2) } == ["aa", "bb"])
        #expect(try apply(["abc"]) { $0[1] } == ["b"])
        #expect(try apply(["abc"]) { $0.firstIndex(of: "c") } == [2])
    }

    @Test("conversions give what Swift gives")
    func conversions() throws {
        #expect(try apply(ints) { $0.toString() } == ints.map { String($0) })
        #expect(try apply(ints) { $0.toDouble() / 4 } == ints.map { Double($0) / 4 })
        #expect(try apply(["12", "-7"]) { $0.toInt() } == [12, -7])
        #expect(try apply(["0.5"]) { $0.toDouble().toInt() } == [0])
        #expect(try apply([1.0, 0.1]) { $0.toString() } == ["1.0", "0.1"])
        #expect(try apply([true]) { $0.toString() } == ["true"])
        #expect(
            try apply([Pair("a", 1)]) { text("\($0.key): \($0.value + 1) of \(7)") } == ["a: 2 of 7"])
    }

    @Test("tuples are taken apart and put together")
    func tuples() throws {
        let rows = ints.map { Triple($0, "\($0)", Double($0)) }
        #expect(
            try apply(rows) { pair($0.second, triple($0.third, $0.first, true)) }
                == rows.map { Pair($0.second, Triple($0.third, $0.first, true)) })
        #expect(try apply([Pair(1, "a")]) { pair($0.value, $0.key) } == [Pair("a", 1)])
    }

    @Test("lists give what Swift gives")
    func lists() throws {
        let lists = [[3, 1, 2], [], [5]]
        #expect(try apply(lists) { $0.map { $0 * 2 } } == lists.map { $0.map { $0 * 2 } })
        #expect(try apply(lists) { $0.filter { $0 > 1 }.count } == lists.map { $0.filter { $0 > 1 }.count })
        #expect(try apply(lists) { $0.sorted() + list(9, 8) } == lists.map { $0.sorted() + [9, 8] })
        #expect(try apply(lists) { $0.sum() } == lists.map { $0.reduce(0, +) })
        #expect(try apply(lists) { $0.contains(5) || $0.contains { $0 == 2 } } == [true, false, true])
        #expect(try apply(lists) { $0.allSatisfy { $0 > 2 } } == lists.map { $0.allSatisfy { $0 > 2 } })
        #expect(try apply(lists) { $0.reversed().prefix(2) } == lists.map { Array($0.reversed().prefix(2)) })
        #expect(try apply([[3, 1]]) { triple($0[0], $0.min(), $0.max()) } == [Triple(3, 1, 3)])
        #expect(try apply([["a", "b"]]) { $0.joined(separator: "-") } == ["a-b"])
        #expect(try apply([3]) { range(0, $0).map { n in pair(n, n * n) } } == [[Pair(0, 0), Pair(1, 1), Pair(2, 4)]])
        #expect(try apply([[1, 2]]) { l in l.map { x in x * l.count } } == [[2, 4]])
        #expect(try apply([[[1], [2, 3]]]) { $0.map { $0.sum() }.last } == [5])
    }

    @Test("optionals are tested, replaced and unwrapped")
    func optionals() throws {
        let rows: [Int?] = [1, nil, 3]
        #expect(try apply(rows) { $0.isNil } == [false, true, false])
        #expect(try apply(rows) { $0.or(-1) } == [1, -1, 3])
        #expect(try apply(rows) { $0 } == rows)
        #expect(throws: ComputeError.self) { try apply(rows) { $0.unwrapped() } }
    }

    @Test("constants alone, row numbers, partition numbers and failures are expressions too")
    func others() throws {
        #expect(try apply(ints) { _ in 1 } == ints.map { _ in 1 })
        #expect(try apply(ints) { _ in rowNumber() } == Array(0..<ints.count))
        #expect(try apply([1]) { _ in partitionNumber() } == [0])
        let numbers = try apply(ints) { _ in pair(random(seed: 1), random(seed: 2)) }
        #expect(numbers.allSatisfy { (0..<1).contains($0.first) && $0.first != $0.second })
        #expect(try apply(ints) { when($0 > 1_000, fail("too large"), else: $0) } == ints)
        #expect(throws: ComputeError.self) { try apply(ints) { when($0 > 10, fail("too large"), else: $0) } }
    }

    @Test("a failure shows the rendered expression, its line and the row")
    func failures() throws {
        let error = #expect(throws: ComputeError.self) { try apply([1, .max], line: 42) { ($0 + 1) * 2 } }
        #expect(error?.span?.line == 42)
        #expect(error?.sourceLine == "{ ($0 + 1) * 2 }")
        #expect(error?.row == "\(Int.max)")
        #expect(error?.description.contains("^") == true)
    }

    @Test("renderings read as the closure was written")
    func renderings() {
        func text<A: Value, R: ExprConvertible>(_ body: (Expr<A>) -> R) -> String? {
            Tracing.closure(file: "a.swift", line: 1, body).source.lines[1]
        }
        #expect(text { (x: Expr<Int>) in (x * 2 + 1) * -x } == "{ ($0 * 2 + 1) * -$0 }")
        #expect(text { (x: Expr<Int>) in x - (x - 1) } == "{ $0 - ($0 - 1) }")
        #expect(
            text { (x: Expr<String>) in x.split(" ").map { $0.lowercased() } }
                == "{ $0.split(\" \").map { $0.lowercased() } }")
        #expect(
            text { (x: Expr<Pair<String, Int>>) in when(x.value > 1 && !x.key.isEmpty, x.key, else: "") }
                == "{ when($0.second > 1 && !$0.first.isEmpty, $0.first, else: \"\") }")
        #expect(text { (x: Expr<[Int]>) in max(x[0], x.count) } == "{ max($0[0], $0.count) }")
        let long = text { (x: Expr<Int>) in (0..<100).reduce(x) { sum, _ in sum + x } }
        #expect(long.map { $0.utf8.count <= 200 && $0.hasSuffix("…") } == true)
    }

    @Test("two-value closures are reduce functions")
    func reduces() throws {
        func reduce<A: Value>(_ body: (Expr<A>, Expr<A>) -> Expr<A>) throws -> ReduceProgram {
            try compileReduce(Tracing.closure(file: "a.swift", line: 1, body), type: A.dataType)
        }
        #expect(try reduce { (a: Expr<Int>, b: Expr<Int>) in a + b } == .sum)
        #expect(try reduce { (a: Expr<String>, b: Expr<String>) in max(a, b) } == .maximum)
        let averages = try reduce { (a: Expr<Pair<Double, Int>>, b: Expr<Pair<Double, Int>>) in
            pair(a.first + b.first, a.second + b.second)
        }
        guard case .program(let program) = averages else {
            Issue.record("recognised as something else")
            return
        }
        #expect(program.resultType == Pair<Double, Int>.dataType)
    }
}

@Suite("Values")
struct ValueTests {
    private func roundTrip<T: Value & Equatable>(_ values: [T]) {
        let column = T.encode(values)
        #expect(column.type == T.dataType && column.count == values.count)
        #expect(T.decode(column) == values)
        #expect(values.indices.allSatisfy { column.scalar($0) == values[$0].scalar })
    }

    @Test("go into columns and come out again")
    func columns() {
        roundTrip([Int.min, 0, .max])
        roundTrip([0.5, -.infinity])
        roundTrip([true, false])
        roundTrip(["", "short", "longer than twelve bytes", "日本語"])
        roundTrip([Bytes([]), Bytes([0, 255])])
        roundTrip([Pair("a", [1, 2]), Pair("b", [])])
        roundTrip([Triple(1, 2.0, ["x"]), Triple(3, 4.0, [])])
        roundTrip([[[1], []], [], [[2, 3]]])
        roundTrip([Int?.some(1), nil])
        roundTrip([Pair<Int, String?>(1, nil), Pair(2, "b")])
        roundTrip([Int]())
    }

    @Test("come out of slices of columns")
    func slices() {
        let column = [[Int]].encode([[[1], [2, 3]], [], [[4]]]).slice(1, 2)
        #expect([[Int]].decode(column) == [[], [[4]]])
    }
}
