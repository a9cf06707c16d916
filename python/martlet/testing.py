# SPDX-License-Identifier: Apache-2.0
"""Assertions about frames and schemas for the tests of programs, as ``pyspark.testing`` has them.

Rows are approximately equal where floats and decimals are: ``abs(a - b) <= atol + rtol * abs(b)``.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from .row import Row
from .sql import functions
from .sql.dataframe import DataFrame
from .sql.errors import PySparkAssertionError, not_expected
from .sql.types import ArrayType, DataType, MapType, StructField, StructType

__all__ = ["assertDataFrameEqual", "assertSchemaEqual"]

_FRAMES = "Union[DataFrame, ps.DataFrame, List[Row]]"


def assertSchemaEqual(
    actual: StructType,
    expected: StructType,
    ignoreNullable: bool = True,
    ignoreColumnOrder: bool = False,
    ignoreColumnName: bool = False,
) -> None:
    """Raises :class:`PySparkAssertionError` with the difference unless two schemas are equal.

    >>> from martlet.sql.types import IntegerType, LongType
    >>> one = StructType([StructField("id", LongType(), False)])
    >>> assertSchemaEqual(one, spark.range(3).schema)
    >>> assertSchemaEqual(one, StructType([StructField("id", IntegerType(), False)]))
    Traceback (most recent call last):
        ...
    martlet.sql.errors.PySparkAssertionError: [DIFFERENT_SCHEMA] Schemas do not match. ...
    """
    __tracebackhide__ = True
    for name, schema in (("actual", actual), ("expected", expected)):
        if not isinstance(schema, StructType):
            raise not_expected(name, "struct type", schema)
    if ignoreColumnOrder:
        actual, expected = (
            StructType(sorted(schema.fields, key=lambda field: field.name)) for schema in (actual, expected)
        )
    if ignoreColumnName:
        actual, expected = (
            StructType([StructField(str(i), field.dataType, field.nullable) for i, field in enumerate(schema.fields)])
            for schema in (actual, expected)
        )
    if not (_nullable(actual) == _nullable(expected) if ignoreNullable else actual == expected):
        difference = "\n".join(difflib.ndiff(str(actual).splitlines(), str(expected).splitlines()))
        raise PySparkAssertionError(errorClass="DIFFERENT_SCHEMA", messageParameters={"error_msg": difference})


def assertDataFrameEqual(
    actual: Any,
    expected: Any,
    checkRowOrder: bool = False,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    ignoreNullable: bool = True,
    ignoreColumnOrder: bool = False,
    ignoreColumnName: bool = False,
    ignoreColumnType: bool = False,
    maxErrors: int | None = None,
    showOnlyDiff: bool = False,
    includeDiffRows: bool = False,
) -> bool | None:
    """Raises :class:`PySparkAssertionError` unless two frames have equal schemas and rows.

    Either may be a list of rows (then schemas are not looked at) or a frame of pandas. Unless `checkRowOrder` is set
    rows are compared in the order of their texts. With `includeDiffRows` the exception has the pairs as ``data``.

    >>> assertDataFrameEqual(spark.range(3), spark.range(3))
    >>> assertDataFrameEqual(spark.range(3), [Row(id=0), Row(id=1), Row(id=5)], showOnlyDiff=True)
    Traceback (most recent call last):
        ...
    martlet.sql.errors.PySparkAssertionError: [DIFFERENT_ROWS] Results do not match: ( 33.33333 % ) ...
    """
    __tracebackhide__ = True
    if actual is None and expected is None:
        return True
    if any(type(each).__module__.partition(".")[0] == "pandas" for each in (actual, expected)):
        _assert_pandas(actual, expected, checkRowOrder, rtol, atol)
        return None
    for name, each in (("actual", actual), ("expected", expected)):
        if not isinstance(each, (DataFrame, list)):
            kind = None if each is None else type(each)
            parameters = {"expected_type": _FRAMES, "arg_name": name, "actual_type": str(kind)}
            raise PySparkAssertionError(errorClass="INVALID_TYPE_DF_EQUALITY_ARG", messageParameters=parameters)
    sides = [actual, expected]
    if ignoreColumnOrder:
        sides = [side.select(*sorted(side.columns)) for side in sides]
    if ignoreColumnName:
        sides = [side.toDF(*map(str, range(len(side.columns)))) for side in sides]
    if ignoreColumnType:
        sides = [_as_texts(side) for side in sides]
    if all(isinstance(side, DataFrame) for side in sides):
        assertSchemaEqual(sides[0].schema, sides[1].schema, ignoreNullable=ignoreNullable)
    rows = [side.collect() if isinstance(side, DataFrame) else side for side in sides]
    if not checkRowOrder:
        rows = [sorted(side, key=str) for side in rows]
    _assert_rows(rows[0], rows[1], _Closeness(rtol, atol), checkRowOrder, maxErrors, showOnlyDiff, includeDiffRows)
    return None


def _nullable(kind: DataType) -> DataType:
    """The type with all that may be null."""
    if isinstance(kind, StructType):
        return StructType([StructField(field.name, _nullable(field.dataType), True) for field in kind.fields])
    if isinstance(kind, ArrayType):
        return ArrayType(_nullable(kind.elementType), True)
    if isinstance(kind, MapType):
        return MapType(_nullable(kind.keyType), _nullable(kind.valueType), True)
    return kind


def _as_texts(frame: DataFrame) -> DataFrame:
    """All columns as texts, whole numbers without a point."""
    columns = []
    for name in frame.columns:
        column = frame[name]
        number = column.try_cast("double")
        whole = number.isNotNull() & (number == functions.floor(number))
        text = functions.when(whole, column.try_cast("bigint").cast("string")).otherwise(column.cast("string"))
        columns.append(text.alias(name))
    return frame.select(*columns)


class _Closeness:
    """Whether values are equal, or nearly so where they are fractions."""

    def __init__(self, relative: float, absolute: float) -> None:
        self._relative, self._absolute = relative, absolute

    def same(self, one: Any, other: Any) -> bool:
        if isinstance(one, list) and isinstance(other, list) or isinstance(one, Row) and isinstance(other, Row):
            return len(one) == len(other) and all(map(self.same, one, other))
        if isinstance(one, dict) and isinstance(other, dict):
            return one.keys() == other.keys() and all(self.same(one[key], other[key]) for key in one)
        if isinstance(one, float) and isinstance(other, float):
            # False only where they are known to differ: two NaNs do not, as with PySpark.
            return not abs(one - other) > self._absolute + self._relative * abs(other)
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            return abs(one - other) <= Decimal(self._absolute) + Decimal(self._relative) * abs(other)
        return bool(one == other)

    def pairs(self, actual: list[Any], expected: list[Any], merges: bool) -> Iterator[tuple[Any, Any]]:
        """Rows side by side. Of sorted lists of different lengths (`merges`) a row that one lacks stands beside None,
        so that the rows after it still meet theirs."""
        if not merges:
            yield from zip_longest(actual, expected)
            return
        one = other = 0
        while one < len(actual) and other < len(expected):
            if self.same(actual[one], expected[other]):
                yield actual[one], expected[other]
                one, other = one + 1, other + 1
                continue
            left, right = str(actual[one]), str(expected[other])
            yield (actual[one] if left <= right else None), (expected[other] if right <= left else None)
            one, other = one + (left <= right), other + (right <= left)
        yield from ((row, None) for row in actual[one:])
        yield from ((None, row) for row in expected[other:])


def _assert_rows(
    actual: list[Any],
    expected: list[Any],
    closeness: _Closeness,
    is_ordered: bool,
    most: int | None,
    shows_only_different: bool,
    keeps_rows: bool,
) -> None:
    __tracebackhide__ = True
    merges = not is_ordered and len(actual) != len(expected)
    pairs = list(closeness.pairs(actual, expected, merges))
    shown: tuple[list[str], list[str]] = ([], [])
    different = []
    for one, other in pairs:
        is_same = one is not None and other is not None and closeness.same(one, other)
        if not is_same:
            different.append((one, other))
        if not (is_same and shows_only_different):
            for lines, row in zip(shown, (one, other)):
                if row is not None or not merges:
                    lines.append(str(row))
        if most is not None and len(different) >= most:
            break
    if not different:
        return
    total = max(len(actual), len(expected))
    share = f"( {100 * len(different) / total:.5f} % )"
    text = "Results do not match: " + "\n".join([share, *_difference(*shown, total)])
    error = PySparkAssertionError(errorClass="DIFFERENT_ROWS", messageParameters={"error_msg": text})
    # Whoever asks for the rows finds them there.
    error.data = different if keeps_rows else None  # type: ignore[attr-defined]
    raise error


_MARKS = {"insert": "+ ", "delete": "- ", "replace": "! ", "equal": "  "}


def _difference(actual: list[str], expected: list[str], total: int) -> Iterator[str]:
    """Both sides, one after the other, with marks where they differ."""
    red = sys.stderr.isatty()

    def marked(tag: str, line: str) -> str:
        text = _MARKS[tag] + line
        return f"\033[31m{text}\033[0m" if red and tag != "equal" else text

    for group in difflib.SequenceMatcher(None, actual, expected).get_grouped_opcodes(total):
        yield "*** actual ***"
        if any(tag in ("replace", "delete") for tag, *_ in group):
            yield from (marked(tag, line) for tag, low, high, _, _ in group for line in actual[low:high])
        yield "\n"
        yield "*** expected ***"
        if any(tag in ("replace", "insert") for tag, *_ in group):
            yield from (marked(tag, line) for tag, _, _, low, high in group for line in expected[low:high])


def _assert_pandas(actual: Any, expected: Any, is_ordered: bool, rtol: float, atol: float) -> None:
    """Two frames, of pandas or ours, as pandas compares them."""
    from pandas.testing import assert_frame_equal

    frames = [side.toPandas() if isinstance(side, DataFrame) else side for side in (actual, expected)]
    if not is_ordered:
        frames = [
            side.sort_values(list(side.columns), ignore_index=True) if len(side.columns) else side for side in frames
        ]
    try:
        assert_frame_equal(frames[0], frames[1], check_exact=False, rtol=rtol, atol=atol)
    except AssertionError as error:
        difference = {"error_msg": f"Results do not match:\n{error}"}
        raise PySparkAssertionError(errorClass="DIFFERENT_ROWS", messageParameters=difference) from None
