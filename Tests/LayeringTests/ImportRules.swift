// SPDX-License-Identifier: Apache-2.0

/// The layering of the house as data: what each module may import. Downward only; a module without a row may not exist.
enum ImportRules {
    /// The platform, which every module may import.
    static let platform: Set<String> = ["Glibc", "Synchronization", "Swift"]

    static let allowed: [String: Set<String>] = [
        "CBzip2": [], "CLibUV": [], "CSnappy": [], "CZlib": [], "CZstd": [], "CMalloc": [], "CPCRE2": [], "CArrow": [],
        "CCRC32C": [], "CExpat": [], "CYAML": [], "CSpawn": [],
        "CMartlet": [], "CScripting": [],
        "Threads": [],
        "Columnar": [],
        "Checksums": ["CCRC32C"],
        "Values": ["Threads"],
        "Messages": ["SwiftProtobuf"],
        "Net": ["CLibUV", "Threads", "Crypto"],
        "Interchange": ["CArrow", "Columnar", "Threads"],
        "Bytecode": ["Columnar"],
        "Storage": ["Columnar", "Threads", "Checksums", "CSnappy"],
        "Files": ["Columnar", "Threads", "Values", "CBzip2", "CZlib"],
        "Formats": ["Columnar", "CSnappy", "CZlib", "CZstd", "Files", "Storage", "Values"],
        "HDFS": ["Files", "Threads", "Checksums", "CZlib", "CExpat", "SwiftProtobuf", "Logging"],
        "Closures": ["Bytecode", "Columnar"],
        "Scripting": ["Bytecode", "Columnar", "Values", "CPCRE2", "CScripting"],
        "Compute": ["Bytecode", "Columnar", "CExpat", "CMalloc", "CPCRE2", "Scripting", "Values"],
        "Relational": ["Columnar", "Values"],
        "SQLText": ["Relational", "Columnar"],
        "Lowering": ["Relational", "Closures", "Plan", "Bytecode", "Columnar"],
        "Plan": ["Bytecode", "Columnar", "Messages", "Threads", "SwiftProtobuf"],
        "JSONValues": [],
        "Scheduling": ["Plan"],
        "Execution": [
            "CMalloc", "Compute", "Scripting", "Storage", "Files", "Formats", "Net", "Plan", "Columnar", "Bytecode",
            "Messages",
            "Threads", "Values", "SwiftProtobuf", "Logging",
        ],
        "Driver": [
            "Scheduling", "Net", "Plan", "Messages", "Storage", "Files", "Columnar", "Values", "Threads",
            "SwiftProtobuf", "Logging",
        ],
        "Kubernetes": [
            "Driver", "Scheduling", "Net", "Storage", "Messages", "Threads", "Execution", "JSONValues", "CSpawn",
            "CYAML", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Logging",
        ],
        "Console": [
            "Driver", "Scheduling", "Plan", "Threads", "JSONValues", "Values", "Files", "CZstd", "AsyncHTTPClient",
            "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Logging",
        ],
        "Clusters": [
            "CSpawn", "Driver", "Execution", "Files", "Messages", "Net", "Plan", "Scheduling", "Storage", "Threads",
            "Logging",
        ],
        "Martlet": [
            "Driver", "Clusters", "Kubernetes", "Console", "Execution", "Closures", "Compute", "Plan", "Scheduling",
            "Files", "Formats", "Storage", "Net", "Columnar", "Bytecode", "Scripting", "Threads", "Values", "HDFS",
            "Messages", "Logging",
        ],
        "Frames": [
            "Martlet", "Relational", "SQLText", "Lowering", "Driver", "Plan", "Closures", "Compute", "Scripting",
            "Files",
            "Formats", "Columnar", "Bytecode", "Threads", "Values",
        ],
        "MartletC": [
            "Martlet", "Frames", "Relational", "SQLText", "Lowering", "Interchange", "CArrow", "Files", "Driver",
            "Execution", "Messages", "Scheduling", "Kubernetes", "Console", "Closures", "Bytecode", "Columnar", "Plan",
            "Threads", "Values", "Logging",
        ],
        "martlet-driver": [
            "Martlet", "Driver", "Clusters", "Execution", "Messages", "Net", "Threads", "ArgumentParser", "Logging",
        ],
        "martlet-executor": ["CSpawn", "CZstd", "Execution", "HDFS", "Messages", "Net", "Logging"],
        "martlet-bench": ["Martlet", "Driver", "CSpawn", "ArgumentParser", "Histogram"],
    ]

    /// What must stay out of reach even through other modules, and why.
    static let unreachable: [(module: String, forbidden: Set<String>)] = [
        ("Scheduling", ["Net", "CLibUV", "Compute", "Storage", "Files", "Execution"]),  // decisions are pure
        ("Compute", ["Net", "Files", "Messages", "Storage"]),  // the VM sees batches and programs only
        ("Closures", ["Net", "Compute", "Messages"]),
        ("Relational", ["Closures", "Bytecode", "Net", "Files"]),  // what a query means does not depend on who runs it
        ("martlet-executor", ["Driver", "Scheduling", "Martlet", "Closures"]),
        ("Martlet", ["Relational"]),  // programs that ask no queries neither compile nor carry what they mean
    ]

    /// Only where a library's own interface speaks in `Data` (protobuf bytes, keys), or for JSON in the benchmark tool.
    static let mayImportFoundationEssentials: Set<String> = [
        "Messages", "Net", "HDFS", "Plan", "Execution", "Driver", "martlet-bench",
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
