// SPDX-License-Identifier: Apache-2.0

/// The arguments of a function of numpy's, in the order of its parameters.
struct ArrayCall {
    let values: [Value?]
    let host: any ScriptHost

    /// An argument that was given and is not None.
    subscript(_ place: Int) -> Value? {
        guard let value = values[place] else { return nil }
        if case .none = value { return nil }
        return value
    }

    /// The first argument as an array.
    var array: ArrayOperand {
        get throws(Raised) { try operand(0) }
    }

    func value(_ place: Int) -> Value { values[place] ?? .none }
    func operand(_ place: Int) throws(Raised) -> ArrayOperand { try arrayOperand(value(place), host) }
    func truth(_ place: Int) -> Bool { self[place].map { Scripting.isTrue($0) } ?? false }

    func whole(_ place: Int, _ standard: Int) throws(Raised) -> Int {
        guard let value = self[place] else { return standard }
        return try wholeArgument(value)
    }

    func float(_ place: Int, _ standard: Double) throws(Raised) -> Double {
        guard let value = self[place] else { return standard }
        return try floatArgument(value)
    }

    func type(_ place: Int) throws(Raised) -> ElementType? { try ElementType.of(self[place]) }
}

/// A function of numpy's: its names, its parameters, and what it does. One that is a method too has the array as its
/// first parameter.
struct ArrayFunction: Sendable {
    typealias Body = @Sendable (ArrayCall) throws(Raised) -> Value

    let names: [String]
    let parameters: [String]
    let required: Int
    let isMethod: Bool
    let isFunction: Bool
    /// All arguments after the first are one tuple, which is the second; a single one stays what it is.
    let isVariadic: Bool
    let body: Body

    /// `names` and `parameters` with blanks between them; a parameter with a question mark may be left out, and one
    /// with a star takes all that are left.
    init(
        _ names: String, _ parameters: String, isMethod: Bool = false, isFunction: Bool = true, _ body: @escaping Body
    ) {
        let listed = parameters.split(separator: " ").map(String.init)
        self.names = names.split(separator: " ").map(String.init)
        self.parameters = listed.map { $0.hasSuffix("?") || $0.hasSuffix("*") ? String($0.dropLast()) : $0 }
        required = listed.count { !$0.hasSuffix("?") && !$0.hasSuffix("*") }
        isVariadic = listed.last?.hasSuffix("*") ?? false
        self.isMethod = isMethod
        self.isFunction = isFunction
        self.body = body
    }

    /// What the function gives; of matrices matrices, where numpy's does.
    func call(_ call: Call) throws(Raised) -> Value {
        guard hasMatrix(call) else { return try perform(call) }
        return matrixResult(try perform(call), call)
    }

    private func perform(_ call: Call) throws(Raised) -> Value {
        var call = call
        if isVariadic, call.keywords.isEmpty {
            // One argument may be a tuple of all.
            let rest = Array(call.arguments.dropFirst())
            let second = rest.count == 1 ? rest[0] : .tuple(TupleObject(rest))
            call = Call(call.name, Array(call.arguments.prefix(1)) + [second], [], call.host)
        }
        if call.keywords.isEmpty, call.arguments.count == parameters.count {
            return try body(ArrayCall(values: call.arguments, host: call.host))
        }
        if call.keywords.isEmpty, call.arguments.count >= required, call.arguments.count < parameters.count {
            var values: [Value?] = call.arguments
            for _ in values.count..<parameters.count { values.append(nil) }
            return try body(ArrayCall(values: values, host: call.host))
        }
        for keyword in call.keywords where !parameters.contains(keyword.name) {
            guard Self.left.contains(keyword.name) else { continue }
            throw arrayRefusal(
                "the argument \(keyword.name) of numpy.\(call.name)", "use what the function gives instead")
        }
        return try body(ArrayCall(values: try call.bind(parameters, required: required), host: call.host))
    }

    /// Parameters of numpy's that functions here leave out.
    private static let left: Set<String> = ["out", "where", "initial", "casting", "order", "subok", "like", "dtype"]
}

/// All functions of numpy's that executors have, by name.
let arrayFunctions: [String: ArrayFunction] = {
    var table: [String: ArrayFunction] = [:]
    for function in allArrayFunctions where function.isFunction {
        for name in function.names { table[name] = function }
    }
    return table
}()

/// The methods of arrays by name.
let arrayMethods: [String: ArrayFunction] = {
    var table: [String: ArrayFunction] = [:]
    for function in allArrayFunctions where function.isMethod { table[function.names[0]] = function }
    return table
}()

private let allArrayFunctions =
    creatingFunctions + calculatingFunctions + reducingFunctions + shapingFunctions + choosingFunctions
    + linearFunctions + seriesFunctions

/// The names of all functions of numpy that executors have, and of those of `numpy.linalg`: those of one function
/// together.
package func namesOfNumpy() -> (functions: [[String]], linear: [[String]]) {
    (allArrayFunctions.filter(\.isFunction).map(\.names), decomposingTable.values.map(\.names))
}

/// Python's `numpy`, as much of it as executors have.
func numpyModule() -> ScriptObject {
    var constants: [String: Value] = [
        "pi": .float(.pi), "e": .float(2.718281828459045), "inf": .float(.infinity), "nan": .float(.nan),
        "newaxis": .none, "ndarray": .object(arrayClass()), "euler_gamma": .float(0.5772156649015329),
        "linalg": .object(linearModule()), "__version__": .text(Text("2")),
    ]
    for type in ElementType.allCases { constants[type.name] = .object(arrayScalarClass(type)) }
    let others: [(String, ElementType)] = [
        ("bool_", .bool), ("int_", .int), ("intp", .int), ("double", .float), ("single", .float32), ("intc", .int32),
    ]
    for (name, type) in others { constants[name] = .object(arrayScalarClass(type)) }
    constants["matrix"] = .object(matrixClass())
    constants["dtype"] = .object(
        LibraryClass("numpy.dtype", isInstance: { $0 is DTypeObject }) { (call) throws(Raised) -> Value in
            .object(DTypeObject(try ElementType.of(try call.one()) ?? .float))
        })
    let families: [(String, [ElementType])] = [
        ("generic", ElementType.allCases), ("number", ElementType.allCases.filter { $0 != .bool }),
        ("integer", [.int, .int32]), ("signedinteger", [.int, .int32]),
        ("floating", [.float, .float32]), ("inexact", [.float, .float32]),
    ]
    for (name, types) in families {
        constants[name] = .object(
            LibraryClass("numpy.\(name)") {
                ($0 as? ArrayScalar).map { types.contains($0.type) } ?? false
            } construct: {
                (_) throws(Raised) -> Value in
                throw Raised("TypeError", "cannot create 'numpy.\(name)' instances")
            })
    }
    return NumpyModule("numpy", arrayFunctions, constants)
}

/// `numpy.linalg`.
func linearModule() -> ScriptObject {
    NumpyModule(
        "numpy.linalg", decomposingTable,
        ["LinAlgError": .object(ExceptionClass("ValueError"))])
}

/// A module of functions from the table; a name that is not there is refused in words of its own.
final class NumpyModule: LibraryModule {
    private let table: [String: ArrayFunction]

    init(_ name: String, _ table: [String: ArrayFunction], _ constants: [String: Value]) {
        self.table = table
        super.init(name, [:], constants: constants)
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let function = table[name] {
            return .object(NativeFunction(name, owner: "numpy") { (call) throws(Raised) in try function.call(call) })
        }
        if let known = try super.attribute(name, host) { return known }
        throw refusal(name)
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let function = table[name] { return try function.call(Call(name, arguments, keywords, host)) }
        if let known = try super.callMethod(name, arguments, keywords, host) { return known }
        throw refusal(name)
    }

    private func refusal(_ name: String) -> Raised {
        Raised(
            "NotImplementedError",
            "executors do not have \(self.name).\(name): python/README.md lists what they have of numpy")
    }
}

/// `numpy.ndarray`.
func arrayClass() -> LibraryClass {
    LibraryClass("numpy.ndarray", isInstance: { $0 is ArrayObject }) { (_) throws(Raised) -> Value in
        throw arrayRefusal("calls of numpy.ndarray", "use np.zeros or np.empty")
    }
}

/// `numpy.matrix`.
func matrixClass() -> LibraryClass {
    LibraryClass("numpy.matrix", isInstance: { ($0 as? ArrayObject)?.isMatrix ?? false }, construct: madeMatrix)
}

/// `numpy.float64` and its like.
func arrayScalarClass(_ type: ElementType) -> LibraryClass {
    LibraryClass(
        "numpy.\(type.name)", isInstance: { ($0 as? ArrayScalar)?.type == type }
    ) { (call) throws(Raised) -> Value in
        try call.count(0, 1)
        return try cast(call.arguments.first ?? .int(0), type, call.host).result
    }
}

/// A value as an array of a type; texts are read.
func cast(_ value: Value, _ type: ElementType, _ host: any ScriptHost) throws(Raised) -> ArrayObject {
    if case .text(let text) = value {
        switch type.form {
        case .float: return try ArrayOperand(try parseFloat(text)).converted(to: type, host).object
        case .whole:
            let whole = try wholeArgument(try parseInt(text, base: 10))
            try checkFit(whole, type)
            return try ArrayOperand(whole).converted(to: type, host).object
        case .truth: return ArrayOperand(text.count > 0).object
        }
    }
    if case .list = value { return try arrayOfSequence(value, type, host).converted(to: type, host).object }
    if case .tuple = value { return try arrayOfSequence(value, type, host).converted(to: type, host).object }
    let operand = try arrayOperand(value, host)
    if operand.isWeak, operand.type == .int { try checkFit(operand.storage.wholes[0], type) }
    return try operand.converted(to: type, host).object
}
