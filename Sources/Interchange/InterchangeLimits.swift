// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Bounds of values that come in and go out.
public enum InterchangeLimits {
    /// Levels of nesting of a request: a long sum is one level a term in a syntax tree.
    public static let requestDepthMax = 1_000
    /// Levels of nesting of a row, as in the tagged encoding.
    public static let rowDepthMax = ColumnarLimits.anyDepthMax
    /// Bytes of one list of rows: offsets into its text have 32 bits.
    public static let rowsByteCountMax = 2_000_000_000
    /// Bytes of one reply: lengths inside it have 31 bits, and it is in memory twice when Python reads it.
    public static let replyByteCountMax = 1 << 36
    /// Members of a row's type, nested ones included; rows with more have no type.
    public static let shapeNodesMax = 1_000
    /// Columns of an Arrow stream, nested ones included.
    public static let arrowNodesMax = 4_096
    /// Levels of nesting of an Arrow column.
    public static let arrowDepthMax = ColumnarLimits.anyDepthMax
    /// Rows of one batch of an Arrow stream.
    public static let arrowRowsMax = 1 << 31 - 1
    /// Where a batch may begin in its buffers: positions in them, in bytes, are counted in 64 bits.
    public static let arrowOffsetMax = 1 << 48
    /// Bytes of one batch of a stream that goes out, about: offsets into its text have 32 bits.
    public static let arrowBatchByteCount = 1 << 30
    /// Threads that make the arrays of a stream that goes out, and batches that each may have made ahead of the reader.
    static let exportThreadsMax = 4
    static let exportedBatchesMax = 2
    /// Bytes of one piece of text that comes in: positions in it have 32 bits.
    public static let arrowTextByteCount = 1 << 30
}
