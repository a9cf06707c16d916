// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Glibc
import Interchange
import Martlet

// The functions of Sources/CMartlet/include/martlet.h. Everything that goes wrong is a reply.

public typealias ReplyPointer = UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>

/// Runs `body` and hands its reply, or its refusal, to the host.
private func answer(
    _ reply: ReplyPointer?, _ replyCount: UnsafeMutablePointer<Int>?,
    _ body: (inout MarshalWriter) throws(Refusal) -> Void
) -> Int32 {
    var writer = MarshalWriter()
    var status: Int32 = 0
    do throws(Refusal) {
        try body(&writer)
        if writer.isTooLarge {
            throw Refusal("MemoryError", "a value of the result is larger than 2 GiB, more than a reply can hold")
        }
    } catch {
        status = 1
        writer = MarshalWriter()
        Marshal.write(error.map, to: &writer)
    }
    let bytes = writer.take()
    guard let reply, let replyCount else {
        free(bytes.baseAddress)
        return status
    }
    reply.pointee = bytes.baseAddress
    replyCount.pointee = bytes.count
    return status
}

private func requestBytes(_ bytes: UnsafePointer<UInt8>?, _ count: Int) throws(Refusal) -> Request {
    guard let bytes, count > 0 else { throw .value("the request is empty") }
    return try Request(UnsafeRawBufferPointer(start: bytes, count: count))
}

@_cdecl("martlet_open")
public func martletOpen(
    _ options: UnsafePointer<UInt8>?, _ count: Int, _ session: UnsafeMutablePointer<UInt64>?, _ reply: ReplyPointer?,
    _ replyCount: UnsafeMutablePointer<Int>?
) -> Int32 {
    answer(reply, replyCount) { (writer) throws(Refusal) in
        guard let session else { throw .value("there is no place for the session's number") }
        let opened = try HostSession(sessionOptions(try requestBytes(options, count)))
        guard let id = HostSessions.add(opened) else {
            opened.close()
            throw .value("more than \(HostLimits.sessionsMax) sessions: stop some")
        }
        session.pointee = id
        Marshal.write(opened.greeting, to: &writer)
    }
}

@_cdecl("martlet_call")
public func martletCall(
    _ session: UInt64, _ request: UnsafePointer<UInt8>?, _ count: Int, _ reply: ReplyPointer?,
    _ replyCount: UnsafeMutablePointer<Int>?
) -> Int32 {
    answer(reply, replyCount) { (writer) throws(Refusal) in
        try HostSessions.session(session).call(try requestBytes(request, count), &writer)
    }
}

@_cdecl("martlet_poll")
public func martletPoll(
    _ session: UInt64, _ job: Int64, _ milliseconds: Int32, _ reply: ReplyPointer?,
    _ replyCount: UnsafeMutablePointer<Int>?
) -> Int32 {
    answer(reply, replyCount) { (writer) throws(Refusal) in
        let found = try HostSessions.session(session).poll(Int(job), milliseconds: Int(milliseconds))
        Marshal.write(found, to: &writer)
    }
}

@_cdecl("martlet_put")
public func martletPut(
    _ session: UInt64, _ stream: UnsafeMutableRawPointer?, _ request: UnsafePointer<UInt8>?, _ count: Int,
    _ reply: ReplyPointer?, _ replyCount: UnsafeMutablePointer<Int>?
) -> Int32 {
    answer(reply, replyCount) { (writer) throws(Refusal) in
        guard let stream = stream?.assumingMemoryBound(to: ArrowArrayStream.self) else {
            throw .value("there is no Arrow stream")
        }
        // Whatever fails, the stream is used up.
        defer { stream.pointee.release?(stream) }
        let session = try HostSessions.session(session)
        Marshal.write(try session.put(stream, try requestBytes(request, count)), to: &writer)
    }
}

@_cdecl("martlet_take")
public func martletTake(
    _ session: UInt64, _ request: UnsafePointer<UInt8>?, _ count: Int, _ stream: UnsafeMutableRawPointer?,
    _ reply: ReplyPointer?, _ replyCount: UnsafeMutablePointer<Int>?
) -> Int32 {
    answer(reply, replyCount) { (writer) throws(Refusal) in
        guard let stream = stream?.assumingMemoryBound(to: ArrowArrayStream.self) else {
            throw .value("there is no place for an Arrow stream")
        }
        try HostSessions.session(session).take(try requestBytes(request, count), stream)
        Marshal.write(.null, to: &writer)
    }
}

@_cdecl("martlet_cancel")
public func martletCancel(_ session: UInt64, _ job: Int64) -> Int32 {
    guard let session = try? HostSessions.session(session) else { return 1 }
    session.cancel(Int(job))
    return 0
}

@_cdecl("martlet_close")
public func martletClose(_ session: UInt64) -> Int32 {
    guard let session = HostSessions.remove(session) else { return 0 }
    guard !session.isForeign else {
        // A fork's copy has no threads that could end it: it stays until the process ends.
        _ = Unmanaged.passRetained(session)
        return 0
    }
    session.close()
    return 0
}

@_cdecl("martlet_watch")
public func martletWatch(_ input: Int32) -> Int32 { Masters.watch(input: input) }

@_cdecl("martlet_free")
public func martletFree(_ reply: UnsafeMutablePointer<UInt8>?) { free(reply) }
