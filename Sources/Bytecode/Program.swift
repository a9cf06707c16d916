// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A register: holds one column (or one constant for all rows) while a program runs. Assigned exactly once in the
/// program text (static single assignment); its type is `Program.registers[index]`.
public struct Register: Hashable, Sendable {
    public var index: Int

    public init(_ index: Int) { self.index = index }
}

/// What a task runs over each batch: typed, verified, metered. Specified in protocol/bytecode.md.
///
/// A program is a chain of segments. All registers of a segment have one value for each of its rows. A segment ends by
/// giving the result, by dropping rows (filter) or by putting several rows in the place of one (explode); the next
/// segment's rows are what is left. Within a segment, control flow is structured: instructions hold nested blocks.
public struct Program: Hashable, Sendable {
    /// The types of all registers.
    public var registers: [DataType]
    public var constants: [Constant]
    /// At least one; only the last yields. The first segment's parameters are the program's inputs: one for a row
    /// program, two (accumulated, value) for a reduce program.
    public var segments: [Segment]
    public var sourceMap: SourceMap
    /// What `callScript` runs, by index; empty in a program of types alone.
    public var scripts: [Script]

    public init(
        registers: [DataType], constants: [Constant], segments: [Segment], sourceMap: SourceMap, scripts: [Script] = []
    ) {
        self.registers = registers
        self.constants = constants
        self.segments = segments
        self.sourceMap = sourceMap
        self.scripts = scripts
    }

    public var inputTypes: [DataType] { segments[0].parameters.map { registers[$0.index] } }

    /// The type of the result; only meaningful in a verified program.
    public var resultType: DataType {
        if case .yield(let register) = segments[segments.count - 1].terminator { return registers[register.index] }
        return .null
    }
}

/// A constant and its type (an empty list has a type that its value does not show).
public struct Constant: Hashable, Sendable {
    public var type: DataType
    public var value: Scalar

    public init(type: DataType, value: Scalar) {
        self.type = type
        self.value = value
    }
}

/// A straight part of a program over one set of rows.
public struct Segment: Hashable, Sendable {
    /// Defined on entry: the program's inputs, or what the previous segment's terminator carries over.
    public var parameters: [Register]
    public var instructions: [Instruction]
    public var terminator: Terminator

    public init(parameters: [Register], instructions: [Instruction], terminator: Terminator) {
        self.parameters = parameters
        self.instructions = instructions
        self.terminator = terminator
    }
}

/// How a segment ends.
public enum Terminator: Hashable, Sendable {
    /// The program's result.
    case yield(Register)
    /// Keeps the rows whose `condition` (bool) is true; a null condition is false. `carried` become the next segment's
    /// parameters.
    case filter(condition: Register, carried: [Register])
    /// One row for each element of `list`; a null list has none. The next segment's parameters are the element, then
    /// `carried`, repeated for each element.
    case explode(list: Register, carried: [Register])
}

/// One operation over all rows.
public struct Instruction: Hashable, Sendable {
    public var opcode: Opcode
    /// Registers that it assigns: one, but for `if` and `loop`, which may assign any number.
    public var results: [Register]
    public var operands: [Register]
    /// Meaning by opcode: constant index, member index, flag, seed. 0 where it has none.
    public var immediate: Int
    /// Nested blocks of control opcodes.
    public var blocks: [Block]
    /// Index into the source map, or -1.
    public var span: Int

    public init(
        _ opcode: Opcode, results: [Register], operands: [Register] = [], immediate: Int = 0, blocks: [Block] = [],
        span: Int = -1
    ) {
        self.opcode = opcode
        self.results = results
        self.operands = operands
        self.immediate = immediate
        self.blocks = blocks
        self.span = span
    }
}

/// A nested block. It may read any register assigned before it in the enclosing blocks; what it assigns is visible
/// inside it only, and leaves through `yields`.
public struct Block: Hashable, Sendable {
    public var parameters: [Register]
    public var instructions: [Instruction]
    public var yields: [Register]

    public init(parameters: [Register] = [], instructions: [Instruction], yields: [Register]) {
        self.parameters = parameters
        self.instructions = instructions
        self.yields = yields
    }
}

/// Where instructions come from in the user's source, for errors.
public struct SourceMap: Hashable, Sendable {
    public var files: [SourceFile]
    public var spans: [SourceSpan]

    public init(files: [SourceFile] = [], spans: [SourceSpan] = []) {
        self.files = files
        self.spans = spans
    }

    /// Whether the functions are Python's, so that errors show values as Python does: traced Swift closures name their
    /// file of Swift.
    public var isPython: Bool { !files.isEmpty && !files.contains { $0.name.hasSuffix(".swift") } }
}

/// A source file and, where the front end has them, the texts of the lines that spans name.
public struct SourceFile: Hashable, Sendable {
    public var name: String
    /// Line number (from 1) to text.
    public var lines: [Int: String]

    public init(name: String, lines: [Int: String] = [:]) {
        self.name = name
        self.lines = lines
    }
}

/// A place in the user's source: line and columns count from 1, columns in Unicode scalars; column 0 = unknown. Columns
/// are those of the line's text in the source map: of a traced Swift closure, of its rendering.
public struct SourceSpan: Hashable, Sendable {
    public var file: Int
    public var line: Int
    public var column: Int
    public var endColumn: Int

    public init(file: Int, line: Int, column: Int = 0, endColumn: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
        self.endColumn = endColumn
    }
}
