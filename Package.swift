// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// The layering of the house: imports point downward only. `LayeringTests` reads this file and every `import` line and
// holds both against the table in CONTRIBUTING.md.

/// The scripts set MARTLET_CPU, to a CPU or to nothing. Without it, as for who depends on this package, no flag is set
/// that SwiftPM calls unsafe.
let cpu = Context.environment["MARTLET_CPU"]
func flags(_ flags: String..., if isSet: Bool) -> [SwiftSetting] {
    isSet ? [.unsafeFlags(flags, .when(configuration: .release))] : []
}
/// Hot modules are compiled for the CPU named by MARTLET_CPU (for example `haswell`), else for the baseline; as `small`
/// for the baseline and for size: a program that is there for old CPUs only, beside one for the others.
let hot =
    cpu == "small" ? flags("-Osize", if: true) : flags("-target-cpu", cpu ?? "", if: cpu?.isEmpty == false)
/// The interpreter of scripts and the kernels read and write fields of their objects at every turn, on one thread at a
/// time: there also without the check at run time that no two accesses overlap, which costs them a twentieth.
let unchecked = hot + flags("-enforce-exclusivity=unchecked", if: cpu != nil)
/// Generated code and what else no batch waits for is compiled for size.
let cold = flags("-Osize", if: cpu != nil)
/// Other packages name zlib as a shared library, which a bare system lacks: the linker finds the static one instead.
let staticZlib = "\(Context.packageDirectory)/Sources/CZlib/static"
/// Executables carry the Swift standard library inside. Said here and not by `--static-swift-stdlib`, which tests do
/// not know: so `swift build -c release` and `swift test -c release --disable-testable-imports` share every artefact.
/// Nothing is exported, so that what is not called is left out, and relocations are packed: a sixth of the size.
let staticRuntime = [
    "-static-stdlib", "-l_FoundationCollections", "-l_FoundationCShims", "-lswiftSynchronization", "-use-ld=bfd",
    "-Xlinker", "--gc-sections", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--exclude-libs=ALL",
    "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-L", staticZlib,
]
/// Programs for a sanitizer, which MARTLET_SANITIZER names, take the shared runtime: inside a program that exports
/// nothing, Swift's runtime cannot tell the thread sanitizer of what it does once.
let isSanitized = Context.environment["MARTLET_SANITIZER"] != nil
/// The executor goes without tables for unwinding, an eighth of its size: Swift's errors are return values, backtraces
/// and `perf record --call-graph fp` follow frame pointers, and the C++ inside catches nothing.
let unwindScript = "no-unwind-tables.ld"
let noUnwindTables = [
    "-Xlinker", "--no-eh-frame-hdr",
    "-Xlinker", "-T", "-Xlinker", "\(Context.packageDirectory)/Sources/martlet-executor/\(unwindScript)",
]
/// The shared library carries everything inside too, and shows nothing but its C functions, so that it lives in a
/// process with other versions of the same libraries. Debian's static libuv is made for programs:
/// Sources/CMartlet/host.c has what it needs of the C library's variables.
let sharedRuntime = [
    "-static-stdlib", "-l_FoundationCollections", "-l_FoundationCShims", "-lswiftSynchronization", "-use-ld=bfd",
    "-Xlinker", "--gc-sections", "-Xlinker", "--exclude-libs=ALL",
    "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/CMartlet/exports.map",
    "-Xlinker", "--wrap=environ", "-Xlinker", "--wrap=stderr", "-Xlinker", "--wrap=stdout",
    "-Xlinker", "--wrap=stdin", "-Xlinker", "--wrap=in6addr_any",
    "-Xlinker", "-z", "-Xlinker", "nodelete", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
    "-L", staticZlib,
]
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], compiled extra: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings + extra)
}

/// `light` tests, which compute little themselves, are compiled without optimisation, in less than half the time.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    let light: Set = [
        "BytecodeTests", "ClusterTests", "ColumnarTests", "ConsoleTests", "DriverTests", "FilesTests", "FramesTests",
        "HDFSTests", "InterchangeTests", "KubernetesTests", "MartletCTests", "MartletTests", "PlanTests",
        "RelationalTests", "SQLTextTests", "TrustTests", "ValuesTests",
    ]
    return .testTarget(
        name: name, dependencies: dependencies,
        swiftSettings: settings + flags("-Onone", if: cpu != nil && light.contains(name)))
}

/// What several test targets share.
func support(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/" + name, swiftSettings: settings)
}

/// `files` of the target's folder are not sources; `link` is what the linker is told besides.
func tool(
    _ name: String, _ dependencies: [Target.Dependency], files: [String] = [], link: [String] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, exclude: files, swiftSettings: settings,
        linkerSettings: isSanitized ? [] : [.unsafeFlags(staticRuntime + link)])
}

/// A program that tests start.
func testTool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Tests/" + name, swiftSettings: settings)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "martlet",
    products: [
        .library(name: "Martlet", targets: ["Martlet", "Frames"]),
        .library(name: "MartletC", type: .dynamic, targets: ["MartletC", "CMartlet"]),
        .executable(name: "martlet-driver", targets: ["martlet-driver"]),
        .executable(name: "martlet-executor", targets: ["martlet-executor"]),
        .executable(name: "martlet-bench", targets: ["martlet-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // Without its traits, which nothing here uses: SwiftPM writes several in any order into the compiler's
        // arguments and so builds the module anew every other time.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        // What speaks to Kubernetes: HTTP/1.1 over TLS with client certificates, for the driver alone.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    targets: [
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(name: "CArrow"),
        .systemLibrary(name: "CCRC32C"),
        .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CLibUV", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"])]),
        .target(name: "CScripting"),
        module("Threads"),
        module("Columnar", compiled: hot),
        module("Checksums", ["CCRC32C"], compiled: hot),
        module("Values", ["Threads"], compiled: hot),
        module("Messages", [protobuf], compiled: cold),
        module("Net", ["CLibUV", "Threads", crypto]),
        module("Interchange", ["CArrow", "Columnar", "Threads"], compiled: hot),
        module("Bytecode", ["Columnar"]),
        .target(
            name: "Storage", dependencies: ["Columnar", "Threads", "Checksums", "CSnappy"],
            swiftSettings: settings + hot,
            linkerSettings: [.linkedLibrary(":libsnappy.a"), .linkedLibrary("stdc++")]),
        .target(
            name: "Files", dependencies: ["Columnar", "Threads", "Values", "CBzip2", "CZlib"],
            swiftSettings: settings + hot,
            linkerSettings: [.linkedLibrary(":libz.a"), .linkedLibrary(":libbz2.a")]),
        .target(
            name: "Formats", dependencies: ["Columnar", "CSnappy", "CZlib", "CZstd", "Files", "Storage", "Values"],
            swiftSettings: settings + hot,
            linkerSettings: [
                .linkedLibrary(":libsnappy.a"), .linkedLibrary(":libzstd.a"), .linkedLibrary("stdc++"),
            ]),
        .target(
            name: "HDFS", dependencies: ["Files", "Threads", "Checksums", "CZlib", "CExpat", protobuf, logging],
            swiftSettings: settings, linkerSettings: [.linkedLibrary(":libexpat.a")]),
        module("Closures", ["Bytecode", "Columnar"]),
        .target(
            name: "Scripting", dependencies: ["Bytecode", "Columnar", "Values", "CPCRE2", "CScripting"],
            swiftSettings: settings + unchecked,
            linkerSettings: [.linkedLibrary(":libpcre2-8.a")]),
        .target(
            name: "Compute",
            dependencies: ["Bytecode", "Columnar", "CExpat", "CMalloc", "CPCRE2", "Scripting", "Values"],
            swiftSettings: settings + unchecked, linkerSettings: [.linkedLibrary(":libexpat.a")]),
        module("Relational", ["Columnar", "Values"]),
        module("SQLText", ["Relational", "Columnar"]),
        module("Lowering", ["Relational", "Closures", "Plan", "Bytecode", "Columnar"]),
        module("Plan", ["Bytecode", "Columnar", "Messages", "Threads", protobuf]),
        module("JSONValues"),
        module("Scheduling", ["Plan"]),
        module(
            "Execution",
            [
                "CMalloc", "Compute", "Scripting", "Storage", "Files", "Formats", "Net", "Plan", "Columnar", "Bytecode",
                "Messages", "Threads",
                "Values", protobuf, logging,
            ]),
        module(
            "Driver",
            [
                "Scheduling", "Net", "Plan", "Messages", "Storage", "Files", "Columnar", "Values", "Threads",
                protobuf, logging,
            ]),
        .target(
            name: "Kubernetes",
            dependencies: [
                "Driver", "Scheduling", "Net", "Storage", "Messages", "Threads", "Execution", "JSONValues", "CSpawn",
                "CYAML", httpClient, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), nioSSL, logging,
            ],
            swiftSettings: settings, linkerSettings: [.linkedLibrary(":libyaml.a")]),
        .target(
            name: "Console",
            dependencies: [
                "Driver", "Scheduling", "Plan", "Threads", "JSONValues", "Values", "Files", "CZstd", httpClient,
                nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), nioSSL, logging,
            ],
            exclude: ["WithoutHTTP"], swiftSettings: settings, linkerSettings: [.linkedLibrary(":libzstd.a")]),
        module(
            "Clusters",
            [
                "CSpawn", "Driver", "Execution", "Files", "Messages", "Net", "Plan", "Scheduling", "Storage", "Threads",
                logging,
            ]),
        module(
            "Martlet",
            [
                "Driver", "Clusters", "Kubernetes", "Console", "Execution", "Closures", "Compute", "Plan", "Scheduling",
                "Files", "Formats", "Storage", "Net", "Columnar", "Bytecode", "Threads", "Scripting", "Values", "HDFS",
                "Messages", logging,
            ]),
        module(
            "Frames",
            [
                "Martlet", "Relational", "SQLText", "Lowering", "Driver", "Plan", "Closures", "Compute", "Scripting",
                "Files", "Formats", "Columnar", "Bytecode", "Threads", "Values",
            ]),
        module(
            "MartletC",
            [
                "Martlet", "Frames", "Relational", "SQLText", "Lowering", "Interchange", "CArrow", "Files", "Driver",
                "Execution", "Messages", "Scheduling", "Kubernetes", "Console", "Closures", "Bytecode", "Columnar",
                "Plan", "Threads", "Values", logging,
            ]),
        .target(
            name: "CMartlet", exclude: ["exports.map"], linkerSettings: [.unsafeFlags(sharedRuntime)]),
        tool(
            "martlet-driver",
            ["Martlet", "Driver", "Clusters", "Execution", "Messages", "Net", "Threads", arguments, logging]),
        tool(
            "martlet-executor", ["CSpawn", "CZstd", "Execution", "HDFS", "Messages", "Net", logging],
            files: [unwindScript], link: noUnwindTables),
        tool(
            "martlet-bench",
            ["Martlet", "Driver", "CSpawn", arguments, .product(name: "Histogram", package: "hdrhistogram-swift")]),
        support("ColumnarSamples", ["Columnar"]),
        support(
            "APIServer",
            [
                "Kubernetes", "JSONValues", "Threads", "CSpawn", nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
                nioSSL,
            ]),
        testTool("martlet-test-apiserver", ["APIServer", "Kubernetes", "JSONValues"]),
        support(
            "HostileCluster",
            [
                "Driver", "Execution", "Scheduling", "Plan", "Net", "Storage", "Bytecode", "Columnar", "Messages",
                protobuf, logging,
            ]),
        tests(
            "TrustTests",
            [
                "HostileCluster", "Driver", "Execution", "Scheduling", "Plan", "Net", "Storage", "Columnar", "Messages",
                protobuf,
            ]),
        tests("ColumnarTests", ["Columnar", "ColumnarSamples"]),
        tests("ValuesTests", ["Values"]),
        tests("InterchangeTests", ["Interchange", "CArrow", "Columnar"]),
        tests("NetTests", ["Net"]),
        tests("BytecodeTests", ["Bytecode", "Columnar"]),
        tests("ScriptingTests", ["Scripting", "Bytecode", "Columnar"]),
        tests("StorageTests", ["Storage", "Checksums", "Columnar", "ColumnarSamples", "Threads"]),
        tests("FilesTests", ["Files", "Columnar", "Threads"]),
        tests("FormatsTests", ["Formats", "Files", "Columnar"]),
        tests("HDFSTests", ["HDFS", "Columnar", "Files", "Formats", "Threads", crypto, logging, protobuf]),
        tests("ClosuresTests", ["Closures", "Bytecode", "Columnar", "Compute", "Scripting"]),
        tests(
            "MartletTests",
            [
                "Martlet", "Console", "Driver", "Clusters", "Execution", "Files", "Formats", "Plan", "Scheduling",
                "Closures", "Compute", "Bytecode", "Columnar",
            ]),
        tests("ComputeTests", ["Compute", "Bytecode", "Columnar", "Values"]),
        tests("PlanTests", ["Plan", "Closures", "Bytecode", "Columnar", "Messages", "Threads", protobuf, crypto]),
        tests("SchedulingTests", ["Scheduling", "Plan", "Columnar"]),
        tests("DriverTests", ["Driver", "Scheduling", "Plan"]),
        tests(
            "SimulationTests",
            [
                "Driver", "Execution", "Scheduling", "Plan", "Net", "Storage", "Files", "HDFS", "Columnar", "Bytecode",
                "Closures", "Compute", "Messages", "Threads", protobuf, logging,
            ]),
        tests("MartletCTests", ["MartletC", "Interchange", "CArrow", "Columnar"]),
        tests("ScriptingLibraryTests", ["Scripting", "Values"]),
        tests("RelationalTests", ["Relational", "SQLText", "Columnar", "Values"]),
        tests("SQLTextTests", ["SQLText", "Relational", "Columnar"]),
        tests("FramesTests", ["Frames", "Martlet", "Driver", "Plan", "Relational", "Files", "Columnar"]),
        tests(
            "KubernetesTests",
            [
                "Kubernetes", "APIServer", "JSONValues", "Driver", "Net", "Scheduling", "Threads", nio("NIOCore"),
                nio("NIOHTTP1"), nio("NIOPosix"), nioSSL,
            ]),
        tests(
            "ConsoleTests",
            [
                "Console", "Driver", "Scheduling", "Plan", "Files", "JSONValues", "Threads", "CZstd", nio("NIOCore"),
                nio("NIOHTTP1"), nio("NIOPosix"), logging,
            ]),
        tests("LayeringTests", []),
        tests(
            "ClusterTests",
            [
                "Martlet", "Driver", "Clusters", "Execution", "Plan", "Scheduling", "Net", "HostileCluster", "Messages",
                "Threads", "CSpawn", protobuf, crypto, logging,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// With MARTLET_WITHOUT=http, as `scripts/run` says, sessions know no `k8s:` masters, serve no console and send no
// spans, and what speaks HTTP (SwiftNIO, HTTP/2, TLS and a second BoringSSL among it) is not compiled: a third of all.
if Context.environment["MARTLET_WITHOUT"] == "http" {
    let parts = ["Kubernetes", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"]
    for target in package.targets where ["Martlet", "Console"].contains(target.name) {
        target.dependencies.removeAll { dependency in
            switch dependency {
            case .byNameItem(let name, _), .productItem(let name, _, _, _): parts.contains(name)
            default: false
            }
        }
        if target.name == "Console" { target.exclude = ["HTTP"] }
        target.swiftSettings?.append(.define("WITHOUT_HTTP"))
    }
}

// `scripts/fuzz` names the fuzzer's runtime library in MARTLET_FUZZ: then everything is instrumented, and each folder
// of Fuzz/ becomes an executable `fuzz-…`.
if let fuzzerRuntime = Context.environment["MARTLET_FUZZ"] {
    let instrumented: SwiftSetting = .unsafeFlags(["-sanitize=fuzzer,address"])
    for target in package.targets where target.type == .regular {
        target.swiftSettings = (target.swiftSettings ?? []) + [instrumented]
    }
    package.targets.append(.target(name: "FuzzDriver", path: "Fuzz/Driver", swiftSettings: settings))
    let fuzzed: [(folder: String, dependencies: [Target.Dependency])] = [
        ("frame", ["Net"]), ("hdfs", ["HDFS"]), ("block", ["Storage"]), ("bytecode", ["Bytecode"]),
        ("vm", ["Compute", "Bytecode", "Columnar"]), ("script", ["Scripting", "Bytecode", "Columnar"]),
        ("any", ["Compute", "Interchange", "Storage", "Bytecode", "Columnar"]),
        ("marshal", ["Interchange", "CArrow", "Columnar"]), ("arrow", ["Interchange", "CArrow", "Columnar"]),
        ("closure", ["Closures", "Compute", "Interchange", "Bytecode", "Columnar"]),
        ("library", ["Closures", "Scripting", "Bytecode", "Columnar"]), ("messages", ["HostileCluster"]),
        ("zone", ["Values"]), ("csv", ["Formats", "Files", "Columnar"]), ("json", ["Formats", "Files", "Columnar"]),
        ("parquet", ["Formats", "Files", "Columnar"]), ("blockfile", ["Formats", "Files", "Columnar"]),
        ("eventlog", ["Console"]), ("request", ["Console"]),
    ]
    for (folder, dependencies) in fuzzed {
        let linked = LinkerSetting.unsafeFlags(["-sanitize=address", fuzzerRuntime, "-lstdc++"])
        package.targets.append(
            .executableTarget(
                name: "fuzz-" + folder, dependencies: dependencies + ["FuzzDriver"], path: "Fuzz/" + folder,
                swiftSettings: settings + [instrumented], linkerSettings: [linked]))
    }
}
