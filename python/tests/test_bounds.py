# SPDX-License-Identifier: Apache-2.0
"""What functions of the user may build, hold and repeat: nested, large and endless, in bounded memory and time."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import pathlib
import textwrap
from typing import Any

import pytest
from test_processes import SECONDS, script

from martlet import SparkContext

pytestmark = pytest.mark.usefixtures("real")


def chained(wrap: Any, n: int, uses: bool) -> Any:
    g = iter([1, 2, 3])
    for _ in range(n):
        g = wrap(g)
    return next(g) is None if uses else None


WRAPPERS = [
    lambda g: map(abs, g),
    lambda g: filter(None, g),
    lambda g: enumerate(g),
    lambda g: zip(g),
    lambda g: itertools.islice(g, 9),
    lambda g: itertools.chain(g),
    lambda g: itertools.tee(g)[0],
    lambda g: itertools.takewhile(bool, g),
    lambda g: itertools.accumulate(g),
    lambda g: itertools.cycle(g),
]


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_long_chains_of_iterators(sc: SparkContext, wrap: Any) -> None:
    rows = sc.parallelize([25_000], 1)
    assert rows.map(lambda n: chained(wrap, n, False)).collect() == [None]
    with pytest.raises(RecursionError):
        sc.parallelize([200_000], 1).map(lambda n: chained(wrap, n, True)).collect()


def test_nested_deques_and_types(sc: SparkContext) -> None:
    def equal(n: int) -> bool:
        a = collections.deque()  # type: collections.deque[Any]
        b = collections.deque()  # type: collections.deque[Any]
        for _ in range(n):
            a = collections.deque([a])
            b = collections.deque([b])
        return a == b

    assert sc.parallelize([100], 1).map(equal).collect() == [True]
    with pytest.raises(RecursionError):
        sc.parallelize([60_000], 1).map(equal).collect()

    def instance(n: int) -> bool:
        kinds = (int,)  # type: Any
        for _ in range(n):
            kinds = (kinds,)
        return isinstance("x", kinds)

    with pytest.raises(RecursionError):
        sc.parallelize([100_000], 1).map(instance).collect()


def test_equal_lists_900_deep_are_found(sc: SparkContext) -> None:
    def found(n: int) -> bool:
        a = []  # type: list[Any]
        b = []  # type: list[Any]
        for _ in range(n):
            a = [a]
            b = [b]
        return a in [b]

    assert sc.parallelize([900], 1).map(found).collect() == [True]


@dataclasses.dataclass(frozen=True)
class Link:
    """An object of the user's that holds another of its kind."""

    inner: Any


class Chained:
    """The same with an equality of its own."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chained) and self.inner == other.inner

    def __hash__(self) -> int:
        return hash(self.inner)


NESTINGS = [
    lambda v: [v],
    lambda v: (v,),
    lambda v: {1: v},
    lambda v: collections.deque([v]),
    lambda v: Link(v),
    lambda v: Chained(v),
]


@pytest.mark.parametrize("wrap", NESTINGS)
def test_nested_values_are_equal_or_too_deep(sc: SparkContext, wrap: Any) -> None:
    def compared(n: int) -> list[str]:
        a = wrap(0)
        b = wrap(0)
        for _ in range(n):
            a = wrap(a)
            b = wrap(b)
        seen = []
        for test in (lambda: a == b, lambda: a != b, lambda: a in [b], lambda: [b].index(a), lambda: [b].count(a)):
            try:
                seen.append(repr(test()))
            except RecursionError:
                seen.append("RecursionError")
        return seen

    right = ["True", "False", "True", "0", "1"]
    assert sc.parallelize([150], 1).map(compared).collect() == [right]
    for depth in (250, 400, 900, 5_000, 60_000):
        got = sc.parallelize([depth], 1).map(compared).collect()[0]
        assert all(g in (r, "RecursionError") for g, r in zip(got, right)), (depth, got)
        assert depth < 60_000 or got == ["RecursionError"] * 5


@pytest.mark.parametrize("wrap", [lambda v: (v,), lambda v: frozenset([v]), lambda v: Link(v), lambda v: Chained(v)])
def test_nested_values_are_keys_or_too_deep(sc: SparkContext, wrap: Any) -> None:
    def kept(n: int) -> str:
        a = wrap(0)
        b = wrap(0)
        try:
            # A frozenset hashes what it is made of.
            for _ in range(n):
                a = wrap(a)
                b = wrap(b)
            return repr(({a: 7}[b], b in {a}, {a} == {b}))
        except RecursionError:
            return "RecursionError"

    assert sc.parallelize([150], 1).map(kept).collect() == ["(7, True, True)"]
    for depth in (250, 400, 900, 60_000):
        assert sc.parallelize([depth], 1).map(kept).collect()[0] in ("(7, True, True)", "RecursionError")


class Stubborn:
    """Raises whatever it is asked."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("not to be compared")

    def __hash__(self) -> int:
        raise KeyError("not to be hashed")

    def __bool__(self) -> bool:
        raise ArithmeticError("neither true nor false")

    def __len__(self) -> int:
        raise OSError("not to be measured")


def test_what_special_methods_raise_is_raised(sc: SparkContext) -> None:
    def raised(_: int) -> list[str]:
        s = Stubborn()
        t = Stubborn()
        seen = []
        for test in (
            lambda: s == t,
            lambda: (1, s) == (1, t),
            lambda: s in [t],
            lambda: [t].index(s),
            lambda: {"a": s} == {"a": t},
            lambda: hash(s),
            lambda: {s: 1},
            lambda: (1, s) in {},
            lambda: not s,
            lambda: 1 if s else 2,
            lambda: len(s),
            lambda: any([s]),
        ):
            try:
                seen.append(repr(test()))
            except Exception as error:
                seen.append(repr(error))
        return seen

    assert sc.parallelize([1], 1).map(raised).collect()[0] == raised(1)


def test_endless_flat_map(sc: SparkContext) -> None:
    assert sc.parallelize([1], 1).flatMap(lambda x: itertools.count()).take(5) == [0, 1, 2, 3, 4]

    def many(x: int) -> Any:
        yield from range(x)

    assert sc.parallelize([1_000_000], 1).flatMap(many).map(lambda x: x % 2).sum() == 500_000


DRAWS = """
import random
from martlet import SparkConf, SparkContext
conf = SparkConf(False).setMaster("local[2]").setAppName("draws")
if SEED is not None:
    conf.set("martlet.random.seed", SEED)

def drawn(x):
    kept = {x: random.random()}
    return kept[x]

with SparkContext(conf=conf) as sc:
    rows = sc.parallelize(range(4), 2)
    scripted = rows.map(drawn)
    other = rows.map(lambda x: list({x: random.random()}.values())[0])
    typed = rows.map(lambda x: x + random.random())
    for rdd in (scripted, other, typed):
        first = rdd.collect()
        assert first == rdd.collect(), "an RDD that is computed again is the same"
        assert len(set(first)) == 4
        print(first)
    assert scripted.collect() != other.collect(), "two functions draw different numbers"
"""


def test_random_numbers_differ_by_session_unless_seeded(tmp_path: pathlib.Path) -> None:
    def draws(seed: str | None = None) -> list[str]:
        started = script(tmp_path, f"SEED = {seed!r}\n{DRAWS}")
        out, errors = started.communicate(timeout=SECONDS)
        assert started.returncode == 0, errors
        return out.splitlines()

    one, two = draws(), draws()
    assert len(one) == 3 and all(a != b for a, b in zip(one, two))
    assert draws("5") == draws("5")
    assert all(a != b for a, b in zip(draws("5"), draws("6")))


def test_long_ranges_are_counted(sc: SparkContext) -> None:
    assert sc.parallelize([1], 1).map(lambda x: sum(1 for i in range(2**24 + 3))).collect() == [2**24 + 3]
    assert sc.range(0, 4_096, numSlices=1).map(lambda n: sum(range(50_000))).distinct().collect() == [1_249_975_000]


def test_lists_that_grow_by_every_value(sc: SparkContext) -> None:
    pairs = sc.parallelize(range(40_000), 2).map(lambda x: (0, [x]))
    assert pairs.reduceByKey(lambda a, b: a + b).collect() == [(0, list(range(40_000)))]

    def extended(a: list[int], b: list[int]) -> list[int]:
        a.extend(b)
        return a

    assert pairs.reduceByKey(extended).collect() == [(0, list(range(40_000)))]
    combined = sc.parallelize(range(40_000), 2).map(lambda x: (0, x))
    grown = combined.combineByKey(lambda v: [v], lambda a, v: a + [v], lambda a, b: a + b)
    assert grown.collect() == [(0, list(range(40_000)))]


def test_means_of_many_rows(sc: SparkContext) -> None:
    rows = sc.range(0, 3_000_000, numSlices=2).map(lambda x: (x % 10, x))
    expected = sorted((k, (sum(range(k, 3_000_000, 10)), 300_000)) for k in range(10))
    merge = (lambda a, v: (a[0] + v, a[1] + 1), lambda a, b: (a[0] + b[0], a[1] + b[1]))
    assert sorted(rows.combineByKey(lambda v: (v, 1), *merge).collect()) == expected
    assert sorted(rows.aggregateByKey((0, 0), *merge).collect()) == expected

    def counted(pairs: Any) -> list[dict[int, int]]:
        counts = {}  # type: dict[int, int]
        for key, _ in pairs:
            counts[key] = counts.get(key, 0) + 1
        return [counts]

    assert rows.mapPartitions(counted).collect() == [{k: 150_000 for k in range(10)}] * 2


SMALL = """
    import itertools, threading, time
    from martlet import SparkConf, SparkContext

    peak = 0

    def watch():
        global peak
        while True:
            peak = max(peak, int(open("/proc/self/statm").read().split()[1]) * 4096)
            time.sleep(0.005)

    conf = SparkConf(False).setMaster("local[2]").set("spark.driver.memory", "128m")
    sc = SparkContext(conf=conf)
    sc.parallelize([1], 1).map(lambda x: {}).collect()
    start = int(open("/proc/self/statm").read().split()[1]) * 4096
    threading.Thread(target=watch, daemon=True).start()
"""

REFUSED = """
    def refused(job):
        try:
            job()
        except MemoryError as error:
            return str(error)
        raise AssertionError("nothing was refused")

    def grow_dict(n):
        grown = {}
        for i in itertools.count():
            grown[i] = i

    def grow_list(rows):
        grown = []
        for i in itertools.count():
            grown.append((i, str(i)))

    def grow_text(n):
        text = "x"
        while True:
            text = text + text

    rows = sc.range(0, 50_000_000, numSlices=2)
    message = refused(lambda: rows.mapPartitions(lambda rows: [len(list(rows))]).collect())
    assert "partition " in message and "spark.driver.memory" in message and "mapPartitions" in message, message
    refused(lambda: sc.parallelize([1], 1).map(grow_dict).collect())
    refused(lambda: sc.parallelize([1], 1).mapPartitions(grow_list).collect())
    refused(lambda: sc.parallelize([1], 1).map(grow_text).collect())
    assert sc.parallelize(range(10)).sum() == 45
"""

MANY_KEYS = """
    pairs = sc.range(0, 3_000_000, numSlices=2).map(lambda x: (x % 1_000_000, x))
    sums = pairs.combineByKey(
        lambda v: (v, 1), lambda a, v: (a[0] + v, a[1] + 1), lambda a, b: (a[0] + b[0], a[1] + b[1]))
    assert sums.count() == 1_000_000
    assert sums.filter(lambda p: p[1] != (3 * p[0] + 3_000_000, 3)).count() == 0
"""


@pytest.mark.parametrize("jobs", [REFUSED, MANY_KEYS])
def test_within_the_memory_that_was_given(tmp_path: pathlib.Path, jobs: str) -> None:
    bound = "\nassert peak - start < (128 + 64) << 20, (peak - start) >> 20\nsc.stop()\n"
    process = script(tmp_path, textwrap.dedent(SMALL) + textwrap.dedent(jobs) + bound)
    _, errors = process.communicate(timeout=4 * SECONDS)
    assert process.returncode == 0, errors
