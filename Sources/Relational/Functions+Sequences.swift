// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

// From one value to another, by a step.
extension FunctionTable {
    static func sequence(_ call: FunctionCall) throws(SQLError) -> Expression {
        let ends = Array(call.types[0...1])
        let hasStep = call.arguments.count > 2
        let step = hasStep ? call.types[2] : .void
        if ends.allSatisfy({ $0.isInteger || $0 == .void }), ends.contains(where: \.isInteger) {
            guard !hasStep || step.isInteger || step == .void, let type = call.coercion.widest(call.types) else {
                throw wrongTypes(call)
            }
            return numbers(call, type)
        }
        guard ends.allSatisfy({ $0.isTime || $0 == .void }), let type = call.coercion.widest(ends), type.isTime else {
            throw wrongTypes(call)
        }
        let bounds = call.arguments[0...1].map { call.coercion.cast($0, to: type) }
        guard step == .void || step.isInterval else { throw wrongTypes(call) }
        let list = SQLType.array(type, containsNull: false)
        if hasStep, step == .void { return .literal(.null, list, at: call.place) }
        if step.isYearMonth { return months(call, bounds, type, list) }
        return try days(call, bounds, type, list)
    }

    private static func wrongTypes(_ call: FunctionCall) -> SQLError {
        call.mismatch("SEQUENCE_WRONG_INPUT_TYPES", ["functionName": "`sequence`"])
    }

    private static func numbers(_ call: FunctionCall, _ type: SQLType) -> Expression {
        let bounds = call.arguments[0...1].map { call.coercion.cast($0, to: type) }
        let given = call.arguments.count > 2 ? call.coercion.cast(call.arguments[2], to: type) : nil
        let step = given ?? sign(call, bounds, 1, type)
        return call.result(.listSequence, bounds + [step], .array(type, containsNull: false))
    }

    /// A step of a size, in the direction from the first bound to the second.
    private static func sign(_ call: FunctionCall, _ bounds: [Expression], _ size: Int, _ type: SQLType) -> Expression {
        let isUpward = call.result(.lessOrEqual, bounds, .boolean)
        return Expression(
            .caseWhen(
                [(condition: isUpward, value: .literal(.int(size), type))], otherwise: .literal(.int(-size), type)),
            type, isNullable: false, at: call.place)
    }

    /// By days and what is shorter. Whole days move the clock.
    private static func days(
        _ call: FunctionCall, _ bounds: [Expression], _ type: SQLType, _ list: SQLType
    ) throws(SQLError) -> Expression {
        let day = EpochDays.microsecondsPerDay
        var written: Int?
        if call.arguments.count > 2, case .literal(.int(let micros)) = call.arguments[2].kind { written = micros }
        guard call.arguments.count == 2 || written != nil else {
            throw .unsupported("sequence: a step of times must be an interval that is written out", at: call.place)
        }
        let step = written ?? day
        func by(_ size: Int, _ type: SQLType, _ bounds: [Expression]) -> Expression {
            written == nil ? sign(call, bounds, size, type) : .literal(.int(size), type)
        }
        if type == .date {
            guard step != 0, step % day == 0 else {
                throw .unsupported("sequence: a step of dates must be of whole days", at: call.place)
            }
            let numbers = bounds.map { $0.retyped(.int) }
            return call.result(.listSequence, numbers + [by(step / day, .int, numbers)], list)
        }
        guard type == .timestamp, step % day == 0 else {
            guard type == .timestampNTZ || step.magnitude < UInt(day) else {
                throw .unsupported("sequence: a step of days and hours: write it in hours", at: call.place)
            }
            let numbers = bounds.map { $0.retyped(.bigint) }
            return call.result(.listSequence, numbers + [by(step, .bigint, numbers)], list)
        }
        let clocks = bounds.map { call.coercion.cast($0, to: .timestampNTZ).retyped(.bigint) }
        let found = call.result(
            .listSequence, clocks + [by(step, .bigint, clocks)], .array(.timestampNTZ, containsNull: false))
        return call.coercion.cast(found, to: list)
    }

    private static func months(
        _ call: FunctionCall, _ bounds: [Expression], _ type: SQLType, _ list: SQLType
    ) -> Expression {
        let clocks = bounds.map { call.coercion.cast($0, to: .timestampNTZ).retyped(.bigint) }
        let found = call.result(
            .listSequenceMonths, clocks + [call.coercion.cast(call.arguments[2].retyped(.int), to: .bigint)],
            .array(.timestampNTZ, containsNull: false))
        return call.coercion.cast(found, to: list)
    }
}
