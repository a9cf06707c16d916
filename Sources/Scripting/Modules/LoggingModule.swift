// SPDX-License-Identifier: Apache-2.0

/// Python's `logging`: records go to the driver, whose loggers of the same names handle them.
func loggingModule() -> ScriptObject {
    var functions: [String: LibraryModule.Body] = [
        "getLogger": { (call) throws(Raised) -> Value in
            let bound = try call.bind(["name"])
            switch bound[0] ?? Value.none {
            case .none: return .object(LoggerObject("root"))
            case .text(let name): return .object(LoggerObject(name.count == 0 ? "root" : name.string))
            default: throw Raised("TypeError", "A logger name must be a string")
            }
        },
        "getLevelName": { (call) throws(Raised) -> Value in
            let level = try call.one()
            if case .text(let name) = level, let number = levelsByName[name.string] { return .int(number) }
            guard let number = level.wholeNumber else {
                return .text(Text("Level " + (try strOf(level, call.host))))
            }
            return .text(Text(levelNames[number] ?? "Level \(number)"))
        },
        // The driver's loggers decide about handlers and formats.
        "basicConfig": { (_) throws(Raised) -> Value in .none },
    ]
    for name in loggerMethods.keys where name != "setLevel" {
        functions[name] = ofRoot(name)
    }
    var constants: [String: Value] = [:]
    for (name, level) in levelsByName { constants[name] = .int(level) }
    return LibraryModule("logging", functions, constants: constants)
}

/// A method of the root logger as a function.
private func ofRoot(_ name: String) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        guard let method = loggerMethods[name] else { return .none }
        return try method(LoggerObject("root"), call)
    }
}

private let levelNames = [50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"]
private let levelsByName = [
    "CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARNING": 30, "WARN": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0,
]

/// The property of a job that says from which level on loggers pass records: lines `name=level`, the root's name empty.
let loggingLevelsProperty = "martlet.logging.levels"

/// Python's `logging.Logger`: a name.
final class LoggerObject: LibraryObject {
    let name: String
    /// As `setLevel` set it here.
    private var level: Int?

    init(_ name: String, level: Int? = nil) {
        self.name = name
        self.level = level
    }

    override var typeName: String { name == "root" ? "RootLogger" : "Logger" }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other { return (object as? LoggerObject)?.name == name }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(name))) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "<\(typeName) \(name) (\(levelNames[effective(host)] ?? "Level \(effective(host))"))>"
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "name": .text(Text(self.name))
        case "level": .int(level ?? 0)
        default: nil
        }
    }

    override var methods: [String: Method] { loggerMethods }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("logging.Logger", [.text(Text(name))])
    }

    /// The level of the nearest logger above that has one.
    fileprivate func effective(_ host: any ScriptHost) -> Int {
        if let level, level > 0 { return level }
        guard let text = host.services.task?.properties[loggingLevelsProperty] else { return 30 }
        var levels: [Substring: Int] = [:]
        for line in text.split(separator: "\n") {
            if let mark = line.lastIndex(of: "="), let level = Int(line[line.index(after: mark)...]) {
                levels[line[..<mark]] = level
            }
        }
        var place = Substring(name == "root" ? "" : name)
        while !place.isEmpty {
            if let level = levels[place] { return level }
            place = place.lastIndex(of: ".").map { place[..<$0] } ?? ""
        }
        return levels[""] ?? 30
    }

    fileprivate func setLevel(_ level: Int) { self.level = level }

    fileprivate func log(_ level: Int, _ message: Value, _ arguments: [Value], _ call: Call) throws(Raised) -> Value {
        guard level >= effective(call.host) else { return .none }
        var text = try strOf(message, call.host)
        if !arguments.isEmpty {
            var given = Value.tuple(TupleObject(arguments))
            if arguments.count == 1, case .dict = arguments[0] { given = arguments[0] }
            do throws(Raised) { text = try percentFormat(Text(text), given, call.host).string } catch {
                if (call.host as? ScriptInstance)?.mustEnd == true { throw error }
                // Python says so on standard error and goes on.
                let fault = try strOf(.object(ExceptionObject(error)), call.host)
                text += " [\(error.type): \(fault), with the arguments "
                text += try reprOf(.tuple(TupleObject(arguments)), call.host) + "]"
            }
        }
        if case .object(let object)? = call.keyword("exc_info"), let exception = object as? ExceptionObject {
            text += "\n\(exception.type): \(try exception.str(call.host))"
        }
        try call.host.spend(4 + text.utf8.count / 16)
        var record = ScriptRecord(level: level, name: name, text: text)
        record.place(call)
        call.host.services.output?.record(record)
        return .none
    }
}

extension ScriptRecord {
    /// Takes the place that the translator of functions wrote into the call.
    fileprivate mutating func place(_ call: Call) {
        if case .text(let file)? = call.keyword("__file__") { self.file = file.string }
        if let line = call.keyword("__line__")?.wholeNumber { self.line = line }
    }
}

private func levelArgument(_ value: Value) throws(Raised) -> Int {
    if let number = value.wholeNumber { return number }
    guard case .text(let name) = value else {
        throw Raised("TypeError", "Level not an integer or a valid string: \(typeName(of: value))")
    }
    guard let level = levelsByName[name.string] else {
        throw Raised("ValueError", "Unknown level: \(ReprText.of(name))")
    }
    return level
}

private func logging(_ level: Int) -> LibraryObject.Method {
    method(LoggerObject.self) { (logger, call) throws(Raised) -> Value in
        guard let message = call.arguments.first ?? call.keyword("msg") else {
            throw Raised("TypeError", "Logger.\(call.name)() missing 1 required positional argument: 'msg'")
        }
        return try logger.log(level, message, Array(call.arguments.dropFirst()), call)
    }
}

private let loggerMethods: [String: LibraryObject.Method] = [
    "debug": logging(10), "info": logging(20), "warning": logging(30), "warn": logging(30), "error": logging(40),
    "exception": logging(40), "critical": logging(50), "fatal": logging(50),
    "log": method(LoggerObject.self) { (logger, call) throws(Raised) -> Value in
        guard call.arguments.count >= 2 else {
            throw Raised("TypeError", "Logger.log() missing required positional arguments: 'level' and 'msg'")
        }
        guard let level = call.arguments[0].wholeNumber else {
            throw Raised("TypeError", "level must be an integer")
        }
        return try logger.log(level, call.arguments[1], Array(call.arguments.dropFirst(2)), call)
    },
    "isEnabledFor": method(LoggerObject.self) { (logger, call) throws(Raised) -> Value in
        .bool(try wholeArgument(try call.one()) >= logger.effective(call.host))
    },
    "getEffectiveLevel": method(LoggerObject.self) { (logger, call) throws(Raised) -> Value in
        .int(logger.effective(call.host))
    },
    "setLevel": method(LoggerObject.self) { (logger, call) throws(Raised) -> Value in
        logger.setLevel(try levelArgument(try call.one()))
        return .none
    },
    "getChild": method(LoggerObject.self) { (logger, call) throws(Raised) -> Value in
        let suffix = try textArgument(try call.one(), "suffix must be str, not ").string
        return .object(LoggerObject(logger.name == "root" ? suffix : logger.name + "." + suffix))
    },
]

/// Python's `warnings`: the driver shows them, each once a place.
func warningsModule() -> ScriptObject { LibraryModule("warnings", ["warn": warn]) }

@Sendable private func warn(_ call: Call) throws(Raised) -> Value {
    let names = ["message", "category", "stacklevel", "source"]
    let plain = call.keywords.filter { !$0.name.hasPrefix("__") && $0.name != "skip_file_prefixes" }
    let bound = try Call(call.name, call.arguments, plain, call.host).bind(names, required: 1)
    let message = bound[0] ?? Value.none
    var category = "UserWarning"
    if case .object(let object) = message, let warning = object as? ExceptionObject,
        ExceptionClasses.derives(warning.type, from: "Warning")
    {
        category = warning.type
    } else if let given = bound[1], typeName(of: given) != "NoneType" {
        guard case .object(let object) = given, let known = object as? ExceptionClass,
            ExceptionClasses.derives(known.name, from: "Warning")
        else {
            throw Raised("TypeError", "category must be a Warning subclass, not '\(typeName(of: given))'")
        }
        category = known.name
    }
    let text = try strOf(message, call.host)
    try call.host.spend(4 + text.utf8.count / 16)
    var record = ScriptRecord(level: nil, name: category, text: text)
    record.place(call)
    call.host.services.output?.record(record)
    return .none
}
