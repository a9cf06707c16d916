// SPDX-License-Identifier: Apache-2.0

import Console
import Files
import Glibc
import JSONValues
import Testing

@Suite struct NeighbourTests {
    private func facts(_ id: String, _ name: String) -> ConsoleFacts {
        ConsoleFacts(
            applicationID: id, applicationName: name, master: "local[2]", user: "ann", version: "0.1.0", settings: [:],
            startedMillis: 1_000, wallOffsetMillis: 1_796_040_000_000)
    }

    private func names(_ path: String) throws -> [String] { try LocalFileSystem.shared.list(path).map(\.name).sorted() }

    @Test func `each console shows the others, until they stop`() throws {
        let folder = Folder()
        let path = folder.path + "/martlet"
        let first = try #require(Neighbours(folder: path, facts("martlet-1-2", "first")))
        let second = try #require(Neighbours(folder: path, facts("martlet-3-4", "<i>second</i>")))
        first.enter("http://127.0.0.1:4040")
        second.enter("http://127.0.0.1:4041")
        #expect(first.others.map(\.url) == ["http://127.0.0.1:4041"] && first.ownPort == 4_040)
        #expect(second.others.map(\.name) == ["first"])
        let page = Stage(neighbours: first).text("/")
        #expect(page.contains("Other applications here") && page.contains("&lt;i&gt;second&lt;/i&gt;"))
        #expect(page.contains("data-port=\"4041\" data-own=\"4040\"") && page.contains("http://127.0.0.1:4041"))
        #expect(page.contains("2026-11-30 12:00:01"))
        second.leave()
        #expect(first.others.isEmpty && !Stage(neighbours: first).text("/").contains("Other applications here"))
        first.leave()
        #expect(try names(path).isEmpty)
    }

    @Test func `notes of processes that are gone are dropped, those of elsewhere left alone`() throws {
        let folder = Folder()
        let path = folder.path + "/martlet"
        let own = try #require(Neighbours(folder: path, facts("martlet-1-2", "first")))
        own.enter("http://127.0.0.1:4040")
        let name = try #require(try names(path).first)
        let note = try JSON(parsing: try folder.bytes("martlet/" + name))
        func changed(_ key: String, _ value: JSON) -> [UInt8] {
            var other = note
            other[key] = value
            return other.bytes
        }
        // Another process has the number now; nobody has it; another machine; nonsense.
        try folder.put("martlet/console-1-1.json", changed("born", "1"))
        try folder.put("martlet/console-1-2.json", changed("pid", .int(Int(Int32.max))))
        try folder.put("martlet/console-1-3.json", changed("place", "elsewhere"))
        try folder.put("martlet/console-1-4.json", Array("{".utf8))
        try folder.put("martlet/console-1-5.json", changed("url", "javascript:alert(1)"))
        try folder.put("martlet/console-1-6.json", changed("id", "another"))
        #expect(own.others.map(\.applicationID) == ["another"])
        let left = try names(path).filter { $0.hasPrefix("console-1-") }
        #expect(left == (3...6).map { "console-1-\($0).json" })
    }

    @Test func `a folder that others can write to, or a link, is none`() throws {
        let folder = Folder()
        let open = folder.path + "/open"
        #expect(mkdir(open, 0o700) == 0 && chmod(open, 0o777) == 0)
        #expect(Neighbours(folder: open, facts("a", "b")) == nil)
        #expect(chmod(open, 0o700) == 0 && Neighbours(folder: open, facts("a", "b")) != nil)
        #expect(symlink(open, folder.path + "/link") == 0)
        #expect(Neighbours(folder: folder.path + "/link", facts("a", "b")) == nil)
        #expect(Neighbours(folder: folder.path + "/no/such", facts("a", "b")) == nil)
        #expect(Neighbours.standardFolder { $0 == "XDG_RUNTIME_DIR" ? "/run/user/7" : nil } == "/run/user/7/martlet")
        #expect(Neighbours.standardFolder { _ in nil } == "/tmp/martlet-\(geteuid())")
    }
}
