// SPDX-License-Identifier: Apache-2.0

/// How many of each field that takes memory of its own a payload may hold. Counted over the bytes before anything is
/// built from them: an empty message of two bytes becomes some hundred bytes of memory.
public struct MessageBounds: Sendable {
    struct Field: Sendable {
        let name: String
        let most: Int
        /// The message within, among `messages`; nil when there is nothing to count in it.
        let inside: Int?
        /// Numbers, which come one by one or many together.
        let isNumbers: Bool
    }

    /// In the place of a message within: the field holds numbers, and those are counted.
    private static let numbers = "numbers"

    /// Fields by number, for each message; the first is the payload.
    private let messages: [[Field?]]

    /// Messages by name, the payload first: for each its fields by number, with how many there may be in the whole
    /// payload, and the message that they hold.
    init(_ named: [(name: String, fields: [Int: (name: String, most: Int, inside: String?)])]) {
        messages = named.map { message in
            var fields = [Field?](repeating: nil, count: (message.fields.keys.max() ?? 0) + 1)
            for (number, field) in message.fields {
                let isNumbers = field.inside == Self.numbers
                let inside = isNumbers ? nil : field.inside.map { name in named.firstIndex { $0.name == name }! }
                fields[number] = Field(
                    name: "\(message.name).\(field.name)", most: field.most, inside: inside, isNumbers: isNumbers)
            }
            return fields
        }
    }

    /// Refuses a payload with more of something than there may be, or whose fields cannot be told apart.
    public func check(_ bytes: [UInt8]) throws(MessageError) {
        let found: Result<Void, MessageError> = bytes.withUnsafeBytes { raw in
            var scan = Scan(messages: messages)
            do throws(MessageError) {
                try scan.run(raw, 0, depth: 0)
                return .success(())
            } catch { return .failure(error) }
        }
        try found.get()
    }

    private struct Scan {
        let messages: [[Field?]]
        /// By message, then by field: how many were found.
        private var counts: [[Int]]

        init(messages: [[Field?]]) {
            self.messages = messages
            counts = messages.map { [Int](repeating: 0, count: $0.count) }
        }

        mutating func run(_ bytes: UnsafeRawBufferPointer, _ message: Int, depth: Int) throws(MessageError) {
            guard depth <= MessageLimits.depthMax else {
                throw MessageError("messages within messages more than \(MessageLimits.depthMax) deep")
            }
            var position = 0
            while position < bytes.count {
                let key = try varint(bytes, &position)
                switch key & 7 {
                case 0:
                    _ = try varint(bytes, &position)
                    if field(key >> 3, message)?.isNumbers == true { try add(1, key >> 3, message) }
                case 1: try skip(8, bytes, &position)
                case 2:
                    let length = try varint(bytes, &position)
                    let start = position
                    try skip(length, bytes, &position)
                    let content = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
                    try count(key >> 3, content, message, depth)
                // The marks of groups, which no message here has: their fields are looked at as if they stood here.
                case 3, 4: break
                case 5: try skip(4, bytes, &position)
                default: throw MessageError("a field of an unknown wire type")
                }
            }
        }

        private mutating func count(
            _ number: UInt64, _ content: UnsafeRawBufferPointer, _ message: Int, _ depth: Int
        ) throws(MessageError) {
            guard let field = field(number, message) else { return }
            // Each number ends with the one byte of it that is below 128.
            try add(field.isNumbers ? content.count { $0 < 0x80 } : 1, number, message)
            if let inside = field.inside { try run(content, inside, depth: depth + 1) }
        }

        private func field(_ number: UInt64, _ message: Int) -> Field? {
            number < UInt64(messages[message].count) ? messages[message][Int(number)] : nil
        }

        private mutating func add(_ more: Int, _ number: UInt64, _ message: Int) throws(MessageError) {
            guard let field = field(number, message) else { return }
            counts[message][Int(number)] += more
            guard counts[message][Int(number)] <= field.most else {
                throw MessageError("more than \(field.most) of \(field.name) in one message")
            }
        }

        private func varint(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) throws(MessageError) -> UInt64 {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while position < bytes.count, shift < 70 {
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            throw MessageError("a number without an end")
        }

        private func skip(
            _ count: UInt64, _ bytes: UnsafeRawBufferPointer, _ position: inout Int
        ) throws(MessageError) {
            guard count <= UInt64(bytes.count - position) else { throw MessageError("a field longer than its message") }
            position += Int(count)
        }
    }
}

extension MessageBounds {
    /// Of a StreamRequest whose list of outputs has at most so many.
    public static func streamRequest(outputsMax: Int) -> MessageBounds {
        MessageBounds([
            ("StreamRequest", [1: ("fetch", 1, "FetchRequest")]),
            ("FetchRequest", [6: ("outputs", 1, "OutputList")]),
            (
                "OutputList",
                [1: ("map_partitions", outputsMax, numbers), 2: ("attempts", outputsMax, numbers)]
            ),
        ])
    }

    /// Of an ExecutorReport.
    public static let report = MessageBounds([
        (
            "ExecutorReport",
            [
                1: ("tasks_ended", MessageLimits.reportTasksMax, "TaskEnded"),
                3: ("progress", MessageLimits.reportProgressMax, nil),
                4: ("copies", MessageLimits.reportCopiesMax, nil),
                5: ("output", MessageLimits.reportOutputsMax, "TaskOutput"),
                6: ("stored", MessageLimits.reportStoredMax, nil),
            ]
        ),
        (
            "TaskOutput", [2: ("lines", MessageLimits.reportLinesMax, nil)]
        ),
        (
            "TaskEnded",
            [
                2: ("succeeded", MessageLimits.reportTasksMax, "TaskSucceeded"),
                3: ("failed", MessageLimits.reportTasksMax, nil),
                4: ("fetch_failed", MessageLimits.reportTasksMax, nil),
                5: ("cancelled", MessageLimits.reportTasksMax, nil),
                6: ("metrics", MessageLimits.reportTasksMax, "TaskMetrics"),
            ]
        ),
        (
            "TaskMetrics", [11: ("steps", MessageLimits.reportStepsMax, nil)]
        ),
        (
            "TaskSucceeded",
            [
                1: ("map_output", MessageLimits.reportTasksMax, nil),
                2: ("result_blocks", MessageLimits.reportBlocksMax, nil),
                5: ("accumulators", MessageLimits.reportAccumulatorsMax, nil),
            ]
        ),
    ])

    /// Of ExecutorOrders.
    public static let orders = MessageBounds([
        (
            "ExecutorOrders", [1: ("orders", MessageLimits.ordersMax, "ExecutorOrder")]
        ),
        (
            "ExecutorOrder",
            [
                1: ("define_stage", MessageLimits.ordersMax, "StageDefinition"),
                2: ("map_outputs", MessageLimits.ordersMax, "MapOutputTable"),
                3: ("launch", MessageLimits.ordersMax, "LaunchTasks"),
                13: ("define_zones", MessageLimits.ordersMax, "DefineZones"),
            ]
        ),
        (
            "StageDefinition", [5: ("properties", MessageLimits.propertiesMax, nil)]
        ),
        (
            "DefineZones", [1: ("zones", MessageLimits.zonesMax, nil)]
        ),
        (
            "MapOutputTable", [4: ("executors", MessageLimits.blockServersMax, nil)]
        ),
        (
            "LaunchTasks", [2: ("tasks", MessageLimits.launchesMax, "TaskLaunch")]
        ),
        (
            "TaskLaunch", [3: ("part", MessageLimits.partsMax, "InputPart")]
        ),
        (
            "InputPart",
            [
                5: ("blocks", MessageLimits.partsMax, "BlocksInput"),
                8: ("files", MessageLimits.partsMax, "FilesInput"),
                9: ("parts", MessageLimits.partsMax, "PartsInput"),
                10: ("sides", MessageLimits.partsMax, "InputPart"),
            ]
        ),
        (
            "BlocksInput", [1: ("blocks", MessageLimits.partsMax, nil)]
        ),
        (
            "FilesInput", [1: ("files", MessageLimits.filesMax, nil)]
        ),
        (
            "PartsInput", [1: ("parts", MessageLimits.partsMax, "InputPart")]
        ),
    ])
}
