// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Bounds of a program. The decoder and the verifier refuse what exceeds them.
public enum BytecodeLimits {
    /// With the constants that its closures capture.
    public static let programByteCountMax = 256 << 20
    public static let registersMax = 65_535
    public static let constantsMax = 65_535
    public static let scriptsMax = 1_024
    public static let segmentsMax = 1_024
    /// Over all segments and blocks.
    public static let instructionsMax = 100_000
    public static let operandsMax = 4_096
    public static let resultsMax = 4_096
    /// Blocks of one instruction.
    public static let blocksMax = 2
    public static let nestingMax = 64
    public static let typeDepthMax = ColumnarLimits.typeDepthMax
    /// Levels of nesting of a constant; those of type any may nest deeper than types do.
    public static let valueDepthMax = 64
    /// Plain types, tuples, lists and maps that one type is made of.
    public static let typeNodesMax = ColumnarLimits.typeNodesMax
    public static let tupleMembersMax = ColumnarLimits.tupleMembersMax
    /// Width and precision of a field of a format.
    public static let formatSizeMax = 4_096
    /// Elements of a combination.
    public static let combinedMax = 8
    public static let sourceSpansMax = 100_000
    public static let sourceFilesMax = 1_024
    public static let sourceLineByteCountMax = 1_000
    /// Lines and columns.
    public static let sourceLineNumberMax = 1 << 31
}
