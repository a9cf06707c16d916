// SPDX-License-Identifier: Apache-2.0

/// Bounds of SQL text.
public enum SQLTextLimits {
    public static let textBytesMax = 16 << 20
    /// Levels of nesting that the parser, which is recursive, follows.
    public static let nestingMax = 200
    /// Levels of a type.
    static let typeNestingMax = 30
}
