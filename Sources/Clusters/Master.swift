// SPDX-License-Identifier: Apache-2.0

import Execution
import Glibc
public import Net

/// Where to run: what a user writes as `--master`.
public enum Master: Hashable, Sendable {
    /// `local`, `local[4]`, `local[*]`: tasks on threads of this process.
    case local(slots: Int)
    /// `local-cluster[2,1,1g]`: executor processes on this machine (executors, cores each, memory each).
    case localCluster(executors: Int, cores: Int, memoryBytes: Int)
    /// `martlet://host:port`: listen there for executors that somebody starts.
    case standalone(Address)

    /// Why a master or a size is not understood.
    public struct ParseError: Error, Hashable, CustomStringConvertible {
        public var description: String
    }

    public init(parsing text: String) throws(ParseError) {
        if text == "local" {
            self = .local(slots: 1)
        } else if let inner = Self.inside("local[", text) {
            if inner == "*" {
                self = .local(slots: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
            } else {
                self = .local(slots: try Self.number(inner, 1...ExecutionLimits.slotsMax, "threads", text))
            }
        } else if let inner = Self.inside("local-cluster[", text) {
            let parts = inner.split(separator: ",", omittingEmptySubsequences: false).map { trimmed($0) }
            guard parts.count == 3 else {
                throw ParseError(
                    description: "'\(text)' is not a master: write local-cluster[executors,cores,memory], "
                        + "for example local-cluster[2,1,1g]")
            }
            self = .localCluster(
                executors: try Self.number(parts[0], 1...ClusterLimits.executorsMax, "executors", text),
                cores: try Self.number(parts[1], 1...ExecutionLimits.slotsMax, "cores", text),
                // As Spark does, a plain number here is in MiB.
                memoryBytes: try Self.memory(parts[2]))
        } else if text.hasPrefix("martlet://") {
            do {
                self = .standalone(try Address(parsing: String(text.dropFirst("martlet://".count))))
            } catch {
                throw ParseError(description: "'\(text)' is not a master: \(error)")
            }
        } else {
            throw ParseError(
                description: "'\(text)' is not a master; write local[4], local[*], local-cluster[2,1,1g] or "
                    + "martlet://host:port")
        }
    }

    private static func memory(_ text: String) throws(ParseError) -> Int {
        let bytes: Int
        do { bytes = try MemorySize.parse(text, plainUnit: 1 << 20) } catch {
            throw ParseError(description: error.description)
        }
        guard bytes >= ExecutionLimits.memoryBytesMin else {
            throw ParseError(
                description: "an executor with \(text) of memory: at least "
                    + "\(MemorySize.text(ExecutionLimits.memoryBytesMin)) are needed")
        }
        return bytes
    }

    private static func inside(_ prefix: String, _ text: String) -> String? {
        text.hasPrefix(prefix) && text.hasSuffix("]") ? String(text.dropFirst(prefix.count).dropLast()) : nil
    }

    private static func number(
        _ digits: String, _ range: ClosedRange<Int>, _ what: String, _ text: String
    ) throws(ParseError) -> Int {
        guard let value = Int(digits), range.contains(value) else {
            throw ParseError(
                description: "'\(digits)' in '\(text)' is not a number of \(what) from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return value
    }
}

private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
}
