// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Relation {
    /// The relation as a tree, a line each, what is read last first.
    public var explanation: String {
        tree { (relation) in
            var text = BoundedText(most: .max)
            relation.write(to: &text)
            return text.text
        }
    }

    /// The same, or its beginning: nothing is made of lines behind so many bytes.
    public func explanation(most: Int) -> String {
        var left = most
        return tree { relation in
            if left <= 0 { return nil }
            let line = relation.label(most: left + 4)
            left -= line.utf8.count
            return line
        }
    }

    /// The same with the sizes that are guessed.
    public func statisticsText(_ cardinality: Cardinality) -> String {
        tree { relation in
            let rows = cardinality.rows(of: relation)
            let bytes = cardinality.byteCount(of: relation, Set(relation.output.map(\.id)))
            func whole(_ guess: Double) -> Int { guess < 1e18 ? Int(guess) : 1_000_000_000_000_000_000 }
            return relation.label(most: RelationalLimits.labelBytesMax)
                + ", Statistics(sizeInBytes=\(whole(bytes)) B, rowCount=\(whole(rows)))"
        }
    }

    /// Its line of the tree, or the beginning of that: as quick to make as it is short.
    public func label(most: Int) -> String {
        var text = BoundedText(most: most)
        write(to: &text)
        return text.text
    }

    /// `line`: nil where nothing more is wanted.
    private func tree(_ line: (Relation) -> String?) -> String {
        var lines: [String] = []
        write(0, &lines, line)
        return lines.joined(separator: "\n")
    }

    private func write(_ depth: Int, _ lines: inout [String], _ line: (Relation) -> String?) {
        guard let text = line(self) else { return }
        let indent = depth == 0 ? "" : String(repeating: "   ", count: depth - 1) + "+- "
        lines.append(indent + text)
        for input in inputs { input.write(depth + 1, &lines, line) }
    }

    private func write(to text: inout BoundedText) {
        switch kind {
        case .range(let start, let end, let step, _):
            text.add("Range (\(start), \(end), step=\(step)) ")
            text.add(output)
        case .rows(let source):
            text.add("\(source.description) ")
            text.add(output)
        case .oneRow: text.add("OneRow")
        case .project(_, let items):
            text.add("Project ")
            text.list(items) { item, text in
                text.add(item.expression)
                text.add(" AS \(item.attribute.name)#\(item.attribute.id)")
            }
        case .filter(_, let condition):
            text.add("Filter ")
            text.add(condition)
        case .limit(_, let count): text.add("Limit \(count)")
        case .offset(_, let count): text.add("Offset \(count)")
        case .sort(_, let keys, let isGlobal):
            text.add("Sort ")
            text.list(keys) { key, text in
                text.add(key.expression)
                text.add(key.isDescending ? " DESC" : " ASC")
            }
            text.add(", \(isGlobal)")
        case .aggregate(_, let keys, let calls):
            text.add("Aggregate ")
            text.list(keys) { $1.add($0.expression) }
            text.add(", ")
            text.list(calls) { $1.add($0.expression) }
        case .distinct(_, let by):
            text.add("Distinct ")
            text.add(by)
        case .union: text.add("Union")
        case .setOperation(let operation, _, _, let isAll): text.add(operation.rawValue + (isAll ? " ALL" : ""))
        case .join(_, _, let type, let condition):
            text.add("Join \(type.rawValue)")
            if let condition {
                text.add(", ")
                text.add(condition)
            }
        case .repartition(_, let partitions, let by):
            text.add("Repartition \(partitions.map { "\($0)" } ?? "") ")
            text.list(by) { $1.add($0) }
        case .repartitionByRange(_, let partitions, let keys):
            text.add("RepartitionByRange \(partitions.map { "\($0)" } ?? "") ")
            text.list(keys) { $1.add($0.expression) }
        case .values(let rows):
            text.add("LocalRelation ")
            text.add(output)
            text.add(", \(rows.count) rows")
        case .window(_, let calls):
            text.add("Window ")
            text.list(calls) { $1.add($0.expression) }
            if let rows = calls.first?.expression.window?.rowsWanted { text.add(", first \(rows)") }
        case .expand(_, let sets):
            text.add("Expand ")
            text.each(sets) { set, text in text.list(set) { $1.add($0) } }
        case .generate(_, let generator):
            text.add("Generate ")
            text.add(generator.value)
            text.add(" ")
            text.add(generator.attributes)
        case .coalesce(_, let partitions): text.add("Coalesce \(partitions)")
        case .alias(_, let name): text.add("SubqueryAlias \(name)")
        }
    }
}

/// Text that grows to a length and not beyond: nothing is made of what would not fit.
private struct BoundedText {
    private(set) var text = ""
    private let most: Int
    private var isFull = false

    init(most: Int) { self.most = most }

    mutating func add(_ piece: @autoclosure () -> String) {
        if isFull { return }
        let piece = piece()
        let room = most - text.utf8.count
        if piece.utf8.count <= room {
            text += piece
            return
        }
        isFull = true
        // Whole characters, and room for the mark behind them.
        for character in piece {
            guard text.utf8.count + character.utf8.count + 3 <= most else { break }
            text.append(character)
        }
        text += "…"
    }

    /// `a, b`
    mutating func each<Items: Sequence>(_ items: Items, _ write: (Items.Element, inout BoundedText) -> Void) {
        var isFirst = true
        for item in items {
            if isFull { return }
            if !isFirst { add(", ") }
            isFirst = false
            write(item, &self)
        }
    }

    /// `[a, b]`
    mutating func list<Items: Sequence>(_ items: Items, _ write: (Items.Element, inout BoundedText) -> Void) {
        add("[")
        each(items, write)
        add("]")
    }

    mutating func add(_ attributes: [Attribute]) {
        list(attributes) { attribute, text in text.add("\(attribute.name)#\(attribute.id)") }
    }

    mutating func add(_ expression: Expression) {
        if !isFull { expression.write(to: &self) }
    }

    /// `name(a, b)`
    mutating func call(_ name: @autoclosure () -> String, _ arguments: [Expression], opens: Bool = true) {
        add(name() + (opens ? "(" : ""))
        each(arguments) { $1.add($0) }
        add(")")
    }
}

extension Expression {
    /// Writes the expression with its columns' numbers.
    fileprivate func write(to text: inout BoundedText) {
        switch kind {
        case .attribute(let id): text.add("#\(id)")
        case .literal(let value): text.add("\(value)")
        case .call(let operation, let arguments, _): text.call(operation.rawValue, arguments)
        case .cast(let value, _):
            text.add("cast(")
            text.add(value)
            text.add(" as \(type.simpleName))")
        case .caseWhen(let branches, let otherwise):
            text.add("case")
            for branch in branches {
                text.add(" when ")
                text.add(branch.condition)
                text.add(" then ")
                text.add(branch.value)
            }
            if let otherwise {
                text.add(" else ")
                text.add(otherwise)
            }
            text.add(" end")
        case .field(let value, let index):
            text.add(value)
            text.add(".\(index)")
        case .aggregate(let call):
            text.call(call.function.rawValue + (call.isDistinct ? "(distinct " : "("), call.arguments, opens: false)
        case .explode(let value, _): text.call("explode", [value])
        case .lambda(let parameters, let body):
            text.add("(" + parameters.map { "$\($0)" }.joined(separator: ", ") + ") -> ")
            text.add(body)
        case .user(let function, let arguments): text.call(function.name, arguments)
        case .variable(let number): text.add("$\(number)")
        case .window(let window):
            text.add("\(window.function) over ")
            text.call("", window.children)
        case .subquery(let subquery): text.call("\(subquery.kind)", subquery.values)
        }
    }
}
