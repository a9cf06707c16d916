// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Values by chance; the same for the same seed, partition and row.
    static let randomFunctions: [SQLFunction] = [
        SQLFunction("randn", takes: 0...1, "Random numbers of the standard normal distribution.") {
            (call) throws(SQLError) in
            // Box and Muller: two numbers from 0 to before 1 make one of the normal distribution.
            let seed = try seed(call, 0)
            let one = call.result(.subtract, [.literal(.float(1), .double), uniform(call, seed)], .double)
            let two = uniform(call, seed &+ 0x5851_F42D_4C95_7F2D)
            let size = call.result(
                .squareRoot,
                [
                    call.result(
                        .multiply,
                        [
                            .literal(.float(-2), .double),
                            call.result(.naturalLogarithm, [one], .double, isNullable: false),
                        ], .double)
                ], .double)
            let angle = call.result(
                .cosine, [call.result(.multiply, [.literal(.float(2 * Double.pi), .double), two], .double)], .double)
            return call.result(.multiply, [size, angle], .double, isNullable: false)
        },
        SQLFunction(
            "uniform", takes: 2...3, named: .custom { shownSeeded("uniform", $0, 2) },
            "Random numbers from the first to the second."
        ) { (call) throws(SQLError) in
            let ends = Array(call.arguments.prefix(2))
            for (index, end) in ends.enumerated() where !end.type.isNumeric && end.type != .void {
                throw call.unexpected(index, "\"NUMERIC\"")
            }
            guard let type = uniformType(ends[0].type, ends[1].type) else { throw call.unexpected(0, "\"NUMERIC\"") }
            let sides = ends.map { call.coercion.cast($0, to: .double) }
            let span = call.result(.subtract, [sides[1], sides[0]], .double)
            let drawn = call.result(.multiply, [span, uniform(call, try seed(call, 2))], .double)
            let sum = call.result(.add, [sides[0], drawn], .double)
            return call.coercion.cast(sum, to: type)
        },
        SQLFunction(
            "randstr", takes: 1...2, named: .custom { shownSeeded("randstr", $0, 1) },
            "A random text of so many letters and digits."
        ) { (call) throws(SQLError) in
            guard call.types[0].isInteger || call.types[0] == .void else { throw call.unexpected(0, "INT or SMALLINT") }
            return call.result(.randomText, [try call.int(0), .literal(.int(try seed(call, 1)), .bigint)], .string)
        },
        SQLFunction("uuid", takes: 0...1, named: .custom { _ in "uuid()" }, "A random UUID.") {
            (call) throws(SQLError) in
            call.result(.randomUUID, [.literal(.int(try seed(call, 0)), .bigint)], .string, isNullable: false)
        },
        SQLFunction(
            "shuffle", takes: 1...2, named: .custom { "shuffle(\($0[0]))" }, "The elements in a random order."
        ) { (call) throws(SQLError) in
            _ = try element(call, 0)
            return call.result(
                .listShuffled, [call.arguments[0], .literal(.int(try seed(call, 1)), .bigint)], call.types[0],
                isNullable: call.arguments[0].isNullable)
        },
    ]

    private static func shownSeeded(_ name: String, _ given: [String], _ count: Int) -> String {
        name + "(" + given.joined(separator: ", ") + ")"
    }

    /// The seed that is written out, or one by chance.
    private static func seed(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Int {
        guard index < call.arguments.count else { return Int.random(in: 0...Int.max) }
        if case .literal(.null) = call.arguments[index].kind { return 0 }
        return try call.literalInt(index, or: 0)
    }

    private static func uniform(_ call: FunctionCall, _ seed: Int) -> Expression {
        call.result(.random, [.literal(.int(seed), .bigint)], .double, isNullable: false)
    }

    private static func uniformType(_ one: SQLType, _ two: SQLType) -> SQLType? {
        if one == .void || two == .void { return one == .void ? (two == .void ? .int : two) : one }
        if one.isInteger, two.isInteger {
            return SQLType.integers.last { $0 == one || $0 == two }
        }
        if one == .double || two == .double { return .double }
        if one == .float || two == .float { return .float }
        return one.isDecimal ? one : two
    }
}
