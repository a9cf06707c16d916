// SPDX-License-Identifier: Apache-2.0

/// Bounds of what expressions become.
public enum LoweringLimits {
    /// Digits of decimals that are laid out as integers of 64 bits.
    public static let intDigitsMax = 18
    /// Characters of a line that an error shows.
    static let placeCharactersMax = 240
}
