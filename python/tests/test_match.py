# SPDX-License-Identifier: Apache-2.0
"""The statement ``match`` on executors against the same function here."""

from __future__ import annotations

from typing import Any

import pytest

LIMITS = type("Limits", (), {"high": 100, "word": "stop"})


def every_pattern(x):
    match x:
        case 1 | 2:
            return "small"
        case True:
            return "true"
        case None:
            return "none"
        case "a" | "b" as letter:
            return letter + "!"
        case LIMITS.word:
            return "stopped"
        case (a, b) if a == b:
            return ("same", a)
        case [1, *rest, 9]:
            return ("rest", rest)
        case (a, (b, *_)):
            return (a, b)
        case {"k": k, "j": [first, _], **more}:
            return (k, first, more)
        case {"k": (1 | 2) as k}:
            return ("k", k)
        case ("p", other) | (other, "p"):
            return ("p", other)
        case int(n) if n > LIMITS.high:
            return ("big", n)
        case float() | int():
            return "number"
        case bytes(text):
            return text
        case str():
            return "str"
        case []:
            return "empty"
    return "other"


def keeps_names(x):
    a = "before"
    match x:
        case (a, 2):
            return ("two", a)
        case (a, b) if b > 5:
            return (a, b)
        case _:
            return ("no", a)


def in_loops(x):
    found = []
    for item in x:
        match item:
            case int(i) if i % 2:
                continue
            case "end":
                break
            case (i, _) | i:
                found.append(i)
    return found


_ROWS: list[Any] = [1, 2, 1.0, True, None, "a", "c", "stop", (3, 3), [1, 2, 3, 9], (1, 9), (4, (5, 6, 7)), (4, ())]
_ROWS += [{"k": 3, "j": [7, 8], "z": 1, "y": 2}, {"k": 3, "j": [7]}, {"k": 2}, {"k": 5}, ("p", 4), (5, "p"), 101, 50]
_ROWS += [2.5, [], (), b"x", {1, 2}, "p", ("p", "p"), (1, 2, 3), "", "ab", ["a", "b"], {}]


@pytest.mark.parametrize(
    "function,rows",
    [
        (every_pattern, _ROWS),
        (keeps_names, [(1, 2), (1, 3), (1, 9), ("x", 6)]),
        (in_loops, [[1, 2, 3], [4, "end", 6], [(7, 8), "a", 5, (1, 2, 3)], []]),
    ],
)
def test_like_python(real, sc, function, rows):
    found = sc.parallelize(rows, 3).map(function).collect()
    wanted = [function(row) for row in rows]
    assert found == wanted
    assert [type(value) for value in found] == [type(value) for value in wanted]


def test_typed_rows_stay_typed(real, sc):
    def named(i):
        match i:
            case 0:
                return "zero"
            case 1 | 2:
                return "few"
            case _:
                return "many"

    assert sc.range(4).map(named).collect() == ["zero", "few", "few", "many"]
