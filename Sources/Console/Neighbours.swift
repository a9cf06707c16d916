// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSONValues
import Threads

/// Another console of the same user on the same machine, or in the same pod.
package struct Neighbour: Equatable, Sendable {
    package var applicationID: String
    package var name: String
    package var master: String
    /// `http://host:port`, as its own process says it.
    package var url: String
    package var startedEpochMillis: Int

    /// Of the address; 0 where it has none.
    package var port: Int { Int(url.split(separator: ":").last ?? "") ?? 0 }
}

/// How consoles find one another: each leaves a note in a folder that is the user's own and that nobody else can write
/// to or read. A note says an address and a name, no secret; notes of processes that are gone are dropped by whoever
/// reads them. Any thread.
package final class Neighbours: Sendable {
    private let folder: String
    private let facts: ConsoleFacts
    /// The note of this console, once there is one.
    private let own = Lock<(path: String, url: String)?>(nil)

    /// Nil when the folder cannot be made, or is not the user's alone.
    package init?(folder: String, _ facts: ConsoleFacts) {
        guard Self.isPrivate(folder) else { return nil }
        self.folder = folder
        self.facts = facts
    }

    /// `$XDG_RUNTIME_DIR/martlet`, or in `/tmp` a folder with the user's number.
    package static func standardFolder(_ environment: (String) -> String?) -> String {
        if let folder = environment("XDG_RUNTIME_DIR"), folder.hasPrefix("/") { return folder + "/martlet" }
        return "/tmp/martlet-\(geteuid())"
    }

    /// Makes the folder where there is none. In `/tmp` others may have made it, or a link in its place.
    private static func isPrivate(_ folder: String) -> Bool {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { return false }
        var status = stat()
        guard lstat(folder, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }

    // MARK: One's own

    /// Leaves a note of an address.
    package func enter(_ url: String) {
        let port = url.split(separator: ":").last ?? ""
        let path = "\(folder)/console-\(getpid())-\(port).json"
        let note: JSON = [
            "url": .string(url), "id": .string(facts.applicationID),
            "name": .string(facts.applicationName.cut(to: ConsoleLimits.noteTextBytesMax)),
            "master": .string(facts.master.cut(to: ConsoleLimits.noteTextBytesMax)),
            "started": .int(Int(clamping: facts.startedMillis) &+ facts.wallOffsetMillis), "pid": .int(Int(getpid())),
            "born": .string(Self.birth(of: getpid()) ?? ""), "place": .string(Self.place),
        ]
        let half = path + ".new"
        let file = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let bytes = note.bytes
        let isWhole = write(file, bytes, bytes.count) == bytes.count
        close(file)
        guard isWhole, rename(half, path) == 0 else {
            unlink(half)
            return
        }
        own.withLock { $0 = (path, url) }
    }

    /// Takes the note away.
    package func leave() {
        let path = own.withLock { own in
            defer { own = nil }
            return own?.path
        }
        if let path { unlink(path) }
    }

    /// The port of this console; nil before there is one.
    package var ownPort: Int? { own.withLock { $0?.url }.flatMap { Int($0.split(separator: ":").last ?? "") } }

    // MARK: Others

    /// All others whose processes live, by their ports.
    package var others: [Neighbour] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        let mine = own.withLock { $0?.path }
        var found: [Neighbour] = []
        var seen = 0
        while seen < ConsoleLimits.notesMax, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix("console-"), name.hasSuffix(".json") else { continue }
            seen += 1
            let path = folder + "/" + name
            if path == mine { continue }
            if let neighbour = Self.read(path) { found.append(neighbour) }
        }
        return found.sorted { ($0.port, $0.applicationID) < ($1.port, $1.applicationID) }
    }

    /// What a note says; nil, and the note is gone, when its process is. Notes of elsewhere, in a folder that several
    /// machines or containers share, are left alone.
    private static func read(_ path: String) -> Neighbour? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: ConsoleLimits.noteBytesMax)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count > 0, let note = try? JSON(parsing: bytes[..<count]), note["place"].text == place,
            let pid = note["pid"].int.flatMap({ pid_t(exactly: $0) }), pid > 0
        else { return nil }
        guard let born = birth(of: pid), born == note["born"].text else {
            unlink(path)
            return nil
        }
        guard let url = note["url"].text, url.hasPrefix("http://") else { return nil }
        return Neighbour(
            applicationID: note["id"].text ?? "", name: note["name"].text ?? "", master: note["master"].text ?? "",
            url: url, startedEpochMillis: note["started"].int ?? 0)
    }

    /// When a process began, in the kernel's ticks; nil when there is none. A number that another process has now is
    /// told apart by it.
    private static func birth(of pid: pid_t) -> String? {
        guard let text = text(of: "/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        // The 22nd word; the second, in brackets, may have spaces.
        let words = text[text.index(after: end)...].split(separator: " ")
        return words.count > 19 ? String(words[19]) : nil
    }

    /// The one run of one kernel's one space of process numbers.
    private static let place: String = {
        var link = [CChar](repeating: 0, count: 256)
        let count = readlink("/proc/self/ns/pid", &link, link.count - 1)
        let space = count > 0 ? String(decoding: link[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        let boot = (text(of: "/proc/sys/kernel/random/boot_id") ?? "").filter { $0.isHexDigit || $0 == "-" }
        return boot + " " + space
    }()

    private static func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

// The section of the first page.
extension ConsoleView {
    /// Other consoles of the user here. A link to another port is one that only the browser can make, who knows through
    /// which proxy it came: until it has, the address is said.
    func neighbourSection(_ others: [Neighbour], ownPort: Int) -> HTMLText {
        if others.isEmpty { return "" }
        let rows = others.prefix(ConsoleLimits.rowsShown).map { other -> HTMLText in
            """
            <tr><th class="w" scope="row"><a data-port="\(other.port)" data-own="\(ownPort)">\(other.name)</a></th>
            <td>\(other.applicationID)</td><td>\(other.master)</td><td><code>\(other.url)</code></td>
            <td class="d">\(wallMoment(other.startedEpochMillis))</td></tr>

            """
        }
        let heads = [
            Head(title: "Application"), Head(title: "Id"), Head(title: "Master"), Head(title: "Address"),
            Head(title: "Started (UTC)"),
        ]
        return section("neighbours", "Other applications here", others.count, table(heads, rows, none: ""))
    }
}
