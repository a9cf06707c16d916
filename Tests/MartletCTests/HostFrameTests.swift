// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc
import Interchange
import MartletC
import Testing

private func field(_ name: String, _ value: Scalar) -> Scalar.Entry { Host.entry(name, value) }

private func column(_ name: String) -> Scalar { .tuple([.string("column"), .string(name), .null]) }

private func function(_ name: String, _ arguments: Scalar...) -> Scalar {
    .tuple([.string("call"), .string(name), .list(arguments)])
}

private func int(_ value: Int) -> Scalar { .tuple([.string("literal"), .int(value), .string("int")]) }

extension Host {
    fileprivate func frame(_ kind: String, _ fields: Scalar.Entry...) throws -> Int {
        let reply = try call("frame", field("relation", .map([field("rel", .string(kind))] + fields)))
        guard case .int(let id)? = reply["frame"] else { throw Refused(type: "", fields: reply) }
        return id
    }

    fileprivate func act(_ action: String, _ frame: Int?, _ fields: Scalar.Entry...) throws -> Scalar {
        var all = [field("op", .string("run")), field("action", .string(action))]
        if let frame { all.append(field("frame", .int(frame))) }
        guard case .int(let job)? = try raw(Host.bytes(.map(all + fields)))["job"] else { return .null }
        while true {
            let event = try poll(job)
            if event["event"] == .string("done") { break }
            if event["event"] == .string("failed") {
                throw Refused(type: "failed", fields: event["error"] ?? .null)
            }
        }
        let result = try call("result", field("job", .int(job)))
        return result["values"] ?? result["value"] ?? .null
    }
}

/// Frames as a host asks for them: trees of tuples in, rows and texts out.
@Suite(.serialized) struct HostFrameTests {
    @Test func `a query goes through all layers`() throws {
        let host = try Host()
        let range = try host.frame("range", field("start", .int(0)), field("end", .int(10)))
        let twice = try host.frame(
            "project", field("input", .int(range)),
            field("columns", .list([.tuple([.string("sql"), .string("id * 2 as x")])])))
        let kept = try host.frame(
            "filter", field("input", .int(twice)), field("condition", function(">", column("x"), int(14))))
        #expect(try host.act("collect", kept) == .list([.tuple([.int(16)]), .tuple([.int(18)])]))
        #expect(try host.act("count", kept) == .int(2))
        #expect(try host.act("show", kept) == .string("+---+\n|  x|\n+---+\n| 16|\n| 18|\n+---+\n"))
        #expect(
            try host.call("schemaText", field("frame", .int(kept)))["text"]
                == .string("root\n |-- x: long (nullable = false)\n"))
        _ = try host.call("view", field("name", .string("v")), field("frame", .int(kept)))
        let named = try host.frame("sql", field("text", .string("SELECT x + 1 AS y FROM v WHERE x > 16")))
        #expect(try host.act("collect", named) == .list([.tuple([.int(19)])]))
        _ = try host.call("release", field("frames", .list([.int(kept)])))
        #expect(throws: Host.Refused.self) { try host.act("count", kept) }
    }

    @Test func `rows come from the host and from datasets`() throws {
        let host = try Host()
        let values: [Scalar] = [.tuple([.int(1), .string("a")]), .tuple([.null, .string("b")])]
        let local = try host.frame(
            "local", field("data", .bytes(Host.bytes(.list(values)))), field("schema", .string("a INT, b STRING")))
        #expect(try host.act("collect", local) == .list(values))
        let pairs = try host.dataset(
            "parallelize", field("data", .bytes(Host.bytes(.list([.tuple([.int(7), .float(0.5)])])))))
        let typed = try host.frame("rdd", field("dataset", .int(pairs)), field("names", .list([.string("k")])))
        #expect(try host.act("collect", typed) == .list([.tuple([.int(7), .float(0.5)])]))
        let mixed = try host.dataset("parallelize", field("data", .bytes(Host.bytes(.list(values)))))
        let shaped = try host.frame(
            "rdd", field("dataset", .int(mixed)), field("schema", .string("a BIGINT, b STRING")))
        #expect(try host.act("collect", shaped) == .list(values))
    }

    @Test func `statements are carried out by jobs`() throws {
        var template = Array("/tmp/martlet-host-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        let host = try Host()
        _ = try host.call("sqlSettings", field("settings", .map([field("spark.sql.warehouse.dir", .string(folder))])))
        func relation(_ text: String) -> Scalar {
            .map([field("rel", .string("sql")), field("text", .string(text))])
        }
        func act(_ text: String) throws -> Scalar {
            let reply = try host.call("frame", field("relation", relation(text)))
            #expect(reply["command"] == .bool(true) && reply["frame"] == nil)
            guard case .map(let entries) = try host.act("command", nil, field("relation", relation(text))),
                case .int(let frame)? = entries.first(where: { $0.key == .string("frame") })?.value
            else { return .null }
            return try host.act("collect", frame)
        }
        #expect(try act("CREATE TABLE t USING json AS SELECT 7 AS a") == .list([]))
        #expect(try act("SHOW COLUMNS IN t") == .list([.tuple([.string("a")])]))
        let rows = try host.frame("view", field("name", .string("default.t")))
        _ = try host.act("insertInto", rows, field("table", .string("t")))
        _ = try host.act("saveAsTable", rows, field("table", .string("u")), field("format", .string("csv")))
        #expect(try host.act("count", try host.frame("view", field("name", .string("u")))) == .int(2))
        let found = try host.call("catalog", field("do", .string("table")), field("table", .string("u")))
        #expect(found["table"] != nil && found["table"] != .null)
        for text in ["DROP TABLE t", "DROP TABLE u"] { #expect(try act(text) == .list([])) }
        #expect(throws: Host.Refused.self) { try act("DROP TABLE t") }
    }

    @Test func `mistakes have conditions`() throws {
        let host = try Host()
        let range = try host.frame("range", field("start", .int(0)), field("end", .int(3)))
        do {
            _ = try host.frame("project", field("input", .int(range)), field("columns", .list([column("nope")])))
            Issue.record("it was resolved")
        } catch let error as Host.Refused {
            #expect(error.type == "martlet.sql.AnalysisException")
            #expect(error.fields["condition"] == .string("UNRESOLVED_COLUMN.WITH_SUGGESTION"))
            #expect(error.fields["sqlState"] == .string("42703"))
        }
        let zero = try host.frame(
            "project", field("input", .int(range)), field("columns", .list([function("/", int(1), column("id"))])))
        do {
            _ = try host.act("collect", zero)
            Issue.record("it was divided")
        } catch let error as Host.Refused {
            #expect(error.fields["type"] == .string("martlet.sql.ArithmeticException"))
            #expect(error.fields["condition"] == .string("DIVIDE_BY_ZERO"))
        }
        for tree in [Scalar.int(1), .tuple([]), .tuple([.string("nonsense")]), .tuple([.string("call"), .int(1)])] {
            #expect(throws: Host.Refused.self) {
                try host.frame("project", field("input", .int(range)), field("columns", .list([tree])))
            }
        }
    }
}
