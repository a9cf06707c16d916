// SPDX-License-Identifier: Apache-2.0

/// What all pages have around what they show.
enum PageFrame {
    /// What the head of every page has.
    static func head(_ title: String) -> HTMLText {
        """
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        <link rel="icon" href="data:,">
        <style>\(style)</style>
        """
    }

    /// A whole page. `section` is what it is asked for by, `nonce` that of its only script, which a page has that
    /// lives.
    static func page(title: String, section: String, _ view: ConsoleView, nonce: String?, main: HTMLText) -> HTMLText {
        let facts = view.facts
        let running: HTMLText = nonce.map { "<script nonce=\"\($0)\">\(script)</script>" } ?? ""
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            \(head("\(title) · \(facts.applicationName)"))
            </head>
            <body data-application="\(facts.applicationID)">
            <a class="skip" href="#main">To the content</a>
            <header>
            <a class="brand" href="\(view.links == .pages ? "./" : "#main")" aria-label="Martlet, overview">\
            <span aria-hidden="true">◆</span> Martlet</a>
            <nav aria-label="Sections">\(navigation(section, view))</nav>
            <span class="live" id="live" role="status">\(view.links == .anchors ? "report" : "")</span>
            </header>
            <main id="main">
            \(main)
            </main>
            <footer>\(facts.applicationID) · Martlet \(facts.version)\(tools(view))</footer>
            \(running)
            </body>
            </html>

            """
    }

    private static func navigation(_ section: String, _ view: ConsoleView) -> HTMLText {
        let isPage = view.links == .pages
        let sections: [(StaticString, HTMLText, Bool)] = [
            ("Jobs", isPage ? "./" : "#jobs", section == "job"),
            ("Stages", isPage ? "./#stages" : "#stages", section == "stage"),
            ("Queries", isPage ? "queries" : "#queries", section == "queries" || section == "query"),
            ("Storage", isPage ? "storage" : "#storage", section == "storage"),
            ("Executors", isPage ? "executors" : "#executors", section == "executors"),
            ("Environment", isPage ? "environment" : "#environment", section == "environment"),
        ]
        var links: [HTMLText] = []
        if view.log != nil && isPage { links.append("<a href=\"../../\">Applications</a>") }
        for (title, place, isCurrent) in sections
        where isPage || title.description != "Queries" || !view.queries.isEmpty {
            let current: HTMLText = isCurrent ? " aria-current=\"page\"" : ""
            links.append("<a href=\"\(place)\"\(current)>\(HTMLText(stringLiteral: title))</a>")
        }
        return HTMLText(joining: links)
    }

    private static func tools(_ view: ConsoleView) -> HTMLText {
        view.links == .pages
            ? " · <a href=\"api/v1/applications\">REST</a> · <a href=\"metrics\">metrics</a>" : ""
    }

    private static let style: HTMLText = """
        :root{--ground:#f7f6f3;--card:#fff;--ink:#1d2329;--soft:#5b6570;--line:#e2dfd8;--accent:#b45309;--bar:#d97706;\
        --good:#15803d;--bad:#b91c1c;--idle:#64748b;--shade:#efece5;--link:#1d4ed8}
        @media (prefers-color-scheme:dark){:root{--ground:#14171a;--card:#1c2126;--ink:#e6e8ea;--soft:#9aa5b1;\
        --line:#2e353c;--accent:#fbbf24;--bar:#d97706;--good:#4ade80;--bad:#f87171;--idle:#94a3b8;--shade:#242a30;\
        --link:#7dd3fc}}
        *{box-sizing:border-box}
        html{scroll-padding-top:4rem}
        body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.5 system-ui,-apple-system,"Segoe UI",\
        sans-serif;font-variant-numeric:tabular-nums}
        a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
        .skip{position:absolute;left:-99em}.skip:focus{left:1em;top:.5em;z-index:2;background:var(--card);\
        padding:.3em 1em}
        header{display:flex;flex-wrap:wrap;align-items:center;gap:.3em 1.5em;padding:.7em 1.5em;background:var(--card);\
        border-bottom:1px solid var(--line);position:sticky;top:0;z-index:1}
        .brand{font-weight:700;font-size:1.1em;color:var(--ink)}.brand span{color:var(--bar)}
        nav{display:flex;flex-wrap:wrap;gap:.2em 1.2em}nav a{color:var(--soft)}
        nav a[aria-current]{color:var(--ink);box-shadow:0 2px var(--bar)}
        .live{margin-left:auto;color:var(--soft);font-size:.9em}
        .live.on::before{content:"";display:inline-block;width:.55em;height:.55em;border-radius:50%;\
        background:var(--good);margin-right:.45em}
        main{max-width:90rem;margin:0 auto;padding:1.2rem 1.5rem}
        h1{font-size:1.35em;margin:.2em 0 .1em;overflow-wrap:anywhere}
        h2{font-size:1.05em;margin:2em 0 .6em}h2 small{font-weight:400;color:var(--soft)}
        .sub{color:var(--soft);margin:0 0 1em;overflow-wrap:anywhere}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5em,1fr));gap:.7em;margin:1em 0;padding:0}
        .tiles div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6em .9em}
        .tiles dt{color:var(--soft);font-size:.85em}.tiles dd{margin:0;font-size:1.35em;font-weight:600;\
        overflow-wrap:anywhere}
        .table{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
        table{border-collapse:collapse;width:100%}
        caption{text-align:left;padding:.5em .9em;color:var(--soft)}
        th,td{padding:.4em .9em;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
        thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.85em;white-space:nowrap;\
        background:var(--shade)}
        td.n,th.n{text-align:right;white-space:nowrap}td.d{white-space:nowrap}\
        td.w,th.w{min-width:14em;overflow-wrap:anywhere}
        tbody th{font-weight:400;overflow-wrap:anywhere;min-width:9em}.reason{min-width:18em}
        tbody tr:hover{background:var(--shade)}
        .empty{padding:1.2em;color:var(--soft);margin:0}
        .tag{display:inline-block;padding:0 .6em;border-radius:1em;border:1px solid currentColor;font-size:.82em;\
        white-space:nowrap;color:var(--idle)}
        .tag.good{color:var(--good)}.tag.bad{color:var(--bad)}.tag.busy{color:var(--accent)}
        .bar{display:flex;height:6px;border-radius:3px;background:var(--line);overflow:hidden;min-width:7em;\
        margin-top:.25em}
        .bar i{background:var(--bar)}.bar i+i{opacity:.4}.bar.done i{background:var(--good)}\
        .bar.bad i{background:var(--bad)}
        pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.9em;overflow:auto;\
        white-space:pre-wrap;overflow-wrap:anywhere;max-height:24em;margin:.5em 0}
        details{margin-top:.3em}summary{cursor:pointer;color:var(--soft);font-size:.9em}
        .bar.thick{height:12px;border-radius:6px;max-width:48em}
        .parts i+i{opacity:1;border-left:1px solid var(--ground)}.bar.thick{margin-bottom:.6em}
        .swatch{display:inline-block;width:1.1em;height:.75em;border-radius:2px}
        .parts .reading,.swatch.reading{background:var(--bar)}
        .parts .computing,.swatch.computing{background:var(--good)}
        .parts .shuffling,.swatch.shuffling{background:repeating-linear-gradient(45deg,var(--link) 0 3px,var(--card) \
        3px 5px)}
        .parts .writing,.swatch.writing{background:repeating-linear-gradient(90deg,var(--bad) 0 2px,var(--card) \
        2px 4px)}
        .parts .waiting,.swatch.waiting{background:repeating-linear-gradient(135deg,var(--idle) 0 1px,var(--shade) 1px \
        4px)}
        pre.plan{white-space:pre;max-height:none;overflow-wrap:normal}
        article{margin-top:3em;padding-top:.5em;border-top:3px solid var(--line)}
        .lanes,.graph{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8em .9em;\
        margin:.4em 0;overflow:auto}
        .lane,.axis{display:grid;grid-template-columns:8rem 1fr;gap:.8rem;align-items:center}
        .lane span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--soft);font-size:.9em}
        .lane svg{width:100%;height:1.25em;background:var(--shade);display:block}
        .lane+.lane{margin-top:2px}
        .axis{color:var(--soft);font-size:.8em;grid-template-columns:8rem 1fr auto;margin-top:.3em}
        rect.good{fill:var(--good)}rect.bad{fill:var(--bad)}rect.busy{fill:var(--bar)}rect.idle{fill:var(--idle)}
        rect.wait{fill:var(--line)}
        .lane rect{opacity:.75}.lane a:hover rect,.lane rect:hover{opacity:1}
        .graph svg{display:block}
        .edge{fill:none;stroke:var(--idle);stroke-width:1.5}
        .node rect{fill:var(--ground);stroke:var(--idle);stroke-width:1.5}
        .node.good rect{stroke:var(--good)}.node.bad rect{stroke:var(--bad)}.node.busy rect{stroke:var(--bar)}
        .node.idle rect{stroke-dasharray:4 3}
        .node text{fill:var(--soft);font-size:11px}.node text.t{fill:var(--ink);font-size:12.5px;font-weight:600}
        .graph a:hover{text-decoration:none}.graph a:hover rect{fill:var(--shade)}
        .why{color:var(--soft);font-size:.9em;overflow-wrap:anywhere}
        button{font:inherit;color:var(--bad);background:none;border:1px solid currentColor;border-radius:6px;\
        padding:.05em .7em;cursor:pointer}
        button.go{color:var(--accent)}input{font:inherit;color:var(--ink);background:var(--card);\
        border:1px solid var(--idle);border-radius:6px;padding:.15em .5em;max-width:100%}
        footer{max-width:90rem;margin:1em auto;padding:0 1.5rem 2em;color:var(--soft);font-size:.9em;\
        overflow-wrap:anywhere}
        @media (max-width:40em){header,main,footer{padding-left:.9rem;padding-right:.9rem}th,td{padding:.35em .6em}\
        .tiles{grid-template-columns:repeat(2,1fr)}nav{order:3;width:100%}\
        .lane{grid-template-columns:5rem 1fr}.axis{grid-template-columns:0 1fr auto}}

        """

    /// Shows news, and buttons for those who came with a token. All that it asks for is relative.
    private static let script: HTMLText = """
        (() => {
          const key = "martlet-token-" + document.body.dataset.application;
          const found = /(?:^#|&)token=([0-9a-f]+)/.exec(location.hash);
          try {
            if (found) sessionStorage.setItem(key, found[1]);
          } catch (e) {}
          let token = found ? found[1] : "";
          try { token = token || sessionStorage.getItem(key) || ""; } catch (e) {}
          if (found) history.replaceState(null, "", location.pathname + location.search);
          const live = document.getElementById("live");
          // Another console is on another port: the same way there is through the same proxy, where one is known.
          const way = (own, port) => {
            if (location.port === own) return location.protocol + "//" + location.hostname + ":" + port + "/";
            const path = location.pathname;
            const at = Math.max(path.lastIndexOf("/" + own + "/"), path.lastIndexOf(":" + own + "/"));
            return at < 0 ? "" : path.slice(0, at + 1) + port + path.slice(at + 1 + own.length);
          };
          const show = () => {
            for (const link of document.querySelectorAll("a[data-port]")) {
              const to = way(link.dataset.own, link.dataset.port);
              if (to) link.href = to;
            }
            for (const button of document.querySelectorAll("button[data-kill]")) {
              button.hidden = !token;
              button.onclick = async () => {
                if (!confirm("End job " + button.dataset.kill + "?")) return;
                button.disabled = true;
                const answer = await fetch("kill?job=" + encodeURIComponent(button.dataset.kill),
                  {method: "POST", headers: {"X-Martlet-Token": token}});
                if (!answer.ok) { button.disabled = false; alert(await answer.text()); }
                refresh();
              };
            }
          };
          let busy = false, again = false, last = 0;
          const refresh = async () => {
            if (busy) { again = true; return; }
            busy = true;
            try {
              const wait = 1000 - (Date.now() - last);
              if (wait > 0) await new Promise((done) => setTimeout(done, wait));
              last = Date.now();
              const answer = await fetch(location.pathname + location.search, {cache: "no-store"});
              if (!answer.ok) throw new Error(answer.status);
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const chosen = getSelection();
              const main = document.getElementById("main");
              const reading = (chosen && !chosen.isCollapsed) || (main.contains(document.activeElement));
              if (!reading && page.getElementById("main")) {
                main.innerHTML = page.getElementById("main").innerHTML;
                show();
              }
              live.textContent = "live"; live.classList.add("on");
            } catch (e) {
              live.textContent = "the driver does not answer"; live.classList.remove("on");
            }
            busy = false;
            if (again) { again = false; refresh(); }
          };
          show();
          let heard = 0;
          const source = window.EventSource ? new EventSource("events") : null;
          if (source) {
            source.onmessage = () => { heard = Date.now(); refresh(); };
            source.addEventListener("quiet", () => { heard = Date.now(); });
          }
          setInterval(() => { if (Date.now() - heard > 20000 && !document.hidden) refresh(); }, 2000);
          addEventListener("pagehide", () => { if (source) source.close(); });
        })();

        """
}
