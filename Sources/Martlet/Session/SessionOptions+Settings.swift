// SPDX-License-Identifier: Apache-2.0

import Console
import Execution
import Files
import Logging
import Scheduling

extension SessionOptions {
    /// Takes Spark's and Martlet's keys in: what they set is set, everything else stays as it was. Keys that mean
    /// nothing here are kept for the cluster and for reading.
    public mutating func apply(_ settings: [String: String]) throws(MartletError) {
        self.settings.merge(settings) { _, new in new }
        let values = SettingTexts(settings: settings)
        if let number = try values.number("spark.default.parallelism") { defaultParallelism = number }
        let memory = [try values.bytes("spark.driver.memory"), try values.bytes("spark.executor.memory")]
        if let most = memory.compactMap({ $0 }).max() { localMemory = MemorySize.text(most) }
        // Spark's 0 is no limit.
        if settings["spark.driver.maxResultSize"] == "0" {
            resultBytesMax = .max
        } else if let most = try values.bytes("spark.driver.maxResultSize") {
            resultBytesMax = most
        }
        if let folder = settings["spark.local.dir"], !folder.isEmpty { workDirectory = folder }
        if let file = settings["martlet.secret.file"] { secretFile = file }
        if let word = settings["martlet.log.level"] {
            guard let level = Logger.Level(rawValue: word.lowercased()) else {
                throw .configuration(
                    "martlet.log.level is '\(word)'; trace, debug, info, notice, warning, error or critical")
            }
            logLevel = level
        }
        try applyToFiles(values)
        try applyToConsole(values)
        try applyToEventLog(values)
        if let number = try values.number("spark.executor.maxNumFailures") { executorFailuresMax = number }
        if let word = settings["martlet.random.seed"] {
            guard let seed = Int(word) else {
                throw .configuration("martlet.random.seed is '\(word)', not an integer of 64 bits")
            }
            randomSeed = UInt64(bitPattern: Int64(seed))
        }
        if let rows = try values.number("martlet.batch.rows") { batchRows = rows }
        if let seconds = try values.number("martlet.executor.wait") { executorWaitSeconds = seconds }
        if let found = try values.speculation() { speculation = found }
        if let found = try values.allocation() { allocation = found }
        if let millis = try values.milliseconds("martlet.task.timeout", unit: 1_000), millis > 0 {
            taskTimeoutSeconds = millis / 1_000
        }
        if let millis = try values.milliseconds("martlet.task.cancelWait", unit: 1_000) {
            taskCancelSeconds = millis / 1_000
        }
    }

    /// Takes in pairs `key=value`, as commands have them; of equal keys the last counts.
    public mutating func apply(pairs: [String]) throws(MartletError) {
        var settings: [String: String] = [:]
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw .configuration("\(pair) is not key=value") }
            settings[String(parts[0])] = String(parts[1])
        }
        try apply(settings)
    }

    private mutating func applyToConsole(_ values: SettingTexts) throws(MartletError) {
        if let isOn = try values.flag("spark.ui.enabled") {
            if !isOn { console = nil } else if console == nil { console = ConsoleOptions(environment: environment) }
        }
        guard var console else { return }
        if let port = try values.number("spark.ui.port", from: 0) {
            guard port <= 65_535 else { throw .configuration("spark.ui.port is '\(port)', not a number up to 65535") }
            console.port = port
        }
        if let retries = try values.number("spark.port.maxRetries", from: 0) {
            console.portRetries = min(retries, 1_000)
        }
        if let host = values.settings["spark.driver.host"], !host.isEmpty, !console.isLocal { console.urlHost = host }
        if let names = values.settings["martlet.ui.hosts"] {
            console.hosts.formUnion(
                names.split(separator: ",").map { $0.split(separator: " ").joined() }.filter { !$0.isEmpty })
        }
        if let proxy = values.settings["spark.ui.reverseProxyUrl"], let place = proxy.firstRange(of: "://") {
            let host = proxy[place.upperBound...].prefix { $0 != "/" && $0 != ":" }
            if !host.isEmpty { console.hosts.insert(String(host)) }
        }
        if let secret = try values.readSecret { console.readSecret = secret }
        self.console = console
    }

    private mutating func applyToEventLog(_ values: SettingTexts) throws(MartletError) {
        guard let isOn = try values.flag("spark.eventLog.enabled") else { return }
        guard isOn else {
            eventLogFolder = nil
            return
        }
        let folder = values.settings["spark.eventLog.dir"] ?? ""
        eventLogFolder = folder.isEmpty ? SessionOptions.eventLogFolderStandard : folder
    }

    private mutating func applyToFiles(_ values: SettingTexts) throws(MartletError) {
        let settings = values.settings
        if let encoding = settings["martlet.text.encoding"] { text.encoding = encoding }
        if let word = settings["martlet.text.errors"] {
            text.malformed = try TextOptions.Malformed.named(word, as: "martlet.text.errors")
        }
        if let separator = settings["spark.hadoop.textinputformat.record.delimiter"] { text.lineSeparator = separator }
        for key in [
            "spark.hadoop.mapreduce.input.fileinputformat.input.dir.recursive", "martlet.files.recursiveFileLookup",
        ] {
            if let flag = try values.flag(key) { text.isRecursive = flag }
        }
        let prefix = "spark.hadoop."
        for (key, value) in settings where key.hasPrefix(prefix) { hadoop[String(key.dropFirst(prefix.count))] = value }
    }
}

extension TextOptions.Malformed {
    /// What is to become of bytes that are no text, by the word for it; `what` is what the word was given as.
    package static func named(_ word: String, as what: String) throws(MartletError) -> TextOptions.Malformed {
        guard let found = TextOptions.Malformed(rawValue: word) else {
            throw .configuration("\(what) is '\(word)'; strict (an error) or replace (U+FFFD)")
        }
        return found
    }
}

/// Values of settings as users write them.
private struct SettingTexts {
    let settings: [String: String]

    /// What whoever reads the console must know, in the settings or in a file.
    var readSecret: String? {
        get throws(MartletError) {
            let (key, fileKey) = ("martlet.ui.secret", "martlet.ui.secret.file")
            var found = settings[key]
            if let path = settings[fileKey], !path.isEmpty {
                do throws(FileError) {
                    found = String(decoding: try FileSystems().read(path, at: 0, count: 4_096), as: UTF8.self)
                } catch { throw .configuration("\(fileKey): \(error)") }
            }
            guard let found else { return nil }
            let secret = found.split { $0.isWhitespace }.joined(separator: " ")
            let least = ConsoleLimits.secretBytesMin
            guard secret.utf8.count >= least, secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .configuration(
                    "the secret of \(settings[fileKey].map { _ in fileKey } ?? key) has less than \(least) letters, or "
                        + "some that are no printable ASCII: `openssl rand -hex 16` makes one")
            }
            return secret
        }
    }

    func number(_ key: String, from least: Int = 1) throws(MartletError) -> Int? {
        guard let text = settings[key] else { return nil }
        guard let number = Int(text), number >= least else {
            throw .configuration(
                "\(key) is '\(text)', not a " + (least == 1 ? "positive number" : "whole number of at least \(least)"))
        }
        return number
    }

    func bytes(_ key: String) throws(MartletError) -> Int? {
        guard let text = settings[key] else { return nil }
        do { return try MemorySize.parse(text) } catch { throw .configuration("\(key): \(error)") }
    }

    func flag(_ key: String) throws(MartletError) -> Bool? {
        guard let word = settings[key]?.lowercased() else { return nil }
        guard let flag = Bool(word) else { throw .configuration("\(key) is '\(word)', not true or false") }
        return flag
    }

    private func real(_ key: String, _ range: ClosedRange<Double>) throws(MartletError) -> Double? {
        guard let text = settings[key] else { return nil }
        guard let value = Double(text), range.contains(value) else {
            throw .configuration("\(key) is '\(text)', not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A duration as Spark writes it: `100ms`, `5s`, `2min`, `1h`; a number alone counts `unit` milliseconds.
    func milliseconds(_ key: String, unit: Double) throws(MartletError) -> Double? {
        guard let text = settings[key]?.lowercased() else { return nil }
        let digits = text.prefix { $0.isNumber || $0 == "." }
        let units: [Substring: Double] = [
            "": unit, "ms": 1, "s": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        guard let value = Double(digits), let factor = units[text.dropFirst(digits.count)],
            value * factor <= Double(SchedulingLimits.waitMillisMax)
        else {
            throw .configuration("\(key) is '\(text)', not a duration such as 500ms, 30s or 5min of at most 7d")
        }
        return value * factor
    }

    private func millis(_ key: String, unit: Double = 1_000) throws(MartletError) -> UInt64? {
        try milliseconds(key, unit: unit).map { UInt64($0) }
    }

    /// Spark's settings of second attempts.
    func speculation() throws(MartletError) -> SpeculationOptions? {
        var found = SpeculationOptions()
        found.intervalMillis = try millis("spark.speculation.interval", unit: 1) ?? found.intervalMillis
        found.minTaskRunMillis = try millis("spark.speculation.minTaskRuntime", unit: 1) ?? found.minTaskRunMillis
        found.multiplier = try real("spark.speculation.multiplier", 1...1_000_000) ?? found.multiplier
        found.quantile = try real("spark.speculation.quantile", 0...1) ?? found.quantile
        return try flag("spark.speculation") == true ? found : nil
    }

    /// Spark's settings of executors that come and go with the work.
    func allocation() throws(MartletError) -> AllocationOptions? {
        func key(_ name: String) -> String { "spark.dynamicAllocation." + name }
        var found = AllocationOptions()
        found.executorsMin = try number(key("minExecutors"), from: 0) ?? found.executorsMin
        found.executorsMax = try number(key("maxExecutors")) ?? found.executorsMax
        guard found.executorsMin <= found.executorsMax else {
            throw .configuration(
                "\(key("minExecutors")) is \(found.executorsMin), more than the \(found.executorsMax) of "
                    + key("maxExecutors"))
        }
        // As Spark has it, the largest of those that are set.
        found.executorsInitial = [
            try number(key("initialExecutors"), from: 0), try number("spark.executor.instances", from: 0),
        ].compactMap { $0 }.max()
        found.idleMillis = try millis(key("executorIdleTimeout")) ?? found.idleMillis
        found.backlogMillis = try millis(key("schedulerBacklogTimeout")) ?? found.backlogMillis
        found.sustainedBacklogMillis = try millis(key("sustainedSchedulerBacklogTimeout"))
        found.tracksShuffles = try flag(key("shuffleTracking.enabled")) ?? found.tracksShuffles
        found.shuffleMillis = try millis(key("shuffleTracking.timeout"))
        return try flag(key("enabled")) == true ? found : nil
    }
}
