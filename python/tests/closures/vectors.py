# SPDX-License-Identifier: Apache-2.0
"""Writes closures with their rows and answers as one marshal file, for engines that are tried without Python.

``python vectors.py FILE [COUNT]``: a list of ``(source, module, [(row, "value", answer) | (row, "error", class)])``;
modules as ``translate`` gives them, rows and answers encoded alike. Integers beyond 64 bits are an ``OverflowError``.
"""

from __future__ import annotations

import contextlib
import io
import marshal
import random
import sys
import tempfile
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parents[1])]

import corpus  # noqa: E402
from generator import Generator, any_type, value  # noqa: E402
from reference import IMPORTS, outcome, reference  # noqa: E402

from martlet.closures import ClosureError, encode, translate  # noqa: E402
from martlet.closures.constants import Unsupported  # noqa: E402

ROWS = 6


def generated(count, folder):
    """Closures of the generator: source, function, checked function, rows."""
    generator, rng = Generator(1), random.Random(1)
    for number in range(count):
        row, result = any_type(rng), any_type(rng)
        text = IMPORTS + generator.closure(row, result)
        path = Path(folder) / f"closure{number}.py"
        path.write_text(text, encoding="utf-8")
        namespace = {"__name__": "generated"}
        exec(compile(text, str(path), "exec"), namespace)
        yield text, namespace["f"], reference(text), [value(rng, row) for _ in range(ROWS)]


def record(text, function, expected, rows):
    """One entry; None when its rows or answers have no form outside of Python."""
    try:
        module = translate(function)
        answers = []
        for row in rows:
            kind, answer = outcome(expected, row)
            answers.append((encode(row), kind, answer if kind == "error" else encode(answer)))
    except (ClosureError, Unsupported):
        return None
    return (text, module, answers)


def main(path, count):
    """Writes the file and says how many entries it has."""
    entries = []
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        for text, function, expected, rows in generated(count, folder):
            entries.append(record(text, function, expected, rows))
        for function, rows in corpus.CASES:
            entries.append(record(getattr(function, "__name__", str(function)), function, function, rows))
    entries = [entry for entry in entries if entry is not None]
    Path(path).write_bytes(marshal.dumps(entries, 2))
    print(f"{len(entries)} closures in {path}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
