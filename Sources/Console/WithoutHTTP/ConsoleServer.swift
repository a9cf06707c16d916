// SPDX-License-Identifier: Apache-2.0

/// What whoever asks for the console, or for spans, is told.
let withoutHTTP =
    "this program was built without HTTP (MARTLET_WITHOUT=http, as scripts/run does): build it again without that, "
    + "with swift build -c release"

/// Says what to do where a site is to be served.
final class ConsoleServer: Sendable {
    let port = 0

    struct Missing: Error, CustomStringConvertible {
        var description: String { withoutHTTP }
    }

    init(_ site: any ConsoleAnswering, host: String, port: Int, retries: Int) throws { throw Missing() }

    func stop(withinMillis millis: Int) {}
}
