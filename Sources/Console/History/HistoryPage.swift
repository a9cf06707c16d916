// SPDX-License-Identifier: Apache-2.0

/// What is around the list of applications.
enum HistoryFrame {
    static func page(version: String, main: HTMLText) -> HTMLText {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        \(PageFrame.head("Applications · Martlet"))
        </head>
        <body>
        <a class="skip" href="#main">To the content</a>
        <header>
        <a class="brand" href="./" aria-label="Martlet, applications"><span aria-hidden="true">◆</span> Martlet</a>
        <nav aria-label="Sections"><a href="./" aria-current="page">Applications</a></nav>
        </header>
        <main id="main">
        \(main)
        </main>
        <footer>Martlet \(version) · <a href="api/v1/applications">REST</a></footer>
        </body>
        </html>

        """
    }
}

/// The list of applications.
struct HistoryPage {
    var folder: String
    var listing: HistoryIndex.Listing
    /// Place of the first one that is shown.
    var first: Int
    var shown: [(HistoryIndex.Entry, Result<ConsoleFacts, EventLogHeader.Refusal>)]

    var html: HTMLText {
        let count = listing.entries.count
        var html: HTMLText = """
            <h1>Applications <small>\(Amount.count(count))</small></h1>
            <p class="sub">Event logs in \(folder)</p>
            """
        if listing.othersCount > 0 {
            html += "<p class=\"sub\">\(Amount.count(listing.othersCount)) other files are there, too.</p>"
        }
        if shown.isEmpty {
            return html + """
                <div class="table"><p class="empty">There is no event log yet. Sessions write one where \
                spark.eventLog.enabled is true.</p></div>
                """
        }
        html += """
            <div class="table"><table><thead><tr><th scope="col">Application</th><th scope="col">Log</th>\
            <th scope="col">State</th><th scope="col">User</th><th scope="col">Started (UTC)</th>\
            <th class="n" scope="col">Time</th><th class="n" scope="col">Size</th></tr></thead>
            <tbody>\(HTMLText(joining: shown.map(row)))</tbody></table></div>
            """
        var links: [HTMLText] = []
        if first > 0 { links.append("<a href=\"./?from=\(max(first - ConsoleLimits.logsShown, 0))\">newer ones</a> ") }
        if first + shown.count < count { links.append("<a href=\"./?from=\(first + shown.count)\">older ones</a>") }
        return html + "<p class=\"sub\">\(HTMLText(joining: links))</p>"
    }

    private func row(_ entry: HistoryIndex.Entry, _ header: Result<ConsoleFacts, EventLogHeader.Refusal>) -> HTMLText {
        let state: HTMLText =
            entry.hasEnded
            ? "<span class=\"tag good\">ended</span>" : "<span class=\"tag busy\">not ended</span>"
        switch header {
        case .success(let facts):
            let last = entry.lastMillis(facts)
            let view = ConsoleView(facts: facts, store: ConsoleStore(), nowMillis: last)
            return """
                <tr><th class="w" scope="row"><a href="history/\(entry.key)/">\(facts.applicationName)</a></th>
                <td>\(entry.key)</td><td>\(state)</td><td>\(facts.user)</td>
                <td class="d">\(view.moment(facts.startedMillis))</td>
                <td class="n">\(Amount.seconds(Double(last - facts.startedMillis) / 1_000))</td>
                <td class="n">\(Amount.bytes(entry.byteCount))</td></tr>

                """
        case .failure(let refusal):
            return """
                <tr><th class="w" scope="row">\(entry.key)\
                <div class="why">\(refusal.description.cut(to: 500))</div></th>
                <td>\(entry.key)</td><td><span class="tag bad">unreadable</span></td><td></td><td></td><td></td>
                <td class="n">\(Amount.bytes(entry.byteCount))</td></tr>

                """
        }
    }
}

private func + (left: HTMLText, right: HTMLText) -> HTMLText {
    var sum = left
    sum += right
    return sum
}
