// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// A type as the table of functions writes it, capitals standing for `variables`.
private struct TypeReader {
    var rest: Substring
    let variables: [Character: DataType]

    mutating func list(until end: Character) -> [DataType] {
        var types: [DataType] = []
        while let first = rest.first, first != end {
            if rest.hasPrefix(", ") { rest = rest.dropFirst(2) }
            if rest.hasPrefix("T…") {
                rest = rest.dropFirst(2)
                types += [.int, .string]
            } else {
                types.append(type())
            }
        }
        rest = rest.dropFirst()
        return types
    }

    private mutating func type() -> DataType {
        if rest.first == "(" {
            rest = rest.dropFirst()
            return .tuple(list(until: ")"))
        }
        if rest.first == "[" {
            rest = rest.dropFirst()
            let first = type()
            if rest.hasPrefix(": ") {
                rest = rest.dropFirst(2)
                let value = type()
                rest = rest.dropFirst()
                return .map(first, value)
            }
            rest = rest.dropFirst()
            return .list(first)
        }
        let plain: [(String, DataType)] = [
            ("bool", .bool), ("int", .int), ("float", .float), ("string", .string), ("bytes", .bytes), ("any", .any),
        ]
        for (name, type) in plain where rest.hasPrefix(name) {
            rest = rest.dropFirst(name.count)
            return type
        }
        let name = rest.removeFirst()
        return variables[name] ?? .int
    }
}

extension ScalarSource {
    /// Values of maps and of type any, too.
    fileprivate mutating func any(_ type: DataType) -> Scalar {
        switch type {
        case .map(let key, let value):
            var seen = Set<Scalar>()
            let keys = (0..<3).map { _ in any(key) }.filter { $0 != .null && seen.insert($0).inserted }
            return .map(keys.map { .init(key: $0, value: any(value)) })
        case .list(let element): return .list((0..<Int.random(in: 0...4, using: &random)).map { _ in any(element) })
        case .tuple(let members): return .tuple(members.map { any($0) })
        case .any: return scalar([DataType.int, .float, .string, .bool].randomElement(using: &random)!)
        default: return scalar(type)
        }
    }
}

@Suite("Functions of SQL") struct FunctionTests {
    private func operands(_ code: SQLFunctionCode, _ element: DataType) -> [DataType] {
        let types = SQLFunctionTable.rule(code).types
        var reader = TypeReader(
            rest: types.dropFirst(), variables: ["E": element, "K": .string, "V": element, "W": .int, "R": .int])
        return reader.list(until: ")")
    }

    /// Programs of strangers may call each function with any values: a value of its type or an error, never a crash.
    @Test(arguments: SQLFunctionCode.allCases) func holdsForAnyValues(code: SQLFunctionCode) throws {
        for (round, element) in [DataType.int, .string, .float, .list(.int)].enumerated() {
            let operands = operands(code, element)
            guard let result = SQLFunctionTable.rule(code).result(of: operands) else { continue }
            for mode in [SQLMode.fail, .null] {
                let operation = OperationCase(
                    opcode: .sqlFunction, operands: operands, result: result,
                    immediate: SQLFunctionImmediate(code, mode).encoded)
                let program = try Verifier.verify(operation.program(constants: 0, operands.map { _ in .null }).program)
                var source = ScalarSource(random: Seeded(code.rawValue * 7 + round), nulls: round % 2 == 1)
                let runner = ProgramRunner(program, context: RunContext(partition: 3, memoryMax: 64 << 20))
                for _ in 0..<40 {
                    let row = Scalar.tuple(operands.map { source.any($0) })
                    guard let values = try? runner.run(Column(.tuple(operands), [row, row])!) else { continue }
                    #expect(values.count == 2 && values.type == result, "\(code) of \(row)")
                }
            }
        }
    }

    /// The value of a function for one row.
    private func value(_ code: SQLFunctionCode, _ types: [DataType], _ operands: Scalar...) throws -> Scalar {
        let result = try #require(SQLFunctionTable.rule(code).result(of: types))
        let operation = OperationCase(
            opcode: .sqlFunction, operands: types, result: result, immediate: SQLFunctionImmediate(code).encoded)
        let program = try Verifier.verify(operation.program(constants: 0, operands).program)
        let runner = ProgramRunner(program, context: RunContext(partition: 3, memoryMax: 64 << 20))
        return try runner.run(Column(.tuple(types), [.tuple(operands)])!).scalars[0]
    }

    @Test func ordersNumbersAsSQLDoes() throws {
        let list = DataType.list(.float)
        let values = Scalar.list([.float(.nan), .null, .float(-0.0), .float(0), .float(-.infinity), .float(.nan)])
        guard case .list(let distinct) = try value(.listDistinct, [list], values) else { return }
        #expect(distinct.count == 4)
        guard case .float(let greatest) = try value(.listGreatest, [list], values) else { return }
        #expect(greatest.isNaN)
        #expect(try value(.listLeast, [list], values) == .float(-.infinity))
    }

    @Test func hashesAsSparkDoes() throws {
        #expect(try value(.hashMurmur, [.string, .int], .string("i"), .int(1)) == .int(-559_580_957))
        #expect(try value(.hashMurmur, [.string, .int], .string("l"), .int(1)) == .int(-1_712_319_331))
        #expect(try value(.hashXX, [.string, .string], .string("S"), .string("")) == .int(-7_444_071_767_201_028_348))
    }

    @Test func endsSearchesThatTakeTooLong() throws {
        let text = String(repeating: "a", count: 5_000) + "b"
        #expect(throws: ComputeError.self) {
            try value(.regexMatches, [.string, .string], .string(text), .string("^(a+)+(a+)+(a+)+$"))
        }
    }

    @Test func refusesWhatTakesTooMuch() {
        #expect(throws: ComputeError.self) {
            try value(.listSequence, [.int, .int, .int], .int(0), .int(.max), .int(1))
        }
        #expect(throws: ComputeError.self) {
            try value(.listRepeat, [.string, .int], .string("x"), .int(1 << 40))
        }
        let deep = String(repeating: "[", count: 100_000)
        #expect((try? value(.jsonLength, [.string], .string(deep))) == .null)
    }
}
