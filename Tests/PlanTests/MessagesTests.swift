// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc
import Messages
import Plan
import SwiftProtobuf
import Testing

@Suite struct MessagesTests {
    @Test func theGeneratedCodeIsThatOfTheProtocolFile() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let file = try #require(fopen(root + "/protocol/messages.proto", "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        let hex = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == messagesProtoDigest, "run scripts/generate and commit what it makes")
    }

    @Test func whatAMessageMayHoldIsCountedBeforeItIsBuilt() throws {
        func report(_ ends: Int, _ updates: Int) -> [UInt8] {
            let update = Martlet_AccumulatorUpdate.with { $0.accumulator = 1 }
            let success = Martlet_TaskSucceeded.with { $0.accumulators = Array(repeating: update, count: updates) }
            let end = Martlet_TaskEnded.with { $0.succeeded = success }
            return Martlet_ExecutorReport.with { $0.tasksEnded = Array(repeating: end, count: ends) }.encoded()
        }
        try MessageBounds.report.check([])
        try MessageBounds.report.check(report(MessageLimits.reportTasksMax, 1))
        try MessageBounds.report.check(report(1, MessageLimits.reportAccumulatorsMax))
        func steps(_ count: Int) -> [UInt8] {
            let step = Martlet_StepMetrics.with { $0.number = 1 }
            let end = Martlet_TaskEnded.with { $0.metrics.steps = Array(repeating: step, count: count) }
            return Martlet_ExecutorReport.with { $0.tasksEnded = [end] }.encoded()
        }
        try MessageBounds.report.check(steps(MessageLimits.reportStepsMax))
        #expect(throws: MessageError.self) { try MessageBounds.report.check(steps(MessageLimits.reportStepsMax + 1)) }
        for bytes in [
            report(MessageLimits.reportTasksMax + 1, 0), report(1, MessageLimits.reportAccumulatorsMax + 1),
            report(2, MessageLimits.reportAccumulatorsMax / 2 + 1), [0x0A], [0x0A, 0x05, 0], [0xFF], [0x07],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        ] {
            #expect(throws: MessageError.self) { try MessageBounds.report.check(bytes) }
        }
    }

    @Test func messagesWithinMessagesAreBounded() throws {
        func orders(_ depth: Int) -> [UInt8] {
            var part = Martlet_InputPart.with { $0.range = .init() }
            for _ in 0..<depth { part = .with { $0.parts = .with { $0.parts = [part] } } }
            let task = Martlet_TaskLaunch.with { $0.part = part }
            let launch = Martlet_LaunchTasks.with { $0.tasks = [task] }
            return Martlet_ExecutorOrders.with { $0.orders = [.with { $0.launch = launch }] }.encoded()
        }
        try MessageBounds.orders.check(orders(PlanLimits.nestingMax))
        #expect(throws: MessageError.self) { try MessageBounds.orders.check(orders(60)) }
    }

    @Test func numbersOutOfBoundsNameFieldAndValue() throws {
        let id: StageID = try UInt64(PlanLimits.idMax).id("a")
        #expect(id.rawValue == PlanLimits.idMax)
        #expect(try UInt64(0).count("a") == 0)
        for fault in [
            #expect(throws: MessageFault.self) { _ = try (UInt64(PlanLimits.idMax) + 1).idNumber("T.a") },
            #expect(throws: MessageFault.self) { _ = try UInt64.max.count("T.a") },
            #expect(throws: MessageFault.self) { _ = try UInt64(3).index("T.a", below: 3, of: "tasks") },
            #expect(throws: MessageFault.self) { _ = try String(repeating: "é", count: 600).name("T.a") },
        ] {
            #expect(fault?.description.hasPrefix("T.a is ") == true)
        }
        #expect(Int.max.adding(saturating: 1) == .max && Int.min.adding(saturating: -1) == .min)
        #expect(UInt64.max.adding(saturating: 7) == .max && 3.adding(saturating: -4) == -1)
    }

    @Test func bytesThatAreNoMessageAreRefused() {
        #expect(throws: MessageError.self) { try Martlet_Register.decode([0xff, 0xff, 0xff], "Register") }
        #expect(throws: MessageError.self) { try Martlet_ExecutorOrders.decode([0x0a, 0x7f, 1], "ExecutorOrders") }
    }
}
