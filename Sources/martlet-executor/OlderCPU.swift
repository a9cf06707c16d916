// SPDX-License-Identifier: Apache-2.0

import CSpawn
import CZstd
import Glibc

/// Programs in images are compiled for x86-64-v3 (x86-64 psABI; CPUs of 2013 and later), where kernels are up to three
/// times as fast, and have beside them, as `<program>-any.zst`, what the same for any x86-64 CPU differs in, as `zstd
/// --patch-from` writes it: a tenth of a second program. What runs before the CPU is looked at is for any CPU.
enum OlderCPU {
    /// What the compiler is told to use (`MARTLET_CPU` of the scripts), as Linux names it.
    static let features: Set<Substring> = ["avx2", "bmi2", "fma"]
    static let suffix = "-any.zst"
    /// When set in the environment, newer CPUs count as older ones.
    static let variable = "MARTLET_ANY_CPU"
    /// Several times what a program has.
    static let programByteCountMax = 256 << 20

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Becomes the program for any CPU when this one cannot run this program and that one is there; returns otherwise.
    /// The process stays the same; the new program lies in memory, since a container's files cannot be written.
    static func handOver() throws(Failure) {
        guard getenv(variable) != nil || !isNewer() else { return }
        let own = "/proc/self/exe"
        var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink(own, &path, Int(PATH_MAX)) > 0 else { return }
        let other = path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } + suffix
        guard access(other, F_OK) == 0 else { return }
        do throws(Failure) {
            let patch = try mapped(other)
            let program = try made(from: patch, try mapped(own))
            defer { program.deallocate() }
            try become(program)
        } catch {
            throw Failure(
                description: "this CPU lacks \(features.sorted().joined(separator: ", ")), and the program for others "
                    + "cannot be made of \(other): \(error.description)")
        }
    }

    private static func isNewer() -> Bool {
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

    /// A whole file, for as long as the process lasts.
    private static func mapped(_ path: String) throws(Failure) -> UnsafeRawBufferPointer {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open \(path)") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("look at \(path)") }
        let count = Int(status.st_size)
        guard (1...programByteCountMax).contains(count) else {
            throw Failure(description: "\(path) has \(count) bytes")
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED else {
            throw failure("read \(path)")
        }
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    private static func made(
        from patch: UnsafeRawBufferPointer, _ own: UnsafeRawBufferPointer
    ) throws(Failure) -> UnsafeMutableRawBufferPointer {
        let size = ZSTD_getFrameContentSize(patch.baseAddress, patch.count)
        guard size > 0, size <= programByteCountMax else { throw Failure(description: "it does not say its size") }
        let program = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(size), alignment: 16)
        let context = ZSTD_createDCtx()
        defer { ZSTD_freeDCtx(context) }
        ZSTD_DCtx_refPrefix(context, own.baseAddress, own.count)
        let count = ZSTD_decompressDCtx(context, program.baseAddress, program.count, patch.baseAddress, patch.count)
        guard ZSTD_isError(count) == 0, count == program.count else {
            program.deallocate()
            throw Failure(
                description: ZSTD_isError(count) != 0 ? String(cString: ZSTD_getErrorName(count)) : "it is too short")
        }
        return program
    }

    private static func become(_ program: UnsafeMutableRawBufferPointer) throws(Failure) {
        let file = memfd_create("martlet-executor", 0)
        guard file >= 0 else { throw failure("make a file in memory") }
        defer { close(file) }
        var done = 0
        while done < program.count {
            let count = write(file, program.baseAddress! + done, program.count - done)
            guard count > 0 else { throw failure("write to memory") }
            done += count
        }
        execv("/proc/self/fd/\(file)", Swift.CommandLine.unsafeArgv)
        throw failure("start it")
    }

    private static func failure(_ operation: String) -> Failure {
        Failure(description: "cannot \(operation): \(String(cString: strerror(errno)))")
    }
}
