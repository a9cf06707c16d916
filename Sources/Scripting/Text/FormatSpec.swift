// SPDX-License-Identifier: Apache-2.0

import Bytecode

extension FormatSpec {
    /// Fails with `ValueError` for what is no specification.
    init(_ text: Text, for kind: String) throws(Raised) {
        do throws(FormatError) { self = try FormatSpec(text.string, for: kind) } catch { throw Raised(error) }
    }

    /// Looks for memory before what is wide is written.
    func reserve(_ host: any ScriptHost) throws(Raised) {
        if width > TextLimits.formatWidthUnreserved { try host.reserve(width.multipliedOrMax(4)) }
        if let precision, precision > TextLimits.formatWidthUnreserved {
            try host.reserve(precision.multipliedOrMax(2))
        }
    }

    /// The content filled up to the width; `standard` is where it stands without an alignment.
    func pad(_ content: Text, standard: Unicode.Scalar, _ host: any ScriptHost) throws(Raised) -> Text {
        let missing = width - content.count
        if missing <= 0 { return content }
        try host.reserve(missing * 4)
        let align = align ?? standard
        let before = align == "<" ? 0 : align == "^" ? missing / 2 : missing
        var bytes: [UInt8] = []
        for _ in 0..<before { bytes.appendScalar(fill) }
        bytes += content.utf8
        for _ in before..<missing { bytes.appendScalar(fill) }
        return Text(utf8: bytes)
    }

    /// A number from its parts: sign and prefix, digits before the point (grouped here), and the rest.
    func number(
        isNegative: Bool, prefix: String = "", whole: String, rest: String, groupSize: Int = 3,
        _ host: any ScriptHost
    ) throws(Raised) -> Text {
        try reserve(host)
        var (whole, rest) = (whole, rest)
        let capacity = 2 * whole.utf8.count + rest.utf8.count + 4 * width + 8
        return Text(
            utf8: whole.withUTF8 { whole in
                rest.withUTF8 { rest in
                    Array(unsafeUninitializedCapacity: capacity) { room, count in
                        count = layOut(
                            NumberParts(
                                isNegative: isNegative, prefix: prefix.utf8.last, whole: whole, rest: rest,
                                groupSize: groupSize),
                            room.baseAddress!)
                    }
                }
            })
    }

    /// What `write` writes of a number.
    func numberText(
        _ host: any ScriptHost, _ write: (UnsafeMutablePointer<UInt8>) -> Int
    ) throws(Raised) -> Text {
        try reserve(host)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: numberByteCountMax) { room in
            let count = write(room.baseAddress!)
            return Text(utf8: Array(room[..<count]))
        }
    }
}

extension Raised {
    init(_ error: FormatError) { self.init("ValueError", error.message) }
}
