// SPDX-License-Identifier: Apache-2.0
import Histogram

/// What one contestant's runs of one scenario gave. The first run is cold and stands apart.
struct Measurement: Codable {
    let scenario: Scenario
    let engine: String
    let variant: String?
    let size: String
    /// The cold run; for latency its median.
    let firstSeconds: Double
    /// The timed runs after it; for latency every job of them.
    let seconds: [Double]
    let medianSeconds: Double
    let answer: String
    /// Peer's median over Martlet's; nil for Martlet itself and when it was not measured.
    var ratio: Double?
    var wantedRatio: Double?

    init(
        _ scenario: Scenario, of contestant: any Contestant, size: String, first: [Double], seconds: [Double],
        answer: String
    ) {
        self.scenario = scenario
        engine = contestant.name
        variant = contestant.variant
        self.size = size
        firstSeconds = Measurement.median(first)
        self.seconds = seconds
        medianSeconds = Measurement.median(seconds)
        self.answer = answer
    }

    var fastest: Double { seconds.min() ?? 0 }
    var slowest: Double { seconds.max() ?? 0 }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Percentiles in milliseconds over all jobs, by a histogram with three significant digits.
    func percentiles(_ wanted: [Double]) -> [(percent: Double, milliseconds: Double)] {
        var histogram = Histogram<UInt64>(highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: .three)
        for second in seconds { histogram.record(UInt64(max(1, second * 1e6))) }
        return wanted.map { ($0, Double(histogram.valueAtPercentile($0)) / 1000) }
    }
}
