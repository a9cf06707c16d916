# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501, E731, B023, F821, F823, F841
"""What executors cannot run is refused at the call, with the place and something to write instead."""

from __future__ import annotations

import array
import io
import linecache
import os
import random
import sys
import threading
from pathlib import Path

import pytest

from martlet.closures import ClosureError, MartletError, encode, translate
from martlet.closures.constants import Unsupported

total = 0
stream = io.StringIO()
lock = threading.Lock()
iterator = iter([1])
generator = (i for i in [1])
price = array.array("d", [1.5])
path = Path("a")
aliased = open
dice = random.Random(3)
cyclic: list = []
cyclic.append(cyclic)


class Own:
    def __reduce__(self):
        return Own, ()


class OwnDict(dict):
    pass


class OwnNew:
    def __new__(cls):
        return object.__new__(cls)


own = Own()


def uses_global(x):
    global total
    total += x
    return total


def uses_with(x):
    with open("f") as f:
        return f.read()


async def is_async(x):
    return x


def awaits(x):
    async def inner():
        return await x

    return inner


def defines_class(x):
    class A:
        pass

    return A()


def decorated(x):
    @own
    def inner():
        return x

    return inner()


def test_match():
    text = "def matches(x):\n    match x:\n        case complex(real=1):\n            return 2\n"
    linecache.cache["<match>"] = (len(text), None, text.splitlines(True), "<match>")
    names = {}
    exec(compile(text, "<match>", "exec"), names)
    with pytest.raises(ClosureError, match="class pattern complex") as caught:
        translate(names["matches"])
    assert caught.value.line == 3 and "with if" in caught.value.advice


def imports_unknown(x):
    import sqlite3

    return sqlite3.connect(x)


def outer():
    count = 0

    def changes(x):
        nonlocal count
        count += 1
        return count

    return changes


REFUSED = [
    (uses_global, "changes the global variable total", "accumulator"),
    (outer(), "changes the variable count", "accumulator"),
    (uses_with, "do not run with", "Executors have no files"),
    (is_async, "async functions", "plain function"),
    (awaits, "async functions", "plain function"),
    (defines_class, "class definitions", "namedtuple"),
    (decorated, "is decorated", "outside"),
    (imports_unknown, "sqlite3", ""),
    (lambda x: stream.write(x), "StringIO", ""),
    (lambda x: lock.acquire(), "lock", "no lock is needed"),
    (lambda x: next(iterator), "list_iterator", "list"),
    (lambda x: generator, "generator", "list"),
    (lambda x: price, "array", "tolist"),
    (lambda x: path, "Path", "str(path)"),
    (lambda x: dice, "Random", "random.Random(seed)"),
    (lambda x: cyclic, "nested deeper", "contain themselves"),
    (lambda x: own, "an object of the class", "has its own __reduce__"),
    (lambda x: OwnDict(), "the class OwnDict", "dataclass"),
    (lambda x: OwnNew(), "which has its own __new__", "__init__"),
    (lambda x: open(x), "open()", "sc.textFile"),
    (lambda x: aliased(x), "open()", "sc.textFile"),
    (lambda x: eval(x), "eval()", "expression"),
    (lambda x: os.getpid(), "os", "neither files nor"),
    (lambda x: sys.exit(x), "sys", ""),
    (lambda x: undefined_name + x, "undefined_name is not defined", "before"),
    (lambda x: ..., "Ellipsis", "None"),
    (lambda x: own.missing, "own.missing does not exist", ""),
    (lambda x: total.real.foo if False else own.x.y, "own.x does not exist", ""),
    (lambda x, y: x, "calls the function with 1 argument; <lambda> takes 2", "index it"),
    (lambda: 1, "takes 0", ""),
    (lambda x, *, k: 1, "the keywords k", ""),
]


@pytest.mark.parametrize(("function", "construct", "advice"), REFUSED)
def test_refused(function, construct, advice):
    with pytest.raises(ClosureError) as caught:
        translate(function, 1, "map")
    error = caught.value
    assert construct in error.construct, str(error)
    assert advice in error.advice, str(error)
    assert error.file == __file__ and error.line > 0 and error.text.strip(), str(error)
    assert isinstance(error, MartletError) and isinstance(error, TypeError)


def test_message_has_line_and_caret():
    with pytest.raises(ClosureError) as caught:
        translate(lambda x: ("é", price))
    lines = str(caught.value).split("\n")
    assert lines[0].startswith("price is ")
    assert lines[1].startswith(f'  File "{__file__}", line ')
    marked = lines[2]
    start = lines[3].index("^")
    assert marked[start : start + lines[3].count("^")] == "price"


def test_not_callable():
    with pytest.raises(ClosureError, match=r"map\(\) needs a function, not int"):
        translate(5, 1, "map")


class SparkContext:
    __module__ = "martlet.context"

    def broadcast(self, value):
        return value


class RDD:
    __module__ = "martlet.rdd"


class Accumulator:
    __module__ = "martlet.accumulators"
    aid = 7

    def add(self, term):
        raise AssertionError("on the driver")

    def __iadd__(self, term):
        raise AssertionError("on the driver")


class Broadcast:
    __module__ = "martlet.broadcast"

    def __init__(self, value):
        self.value = value


sc, rdd, acc, b = SparkContext(), RDD(), Accumulator(), Broadcast({"a": [1, 2]})


@pytest.mark.parametrize(
    "function", [lambda x: sc.broadcast(x), lambda x: rdd.count(), lambda x: (sc, x), lambda x: [rdd]]
)
def test_driver_objects(function):
    with pytest.raises(ClosureError, match="SPARK-5063"):
        translate(function)


def test_broadcast_is_its_value():
    module = translate(lambda x: b.value[x])
    assert module["constants"] == [{"a": [1, 2]}]
    module = translate(lambda x: (lambda c: c.value[x])(b))
    assert module["constants"] == [("\0object", "Row", (("value",), ({"a": [1, 2]},)))]


def adds(x):
    global acc
    acc += x


def adds_by_method(x):
    acc.add(x * 2)


def adds_wrongly(x):
    acc += x


def test_accumulators():
    for function, factor in ((adds, "name"), (adds_by_method, "binop")):
        (statement,) = translate(function)["functions"][0]["body"]
        call = statement[4]
        assert statement[0] == "expr" and call[0] == "call"
        assert call[4][4][0] == "accumulator" and call[4][4][4] == 7 and call[4][5] == "add"
        assert call[5][0][0] == factor
    with pytest.raises(ClosureError, match="global acc"):
        translate(adds_wrongly)
    with pytest.raises(ClosureError, match="only the driver can read"):
        translate(lambda x: acc.value)


def test_captured_identity():
    shared, twin = [1], [1]
    module = translate(lambda x: (shared, twin, shared))
    items = module["functions"][0]["body"][0][4][4]
    assert [item[4] for item in items] == [0, 1, 0]
    assert module["constants"] == [[1], [1]]


def test_encode():
    assert encode(("\0x", 1)) == ("\0tuple", "\0x", 1)
    assert encode([1, (2, {"a": {3}})]) == [1, (2, {"a": {3}})]
    assert encode({1: -(2**63)}) == {1: -(2**63)}
    for value in ([1, 2**63], {"a": -(2**63) - 1}, ((1, (2**64,)),)):
        assert encode(value) == value
    with pytest.raises(Unsupported, match="range beyond 64 bits"):
        encode([range(2**64)])


def test_numpy_and_pandas():
    numpy = pytest.importorskip("numpy")
    scalar, array, cube = numpy.float32(1.5), numpy.arange(3), numpy.zeros((1, 1, 1))
    module = translate(lambda x: x * scalar)
    assert module["constants"] == [1.5] or module["functions"][0]["body"][0][4][6][4] == 1.5
    assert translate(lambda x: array[x])["constants"] == [
        ("\0object", "numpy.ndarray", ("int64", (3,), array.tobytes()))
    ]
    assert "numpy" in str(translate(lambda x: numpy.sqrt(x) @ x)["functions"])
    with pytest.raises(ClosureError, match=r"(?s)3 dimensions.*list\(array\)"):
        translate(lambda x: cube[x])
    with pytest.raises(ClosureError, match="einsum, which executors do not have"):
        translate(lambda x: numpy.einsum("i", x))
    with pytest.raises(ClosureError, match="module random"):
        translate(lambda x: numpy.random.gamma(x))
