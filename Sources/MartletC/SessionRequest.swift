// SPDX-License-Identifier: Apache-2.0

import Console
import Martlet

/// What is to become of bytes that are no text.
func malformed(_ word: String, _ what: String) throws(Refusal) -> TextOptions.Malformed {
    do { return try .named(word, as: what) } catch { throw .value("\(error)") }
}

/// What `martlet_open` was asked for.
func sessionOptions(_ request: Request) throws(Refusal) -> SessionOptions {
    var options = SessionOptions(
        master: try request.optionalText("master") ?? "local[*]",
        appName: try request.optionalText("appName") ?? "martlet")
    options.executorPath = try request.optionalText("executor")
    options.watcher = try request.optionalStrings("watcher") ?? []
    let settings = try request.texts("conf")
    do { try options.apply(settings) } catch { throw .value("\(error)") }
    for (key, meaning) in try request.texts("meanings") {
        // The state, a line's end, and what it means.
        let parts = meaning.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        options.settingMeanings[key] = SettingMeaning(state: parts[0], text: parts.count > 1 ? parts[1] : "")
    }
    return options
}
