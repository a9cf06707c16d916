// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The immediate of an instruction on decimals: mode + 4 × rounding + 32 × precision + 64 × 32 × scale + 64 × 64 × 32 ×
/// scale of the first operand + 64 × 64 × 64 × 32 × scale of the second.
public struct DecimalImmediate: Hashable, Sendable {
    /// `wrap` is as `null`.
    public var mode: SQLMode
    /// By number, as `DecimalRounding` of `Values`: half up, half to even, down, floor, ceiling. `decimalRescale` alone
    /// looks at it, all others round half up.
    public var rounding: Int
    /// Digits of the result, 1 ... 38: up to 18 it is an int, above a decimal.
    public var precision: Int
    /// Of the result.
    public var scale: Int
    public var leftScale: Int
    public var rightScale: Int

    public init(
        _ mode: SQLMode = .fail, rounding: Int = 0, precision: Int, scale: Int, leftScale: Int = 0, rightScale: Int = 0
    ) {
        self.mode = mode
        self.rounding = rounding
        self.precision = precision
        self.scale = scale
        self.leftScale = leftScale
        self.rightScale = rightScale
    }

    public init?(encoded: Int) {
        guard encoded >= 0, encoded < 1 << 29, let mode = SQLMode(rawValue: encoded & 3) else { return nil }
        self.init(
            mode, rounding: encoded >> 2 & 7, precision: encoded >> 5 & 63, scale: encoded >> 11 & 63,
            leftScale: encoded >> 17 & 63, rightScale: encoded >> 23 & 63)
        guard rounding <= 4, (1...38).contains(precision), max(scale, leftScale, rightScale) <= 38 else { return nil }
    }

    public var encoded: Int {
        mode.rawValue | rounding << 2 | precision << 5 | scale << 11 | leftScale << 17 | rightScale << 23
    }

    /// The type of the result.
    public var type: DataType { precision <= 18 ? .int : .decimal }
}
