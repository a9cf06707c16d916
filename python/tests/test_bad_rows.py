# SPDX-License-Identifier: Apache-2.0
"""Every operation over rows that it cannot take: the error names the operation, the row and the user's line."""

from __future__ import annotations

import inspect
import linecache
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from martlet import MartletError, SparkContext
from martlet.rdd import RDD

HERE = str(pathlib.Path(__file__))


def add(a: Any, b: Any) -> Any:
    return a + b


def same(x: Any) -> Any:
    return x


def one(x: Any) -> int:
    return 1


Operation = Callable[[RDD, RDD], Any]

# Each with the pairs (1, 2), (3, 4) as `good`. The operation is the last call of the line, but for an action behind it.
OF_PAIRS: dict[str, Operation] = {
    "keys": lambda rdd, good: rdd.keys().collect(),
    "values": lambda rdd, good: rdd.values().collect(),
    "mapValues": lambda rdd, good: rdd.mapValues(same).collect(),
    "flatMapValues": lambda rdd, good: rdd.flatMapValues(lambda v: [v]).collect(),
    "reduceByKey": lambda rdd, good: rdd.reduceByKey(add).collect(),
    "reduceByKeyLocally": lambda rdd, good: rdd.reduceByKeyLocally(add),
    "combineByKey": lambda rdd, good: rdd.combineByKey(same, add, add).collect(),
    "aggregateByKey": lambda rdd, good: rdd.aggregateByKey(0, add, add).collect(),
    "foldByKey": lambda rdd, good: rdd.foldByKey(0, add).collect(),
    "groupByKey": lambda rdd, good: rdd.groupByKey().collect(),
    "partitionBy": lambda rdd, good: rdd.partitionBy(2).collect(),
    "sortByKey": lambda rdd, good: rdd.sortByKey().collect(),
    "repartitionAndSortWithinPartitions": lambda rdd, good: rdd.repartitionAndSortWithinPartitions(2).collect(),
    "join": lambda rdd, good: rdd.join(good).collect(),
    "leftOuterJoin": lambda rdd, good: rdd.leftOuterJoin(good).collect(),
    "rightOuterJoin": lambda rdd, good: rdd.rightOuterJoin(good).collect(),
    "fullOuterJoin": lambda rdd, good: rdd.fullOuterJoin(good).collect(),
    "cogroup": lambda rdd, good: rdd.cogroup(good).collect(),
    "groupWith": lambda rdd, good: rdd.groupWith(good).collect(),
    "subtractByKey": lambda rdd, good: rdd.subtractByKey(good).collect(),
    "countByKey": lambda rdd, good: rdd.countByKey(),
    "collectAsMap": lambda rdd, good: rdd.collectAsMap(),
    "lookup": lambda rdd, good: rdd.lookup(1),
    "sampleByKey": lambda rdd, good: rdd.sampleByKey(False, {1: 0.5, 3: 0.5}).collect(),
}
# The same operations by other ways.
OTHER_WAYS: list[tuple[str, Operation]] = [
    ("join", lambda rdd, good: good.join(rdd).collect()),
    ("cogroup", lambda rdd, good: good.cogroup(rdd).collect()),
    ("subtractByKey", lambda rdd, good: good.subtractByKey(rdd).collect()),
    ("reduceByKey", lambda rdd, good: rdd.reduceByKey(add, 2, one).collect()),
    ("combineByKey", lambda rdd, good: rdd.combineByKey(same, add, add, 2, one).collect()),
    ("aggregateByKey", lambda rdd, good: rdd.aggregateByKey([], lambda s, v: [*s, v], add, 2, one).collect()),
    ("groupByKey", lambda rdd, good: rdd.groupByKey(2, one).collect()),
    ("partitionBy", lambda rdd, good: rdd.partitionBy(2, one).collect()),
    ("sortByKey", lambda rdd, good: rdd.sortByKey(False, 2, same).collect()),
    ("repartitionAndSortWithinPartitions", lambda rdd, good: rdd.repartitionAndSortWithinPartitions(2, one).collect()),
    ("sampleByKey", lambda rdd, good: rdd.sampleByKey(True, {1: 0.5, 3: 0.5}, 3).collect()),
]
PAIRS = [*OF_PAIRS.items(), *OTHER_WAYS]
NO_PAIRS = {"int": 5, "None": None, "float": 1.5, "nothing": (), "dict": {}}
OF_ELEMENTS: dict[str, Operation] = {
    "distinct": lambda rdd, good: rdd.distinct().collect(),
    "countByValue": lambda rdd, good: rdd.countByValue(),
    "countApproxDistinct": lambda rdd, good: rdd.countApproxDistinct(),
    "subtract": lambda rdd, good: rdd.subtract(rdd).collect(),
    "intersection": lambda rdd, good: rdd.intersection(good).collect(),
    "groupBy": lambda rdd, good: rdd.groupBy(same).collect(),
}
WITHOUT_HASH = {"list": [7], "dict": {7: 7}, "set": {7}, "inside": (7, [7])}

OF_ORDER: list[tuple[str, Operation]] = [
    ("sortBy", lambda rdd, good: rdd.sortBy(same).collect()),
    ("sortBy", lambda rdd, good: rdd.sortBy(same, False, 1).collect()),
    ("sortBy", lambda rdd, good: rdd.sortBy(same).sortBy(one).collect()),
    ("sortBy", lambda rdd, good: good.sortBy(one).union(rdd.sortBy(same)).collect()),
    ("sortByKey", lambda rdd, good: rdd.map(lambda x: (x, 1)).sortByKey().collect()),
    (
        "repartitionAndSortWithinPartitions",
        lambda rdd, good: rdd.keyBy(same).repartitionAndSortWithinPartitions(1, one).collect(),
    ),  # fmt: skip  # noqa: E501
    ("max", lambda rdd, good: rdd.max()),
    ("min", lambda rdd, good: rdd.min()),
    ("max", lambda rdd, good: rdd.max(key=same)),
    ("top", lambda rdd, good: rdd.top(2)),
    ("takeOrdered", lambda rdd, good: rdd.takeOrdered(2, key=same)),
]
WITHOUT_ORDER = {"None": [3, None, 1], "text": [3, "x", 1], "dicts": [{}, {}, {}]}

OF_NUMBERS: dict[str, Operation] = {
    "sum": lambda rdd, good: rdd.sum(),
    "mean": lambda rdd, good: rdd.mean(),
    "stats": lambda rdd, good: rdd.stats(),
    "stdev": lambda rdd, good: rdd.stdev(),
    "histogram": lambda rdd, good: rdd.histogram([0, 1]),
}

OF_FUNCTIONS: list[tuple[str, Operation]] = [
    ("mapPartitions", lambda rdd, good: rdd.mapPartitions(one).collect()),
    ("mapPartitionsWithIndex", lambda rdd, good: rdd.mapPartitionsWithIndex(lambda i, rows: 5).collect()),
    ("foreachPartition", lambda rdd, good: rdd.foreachPartition(one)),
    ("flatMap", lambda rdd, good: rdd.flatMap(one).collect()),
    ("flatMapValues", lambda rdd, good: good.flatMapValues(one).collect()),
    ("partitionBy", lambda rdd, good: good.partitionBy(2, lambda k: "a").collect()),
    ("partitionBy", lambda rdd, good: good.partitionBy(2, lambda k: None).collect()),
    ("partitionBy", lambda rdd, good: good.partitionBy(2, lambda k: 1.5).collect()),
    ("reduceByKey", lambda rdd, good: good.reduceByKey(add, 2, str).collect()),
]


def failure(operation: Operation, *rdds: RDD) -> MartletError:
    """What an operation raises; it must name this file and the line of the operation."""
    with pytest.raises((TypeError, ValueError, IndexError, KeyError)) as caught:
        operation(*rdds)
    error = caught.value
    assert isinstance(error, MartletError), error
    line = inspect.getsourcelines(operation)[1]
    assert (error.file, error.line) == (HERE, line), str(error)
    assert error.text == linecache.getline(HERE, line).rstrip("\n")[:240]
    return error


def named(error: MartletError, name: str) -> None:
    """The message begins with the operation, and the caret is below it."""
    assert error.message.startswith(name), str(error)
    assert error.text is not None and error.column is not None and error.end_column is not None
    assert error.text[error.column - 1 : error.end_column - 1] == name


@pytest.fixture
def good(real: None, sc: SparkContext) -> RDD:
    return sc.parallelize([(1, 2), (3, 4)], 2)


@pytest.mark.parametrize("kind", NO_PAIRS)
@pytest.mark.parametrize("name, operation", PAIRS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(PAIRS)])
def test_rows_that_are_no_pairs(sc: SparkContext, good: RDD, name: str, operation: Operation, kind: str) -> None:
    row = NO_PAIRS[kind]
    if name == "sampleByKey" and kind == "dict":
        pytest.skip("a KeyError, as of a key without a fraction")
    error = failure(operation, sc.parallelize([(1, 2), row, (3, 4)], 1), good)
    named(error, name)
    assert "needs pairs (key, value)" in error.message
    assert error.row == repr(row)


@pytest.mark.parametrize("name, operation", PAIRS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(PAIRS)])
def test_rows_of_one_type_that_are_no_pairs(sc: SparkContext, good: RDD, name: str, operation: Operation) -> None:
    error = failure(operation, sc.parallelize([7, 8], 1), good)
    named(error, name)
    assert error.row == "7" and "needs pairs (key, value)" in error.message


HASHED = [entry for entry in PAIRS if entry[0] not in {"keys", "values", "lookup"} | {"mapValues", "flatMapValues"}]
HASHED = [entry for entry in HASHED if "sort" not in entry[0].lower()]


@pytest.mark.parametrize("kind", WITHOUT_HASH)
@pytest.mark.parametrize("name, operation", HASHED, ids=[f"{n}-{i}" for i, (n, _) in enumerate(HASHED)])
def test_keys_without_a_hash(sc: SparkContext, good: RDD, name: str, operation: Operation, kind: str) -> None:
    if name == "partitionBy" and operation is not OF_PAIRS[name]:
        pytest.skip("the function alone decides")
    key = WITHOUT_HASH[kind]
    error = failure(operation, sc.parallelize([(1, 2), (key, 2), (3, 4)], 1), good)
    named(error, name)
    assert "unhashable type" in error.message and "keys that have a hash" in error.message
    # How many values a key has is counted without them.
    assert error.row == (f"({key!r}, …)" if name == "countByKey" else repr((key, 2)))


@pytest.mark.parametrize("kind", WITHOUT_HASH)
@pytest.mark.parametrize("name", OF_ELEMENTS)
def test_elements_without_a_hash(sc: SparkContext, good: RDD, name: str, kind: str) -> None:
    element = WITHOUT_HASH[kind]
    for rows in ([1, element, 2], [element, element]):
        error = failure(OF_ELEMENTS[name], sc.parallelize(rows, 1), good)
        named(error, name)
        assert "unhashable type" in error.message
        assert error.row == (repr((element, element)) if name == "groupBy" else repr(element))


@pytest.mark.parametrize("kind", WITHOUT_ORDER)
@pytest.mark.parametrize("name, operation", OF_ORDER, ids=[f"{n}-{i}" for i, (n, _) in enumerate(OF_ORDER)])
def test_values_without_an_order(sc: SparkContext, good: RDD, name: str, operation: Operation, kind: str) -> None:
    error = failure(operation, sc.parallelize(WITHOUT_ORDER[kind], 1), good)
    named(error, name)
    assert "not supported between instances of" in error.message and "can be compared" in error.message
    # What sorts a whole partition at once cannot tell which row it was.
    assert error.row is not None or (name in ("top", "takeOrdered") or "repartition" in name)
    assert error.row is not None or "in partition 0" in str(error)


@pytest.mark.parametrize("name", OF_NUMBERS)
def test_what_is_no_number(sc: SparkContext, good: RDD, name: str) -> None:
    error = failure(OF_NUMBERS[name], sc.parallelize([1, "seven", 2.5], 1), good)
    named(error, name)
    assert error.row == "'seven'"


@pytest.mark.parametrize("name, operation", OF_FUNCTIONS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(OF_FUNCTIONS)])
def test_what_functions_may_not_give(sc: SparkContext, good: RDD, name: str, operation: Operation) -> None:
    error = failure(operation, sc.parallelize([5, 6], 1), good)
    named(error, name)
    assert "needs a function that gives" in error.message or "partition function that gives an int" in error.message
    assert "Partition" in name or error.row is not None


def test_every_operation_of_rdds_is_here() -> None:
    """A new operation of pairs must be added above."""
    from martlet.operations.joins import Joins
    from martlet.operations.pairs import PairTransformations

    public = {name for kind in (Joins, PairTransformations) for name in vars(kind) if not name.startswith("_")}
    assert public <= OF_PAIRS.keys()


def test_an_error_of_the_users_function_keeps_its_place(sc: SparkContext, good: RDD) -> None:
    def broken(a: Any, b: Any) -> Any:
        return a // 0

    pairs = sc.parallelize([(1, 1), (1, 2)], 1)
    for run in (lambda: pairs.reduceByKey(broken).collect(), lambda: pairs.foldByKey(0, broken).collect()):
        with pytest.raises(ZeroDivisionError) as caught:
            run()
        error = caught.value
        assert isinstance(error, MartletError) and error.text is not None
        assert error.text.strip() == "return a // 0" and error.message == "integer division or modulo by zero"


def test_a_builtin_has_the_operations_place(sc: SparkContext, good: RDD) -> None:
    error = failure(lambda rdd: rdd.map(len).collect(), sc.parallelize([7]))
    named(error, "map")
    assert "has no len()" in error.message and error.row == "7"


def test_without_the_source_too(sc: SparkContext, good: RDD) -> None:
    """As typed into the plain prompt: calls of one line are told apart all the same."""
    code = "good.keys().collect(); sc.parallelize([7]).groupByKey().collect()"
    for _ in range(2):
        with pytest.raises(TypeError) as caught:
            exec(compile(code, "<stdin>", "exec"), {"sc": sc, "good": good})
        error = caught.value
        assert isinstance(error, MartletError) and error.message.startswith("groupByKey needs pairs")
        assert str(error).splitlines()[1:] == ['  File "<stdin>", line 1', "  while the row was 7 (partition 1)"]


def test_an_operation_over_several_lines(sc: SparkContext, good: RDD) -> None:
    # fmt: off
    with pytest.raises(TypeError) as caught:
        (sc.parallelize([1, 2], 1)
            .map(lambda x: x + 1)
            .reduceByKey(
                add)
            .collect())
    # fmt: on
    assert isinstance(caught.value, MartletError)
    assert caught.value.text == "            .reduceByKey(" and caught.value.row == "2"
    named(caught.value, "reduceByKey")
