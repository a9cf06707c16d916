// SPDX-License-Identifier: Apache-2.0

import Execution
import Glibc
import Logging
import Net

/// What the options of the command line say, checked.
struct ExecutorArguments {
    let driver: Address
    let secretFile: String
    let cores: Int
    let memoryBytes: Int
    let workDirectory: String
    let host: String
    let node: String?
    let machineNames: [String]
    let blockAddress: Address
    let name: String
    let logLevel: Logger.Level

    init(_ values: [String: String]) throws(CommandLine.UsageError) {
        func text(_ name: String) -> String { values[name] ?? "" }
        func refuse(_ name: String, _ why: String) -> CommandLine.UsageError {
            .init(text: "--\(name) \(text(name)) \(why)")
        }
        guard let cores = Int(text("cores")), (1...ExecutionLimits.slotsMax).contains(cores) else {
            throw refuse("cores", "is not in 1 to \(ExecutionLimits.slotsMax)")
        }
        guard let port = UInt16(text("block-port")) else { throw refuse("block-port", "is not a port, 0 to 65535") }
        guard let level = Logger.Level(rawValue: text("log-level")) else {
            throw refuse("log-level", "is none of trace, debug, info, notice, warning, error, critical")
        }
        do {
            driver = try Address(parsing: text("driver"))
            memoryBytes = try MemorySize.parse(text("memory"))
        } catch {
            throw .init(text: "\(error)")
        }
        guard memoryBytes >= ExecutionLimits.memoryBytesMin else { throw refuse("memory", "is less than 16m") }
        secretFile = text("secret-file")
        self.cores = cores
        workDirectory = text("work-dir")
        host = text("host")
        node = ExecutorArguments.variable("MARTLET_NODE_NAME")
        // A container's own names are not those of the machine below it.
        machineNames =
            node == nil ? MachineNames.own.all : [ExecutorArguments.variable("MARTLET_HOST_IP")].compactMap(\.self)
        blockAddress = Address(host: text("bind").isEmpty ? host : text("bind"), port: port)
        name = text("name")
        logLevel = level
    }

    /// Of the environment; nil when it is empty.
    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
