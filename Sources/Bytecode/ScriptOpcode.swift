// SPDX-License-Identifier: Apache-2.0

/// The instructions of scripts. `rA` is the register of operand a; `B`, `C` are the values of source operands (a
/// register or a constant); `rB...` are consecutive registers that begin with operand b. Numbers are part of the
/// format.
public enum ScriptOpcode: UInt8, CaseIterable, Sendable {
    // MARK: Values and names
    /// Does nothing.
    case nop = 0
    /// rA = B.
    case move = 1
    /// rA = the builtin, type or exception class named b.
    case loadBuiltin = 2
    /// rA = the module named b.
    case loadModule = 3
    /// rA = the function object of function b; always the same object.
    case loadFunction = 4
    /// rA = a new function object by closure b of this function.
    case makeFunction = 5
    /// rA = the accumulator b of the script's list.
    case loadAccumulator = 6
    /// Raises `UnboundLocalError` for the name b when rA is unbound.
    case checkBound = 7
    /// Makes rA unbound (`del x`, the end of `except ... as x`).
    case unbind = 8
    /// rA = a new cell that holds what rA held (or is unbound).
    case makeCell = 9
    /// rA = the content of the cell in rB; `NameError` for the name c when it is unbound.
    case loadCell = 10
    /// The content of the cell in rA = B.
    case storeCell = 11
    /// The cell in rA holds nothing any more.
    case unbindCell = 12

    // MARK: Operators: rA = B op C
    case add = 16
    case subtract = 17
    case multiply = 18
    case divide = 19
    case floorDivide = 20
    case modulo = 21
    case power = 22
    case bitAnd = 23
    case bitOr = 24
    case bitXor = 25
    case shiftLeft = 26
    case shiftRight = 27
    /// `B += C` and so on: changes lists, sets and dicts where Python does; rA = the result.
    case addInPlace = 28
    case subtractInPlace = 29
    case multiplyInPlace = 30
    case bitAndInPlace = 31
    case bitOrInPlace = 32
    case bitXorInPlace = 33
    case equal = 34
    case notEqual = 35
    case less = 36
    case lessEqual = 37
    case greater = 38
    case greaterEqual = 39
    case isSame = 40
    case isNotSame = 41
    /// rA = whether B is in C.
    case isIn = 42
    case isNotIn = 43
    /// rA = op B.
    case negate = 44
    case positive = 45
    case invert = 46
    case not = 47

    // MARK: Control
    /// Goes on at instruction c.
    case jump = 48
    /// Goes on at instruction c when B is true.
    case jumpIfTrue = 49
    case jumpIfFalse = 50
    /// Goes on at c when B is None.
    case jumpIfNone = 51
    /// Ends the function with the value B.
    case returnValue = 52
    /// rA = an iterator over B.
    case getIterator = 53
    /// rA = the next value of the iterator rB; goes on at c when there is none (rA is unchanged).
    case forNext = 54
    /// Gives B to who iterates; when that goes on, rA = the value sent (None). In generators only.
    case yieldValue = 55
    /// Gives the values of the iterator rB (made by `getIterator`) one by one; then rA = its return value (None).
    case yieldFrom = 56
    /// Raises B (an exception or a class of them), with cause C or none (`missing`).
    case raise = 57
    /// Raises the exception in rB again, as it was.
    case reraise = 58
    /// rA = whether the exception B is of class C, or of one of the tuple C.
    case matchException = 59
    /// Raises `AssertionError`, with the message B or none (`missing`).
    case raiseAssertion = 60

    // MARK: Building
    /// rA = a tuple of the c registers rB....
    case buildTuple = 64
    case buildList = 65
    case buildSet = 66
    /// rA = a dict of c pairs of registers rB...: key, value, key, value.
    case buildDict = 67
    /// rA = the texts in the c registers rB... joined.
    case buildString = 68
    /// rA = slice(rB, rB+1, rB+2).
    case buildSlice = 69
    /// Appends B to the list rA.
    case listAppend = 70
    /// Appends the elements of the iterable B to the list rA.
    case listExtend = 71
    case setAdd = 72
    case setUpdate = 73
    /// rA[B] = C, where rA is a dict in the making.
    case dictSet = 74
    /// Adds the entries of the mapping B to the dict rA; c = 1: keys must be new strings (keyword arguments).
    case dictMerge = 75
    /// rA = a tuple of the elements of the list B.
    case listToTuple = 76
    /// rA, rA+1 ... = the c elements of B; `ValueError` when it has another number of them.
    case unpack = 77
    /// As `unpack` with one star: c = before + 65536 * after; before + 1 + after registers, the star's is a list.
    case unpackStar = 78
    /// rA = the text of rB, formatted. c = conversion (0 none, 1 str, 2 repr, 3 ascii), + 4 when rB+1 holds the format.
    case formatValue = 79

    // MARK: Access and calls
    /// rA = B.name c.
    case getAttribute = 80
    /// rA.name c = B.
    case setAttribute = 81
    /// rA = B[C].
    case getItem = 82
    /// rA[B] = C.
    case setItem = 83
    /// del rA[B].
    case deleteItem = 84
    /// rA = rB(rB+1 ... rB+c).
    case call = 85
    /// rA = rB(rB+1 ...), arguments by call site c.
    case callKeywords = 86
    /// rA = rB.name(rB+1 ...), name and arguments by call site c.
    case callMethod = 87
    /// rA = name(rB ...), the builtin's name and the arguments by call site c.
    case callBuiltin = 88
    /// rA = rB(*rB+1, **rB+2): a list or tuple, and a dict or None.
    case callSpread = 89
}

/// What an operand of an instruction is.
public enum ScriptOperand: Sendable {
    /// Not used; 0.
    case unused
    /// A register that is written, read, or both.
    case register
    /// A register or a constant.
    case source
    /// As `source`, or `ScriptInstruction.missing`.
    case optionalSource
    case name
    case target
    case function
    case closure
    case callSite
    case accumulator
    /// First of several registers; how many the third operand tells.
    case window
    /// A number with a meaning of its own.
    case number
}

extension ScriptOpcode {
    /// What the operands a, b and c are.
    public var operands: (a: ScriptOperand, b: ScriptOperand, c: ScriptOperand) {
        switch self {
        case .nop: (.unused, .unused, .unused)
        case .move, .negate, .positive, .invert, .not, .getIterator, .listAppend, .listExtend, .setAdd, .setUpdate,
            .listToTuple, .storeCell, .deleteItem:
            (.register, .source, .unused)
        case .loadBuiltin, .loadModule, .checkBound: (.register, .name, .unused)
        case .loadFunction: (.register, .function, .unused)
        case .makeFunction: (.register, .closure, .unused)
        case .loadAccumulator: (.register, .accumulator, .unused)
        case .unbind, .makeCell, .unbindCell: (.register, .unused, .unused)
        case .loadCell: (.register, .register, .name)
        case .add, .subtract, .multiply, .divide, .floorDivide, .modulo, .power, .bitAnd, .bitOr, .bitXor, .shiftLeft,
            .shiftRight, .addInPlace, .subtractInPlace, .multiplyInPlace, .bitAndInPlace, .bitOrInPlace,
            .bitXorInPlace, .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .isSame, .isNotSame, .isIn,
            .isNotIn, .matchException, .getItem, .setItem, .dictSet:
            (.register, .source, .source)
        case .jump: (.unused, .unused, .target)
        case .jumpIfTrue, .jumpIfFalse, .jumpIfNone: (.unused, .source, .target)
        case .returnValue: (.unused, .source, .unused)
        case .forNext: (.register, .register, .target)
        case .yieldValue: (.register, .source, .unused)
        case .yieldFrom: (.register, .register, .unused)
        case .raise: (.unused, .source, .optionalSource)
        case .reraise: (.unused, .register, .unused)
        case .raiseAssertion: (.unused, .optionalSource, .unused)
        case .buildTuple, .buildList, .buildSet, .buildDict, .buildString, .call, .formatValue:
            (.register, .window, .number)
        case .buildSlice, .callSpread: (.register, .window, .unused)
        case .dictMerge: (.register, .source, .number)
        case .unpack, .unpackStar: (.window, .source, .number)
        case .getAttribute, .setAttribute: (.register, .source, .name)
        case .callKeywords, .callMethod, .callBuiltin: (.register, .window, .callSite)
        }
    }

    /// Whether the next instruction is never reached from this one.
    public var endsBlock: Bool {
        switch self {
        case .jump, .returnValue, .raise, .reraise, .raiseAssertion: true
        default: false
        }
    }
}
