// SPDX-License-Identifier: Apache-2.0

import CPCRE2

/// Bounds of regular expressions.
enum RegexLimits {
    /// Steps of one search; a pattern that needs more raises.
    static let matchSteps: UInt32 = 5_000_000
    /// Nesting of the matcher.
    static let matchDepth: UInt32 = 100_000
    /// Kilobytes of the matcher's heap.
    static let matchHeap: UInt32 = 65_536
    /// Bytes of the stack of compiled matchers.
    static let stackStart = 32 << 10
    static let stackEnd = 1 << 20
    /// Compiled patterns that a module keeps.
    static let cachedPatterns = 256
    /// Of them, those that are found without a look at their text.
    static let recentPatterns = 8
    /// Code points of a pattern.
    static let patternSize = 1 << 16
}

/// A compiled pattern of PCRE2 with the memory for its matches. Used on one thread.
final class RegexEngine {
    let flags: RegexFlags
    let groupCount: Int
    let groupNames: [(name: String, group: Int)]
    /// Compiled for searches, and, once asked for, for matches from the start on and for matches of the whole: compiled
    /// so, machine code does these too.
    private let code: OpaquePointer
    private var anchored: OpaquePointer?
    private var whole: OpaquePointer?
    private let translated: [UInt8]
    private let translatedFlags: RegexFlags
    private let data: OpaquePointer
    private let context: OpaquePointer
    private let stack: OpaquePointer?

    /// Fails with `error` where the pattern is none.
    init(_ pattern: Text, _ flags: RegexFlags) throws(Raised) {
        if pattern.count > RegexLimits.patternSize { throw Raised("error", "pattern is too long") }
        let translation = try RegexTranslation(pattern, flags)
        self.flags = translation.flags.contains(.ascii) ? translation.flags : translation.flags.union(.unicode)
        groupCount = translation.groupCount
        groupNames = translation.groupNames
        translated = translation.translated
        translatedFlags = translation.flags
        var failure: Int32 = 0
        let compiled = Self.compile(translated, Self.options(translation.flags), &failure)
        guard let compiled else {
            var message = [UInt8](repeating: 0, count: 256)
            let count = pcre2_get_error_message_8(failure, &message, message.count)
            let text = String(decoding: message.prefix(max(0, Int(count))), as: UTF8.self)
            throw Raised("error", "\(text) in pattern \(ReprText.of(pattern))")
        }
        code = compiled
        guard let data = pcre2_match_data_create_from_pattern_8(compiled, nil),
            let context = pcre2_match_context_create_8(nil)
        else { throw Raised("MemoryError", arguments: []) }
        self.data = data
        self.context = context
        pcre2_set_match_limit_8(context, RegexLimits.matchSteps)
        pcre2_set_depth_limit_8(context, RegexLimits.matchDepth)
        pcre2_set_heap_limit_8(context, RegexLimits.matchHeap)
        if pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0 {
            stack = pcre2_jit_stack_create_8(RegexLimits.stackStart, RegexLimits.stackEnd, nil)
            pcre2_jit_stack_assign_8(context, nil, stack.map { UnsafeMutableRawPointer($0) })
        } else {
            stack = nil
        }
    }

    private static func compile(_ pattern: [UInt8], _ options: UInt32, _ failure: inout Int32) -> OpaquePointer? {
        var place = 0
        let settings = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(settings) }
        pcre2_set_newline_8(settings, UInt32(PCRE2_NEWLINE_LF))
        pcre2_set_parens_nest_limit_8(settings, UInt32(RegexTranslation.depthLimit + 8))
        return pattern.withUnsafeBufferPointer {
            // An empty buffer may have no address.
            pcre2_compile_8(
                $0.baseAddress ?? UnsafePointer(bitPattern: 1), $0.count, options, &failure, &place, settings)
        }
    }

    /// The pattern compiled with more options; nil where that fails, and they are asked for when it matches.
    private func variant(_ options: UInt32) -> OpaquePointer? {
        var failure: Int32 = 0
        guard let made = Self.compile(translated, Self.options(translatedFlags) | options, &failure) else { return nil }
        guard pcre2_jit_compile_8(made, UInt32(PCRE2_JIT_COMPLETE)) == 0 else {
            pcre2_code_free_8(made)
            return nil
        }
        return made
    }

    /// What a match of the kind is made with: a compiled pattern and options.
    private func way(_ mode: Mode) -> (code: OpaquePointer, options: UInt32) {
        let wanted: UInt32
        switch mode {
        case .search: return (code, 0)
        case .match:
            wanted = UInt32(PCRE2_ANCHORED)
            if anchored == nil, stack != nil { anchored = variant(wanted) }
            if let anchored { return (anchored, 0) }
        case .fullMatch:
            wanted = UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED)
            if whole == nil, stack != nil { whole = variant(wanted) }
            if let whole { return (whole, 0) }
        }
        return (code, wanted)
    }

    deinit {
        pcre2_code_free_8(anchored)
        pcre2_code_free_8(whole)
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        pcre2_jit_stack_free_8(stack)
        pcre2_code_free_8(code)
    }

    private static func options(_ flags: RegexFlags) -> UInt32 {
        // Groups have numbers only, and white space of verbose patterns is gone already.
        var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_NO_UTF_CHECK) | UInt32(PCRE2_ALT_CIRCUMFLEX)
        options |= UInt32(PCRE2_NEVER_BACKSLASH_C)
        if !flags.contains(.ascii) { options |= UInt32(PCRE2_UCP) }
        if flags.contains(.ignoreCase) { options |= UInt32(PCRE2_CASELESS) }
        if flags.contains(.multiline) { options |= UInt32(PCRE2_MULTILINE) }
        if flags.contains(.dotAll) { options |= UInt32(PCRE2_DOTALL) }
        return options
    }

    /// How a match may lie.
    enum Mode {
        case search
        /// From the start on.
        case match
        case fullMatch
    }

    /// Byte offsets of the groups (two each, -1 where a group took no part); nil without a match.
    func match(
        _ text: Text, from start: Int, to end: Int, _ mode: Mode, mayBeEmpty: Bool = true, _ host: any ScriptHost
    ) throws(Raised) -> [Int]? {
        try host.spend(1 + (end - start) >> 6)
        return try text.utf8.withUnsafeBufferPointer { (bytes) throws(Raised) -> [Int]? in
            let pairs = try find(UnsafeRawBufferPointer(bytes), from: start, to: end, mode, mayBeEmpty: mayBeEmpty)
            return pairs.map { Array(UnsafeBufferPointer(start: $0, count: 2 * (groupCount + 1))) }
        }
    }

    /// As `match`: the offsets are valid until the next one.
    func find(
        _ text: UnsafeRawBufferPointer, from start: Int, to end: Int, _ mode: Mode, mayBeEmpty: Bool
    ) throws(Raised) -> UnsafePointer<Int>? {
        if start > end { return nil }
        var (code, options) = way(mode)
        if !mayBeEmpty { options |= UInt32(PCRE2_NOTEMPTY_ATSTART) }
        options |= UInt32(PCRE2_NO_UTF_CHECK)
        let address = text.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(bitPattern: 1)
        var result = pcre2_match_8(code, address, end, start, options, data, context)
        if result == PCRE2_ERROR_JIT_STACKLIMIT {
            // What goes deeper than machine code has room for is interpreted.
            options |= UInt32(PCRE2_NO_JIT)
            result = pcre2_match_8(code, address, end, start, options, data, context)
        }
        if result == PCRE2_ERROR_NOMATCH { return nil }
        if result < 0 { throw Self.failure(result) }
        // Places are unsigned there, and the greatest one stands for a group that took no part: as an int, -1.
        guard let pairs = pcre2_get_ovector_pointer_8(data) else { return nil }
        return UnsafeRawPointer(pairs).assumingMemoryBound(to: Int.self)
    }

    private static func failure(_ code: Int32) -> Raised {
        switch code {
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_JIT_STACKLIMIT:
            Raised(
                "RuntimeError",
                "the regular expression needs too many steps on this text; avoid nested repeats such as (a+)+")
        case PCRE2_ERROR_NOMEMORY: Raised("MemoryError", arguments: [])
        default: Raised("RuntimeError", "the regular expression failed on this text (PCRE2 error \(code))")
        }
    }
}
