// SPDX-License-Identifier: Apache-2.0

import CExpat
public import Files

/// Hadoop's configuration files: `core-site.xml` and `hdfs-site.xml` of a folder.
public enum HadoopConfiguration {
    private static let names = ["core-site.xml", "hdfs-site.xml"]

    /// The properties of the files in `directory`, as HADOOP_CONF_DIR names it; those of later files win, but not over
    /// a `final` one. `${name}` in a value stands for another property. A file that is not there is skipped.
    public static func read(directory: String) throws(FileError) -> [String: String] {
        var found: [String: Property] = [:]
        for name in names {
            let path = directory + "/" + name
            let text: [UInt8]
            do { text = try contents(path) } catch  where error.kind == .notFound { continue }
            for property in try properties(of: text, path: path) where found[property.name]?.isFinal != true {
                found[property.name] = property
            }
        }
        return found.mapValues { expand($0.value, found) }
    }

    struct Property {
        var name = ""
        var value = ""
        var isFinal = false
    }

    private static func contents(_ path: String) throws(FileError) -> [UInt8] {
        let file = try LocalFileSystem.shared.open(path)
        guard file.byteCount <= HDFSLimits.configurationByteCountMax else {
            throw FileError(.malformed, path: path, "cannot read \(path): a configuration of \(file.byteCount) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: file.byteCount)
        var done = 0
        while done < bytes.count {
            var failure: FileError?
            let count = bytes.withUnsafeMutableBytes { raw -> Int in
                let target = UnsafeMutableRawBufferPointer(rebasing: raw[done...])
                do throws(FileError) { return try file.read(at: done, into: target) } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            if count == 0 { break }
            done += count
        }
        return Array(bytes.prefix(done))
    }

    /// Other properties in a value, as far as they are known; as many replacements as Hadoop makes.
    private static func expand(_ value: String, _ found: [String: Property]) -> String {
        var value = value
        var from = value.startIndex
        var left = HDFSLimits.substitutionsMax
        while left > 0, let start = value[from...].firstRange(of: "${"),
            let end = value[start.upperBound...].firstIndex(of: "}")
        {
            let name = String(value[start.upperBound..<end])
            let known = found[name]?.value ?? (name == "user.name" ? HadoopSettings.processUser : nil)
            let offset = value.utf8.distance(from: value.startIndex, to: known == nil ? end : start.lowerBound)
            if let known { value.replaceSubrange(start.lowerBound...end, with: known) }
            from = value.utf8.index(value.startIndex, offsetBy: offset)
            left -= 1
        }
        return value
    }

    // MARK: XML

    /// Collects the properties while the parser walks through a file.
    private final class Collector {
        var properties: [Property] = []
        var current = Property()
        /// The element whose text is being read.
        var element = ""
        var text = ""
    }

    static func properties(of bytes: [UInt8], path: String) throws(FileError) -> [Property] {
        let collector = Collector()
        guard let parser = XML_ParserCreate(nil) else {
            throw FileError(.failed, path: path, "cannot read \(path): no memory for an XML parser")
        }
        defer { XML_ParserFree(parser) }
        XML_SetUserData(parser, Unmanaged.passUnretained(collector).toOpaque())
        XML_SetElementHandler(parser, elementBegan, elementEnded)
        XML_SetCharacterDataHandler(parser, textCame)
        let status = bytes.withUnsafeBytes { raw in
            XML_Parse(parser, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count), 1)
        }
        guard status == XML_STATUS_OK else {
            let reason = String(cString: XML_ErrorString(XML_GetErrorCode(parser)))
            throw FileError(
                .malformed, path: path,
                "cannot read \(path): line \(XML_GetCurrentLineNumber(parser)) is no XML: \(reason)")
        }
        return collector.properties
    }

    private static let elementBegan: XML_StartElementHandler = { user, name, _ in
        let collector = Unmanaged<Collector>.fromOpaque(user!).takeUnretainedValue()
        collector.element = String(cString: name!)
        collector.text = ""
        if collector.element == "property" { collector.current = Property() }
    }

    private static let elementEnded: XML_EndElementHandler = { user, name in
        let collector = Unmanaged<Collector>.fromOpaque(user!).takeUnretainedValue()
        let text = collector.text.trimmed
        switch String(cString: name!) {
        case "name": collector.current.name = text
        case "value": collector.current.value = text
        case "final": collector.current.isFinal = text == "true"
        case "property": if !collector.current.name.isEmpty { collector.properties.append(collector.current) }
        default: break
        }
        collector.text = ""
    }

    private static let textCame: XML_CharacterDataHandler = { user, text, count in
        let collector = Unmanaged<Collector>.fromOpaque(user!).takeUnretainedValue()
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
        collector.text += String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
