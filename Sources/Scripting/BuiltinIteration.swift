// SPDX-License-Identifier: Apache-2.0

extension ScriptInstance {
    func iteration(_ builtin: Builtin, _ call: Call) throws(Raised) -> Value {
        switch builtin {
        case .iter:
            try call.count(1, 2)
            if call.arguments.count == 2 {
                let sentinel = call.arguments[1]
                let function = call.arguments[0]
                return .object(
                    IteratorObject("callable_iterator") { (host) throws(Raised) -> Value? in
                        let value = try host.call(function, [], keywords: [])
                        return isEqual(value, sentinel) ? nil : value
                    })
            }
            return try iteratorValue(call.arguments[0])
        case .next:
            try call.count(1, 2)
            if let value = try nextValue(call.arguments[0]) { return value }
            if call.arguments.count == 2 { return call.arguments[1] }
            if case .object(let object) = call.arguments[0], let generator = object as? GeneratorObject,
                !areSame(generator.result, .none)
            {
                throw Raised("StopIteration", arguments: [generator.result])
            }
            throw Raised("StopIteration", arguments: [])
        case .reversed: return try reversedValue(try call.one())
        case .enumerate:
            let bound = try call.bind(["iterable", "start"], required: 1)
            let source = try iterate(bound[0] ?? .none)
            var number = try bound[1].map(wholeArgument) ?? 0
            return .object(
                IteratorObject("enumerate") { (host) throws(Raised) -> Value? in
                    guard let value = try source.next(host) else { return nil }
                    defer { number = number &+ 1 }
                    return .tuple(TupleObject([.int(number), value]))
                })
        case .zip: return try zipValue(call)
        case .map:
            try call.noKeywords()
            if call.arguments.count < 2 { throw Raised("TypeError", "map() must have at least two arguments.") }
            let function = call.arguments[0]
            var sources: [any ValueIterator] = []
            for argument in call.arguments.dropFirst() { sources.append(try iterate(argument)) }
            return .object(
                IteratorObject("map") { (host) throws(Raised) -> Value? in
                    var values: [Value] = []
                    for source in sources {
                        guard let value = try source.next(host) else { return nil }
                        values.append(value)
                    }
                    return try host.call(function, values, keywords: [])
                })
        default:
            let (function, iterable) = try call.two()
            let source = try iterate(iterable)
            let isPlain = areSame(function, .none)
            return .object(
                IteratorObject("filter") { (host) throws(Raised) -> Value? in
                    while let value = try source.next(host) {
                        try host.spend(1)
                        let keeps = isPlain ? value : try host.call(function, [value], keywords: [])
                        if Scripting.isTrue(keeps) { return value }
                    }
                    return nil
                })
        }
    }

    private func zipValue(_ call: Call) throws(Raised) -> Value {
        var isStrict = false
        for (name, value) in call.keywords {
            guard name == "strict" else {
                throw Raised("TypeError", "zip() got an unexpected keyword argument '\(name)'")
            }
            isStrict = Scripting.isTrue(value)
        }
        var sources: [any ValueIterator] = []
        for argument in call.arguments { sources.append(try iterate(argument)) }
        return .object(
            IteratorObject("zip") { (host) throws(Raised) -> Value? in
                if sources.isEmpty { return nil }
                var values: [Value] = []
                for (index, source) in sources.enumerated() {
                    if let value = try source.next(host) {
                        if values.count < index {
                            throw Raised(
                                "ValueError",
                                "zip() argument \(index + 1) is longer than argument"
                                    + (index > 1 ? "s 1-\(index)" : " 1")
                            )
                        }
                        values.append(value)
                    } else if !isStrict {
                        return nil
                    } else if values.count > 0 {
                        throw Raised(
                            "ValueError",
                            "zip() argument \(index + 1) is shorter than argument\(index > 1 ? "s 1-\(index)" : " 1")")
                    }
                }
                return values.isEmpty ? nil : .tuple(TupleObject(values))
            })
    }

    private func reversedValue(_ value: Value) throws(Raised) -> Value {
        switch value {
        case .list(let list): return .object(TupleIterator(list.elements.reversed()))
        case .tuple(let tuple): return .object(TupleIterator(tuple.elements.reversed()))
        case .text(let text):
            return .object(TupleIterator(text.scalars.reversed().map { .text(Text(scalars: [$0])) }))
        case .bytes(let bytes): return .object(TupleIterator(bytes.bytes.reversed().map { .int(Int($0)) }))
        case .dict(let dict): return .object(TupleIterator(dict.items.reversed().map(\.key)))
        case .object(let object):
            if let range = object as? RangeObject {
                let last = range.count == 0 ? range.start : range.value(range.count - 1)
                if range.step != .min,
                    let back = RangeObject(last, range.count == 0 ? last : range.start &- range.step, -range.step)
                {
                    return .object(RangeIterator(back))
                }
            }
            if let view = object as? DictView { return .object(TupleIterator(view.elements.reversed())) }
            if let made = try object.callMethod("__reversed__", [], [], self) { return made }
            var isSequence = object.length == 0
            if let length = object.length, length > 0 { isSequence = try object.element(.int(0), self) != nil }
            if isSequence { return .object(TupleIterator(try valuesOf(value, self).reversed())) }
        default: break
        }
        throw Raised("TypeError", "'\(typeName(of: value))' object is not reversible")
    }

    func reduction(_ builtin: Builtin, _ call: Call) throws(Raised) -> Value {
        switch builtin {
        case .len: return .int(try lengthOf(try call.one()))
        case .sum: return try sumOf(call)
        case .min, .max: return try extreme(builtin == .max, call)
        case .sorted:
            if call.arguments.count != 1 {
                throw Raised("TypeError", "sorted expected 1 argument, got \(call.arguments.count)")
            }
            let (key, isReversed) = try sortOptions(Call("sort", [], call.keywords, self))
            let values = try valuesOf(call.arguments[0], self)
            return .list(ListObject(try sortValues(values, key: key, isReversed: isReversed, self)))
        default:
            let isAll = builtin == .all
            let source = try iterate(try call.one())
            while let value = try source.next(self) {
                try spend(1)
                if Scripting.isTrue(value) != isAll { return .bool(!isAll) }
            }
            return .bool(isAll)
        }
    }

    private func sumOf(_ call: Call) throws(Raised) -> Value {
        let bound = try call.bind(["iterable", "start"], required: 1)
        var total = bound[1] ?? .int(0)
        switch total {
        case .text: throw Raised("TypeError", "sum() can't sum strings [use ''.join(seq) instead]")
        case .bytes: throw Raised("TypeError", "sum() can't sum bytes [use b''.join(seq) instead]")
        default: break
        }
        let source = try iterate(bound[0] ?? .none)
        while let value = try source.next(self) {
            try spend(1)
            if case .int(let left) = total, case .int(let right) = value {
                let (sum, overflows) = left.addingReportingOverflow(right)
                total = overflows ? try wideOperation(.add, total, value, self) : .int(sum)
            } else {
                total = try binary(.add, total, value)
            }
        }
        return total
    }

    private func extreme(_ isMax: Bool, _ call: Call) throws(Raised) -> Value {
        let name = isMax ? "max" : "min"
        var key: Value?
        var standard: Value?
        for (keyword, value) in call.keywords {
            switch keyword {
            case "key": key = areSame(value, .none) ? nil : value
            case "default": standard = value
            default: throw Raised("TypeError", "'\(keyword)' is an invalid keyword argument for \(name)()")
            }
        }
        if call.arguments.isEmpty {
            throw Raised("TypeError", "\(name) expected at least 1 argument, got 0")
        }
        if call.arguments.count > 1, standard != nil {
            throw Raised("TypeError", "Cannot specify a default for \(name)() with multiple positional arguments")
        }
        let source = try iterate(call.arguments.count == 1 ? call.arguments[0] : .tuple(TupleObject(call.arguments)))
        var best: (value: Value, key: Value)?
        while let value = try source.next(self) {
            try spend(1)
            let measure = try key.map { (key) throws(Raised) in try self.call(key, [value], keywords: []) } ?? value
            guard let known = best else {
                best = (value, measure)
                continue
            }
            if isMax ? try isGreater(measure, known.key, self) : try isLess(measure, known.key, self) {
                best = (value, measure)
            }
        }
        if let best { return best.value }
        if let standard { return standard }
        throw Raised("ValueError", "\(name)() arg is an empty sequence")
    }
}
