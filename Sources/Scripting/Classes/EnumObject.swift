// SPDX-License-Identifier: Apache-2.0

/// A member of an enum of the user's.
final class EnumObject: ScriptObject, UserObject {
    let description: ClassDescription
    /// Empty for a combination of flags that has no name.
    let name: String
    private(set) var value: Value
    /// Whether the member is its value too, as those of IntEnum are.
    let isMixed: Bool

    init(_ description: ClassDescription, _ name: String, _ value: Value, isMixed: Bool) {
        self.description = description
        self.name = name
        self.value = value
        self.isMixed = isMixed
    }

    deinit { LettingGo.take(&value) }

    override var typeName: String { description.name }
    override var isOneOfAKind: Bool { true }
    override var isTrue: Bool { isMixed || isFlag ? Scripting.isTrue(value) : true }
    private var isFlag: Bool { description.ancestors.contains("Flag") }

    private static func plain(_ value: Value) -> Value {
        if case .object(let object) = value, let member = object as? EnumObject { return member.value }
        return value
    }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other, let member = object as? EnumObject,
            member.description.key == description.key
        {
            return member.name == name && Scripting.isEqual(member.value, value)
        }
        return isMixed && Scripting.isEqual(value, Self.plain(other))
    }

    override func hashValue() -> UInt64? {
        if isMixed { return try? hashOf(value) }
        return try? hashOf(.tuple(TupleObject([.text(Text(description.key)), .text(Text(name))])))
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        if isMixed { return try compareValues(value, Self.plain(other), host) }
        return try userOrder(other, host)
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let result = try userBinary(op, other, isReflected: isReflected, host) { return result }
        if isFlag, ["|", "&", "^"].contains(op), case .object(let object) = other,
            let member = object as? EnumObject, member.description.key == description.key
        {
            return try combined(try binaryOperation(op, value, member.value, host), host)
        }
        guard isMixed else { return nil }
        let plain = Self.plain(other)
        if op.hasSuffix("=") && op.count > 1 { return nil }
        return isReflected
            ? try binaryOperation(op, plain, value, host) : try binaryOperation(op, value, plain, host)
    }

    /// The member of the value, or a combination of several.
    private func combined(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        let members = host.definition(of: description)?.enumeration ?? []
        if let found = members.first(where: { Scripting.isEqual($0.value, value) }) { return .object(found) }
        let bits = value.wholeNumber ?? 0
        let parts = members.filter { member in
            let own = member.value.wholeNumber ?? 0
            return own != 0 && own & (own &- 1) == 0 && own & bits == own
        }
        let name = parts.map(\.name).joined(separator: "|")
        return .object(EnumObject(description, name, value, isMixed: isMixed))
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "name", "_name_": return self.name.isEmpty ? Value.none : .text(Text(self.name))
        case "value", "_value_": return value
        default: break
        }
        if let found = try classAttribute(name, host) { return found }
        if let member = host.definition(of: description)?.enumeration.first(where: { $0.name == name }) {
            return .object(member)
        }
        if isMixed, hasMethod(value, name), !commonMethods.contains(name) { return .object(ValueMethod(value, name)) }
        return nil
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let result = try callClassMethod(name, arguments, keywords, host) { return result }
        if isMixed, hasMethod(value, name), !commonMethods.contains(name) {
            return try callMethodOf(value, name, arguments, keywords, host)
        }
        return nil
    }

    override var length: Int? { isMixed ? try? lengthOf(value) : nil }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        guard isMixed, case .text = value else { return nil }
        return try host.iterate(value)
    }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        guard isMixed, case .text = value else { return nil }
        return try elementOf(value, index, host)
    }

    override func contains(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        if isFlag, case .object(let object) = other, let member = object as? EnumObject {
            guard let own = value.wholeNumber, let bits = member.value.wholeNumber else { return nil }
            return own & bits == bits
        }
        guard isMixed, case .text = value else { return nil }
        return try containsValue(value, other, host)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        if let own = try special("__repr__", [], host) { return try strOf(own, host) }
        return "<\(description.name).\(name): \(try reprOf(value, host))>"
    }

    override func str(_ host: any ScriptHost) throws(Raised) -> String {
        if let own = try special("__str__", [], host) { return try strOf(own, host) }
        let shows = ["IntEnum", "StrEnum", "IntFlag"].contains { description.ancestors.contains($0) }
        return shows ? try strOf(value, host) : "\(description.name).\(name)"
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        (isMixed ? "enumvalue" : "enum", [.text(description.text), .text(Text(name)), value])
    }
}
