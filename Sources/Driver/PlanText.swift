// SPDX-License-Identifier: Apache-2.0

/// A query's plan as a person reads it: a tree of a line a node.
public struct PlanText {
    private let nodes: [PlanNode]
    private let counts: [NodeCounts]
    private var children: [Int: [Int]] = [:]
    private var roots: [Int] = []

    /// `counts`: what the nodes did, by number; empty when nothing has run. Then sizes are told as they were guessed.
    public init(_ nodes: [PlanNode], _ counts: [NodeCounts] = []) {
        self.nodes = nodes
        self.counts = counts
        for node in nodes {
            if let parent = node.parent {
                children[parent, default: []].append(node.number)
            } else {
                roots.append(node.number)
            }
        }
    }

    /// Depth and node, in the order of their lines.
    public var lines: [(depth: Int, node: PlanNode)] {
        var found: [(Int, PlanNode)] = []
        var open = roots.reversed().map { (0, $0) }
        while let (depth, number) = open.popLast() {
            guard nodes.indices.contains(number) else { continue }
            found.append((depth, nodes[number]))
            for child in (children[number] ?? []).reversed() { open.append((depth + 1, child)) }
        }
        return found
    }

    /// What is read last first.
    public func tree(isNumbered: Bool = false) -> String {
        lines.map { depth, node in
            let indent = depth == 0 ? "" : String(repeating: "   ", count: depth - 1) + "+- "
            let number = isNumbered ? "(\(node.number)) " : ""
            let notes = notes(of: node).joined(separator: ", ")
            return indent + number + node.label + (notes.isEmpty ? "" : "  [\(notes)]")
        }.joined(separator: "\n")
    }

    /// Each node with what is known of it, those that are read first first.
    public var details: String {
        nodes.reversed().map { node in
            var lines = ["(\(node.number)) \(node.label)"]
            if let inputs = children[node.number] {
                lines.append("Input: " + inputs.map { "(\($0))" }.joined(separator: ", "))
            }
            lines += notes(of: node)
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Rows and time of a node, or its guessed size.
    public func notes(of node: PlanNode) -> [String] {
        guard counts.indices.contains(node.number) else {
            var notes: [String] = []
            if let rows = node.rowsGuessed { notes.append("about " + Self.rows(rows)) }
            if let bytes = node.bytesGuessed { notes.append(Self.bytes(bytes)) }
            return notes
        }
        let counts = counts[node.number]
        var notes: [String] = []
        if let rows = counts.rows {
            notes.append(Self.rows(rows))
        } else if !counts.stages.isEmpty {
            notes.append("rows not counted")
        }
        if let nanos = counts.nanos { notes.append(Self.seconds(Double(nanos) / 1e9)) }
        if let other = counts.sharedWith { notes.append("in one step with (\(other))") }
        if let rows = node.rowsGuessed, counts.rows != nil { notes.append("guessed \(Self.number(rows))") }
        return notes
    }

    // MARK: Words

    /// `1 row`, `12,345 rows`
    public static func rows(_ count: Int) -> String { number(count) + (count == 1 ? " row" : " rows") }

    /// `12,345`
    public static func number(_ count: Int) -> String {
        let digits = Array(String(count.magnitude))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (count < 0 ? "-" : "") + text
    }

    /// `3.2 ms`, `1.50 s`
    public static func seconds(_ seconds: Double) -> String {
        func fixed(_ value: Double, _ unit: String, _ places: Int) -> String {
            let scale = places == 1 ? 10.0 : 100.0
            let whole = Int((min(max(value, 0), 1e12) * scale).rounded())
            let rest = String(whole % Int(scale))
            return "\(whole / Int(scale))." + String(repeating: "0", count: places - rest.count) + rest + " " + unit
        }
        return seconds < 0.9995 ? fixed(seconds * 1_000, "ms", 1) : fixed(seconds, "s", 2)
    }

    /// `8.0 KiB`
    public static func bytes(_ count: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var (value, unit) = (Double(max(count, 0)), 0)
        while value >= 1_024, unit + 1 < units.count {
            value /= 1_024
            unit += 1
        }
        if unit == 0 { return "\(count) B" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
