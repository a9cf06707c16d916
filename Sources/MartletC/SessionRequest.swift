// SPDX-License-Identifier: Apache-2.0

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
    return options
}
