// SPDX-License-Identifier: Apache-2.0

extension ConsoleView {
    /// What the time of tasks went into: a bar, and the same in numbers and words.
    func whereTimeWent(_ times: TimeParts) -> HTMLText {
        guard times.whole > 0 else { return "" }
        let rows = zip(times.parts, times.shares).compactMap { part, share -> HTMLText? in
            guard part.nanos > 0 else { return nil }
            return """
                <tr><th scope="row"><i class="swatch \(part.kind.rawValue)" aria-hidden="true"></i> \
                \(Self.title(part.kind))</th>
                \(number(Amount.seconds(part.nanos / 1e9)))\(number(share == 0 ? "< 1 %" : "\(share) %"))
                <td><span class="why">\(Self.details(of: part.kind, times))</span></td></tr>

                """
        }
        let heads = [
            Head(title: "Part"), Head(title: "Time", isNumber: true), Head(title: "Share", isNumber: true),
            Head(title: "Of it"),
        ]
        return """
            <h2>Where the time went <small>of tasks that succeeded</small></h2>
            \(partBar(times, "thick"))
            \(table(heads, rows, none: ""))
            """
    }

    /// A cell with the same of one task: a bar, and in words what took most of it.
    func whereItWent(_ times: TimeParts) -> HTMLText {
        let (parts, shares) = (times.parts, times.shares)
        guard let most = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[most] > 0 else {
            return "<td></td>"
        }
        return """
            <td class="d">\(parts[most].kind.rawValue) \(shares[most]) %\(partBar(times, "thin"))</td>
            """
    }

    private func partBar(_ times: TimeParts, _ kind: StaticString) -> HTMLText {
        let shown = zip(times.parts, times.shares).filter { $1 > 0 }
        let pieces = shown.map { part, share in
            "<i class=\"\(part.kind.rawValue)\" style=\"width:\(share)%\"></i>" as HTMLText
        }
        let words = shown.map { "\($0.kind.rawValue) \($1) %" }.joined(separator: ", ")
        return """
            <div class="bar parts \(HTMLText(stringLiteral: kind))" role="img" aria-label="\(words)">\
            \(HTMLText(joining: pieces))</div>
            """
    }

    private static func title(_ kind: TimeParts.Kind) -> HTMLText {
        switch kind {
        case .reading: "Reading"
        case .computing: "Computing"
        case .shuffling: "Shuffling"
        case .writing: "Writing files"
        case .waiting: "Waiting"
        }
    }

    private static func details(of kind: TimeParts.Kind, _ times: TimeParts) -> String {
        func list(_ details: [(Double, String)]) -> String {
            details.filter { $0.0 > 0 }.map { "\(Amount.seconds($0 / 1e9)) \($1)" }.joined(separator: ", ")
        }
        switch kind {
        case .reading: return "files, values of the driver, kept rows"
        case .computing:
            let work = times.whole - times.waiting
            guard times.processor > 0, work > 0 else { return "" }
            let share = min(Int((100 * times.processor / work).rounded()), 100)
            return "processors were busy for \(share) % of all but waiting"
        case .shuffling:
            return list([(times.shuffleReading, "reading blocks"), (times.shuffleWriting, "writing blocks")])
        case .writing: return ""
        case .waiting:
            return list([
                (times.fetchWait, "for blocks of other executors"), (times.inputWait, "for values of the driver"),
                (times.delay, "on the way and in the queues of executors"), (times.result, "for results to come"),
            ])
        }
    }
}
