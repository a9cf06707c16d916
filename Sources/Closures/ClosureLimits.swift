// SPDX-License-Identifier: Apache-2.0

/// Bounds of what the compiler takes from a front end.
public enum ClosureLimits {
    /// Levels of an expression. The compiler walks trees recursively, on the host's stack.
    public static let treeDepthMax = 400
    /// Nodes that one closure may be compiled from, counting shared ones once for each scope that uses them.
    public static let nodesCompiledMax = 100_000
    /// Bytes of an expression's rendering.
    public static let renderedByteCountMax = 160
    /// How often a loop is compiled until the types of its variables settle.
    static let loopTypingRoundsMax = 4
    /// Instructions of the right side of `&&` or `||` that are computed for all rows instead of in an `if`.
    static let eagerInstructionsMax = 4
}
