// SPDX-License-Identifier: Apache-2.0

/// Where the bytes of a file lie.
public struct FileLayout: Hashable, Sendable {
    public struct Block: Hashable, Sendable {
        public let range: Range<Int>
        /// That hold all of it, the best first; names and addresses.
        public let hosts: [String]

        public init(range: Range<Int>, hosts: [String]) {
            self.range = range
            self.hosts = hosts
        }
    }

    /// One after another; none when it does not matter where a file is read.
    public let blocks: [Block]

    /// Where nothing is gained by reading at a certain host.
    public static let anywhere = FileLayout(blocks: [])

    public init(blocks: [Block]) { self.blocks = blocks }

    /// The hosts that hold most of `range`.
    func hosts(of range: Range<Int>) -> [String] {
        var best: Block?
        var most = -1
        for block in blocks {
            let held = block.range.clamped(to: range).count
            if held > most { (best, most) = (block, held) }
        }
        return best?.hosts ?? []
    }

    /// The length of its blocks, the last one apart; nil when it has none.
    var blockByteCount: Int? { blocks.first { !$0.range.isEmpty }.map(\.range.count) }
}
