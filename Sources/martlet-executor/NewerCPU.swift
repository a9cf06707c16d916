// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Programs in images run on any x86-64 CPU and may have beside them, as `<program>-v3`, the same compiled for
/// x86-64-v3 (x86-64 psABI; CPUs of 2013 and later), whose kernels are up to three times as fast.
enum NewerCPU {
    /// What the compiler is told to use (`MARTLET_CPU` of the scripts), as Linux names it.
    static let features: Set<Substring> = ["avx2", "bmi2", "fma"]
    static let suffix = "-v3"

    /// Becomes that program where there is one and the CPU can run it; returns otherwise. The process stays the same.
    static func handOver() {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink("/proc/self/exe", &path, Int(PATH_MAX)) > 0 else { return }
        let program = path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } + suffix
        guard access(program, X_OK) == 0, isSupported() else { return }
        execv(program, Swift.CommandLine.unsafeArgv)
    }

    private static func isSupported() -> Bool {
        guard let file = fopen("/proc/cpuinfo", "r") else { return false }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while getline(&line, &capacity, file) > 0, let line {
            let text = String(cString: line)
            if text.hasPrefix("flags") {
                return features.isSubset(of: text.split(whereSeparator: { $0 == " " || $0 == "\n" }))
            }
        }
        return false
    }
}
