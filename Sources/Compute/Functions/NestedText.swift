// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

/// Values as casts to text have them, nested ones too.
struct NestedText {
    let zone: ZoneRules

    func of(_ value: Scalar, _ type: LogicalType) -> String {
        switch (value, type) {
        case (.null, _): return "null"
        case (.bool(let flag), _): return flag ? "true" : "false"
        case (.int(let days), .date): return written { DateText.write(days, $0) }
        case (.int(let micros), .timestamp):
            return written { DateText.writeClock(zone.clock(atInstant: micros) ?? micros, $0) }
        case (.int(let micros), .timestampNTZ): return written { DateText.writeClock(micros, $0) }
        case (.int(let nanos), .timeOfDay): return TimeOfDay.text(nanos)
        case (.int(let micros), .dayTimeInterval): return IntervalText.dayTime(micros)
        case (.int(let months), .yearMonthInterval): return IntervalText.yearMonth(months)
        case (.int(let digits), .decimal(_, let scale)): return decimal(Int128(digits), scale)
        case (.decimal(let digits), .decimal(_, let scale)): return decimal(digits, scale)
        case (.int(let number), _): return String(number)
        case (.float(let number), .float): return javaText32(number)
        case (.float(let number), _): return javaText(number)
        case (.string(let text), _): return text
        case (.bytes(let bytes), _): return String(decoding: bytes, as: UTF8.self)
        case (.list(let items), .array(let element)):
            return "[" + items.map { of($0, element) }.joined(separator: ", ") + "]"
        case (.map(let entries), .map(let key, let item)):
            return "{" + entries.map { of($0.key, key) + " -> " + of($0.value, item) }.joined(separator: ", ") + "}"
        case (.tuple(let members), .structure(let fields)):
            return "{" + zip(members, fields).map { of($0, $1.type) }.joined(separator: ", ") + "}"
        default: return "\(value)"
        }
    }

    private func written(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DateText.byteCountMax) { buffer in
            let count = write(buffer.baseAddress!)
            return String(decoding: UnsafeRawBufferPointer(start: buffer.baseAddress!, count: count), as: UTF8.self)
        }
    }

    func decimal(_ digits: Int128, _ scale: Int) -> String {
        var text = String(digits.magnitude)
        if scale > 0 {
            text = String(repeating: "0", count: max(scale + 1 - text.utf8.count, 0)) + text
            let point = text.index(text.endIndex, offsetBy: -scale)
            text = text[..<point] + "." + text[point...]
        }
        return (digits < 0 ? "-" : "") + text
    }
}
