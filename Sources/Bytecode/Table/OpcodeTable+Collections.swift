// SPDX-License-Identifier: Apache-2.0

extension OpcodeTable {
    // MARK: Strings

    static let strings: [OpcodeRule] = [
        OpcodeRule(
            .concatenate, "(string, string) → string", fails: .always,
            "Fails when longer than the executor's text limit."),
        OpcodeRule(
            .length, "(string) → int", immediate: .upTo(2),
            "Immediate 0: scalars; 1: extended grapheme clusters; 2: bytes."),
        OpcodeRule(
            .split, "(string, string) → [string]", immediate: .upTo(1), fails: .always,
            "Parts between separators. Immediate 0 keeps empty parts, 1 leaves them out. Fails on an empty "
                + "separator."),
        OpcodeRule(.splitWhitespace, "(string) → [string]", "Non-empty parts between runs of white space."),
        OpcodeRule(
            .trim, "(string) → string", immediate: .upTo(5),
            "Without white space at: immediate 0 both ends, 1 the start, 2 the end; 3 to 5: at the same, without "
                + "U+0020 "
                + "alone."),
        OpcodeRule(.uppercase, "(string) → string", "Full Unicode mapping."),
        OpcodeRule(
            .lowercase, "(string) → string", immediate: .upTo(1),
            "Full Unicode mapping; with immediate 1 a sigma at the end of a word becomes a final one."),
        OpcodeRule(.hasPrefix, "(string, string) → bool", "By bytes."),
        OpcodeRule(.hasSuffix, "(string, string) → bool", "By bytes."),
        OpcodeRule(.containsText, "(string, string) → bool", "By bytes; the empty string is contained."),
        OpcodeRule(.findText, "(string, string) → int", "Position of the first occurrence, or -1."),
        OpcodeRule(
            .replaceText, "(string, string, string) → string", fails: .always,
            "All occurrences of the second, from the left, replaced by the third; an empty second occurs "
                + "before each scalar and at the end."),
        OpcodeRule(
            .substring, "(string, int, int) → string",
            "Scalars from ..< to. A negative position counts from the end; then both are clamped to 0 … "
                + "length; empty when from ≥ to."),
        OpcodeRule(
            .join, "([string], string) → string", fails: .always,
            "The elements with the separator between them; a null element makes it null."),
        OpcodeRule(
            .repeatText, "(string, int) → string", fails: .always,
            "Empty when the count is ≤ 0. Fails when longer than the executor's text limit."),
        OpcodeRule(
            .characterAt, "(string, int) → string", immediate: .upTo(1), fails: .always,
            "One scalar; with immediate 1 a negative index counts from the end. Fails out of range."),
        OpcodeRule(
            .format, "(string, T…) → string", fails: .always,
            "The first with the others in its fields (*Formats*), in turn. Fails when it is no format of so many "
                + "fields, asks of an operand what its type does not take, or is wider than "
                + "\(BytecodeLimits.formatSizeMax); and on numbers that are no character, or not whole."),
        OpcodeRule(
            .characters, "(string) → [string]", fails: .always,
            "Each scalar. Fails when they are more than the executor's list limit."),
        OpcodeRule(
            .classifyText, "(string) → bool", immediate: .upTo(8),
            "What Python's `is…` gives: immediate 0 alnum, 1 alpha, 2 ascii, 3 decimal, 4 digit, 5 lower, 6 numeric, "
                + "7 space, 8 upper."),
        OpcodeRule(
            .countText, "(string, string) → int",
            "Occurrences of the second that do not overlap; an empty one occurs before each scalar and at the end."),
    ]

    // MARK: Tuples

    static let tuples: [OpcodeRule] = [
        OpcodeRule(.makeTuple, "(A, B, …) → (A, B, …)", "Never null; members may be."),
        OpcodeRule(
            .member, "((A, B, …)) → member *immediate*", immediate: .upTo(BytecodeLimits.tupleMembersMax - 1),
            ""),
    ]

    // MARK: More of strings and floats

    static let moreTexts: [OpcodeRule] = [
        OpcodeRule(
            .trimSet, "(string, string) → string", immediate: .upTo(2),
            "Without the scalars of the second at: immediate 0 both ends, 1 the start, 2 the end."),
        OpcodeRule(.reverseText, "(string) → string", "The scalars from the end to the start."),
        OpcodeRule(
            .recaseText, "(string) → string", immediate: .upTo(2), fails: .always,
            "As Python's: immediate 0 `capitalize`, 1 `title`, 2 `swapcase`."),
        OpcodeRule(
            .splitAtMost, "(string, string, int) → [string]", fails: .always,
            "Parts between the first so many separators, all of them when negative. Fails on an empty separator."),
        OpcodeRule(
            .roundPlaces, "(float, int) → float",
            "With so many decimal places, from the exact value, ties to even; as Python's `round`."),
    ]

    // MARK: Lists

    static let lists: [OpcodeRule] = [
        OpcodeRule(.makeList, "(E, E, …) → [E]", "At least one operand; never null, elements may be."),
        OpcodeRule(.listCount, "([E]) → int", ""),
        OpcodeRule(
            .listElement, "([E], int) → E", immediate: .upTo(2), fails: .always,
            "With immediate 1 or 2 a negative index counts from the end. Fails out of range; with immediate 2 it is "
                + "null there."),
        OpcodeRule(.listContains, "([E], E) → bool", "Whether an element equals the operand."),
        OpcodeRule(.listSlice, "([E], int, int) → [E]", "Bounds as in `substring`."),
        OpcodeRule(
            .listConcatenate, "([E], [E]) → [E]", fails: .always,
            "Fails when longer than the executor's list limit."),
        OpcodeRule(
            .listRange, "(int, int) → [int]", fails: .always,
            "from ..< to; empty when from ≥ to. Fails when longer than the executor's list limit."),
        OpcodeRule(
            .listSum, "([int]) → int, ([float]) → float", fails: .always,
            "0 when empty; a null element makes it null. Fails on overflow. Floats are added from the left."),
        OpcodeRule(
            .listMinimum, "([E]) → E", immediate: .upTo(1), fails: .always,
            "Least in the order of values; with immediate 1 the first that no later one is less than by `<`, floats by "
                + "IEEE 754. Fails when empty."),
        OpcodeRule(
            .listMaximum, "([E]) → E", immediate: .upTo(1), fails: .always,
            "Greatest in the order of values; with immediate 1 as `listMinimum`, by `>`. Fails when empty."),
        OpcodeRule(
            .listSort, "([E]) → [E]", immediate: .upTo(1), fails: .onMixedValues,
            "By the order of values, stable. Immediate 0 ascending, 1 descending."),
        OpcodeRule(.listReverse, "([E]) → [E]", ""),
        OpcodeRule(
            .listMap, "([E], captured C…) → [R]", blocks: 1, fails: .always,
            "The block (E, C…) gives R for each element."),
        OpcodeRule(
            .listFilter, "([E], captured C…) → [E]", blocks: 1, fails: .always,
            "The elements for which the block (E, C…) gives true; null counts as false."),
        OpcodeRule(
            .listZip, "([A], [B]) → [(A, B)]", "Elements in equal places, as many as the shorter list has."),
        OpcodeRule(
            .listFlatten, "([[E]]) → [E]", fails: .always,
            "The elements of all lists, in order; of a null one none. Fails when they are more than the executor's "
                + "list limit."),
        OpcodeRule(.listDistinct, "([E]) → [E]", "The first of equal elements, in order."),
        OpcodeRule(
            .listFind, "([E], E) → int", "The place of the first element that equals the operand, or -1."),
        OpcodeRule(
            .listSortBy, "([E], [K]) → [E]", immediate: .upTo(1), fails: .always,
            "The first in the order of the second, stable. Immediate 0 ascending, 1 descending. Fails when they are of "
                + "different lengths."),
        OpcodeRule(
            .listExtremeBy, "([E], [K]) → E", immediate: .upTo(1), fails: .always,
            "The first element of those with: immediate 0 the least, 1 the greatest in the second, floats by IEEE 754. "
                + "Fails when empty or of different lengths."),
    ]

    // MARK: Values of type any, and scripts

    static let mixed: [OpcodeRule] = [
        OpcodeRule(
            .toAny, "(T) → any", fails: .onMixedValues,
            "The value: a tuple, list or map as a tuple, list or dict. Fails when it nests deeper than 64 "
                + "levels."),
        OpcodeRule(
            .callScript, "(T…) → R", immediate: .upTo(BytecodeLimits.scriptsMax - 1), fails: .always,
            "Calls script *immediate* with the operands, once a row in order. R is the type of the result's "
                + "register: any; bool (the truth of the value); [any] (what iterating the value "
                + "gives); another type (the value must be of it, or None; ints are digits of decimals, "
                + "keys of a dict are not None). Fails with what the script raises."),
        OpcodeRule(
            .splitPair, "(any) → any, any", fails: .always,
            "The two values of an iterable. Fails as Python's unpacking does when there are fewer or more."),
        OpcodeRule(.toText, "(T) → string", "What Python's `str` gives."),
        OpcodeRule(
            .makeDict, "([string], T…) → any", fails: .always,
            "The dict with the elements of the first as keys and the others as their values, in order. Fails unless "
                + "there are as many keys as values, all different and none null; and when it nests deeper than 64 "
                + "levels."
        ),
        OpcodeRule(
            .makeRow, "([string], T…) → any", fails: .always,
            "As `makeDict`, a `Row` with these names and values."),
    ]

    // MARK: Control

    static let control: [OpcodeRule] = [
        OpcodeRule(
            .`if`, "(bool) → (R…)", blocks: 2, fails: .always,
            "The first block runs for the rows where the operand is true, the second for the others (null "
                + "included). Both have no parameters and yield R…."),
        OpcodeRule(
            .loop, "(C…) → (C…)", blocks: 1, fails: .always,
            "The block takes C… and yields a bool and C…. Rows where the bool is true run it again with what "
                + "was yielded; the others leave with what was yielded. It runs at least once."),
        OpcodeRule(
            .fail, "(string) → T", immediate: .upTo(3), fails: .always,
            "Fails with the text as message; with immediate 1 as an invalid argument, 2 as Python's "
                + "`AttributeError`, 3 as its `TypeError`. The result has the type of its register."),
    ]
}
