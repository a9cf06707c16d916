// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Interchange
import MartletC
import Testing

private func entry(_ name: String, _ value: Scalar) -> Scalar.Entry { Host.entry(name, value) }

private func rows(_ values: [Scalar]) -> Scalar.Entry { entry("data", .bytes(Host.bytes(.list(values)))) }

/// `lambda x: <body>` as a syntax tree.
private func lambda(_ parameters: [String], _ body: Scalar) -> Scalar {
    let function = Scalar.map([
        entry("name", .string("<lambda>")), entry("file", .string("cell 1")), entry("line", .int(1)),
        entry("lines", .map([.init(key: .int(1), value: .string("lambda x: 1 // x"))])),
        entry("params", .tuple([.list(parameters.map { .string($0) }), .list([]), .null, .list([]), .null])),
        entry("body", .list([node("return", body)])), entry("generator", .bool(false)),
    ])
    return .map([
        entry("functions", .list([function])), entry("constants", .list([])), entry("entry", .int(0)),
    ])
}

private func node(_ kind: String, _ fields: Scalar...) -> Scalar {
    .tuple([.string(kind), .int(1), .int(11), .int(17)] + fields)
}

private func name(_ text: String) -> Scalar { node("name", .string(text)) }
private func number(_ value: Int) -> Scalar { node("const", .int(value)) }
private func operation(_ operation: String, _ left: Scalar, _ right: Scalar) -> Scalar {
    node("binop", .string(operation), left, right)
}

@Suite(.serialized) struct HostTests {
    @Test func `ranges, lists and files go in and come out`() throws {
        let host = try Host()
        let range = try host.dataset(
            "range", entry("start", .int(10)), entry("stop", .int(-1)), entry("step", .int(-5)),
            entry("slices", .int(2)))
        #expect(try host.run("collect", range) == .list([.int(10), .int(5), .int(0)]))
        #expect(try host.run("count", range) == .int(3))
        #expect(try host.run("sum", range) == .int(15))
        #expect(try host.run("min", range) == .int(0))
        #expect(try host.run("max", range) == .int(10))
        #expect(try host.run("take", range, entry("n", .int(2))) == .list([.int(10), .int(5)]))
        let mixed: [Scalar] = [.null, .int(1), .string("a"), .tuple([.float(1)]), .set([.int(1)])]
        let list = try host.dataset("parallelize", rows(mixed), entry("slices", .int(2)))
        #expect(try host.run("collect", list) == .list(mixed))
        // As PySpark: part i begins at i * n / k.
        #expect(
            try host.run("collectPartitions", list)
                == .list([.list(Array(mixed[..<2])), .list(Array(mixed[2...]))]))
        let given = try host.dataset(
            "parallelize",
            entry("partitions", .list([[Scalar.int(1)], [], [.string("x")]].map { .bytes(Host.bytes(.list($0))) })))
        #expect(
            try host.run("collectPartitions", given) == .list([.list([.int(1)]), .list([]), .list([.string("x")])]))
        #expect(try host.run("collect", try host.dataset("empty")) == .list([]))
        let union = try host.dataset("union", entry("datasets", .list([.int(range), .int(list)])))
        #expect(try host.run("count", union) == .int(8))
        let widest = try host.dataset(
            "range", entry("start", .int(.min)), entry("stop", .int(.max)), entry("step", .int(.max)))
        #expect(try host.run("count", widest) == .int(3))
    }

    @Test func `functions of the host run on rows`() throws {
        let host = try Host()
        let range = try host.dataset(
            "range", entry("start", .int(0)), entry("stop", .int(1_000)), entry("slices", .int(4)))
        let pair = node("tuple", .list([operation("%", name("x"), number(3)), name("x")]))
        let pairs = try host.dataset("map", entry("dataset", .int(range)), entry("closure", lambda(["x"], pair)))
        let add = lambda(["a", "b"], operation("+", name("a"), name("b")))
        let sums = try host.dataset("reduceByKey", entry("dataset", .int(pairs)), entry("closure", add))
        guard case .list(let found) = try host.run("collect", sums) else { return #expect(Bool(false)) }
        let expected = (0..<3).map { key in
            Scalar.tuple([.int(key), .int((0..<1_000).filter { $0 % 3 == key }.reduce(0, +))])
        }
        #expect(Set(found) == Set(expected))
        #expect(try host.run("reduce", range, entry("closure", add)) == .int(499_500))
        let inverse = lambda(["x"], operation("//", number(1), name("x")))
        let failing = try host.dataset("map", entry("dataset", .int(range)), entry("closure", inverse))
        do {
            _ = try host.run("count", failing)
            Issue.record("1 // 0 was counted")
        } catch let error as Host.Refused {
            #expect(error.type == "ZeroDivisionError")
            #expect(error.fields["line"] == .int(1))
            #expect(error.fields["file"] == .string("cell 1"))
            #expect(error.fields["row"] == .string("0"))
            #expect(error.fields["partition"] == .int(0))
        }
    }

    @Test func `a failure of an operation has the place where it was called`() throws {
        let host = try Host()
        let site = entry(
            "site", .tuple([.string("birds.py"), .int(7), .int(5), .int(9), .string("rdd.pairs()")]))
        let add = lambda(["a", "b"], operation("+", name("a"), name("b")))
        let mixed = try host.dataset(
            "parallelize", rows([.tuple([.int(1), .int(2)]), .int(5), .null]), entry("slices", .int(1)))
        let lists = try host.dataset("parallelize", rows([.list([.int(1)]), .null]), entry("slices", .int(1)))
        func failure(_ operation: String, _ dataset: Int, _ fields: Scalar.Entry...) throws -> Host.Refused? {
            let request = [entry("op", .string(operation)), entry("dataset", .int(dataset)), site] + fields
            guard case .int(let made)? = try host.raw(Host.bytes(.map(request)))["dataset"] else { return nil }
            do { _ = try host.run("collect", made) } catch let error as Host.Refused { return error }
            return nil
        }
        let cases: [(Host.Refused?, row: String)] = [
            (try failure("reduceByKey", mixed, entry("closure", add)), "5"),
            (try failure("groupByKey", mixed), "5"), (try failure("sortByKey", mixed), "5"),
            (try failure("partitionBy", mixed, entry("partitions", .int(2))), "5"),
            (try failure("distinct", lists), "[1]"),
            (try failure("sortBy", mixed, entry("closure", lambda(["x"], name("x")))), "5"),
        ]
        for (error, row) in cases {
            let fields = try #require(error).fields
            #expect(fields["file"] == .string("birds.py") && fields["line"] == .int(7), "\(fields)")
            #expect(fields["column"] == .int(5) && fields["endColumn"] == .int(9), "\(fields)")
            #expect(fields["text"] == .string("rdd.pairs()") && fields["row"] == .string(row), "\(fields)")
        }
        let wrong: [Scalar] = [
            .int(1), .tuple([.string("birds.py")]),
            .tuple([.string(""), .int(-1), .int(0), .int(0), .string("")]),
            .tuple([.string(""), .int(1), .int(.max), .int(0), .string("")]),
        ]
        for site in wrong {
            #expect(throws: Host.Refused.self) {
                _ = try host.call("distinct", entry("dataset", .int(mixed)), entry("site", site))
            }
        }
    }

    @Test func `a job is cancelled, and the session goes on`() throws {
        let host = try Host()
        let endless = try host.dataset(
            "range", entry("start", .int(0)), entry("stop", .int(1 << 60)), entry("slices", .int(2)))
        let none = node(
            "compare", operation("%", name("x"), number(2)), .list([.string("==")]), .list([number(5)]))
        let filtered = try host.dataset(
            "filter", entry("dataset", .int(endless)), entry("closure", lambda(["x"], none)))
        let job = try host.start("count", filtered)
        // The job runs: a poll tells how far it is.
        #expect(try host.poll(job, milliseconds: 50)["event"] == .string("progress"))
        let clock = ContinuousClock()
        let begin = clock.now
        host.cancel(job)
        let end = try host.events(job).last!
        #expect(end["event"] == .string("failed"))
        #expect(end["error"]?["type"] == .string("martlet.Cancelled"))
        #expect(clock.now - begin < .seconds(2))
        #expect(
            try host.run("count", try host.dataset("range", entry("start", .int(0)), entry("stop", .int(5)))) == .int(5)
        )
        #expect(refusal { try host.poll(job) } == "ValueError")
    }

    @Test func `a stream comes in chunks and ends by itself or when nobody wants it`() throws {
        let host = try Host()
        let range = try host.dataset(
            "range", entry("start", .int(0)), entry("stop", .int(200_000)), entry("slices", .int(3)))
        let seen = try host.events(try host.start("stream", range))
        let values = seen.compactMap { $0["values"] }.flatMap { values -> [Scalar] in
            if case .list(let items) = values { items } else { [] }
        }
        #expect(values == (0..<200_000).map { .int($0) })
        let abandoned = try host.start("stream", range)
        _ = try host.poll(abandoned)
        _ = try host.call("forget", entry("job", .int(abandoned)))
        #expect(try host.run("count", range) == .int(200_000))
    }

    @Test func `results go out as Arrow streams and come in again`() throws {
        let host = try Host()
        let values: [Scalar] = (0..<10).map { .tuple([.int($0), .string("row \($0)")]) }
        let list = try host.dataset("parallelize", rows(values))
        let job = try host.start("arrow", list)
        _ = try host.events(job)
        var stream = ArrowArrayStream()
        let request = Host.bytes(.map([entry("job", .int(job))]))
        _ = try Host.answered { martletTake(host.session, request, request.count, &stream, $0, $1) }
        let options = Host.bytes(.map([entry("slices", .int(3))]))
        let reply = try Host.answered { martletPut(host.session, &stream, options, options.count, $0, $1) }
        #expect(stream.release == nil)
        #expect(reply["type"] == .string("(int, string)"))
        guard case .int(let back)? = reply["dataset"] else { return #expect(Bool(false)) }
        #expect(try host.run("collect", back) == .list(values))
        let mixed = try host.dataset("parallelize", rows([.null]))
        #expect(refusal { try host.run("arrow", mixed) } == "TypeError")
        #expect(
            refusal { try Host.answered { martletPut(host.session, nil, options, options.count, $0, $1) } }
                == "ValueError")
    }

    @Test func `what cannot be done is refused with a reason`() throws {
        let host = try Host()
        let one = try host.dataset("parallelize", rows([.int(1)]))
        #expect(refusal { try host.call("nonsense", entry("dataset", .int(one))) } == "martlet.Unsupported")
        #expect(refusal { try host.call("range") } == "TypeError")
        #expect(refusal { try host.call("info", entry("dataset", .int(99))) } == "ValueError")
        #expect(refusal { try host.call("parallelize", entry("data", .bytes([1, 2]))) } == "TypeError")
        #expect(refusal { try host.call("parallelize", entry("data", .bytes([]))) } == "ValueError")
        #expect(refusal { try host.call("result", entry("job", .int(99))) } == "ValueError")
        #expect(
            refusal { try host.run("sum", try host.dataset("parallelize", rows([.string("a")]))) }
                == "martlet.Unsupported")
        #expect(refusal { try host.run("max", try host.dataset("empty")) } == "ValueError")
        #expect(refusal { try host.raw([]) } == "ValueError")
        #expect(refusal { try host.raw(Host.bytes(.list([]))) } == "TypeError")
        #expect(
            refusal { try host.run("sum", try host.dataset("parallelize", rows([.int(.max), .int(1)]))) }
                == "OverflowError")
        #expect(refusal { try Host(master: "nowhere") } == "martlet.ConfigurationError")
        _ = try host.call("release", entry("dataset", .int(one)))
        #expect(refusal { try host.run("count", one) } == "ValueError")
        host.close()
        host.close()
        #expect(refusal { try host.call("status") } == "martlet.Stopped")
    }

    @Test func `no request makes the library trap`() throws {
        let host = try Host()
        let one = try host.dataset("parallelize", rows([.tuple([.int(1), .string("a")])]))
        var random = SeededRandom(7)
        let operations = [
            "range", "parallelize", "empty", "union", "map", "filter", "flatMap", "mapValues", "keyBy", "mapPartitions",
            "reduceByKey", "groupByKey", "distinct", "sortBy", "sortByKey", "partitionBy",
            "repartition",
            "coalesce", "zip", "cartesian", "release", "info", "explain", "status", "progress", "accumulator", "result",
            "chunk", "forget", "run", "textFile",
        ]
        let names = [
            "dataset", "datasets", "start", "stop", "step", "slices", "data", "partitions", "closure", "left", "right",
            "job", "action", "n", "path", "name", "ascending", "id", "op",
        ]
        func value(_ depth: Int) -> Scalar {
            switch Int.random(in: 0..<14, using: &random) {
            case 0: return .int(one)
            case 1: return .int([0, 1, -1, 2, .max, .min].randomElement(using: &random)!)
            case 2: return .string(["count", "take", "collect", "", "\0", "é"].randomElement(using: &random)!)
            case 3: return .bytes(Host.bytes(.list([.int(1), .null])))
            case 4: return .null
            case 5: return .bool(true)
            case 6: return .float(.nan)
            case 7: return lambda(["x"], name("x"))
            case 8: return lambda(["a", "b"], operation("+", name("a"), name("b")))
            case 9 where depth > 0: return .list((0..<3).map { _ in value(depth - 1) })
            case 10 where depth > 0: return .tuple((0..<5).map { _ in value(depth - 1) })
            case 11 where depth > 0: return .map([.init(key: value(depth - 1), value: value(depth - 1))])
            case 12: return .object("x", [])
            default: return .int(Int.random(in: 0..<50, using: &random))
            }
        }
        for _ in 0..<3_000 {
            var fields = [entry("op", .string(operations.randomElement(using: &random)!))]
            for name in names where Int.random(in: 0..<3, using: &random) == 0 { fields.append(entry(name, value(3))) }
            if Bool.random(using: &random) { fields.append(entry("dataset", .int(one))) }
            let bytes = Host.bytes(.map(fields))
            guard let reply = try? host.raw(bytes), case .int(let job)? = reply["job"] else { continue }
            _ = try? host.call("forget", entry("job", .int(job)))
        }
        #expect(try host.call("status")["jobs"] != nil)
    }
}

/// Repeatable random numbers (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
