// SPDX-License-Identifier: Apache-2.0

/// The binary form of source maps, part of programs and of scripts.
extension SourceMap {
    func write(to writer: inout ByteWriter) {
        writer.count(files.count)
        for file in files {
            writer.text(file.name)
            writer.count(file.lines.count)
            for (number, text) in file.lines.sorted(by: { $0.key < $1.key }) {
                writer.count(number)
                writer.text(text)
            }
        }
        writer.count(spans.count)
        for span in spans {
            writer.count(span.file)
            writer.count(span.line)
            writer.count(span.column)
            writer.count(span.endColumn)
        }
    }

    static func read(from reader: inout ByteReader) throws(BytecodeError) -> SourceMap {
        let fileCount = try reader.count("source files", max: BytecodeLimits.sourceFilesMax)
        var files: [SourceFile] = []
        for _ in 0..<fileCount {
            let name = try reader.text("the name of a source file", max: BytecodeLimits.sourceLineByteCountMax)
            files.append(SourceFile(name: name, lines: try lines(from: &reader)))
        }
        let spanCount = try reader.count("source spans", max: BytecodeLimits.sourceSpansMax)
        var spans: [SourceSpan] = []
        spans.reserveCapacity(spanCount)
        for _ in 0..<spanCount {
            let file = try reader.number("a source file", max: BytecodeLimits.sourceFilesMax - 1)
            let line = try reader.number("a line", max: BytecodeLimits.sourceLineNumberMax)
            let column = try reader.number("a column", max: BytecodeLimits.sourceLineNumberMax)
            let end = try reader.number("a column", max: BytecodeLimits.sourceLineNumberMax)
            spans.append(SourceSpan(file: file, line: line, column: column, endColumn: end))
        }
        return SourceMap(files: files, spans: spans)
    }

    private static func lines(from reader: inout ByteReader) throws(BytecodeError) -> [Int: String] {
        let count = try reader.count("source lines", max: BytecodeLimits.sourceSpansMax)
        var lines: [Int: String] = [:]
        var previous = -1
        for _ in 0..<count {
            let number = try reader.number("a line", max: BytecodeLimits.sourceLineNumberMax)
            guard number > previous else { throw reader.failure("source lines are not in order") }
            previous = number
            lines[number] = try reader.text("a source line", max: BytecodeLimits.sourceLineByteCountMax)
        }
        return lines
    }
}
