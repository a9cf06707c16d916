// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Testing

@Suite struct PatternGroupsTests {
    @Test(
        "knows the groups that take part in every match",
        arguments: [
            ("", 0, []), ("a+", 0, []), ("(a)", 1, [1]), ("(a)(b)?", 2, [1]), ("(a)*", 1, []), ("(a)+", 1, [1]),
            ("(a)|(b)", 2, []), ("((a)|b)(c)", 3, [1, 3]), ("(?:(a)|b)(c)", 2, [2]), ("(?:(a)(b))?", 2, []),
            ("(a){0,2}(b){,1}(c){1,2}", 3, [3]), ("(?=(a))(?!(b))(c)", 3, [1, 3]), ("(?<=(a))(?<!(b))", 2, [1]),
            (#"\((a)\)[(](b)[^)(](c)[]()](d)"#, 4, [1, 2, 3, 4]), ("((a)(b)?)?(c)", 4, [4]),
            ("(?P<x>a)(?P=x)(?P<y>b)", 2, [1, 2]), ("(a|)(b)", 2, [1, 2]), (#"[\]](a)"#, 1, [1]),
        ] as [(String, Int, Set<Int>)])
    func groups(pattern: String, count: Int, certain: Set<Int>) throws {
        let groups = try #require(PatternGroups(pattern, []))
        #expect(groups.count == count)
        #expect(groups.certain == certain)
    }

    @Test("knows names, and what it cannot know")
    func names() {
        #expect(PatternGroups("(a)(?P<x>b)", [])?.names == ["x": 2])
        for pattern in ["(?i)a", "(?i:a)", "(a)(?(1)b|c)", "(a", "a)", "(?#x)(a)", "(?P>a)"] {
            #expect(PatternGroups(pattern, []) == nil)
        }
        #expect(PatternGroups("(a) # (b)", .verbose) == nil)
    }
}
