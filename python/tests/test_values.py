# SPDX-License-Identifier: Apache-2.0
"""Values on their way to marshal's bytes and back."""

from __future__ import annotations

import collections
import datetime
import marshal
import threading
from typing import Any

import numpy
import pytest

from martlet import Row, StatCounter
from martlet.values import decode, dumps, dumps_rows, encode, loads

PLAIN: list[Any] = [None, True, 0, -(2**63), 2.5, "é\0", b"\0x", (), (1, ("a",)), [1, [2]], {"a": {1: None}}, {1, 2}]
OBJECTS: list[Any] = [
    datetime.date(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 12, 30, 1, 5),
    datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(hours=2)), fold=1),
    datetime.time(1, 2, 3, 4),
    datetime.timedelta(-1, 2, 3),
    collections.Counter("abca"),
    collections.OrderedDict([("b", 1), ("a", 2)]),
    collections.defaultdict(list, {"a": [1]}),
    collections.deque([1, 2], maxlen=3),
    range(1, 10, 3),
    1 + 2j,
    Row(a=1, b="x"),
    frozenset([1]),
]


@pytest.mark.parametrize("value", [*PLAIN, *OBJECTS, [OBJECTS], {"k": tuple(OBJECTS)}])
def test_round_trip(value: Any) -> None:
    back = loads(dumps(value))
    assert back == value and type(back) is type(value)


def test_plain_rows_are_written_as_they_are() -> None:
    rows = [(1, "a"), (2, None)]
    assert dumps_rows(rows) == marshal.dumps(rows, 2)


@pytest.mark.parametrize("value", [("\0object", "x"), ("\0tuple",), ("\0",), [("\0a", ("\0b", 1))]])
def test_marks_in_data_are_escaped(value: Any) -> None:
    assert loads(dumps(value)) == value
    assert decode(encode(value)) == value
    assert marshal.loads(dumps(value)) != value


def test_arrays_travel_and_numbers_become_python_s() -> None:
    assert loads(dumps([numpy.array(3), (numpy.float64(2.5), numpy.int8(1))])) == [3, (2.5, 1)]
    for array in (
        numpy.arange(3),
        numpy.zeros((2, 2)),
        numpy.array([True]),
        numpy.arange(6.0).reshape(2, 3).T[::-1],
        numpy.arange(3, dtype="float32"),
        numpy.arange(3, dtype="int32"),
        numpy.asmatrix(numpy.ones((2, 1))),
    ):
        for value in ([array], (1, [array]), {"a": array}):
            back = loads(dumps(value))
            found = back["a"] if isinstance(back, dict) else back[-1] if isinstance(back, list) else back[1][0]
            assert (
                type(found) is type(array)
                and found.dtype == array.dtype
                and found.shape == array.shape
                and (found == array).all()
            )
            found[:] = 0
    for bad, words in (
        (numpy.zeros(2, "float16"), r"float16.*astype\(float\)"),
        (numpy.zeros(2, "int16"), r"int16.*astype\(int\)"),
        (numpy.zeros((1, 1, 1)), "3 dimensions.*list of arrays"),
        (numpy.ma.masked_array([1.0]), "MaskedArray.*np.asarray"),
        (numpy.array(["a"]), r"tolist\(\)"),
        (numpy.array([1.0]).astype(">f8"), r"astype\(float\)"),
    ):
        with pytest.raises(TypeError, match=words):
            dumps([bad])


def test_numbers_of_numpy_come_back() -> None:
    for name, value in (("float64", 2.5), ("int64", 3), ("bool", True)):
        number = decode(("\0object", f"numpy.{name}", (value,)))
        assert number == value and type(number) is numpy.dtype(name).type
    assert decode(("\0object", "numpy.dtype", ("int64",))) == numpy.dtype("int64")


def test_named_tuples_stay_what_they_are() -> None:
    Point = collections.namedtuple("Point", "x y")
    back = loads(dumps([Point(1, 2)]))[0]
    assert back == Point(1, 2) and type(back) is Point


def test_stat_counter() -> None:
    back = loads(dumps(StatCounter([1, 2, 4])))
    assert (back.count(), back.max(), back.variance()) == (3, 4, StatCounter([1, 2, 4]).variance())


def test_unknown_types_are_named() -> None:
    with pytest.raises(TypeError, match=r"do not know values of type _thread\.lock"):
        dumps([threading.Lock()])


def test_objects_that_say_how_they_are_stored_are_named() -> None:
    class Bird:
        def __reduce__(self) -> Any:
            return "bird"

    with pytest.raises(TypeError, match=r"Bird has its own __reduce__"):
        dumps([Bird()])


def test_too_deep() -> None:
    value: Any = datetime.date(2024, 1, 1)
    for _ in range(100):
        value = [value]
    with pytest.raises(ValueError, match="levels deep"):
        dumps(value)
