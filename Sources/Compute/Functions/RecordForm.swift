// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Values

/// What records of JSON and CSV are read as or written from: a type, a time zone and options.
struct RecordForm {
    let type: LogicalType
    let zone: ZoneRules
    let options: RecordOptions
    let datePattern: TimePattern?
    let timePattern: TimePattern?

    fileprivate init(_ type: String, _ zone: ZoneRules, _ options: String) {
        self.type = LogicalType(type) ?? .void
        self.zone = zone
        self.options = RecordOptions(options)
        datePattern = self.options["dateFormat"].flatMap { try? TimePattern($0) }
        timePattern = self.options["timestampFormat"].flatMap { try? TimePattern($0) }
    }
}

extension Machine {
    /// The form that three operands tell; null stands for nothing in particular. Made once where they are the same.
    func recordForm(
        _ arguments: FunctionArguments, type: Int, zone: Int, options: Int
    ) throws(Failure) -> RecordForm {
        func bytes(_ index: Int) -> UnsafeRawBufferPointer {
            arguments.isNull(index) ? UnsafeRawBufferPointer(start: nil, count: 0) : arguments.bytes(index)
        }
        let (typeBytes, zoneBytes, optionBytes) = (bytes(type), bytes(zone), bytes(options))
        if let known = lastRecordForm.find(typeBytes, zoneBytes, optionBytes) { return known }
        let rules = arguments.isNull(zone) ? .utc : try knownZone(zoneBytes)
        let form = RecordForm(
            String(decoding: typeBytes, as: UTF8.self), rules, String(decoding: optionBytes, as: UTF8.self))
        lastRecordForm.keep(form, of: typeBytes, zoneBytes, optionBytes)
        return form
    }
}
