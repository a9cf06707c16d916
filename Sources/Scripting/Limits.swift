// SPDX-License-Identifier: Apache-2.0

/// Bounds of running scripts.
public enum ScriptingLimits {
    /// Frames of script functions on top of each other; more is a `RecursionError`, as in Python.
    public static let recursionMax = 1_000
    /// Runs of the interpreter on top of each other: generators and functions that builtins call.
    public static let nativeRunsMax = 500
    /// Bytes of the thread's stack that stay free for the library.
    public static let stackReserve = 192 << 10
    /// Instructions between two looks at the budget and at cancellation.
    public static let checkInterval = 20_000
    /// Frames kept for later calls of a function.
    public static let pooledFramesMax = 64
    /// How long a sleeping script goes without looking whether its task was cancelled.
    public static let sleepSeconds = 0.05
    /// Comparisons of containers between two looks at cancellation; a power of two less one.
    static let comparisonsUnchecked: UInt32 = (1 << 20) - 1
    /// Bytes of values that an instance holds without asking for memory.
    static let freeBytes = 64 << 10
    /// Memory is asked for in steps of at least this many bytes.
    static let memoryStep = 256 << 10
    /// Bytes given back at a time from which on the heap is trimmed.
    static let trimmedBytesMin = 8 << 20
    /// Reserved bytes beyond which those that are not used go back between two batches.
    static let spareBytesMax = 1 << 20
    /// Bytes that are encoded between two looks at memory and cancellation.
    static let encodedStep = 64 << 10
    /// Nesting of an encoded value.
    public static let encodedDepthMax = 64
    /// Bytes of what an object brings along of its class, and how many of these a thread keeps.
    public static let classDescriptionBytesMax = 32 << 10
    public static let classDescriptionsMax = 4_096
    /// Bytes of an exception that leaves a task with its arguments; a larger one leaves as text.
    public static let exceptionBytesMax = 64 << 10
    /// Nesting that equality, order and hashes follow: about what Python's own limit leaves them.
    static let comparedDepthMax: Int32 = 990
}
