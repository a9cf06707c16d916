// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import HDFS
import Testing

@Suite struct SettingsTests {
    private let pair: [String: String] = [
        "fs.defaultFS": "hdfs://ns", "dfs.nameservices": "ns, other", "dfs.ha.namenodes.ns": "a,b",
        "dfs.namenode.rpc-address.ns.a": "one:9000", "dfs.namenode.rpc-address.ns.b": "two",
    ]

    private func nodes(_ settings: [String: String], _ authority: String) throws -> [String] {
        try HadoopSettings(settings).nodes(of: authority)
    }

    @Test func `a path names a service, one of its hosts, another host or the default`() throws {
        #expect(try nodes(pair, "ns") == ["one:9000", "two:8020"])
        #expect(try nodes(pair, "") == ["one:9000", "two:8020"])
        #expect(try nodes(pair, "two") == ["one:9000", "two:8020"])
        #expect(try nodes(pair, "one:9000") == ["one:9000", "two:8020"])
        #expect(try nodes(pair, "one") == ["one:8020"])
        #expect(try nodes([:], "[::1]:99") == ["[::1]:99"])
        #expect(kind { _ = try nodes([:], "") } == .invalidArgument)
        #expect(kind { _ = try nodes(["fs.defaultFS": "file:///"], "") } == .invalidArgument)
        #expect(kind { _ = try nodes([:], "host:port") } == .invalidArgument)
        #expect(kind { _ = try nodes(["hadoop.security.authentication": "kerberos"], "x") } == .failed)
    }

    @Test func `configuration files are read with finals, references and white space`() throws {
        var template = Array("/tmp/martlet-conf-XXXXXX".utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        defer { try? LocalFileSystem.shared.delete(folder, recursive: true) }
        let core = """
            <?xml version="1.0"?>
            <!-- a comment --><configuration>
              <property><name> a </name><value>1 &amp; 2</value><final>true</final></property>
              <property><name>b</name><value>${a}/${user.name}/${none}</value><description>x</description></property>
              <property><name>loop</name><value>${loop}</value></property>
            </configuration>
            """
        let site = "<configuration><property><name>a</name><value>3</value></property></configuration>"
        try LocalFileSystem.shared.write(folder + "/core-site.xml", Array(core.utf8))
        try LocalFileSystem.shared.write(folder + "/hdfs-site.xml", Array(site.utf8))
        let found = try HadoopConfiguration.read(directory: folder)
        #expect(found["a"] == "1 & 2")
        #expect(found["b"] == "1 & 2/\(HadoopSettings.processUser)/${none}")
        #expect(found["loop"] == "${loop}")

        try LocalFileSystem.shared.delete(folder + "/hdfs-site.xml", recursive: false)
        try LocalFileSystem.shared.write(folder + "/hdfs-site.xml", Array("<configuration>\n<".utf8))
        #expect(kind { _ = try HadoopConfiguration.read(directory: folder) } == .malformed)
        #expect(try HadoopConfiguration.read(directory: folder + "/none") == [:])
    }
}
