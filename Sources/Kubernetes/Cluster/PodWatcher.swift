// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSONValues
import Threads

/// What the watcher's process does.
public enum PodWatcher {
    /// How long it tries to delete what is left.
    static let seconds = 120
    /// How often it looks whether the driver still lives.
    static let checkMillis: Int32 = 2_000
    /// The order is a line of at most so many bytes.
    static let orderBytesMax = 1 << 20

    /// Reads the driver's order from `input` and waits for its end; deletes the pods when no farewell came before.
    /// Gives the exit status.
    public static func run(input: Int32 = 0) -> Int32 {
        signal(SIGINT, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        var bytes: [UInt8] = []
        var order: WatcherProcess.Order?
        while bytes.count <= orderBytesMax {
            var waited = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waited, 1, checkMillis)
            if ready < 0, errno == EINTR { continue }
            if ready == 0 {
                if order?.driver.isAlive == false { break }
                continue
            }
            var piece = [UInt8](repeating: 0, count: 4_096)
            let count = read(input, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            bytes += piece.prefix(count)
            if order == nil, let end = bytes.firstIndex(of: 10) {
                order = (try? JSON(parsing: Array(bytes[..<end]))).flatMap { WatcherProcess.Order($0) }
                if order == nil { return 2 }
            }
        }
        guard let order else { return 2 }
        let lines = bytes.split(separator: 10).dropFirst()
        if lines.contains(where: { $0.elementsEqual(WatcherProcess.farewell.utf8) }) { return 0 }
        let status = Monitor<Int32?>(nil)
        Task {
            let found = await delete(order)
            status.change { $0 = found }
        }
        return status.wait { $0 }
    }

    private static func delete(_ order: WatcherProcess.Order) async -> Int32 {
        guard
            let access = try? ServerAccess.find(
                master: order.master, settings: order.settings, environment: processEnvironment()),
            let client = try? KubernetesClient(access)
        else { return 2 }
        defer { Task { await client.shutdown() } }
        for attempt in 0..<seconds {
            if attempt > 0 { try? await Task.sleep(for: .seconds(1)) }
            do throws(KubernetesError) {
                // Nobody is left to drain for.
                try await client.deletePods(labels: order.labels, graceSeconds: 0)
                try await client.deleteSecrets(labels: order.labels)
                // One that was being made while the driver ended comes a little later.
                if attempt > 0, try await client.pods(labels: order.labels).pods.isEmpty { return 0 }
            } catch { continue }
        }
        return 1
    }
}
