// SPDX-License-Identifier: Apache-2.0

extension OpcodeTable {
    // MARK: Regular expressions

    static let patterns: [OpcodeRule] = [
        OpcodeRule(
            .matchPattern, "(string, string) → [string]", immediate: .upTo(PatternFlags.count * 3 - 1), fails: .always,
            "The text of the match and of each of its groups, a null for one that took no part; null without a match. "
                + "Immediate: *flags* + 32 × (0 `search`, 1 `match`, 2 `fullmatch`)."),
        OpcodeRule(
            .splitPattern, "(string, string) → [string]", immediate: .upTo(PatternFlags.count - 1), fails: .always,
            "The parts between the matches; behind each but the last the groups of the match behind it. Immediate: "
                + "*flags*, as in the two below."),
        OpcodeRule(
            .replacePattern, "(string, string, string) → string", immediate: .upTo(PatternFlags.count - 1),
            fails: .always,
            "The first with each match replaced by what the third, a template of `re.sub`, makes of it."),
        OpcodeRule(
            .findPattern, "(string, string) → [string]", immediate: .upTo(PatternFlags.count - 1), fails: .always,
            "All matches, of a pattern with groups the first group of each, empty where it took no part."),
    ]

    // MARK: Groups

    static let groups: [OpcodeRule] = [
        OpcodeRule(
            .listGroup, "([K], [V]) → [K: [V]]", fails: .always,
            "The different elements of the first, in order, each with those of the second that stand in its places. "
                + "Fails when they are of different lengths, as the two below."),
        OpcodeRule(
            .listGroupSum, "([K], [int]) → [K: int], ([K], [float]) → [K: float]", fails: .always,
            "The different elements of the first with the sums, as of `listSum`, of those of the second."),
        OpcodeRule(
            .listToMap, "([K], [V]) → [K: V]", fails: .always,
            "The different elements of the first, in order, each with the last of the second in its places."),
        OpcodeRule(.mapEntries, "([K: V]) → [(K, V)]", "Keys and values, in order."),
        OpcodeRule(
            .listCombinations, "([E]) → [(E, E, …)]", immediate: .upTo(BytecodeLimits.combinedMax), fails: .always,
            "Each choice of *immediate* elements, by their places, in the order of `itertools.combinations`. Fails "
                + "when they are more than the executor's list limit."),
    ]
}

/// Flags of Python's `re` as instructions have them.
public struct PatternFlags: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let ignoreCase = PatternFlags(rawValue: 1)
    public static let multiline = PatternFlags(rawValue: 2)
    public static let dotAll = PatternFlags(rawValue: 4)
    public static let verbose = PatternFlags(rawValue: 8)
    public static let ascii = PatternFlags(rawValue: 16)

    /// All sets of flags there are.
    public static let count = 32

    /// Each flag and its number in Python.
    public static let pythonNumbers: [(flag: PatternFlags, number: Int)] = [
        (.ignoreCase, 2), (.multiline, 8), (.dotAll, 16), (.verbose, 64), (.ascii, 256),
    ]

    /// The flags of Python's number; nil with one that no instruction has.
    public init?(python number: Int) {
        // UNICODE is what texts always are.
        var rest = number & ~32
        self.init(rawValue: 0)
        for (flag, bit) in Self.pythonNumbers where rest & bit != 0 {
            insert(flag)
            rest &= ~bit
        }
        if rest != 0 { return nil }
    }

    /// The number in Python.
    public var python: Int { Self.pythonNumbers.reduce(0) { contains($1.flag) ? $0 | $1.number : $0 } }
}
