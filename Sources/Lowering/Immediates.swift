// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Relational

// What SQL's instructions are told in their immediates (protocol/bytecode.md).

extension OnFailure {
    /// The mode of an instruction.
    var mode: Int {
        switch self {
        case .fail: 0
        case .null, .attempt: 1
        case .wrap: 2
        }
    }

    /// Of decimals, which do not wrap around: what is too long is null.
    var ofDecimals: OnFailure { self == .wrap ? .null : self }
}

extension SQLType {
    /// The width of an integer type as instructions count it.
    var width: Int {
        switch self {
        case .int: 1
        case .smallint: 2
        case .tinyint: 3
        default: 0
        }
    }

    var scale: Int { if case .decimal(_, let scale) = self { scale } else { 0 } }
}

/// How a decimal is rounded.
enum DecimalRounding: Int {
    case halfUp = 0
    case halfEven, down, floor, ceiling
}

/// The immediate of a decimal instruction.
func decimalImmediate(
    _ onFailure: OnFailure, _ rounding: DecimalRounding = .halfUp, to result: SQLType, from scales: Int...
) -> Int {
    guard case .decimal(let precision, let scale) = result else { return 0 }
    return onFailure.mode + rounding.rawValue << 2 + precision << 5 + scale << 11 + (scales.first ?? 0) << 17
        + (scales.count > 1 ? scales[1] : 0) << 23
}
