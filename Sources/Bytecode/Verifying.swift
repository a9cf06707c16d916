// SPDX-License-Identifier: Apache-2.0

/// A program that has passed the verifier: the only form that the virtual machine takes.
public struct VerifiedProgram: Sendable {
    public let program: Program

    package init(unchecked program: Program) { self.program = program }
}

/// Why bytes are not a program or a program may not run.
public struct BytecodeError: Error, Hashable, Sendable, CustomStringConvertible {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }

    public var description: String { "invalid program: \(reason)" }
}
