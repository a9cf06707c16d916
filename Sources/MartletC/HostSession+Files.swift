// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Interchange
import Martlet
import Synchronization

// protocol/capi.md, section "Files".
extension HostSession {
    /// Looks at files and folders, or changes them, in the thread that asks.
    func files(_ request: Request) throws(Refusal) -> Scalar {
        do {
            return try answer(request, try request.text("path"))
        } catch let error as FileError {
            throw Refusal(error)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw .value("\(error)")
        }
    }

    private func answer(_ request: Request, _ path: String) throws -> Scalar {
        switch try request.text("do") {
        case "status": return .list(try engine.fileSystems.find(path).map(row))
        case "list": return .list(try engine.fileSystems.list(path).map(row))
        case "usage":
            let usage = try engine.fileSystems.usage(path)
            return .fields([("bytes", .int(usage.byteCount)), ("files", .int(usage.fileCount))])
        case "read":
            let (offset, count) = (try request.int("offset"), try request.int("count"))
            guard offset >= 0, count >= 0 else { throw Refusal.value("offset and count are not negative") }
            return .bytes(try engine.fileSystems.read(path, at: offset, count: count))
        case "copy":
            let began = copiesCancelled.load(ordering: .relaxed)
            let bytes = try engine.fileSystems.copy(path, to: try request.text("to")) {
                self.copiesCancelled.load(ordering: .relaxed) != began
            }
            return .int(bytes)
        case "cancelCopies": copiesCancelled.add(1, ordering: .relaxed)
        case "makeDirectories":
            let path = engine.fileSystems.qualified(path)
            try engine.fileSystems.resolve(path).makeDirectories(path)
        case "rename":
            let (from, to) = (engine.fileSystems.qualified(path), engine.fileSystems.qualified(try request.text("to")))
            guard FileSystems.scheme(of: from) ?? "file" == FileSystems.scheme(of: to) ?? "file" else {
                throw Refusal.value("\(from) and \(to) are on different file systems: copy, then delete")
            }
            try engine.fileSystems.resolve(from).rename(from, to: to)
        case "delete":
            let path = engine.fileSystems.qualified(path)
            try engine.fileSystems.resolve(path).delete(path, recursive: try request.bool("recursive", or: false))
        case let other: throw Refusal.value("files cannot be asked to '\(other)'")
        }
        return .null
    }

    private func row(_ status: FileStatus) -> Scalar {
        var fields: [(String, Scalar)] = [
            ("path", .string(status.path)), ("isDirectory", .bool(status.isDirectory)),
            ("bytes", .int(status.byteCount)),
        ]
        if let attributes = status.attributes {
            fields += [
                ("permission", .int(attributes.permission)), ("owner", .string(attributes.owner)),
                ("group", .string(attributes.group)), ("modifiedMillis", .int(attributes.modifiedMillis)),
                ("replication", .int(attributes.replication)),
            ]
        }
        return .fields(fields)
    }
}

extension Refusal {
    /// The class that Python's own file functions raise.
    init(_ error: FileError) {
        self.init(error.exceptionType, error.description)
    }
}
