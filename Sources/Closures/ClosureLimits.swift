// SPDX-License-Identifier: Apache-2.0

/// Bounds of what the compiler takes from a front end.
public enum ClosureLimits {
    /// Levels of an expression. The compiler walks trees recursively, on the host's stack.
    public static let treeDepthMax = 400
    /// Numbers of a range that typed form lists.
    static let listedRangeMax = 1 << 24
    /// Nodes that one closure may be compiled from, counting shared ones once for each scope that uses them.
    public static let nodesCompiledMax = 100_000
    /// Bytes of an expression's rendering.
    public static let renderedByteCountMax = 160
    /// Bytes of a constant text and elements of a constant list that are written out for a rendering.
    static let constantTextBytesShown = renderedByteCountMax
    static let constantElementsShown = renderedByteCountMax
    /// Registers of a program beyond which no more steps are fused into it.
    static let fusedRegistersMax = 4_096
    /// How often a loop is compiled until the types of its variables settle.
    static let loopTypingRoundsMax = 6
    /// Constant ints that floats stand for: so small that sums of as many as a task can make are exact.
    static let standInMagnitudeMax = 1 << 20
    /// Instructions of the right side of `&&` or `||` that are computed for all rows instead of in an `if`.
    static let eagerInstructionsMax = 4
    /// Levels of a Python syntax tree: expressions and statements together.
    public static let syntaxDepthMax = 300
    /// Nodes of a Python syntax tree.
    public static let syntaxNodesMax = 100_000
    /// Nodes that a Python function is lowered to, inlined helper functions included.
    static let loweredNodesMax = 20_000
    /// Keys of a dict whose values are columns of their own.
    static let dictKeysMax = 255
    /// Helper functions that are inlined into each other.
    static let inliningDepthMax = 16
    /// Registers of a function of a script.
    static let scriptRegistersMax = 10_000
}
