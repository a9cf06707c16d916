// SPDX-License-Identifier: Apache-2.0

/// Bounds of texts and of the library's work on them.
enum TextLimits {
    /// Nesting of containers that `repr` follows.
    static let reprDepth = 200
    /// Bytes that `repr` writes between two looks at the memory budget.
    static let reprStep = 4096
    /// Greatest width and precision of a format.
    static let formatWidth = Int(Int32.max)
    /// Width up to which a format is written without a look at the memory budget.
    static let formatWidthUnreserved = 64
    /// Places behind the point at which every float has come to its end.
    static let floatPlaces = 1_100
    /// Bytes that native code works on between two looks at cancellation.
    static let nativeStep = 1 << 20
    /// Nesting of replacement fields in a format.
    static let formatDepth = 2
}
