// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Interchange
import Martlet
import Plan

// protocol/capi.md, section "Datasets".
extension HostSession {
    /// Makes the dataset that a request describes, registers it and describes it. Nothing runs.
    func makeDataset(_ operation: String, _ request: Request) throws(Refusal) -> Scalar {
        let name = try request.name(or: operation)
        if let dataset = try source(operation, request, name) { return try add(dataset, name: name) }
        if let dataset = try combination(operation, request, name) { return try add(dataset, name: name) }
        let parent = try dataset(try request.int("dataset")).called(at: try request.site())
        guard let dataset = try derived(operation, parent, request, name) else {
            throw .unsupported("there is no operation '\(operation)'")
        }
        return try add(dataset, name: name)
    }

    /// What begins with data; nil for other operations.
    private func source(_ operation: String, _ request: Request, _ name: String) throws(Refusal) -> Dataset? {
        switch operation {
        case "range": return try range(request, name)
        case "parallelize":
            let slices = try request.optionalInt("slices")
            if let parts = try request.optionalList("partitions") { return try local(parts, name) }
            guard let bytes = try request.optionalBytes("data") else { throw .type("the request needs 'data'") }
            let (rows, form) = try decodeRows(bytes)
            return try made { () throws(MartletError) in
                try Dataset.local(engine, rows, partitions: slices, name: name).formed(as: form)
            }
        case "empty": return Dataset.empty(engine, type: .any, name: name)
        case "textFile", "wholeTextFiles":
            let path = try request.text("path")
            let partitions = try request.optionalInt("minPartitions")
            let options = try textOptions(request)
            return try made { () throws(MartletError) in
                operation == "textFile"
                    ? try Dataset.text(engine, path, partitionsMin: partitions, options: options, name: name)
                    : try Dataset.wholeText(
                        engine, path, partitionsMin: partitions, options: options, name: name)
            }
        case "pickleFile":
            let path = try request.text("path")
            return try made { () throws(MartletError) in try Dataset.blocks(engine, path, name: name) }
        case "binaryRecords":
            let (path, byteCount) = (try request.text("path"), try request.int("recordLength"))
            return try made { () throws(MartletError) in
                try Dataset.records(engine, path, byteCount: byteCount, name: name)
            }
        default: return nil
        }
    }

    /// How text files are read.
    private func textOptions(_ request: Request) throws(Refusal) -> TextOptions {
        var options = TextOptions(encoding: try request.optionalText("encoding"))
        if let word = try request.optionalText("errors") { options.malformed = try malformed(word, "errors") }
        if let recursive = request.value("recursive") {
            guard case .bool(let flag) = recursive else {
                throw .type("'recursive' is a bool, not \(recursive.kindName)")
            }
            options.isRecursive = flag
        }
        options.isBytes = try request.bool("bytes", or: false)
        switch request.value("separator") {
        case nil: break
        case .bytes(let bytes)? where options.isBytes: options.separatorBytes = bytes
        case .string(let text)?: options.lineSeparator = text
        case let value?:
            throw .type(
                "'separator' is a str\(options.isBytes ? " or bytes" : ""), not \(value.kindName)")
        }
        return options
    }

    private func decodeRows(_ bytes: [UInt8], formed: Bool = true) throws(Refusal) -> (column: Column, form: RowForm) {
        do {
            return try bytes.withUnsafeBufferPointer { (bytes) throws(ConversionError) in
                let bytes = UnsafeRawBufferPointer(bytes)
                return formed ? try MarshalRows.decodeFormed(bytes) : (try MarshalRows.decode(bytes), .plain)
            }
        } catch {
            throw Refusal(error)
        }
    }

    /// A partition for each list.
    private func local(_ parts: [Scalar], _ name: String) throws(Refusal) -> Dataset {
        var lists: [[UInt8]] = []
        for part in parts {
            guard case .bytes(let bytes) = part else { throw .type("'partitions' holds bytes, not \(part.kindName)") }
            lists.append(bytes)
        }
        var decoded: [(column: Column, form: RowForm)] = []
        for bytes in lists { decoded.append(try decodeRows(bytes)) }
        // An empty list is of any type and form.
        var forms = Set(decoded.filter { $0.column.count > 0 }.map(\.form))
        if forms.count > 1 {
            decoded = []
            for bytes in lists { decoded.append(try decodeRows(bytes, formed: false)) }
            forms = []
        }
        let columns = decoded.map(\.column)
        let (type, alike) = MarshalRows.unified(columns.filter { $0.count > 0 })
        var rest = alike[...]
        let all = columns.map { $0.count > 0 ? rest.removeFirst() : ColumnBuilder(type).finish() }
        return try made { () throws(MartletError) in
            try Dataset.local(engine, partitions: all, type: type, name: name).formed(as: forms.first ?? .plain)
        }
    }

    private func range(_ request: Request, _ name: String) throws(Refusal) -> Dataset {
        let (start, stop) = (try request.int("start"), try request.int("stop"))
        let step = try request.optionalInt("step") ?? 1
        guard step != 0 else { throw .value("range() arg 3 must not be zero") }
        let slices = try request.optionalInt("slices")
        // In full width: from the least to the greatest int are more values than an int counts.
        let span = step > 0 ? (start < stop ? stop &- start : 0) : (start > stop ? start &- stop : 0)
        let count = UInt(bitPattern: span) / step.magnitude + (UInt(bitPattern: span) % step.magnitude == 0 ? 0 : 1)
        guard count <= UInt(Int.max) else {
            throw Refusal("OverflowError", "the range has \(count) values, more than 64 bits count")
        }
        return try made { () throws(MartletError) in
            try Dataset.range(engine, start: start, step: step, count: Int(count), partitions: slices, name: name)
        }
    }

    /// What brings datasets together; nil for other operations.
    private func combination(_ operation: String, _ request: Request, _ name: String) throws(Refusal) -> Dataset? {
        switch operation {
        case "union":
            guard let ids = try request.optionalInts("datasets") else { throw .type("the request needs 'datasets'") }
            var parents: [Dataset] = []
            for id in ids { parents.append(try dataset(id)) }
            let isAligned = try request.bool("aligned", or: false)
            return try made { () throws(MartletError) in
                try Dataset.union(parents, isAligned: isAligned, name: name)
            }
        case "zip", "cartesian":
            let left = try dataset(try request.int("left"))
            let right = try dataset(try request.int("right"))
            return try made { () throws(MartletError) in
                operation == "zip"
                    ? try left.zipped(with: right, name: name) : try left.product(with: right, name: name)
            }
        case "join":
            let site = try request.site()
            let left = try dataset(try request.int("left")).called(at: site)
            let right = try dataset(try request.int("right")).called(at: site)
            let kind = try HostSession.joinKind(try request.text("kind"))
            let partitions = try request.optionalInt("partitions")
            return try made { () throws(MartletError) in
                // A value that may be missing is of type any, whose functions know None.
                let one = kind == .right || kind == .full ? try left.keyed().adding(.valuesToAny) : try left.keyed()
                let two = kind == .left || kind == .full ? try right.keyed().adding(.valuesToAny) : try right.keyed()
                return try one.joined(with: two, kind, name: name, partitions: partitions)
            }
        default: return nil
        }
    }

    private static func joinKind(_ text: String) throws(Refusal) -> JoinKind {
        switch text {
        case "inner": .inner
        case "left": .left
        case "right": .right
        case "full": .full
        case "semi": .semi
        case "anti": .anti
        default: throw .value("there is no join of kind '\(text)'")
        }
    }

    /// What comes of one dataset; nil for unknown operations.
    private func derived(
        _ operation: String, _ parent: Dataset, _ request: Request, _ name: String
    ) throws(Refusal) -> Dataset? {
        if let step = HostSession.steps[operation] {
            let closure = try request.closure("closure")
            return try made { () throws(MartletError) in try parent.adding(.python(step, closure)) }
        }
        switch operation {
        case "repartition", "coalesce":
            let count = try request.int("partitions")
            return try made { () throws(MartletError) in
                operation == "repartition"
                    ? try parent.repartitioned(count, name: name) : try parent.coalesced(count, name: name)
            }
        case "mapPartitions", "mapPartitionsWithIndex":
            return try scripted(
                parent, try request.closure("closure"), passesIndex: operation == "mapPartitionsWithIndex", name)
        case "zipWithIndex":
            let counts = try request.ints("counts")
            return try made { () throws(MartletError) in try parent.numbered(after: counts) }
        case "zipWithUniqueId": return try made { () throws(MartletError) in try parent.zippedWithUniqueID() }
        case "sortBy", "sortByKey": return try sorted(operation, parent, request, name)
        default: return try grouped(operation, parent, request, name)
        }
    }

    /// What a function makes of each partition.
    private func scripted(
        _ parent: Dataset, _ closure: PythonClosure, passesIndex: Bool, _ name: String
    ) throws(Refusal) -> Dataset {
        let script: Script
        do { script = try ScriptCompiler.compile(closure, argumentCount: passesIndex ? 2 : 1) } catch {
            throw Refusal(error)
        }
        let function = PartitionScript(
            code: ScriptCodec.encode(script), inputType: parent.rowType, resultType: .any, passesIndex: passesIndex)
        return try made { () throws(MartletError) in
            try parent.mappingPartitions(function, of: closure, name: name)
        }
    }

    private static let steps: [String: Dataset.PythonStep] = [
        "map": .map, "filter": .filter, "flatMap": .flatMap, "mapValues": .mapValues,
        "flatMapValues": .flatMapValues, "keyBy": .keyBy,
    ]

    private func sorted(
        _ operation: String, _ parent: Dataset, _ request: Request, _ name: String
    ) throws(Refusal) -> Dataset {
        let descending = !(try request.bool("ascending", or: true))
        let partitions = try request.optionalInt("partitions")
        let closure = try request.optionalClosure("closure")
        return try made { () throws(MartletError) in
            if operation == "sortBy" {
                return try parent.sorted(
                    by: closure.map { .python(.map, $0) }, descending: descending, name: name, partitions: partitions)
            }
            let pairs = try parent.pairs()
            return try pairs.sorted(
                by: closure.map { .python(.map, $0.ofKey) } ?? .map(.member(0, name: name)), descending: descending,
                name: name, partitions: partitions)
        }
    }

    /// What brings rows of equal keys together; nil for unknown operations.
    private func grouped(
        _ operation: String, _ parent: Dataset, _ request: Request, _ name: String
    ) throws(Refusal) -> Dataset? {
        let partitions = try request.optionalInt("partitions")
        switch operation {
        case "distinct":
            return try made { () throws(MartletError) in
                let rows = parent.rowType.containsContainer ? try parent.adding(.toAny) : parent
                return try rows.distinct(name: name, partitions: partitions)
            }
        case "groupByKey":
            return try made { () throws(MartletError) in
                try parent.keyed().aggregateByKey(.collectList, name: name, partitions: partitions)
            }
        case "reduceByKey":
            let closure = try request.closure("closure")
            return try made { () throws(MartletError) in
                try parent.keyed().reducedByKey(closure, name: name, partitions: partitions)
            }
        case "partitionBy":
            let closure = try request.optionalClosure("closure")
            let count = partitions ?? max(parent.partitionCount, 1)
            return try made { () throws(MartletError) in
                if let closure {
                    return try parent.adding(.python(.numberByKey, closure)).partitionedByNumber(count, name: name)
                }
                return try parent.keyed().partitionedByKey(count, name: name)
            }
        default: return nil
        }
    }

    /// What `body` makes, its errors as the host sees them.
    func made<Made>(_ body: () throws(MartletError) -> Made) throws(Refusal) -> Made {
        do { return try body() } catch { throw Refusal(error) }
    }
}

extension Dataset {
    /// Pairs whose keys are tested for a hash: lists and dicts of one type are keys in Swift, and none in Python.
    fileprivate func keyed() throws(MartletError) -> Dataset {
        let pairs = try pairs()
        guard case .tuple(let members) = pairs.rowType, members[0].containsContainer else { return pairs }
        return try pairs.adding(.keysToAny)
    }
}

extension DataType {
    /// Whether values of the type hold lists or dicts, or are such.
    fileprivate var containsContainer: Bool {
        switch self {
        case .list, .map: true
        case .tuple(let members): members.contains { $0.containsContainer }
        default: false
        }
    }
}
