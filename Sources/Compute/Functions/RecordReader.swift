// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Values

/// `fromJSON` and `fromCSV`: texts as values of a type. In mode PERMISSIVE what does not fit is null, and the field for
/// corrupt records has the whole text; in mode FAILFAST it ends the task.
struct RecordReader {
    private let arguments: FunctionArguments
    private let form: RecordForm
    private let zones: ZoneFinder
    /// Which field of the struct has the text of what did not fit.
    private let corruptField: Int?
    private let faults = Faults()

    /// Whether a field did not fit its type.
    private final class Faults {
        var found = false
    }

    init(_ arguments: FunctionArguments) throws(Failure) {
        self.arguments = arguments
        form = try arguments.machine.recordForm(arguments, type: 1, zone: 2, options: 3)
        zones = ZoneFinder(arguments.machine.scriptEnvironment.services.zones)
        let corruptName = form.options["columnNameOfCorruptRecord"] ?? "_corrupt_record"
        if case .structure(let fields) = form.type {
            corruptField = fields.firstIndex { $0.name == corruptName && $0.type == .string }
        } else {
            corruptField = nil
        }
    }

    private var type: LogicalType { form.type }
    private var zone: ZoneRules { form.zone }
    private var options: RecordOptions { form.options }
    private var failsFast: Bool { options["mode"]?.uppercased() == "FAILFAST" }

    private func malformed() throws(Failure) -> Scalar {
        if failsFast {
            throw Failure(
                .malformedRecord,
                "Malformed records are detected in record parsing: \(arguments.string(4)). Parse Mode: FAILFAST. To "
                    + "process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.")
        }
        guard case .structure(let fields) = type else { return .null }
        return corrupt(fields.map { _ in .null })
    }

    /// What could be read of a record that does not fit, with its text.
    private func corrupt(_ members: [Scalar]) -> Scalar {
        var members = members
        if let corruptField { members[corruptField] = .string(arguments.string(4)) }
        return .tuple(members)
    }

    func json() throws(Failure) -> Scalar {
        if arguments.isNull(4) || arguments.isNull(1) || arguments.isNull(2) { return .null }
        // No text is no record.
        if arguments.bytes(4).allSatisfy({ $0 <= 0x20 }) { return .null }
        guard let tree = JSONTree(arguments.bytes(4), allowsRest: true, bareNames: options.allowsBareNames)
        else { return try malformed() }
        switch (tree, type) {
        case (.object, .structure), (.object, .map): break
        case (.object, .array(.structure(let fields))): return .list([value(tree, .structure(fields)) ?? .null])
        case (.list, .array): break
        default:
            if case .structure = type { return try malformed() }
        }
        guard let read = value(tree, type) else { return try malformed() }
        guard faults.found else { return read }
        if failsFast { return try malformed() }
        if case .tuple(let members) = read { return corrupt(members) }
        return read
    }

    /// Nil of what does not fit.
    private func value(_ tree: JSONTree, _ type: LogicalType) -> Scalar? {
        switch (tree, type) {
        case (.null, _): return .null
        case (.object(let members), .structure(let fields)):
            return .tuple(
                fields.map { field in
                    guard let member = members.last(where: { $0.name == field.name }) else { return .null }
                    return value(member.value, field.type) ?? missed()
                })
        case (.object(let members), .map(_, let item)):
            var entries: [Scalar.Entry] = []
            for member in members {
                guard let read = value(member.value, item) else { return nil }
                entries.append(.init(key: .string(member.name), value: read))
            }
            return .map(entries)
        case (.list(let items), .array(let element)):
            var read: [Scalar] = []
            for item in items {
                guard let one = value(item, element) else { return nil }
                read.append(one)
            }
            return .list(read)
        case (_, .string): return respelled(tree).plainText.map { .string($0) } ?? .null
        case (.bool(let flag), .boolean): return .bool(flag)
        case (.number(let text), _): return number(text, type)
        case (.text(let text), _): return plain(text, type, isText: true)
        default: return nil
        }
    }

    private func missed() -> Scalar {
        faults.found = true
        return .null
    }

    /// Numbers as they are written when they were read: whole ones, and doubles.
    private func respelled(_ tree: JSONTree) -> JSONTree {
        switch tree {
        case .number("-0"): return .number("0")
        case .number(let text) where text.utf8.contains(where: { ".eE".utf8.contains($0) }):
            guard let value = Double(text) else { return tree }
            let spelled = NestedText(zone: zone).of(.float(value), .double)
            return value.isFinite ? .number(spelled) : .text(spelled)
        case .list(let items): return .list(items.map { respelled($0) })
        case .object(let members): return .object(members.map { ($0.name, respelled($0.value)) })
        default: return tree
        }
    }

    private func number(_ text: String, _ type: LogicalType) -> Scalar? {
        switch type {
        case .tinyint, .smallint, .int, .bigint, .decimal: return plain(text, type, isText: false)
        case .float: return Double(text).map { .float(Double(Float($0))) }
        case .double: return Double(text).map { .float($0) }
        case .timestamp:
            let (micros, overflow) = (Int(text) ?? 0).multipliedReportingOverflow(by: 1_000_000)
            return overflow || Int(text) == nil ? nil : .int(micros)
        default: return nil
        }
    }

    private func plain(_ text: String, _ type: LogicalType, isText: Bool) -> Scalar? {
        func int(_ range: ClosedRange<Int>) -> Scalar? {
            Int(text).flatMap { range.contains($0) ? .int($0) : nil }
        }
        var bytes = text
        switch type {
        case .string: return .string(text)
        case .tinyint: return isText ? nil : int(-128...127)
        case .smallint: return isText ? nil : int(-32_768...32_767)
        case .int: return isText ? nil : int(Int(Int32.min)...Int(Int32.max))
        case .bigint: return isText ? nil : int(Int.min...Int.max)
        case .float, .double:
            guard isText else {
                return javaDouble(text).map { .float(type == .float ? Double(Float($0)) : $0) }
            }
            guard ["NaN", "Infinity", "+Infinity", "-Infinity", "INF", "-INF", "+INF"].contains(text) else {
                return nil
            }
            return .float(text == "NaN" ? .nan : text.hasPrefix("-") ? -.infinity : .infinity)
        case .decimal(let precision, let scale): return decimal(text, precision, scale)
        case .binary: return bytes.withUTF8 { Base64.bytes(UnsafeRawBufferPointer($0)) }.map { .bytes($0) }
        case .date:
            return bytes.withUTF8 { utf8 in
                let raw = UnsafeRawBufferPointer(utf8)
                guard let base = raw.baseAddress else { return Int?.none }
                if let datePattern = form.datePattern { return datePattern.readDate(base, raw.count, zones) }
                return DateText.parse(raw)
            }.map { Scalar.int($0) }
        case .timestamp, .timestampNTZ: return moment(&bytes, type)
        default: return nil
        }
    }

    /// As Java's `Double.parseDouble` reads decimal numbers, with Spark's names of infinities.
    private func javaDouble(_ text: String) -> Double? {
        switch text {
        case options["nanValue"] ?? "NaN": return .nan
        case options["positiveInf"] ?? "Inf": return .infinity
        case options["negativeInf"] ?? "-Inf": return -.infinity
        default: break
        }
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        switch String(decoding: bytes, as: UTF8.self) {
        case "NaN", "+NaN", "-NaN": return .nan
        case "Infinity", "+Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: break
        }
        if let last = bytes.last, "dDfF".utf8.contains(last) { bytes.removeLast() }
        guard let last = bytes.last, last == UInt8(ascii: ".") || last &- 0x30 < 10,
            bytes.allSatisfy({ $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) })
        else { return nil }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    private func moment(_ text: inout String, _ type: LogicalType) -> Scalar? {
        let read: ReadTime? = text.withUTF8 { utf8 in
            let raw = UnsafeRawBufferPointer(utf8)
            guard let base = raw.baseAddress else { return nil }
            if let timePattern = form.timePattern { return timePattern.readTime(base, raw.count, zones) }
            guard let moment = DateText.parseMoment(raw) else { return nil }
            if moment.zone.isEmpty { return .wall(moment.clock) }
            return zones.find(moment.zone)?.instant(ofClock: moment.clock).map { .instant($0) }
        }
        switch read {
        case .wall(let clock): return (type == .timestampNTZ ? clock : zone.instant(ofClock: clock)).map { .int($0) }
        case .instant(let instant): return type == .timestampNTZ ? nil : .int(instant)
        case nil: return nil
        }
    }

    private func decimal(_ text: String, _ precision: Int, _ scale: Int) -> Scalar? {
        guard text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }),
            text.utf8.contains(where: { $0 &- 48 <= 9 })
        else { return nil }
        let number = PlainNumber(text.uppercased()).rounded(scale, halfEven: false)
        guard let digits = Int128(number.whole + number.fraction), DecimalMath.fits(digits, precision) else {
            return nil
        }
        let signed = number.isNegative ? -digits : digits
        return precision <= 18 ? .int(Int(truncatingIfNeeded: signed)) : .decimal(signed)
    }

    func csv() throws(Failure) -> Scalar {
        if arguments.isNull(4) || arguments.isNull(1) || arguments.isNull(2) { return .null }
        guard case .structure(let fields) = type else { return .null }
        let line = arguments.string(4)
        if line.isEmpty { return .tuple(fields.map { _ in .null }) }
        let texts = CSVLine.fields(line, options["sep"] ?? options["delimiter"] ?? ",")
        var members: [Scalar] = []
        var index = 0
        for position in fields.indices {
            if position == corruptField {
                members.append(.null)
                continue
            }
            members.append(index < texts.count ? value(texts[index], fields[position].type) : missed())
            index += 1
        }
        guard faults.found || texts.count > index else { return .tuple(members) }
        if failsFast { return try malformed() }
        return corrupt(members)
    }

    /// Of a field of a line.
    private func value(_ text: String, _ type: LogicalType) -> Scalar {
        if text == (options["nullValue"] ?? "") { return .null }
        var text = text
        if options["ignoreLeadingWhiteSpace"]?.lowercased() == "true" { text = String(text.drop { $0 == " " }) }
        guard type == .boolean else { return plain(text, type, isText: false) ?? missed() }
        switch text.lowercased() {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return missed()
        }
    }
}
