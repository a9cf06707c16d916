// SPDX-License-Identifier: Apache-2.0

import Files

/// `hdfs://authority/path` taken apart.
struct HDFSPath {
    /// As the user wrote it.
    let text: String
    /// A name service, a host with or without a port, or nothing for the default file system.
    let authority: String
    /// As a NameNode takes it: absolute, without empty components and without a slash at the end.
    let source: String

    init(_ text: String) throws(FileError) {
        self.text = text
        func refused(_ why: String) -> FileError {
            FileError(.invalidArgument, path: text, "cannot use \(text): \(why)")
        }
        guard FileSystems.scheme(of: text) == HDFSFileSystem.scheme else { throw refused("it is no hdfs:// path") }
        var rest = text.utf8.dropFirst(HDFSFileSystem.scheme.utf8.count + 1)
        var authority = ""
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let name = rest.prefix { $0 != UInt8(ascii: "/") }
            authority = String(Substring(name))
            rest = rest[name.endIndex...]
        }
        self.authority = authority
        guard !authority.contains("@") else { throw refused("a user belongs into HADOOP_USER_NAME") }
        guard rest.isEmpty || rest.first == UInt8(ascii: "/") else {
            throw refused("write the whole path, hdfs://server/folder/file")
        }
        let components = Substring(rest).split(separator: "/")
        guard rest.count <= HDFSLimits.pathByteCountMax, !rest.contains(0) else { throw refused("it is too long") }
        guard !components.contains(where: { $0 == "." || $0 == ".." || $0.contains(":") }) else {
            throw refused("HDFS takes neither '.' nor '..' nor ':' in the components of a path")
        }
        source = "/" + components.joined(separator: "/")
    }
}
