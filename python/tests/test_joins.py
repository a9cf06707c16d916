# SPDX-License-Identifier: Apache-2.0
"""Joins against a plain loop, and the memory of executors and driver when keys are skewed or results are large."""

from __future__ import annotations

import itertools
import pathlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from test_processes import SECONDS, script

from martlet import RDD, SparkContext

Pairs = list[tuple[Any, Any]]


def _matches(left: Pairs, right: Pairs, keep_left: bool, keep_right: bool) -> list[Any]:
    rows: list[Any] = [(k, (v, w)) for k, v in left for key, w in right if k == key]
    if keep_left:
        rows += [(k, (v, None)) for k, v in left if all(k != key for key, _ in right)]
    if keep_right:
        rows += [(k, (None, w)) for k, w in right if all(k != key for key, _ in left)]
    return rows


KINDS: dict[str, tuple[Callable[[RDD, RDD], RDD], Callable[[Pairs, Pairs], list[Any]]]] = {
    "join": (lambda a, b: a.join(b), lambda a, b: _matches(a, b, False, False)),
    "left": (lambda a, b: a.leftOuterJoin(b), lambda a, b: _matches(a, b, True, False)),
    "right": (lambda a, b: a.rightOuterJoin(b), lambda a, b: _matches(a, b, False, True)),
    "full": (lambda a, b: a.fullOuterJoin(b), lambda a, b: _matches(a, b, True, True)),
    "subtract": (
        lambda a, b: a.subtractByKey(b),
        lambda a, b: [(k, v) for k, v in a if all(k != key for key, _ in b)],
    ),
}
KEYS: dict[str, list[Any]] = {
    "ints": list(range(12)),
    "texts": ["", "a", "b", "a long text that no view holds", "a long text that no view holds, and more"],
    "floats": [0.0, -0.0, 1.5, 2.0, float("inf")],
    "tuples": [(1, "a"), (1, "b"), (2, "a")],
    "mixed": [None, 1, 1.0, True, 0, "1", b"1", (1, 2), (1.0, 2), 2.5],
}


def _rows(rng: random.Random, keys: list[Any], count: int) -> Pairs:
    return [(rng.choice(keys), rng.choice([i, f"v{i}", None, [i], (i, "w")])) for i in range(count)]


def _same(rows: list[Any]) -> list[str]:
    # Which of several equal keys a row shows is not compared.
    return sorted(repr((_plain(row[0]), row[1])) for row in rows)


def _plain(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(_plain(member) for member in key)
    return key + 0.0 if isinstance(key, (int, float)) else key


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keys", KEYS)
def test_joins_are_what_a_loop_gives(sc: SparkContext, kind: str, keys: str) -> None:
    made, expected = KINDS[kind]
    rng = random.Random(kind + keys)
    for parts, others, typed in itertools.product((1, 3), (2, 7), (False, True)):
        left, right = _rows(rng, KEYS[keys], rng.randrange(60)), _rows(rng, KEYS[keys], rng.randrange(60))
        if typed:
            left = [(k, i) for i, (k, _) in enumerate(left)]
            right = [(k, f"text {i}") for i, (k, _) in enumerate(right)]
        joined = made(sc.parallelize(left, parts), sc.parallelize(right, others))
        assert joined.getNumPartitions() == parts + others
        assert _same(joined.collect()) == _same(expected(left, right))
        assert joined.collect() == joined.collect()


def test_keys_of_different_types_meet(sc: SparkContext) -> None:
    ints, floats = sc.parallelize([(1, "a"), (2, "b")], 2), sc.parallelize([(1.0, "x"), (2.5, "y")], 3)
    assert ints.join(floats).collect() == [(1, ("a", "x"))]
    assert sorted(ints.fullOuterJoin(floats).values().collect(), key=repr) == [("a", "x"), ("b", None), (None, "y")]
    flags = sc.parallelize([(True, "t")])
    assert ints.join(flags).collect() == [(1, ("a", "t"))]


def test_what_may_be_missing_is_none_in_functions(sc: SparkContext) -> None:
    left, right = sc.parallelize([(k, k) for k in range(4)], 2), sc.parallelize([(k, k * 10) for k in range(2, 6)], 2)
    full = left.fullOuterJoin(right)
    assert sorted(full.mapValues(lambda v: (v[0] or 0) + (v[1] if v[1] is not None else 1000)).collect()) == [
        (0, 1000), (1, 1001), (2, 22), (3, 33), (4, 40), (5, 50),
    ]  # fmt: skip
    assert sorted(full.filter(lambda kv: kv[1][1] is None).keys().collect()) == [0, 1]


def test_partitions_of_a_join_are_pysparks(sc: SparkContext) -> None:
    a, b = sc.parallelize([(1, 1)], 2), sc.parallelize([(1, 2)], 3)
    assert a.join(b).getNumPartitions() == 5
    assert a.join(b, 4).getNumPartitions() == 4
    placed = a.partitionBy(6)
    assert placed.join(b.partitionBy(6)).getNumPartitions() == 6
    assert placed.join(placed).getNumPartitions() == 6


def test_joins_want_pairs(sc: SparkContext) -> None:
    with pytest.raises(Exception, match="join needs pairs"):
        sc.parallelize([1, 2]).join(sc.parallelize([(1, 2)])).collect()
    with pytest.raises(Exception, match="unhashable type: 'list'"):
        sc.parallelize([([1], 2)]).join(sc.parallelize([([1], 2)])).collect()


# Prints the most that executors, or this process, ever held, in MB beyond what they were given.
RESIDENT = """
import os, pathlib
def most(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) >> 10
def executors():
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == os.getpid() and "martlet-exec" in (entry / "comm").read_text():
                    yield int(entry.name)
            except OSError:
                pass
"""


def _run(folder: pathlib.Path, text: str) -> list[str]:
    process = script(folder, RESIDENT + text)
    shown, errors = process.communicate(timeout=5 * SECONDS)
    assert process.returncode == 0, errors
    return shown.splitlines()


def test_a_skewed_join_streams(real: None, tmp_path: pathlib.Path) -> None:
    text = """
with martlet.SparkContext("local-cluster[1,1,256m]") as sc:
    row = lambda x: (7, {"name": f"customer number {x}", "street": "a street with a long name " * 4, "number": x})
    left, right = sc.range(3000, numSlices=2).map(row), sc.range(3000, numSlices=3).map(row)
    print(left.join(right, 2).count())
    print([most(pid) - 256 for pid in executors()])
with martlet.SparkContext("local-cluster[1,1,512m]") as sc:
    left = sc.range(5_000_000, numSlices=4).map(lambda x: (x if x % 10 == 0 else 7, x))
    right = sc.parallelize([(7, "the one row")], 1)
    print(left.join(right, 2).count(), right.join(left, 2).count())
    print([most(pid) - 512 for pid in executors()])
"""
    shown = _run(tmp_path, text)
    assert (shown[0], shown[2]) == ("9000000", "4500000 4500000")
    for resident in (shown[1], shown[3]):
        (above,) = eval(resident)
        assert above <= 64, f"{above} MB more than the memory of the executor"


def test_a_product_of_wide_rows_comes_in_small_batches(real: None, tmp_path: pathlib.Path) -> None:
    text = """
with martlet.SparkContext("local-cluster[1,1,64m]") as sc:
    wide = sc.range(70, numSlices=1).map(lambda x: str(x % 10) + "x" * 50_000)
    print(wide.cartesian(wide).map(lambda pair: pair[0] + pair[1]).map(lambda text: len(text)).sum())
    print([most(pid) - 64 for pid in executors()])
"""
    shown = _run(tmp_path, text)
    assert shown[0] == str(70 * 70 * 100_002)
    (above,) = eval(shown[1])
    assert above <= 64, f"{above} MB more than the memory of the executor"


def test_a_group_beyond_the_memory_is_a_memory_error(real: None, tmp_path: pathlib.Path) -> None:
    text = """
with martlet.SparkContext("local-cluster[1,1,64m]") as sc:
    pairs = sc.range(3_000_000, numSlices=4).map(lambda x: (x if x % 10 == 0 else "hot", x))
    try:
        print(pairs.groupByKey(2).mapValues(len).values().max())
    except MemoryError as error:
        print("MemoryError", str(error).splitlines()[0])
    print([most(pid) - 64 for pid in executors()])
    print(sc.range(10).sum())
"""
    shown = _run(tmp_path, text)
    assert "the key 'hot'" in shown[0] and "in partition" in shown[0]
    (above,) = eval(shown[1])
    assert above <= 64, f"{above} MB more than the memory of the executor"
    assert shown[2] == "45"


def test_results_count_as_they_will_be_held(real: None, tmp_path: pathlib.Path) -> None:
    text = """
conf = martlet.SparkConf().setMaster("local-cluster[2,1,1g]").set("spark.driver.maxResultSize", "256m")
with martlet.SparkContext(conf=conf) as sc:
    try:
        print(len(sc.parallelize(range(40), 40).map(lambda i: "x" * 50_000_000).collect()))
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
    print(most(os.getpid()))
    print(len(sc.parallelize(range(4), 4).map(lambda i: "x" * 50_000_000).collect()))
"""
    shown = _run(tmp_path, text)
    assert "has more than 268435456 bytes" in shown[0] and "spark.driver.maxResultSize" in shown[0]
    assert int(shown[1]) < 200, f"{shown[1]} MB resident in the driver, which has fetched nothing"
    assert shown[2] == "4"
