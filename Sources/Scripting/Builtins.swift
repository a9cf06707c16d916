// SPDX-License-Identifier: Apache-2.0

import Glibc

extension ScriptInstance {
    /// Calls a builtin function, or makes a value of a builtin type.
    func callBuiltin(_ builtin: Builtin, _ arguments: [Value], _ keywords: Keywords) throws(Raised) -> Value {
        // The commonest first, without a table.
        if arguments.count == 1, keywords.isEmpty {
            switch (builtin, arguments[0]) {
            case (.len, let value): return .int(try lengthOf(value))
            case (.int, .int), (.str, .text), (.float, .float), (.bool, .bool): return arguments[0]
            case (.int, .text(let text)): return try parseInt(text, base: 10)
            case (.float, .text(let text)): return .float(try parseFloat(text))
            case (.float, .int(let whole)): return .float(Double(whole))
            case (.str, let value): return .text(try textOf(value, self))
            case (.bool, let value): return .bool(Scripting.isTrue(value))
            default: break
            }
        }
        let call = Call(builtin.rawValue, arguments, keywords, self)
        switch builtin {
        case .int, .float, .bool, .complex, .abs, .round, .divmod, .pow, .bin, .hex, .oct, .hash:
            return try numeric(builtin, call)
        case .str, .repr, .ascii, .chr, .ord, .format, .print: return try textual(builtin, call)
        case .list, .tuple, .set, .frozenset, .dict, .bytes, .bytearray, .range, .slice, .object, .type:
            return try construct(builtin, call)
        case .zip, .enumerate, .map, .filter, .reversed, .iter, .next: return try iteration(builtin, call)
        case .sum, .min, .max, .sorted, .any, .all, .len: return try reduction(builtin, call)
        case .isinstance, .issubclass, .callable, .getattr, .hasattr: return try inspection(builtin, call)
        case .defineClasses, .classNamed, .baseInit, .groupData: return try classCall(builtin, call)
        }
    }

    // MARK: Numbers

    private func numeric(_ builtin: Builtin, _ call: Call) throws(Raised) -> Value {
        switch builtin {
        case .int: return try makeInt(call)
        case .float:
            try call.count(0, 1)
            return .float(call.arguments.isEmpty ? 0 : try makeFloat(call.arguments[0]))
        case .bool:
            try call.count(0, 1)
            return .bool(call.arguments.first.map { Scripting.isTrue($0) } ?? false)
        case .complex: throw Raised("TypeError", "complex numbers are not supported")
        case .abs:
            let value = try call.one()
            if case .float(let number) = value { return .float(Swift.abs(number)) }
            if let whole = value.wholeNumber {
                return whole == .min ? wideValue(BigInteger(whole).magnitude) : .int(Swift.abs(whole))
            }
            if case .object(let object) = value, let result = try object.callMethod("__abs__", [], [], self) {
                return result
            }
            throw Raised("TypeError", "bad operand type for abs(): '\(typeName(of: value))'")
        case .round: return try makeRound(call)
        case .divmod:
            let (left, right) = try call.two()
            if case .object = left { return try divided(left, right) }
            guard isNumber(left), isNumber(right) else {
                if case .object = right { return try divided(left, right) }
                throw unsupported("divmod()", left, right)
            }
            if left.wholeNumber == nil || right.wholeNumber == nil, Scripting.isEqual(right, .int(0)) {
                throw Raised("ZeroDivisionError", "float divmod()")
            }
            if Scripting.isEqual(right, .int(0)) {
                throw Raised("ZeroDivisionError", "integer division or modulo by zero")
            }
            return try divided(left, right)
        case .pow:
            let bound = try call.bind(["base", "exp", "mod"], required: 2)
            let base = bound[0] ?? .none
            let exponent = bound[1] ?? .none
            guard let modulus = bound[2], !areSame(modulus, .none) else { return try binary(.power, base, exponent) }
            return try modularPower(base, exponent, modulus)
        case .hash: return .int(try pythonHash(try call.one()))
        default:
            let value = try call.one()
            if isWide(value), let number = wideNumber(value) {
                let (bits, prefix) = builtin == .bin ? (1, "0b") : builtin == .hex ? (4, "0x") : (3, "0o")
                let digits = String(decoding: number.digits(bits: bits), as: UTF8.self)
                try reserve(digits.utf8.count)
                return .text(Text((number.isNegative ? "-" : "") + prefix + digits))
            }
            guard let whole = value.wholeNumber else {
                throw Raised("TypeError", "'\(typeName(of: value))' object cannot be interpreted as an integer")
            }
            let (radix, prefix) = builtin == .bin ? (2, "0b") : builtin == .hex ? (16, "0x") : (8, "0o")
            return .text(Text((whole < 0 ? "-" : "") + prefix + String(whole.magnitude, radix: radix)))
        }
    }

    private func isNumber(_ value: Value) -> Bool {
        if case .float = value { return true }
        return value.wholeNumber != nil || isWide(value)
    }

    private func divided(_ left: Value, _ right: Value) throws(Raised) -> Value {
        .tuple(TupleObject([try binary(.floorDivide, left, right), try binary(.modulo, left, right)]))
    }

    private func makeInt(_ call: Call) throws(Raised) -> Value {
        let bound = try call.bind(["x", "base"])
        guard let value = bound[0] else { return .int(0) }
        if let base = bound[1] {
            switch value {
            case .text(let text): return try parseInt(text, base: try wholeArgument(base))
            case .bytes(let bytes):
                return try parseInt(Text(String(decoding: bytes.bytes, as: UTF8.self)), base: try wholeArgument(base))
            default: throw Raised("TypeError", "int() can't convert non-string with explicit base")
            }
        }
        switch value {
        case .int: return value
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .float(let number):
            if number.isNaN { throw Raised("ValueError", "cannot convert float NaN to integer") }
            if number.isInfinite { throw Raised("OverflowError", "cannot convert float infinity to integer") }
            return wholeOf(number.rounded(.towardZero))
        case .text(let text): return try parseInt(text, base: 10)
        case .bytes(let bytes): return try parseInt(Text(String(decoding: bytes.bytes, as: UTF8.self)), base: 10)
        case .object(let object): if let result = try object.callMethod("__int__", [], [], self) { return result }
        default: break
        }
        throw Raised(
            "TypeError",
            "int() argument must be a string, a bytes-like object or a real number, not '\(typeName(of: value))'")
    }

    private func makeFloat(_ value: Value) throws(Raised) -> Double {
        switch value {
        case .float(let number): return number
        case .int(let whole): return Double(whole)
        case .bool(let flag): return flag ? 1 : 0
        case .text(let text): return try parseFloat(text)
        case .bytes(let bytes): return try parseFloat(Text(String(decoding: bytes.bytes, as: UTF8.self)))
        case .object(let object):
            if case .float(let number)? = try object.callMethod("__float__", [], [], self) { return number }
        default: break
        }
        throw Raised(
            "TypeError", "float() argument must be a string or a real number, not '\(typeName(of: value))'")
    }

    private func makeRound(_ call: Call) throws(Raised) -> Value {
        let bound = try call.bind(["number", "ndigits"], required: 1)
        let value = bound[0] ?? .none
        var digits: Int?
        if let given = bound[1], !areSame(given, .none) { digits = try wholeArgument(given) }
        if let whole = value.wholeNumber {
            guard let digits, digits < 0 else { return .int(whole) }
            if digits < -18 { return .int(0) }
            var unit = 1
            for _ in 0..<(-digits) { unit *= 10 }
            let (quotient, rest) = whole.quotientAndRemainder(dividingBy: unit)
            let twice = rest.magnitude * 2
            let isUp = twice > UInt(unit) || twice == UInt(unit) && quotient & 1 != 0
            let rounded = quotient + (isUp ? (whole < 0 ? -1 : 1) : 0)
            let (result, overflows) = rounded.multipliedReportingOverflow(by: unit)
            return overflows ? wideValue(BigInteger(rounded) * BigInteger(unit)) : .int(result)
        }
        guard case .float(let number) = value else {
            if case .object(let object) = value,
                let result = try object.callMethod("__round__", Array(call.arguments.dropFirst()), [], self)
            {
                return result
            }
            throw Raised("TypeError", "type \(typeName(of: value)) doesn't define __round__ method")
        }
        guard let digits else {
            if number.isNaN { throw Raised("ValueError", "cannot convert float NaN to integer") }
            if number.isInfinite { throw Raised("OverflowError", "cannot convert float infinity to integer") }
            return wholeOf(number.rounded(.toNearestOrEven))
        }
        return .float(roundedFloat(number, places: digits))
    }

    private func modularPower(_ base: Value, _ exponent: Value, _ modulus: Value) throws(Raised) -> Value {
        if isWide(base) || isWide(exponent) || isWide(modulus), let base = wideNumber(base),
            let exponent = wideNumber(exponent), let modulus = wideNumber(modulus)
        {
            return try wideModularPower(base, exponent, modulus, self)
        }
        guard let base = base.wholeNumber, let exponent = exponent.wholeNumber, let modulus = modulus.wholeNumber else {
            throw Raised("TypeError", "pow() 3rd argument not allowed unless all arguments are integers")
        }
        if modulus == 0 { throw Raised("ValueError", "pow() 3rd argument cannot be 0") }
        let size = modulus.magnitude
        func product(_ left: UInt, _ right: UInt) -> UInt {
            size.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
        }
        func residue(_ value: Int) -> UInt {
            let rest = value.magnitude % size
            return value < 0 && rest != 0 ? size - rest : rest
        }
        var square = residue(base)
        if exponent < 0 {
            guard let inverse = inverse(square, size) else {
                throw Raised("ValueError", "base is not invertible for the given modulus")
            }
            square = inverse
        }
        var rest = exponent.magnitude
        var result = 1 % size
        while rest > 0 {
            if rest & 1 == 1 { result = product(result, square) }
            square = product(square, square)
            rest >>= 1
        }
        let whole = Int(truncatingIfNeeded: result)
        return .int(modulus < 0 && whole != 0 ? whole &+ modulus : whole)
    }

    private func inverse(_ value: UInt, _ modulus: UInt) -> UInt? {
        var (last, current) = (Int128(modulus), Int128(value))
        var (lastFactor, factor): (Int128, Int128) = (0, 1)
        while current != 0 {
            let quotient = last / current
            (last, current) = (current, last - quotient * current)
            (lastFactor, factor) = (factor, lastFactor - quotient * factor)
        }
        guard last == 1 else { return modulus == 1 ? 0 : nil }
        return UInt(truncatingIfNeeded: lastFactor < 0 ? lastFactor + Int128(modulus) : lastFactor)
    }

    // MARK: Texts

    private func textual(_ builtin: Builtin, _ call: Call) throws(Raised) -> Value {
        switch builtin {
        case .str:
            let bound = try call.bind(["object", "encoding", "errors"])
            guard let value = bound[0] else { return .text(Text("")) }
            guard call.arguments.count + call.keywords.count > 1 else { return .text(try textOf(value, self)) }
            guard case .bytes(let bytes) = value else {
                throw Raised("TypeError", "decoding to str: need a bytes-like object, \(typeName(of: value)) found")
            }
            var options: [Value] = []
            options.append(bound[1] ?? .text(Text("utf-8")))
            options.append(bound[2] ?? .text(Text("strict")))
            return try callBytesMethod(bytes, "decode", options, [], self) ?? Value.none
        case .repr: return .text(Text(try reprOf(try call.one(), self)))
        case .ascii: return .text(Text(try asciiOf(try call.one(), self)))
        case .print:
            try printValues(call)
            return .none
        case .chr:
            let code = try wholeArgument(try call.one())
            guard Int32(exactly: code) != nil else {
                throw Raised("OverflowError", "Python int too large to convert to C int")
            }
            guard code >= 0 && code < 0x110000 else { throw Raised("ValueError", "chr() arg not in range(0x110000)") }
            guard let scalar = UInt32(exactly: code).flatMap({ Unicode.Scalar($0) }) else {
                throw Raised("ValueError", "chr(\(code)) is a surrogate, which no text of Martlet can hold")
            }
            return .text(Text(String(Character(scalar))))
        case .ord:
            let value = try call.one()
            switch value {
            case .text(let text):
                if text.count == 1, let scalar = text.string.unicodeScalars.first { return .int(Int(scalar.value)) }
                throw Raised("TypeError", "ord() expected a character, but string of length \(text.count) found")
            case .bytes(let bytes):
                if bytes.bytes.count == 1 { return .int(Int(bytes.bytes[0])) }
                throw Raised(
                    "TypeError", "ord() expected a character, but string of length \(bytes.bytes.count) found")
            default:
                throw Raised("TypeError", "ord() expected string of length 1, but \(typeName(of: value)) found")
            }
        default:
            try call.count(1, 2)
            guard call.arguments.count > 1 else {
                return .text(try formatValue(call.arguments[0], spec: Text(""), self))
            }
            guard case .text(let spec) = call.arguments[1] else {
                throw Raised(
                    "TypeError", "format() argument 2 must be str, not \(typeName(of: call.arguments[1]))")
            }
            return .text(try formatValue(call.arguments[0], spec: spec, self))
        }
    }

    // MARK: Containers

    private func construct(_ builtin: Builtin, _ call: Call) throws(Raised) -> Value {
        switch builtin {
        case .dict:
            let dict = DictObject()
            try updateDict(dict, call)
            return .dict(dict)
        case .range:
            try call.count(1, 3)
            var numbers: [Int] = []
            for argument in call.arguments { numbers.append(try wholeArgument(argument)) }
            if numbers.count == 1 { numbers.insert(0, at: 0) }
            if numbers.count == 2 { numbers.append(1) }
            if numbers[2] == 0 { throw Raised("ValueError", "range() arg 3 must not be zero") }
            guard let range = RangeObject(numbers[0], numbers[1], numbers[2]) else { throw overflow() }
            return .object(range)
        case .slice:
            try call.count(1, 3)
            let given = call.arguments
            if given.count == 1 { return .object(SliceObject(.none, given[0], .none)) }
            return .object(SliceObject(given[0], given[1], given.count > 2 ? given[2] : .none))
        case .object: return .object(TypeObject("object"))
        case .type: return typeValue(of: try call.one())
        case .bytearray: throw Raised("TypeError", "bytearray is not supported; use bytes or a list of ints")
        case .bytes: return try makeBytes(call)
        default: break
        }
        try call.count(0, 1)
        let values = call.arguments.isEmpty ? [] : try valuesOf(call.arguments[0], self)
        try reserve(values.count * MemoryLayout<Value>.stride)
        switch builtin {
        case .list: return .list(ListObject(values))
        case .tuple:
            if case .tuple? = call.arguments.first { return call.arguments[0] }
            return .tuple(TupleObject(values))
        default:
            let isFrozen = builtin == .frozenset
            if isFrozen, case .set(let set)? = call.arguments.first, set.isFrozen { return .set(set) }
            return .set(try setOf(.tuple(TupleObject(values)), isFrozen: isFrozen, self))
        }
    }

    private func makeBytes(_ call: Call) throws(Raised) -> Value {
        let bound = try call.bind(["source", "encoding", "errors"])
        guard let source = bound[0] else { return .bytes(ByteString([])) }
        if case .text(let text) = source {
            guard let encoding = bound[1] else { throw Raised("TypeError", "string argument without an encoding") }
            return try callTextMethod(text, "encode", [encoding] + (bound[2].map { [$0] } ?? []), [], self) ?? .none
        }
        if case .bytes = source { return source }
        if let count = source.wholeNumber {
            if count < 0 { throw Raised("ValueError", "negative count") }
            try reserve(count)
            return .bytes(ByteString(Array(repeating: 0, count: count)))
        }
        var bytes: [UInt8] = []
        for value in try valuesOf(source, self) {
            guard let byte = UInt8(exactly: try wholeArgument(value)) else {
                throw Raised("ValueError", "bytes must be in range(0, 256)")
            }
            bytes.append(byte)
        }
        return .bytes(ByteString(bytes))
    }

    // MARK: Types

    private func inspection(_ builtin: Builtin, _ call: Call) throws(Raised) -> Value {
        switch builtin {
        case .isinstance:
            let (value, kind) = try call.two()
            return .bool(try isInstance(value, kind))
        case .issubclass:
            let (derived, base) = try call.two()
            return .bool(try isSubclass(derived, base))
        case .callable:
            guard case .object(let object) = try call.one() else { return .bool(false) }
            return .bool(
                object is FunctionObject || object is BuiltinFunction || object is TypeObject || object is BoundMethod
                    || object is UnboundMethod || object is ValueMethod || object is ExceptionClass
                    || object is NativeFunction || object is LibraryClass || object is UserClass
                    || object is UserMethod)
        default:
            try call.count(2, builtin == .getattr ? 3 : 2)
            guard case .text(let name) = call.arguments[1] else {
                throw Raised("TypeError", "attribute name must be string, not '\(typeName(of: call.arguments[1]))'")
            }
            do throws(Raised) {
                let value = try attributeOf(call.arguments[0], name.string, self)
                return builtin == .hasattr ? .bool(true) : value
            } catch {
                if error.type != "AttributeError" { throw error }
                if builtin == .hasattr { return .bool(false) }
                if call.arguments.count == 3 { return call.arguments[2] }
                throw error
            }
        }
    }

    // MARK: Classes of the user's

    private func classCall(_ builtin: Builtin, _ call: Call) throws(Raised) -> Value {
        switch builtin {
        case .classNamed: return try classes.named(call)
        case .defineClasses:
            try classes.setUp(try call.one(), self)
            return .none
        case .groupData:
            let value = try call.one()
            if case .list = value { return value }
            return try attributeOf(value, "data", self)
        default:
            guard case .object(let object)? = call.arguments.first else { return .none }
            if let exception = object as? ExceptionObject {
                exception.setArguments(Array(call.arguments.dropFirst()))
            } else if call.arguments.count > 1 || !call.keywords.isEmpty {
                throw Raised("TypeError", "object.__init__() takes exactly one argument (the instance to initialize)")
            }
            return .none
        }
    }

    func isInstance(_ value: Value, _ kind: Value) throws(Raised) -> Bool {
        switch kind {
        case .tuple(let kinds):
            try NativeStack.check(" in __instancecheck__")
            for kind in kinds.elements where try isInstance(value, kind) { return true }
            return false
        case .object(let object):
            if let known = object as? LibraryClass { return known.isInstance(value) }
            if let known = object as? UserClass { return known.isInstance(value) }
            if let known = object as? ExceptionClass {
                guard case .object(let object) = value, let exception = object as? ExceptionObject else { return false }
                return exception.derives(from: known.name)
            }
            guard let known = object as? TypeObject else { break }
            if known.name == "object" { return true }
            if case .object(let object) = value {
                if object is RowObject { return known.name == "tuple" }
                if let member = object as? EnumObject, member.isMixed { return try isInstance(member.value, kind) }
                if object is UserClass { return known.name == "type" }
            }
            if case .object(let object) = value, object is TypeObject || object is ExceptionClass {
                return known.name == "type"
            }
            return isDerived(typeName(of: value), known.name)
        default: break
        }
        throw Raised("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
    }

    private func isDerived(_ name: String, _ base: String) -> Bool {
        if name == base || base == "object" { return true }
        switch name {
        case "bool": return base == "int"
        case "numpy.float64": return base == "float"
        case "Counter", "OrderedDict", "defaultdict", "collections.Counter", "collections.OrderedDict",
            "collections.defaultdict":
            return base == "dict"
        case "Row": return base == "tuple"
        default: return false
        }
    }

    private func isSubclass(_ derived: Value, _ base: Value) throws(Raised) -> Bool {
        if case .tuple(let bases) = base {
            try NativeStack.check(" in __subclasscheck__")
            for base in bases.elements where try isSubclass(derived, base) { return true }
            return false
        }
        guard case .object(let left) = derived, case .object(let right) = base else {
            throw Raised("TypeError", "issubclass() arg 1 must be a class")
        }
        if let left = left as? UserClass {
            if let right = right as? UserClass { return left.description.derives(from: right.description.key) }
            if let right = right as? ExceptionClass { return left.description.derives(from: right.name) }
            return (right as? TypeObject).map { $0.name == "object" || left.description.derives(from: $0.name) }
                ?? false
        }
        if let left = left as? ExceptionClass {
            if let right = right as? ExceptionClass { return ExceptionClasses.derives(left.name, from: right.name) }
            return (right as? TypeObject)?.name == "object"
        }
        guard let left = left as? TypeObject else { throw Raised("TypeError", "issubclass() arg 1 must be a class") }
        return (right as? TypeObject).map { isDerived(left.name, $0.name) } ?? false
    }
}
