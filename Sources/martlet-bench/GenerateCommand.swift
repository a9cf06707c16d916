// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `martlet-bench generate …`: the data sets, the same bytes from the same seed.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Writes a data set, the same bytes from the same arguments.",
        subcommands: [GenerateTextCommand.self, GenerateRecordsCommand.self])
}

struct GenerateTextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Text of 100 000 different words, frequencies as in natural language, lines of about 80 characters.")

    @Option(help: "Bytes in all, with k, m or g for binary thousands.")
    var bytes: ByteSize = ByteSize(bytes: 512 << 20)
    @OptionGroup var output: GenerateOutput

    func run() throws {
        let generator = TextGenerator(
            folder: output.out, bytes: bytes.bytes, files: output.files, seed: output.seed)
        try print(
            "\(generator.run()) bytes in \(output.files) \(output.files == 1 ? "file" : "files") in \(output.out)")
    }
}

struct GenerateRecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: "Text records of one width with random keys, for sorting.")

    @Option(help: "Records in all.")
    var count = 5_000_000
    @Option(help: "Bytes of a record with its newline.")
    var width = 100
    @OptionGroup var output: GenerateOutput

    func validate() throws {
        guard (BenchLimits.recordBytesMin...BenchLimits.recordBytesMax).contains(width) else {
            throw ValidationError(
                "--width must be \(BenchLimits.recordBytesMin) to \(BenchLimits.recordBytesMax), not \(width)")
        }
        guard count >= 0, count <= BenchLimits.dataBytesMax / width else {
            throw ValidationError("--count must be 0 to \(BenchLimits.dataBytesMax / width), not \(count)")
        }
    }

    func run() throws {
        let generator = RecordGenerator(
            folder: output.out, count: count, width: width, files: output.files, seed: output.seed)
        try print(
            "\(generator.run()) bytes in \(output.files) \(output.files == 1 ? "file" : "files") in \(output.out)")
    }
}

/// Where a data set goes and what it is drawn from.
struct GenerateOutput: ParsableArguments {
    @Option(help: "Folder to write to; made if it is not there.")
    var out: String
    @Option(help: "Number of files.")
    var files = 8
    @Option(help: "Seed: the same seed gives the same bytes.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...BenchLimits.filesMax).contains(files) else {
            throw ValidationError("--files must be 1 to \(BenchLimits.filesMax), not \(files)")
        }
    }
}

/// A number of bytes as people write it: `4096`, `64k`, `512m`, `2g`.
struct ByteSize: ExpressibleByArgument {
    let bytes: Int

    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let shifts: [Character: Int] = ["k": 10, "m": 20, "g": 30]
        let shift = argument.last.flatMap { shifts[Character($0.lowercased())] }
        let digits = shift == nil ? argument[...] : argument.dropLast()
        guard let number = Int(digits), number >= 0, number <= BenchLimits.dataBytesMax >> (shift ?? 0) else {
            return nil
        }
        bytes = number << (shift ?? 0)
    }

    var defaultValueDescription: String {
        bytes >= 1 << 20 && bytes % (1 << 20) == 0 ? "\(bytes >> 20)m" : "\(bytes)"
    }
}
