// SPDX-License-Identifier: Apache-2.0

/// Runs one scenario on its contestants by turns and compares their answers.
struct Tournament {
    let scenario: Scenario
    let workload: Workload
    let runs: Int
    let benchFolder: String

    private struct Score {
        var first: [Double] = []
        var seconds: [Double] = []
        var answers: Set<String> = []
    }

    /// One cold round, then `runs` timed ones; each contestant has its turn once a round, so that a slow minute of the
    /// machine hits all. Throws if answers are wrong or differ.
    func play(_ contestants: [any Contestant], progress: (String) -> Void) throws -> [Measurement] {
        var scores = contestants.map { _ in Score() }
        for round in 0...runs {
            for (index, contestant) in contestants.enumerated() {
                let (seconds, answer) = try contestant.run()
                if round == 0 { scores[index].first = seconds } else { scores[index].seconds += seconds }
                scores[index].answers.insert(answer)
                let label = round == 0 ? "first" : "\(round)/\(runs)"
                progress("\(scenario.rawValue) \(label) \(contestant.name): \(time(Measurement.median(seconds)))")
            }
        }
        for (index, contestant) in contestants.enumerated() {
            try contestant.stop()
            if let folder = contestant.outputFolder { scores[index].answers = [try verified(folder)] }
        }
        try compare(contestants, scores)
        return zip(contestants, scores).map { contestant, score in
            Measurement(
                scenario, of: contestant, size: workload.size(of: scenario), first: score.first,
                seconds: score.seconds, answer: score.answers.first ?? "")
        }
    }

    private func compare(_ contestants: [any Contestant], _ scores: [Score]) throws(BenchError) {
        for (contestant, score) in zip(contestants, scores) {
            guard score.answers.count == 1, let answer = score.answers.first else {
                let all = score.answers.sorted().joined(separator: ", ")
                throw .badAnswer(scenario: scenario.rawValue, detail: "\(contestant.name) gave \(all)")
            }
            if let expected = workload.expectedAnswer(of: scenario), answer != expected {
                let detail = "\(contestant.name) gave \(answer), not \(expected)"
                throw .badAnswer(scenario: scenario.rawValue, detail: detail)
            }
            if answer != scores[0].answers.first {
                let ours = scores[0].answers.first ?? ""
                throw .answersDiffer(scenario: scenario.rawValue, ours: ours, theirs: "\(answer) (\(contestant.name))")
            }
        }
    }

    /// What the independent verifier says of a sorted folder: order and multiset, against the input.
    private func verified(_ folder: String) throws(BenchError) -> String {
        let input = workload.input(of: scenario) ?? ""
        let command = ["python3", benchFolder + "/verify.py", "sort", "--input", input, "--result", folder]
        let verifier = try ChildProcess(command, errorsPath: nil)
        let line = try verifier.readLine() ?? ""
        try verifier.wait()
        return line
    }
}
