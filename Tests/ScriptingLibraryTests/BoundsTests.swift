// SPDX-License-Identifier: Apache-2.0

import Scripting
import Testing

/// What a script may ask of the library and cannot have: an exception in bounded time and memory, never a trap.
@Suite struct BoundsTests {
    private func outcome(_ source: String, steps: Int = 1_000_000, bytes: Int = 1 << 20) -> String {
        let host = TestHost()
        host.stepLimit = steps
        host.byteLimit = bytes
        return host.outcome(source)
    }

    @Test(arguments: [
        "random.randrange(0, 0 - 9223372036854775807 - 1, -1)", "datetime.timedelta(999999999) * 9223372036854775807",
        "datetime.timedelta(-999999999) * (0 - 9223372036854775807 - 1)",
    ])
    func numbersBeyond64BitsOverflow(source: String) {
        #expect(outcome(source) == "OverflowError: integer result does not fit 64 bits")
    }

    /// The comparison of a heap's values empties or fills the heap.
    @Test(arguments: ["heapify(h)", "heappop(h)", "heappush(h, h[0])", "heapreplace(h, h[0])", "heappushpop(h, h[0])"])
    func heapsThatChangeUnderTheirComparison(call: String) {
        for change in ["h.clear()", "h.append(None)"] {
            let source =
                "(lambda h: [h.extend(list(map(functools.cmp_to_key(lambda a, b: len([\(change)]) - 2), "
                + "[5, 4, 3, 2, 1]))), heapq.\(call)])([])"
            #expect(outcome(source) == "RuntimeError: list changed size during iteration", "\(call) and \(change)")
        }
    }

    @Test(arguments: [
        "next(itertools.islice(range(40000), 30000, 20000), None)", "functools.reduce(operator.and_, range(40000))",
    ])
    func longLoopsAreMetered(source: String) {
        #expect(outcome(source, steps: 10_000, bytes: 1 << 30) == "TimeoutError: too many steps")
    }

    /// Arrays are counted before they are there.
    @Test(arguments: [
        "numpy.zeros(1000000000)", "numpy.ones((100000, 100000))", "numpy.arange(1000000000)", "numpy.eye(100000)",
        "numpy.tile(numpy.zeros(1000), 1000000)", "numpy.repeat(numpy.zeros(1000), 1000000)",
        "numpy.outer(numpy.zeros(10000), numpy.zeros(100000))", "numpy.linspace(0, 1, 1000000000)",
        "numpy.full(1000000000, 1)", "numpy.diag(numpy.zeros(50000))", "numpy.bincount([1000000000])",
    ])
    func arraysAreCountedBeforeTheyAreMade(source: String) {
        let shown = outcome(source)
        #expect(shown.hasPrefix("MemoryError") || shown == "TimeoutError: too many steps", "\(source): \(shown)")
    }

    @Test(arguments: [
        ("numpy.zeros((9223372036854775807, 2))", "ValueError: Maximum allowed dimension exceeded"),
        ("numpy.zeros((9223372036854775807, 0))", "ValueError: Maximum allowed dimension exceeded"),
        ("numpy.zeros(-1)", "ValueError: negative dimensions are not allowed"),
        ("numpy.arange(0, 1, 1e-300)", "ValueError: Maximum allowed size exceeded"),
        (
            "numpy.array([1]).reshape(9223372036854775807, -1)",
            "ValueError: cannot reshape array of size 1 into shape (9223372036854775807,-1)"
        ),
        ("numpy.array([1]) << 9223372036854775807", "array([0])"),
        ("numpy.array([-9223372036854775807 - 1]) // -1", "array([-9223372036854775808])"),
        ("numpy.array([-9223372036854775807 - 1]) % -1", "array([0])"),
        ("abs(numpy.array([-9223372036854775807 - 1]))", "array([-9223372036854775808])"),
        ("numpy.array([1e300]).astype('int64')", "array([-9223372036854775808])"),
    ])
    func arraysAtTheirEdges(source: String, shown: String) {
        #expect(outcome(source) == shown)
    }

    /// All places of a float behind its end are zeros, however many are asked for.
    @Test(arguments: [
        ("len('%.3000000f' % 1.5)", "3000002"), ("len('%.3000000e' % 1.5)", "3000006"),
        ("len('%#.3000000g' % 1.5)", "3000001"), ("'%.3000000g' % 0.1 == '%.1500g' % 0.1", "True"),
        ("len(format(0.1, '.3000000f'))", "3000002"),
        ("'%.1000000000f' % 1.5", "MemoryError: "),
    ])
    func manyPlaces(source: String, shown: String) {
        #expect(outcome(source, bytes: 64 << 20) == shown)
    }

    /// A text of half the budget that is asked for many times.
    @Test(arguments: [
        "json.dumps([t] * 99)", "json.dumps({'a': [t] * 99})", "('%s' * 99) % ((t,) * 99)",
        "('{0}' * 99).format(t)", "re.sub('x+', '\\\\g<0>' * 99, t)", "re.match('x+', t).expand('\\\\g<0>' * 99)",
        "('a' * 99).translate({97: t})", "json.dumps([[[[1]]]], indent=len(t))",
    ])
    func textsThatMultiplyAreCountedAsTheyGrow(call: String) {
        let host = TestHost()
        host.byteLimit = 1 << 20
        #expect(host.outcome("(lambda t: \(call))('x' * 500000)") == "MemoryError: ")
        #expect(host.reserved < 4 << 20, "\(call) reserved \(host.reserved) bytes before it ended")
    }

    /// A chain of 100 000 values ends without as many calls inside each other.
    @Test(arguments: [
        "[a]", "(a,)", "{1: a}", "collections.deque([a])", "Row(x=a)", "collections.defaultdict(int, {1: a})",
        "collections.defaultdict(a)", "functools.partial(a)", "functools.partial(len, a)",
        "functools.partial(len, x=a)", "functools.cache(a)", "functools.cmp_to_key(a)",
        "functools.cmp_to_key(len)(a)", "itertools.chain([], a)",
    ])
    func chainsEndOneAfterAnother(link: String) {
        let source = "len([functools.reduce(lambda a, b: \(link), range(100000), [])])"
        #expect(outcome(source, steps: .max, bytes: .max) == "1", "\(link)")
    }
}
