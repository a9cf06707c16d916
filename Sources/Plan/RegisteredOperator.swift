// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// An operator that a module of its own brings, under a name by which executors know its kernel
/// (`RegisteredKernels` of Execution). What it does to the place of rows is not known: behind it they are shuffled
/// anew.
public struct RegisteredOperator: Hashable, Sendable {
    public var name: String
    /// What the kernel is told, in a form of its own.
    public var settings: [UInt8]
    public var inputType: DataType
    public var resultType: DataType

    public init(_ name: String, settings: [UInt8] = [], inputType: DataType, resultType: DataType) {
        self.name = name
        self.settings = settings
        self.inputType = inputType
        self.resultType = resultType
    }
}
