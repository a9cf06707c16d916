// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

/// What happened when, a lane for each thing. Bars are drawn; all that they say is in the tables beside, too.
struct Timeline {
    struct Bar {
        var start: UInt64
        var end: UInt64
        /// A class of the style sheet: good, bad, busy or idle.
        var kind: StaticString
        var label: String
        var link: HTMLText?
    }

    struct Lane {
        var name: String
        var bars: [Bar]
    }

    var title: StaticString
    var lanes: [Lane] = []
    var start: UInt64
    var end: UInt64

    private static let width = 10_000

    /// `moment` writes a time for people.
    func html(_ moment: (UInt64) -> String, omitted: Int = 0) -> HTMLText {
        if lanes.isEmpty { return "" }
        let span = max(end, start + 1) - start
        func place(_ millis: UInt64) -> Int {
            Int(Double(min(max(millis, start), end) - start) / Double(span) * Double(Self.width))
        }
        let rows = lanes.map { lane -> HTMLText in
            let bars = lane.bars.suffix(ConsoleLimits.barsOfLaneMax).map { bar -> HTMLText in
                let (left, right) = (place(bar.start), place(bar.end))
                // What is short is seen all the same.
                let wide = max(right - left, Self.width / 250)
                let rect: HTMLText = """
                    <rect class="\(HTMLText(stringLiteral: bar.kind))" x="\(min(left, Self.width - wide))" y="1" \
                    width="\(wide)" height="8"><title>\(bar.label)</title></rect>
                    """
                // Keyboards have the table.
                return bar.link.map { "<a href=\"\($0)\" tabindex=\"-1\">\(rect)</a>" } ?? rect
            }
            return """
                <div class="lane"><span title="\(lane.name)">\(lane.name)</span><svg viewBox="0 0 \(Self.width) 10" \
                preserveAspectRatio="none" aria-hidden="true">\(HTMLText(joining: bars))</svg></div>

                """
        }
        let more: HTMLText = omitted > 0 ? "<p class=\"empty\">\(Amount.count(omitted)) more are not drawn.</p>" : ""
        return """
            <div class="lanes" role="img" aria-label="\(HTMLText(stringLiteral: title)); the tables of this page \
            say the same">
            \(HTMLText(joining: rows))
            <div class="axis" aria-hidden="true"><span></span><span>\(moment(start))</span>\
            <span>\(moment(end))</span></div>\(more)</div>
            """
    }
}

extension ConsoleView {
    /// Jobs, and executors with what became of them, over the life of the application.
    var timeline: HTMLText {
        let shown = jobs.prefix(ConsoleLimits.barsOfLaneMax)
        let people = executors.sorted { ($0.state.isOver ? 1 : 0) < ($1.state.isOver ? 1 : 0) }
        guard !shown.isEmpty || !people.isEmpty else { return "" }
        var begin = facts.startedMillis
        if jobs.count > shown.count, let first = shown.last { begin = first.startedMillis }
        var line = Timeline(title: "Jobs and executors over time", start: begin, end: max(nowMillis, begin + 1))
        line.lanes = lanes(of: Array(shown.reversed()))
        line.lanes += people.prefix(ConsoleLimits.lanesMax).map { executor in
            let record = record(of: executor.name)
            let kind: StaticString =
                switch executor.state {
                case .pending, .starting: "wait"
                case .running: "good"
                case .draining, .lost(because: .drained), .lost(because: .dismissed): "idle"
                case .lost: "bad"
                }
            let why = executor.state.reason.isEmpty ? "" : ": " + executor.state.reason.cut(to: 200)
            return Timeline.Lane(
                name: executor.name,
                bars: [
                    Timeline.Bar(
                        start: record.added, end: record.removed ?? nowMillis, kind: kind,
                        label: "\(executor.name), \(executor.state.word)\(why)")
                ])
        }
        return line.html(moment, omitted: max(people.count - ConsoleLimits.lanesMax, 0))
    }

    /// Jobs that overlap lie in lanes of their own, a few.
    private func lanes(of jobs: [JobFacts]) -> [Timeline.Lane] {
        var lanes: [Timeline.Lane] = []
        var ends: [UInt64] = []
        for job in jobs {
            let end = endMillis(of: job) ?? nowMillis
            let kind: StaticString =
                switch job.end {
                case nil: "busy"
                case .succeeded: "good"
                case .failed: "bad"
                }
            let bar = Timeline.Bar(
                start: job.startedMillis, end: end, kind: kind,
                label: "Job \(job.id.rawValue): \(job.name.cut(to: 200)), \(Amount.seconds(seconds(of: job)))",
                link: place(job.id))
            if let free = ends.firstIndex(where: { $0 <= job.startedMillis }) {
                lanes[free].bars.append(bar)
                ends[free] = end
            } else if lanes.count < ConsoleLimits.jobLanesMax {
                lanes.append(Timeline.Lane(name: lanes.isEmpty ? "Jobs" : "", bars: [bar]))
                ends.append(end)
            } else {
                lanes[lanes.count - 1].bars.append(bar)
            }
        }
        return lanes
    }
}

extension ExecutorState {
    var isOver: Bool { if case .lost = self { true } else { false } }
}
