# SPDX-License-Identifier: Apache-2.0
"""What ``rdd.explain()`` says of how functions run."""

from __future__ import annotations

import inspect
import random
from typing import Any

import pytest

from martlet import RDD, SparkContext

pytestmark = pytest.mark.usefixtures("real")


def told(rdd: RDD, capsys: pytest.CaptureFixture[str], extended: bool = False) -> list[str]:
    """The lines that are printed."""
    rdd.explain(extended)
    return capsys.readouterr().out.splitlines()


def caught(x: int) -> Any:
    """A script, for a construct that is not on its first line."""
    y = x + 1
    try:
        return 1 // y
    except ZeroDivisionError:
        return 0


def line_of(text: str) -> int:
    """Of this file, the first line that is this one."""
    lines = inspect.getsource(inspect.getmodule(line_of) or line_of).splitlines()
    return 1 + next(i for i, line in enumerate(lines) if line.strip() == text)


def test_a_typed_function_says_so(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, in the order of the operations."""
    rdd = sc.range(9).map(lambda x: x * 2).filter(lambda x: x > 3)
    lines = told(rdd, capsys)
    assert [line.split(" (")[0] for line in lines] == ["map <lambda>", "filter <lambda>"]
    assert all(line.endswith(": typed, whole columns at a time") for line in lines)
    assert "test_explain.py" in lines[0]


def test_a_script_names_the_construct_its_line_and_what_to_write(
    sc: SparkContext, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line is that of the construct, not of the function."""
    lines = told(sc.range(9).map(caught), capsys)
    assert lines[0].startswith("map caught (") and lines[0].endswith(": a script, once a row")
    assert lines[1] == f"    because try has no typed form, line {line_of('try:')}: try:"
    assert lines[2].startswith("    for typed form: ")


def test_what_depends_on_the_rows_is_told_by_their_types(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """The same function is typed over ints and a script over rows of any type."""
    double = lambda x: x + x  # noqa: E731
    assert "typed, whole columns" in told(sc.range(3).map(double), capsys)[0]
    mixed = told(sc.parallelize([1, "a", 2.5], 1).map(double), capsys)
    assert "a script" in mixed[0] and mixed[1].startswith("    because ")


def test_functions_of_wide_operations_are_told_too(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind those of the rows that they take; sources first, and each once."""
    rdd = (
        sc.range(9)
        .map(lambda x: (x % 3, x))
        .reduceByKey(lambda a, b: a + b)
        .mapPartitions(lambda rows: rows)
        .sortBy(lambda pair: pair[0])
    )
    lines = told(rdd.union(rdd), capsys)
    assert [line.split(" ")[0] for line in lines if line[0] != " "] == ["map", "reduceByKey", "mapPartitions", "sortBy"]
    assert lines[2].endswith(": a script, once a partition, as functions of whole partitions are")


def test_a_reduce_function_without_typed_form_says_why(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """As a function of rows does."""
    pairs = sc.range(9).map(lambda x: (x % 3, x))
    lines = told(pairs.reduceByKey(lambda a, b: {a: b}), capsys)
    assert lines[1].endswith(": a script, once a row")
    assert "a dict has no typed form" in lines[2]


def test_stages_come_when_asked_for(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """And an RDD without functions says that it has none."""
    assert told(sc.range(3), capsys) == ["no functions"]
    assert "from range: int" in "\n".join(told(sc.range(3), capsys, extended=True))


def test_no_result_changes(sc: SparkContext) -> None:
    """Explaining runs nothing and spoils nothing."""
    rdd = sc.range(9).map(lambda x: x + random.randrange(1))
    rdd.explain()
    assert rdd.collect() == list(range(9))
