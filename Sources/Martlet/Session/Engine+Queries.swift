// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan

extension Engine {
    /// Carries out the action of a query, which those who watch the session hear of. `plan` is asked for once, where
    /// there is somebody; `began` hears of the query's number.
    package func query<Result>(
        _ name: String, plan: () -> String, control: ActionControl, began: (Int) -> Void = { _ in },
        _ body: (ActionControl) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let id = nextQuery()
        // A query within another is a part of that.
        guard control.begin(query: id) else {
            began(control.query?.number ?? id)
            return try body(control)
        }
        began(id)
        let started = now
        announce(
            .queryStarted(
                QueryFacts(
                    id: id, name: name, plan: isWatched ? plan().cut(toBytes: DriverLimits.queryPlanBytesMax) : "",
                    properties: control.properties, startedMillis: started)))
        func end(_ end: QueryFacts.End) {
            announce(.queryEnded(id, end, seconds: Double(now - min(started, now)) / 1_000))
        }
        do throws(MartletError) {
            let result = try body(control)
            end(.succeeded)
            return result
        } catch {
            end(.failed(message: "\(error)".cut(toBytes: MartletLimits.queryMessageBytesMax)))
            throw error
        }
    }
}

extension String {
    /// The text, or its beginning with an ellipsis when it has more bytes.
    fileprivate func cut(toBytes most: Int) -> String {
        if utf8.count <= most { return self }
        return String(decoding: utf8.prefix(most), as: UTF8.self) + "…"
    }
}
