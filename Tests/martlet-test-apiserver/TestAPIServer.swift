// SPDX-License-Identifier: Apache-2.0

import APIServer
import Glibc
import JSONValues
import Kubernetes

/// The API server of the tests as a program, for tests in other languages: `martlet-test-apiserver EXECUTOR` prints one
/// line of JSON (address, folder, files, settings), serves, and ends with its standard input.
@main
enum TestAPIServer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 2 else {
            write("usage: martlet-test-apiserver PATH-OF-MARTLET-EXECUTOR\n", to: 2)
            exit(2)
        }
        let server = try await APIServer.start(.init(programs: ["martlet-executor": arguments[1]]))
        let picture: JSON = [
            "address": .string(server.address), "port": .int(server.port), "folder": .string(server.folder),
            "settings": JSON(server.sparkSettings), "environment": JSON(server.podEnvironment),
        ]
        write("\(picture)\n", to: 1)
        // Nothing is read but the end, which comes also when the parent dies.
        await withCheckedContinuation { continuation in
            let reader = StandardInput { continuation.resume() }
            reader.start()
        }
        await server.stop()
    }

    private static func write(_ text: String, to handle: Int32) {
        var text = text
        text.withUTF8 { _ = Glibc.write(handle, $0.baseAddress, $0.count) }
    }
}

/// Waits on a thread of its own for the end of the standard input.
private final class StandardInput {
    private let onEnd: () -> Void

    init(_ onEnd: @escaping () -> Void) { self.onEnd = onEnd }

    func start() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                let reader = Unmanaged<StandardInput>.fromOpaque(argument!).takeRetainedValue()
                var byte: UInt8 = 0
                while read(0, &byte, 1) != 0 {}
                reader.onEnd()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }
}
