// SPDX-License-Identifier: Apache-2.0

/// Bounds of running scripts.
public enum ScriptingLimits {
    /// Frames of script functions on top of each other; more is a `RecursionError`, as in Python.
    public static let recursionMax = 1_000
    /// Runs of the interpreter on top of each other: generators and functions that builtins call.
    public static let nativeRunsMax = 200
    /// Bytes of the thread's stack that stay free for the library.
    public static let stackReserve = 192 << 10
    /// Instructions between two looks at the budget and at cancellation.
    public static let checkInterval = 20_000
    /// Frames kept for later calls of a function.
    public static let pooledFramesMax = 8
    /// Nesting of an encoded value.
    public static let encodedDepthMax = 64
    /// Standing for "as many as there are" in a range of a slice.
    public static let rangeCountMax = Int.max
}
