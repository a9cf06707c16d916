// SPDX-License-Identifier: Apache-2.0

/// The layering of the house as data: what each module may import. Downward only; a module without a row may not exist.
enum ImportRules {
    /// The platform, which every module may import.
    static let platform: Set<String> = ["Glibc", "Synchronization", "Swift"]

    static let allowed: [String: Set<String>] = [
        "CLibUV": [], "CSnappy": [], "CZlib": [], "CMalloc": [], "CPCRE2": [], "CArrow": [],
        "CMartlet": [],
        "Threads": [],
        "Columnar": [],
        "Messages": ["SwiftProtobuf"],
        "Net": ["CLibUV", "Threads", "Crypto"],
        "Interchange": ["CArrow", "Columnar"],
        "Bytecode": ["Columnar"],
        "Storage": ["Columnar", "Threads", "CSnappy"],
        "Files": ["Columnar", "Threads", "CZlib"],
        "Closures": ["Bytecode", "Columnar"],
        "Scripting": ["Bytecode", "Columnar", "CPCRE2"],
        "Compute": ["Bytecode", "Columnar", "Scripting"],
        "Plan": ["Bytecode", "Columnar", "Messages", "Threads", "SwiftProtobuf"],
        "Scheduling": ["Plan"],
        "Execution": [
            "CMalloc", "Compute", "Storage", "Files", "Net", "Plan", "Columnar", "Bytecode", "Messages",
            "Threads", "SwiftProtobuf", "Logging",
        ],
        "Driver": ["Scheduling", "Net", "Plan", "Messages", "Storage", "Columnar", "SwiftProtobuf", "Logging"],
        "Clusters": ["Driver", "Execution", "Messages", "Net", "Scheduling", "Storage", "Threads", "Logging"],
        "Martlet": [
            "Driver", "Clusters", "Execution", "Closures", "Compute", "Plan", "Scheduling", "Files", "Storage", "Net",
            "Columnar", "Bytecode", "Threads", "Logging",
        ],
        "MartletC": [
            "Martlet", "Interchange", "CArrow", "Driver", "Execution", "Messages", "Scheduling", "Closures", "Bytecode",
            "Columnar", "Plan", "Threads", "Logging",
        ],
        "martlet-driver": [
            "Martlet", "Driver", "Clusters", "Execution", "Messages", "Net", "ArgumentParser", "Logging",
        ],
        "martlet-executor": ["Execution", "Messages", "Net", "Logging"],
        "martlet-bench": ["Martlet", "Driver", "ArgumentParser", "Histogram"],
    ]

    /// What must stay out of reach even through other modules, and why.
    static let unreachable: [(module: String, forbidden: Set<String>)] = [
        ("Scheduling", ["Net", "CLibUV", "Compute", "Storage", "Files", "Execution"]),  // decisions are pure
        ("Compute", ["Net", "Files", "Messages", "Storage"]),  // the VM sees batches and programs only
        ("Closures", ["Net", "Compute", "Messages"]),
        ("martlet-executor", ["Driver", "Scheduling", "Martlet", "Closures"]),
    ]

    /// Only where a library's own interface speaks in `Data` (protobuf bytes, keys), or for JSON in the benchmark tool.
    static let mayImportFoundationEssentials: Set<String> = [
        "Messages", "Net", "Plan", "Execution", "Driver", "martlet-bench",
    ]

    /// True if a source file of `module` may import `name`.
    static func permits(_ module: String, importing name: String) -> Bool {
        if platform.contains(name) { return true }
        if name == "FoundationEssentials" { return mayImportFoundationEssentials.contains(module) }
        return allowed[module]?.contains(name) ?? false
    }

    /// Everything that `module` can reach through the table.
    static func closure(of module: String) -> Set<String> {
        var reached: Set<String> = []
        var open = [module]
        while let next = open.popLast() {
            for name in allowed[next] ?? [] where reached.insert(name).inserted { open.append(name) }
        }
        return reached
    }
}

/// The module that a line imports; nil if it imports nothing.
func importedModule(_ line: some StringProtocol) -> String? {
    let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "actor"]
    var words = Substring(line).split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
    while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) { words.removeFirst() }
    guard words.first == "import" else { return nil }
    words.removeFirst()
    if let word = words.first, kinds.contains(word) { words.removeFirst() }
    let name = words.first?.prefix(while: { $0.isLetter || $0.isNumber || $0 == "_" }) ?? ""
    return name.isEmpty ? nil : String(name)
}

/// The modules a Swift file imports, with line numbers from 1; text inside `"""` literals is no import.
func imports(in file: SourceFile) -> [(line: Int, module: String)] {
    var isInsideLiteral = false
    var found: [(line: Int, module: String)] = []
    for (index, line) in file.lines.enumerated() {
        if !isInsideLiteral, let module = importedModule(line) { found.append((index + 1, module)) }
        let quotes = line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count - 1
        if quotes % 2 == 1 { isInsideLiteral.toggle() }
    }
    return found
}
