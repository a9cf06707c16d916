# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: F501, F507, F509, F523, F524, F525, UP031, UP032, E731
"""Texts with fields: which are typed, and that each is CPython's to the letter."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest

from martlet import RDD, SparkContext

pytestmark = pytest.mark.usefixtures("real")

INTS = [0, 1, -1, 7, -42, 999, 1000, -1000, 123456789, 2**31, -(2**53) - 1, 2**63 - 1, -(2**63)]
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 0.5, 2.5, 2.675, 1e-4, 9.9999e-5, 1e15, 9999999999999998.0, 1e16, 123456.789, 1e22]
FLOATS += [
    5e-324,
    1.7976931348623157e308,
    math.inf,
    -math.inf,
    math.nan,
    0.30000000000000004,
    1 / 3,
    1e100,
    -1e-9,
    0.0005,
]
TEXTS = ["", "a", "it's", "Zürich", "日本語", "🐦 z", "a\tb\n", 'q"', "x" * 40]
BOOLS = [True, False]


def several_ints() -> list[int]:
    """Ints of all sizes."""
    rng = random.Random(5)
    return INTS + [rng.randint(-(2**n), 2**n - 1) for n in range(64) for _ in range(4)]


def several_floats() -> list[float]:
    """Floats of all sizes, and those that lie half way between two texts, or next to it."""
    rng = random.Random(6)
    found = FLOATS + [rng.uniform(-1000, 1000) for _ in range(200)]
    found += [struct.unpack("<d", rng.randbytes(8))[0] for _ in range(400)]
    found += [rng.randint(-4000, 4000) / 2**k for k in range(1, 12) for _ in range(8)]
    halves = [k / 1000 + 0.0005 for k in range(50)]
    return found + halves + [math.nextafter(x, y) for x in halves for y in (0, 1)]


ROWS: dict[str, list[Any]] = {"int": several_ints(), "float": several_floats(), "str": TEXTS, "bool": BOOLS}

TYPED: dict[str, list[Callable[[Any], str]]] = {
    "int": [
        lambda i: "%d,%d" % (i, i % 7),
        lambda i: "%s|%5d|%-8d|%08d|%+d|% d" % (i, i, i, i, i, i),
        lambda i: "%x %X %o %#x %#o %#X" % (i, i, i, i, i, i),
        lambda i: "%.5d %8.3d %-8.4x| %+.3d %08.5d" % (i, i, i, i, i),
        lambda i: "%i %u" % (i, i),
        lambda i: "%e %.2f %g %G %F" % (i, i, i, i, i),
        lambda i: "100%% of %d" % i,
        lambda i: "%r %s" % (i, i),
        lambda i: "%c%5c" % (i % 128, 97 + i % 26),
        lambda i: f"{i:,} {i:_} {i:x} {i:#b} {i:o} {i:#X} {i:_x} {i:d} {i:n}",
        lambda i: f"{i:>12}|{i:<12}|{i:^12}|{i:*^12}|{i:é=12}|{i:012}|{i:+}|{i: }|{i:+012,}|{i:022,}",
        lambda i: f"{i:.2f} {i:e} {i:g} {i:%} {i:,.1f} {i!r:>9} {i!s:<9}|",
        lambda i: "{0} {1:>4} {0:x}".format(i, i % 10),
        lambda i: "{a}-{b:04d}-{a!r}".format(a=i, b=i % 100),
        lambda i: "{{{}}}".format(i),
        lambda i: format(i, ",") + format(i) + format(i, "08d"),
        lambda i: "%s %s" % (i, "fixed %"),
        lambda i: "%d" % (i > 0),
        lambda i: f"{(i, i % 3)} {[i, 1]}" + "%s and %r" % ((i, "a"), [i / 2]),
        lambda i: ",".join(map(str, (i, i % 5))),
        lambda i: ",".join(str(x) for x in (i, i % 5)),
    ],
    "float": [
        lambda x: "%f %.2f %.0f %10.3f %-10.1f| %+.1f % .1f %010.2f" % (x, x, x, x, x, x, x, x),
        lambda x: "%e %.3e %E %.0e %g %.3g %G %#g %#.0f %F" % (x, x, x, x, x, x, x, x, x, x),
        lambda x: "%s %r %10s|%.3s" % (x, x, x, x),
        lambda x: f"{x} {x!r} {x:.2f} {x:,.2f} {x:010.3f} {x:e} {x:.0e} {x:g} {x:%} {x:.1%}",
        lambda x: f"{x:>10}|{x:<10}|{x:^10}|{x:+}|{x: .3}|{x:.10}|{x:G}|{x:E}|{x:F}|{x:n}",
        lambda x: f"{x:z.1f} {x:_.3f} {x:025,.4f} {x:#.0f} {x:#g} {x:.17f} {x:.20f} {x:.400f}",
        lambda x: f"{x:.1f} {x:.3f} {x:.4f} {x:.5f} {x:.6f} {x:.9f} {x:.12f} {x:.15f}",
        lambda x: "{:8.3f}|{:<9.1e}".format(x, x),
    ],
    "str": [
        lambda s: "%s|%10s|%-10s|%.2s|%5.1s|%r" % (s, s, s, s, s, s),
        lambda s: f"{s}|{s:>6}|{s:<6}|{s:^7}|{s:é^9}|{s:.3}|{s:>8.2}|{s!r}|{s!r:>12}|{s!s:_<5}|{s:06}|{s:3s}",
        lambda s: "{} {!r} {:*>10}".format(s, s, s),
        lambda s: f"{{{s}}}" + "%s" % s,
        lambda s: "-".join((s, s)),
    ],
    "bool": [
        lambda b: "%s %d %r %x %.1f %5d %-6s|" % (b, b, b, b, b, b, b),
        lambda b: f"{b} {b:d} {b:5} {b!s:>6} {b:.1f} {b!r}",
    ],
}
SCRIPTS: dict[str, list[Callable[[Any], Any]]] = {
    "int": [
        lambda i: "%*d" % (5, i),
        lambda i: "%(a)d" % {"a": i},
        lambda i: f"{i:{abs(i) % 9}d}",
        lambda i: "%s %s" % (i,),
        lambda i: "%s" % (i, i),
        lambda i: "plain" % i,
        lambda i: f"{i:s}",
        lambda i: f"{i:.3d}",
        lambda i: "{0} {}".format(i, i),
        lambda i: "{2}".format(i),
        lambda i: "{i.real}".format(i=i),
        lambda i: "%5" % i,
        lambda i: "%y" % i,
        lambda i: "%a" % i,
        lambda i: f"{i!a}",
        lambda i: "%5000d" % i,
        lambda i: format(i, "q"),
    ],
    "float": [lambda x: "%x" % x, lambda x: f"{x:d}", lambda x: "%c" % x],
    "str": [lambda s: "%d" % s, lambda s: f"{s:d}", lambda s: f"{s:=9}", lambda s: "%c" % s, lambda s: s % 1],
}


def _cases(table: dict[str, list[Any]]) -> list[Any]:
    return [
        pytest.param(kind, function, id=f"{kind}-{i}")
        for kind, functions in table.items()
        for i, function in enumerate(functions)
    ]


def outcome(function: Callable[[Any], Any], row: Any) -> Any:
    """The value, or the class of the error."""
    try:
        return function(row)
    except Exception as error:
        return type(error)


def rows_of(sc: SparkContext, kind: str) -> RDD:
    return sc.parallelize(ROWS[kind], 3)


@pytest.mark.parametrize(("kind", "function"), _cases(TYPED))
def test_formats_are_typed_and_exact(
    sc: SparkContext, capsys: pytest.CaptureFixture[str], kind: str, function: Callable[[Any], str]
) -> None:
    """Every row's text is the same as here."""
    rdd = rows_of(sc, kind).map(function)
    rdd.explain()
    told = capsys.readouterr().out
    assert "typed, whole columns" in told, told
    for row, text in zip(ROWS[kind], rdd.collect()):
        assert text == function(row), repr(row)


@pytest.mark.parametrize(("kind", "function"), _cases(SCRIPTS))
def test_what_is_computed_or_refused_stays_a_script(
    sc: SparkContext, capsys: pytest.CaptureFixture[str], kind: str, function: Callable[[Any], Any]
) -> None:
    """With Python's texts and classes of errors."""
    guarded = rows_of(sc, kind).map(function)
    guarded.explain()
    assert "a script" in capsys.readouterr().out
    for row in ROWS[kind][:6]:
        want = outcome(function, row)
        got = outcome(lambda r: sc.parallelize([r], 1).map(function).collect()[0], row)
        assert got == want or (isinstance(want, type) and isinstance(got, type) and issubclass(got, want)), repr(row)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_float_that_is_no_whole_number_fails_as_in_python(sc: SparkContext, value: float) -> None:
    """By `%d`, with the same class of error and message."""
    function = lambda x: "%d" % x
    assert sc.parallelize([1.9, -1.9, 1e22, -0.5], 2).map(function).collect() == ["1", "-1", f"{10**22}", "0"]
    with pytest.raises(Exception) as raised:
        sc.parallelize([1.0, value], 1).map(function).collect()
    with pytest.raises(Exception) as wanted:
        function(value)
    assert isinstance(raised.value, wanted.type) and str(wanted.value) in str(raised.value)


def test_pairs_are_formatted_by_their_members(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """A tuple on the right is all values of the format; members are unpacked by `map` and `join`."""
    pairs = sc.parallelize([(i, i / 8, f"n{i}") for i in range(-50, 50)], 2)
    functions: list[Callable[[Any], str]] = [
        lambda t: "%d %.3f %s" % t,
        lambda t: ",".join(map(str, t)),
        lambda t: ",".join([str(x) for x in t]),
        lambda t: ",".join(f"{x!r:>4}" for x in t),
        lambda t: "%s" % (t,),
        lambda t: f"{t} {t[0]:>4} {t[2]!r}",
    ]
    for function in functions:
        rdd = pairs.map(function)
        rdd.explain()
        assert "typed, whole columns" in capsys.readouterr().out
        assert rdd.collect() == [function((i, i / 8, f"n{i}")) for i in range(-50, 50)]
