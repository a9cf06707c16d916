// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Values

/// What makes of a physical value what the column means. Where the type wanted is wider than the file's, it widens.
enum ValueConversion: Equatable {
    case none
    /// Views that must be text.
    case text
    /// To 8, 16 or 32 bits, as Spark narrows.
    case narrow(Int)
    case unsigned(Int)
    /// Of 64 bits, to a decimal.
    case unsignedWide
    case times(Int)
    case dividedBy(Int)
    case intToFloat
    /// An int times a power of ten.
    case intToWide(Int)
    /// Big-endian digits to an int times a power of ten.
    case bytesToInt(Int)
    case bytesToWide(Int)
    case half

    /// Bytes of a value afterwards.
    func width(_ form: ValueForm) -> Int {
        switch self {
        case .unsignedWide, .intToWide, .bytesToWide: 16
        case .bytesToInt, .half: 8
        default: form.width
        }
    }

    /// Whether values can be converted where they lie.
    func isInPlace(_ form: ValueForm) -> Bool { width(form) == form.width }
}

extension SchemaNode {
    /// How the leaf's values become `wanted`; nil when they do not.
    func conversion(to wanted: FileType) throws(ParquetFault) -> ValueConversion? {
        guard let physical else { return nil }
        if case .decimal(let precision, let scale) = wanted { return try decimalConversion(precision, scale) }
        let own = try fileType(isElement: true)
        switch (own, wanted) {
        case (.text, .text), (.binary, .text): return .text
        case (.text, .binary), (.binary, .binary): return ValueConversion.none
        // A time without a zone is taken as UTC's.
        case (.timestamp, .timestamp), (.timestampNTZ, .timestampNTZ), (.timestampNTZ, .timestamp):
            switch annotation {
            case .timestamp(.millis, _)?: return .times(1_000)
            case .timestamp(.nanos, _)?: return .dividedBy(1_000)
            default: return ValueConversion.none
            }
        case (.date, .timestampNTZ): return .times(EpochDays.microsecondsPerDay)
        case (.float32, .float32), (.float32, .float64):
            return annotation == .float16 ? .half : ValueConversion.none
        case (.float64, .float64), (.bool, .bool), (.date, .date): return ValueConversion.none
        case (.int32, .float64), (.int16, .float64), (.int8, .float64): return .intToFloat
        case (_, .date) where own.isNarrowInt && physical == .int32: return narrowest(32)
        case (_, .int8) where own.isNarrowInt: return .narrow(8)
        case (_, .int16) where own.isNarrowInt: return narrowest(16)
        case (_, .int32) where own.isNarrowInt: return narrowest(32)
        case (_, .int64) where own.isNarrowInt || own == .int64:
            return physical == .int32 ? narrowest(64) : ValueConversion.none
        default: return nil
        }
    }

    /// Values of less than 32 bits are held to what their type can be.
    private func narrowest(_ bits: Int) -> ValueConversion {
        guard case .integer(let own, let isSigned)? = annotation, own <= 32 else {
            return bits < 32 ? .narrow(bits) : .none
        }
        if !isSigned { return own < bits ? .unsigned(own) : .narrow(bits) }
        return min(own, bits) < 32 ? .narrow(min(own, bits)) : .none
    }

    private func decimalConversion(_ precision: Int, _ scale: Int) throws(ParquetFault) -> ValueConversion? {
        let (ownPrecision, ownScale): (Int, Int)
        switch try fileType(isElement: true) {
        case .decimal(let precision, let scale): (ownPrecision, ownScale) = (precision, scale)
        case .int8, .int16, .int32: (ownPrecision, ownScale) = (10, 0)
        case .int64: (ownPrecision, ownScale) = (20, 0)
        default: return nil
        }
        // Neither digits before nor behind the point may be lost.
        guard scale >= ownScale, precision - scale >= ownPrecision - ownScale, scale - ownScale <= 18 else {
            return nil
        }
        let factor = (0..<(scale - ownScale)).reduce(1) { value, _ in value * 10 }
        let isWide = precision > FileType.shortDecimalPrecisionMax
        switch physical {
        case .int32?, .int64?:
            if case .integer(64, false)? = annotation { return factor == 1 ? .unsignedWide : nil }
            return isWide ? .intToWide(factor) : factor == 1 ? ValueConversion.none : .times(factor)
        case .byteArray?, .fixedByteArray?: return isWide ? .bytesToWide(factor) : .bytesToInt(factor)
        default: return nil
        }
    }
}

extension FileType {
    /// An int that Parquet holds in 32 bits, or reads as 64 for want of a sign.
    fileprivate var isNarrowInt: Bool { self == .int8 || self == .int16 || self == .int32 }
}

extension ValueConversion {
    /// Converts `count` values at `source` to `out`, which may be the same place when sizes are equal.
    func convert(
        _ source: UnsafeMutableRawPointer, _ out: UnsafeMutableRawPointer, _ count: Int, _ texts: BatchTexts
    ) throws(ParquetFault) {
        let ints = source.assumingMemoryBound(to: Int.self)
        let target = out.assumingMemoryBound(to: Int.self)
        switch self {
        case .none: break
        case .text: try checkTexts(source.assumingMemoryBound(to: StringView.self), count, texts)
        case .narrow(let bits):
            let shift = 64 - bits
            for index in 0..<count { target[index] = (ints[index] &<< shift) &>> shift }
        case .unsigned(let bits):
            let mask = 1 << bits - 1
            for index in 0..<count { target[index] = ints[index] & mask }
        case .unsignedWide:
            let wide = out.assumingMemoryBound(to: Wide128.self)
            for index in 0..<count { wide[index] = Wide128(Int128(UInt64(bitPattern: Int64(ints[index])))) }
        case .times(let factor):
            var overflows = false
            for index in 0..<count {
                let (product, overflow) = ints[index].multipliedReportingOverflow(by: factor)
                target[index] = product
                overflows = overflows || overflow
            }
            if overflows { throw .damaged("a value is too large for its type") }
        case .dividedBy(let divisor):
            for index in 0..<count { target[index] = EpochDays.floorDivide(ints[index], divisor) }
        case .intToFloat:
            let floats = out.assumingMemoryBound(to: Double.self)
            for index in 0..<count { floats[index] = Double(ints[index]) }
        case .intToWide(let factor):
            let wide = out.assumingMemoryBound(to: Wide128.self)
            for index in 0..<count { wide[index] = Wide128(Int128(ints[index]) * Int128(factor)) }
        case .bytesToInt(let factor):
            try convertDigits(source, count, factor, texts) { target[$0] = Int(truncatingIfNeeded: $1) }
        case .bytesToWide(let factor):
            let wide = out.assumingMemoryBound(to: Wide128.self)
            try convertDigits(source, count, factor, texts) { wide[$0] = Wide128($1) }
        case .half:
            let views = source.assumingMemoryBound(to: StringView.self)
            let floats = out.assumingMemoryBound(to: Double.self)
            for index in 0..<count { floats[index] = halfFloat(UInt16(truncatingIfNeeded: views[index].word0 >> 32)) }
        }
    }

    @inline(__always)
    private func convertDigits(
        _ source: UnsafeMutableRawPointer, _ count: Int, _ factor: Int, _ texts: BatchTexts,
        _ put: (Int, Int128) -> Void
    ) throws(ParquetFault) {
        let views = source.assumingMemoryBound(to: StringView.self)
        for index in 0..<count {
            let digits = texts.bytes(views[index], at: UnsafeRawPointer(views + index))
            let sign: UInt8 = (digits.first ?? 0) >= 128 ? 0xFF : 0
            var value: Int128 = sign == 0 ? 0 : -1
            // Longer ones are filled up with the sign.
            for (place, byte) in digits.enumerated() {
                if digits.count - place > 16 {
                    guard byte == sign else { throw .damaged("a decimal has more than 38 digits") }
                } else {
                    value = value << 8 | Int128(byte)
                }
            }
            let (product, overflow) =
                factor == 1 ? (value, false) : value.multipliedReportingOverflow(by: Int128(factor))
            guard !overflow, self != .bytesToInt(factor) || Int(exactly: product) != nil else {
                throw .damaged("a decimal has more digits than its type")
            }
            put(index, product)
        }
    }

    /// Puts U+FFFD for what is no UTF-8.
    private func checkTexts(
        _ views: UnsafeMutablePointer<StringView>, _ count: Int, _ texts: BatchTexts
    ) throws(ParquetFault) {
        for index in 0..<count {
            let bytes = texts.bytes(views[index], at: UnsafeRawPointer(views + index))
            guard firstInvalidUTF8(bytes) != nil else { continue }
            let repaired = Array(String(decoding: bytes, as: UTF8.self).utf8)
            let buffer = try texts.make(repaired.count)
            let base = texts.buffers[buffer].base
            repaired.withUnsafeBytes { base.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            views[index] = StringView(base, count: repaired.count, bufferIndex: buffer, offset: 0)
        }
    }
}

/// IEEE 754 binary16.
private func halfFloat(_ bits: UInt16) -> Double {
    let sign = bits >> 15 == 0 ? 1.0 : -1.0
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 0x3FF))
    switch exponent {
    case 31: return fraction == 0 ? sign * .infinity : .nan
    case 0: return sign * fraction * 0x1p-24
    default: return sign * (1 + fraction / 1_024) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
}
