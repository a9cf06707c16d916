// SPDX-License-Identifier: Apache-2.0

import Foundation
import Scripting
import Testing

/// What the Python package says that executors have of numpy is what they have.
@Suite struct NumpyNamesTests {
    private static let source: String = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appendingPathComponent("python/martlet/arrays.py"), encoding: .utf8)) ?? ""
    }()

    /// The words between two marks of the package's file.
    private func words(_ start: String, _ end: String) -> Set<String> {
        guard let begin = Self.source.range(of: start),
            let stop = Self.source.range(of: end, range: begin.upperBound..<Self.source.endIndex)
        else { return [] }
        let text = Self.source[begin.upperBound..<stop.lowerBound]
        return Set(text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }).map(String.init))
    }

    @Test func thePackageNamesWhatExecutorsHave() {
        let package = words("FUNCTIONS = frozenset(\n    \"\"\"", "\"\"\"")
        #expect(package.count > 150)
        let known = namesOfNumpy().functions
        for names in known { #expect(!package.isDisjoint(with: names), "the package lacks \(names)") }
        let functions = Set(known.joined())
        for name in package.subtracting(functions) {
            // A class.
            let shown = TestHost().outcome("numpy.\(name)")
            #expect(!shown.hasPrefix("NotImplementedError"), "executors lack \(name): \(shown)")
        }
    }

    @Test func thePackageNamesWhatExecutorsHaveOfLinearAlgebra() {
        let package = words("LINEAR_FUNCTIONS = frozenset(", ")")
        let known = Set(namesOfNumpy().linear.joined())
        #expect(known.count >= 4)
        #expect(package.subtracting(["LinAlgError"]) == known)
    }
}
