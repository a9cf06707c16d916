// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar

/// Functions that operations need besides the host's own, as syntax trees like those of the host. What fails in them
/// names the place where the user called the operation.
struct HelperClosures {
    let site: SourcePlace?

    /// The rows of a partition as one list.
    func glom() throws(Refusal) -> PythonClosure {
        let listed = call(builtin("list"), [name("rows")])
        return try closure(module(functions: [], constants: [], "rows", [give(node("list", .list([listed])))]))
    }

    /// Element `index` of a row.
    func element(_ index: Int) throws(Refusal) -> PythonClosure {
        let element = node("subscript", name("row"), node("const", .int(index)))
        return try closure(module(functions: [], constants: [], "row", [give(element)]))
    }

    /// The pairs of a partition with one value a key: the first by `create`, the others merged into it.
    func combine(create: Scalar, merge: Scalar) throws(Refusal) -> PythonClosure {
        let (first, second) = (try parts(create), try parts(merge))
        let shifted = second.functions.map {
            shift($0, functions: first.functions.count, constants: first.constants.count)
        }
        let mergeEntry = second.entry + first.functions.count
        let combined = call(
            node("attribute", name("rows"), .string("__combined__")), [function(first.entry), function(mergeEntry)])
        // A generator, so that what fails while pairs are taken has a place.
        let body = [node("expr", node("yieldfrom", combined))]
        return try closure(
            module(
                functions: first.functions + shifted, constants: first.constants + second.constants, "rows", body,
                isGenerator: true))
    }

    // MARK: Trees

    private func node(_ kind: String, _ fields: Scalar...) -> Scalar {
        .tuple(
            [.string(kind), .int(site?.line ?? 0), .int(site?.column ?? 0), .int(site?.endColumn ?? 0)] + fields)
    }

    private func name(_ text: String) -> Scalar { node("name", .string(text)) }
    private func builtin(_ text: String) -> Scalar { node("builtin", .string(text)) }
    private func function(_ index: Int) -> Scalar { node("function", .int(index)) }
    private func give(_ value: Scalar) -> Scalar { node("return", value) }

    private func call(_ function: Scalar, _ arguments: [Scalar]) -> Scalar {
        node("call", function, .list(arguments), .list([]))
    }

    /// A module whose entry, behind `functions`, has one parameter.
    private func module(
        functions: [Scalar], constants: [Scalar], _ parameter: String, _ body: [Scalar], isGenerator: Bool = false
    ) -> Scalar {
        let entry = Scalar.fields([
            ("name", .string("martlet")), ("file", .string(site?.file ?? "martlet")), ("line", .int(site?.line ?? 0)),
            ("lines", .map(site.map { [Scalar.Entry(key: .int($0.line), value: .string($0.text))] } ?? [])),
            ("params", .tuple([.list([.string(parameter)]), .list([]), .null, .list([]), .null])),
            ("body", .list(body)), ("generator", .bool(isGenerator)),
        ])
        return .fields([
            ("functions", .list(functions + [entry])), ("constants", .list(constants)),
            ("entry", .int(functions.count)),
        ])
    }

    private func closure(_ module: Scalar) throws(Refusal) -> PythonClosure {
        do { return try PythonClosure(decoding: module) } catch { throw Refusal(error) }
    }

    // MARK: Modules brought together

    private func parts(
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
    private func shift(_ function: Scalar, functions: Int, constants: Int) -> Scalar {
        guard case .map(let entries) = function else { return function }
        return .map(
            entries.map { entry in
                guard entry.key == .string("body") || entry.key == .string("params") else { return entry }
                return .init(key: entry.key, value: shiftTree(entry.value, functions, constants))
            })
    }

    private func shiftTree(_ tree: Scalar, _ functions: Int, _ constants: Int) -> Scalar {
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
