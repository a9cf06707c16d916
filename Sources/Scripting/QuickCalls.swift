// SPDX-License-Identifier: Apache-2.0

/// Calls that scripts make most, with the number of arguments that the short way takes. A short way does what the
/// general one does for plain arguments, without an array of them; for all others it refuses, before it did anything.
enum QuickCall: UInt8 {
    case none
    case append, get, getOr, split, splitBy, strip, lower, upper, startsWith, endsWith, join, replace, add
    case items, keys, values, isDigit, isAlpha, isAlnum, isSpace
    case len, int, float, str, range, rangeFrom, abs, ord, least, greatest, sum

    private static let methods: [String: (call: QuickCall, arguments: ClosedRange<Int>)] = [
        "append": (.append, 1...1), "strip": (.strip, 0...0), "lower": (.lower, 0...0),
        "upper": (.upper, 0...0), "startswith": (.startsWith, 1...1), "endswith": (.endsWith, 1...1),
        "join": (.join, 1...1), "replace": (.replace, 2...2), "add": (.add, 1...1), "items": (.items, 0...0),
        "keys": (.keys, 0...0), "values": (.values, 0...0), "isdigit": (.isDigit, 0...0), "isalpha": (.isAlpha, 0...0),
        "isalnum": (.isAlnum, 0...0), "isspace": (.isSpace, 0...0),
    ]

    private static let functions: [Builtin: (call: QuickCall, arguments: ClosedRange<Int>)] = [
        .len: (.len, 1...1), .int: (.int, 1...1), .float: (.float, 1...1), .str: (.str, 1...1),
        .abs: (.abs, 1...1), .ord: (.ord, 1...1), .min: (.least, 2...2), .max: (.greatest, 2...2), .sum: (.sum, 1...1),
    ]

    init(_ site: CallSite) {
        self = .none
        guard site.keywords.isEmpty else { return }
        let count = site.positionalCount
        if site.name == "split" {
            self = count == 0 ? .split : count == 1 ? .splitBy : .none
        } else if site.name == "get" {
            self = count == 1 ? .get : count == 2 ? .getOr : .none
        } else if site.builtin == .range {
            self = count == 1 ? .range : count == 2 ? .rangeFrom : .none
        } else if let known = Self.methods[site.name] ?? site.builtin.flatMap({ Self.functions[$0] }),
            known.arguments.contains(count)
        {
            self = known.call
        }
    }
}

extension ScriptInstance {
    /// A method of the value in `window`, whose arguments follow it.
    func quickMethod(
        _ method: QuickCall, _ window: UnsafeMutablePointer<Value?>, into target: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Bool {
        switch window.tag {
        case ValueTag.text:
            beginNative()
            guard case .text(let text)? = window[0], let result = try quickMethod(method, text, window + 1) else {
                return false
            }
            target.pointee = result
        case ValueTag.list:
            guard method == .append, case .list(let list)? = window[0] else { return false }
            try makeRoom(list)
            list.elements.append(window[1] ?? Value.none)
            target.pointee = Value.none
        case ValueTag.dict:
            let dict = window.borrowed(DictObject.self).takeUnretainedValue()
            switch method {
            case .get: target.pointee = try dict.value(ofKeyAt: window + 1) ?? Value.none
            case .getOr: target.pointee = try dict.value(ofKeyAt: window + 1) ?? window[2] ?? Value.none
            case .items: target.pointee = .object(DictView(dict, .items))
            case .keys: target.pointee = .object(DictView(dict, .keys))
            case .values: target.pointee = .object(DictView(dict, .values))
            default: return false
            }
        case ValueTag.set:
            guard method == .add, case .set(let set)? = window[0], !set.isFrozen else { return false }
            try makeRoom(set.members)
            set.insert(try ValueKey(window[1] ?? Value.none))
            target.pointee = Value.none
        default: return false
        }
        return true
    }

    private func quickMethod(
        _ method: QuickCall, _ text: Text, _ arguments: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Value? {
        var result: Value?
        switch method {
        case .split: result = try splitPieces(text, nil, .max, self)
        case .splitBy:
            guard case .text(let separator)? = arguments[0], separator.count > 0 else { return nil }
            result = try splitPieces(text, separator, .max, self)
        case .strip: result = .text(text.part(trimmed(text.utf8, start: true, end: true)))
        case .lower: result = .text(lowercased(text))
        case .upper: result = .text(uppercased(text))
        case .startsWith, .endsWith:
            guard case .text(let affix)? = arguments[0] else { return nil }
            let start = method == .startsWith ? 0 : text.utf8.count - affix.utf8.count
            result = .bool(areEqualBytes(text.utf8, start, affix.utf8))
        case .join:
            guard case .list(let list)? = arguments[0] else { return nil }
            for element in list.elements { guard case .text = element else { return nil } }
            result = try joined(list.elements, text, self)
        case .replace:
            guard case .text(let old)? = arguments[0], case .text(let new)? = arguments[1] else { return nil }
            let bytes = try replaced(text.utf8, old.utf8, new.utf8, -1, self, isText: true)
            result = .text(bytes.map { Text(utf8: $0) } ?? text)
        case .isDigit, .isAlpha, .isAlnum, .isSpace:
            guard text.isASCII else { return nil }
            result = .bool(!text.utf8.isEmpty && text.utf8.allSatisfy { isOf(method, $0) })
        default: return nil
        }
        if text.utf8.count >= 64 { try spend(text.utf8.count >> 5) }
        return result
    }

    /// Whether an ASCII character is of the class that a method asks for.
    @inline(__always)
    private func isOf(_ method: QuickCall, _ byte: UInt8) -> Bool {
        let isDigit = byte &- 48 < 10
        let isLetter = (byte | 32) &- 97 < 26
        switch method {
        case .isDigit: return isDigit
        case .isAlpha: return isLetter
        case .isAlnum: return isDigit || isLetter
        default: return byte &- 9 < 5 || byte &- 28 < 5
        }
    }

    /// A builtin whose arguments are in `window`.
    func quickBuiltin(
        _ builtin: QuickCall, _ window: UnsafeMutablePointer<Value?>, into target: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Bool {
        switch builtin {
        case .len:
            switch window.tag {
            case ValueTag.text: target.put(window.borrowed(Text.self)._withUnsafeGuaranteedRef { $0.count })
            case ValueTag.list:
                target.put(window.borrowed(ListObject.self)._withUnsafeGuaranteedRef { $0.elements.count })
            case ValueTag.tuple:
                target.put(window.borrowed(TupleObject.self)._withUnsafeGuaranteedRef { $0.elements.count })
            case ValueTag.dict: target.put(window.borrowed(DictObject.self)._withUnsafeGuaranteedRef { $0.count })
            default: return false
            }
        case .int:
            if case .text(let text)? = window[0] {
                target.pointee = try parseInt(text, base: 10)
            } else if case .int(let whole)? = window[0] {
                target.put(whole)
            } else {
                return false
            }
        case .float:
            if case .text(let text)? = window[0] {
                target.put(try parseFloat(text))
            } else if case .int(let whole)? = window[0] {
                target.put(Double(whole))
            } else {
                return false
            }
        case .str:
            if case .text? = window[0] {
                target.pointee = window[0]
            } else if case .int(let whole)? = window[0] {
                target.pointee = .text(Text(decimal: whole))
            } else {
                return false
            }
        case .range, .rangeFrom:
            guard case .int(let first)? = window[0] else { return false }
            var bounds = (0, first)
            if builtin == .rangeFrom {
                guard case .int(let second)? = window[1] else { return false }
                bounds = (first, second)
            }
            guard let range = RangeObject(bounds.0, bounds.1, 1) else { return false }
            target.pointee = .object(range)
        case .abs:
            guard case .int(let whole)? = window[0], whole != .min else { return false }
            target.put(whole < 0 ? -whole : whole)
        case .ord:
            guard case .text(let text)? = window[0], text.utf8.count == 1 else { return false }
            target.put(Int(text.utf8[0]))
        case .least, .greatest:
            guard case .int(let left)? = window[0], case .int(let right)? = window[1] else { return false }
            target.put(builtin == .least ? min(left, right) : max(left, right))
        case .sum:
            beginNative()
            guard case .list(let list)? = window[0] else { return false }
            var total = 0
            for element in list.elements {
                guard case .int(let whole) = element else { return false }
                let (sum, overflows) = total.addingReportingOverflow(whole)
                if overflows { return false }
                total = sum
            }
            try spend(list.elements.count)
            target.put(total)
        default: return false
        }
        return true
    }

    /// `value in container` for dicts and two texts; nil: the general way.
    @inline(__always)
    func quickContains(
        _ container: UnsafeMutablePointer<Value?>, _ value: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Bool? {
        if container.tag == ValueTag.dict {
            return try container.borrowed(DictObject.self).takeUnretainedValue().value(ofKeyAt: value) != nil
        }
        guard container.tag == ValueTag.text, value.tag == ValueTag.text else { return nil }
        return container.borrowed(Text.self)._withUnsafeGuaranteedRef { (whole) -> Bool in
            value.borrowed(Text.self)._withUnsafeGuaranteedRef { (part) -> Bool in
                if part.utf8.count == 1 { return whole.utf8.contains(part.utf8[0]) }
                return findBytes(whole.utf8, part.utf8, from: 0, to: whole.utf8.count) != nil
            }
        }
    }

    /// `container[index]` for the kinds of containers that need no look at anything else; nil: the general way.
    @inline(__always)
    func quickElement(_ container: UnsafeMutablePointer<Value?>, _ index: Int) -> Value? {
        switch container.tag {
        case ValueTag.list:
            return container.borrowed(ListObject.self)._withUnsafeGuaranteedRef { (list) -> Value? in
                let place = index < 0 ? index &+ list.elements.count : index
                return place >= 0 && place < list.elements.count ? list.elements[place] : nil
            }
        case ValueTag.tuple:
            return container.borrowed(TupleObject.self)._withUnsafeGuaranteedRef { (tuple) -> Value? in
                let place = index < 0 ? index &+ tuple.elements.count : index
                return place >= 0 && place < tuple.elements.count ? tuple.elements[place] : nil
            }
        case ValueTag.text:
            return container.borrowed(Text.self)._withUnsafeGuaranteedRef { (text) -> Value? in
                guard text.isASCII else { return nil }
                let place = index < 0 ? index &+ text.utf8.count : index
                return place >= 0 && place < text.utf8.count ? .text(character(text.utf8[place])) : nil
            }
        default: return nil
        }
    }
}
