// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar

/// Functions that operations need besides the host's own, as syntax trees like those of the host.
enum HelperClosures {
    /// The rows of a partition as one list.
    static func glom() throws(Refusal) -> PythonClosure {
        let listed = call(builtin("list"), [name("rows")])
        return try closure(module(functions: [], constants: [], "rows", [give(node("list", .list([listed])))]))
    }

    /// Element `index` of a row.
    static func element(_ index: Int) throws(Refusal) -> PythonClosure {
        let element = node("subscript", name("row"), node("const", .int(index)))
        return try closure(module(functions: [], constants: [], "row", [give(element)]))
    }

    /// The pairs of a partition with one value a key: the first by `create`, the others merged into it.
    static func combine(create: Scalar, merge: Scalar) throws(Refusal) -> PythonClosure {
        let (first, second) = (try parts(create), try parts(merge))
        let shifted = second.functions.map {
            shift($0, functions: first.functions.count, constants: first.constants.count)
        }
        let mergeEntry = second.entry + first.functions.count
        let found = node("subscript", name("combined"), name("key"))
        let merged = call(function(mergeEntry), [found, name("value")])
        let created = call(function(first.entry), [name("value")])
        let isKnown = node("compare", name("key"), .list([.string("in")]), .list([name("combined")]))
        let body = [
            node("assign", .list([name("combined")]), node("dict", .list([]))),
            node(
                "for", node("tuple", .list([name("key"), name("value")])), name("rows"),
                .list([
                    node(
                        "if", isKnown, .list([node("assign", .list([found]), merged)]),
                        .list([node("assign", .list([found]), created)]))
                ]), .list([])),
            give(call(builtin("list"), [call(node("attribute", name("combined"), .string("items")), [])])),
        ]
        return try closure(
            module(functions: first.functions + shifted, constants: first.constants + second.constants, "rows", body))
    }

    // MARK: Trees

    private static func node(_ kind: String, _ fields: Scalar...) -> Scalar {
        .tuple([.string(kind), .int(0), .int(0), .int(0)] + fields)
    }

    private static func name(_ text: String) -> Scalar { node("name", .string(text)) }
    private static func builtin(_ text: String) -> Scalar { node("builtin", .string(text)) }
    private static func function(_ index: Int) -> Scalar { node("function", .int(index)) }
    private static func give(_ value: Scalar) -> Scalar { node("return", value) }

    private static func call(_ function: Scalar, _ arguments: [Scalar]) -> Scalar {
        node("call", function, .list(arguments), .list([]))
    }

    /// A module whose entry, behind `functions`, has one parameter.
    private static func module(
        functions: [Scalar], constants: [Scalar], _ parameter: String, _ body: [Scalar]
    ) -> Scalar {
        let entry = Scalar.fields([
            ("name", .string("martlet")), ("file", .string("martlet")), ("line", .int(0)), ("lines", .map([])),
            ("params", .tuple([.list([.string(parameter)]), .list([]), .null, .list([]), .null])),
            ("body", .list(body)), ("generator", .bool(false)),
        ])
        return .fields([
            ("functions", .list(functions + [entry])), ("constants", .list(constants)),
            ("entry", .int(functions.count)),
        ])
    }

    private static func closure(_ module: Scalar) throws(Refusal) -> PythonClosure {
        do { return try PythonClosure(decoding: module) } catch { throw Refusal(error) }
    }

    // MARK: Modules brought together

    private static func parts(
        _ module: Scalar
    ) throws(Refusal) -> (functions: [Scalar], constants: [Scalar], entry: Int) {
        // Decoding checks what is taken apart here.
        _ = try closure(module)
        guard case .map(let entries) = module else { throw .type("a closure is a dict") }
        func items(_ name: String) -> [Scalar] {
            switch entries.first(where: { $0.key == .string(name) })?.value {
            case .list(let items), .tuple(let items): items
            default: []
            }
        }
        guard case .int(let entry)? = entries.first(where: { $0.key == .string("entry") })?.value else {
            throw .type("a closure has an entry")
        }
        return (items("functions"), items("constants"), entry)
    }

    /// The function with its numbers of functions and constants moved up.
    private static func shift(_ function: Scalar, functions: Int, constants: Int) -> Scalar {
        guard case .map(let entries) = function else { return function }
        return .map(
            entries.map { entry in
                guard entry.key == .string("body") || entry.key == .string("params") else { return entry }
                return .init(key: entry.key, value: shiftTree(entry.value, functions, constants))
            })
    }

    private static func shiftTree(_ tree: Scalar, _ functions: Int, _ constants: Int) -> Scalar {
        switch tree {
        case .list(let items): return .list(items.map { shiftTree($0, functions, constants) })
        case .tuple(let fields):
            // A node has its place behind its kind.
            if fields.count >= 4, case .string(let kind) = fields[0], case .int = fields[1] {
                if kind == "const" { return tree }
                if fields.count == 5, case .int(let index) = fields[4] {
                    if kind == "function" { return .tuple(fields[..<4] + [.int(index + functions)]) }
                    if kind == "captured" { return .tuple(fields[..<4] + [.int(index + constants)]) }
                }
            }
            return .tuple(fields.map { shiftTree($0, functions, constants) })
        default: return tree
        }
    }
}
