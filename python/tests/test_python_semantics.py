# SPDX-License-Identifier: Apache-2.0
"""Corners where rows must behave as they do in Python and in PySpark."""

from __future__ import annotations

import collections
import math
from typing import Any

import pytest

from martlet import MartletError, SparkContext

pytestmark = pytest.mark.usefixtures("real")


@pytest.mark.parametrize("slices", [1, 2, 5])
@pytest.mark.parametrize("ascending", [True, False])
def test_one_none_needs_no_order(sc: SparkContext, slices: int, ascending: bool) -> None:
    assert sc.parallelize([None], slices).sortBy(lambda x: x, ascending).collect() == [None]
    with pytest.raises(TypeError, match="'<' not supported between instances of 'NoneType' and 'NoneType'"):
        sc.parallelize([None, None], slices).sortBy(lambda x: x, ascending).collect()
    with pytest.raises(TypeError, match="'<' not supported"):
        sc.parallelize([None, 1], slices).sortBy(lambda x: x, ascending).collect()


ZEROS = [
    [-0.0, 0.0],
    [0.0, -0.0],
    [(1, -0.0), (1, 0.0)],
    [(1, 0.0), (1, -0.0)],
    [-0.0, 0, 0.0],
    [1.5, -0.0, 2.5],
    [("a", (-0.0, 1)), ("a", (0.0, 1))],
]


@pytest.mark.parametrize("keys", ZEROS, ids=repr)
@pytest.mark.parametrize("slices", [1, 2])
def test_a_key_is_the_first_that_came(sc: SparkContext, keys: list, slices: int) -> None:
    expected: dict = {}
    for key in keys:
        expected.setdefault(key, []).append(key)
    pairs = sc.parallelize([(key, 1) for key in keys], slices)
    wanted = sorted(map(repr, expected))
    assert sorted(repr(key) for key, _ in pairs.reduceByKey(lambda a, b: a + b).collect()) == wanted
    assert sorted(repr(key) for key, _ in pairs.groupByKey().collect()) == wanted
    assert sorted(map(repr, sc.parallelize(keys, slices).distinct().collect())) == wanted
    assert sorted(map(repr, pairs.countByKey())) == wanted


UNHASHABLE: list[tuple[Any, str]] = [
    ([1], "list"),
    ({"a": 1}, "dict"),
    ({1}, "set"),
    ((1, [2]), "list"),
    (collections.deque([1]), "collections.deque"),
    (collections.Counter("a"), "Counter"),
]


@pytest.mark.parametrize("key, name", UNHASHABLE, ids=repr)
@pytest.mark.parametrize("mixed", [False, True])
def test_keys_need_a_hash(sc: SparkContext, key: Any, name: str, mixed: bool) -> None:
    rows = [(key, 1), (key, 2)] + ([("x", 1)] if mixed else [])
    pairs = sc.parallelize(rows, 2)
    for made in (
        lambda: pairs.reduceByKey(lambda a, b: a + b),
        lambda: pairs.groupByKey(),
        lambda: pairs.partitionBy(2),
        lambda: pairs.keys().distinct(),
        lambda: pairs.join(pairs),
        lambda: pairs.aggregateByKey(0, lambda a, b: a + b, lambda a, b: a + b),
        lambda: pairs.keys().subtract(pairs.keys()),
    ):
        with pytest.raises(TypeError, match=f"unhashable type: '{name}'"):
            made().collect()
    # Values and sorted rows need none.
    assert pairs.map(lambda pair: (1, pair[0])).groupByKey().mapValues(len).collect() == [(1, len(rows))]


def test_keys_that_have_a_hash(sc: SparkContext) -> None:
    rows = [((1, "a"), 1), (frozenset({1}), 2), (None, 3), (b"a", 4), ((1, "a"), 5)]
    assert dict(sc.parallelize(rows, 2).reduceByKey(lambda a, b: a + b).collect()) == {
        (1, "a"): 6,
        frozenset({1}): 2,
        None: 3,
        b"a": 4,
    }


def test_keys_and_values_of_rows_that_are_no_pairs(sc: SparkContext) -> None:
    for rows in ([("a", 1, 2.0), ("b", 3, 4.0)], [("a", 1, 2), ("b", None)], [["a", 1], ["b", 2, 3]], ["ab", "cde"]):
        rdd = sc.parallelize(rows, 2)
        assert rdd.keys().collect() == [row[0] for row in rows]
        assert rdd.values().collect() == [row[1] for row in rows]
        assert rdd.mapValues(str).collect() == [(row[0], str(row[1])) for row in rows]
        assert rdd.flatMapValues(lambda v: [v, v]).collect() == [(row[0], row[1]) for row in rows for _ in range(2)]
    with pytest.raises(IndexError, match="tuple index out of range"):
        sc.parallelize([("a", 1), ("b",)]).values().collect()
    with pytest.raises(IndexError):
        sc.parallelize([("a",)]).values().collect()
    with pytest.raises(TypeError, match="'int' object is not subscriptable"):
        sc.parallelize([1]).keys().collect()


def test_zip_says_what_does_not_fit(sc: SparkContext) -> None:
    with pytest.raises(ValueError, match="Can only zip with RDD which has the same number of partitions"):
        sc.parallelize(range(4), 2).zip(sc.parallelize(range(4), 3))
    for left, right in ((4, 3), (3, 4)):
        with pytest.raises(MartletError, match="Can only zip RDDs with same number of elements in each partition"):
            sc.parallelize(range(left), 2).zip(sc.parallelize(range(right), 2)).collect()


ROWS = ["x", "it's", b"a", ("a", 1), True, (1.0, "é"), [1, 2], ["a"], 1e16, (True, False), (b"\xff", -0.0)]


@pytest.mark.parametrize("row", ROWS, ids=repr)
def test_errors_show_rows_as_python_does(sc: SparkContext, row: Any) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        sc.parallelize([row], 1).map(lambda x: 1 // 0 if x == x else x).collect()
    assert caught.value.row == repr(row)  # type: ignore[attr-defined]
    with pytest.raises(ZeroDivisionError) as caught:
        sc.parallelize([("k", row)], 1).map(lambda x: 1 % (len(x[0]) - 1)).collect()
    assert caught.value.row == repr(("k", row))  # type: ignore[attr-defined]


def test_library_objects_travel(sc: SparkContext) -> None:
    chain = collections.ChainMap({"a": 1}, {"a": 2, "b": 3})
    rows = sc.parallelize([1, 2], 1)
    assert rows.map(lambda n: collections.ChainMap({"n": n}, chain)).collect() == [
        collections.ChainMap({"n": n}, chain) for n in (1, 2)
    ]
    assert sc.parallelize([chain], 1).map(lambda c: (c["a"], len(c), c)).collect() == [(1, 2, chain)]


def test_hexadecimal_floats(sc: SparkContext) -> None:
    numbers = [0.1, -2.5, 0.0, -0.0, 5e-324, math.inf, 1.7976931348623157e308]
    texts = [number.hex() for number in numbers]
    assert sc.parallelize(numbers, 1).map(lambda x: x.hex()).collect() == texts
    assert list(map(repr, sc.parallelize(texts, 1).map(lambda t: float.fromhex(t)).collect())) == list(
        map(repr, numbers)
    )
    with pytest.raises(OverflowError, match="hexadecimal value too large"):
        sc.parallelize(["0x1p1024"], 1).map(lambda t: float.fromhex(t)).collect()
    with pytest.raises(ValueError, match="invalid hexadecimal floating-point string"):
        sc.parallelize(["0xz"], 1).map(lambda t: float.fromhex(t)).collect()
