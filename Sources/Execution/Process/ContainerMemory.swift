// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the control group of this process allows it: more, and the kernel kills it.
public enum ContainerMemory {
    /// Bytes that this process may take; nil where nothing bounds it.
    public static var limit: Int? {
        // The second version of control groups, then the first.
        for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
            if let text = read(path), let limit = parse(text) { return limit }
        }
        return nil
    }

    /// `max`, or what is more than any machine has, is no limit.
    package static func parse(_ text: String) -> Int? {
        guard let limit = Int(text), limit > 0, limit < 1 << 50 else { return nil }
        return limit
    }

    /// Bytes for tasks and map outputs when so many are asked for under this limit: what is left beside the process's
    /// own needs, and never less than an executor can work with.
    public static func budget(asked: Int, limit: Int?) -> Int {
        guard let limit else { return asked }
        let own = max(ExecutionLimits.memoryBytesBeside, limit / 10)
        return min(asked, max(limit - own, ExecutionLimits.memoryBytesMin))
    }

    /// Bytes for tasks in a program of somebody's own that asks for none in particular: a part of what the machine has,
    /// or of the limit, as others in such a program take it.
    public static var share: Int {
        share(machine: Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))), limit: limit)
    }

    package static func share(machine: Int, limit: Int?) -> Int {
        let part = min(machine, limit ?? machine) / ExecutionLimits.localMemoryPart
        return max(part - part % (1 << 20), ExecutionLimits.localMemoryBytesMin)
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count).prefix { $0 > 0x20 }, as: UTF8.self)
    }
}
