// SPDX-License-Identifier: Apache-2.0

/// Bounds of time zones, which come from files of others.
public enum ValuesLimits {
    /// Bytes of one zone's TZif data; those of the IANA data base have at most a few thousand.
    public static let zoneBytesMax = 256 << 10
    /// Transitions of one zone, and local time types (one byte numbers them).
    public static let zoneTransitionsMax = 20_000
    public static let zoneTypesMax = 256
    /// Characters of a zone's name, of an abbreviation and of a rule in POSIX' form.
    public static let zoneNameBytesMax = 255
    public static let abbreviationBytesMax = 64
    public static let posixRuleBytesMax = 256
    /// Zones of one session, and bytes of all.
    public static let zonesMax = 2_000
    public static let zonesBytesMax = 16 << 20
    /// A pattern of dates or times.
    static let patternByteCountMax = 256
}
