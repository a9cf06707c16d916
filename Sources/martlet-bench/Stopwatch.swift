// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Seconds on the monotonic clock since some fixed moment.
func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// How long `work` took, and what it returned.
func timed<Result>(_ work: () throws -> Result) rethrows -> (seconds: Double, result: Result) {
    let start = monotonicSeconds()
    let result = try work()
    return (monotonicSeconds() - start, result)
}
