# SPDX-License-Identifier: Apache-2.0
"""A thousand expressions of language and library on the engine against plain Python: values and exceptions alike.

``MARTLET_DIFF_SEED`` chooses other rows.
"""

from __future__ import annotations

import bisect
import copy
import hashlib
import heapq
import os
import random
import statistics
import string
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "closures"))

from calls import CALLS  # noqa: E402
from deadlines import deadline  # noqa: E402
from generator import value  # noqa: E402
from reference import MODULES, reference, shown  # noqa: E402

SEED = int(os.environ.get("MARTLET_DIFF_SEED", "20240301"))
ROWS = 24
#: Seconds for one expression.
DEADLINE = 20
#: Exceptions whose texts are CPython's for certain: the others may say more or less.
EXACT = ("ZeroDivisionError", "KeyError", "IndexError")
#: Of the texts of all exceptions, the share that must be CPython's.
SAME_TEXTS = 0.95

_MODULES: dict[str, Any] = {**MODULES, "copy": copy, "bisect": bisect, "hashlib": hashlib, "heapq": heapq}
_MODULES |= {"random": random, "statistics": statistics, "string": string}
_FUNCTION = """def f(x):
    s, t, i, j, f, g, l, ls, d, a, b = x
    try:
        r = CALL
    except Exception as error:
        return (type(error).__name__, str(error), None)
    return ("value", r, l, ls, d)
"""
_ANYTHING = [None, True, 3, -2.5, "ab é", b"ab", (1, "a"), [1, 2], {"a": 1}, [], "", 0, (1, (2.5, None))]


def _row(rng: random.Random) -> tuple:
    def some(kind: Any) -> Any:
        return value(rng, kind)

    second = some("str") if rng.random() < 0.5 else rng.choice(["a", " ", ",", "-", "é"])
    small = some("int") if rng.random() < 0.5 else rng.randint(-5, 5)
    numbers = [some("int") for _ in range(rng.randint(0, 4))]
    texts = [some("str") for _ in range(rng.randint(0, 4))]
    rest = (some(("dict", "int")), rng.choice(_ANYTHING), some("str").encode())
    return (some("str"), second, some("int"), small, some("float"), some("float"), numbers, texts, *rest)


def _functions(path: Path) -> list[tuple[str, Any, Any]]:
    texts = [_FUNCTION.replace("CALL", call) for call in CALLS]
    path.write_text("".join(texts), encoding="utf-8")
    made, line = [], 0
    for call, text in zip(CALLS, texts):
        namespace: dict = {"__name__": "generated", **_MODULES}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            exec(compile("\n" * line + text, str(path), "exec"), namespace)
            plain = reference(text, wide=True)
        plain.__globals__.update(_MODULES)
        made.append((call, namespace["f"], plain))
        line += text.count("\n")
    return made


def test_calls_answer_as_in_python(sc: Any, real: None, tmp_path: Path) -> None:
    rng = random.Random(SEED)
    rows = [_row(rng) for _ in range(ROWS)]
    findings, raised, same = [], 0, 0
    for call, function, plain in _functions(tmp_path / "calls_generated.py"):
        want = [plain(row) for row in copy.deepcopy(rows)]
        try:
            with deadline(DEADLINE):
                got = sc.parallelize(rows, 2).map(function).collect()
        except Exception as error:
            findings.append(f"{call}\n  raised {type(error).__name__}: {str(error)[:200]}")
            continue
        for row, wanted, given in zip(rows, want, got):
            if wanted[0] != "value":
                raised += 1
                same += wanted == given
                if given[0] == wanted[0] and (given == wanted or wanted[0] not in EXACT):
                    continue
            if shown(wanted) != shown(given):
                findings.append(f"{call}\n  row {row!r}\n  expected {shown(wanted)}\n  got      {shown(given)}")
                break
    assert not findings, f"{len(findings)} of {len(CALLS)} differ:\n" + "\n".join(findings[:20])
    assert same > SAME_TEXTS * raised, f"{same} of {raised} messages are CPython's"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q"]))
