// SPDX-License-Identifier: Apache-2.0

/// One engine set up for one scenario: Martlet itself, or a peer in its own process. Used by one thread, run by run, so
/// that contestants can take turns.
protocol Contestant: AnyObject {
    /// `martlet`, `pyspark rdd`, …
    var name: String { get }
    /// How PySpark does it; nil for Martlet.
    var variant: String? { get }
    /// Where its last run wrote, for scenarios whose answer is a folder.
    var outputFolder: String? { get }

    /// Does the scenario once. Seconds are those of the work alone; most scenarios have one number, latency one a job.
    func run() throws -> (seconds: [Double], answer: String)

    /// Ends its processes.
    func stop() throws
}
