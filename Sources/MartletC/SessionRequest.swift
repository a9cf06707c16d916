// SPDX-License-Identifier: Apache-2.0

import Execution
import Logging
import Martlet

/// What `martlet_open` was asked for.
func sessionOptions(_ request: Request) throws(Refusal) -> SessionOptions {
    var options = SessionOptions(
        master: try request.optionalText("master") ?? "local[*]",
        appName: try request.optionalText("appName") ?? "martlet")
    options.executorPath = try request.optionalText("executor")
    let settings = try request.texts("conf")
    func number(_ key: String) throws(Refusal) -> Int? {
        guard let text = settings[key] else { return nil }
        guard let number = Int(text), number > 0 else { throw .value("\(key) is '\(text)', not a positive number") }
        return number
    }
    func bytes(_ key: String) throws(Refusal) -> Int? {
        guard let text = settings[key] else { return nil }
        do { return try MemorySize.parse(text) } catch { throw .value("\(key): \(error)") }
    }
    options.defaultParallelism = try number("spark.default.parallelism")
    let memory = [try bytes("spark.driver.memory"), try bytes("spark.executor.memory")].compactMap { $0 }.max()
    if let memory { options.localMemory = MemorySize.text(memory) }
    if let most = try bytes("spark.driver.maxResultSize") { options.resultBytesMax = most }
    if let folder = settings["spark.local.dir"], !folder.isEmpty { options.workDirectory = folder }
    options.secretFile = settings["martlet.secret.file"]
    if let text = settings["martlet.log.level"] {
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            throw .value("martlet.log.level is '\(text)'; trace, debug, info, notice, warning, error or critical")
        }
        options.logLevel = level
    }
    if let rows = try number("martlet.batch.rows") { options.batchRows = rows }
    if let seconds = try number("martlet.executor.wait") { options.executorWaitSeconds = seconds }
    return options
}
