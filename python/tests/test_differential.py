# SPDX-License-Identifier: Apache-2.0
"""Thousands of generated closures on the engine against plain Python on the same rows.

``MARTLET_DIFF_SEED`` and ``MARTLET_DIFF_COUNT`` choose others; ``MARTLET_DIFF_REPORT`` names a file for all findings.
"""

from __future__ import annotations

import collections
import functools
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "closures"))

from deadlines import Late, deadline  # noqa: E402
from generator import ATOMS, Generator, any_type, value  # noqa: E402
from reference import MODULES, checked, outcome, reference, shown  # noqa: E402

from martlet.closures import ClosureError  # noqa: E402

SEED = int(os.environ.get("MARTLET_DIFF_SEED", "20240301"))
COUNT = int(os.environ.get("MARTLET_DIFF_COUNT", "3000"))
REPORT = os.environ.get("MARTLET_DIFF_REPORT")
#: Findings shown in the failure.
SHOWN = 20
#: Seconds that one closure may take.
DEADLINE = 20
#: The share of closures that the engine may refuse.
REFUSED = 0.01

_OPERATIONS = ["map"] * 6 + ["filter", "flatMap", "mapValues", "keyBy", "sortBy", "mapPartitions", "flatMapValues"]
_COMBINING = {
    "lambda a, b: a + b": ("int", "float", "str"),
    "lambda a, b: a * b": ("int", "float"),
    "lambda a, b: a if a > b else b": ("int", "str"),
    "lambda a, b: max(a, b)": ("int", "str"),
    "lambda a, b: min(a, b)": ("int", "str"),
    "lambda a, b: a | b": ("int",),
    "lambda a, b: a ^ b": ("int",),
    "lambda a, b: (a + b) % 1000": ("int",),
}


_MORE = ["join", "top", "takeOrdered", "max", "min"]
_ORDERING = ["sortBy", *_MORE]


def key_text(key: Any) -> str:
    """The same for equal keys: which of 1, 1.0 and True a group shows is the engine's choice."""
    if isinstance(key, tuple):
        return f"({', '.join(map(key_text, key))},)"
    return repr(int(key)) if isinstance(key, (bool, int, float)) and key == key // 1 and abs(key) < 2**64 else repr(key)


class Case:
    """One closure, its operation and its rows."""

    def __init__(self, generator: Generator, rng: random.Random) -> None:
        others = ("reduceByKey", "reduce", "sortRows", "distinct", "groupByKey", *_MORE)
        self.operation = rng.choice([*_OPERATIONS, *others])
        self.slices = rng.randint(1, 4)
        generator.owns_row = self.operation in ("map", "flatMap", "mapValues", "flatMapValues", "mapPartitions")
        self.text: Any = None
        self.rows: list = []
        self.others: list = []
        getattr(self, "_" + self.operation, self._plain)(generator, rng)

    def _plain(self, generator: Generator, rng: random.Random) -> None:
        row, result = any_type(rng), any_type(rng)
        if self.operation == "filter":
            result = rng.choice(("bool", "bool", "int", "str", ("list", "int"), ("maybe", "int")))
        elif self.operation in ("flatMap", "flatMapValues"):
            result = rng.choice((("list", any_type(rng, 1)), ("list", "str"), "str"))
        elif self.operation == "sortBy":
            result = rng.choice(("int", "str", ("pair", "int", "str"), "bool", ("any",)))
        self.text = generator.closure(row, result)
        if self.operation == "mapPartitions":
            inner = self.text.replace("f = lambda x:", "g = lambda x:").replace("def f(x)", "def g(x)")
            self.text = inner + "def f(rows):\n    for x in rows:\n        yield g(x)\n"
        if self.operation in ("mapValues", "flatMapValues"):
            row = ("pair", rng.choice(ATOMS), row)
        self.rows = [value(rng, row) for _ in range(rng.randint(0, 9))]

    def _reduceByKey(self, generator: Generator, rng: random.Random) -> None:
        source = rng.choice(list(_COMBINING))
        self.text = f"f = {source}\n"
        kind = rng.choice(_COMBINING[source])
        # Sums of floats depend on their order: whole numbers do not.
        make = (lambda: float(rng.randint(-50, 50))) if kind == "float" else (lambda: value(rng, kind))
        if source.endswith("% 1000"):
            make = lambda: rng.randint(0, 999)  # noqa: E731
        keys = rng.choice(("int", "str", "bool", ("maybe", "str"), ("pair", "int", "str")))
        some = [value(rng, keys) for _ in range(3)]
        self.rows = [(rng.choice(some), make()) for _ in range(rng.randint(0, 9))]
        if self.operation == "reduce":
            self.rows = [v for _, v in self.rows]

    _reduce = _reduceByKey

    def _groupByKey(self, generator: Generator, rng: random.Random) -> None:
        self.rows = self._pairs(rng)

    def _join(self, generator: Generator, rng: random.Random) -> None:
        self.rows = self._pairs(rng)
        keys = [key for key, _ in self.rows] + [0, 1.0]
        self.others = [(rng.choice(keys), value(rng, "str")) for _ in range(rng.randint(0, 5))]

    def _pairs(self, rng: random.Random) -> list:
        kind = any_type(rng)
        keys = [value(rng, rng.choice(("int", "str", "float", "bool", "int", ("maybe", "int")))) for _ in range(4)]
        keys = [*(key for key in keys if key == key), *rng.sample([1, 1.0, True, 0, False, -0.0, None], 2)]
        return [(rng.choice(keys), value(rng, kind)) for _ in range(rng.randint(0, 9))]

    def _top(self, generator: Generator, rng: random.Random) -> None:
        row = any_type(rng)
        self.text = generator.closure(row, rng.choice(("int", "str", "bool", ("pair", "int", "str"), ("any",))))
        self.rows = [value(rng, row) for _ in range(rng.randint(1, 9))]

    _takeOrdered = _max = _min = _top

    def _sortRows(self, generator: Generator, rng: random.Random) -> None:
        kind = rng.choice(("int", "str", "float", ("pair", "int", "str"), ("list", "int"), ("any",)))
        self.rows = [value(rng, kind) for _ in range(rng.randint(0, 9))]
        self.rows = [row for row in self.rows if row == row]

    def _distinct(self, generator: Generator, rng: random.Random) -> None:
        kind = rng.choice(("int", "str", "bool", ("pair", "int", "str"), ("maybe", "int")))
        self.rows = [value(rng, kind) for _ in range(rng.randint(0, 9))] * 2

    # Plain Python's answer

    def expected(self, f: Any) -> tuple[str, Any]:
        """("value", text) or ("error", names that are right)."""
        rows, operation = self.rows, self.operation
        if operation in ("reduceByKey", "reduce"):
            return self._combined(f)
        if operation == "groupByKey":
            groups: dict[Any, list] = {}
            for key, item in rows:
                groups.setdefault(key, []).append(item)
            return "value", sorted(f"{key_text(key)}: {sorted(map(shown, items))}" for key, items in groups.items())
        if operation == "join":
            pairs = [(key, (one, two)) for key, one in rows for other, two in self.others if key == other]
            return "value", sorted(f"{key_text(key)}: {shown(both)}" for key, both in pairs)
        if operation == "distinct":
            return "value", sorted(map(shown, set(rows)))
        if operation == "sortRows":
            if rows == [None]:
                return "any", None
            try:
                return "value", shown(sorted(rows))
            except TypeError:
                return "error", {"TypeError"}
        return self._applied(f)

    def _applied(self, f: Any) -> tuple[str, Any]:
        arguments = [row[1] for row in self.rows] if self.operation.endswith("Values") else self.rows
        if self.operation == "mapPartitions":
            outcomes = [outcome(lambda x: list(f([x]))[0], row) for row in self.rows]
        else:
            outcomes = [outcome(f, argument) for argument in arguments]
        errors = {result for kind, result in outcomes if kind == "error"}
        values = [result for kind, result in outcomes if kind == "value"]
        if errors:
            # Partitions that have keys already may find them without an order first.
            return "error", errors | ({"TypeError"} if self.operation in _ORDERING else set())
        made = list(zip(self.rows, values))
        if self.operation in _MORE:
            return self._ordered(values)
        if self.operation in ("map", "mapPartitions"):
            return "value", shown(values)
        if self.operation == "filter":
            return "value", shown([row for row, kept in made if kept])
        if self.operation == "flatMap":
            return "value", shown([item for items in values for item in items])
        if self.operation == "mapValues":
            return "value", shown([(row[0], item) for row, item in made])
        if self.operation == "flatMapValues":
            return "value", shown([(row[0], item) for row, items in made for item in items])
        if self.operation == "keyBy":
            return "value", shown([(item, row) for row, item in made])
        try:
            order = sorted(range(len(values)), key=lambda i: values[i])
        except TypeError:
            return "error", {"TypeError"}
        if len(self.rows) == 1 and values[0] is None:
            return "any", None  # The engine compares even a single key with itself.
        return "value", (shown([values[i] for i in order]), sorted(map(shown, self.rows)))

    def _ordered(self, keys: list) -> tuple[str, Any]:
        """The keys of what top, takeOrdered, max and min choose: of equal ones, any will do."""
        if any(key != key for key in keys):
            return "any", None
        try:
            order = sorted(keys)
        except TypeError:
            # A comparison that Python's sort does not make may well be made by another.
            return "error", {"TypeError"}
        if self.operation == "top":
            order = order[::-1]
        return "value", shown(order[-1:] if self.operation == "max" else order[: 1 if self.operation == "min" else 3])

    def _combined(self, f: Any) -> tuple[str, Any]:
        groups: dict[Any, list] = {}
        for key, item in self.rows if self.operation == "reduceByKey" else [(None, row) for row in self.rows]:
            groups.setdefault(key, []).append(item)
        if not groups and self.operation == "reduce":
            return "error", {"ValueError"}
        results = {key: functools.reduce(f.unchecked, items) for key, items in groups.items()}
        texts = [f"{key!r}: {shown(item)}" for key, item in results.items()]
        text = shown(results[None]) if self.operation == "reduce" else sorted(texts)
        if any(type(item) is int and item != _wrapped(item) for item in results.values()):
            return "error", {"OverflowError"}
        # Which sums are formed on the way depends on the partitions.
        can_overflow = any(_reach(self.text, items) >= 2**63 for items in groups.values())
        return "either" if can_overflow else "value", text

    # The engine's

    def actual(self, sc: Any, f: Any) -> tuple[str, Any]:
        """The same from the engine."""
        try:
            with deadline(DEADLINE):
                return "value", self._run(sc.parallelize(self.rows, self.slices), f)
        except Late:
            return "hang", f"no answer in {DEADLINE} s"
        except ClosureError as error:
            return "refused", str(error)
        except Exception as error:
            return "error", type(error).__name__

    def _run(self, rdd: Any, f: Any) -> Any:
        if self.operation == "reduceByKey":
            return sorted(f"{key!r}: {shown(item)}" for key, item in rdd.reduceByKey(f).collect())
        if self.operation == "reduce":
            return shown(rdd.reduce(f))
        if self.operation == "groupByKey":
            return sorted(f"{key_text(key)}: {sorted(map(shown, items))}" for key, items in rdd.groupByKey().collect())
        if self.operation == "join":
            joined = rdd.join(rdd.context.parallelize(self.others, 2)).collect()
            return sorted(f"{key_text(key)}: {shown(both)}" for key, both in joined)
        if self.operation in ("top", "takeOrdered"):
            return shown([f(row) for row in getattr(rdd, self.operation)(3, key=f)])
        if self.operation in ("max", "min"):
            return shown([f(getattr(rdd, self.operation)(key=f))])
        if self.operation == "distinct":
            return sorted(map(shown, rdd.distinct().collect()))
        if self.operation == "sortRows":
            return shown(rdd.sortBy(lambda x: x).collect())
        if self.operation == "sortBy":
            rows = rdd.sortBy(f).collect()
            return shown([f(row) for row in rows]), sorted(map(shown, rows))
        return shown(getattr(rdd, self.operation)(f).collect())


def _wrapped(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


def _reach(text: str, items: list) -> int:
    """The largest integer that a reduction may meet on its way."""
    if not all(type(item) is int for item in items) or ("a + b" not in text and "a * b" not in text):
        return 0
    if "a + b" in text:
        return sum(map(abs, items))
    return functools.reduce(lambda a, b: a * b, [max(1, abs(item)) for item in items])


def made(texts: list[str], path: Path) -> list:
    """The functions of the texts, each with globals of its own, from one file so that their source can be found."""
    path.write_text("".join(texts), encoding="utf-8")
    functions, line = [], 0
    for text in texts:
        namespace: dict = {"__name__": "generated", **MODULES}
        exec(compile("\n" * line + text, str(path), "exec"), namespace)
        functions.append(namespace["f"])
        line += text.count("\n")
    return functions


def reference_of(text: str, plain: Any, wide: bool = False) -> Any:
    function = reference(text, wide=wide)
    function.unchecked = plain
    return function


def smallest(case: Case, sc: Any, f: Any, expected: Any) -> str:
    """The finding on one row alone, where that shows it."""
    if case.operation in ("map", "filter", "flatMap", "mapValues", "flatMapValues", "keyBy", "mapPartitions"):
        rows = case.rows
        for row in rows:
            case.rows = [row]
            want, got = case.expected(expected), case.actual(sc, f)
            if not agrees(want, got):
                case.rows = rows
                return f"row {row!r}\n  expected {want}\n  got      {got}"
        case.rows = rows
    want, got = case.expected(expected), case.actual(sc, f)
    return f"rows {case.rows!r} in {case.slices} slices\n  expected {want}\n  got      {got}"


def agrees(want: tuple, got: tuple) -> bool:
    if want[0] == "error":
        return got[0] == "error" and got[1] in want[1]
    if want[0] == "any":
        return True
    if want[0] == "either":
        return got in (("value", want[1]), ("error", "OverflowError"))
    return want == got


def test_engine_answers_as_python_does(sc: Any, real: None, tmp_path: Path) -> None:
    generator, rng = Generator(SEED), random.Random(SEED)
    cases = [Case(generator, rng) for _ in range(COUNT)]
    texts = [case.text or "f = lambda x: x\n" for case in cases]
    findings, refused, seen = [], [], collections.Counter()
    for number, (case, text, f) in enumerate(zip(cases, texts, made(texts, tmp_path / "generated.py"))):
        expected = reference_of(text, f)
        want, got = case.expected(expected), case.actual(sc, f)
        seen[want[0]] += 1
        if got[0] == "refused":
            refused.append(f"#{number} {case.operation}:\n{text}  {got[1]}")
        elif not agrees(want, got) and not agrees(case.expected(reference_of(text, f, wide=True)), got):
            findings.append(f"#{number} {case.operation}:\n{text}{smallest(case, sc, f, expected)}")
    if REPORT:
        head = f"seed {SEED}, {COUNT} closures: {len(findings)} differ, {len(refused)} refused\n\n"
        Path(REPORT).write_text(head + "\n\n".join(findings) + "\n\nREFUSED\n\n" + "\n\n".join(refused) + "\n")
    assert seen["value"] > COUNT // 2 and seen["error"] > COUNT // 20, seen
    assert not findings, f"{len(findings)} of {COUNT} differ:\n" + "\n\n".join(findings[:SHOWN])
    assert len(refused) <= REFUSED * COUNT, f"{len(refused)} refused:\n" + "\n\n".join(refused[:SHOWN])


class _Local:
    """An RDD of plain Python, to try the comparison itself."""

    def __init__(self, rows: list) -> None:
        self.rows = rows

    def parallelize(self, rows: list, slices: int) -> _Local:
        return _Local(rows)

    def collect(self) -> list:
        return self.rows

    def map(self, f: Any) -> _Local:
        return _Local([checked(f(row)) for row in self.rows])

    def filter(self, f: Any) -> _Local:
        return _Local([row for row in self.rows if f(row)])


def test_the_comparison_itself(tmp_path: Path) -> None:
    generator, rng = Generator(7), random.Random(7)
    cases = [case for case in (Case(generator, rng) for _ in range(400)) if case.operation in ("map", "filter")]
    functions = [reference(case.text) for case in cases]
    local = _Local([])
    for case, function in zip(cases, functions):
        assert agrees(case.expected(function), case.actual(local, function)), case.text
    wrong = sum(not agrees(c.expected(f), c.actual(local, lambda x: "wrong")) for c, f in zip(cases, functions))
    assert wrong > len(cases) // 2


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q"]))
