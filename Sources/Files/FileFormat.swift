// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Values

/// A kind of files: how they may be cut, what rows they hold, how rows are read and written. Registered by its name in
/// `FileFormats`; a value of the type is the format with the options of one table.
public protocol FileFormat: Sendable {
    /// In lower case, as users and stages name it.
    static var name: String { get }
    /// Refuses options that cannot be meant. Names of options are matched in any case.
    init(_ options: FormatOptions) throws(FileError)

    /// Whether a file that is not compressed may be cut into splits.
    var isSplittable: Bool { get }
    /// Ends the names of files, `.csv`; that of the compression follows.
    var fileSuffix: String { get }
    /// How files are compressed as a whole, as the option `compression` says.
    func fileCompression(_ options: FormatOptions) throws(FileError) -> FileCompression
    /// The type of rows of these columns.
    func rowType(_ columns: [FileColumn]) throws(FileError) -> DataType

    /// Reads a split: rows of the columns `wanted` of the table, in that order.
    func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader
    /// Writes rows of `columns` to a file.
    func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter

    /// What has to be looked at to know the columns of files.
    var inference: SchemaInference { get }
    /// What a split says about the columns, in a form of the format's own.
    func inspect(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> [UInt8]
    /// The columns that the splits, in their order, say. Bytes of `inspect` may come from anywhere.
    func columns(of inspected: [[UInt8]]) throws(FileError) -> [FileColumn]
    /// What the file of a split says of its rows without being read as a whole; nil when it says nothing.
    func statistics(
        _ split: FileSplit, _ columns: [FileColumn], _ context: ReadContext
    ) throws(FileError) -> FileStatistics?
}

/// What has to be looked at to know the columns of files.
public enum SchemaInference: Hashable, Sendable {
    /// Nothing: they are always the same.
    case fixed
    /// The first file that is not empty.
    case firstSplit
    /// Everything: one more job.
    case allSplits
}

extension FileFormat {
    public var isSplittable: Bool { true }

    public func fileCompression(_ options: FormatOptions) throws(FileError) -> FileCompression {
        let named = options["compression", "codec"] ?? "none"
        guard let found = FileCompression(name: named) else {
            throw options.refused("compression", "\"\(named)\"; none, gzip and bzip2 can be written")
        }
        return found
    }

    public func rowType(_ columns: [FileColumn]) throws(FileError) -> DataType {
        return .tuple(columns.map(\.type.layout))
    }

    public func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter {
        throw FileError(.invalidArgument, path: output.path, "files of format \(Self.name) can be read, not written")
    }

    public var inference: SchemaInference { .fixed }

    public func inspect(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> [UInt8] { [] }

    public func statistics(
        _ split: FileSplit, _ columns: [FileColumn], _ context: ReadContext
    ) throws(FileError) -> FileStatistics? { nil }

    public func columns(of inspected: [[UInt8]]) throws(FileError) -> [FileColumn] {
        throw FileError(
            .invalidArgument, path: "", "files of format \(Self.name) do not say what columns they have: give a schema")
    }
}

/// Reads the rows of a split. Confined to one thread.
public protocol FormatReader: AnyObject {
    /// The next rows, at most as many as the context says; nil at the end.
    func next() throws(FileError) -> Column?
    /// Bytes taken from the file so far.
    var bytesRead: Int { get }
}

/// Writes the rows of a partition to a file. Confined to one thread; what is not closed when it goes is discarded.
public protocol FormatWriter: AnyObject {
    func write(_ rows: Column) throws(FileError)
    /// Writes what is left and closes the file.
    func close() throws(FileError)
    /// Bytes so far, before compression.
    var bytesWritten: Int { get }
}

/// What a reader needs of its task.
public struct ReadContext {
    public var fileSystem: any FileSystem
    /// Rows of a batch.
    public var rowsMax: Int
    /// Bytes of a batch, about.
    public var bytesMax: Int
    public var isCancelled: CancellationCheck
    /// Asks for memory until the next batch; false when there is none. What is as large as a file needs it.
    public var reserve: (Int) -> Bool
    /// Time zones by name.
    public var zones: ZoneTable
    /// What is asked of columns: a reader may leave out rows that none of it allows.
    public var wanted: [WantedColumn]

    public init(
        fileSystem: any FileSystem, rowsMax: Int = 4096, bytesMax: Int = FilesLimits.readByteCount,
        isCancelled: @escaping CancellationCheck = { false }, reserve: @escaping (Int) -> Bool = { _ in true },
        zones: ZoneTable = ZoneTable(), wanted: [WantedColumn] = []
    ) {
        self.wanted = wanted
        self.fileSystem = fileSystem
        self.rowsMax = rowsMax
        self.bytesMax = bytesMax
        self.isCancelled = isCancelled
        self.reserve = reserve
        self.zones = zones
    }
}

/// What a writer needs of its task.
public struct WriteContext {
    public var compression: FileCompression
    public var isCancelled: CancellationCheck
    /// Time zones by name.
    public var zones: ZoneTable

    public init(
        compression: FileCompression = .none, isCancelled: @escaping CancellationCheck = { false },
        zones: ZoneTable = ZoneTable()
    ) {
        self.compression = compression
        self.isCancelled = isCancelled
        self.zones = zones
    }
}

/// Formats by name. Lookup ignores case.
public struct FileFormats: Sendable {
    private var types: [String: any FileFormat.Type] = [:]

    public init(_ types: [any FileFormat.Type] = []) {
        for type in types { register(type) }
    }

    /// Makes `type` the format of its name.
    public mutating func register(_ type: any FileFormat.Type) { types[type.name] = type }

    /// The format `name` with these options.
    public func make(_ name: String, _ options: [String: String]) throws(FileError) -> any FileFormat {
        guard let type = types[name.lowercased()] else {
            let known = types.keys.sorted().joined(separator: ", ")
            throw FileError(.invalidArgument, path: "", "there is no file format \"\(name)\": use one of \(known)")
        }
        return try type.init(FormatOptions(options))
    }
}

/// The options of a format: names in any case and their text.
public struct FormatOptions: Sendable {
    private var values: [String: String] = [:]

    public init(_ options: [String: String]) {
        for (name, value) in options { values[name.lowercased()] = value }
    }

    /// The value of the first of `names` that is there.
    public subscript(_ names: String...) -> String? {
        for name in names { if let value = values[name.lowercased()] { return value } }
        return nil
    }

    /// An option that is `true` or `false`, in any case.
    public func bool(_ name: String, or initial: Bool) throws(FileError) -> Bool {
        switch self[name]?.lowercased() {
        case nil: return initial
        case "true": return true
        case "false": return false
        case let text?: throw refused(name, "\"\(text)\"; true or false are possible")
        }
    }

    /// An option that is a number.
    public func int(_ name: String, or initial: Int) throws(FileError) -> Int {
        guard let text = self[name] else { return initial }
        guard let value = Int(text) else { throw refused(name, "\"\(text)\", which is no number") }
        return value
    }

    public func refused(_ name: String, _ what: String) -> FileError {
        FileError(.invalidArgument, path: "", "the option \(name) is \(what)")
    }
}
