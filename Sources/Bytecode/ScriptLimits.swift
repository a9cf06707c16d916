// SPDX-License-Identifier: Apache-2.0

/// Bounds of a script, besides those of `BytecodeLimits` for constants, instructions and source maps.
public enum ScriptLimits {
    public static let functionsMax = 4_096
    public static let namesMax = 65_535
    public static let accumulatorsMax = 1_024
    public static let nameByteCountMax = 1_000
    public static let registersMax = 65_535
    /// Parameters of a function, and arguments of one call by each of the two ways.
    public static let argumentsMax = 1_024
    /// Values that one instruction of a script brings together.
    public static let displayMax = 255
    public static let handlersMax = 10_000
}
