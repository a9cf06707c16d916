# SPDX-License-Identifier: Apache-2.0
"""Generated closures through the translator: rebuilt, they answer as the original, and most have answers."""

from __future__ import annotations

import collections
import random

from generator import Generator, any_type, value
from reference import IMPORTS, outcome, reference, shown
from unparse import rebuild

from martlet.closures import translate

SEED, COUNT = 20240229, 1500


def test_rebuilt_closures_answer_alike(tmp_path):
    generator, rng = Generator(SEED), random.Random(SEED)
    kinds = [(any_type(rng), any_type(rng)) for _ in range(COUNT)]
    texts = [generator.closure(row, result) for row, result in kinds]
    path = tmp_path / "generated.py"
    path.write_text(IMPORTS + "fs = []\n" + "".join(text + "fs.append(f)\n" for text in texts), encoding="utf-8")
    namespace: dict = {"__name__": "generated"}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
    seen: collections.Counter = collections.Counter()
    for (row, _), text, function in zip(kinds, texts, namespace["fs"]):
        rebuilt, expected = rebuild(translate(function)), reference(text)
        for _ in range(6):
            x = value(rng, row)
            plain, again, want = outcome(function, x), outcome(rebuilt, x), outcome(expected, x)
            assert (plain[0], shown(plain[1])) == (again[0], shown(again[1])), (text, x)
            if want != ("error", "OverflowError") and "** 0.5" not in text:
                caught = "try" in text
                assert caught or (plain[0], shown(plain[1])) == (want[0], shown(want[1])), (text, x)
            seen[want[0] if want[0] == "value" else want[1]] += 1
    total = sum(seen.values())
    assert seen["value"] > 0.6 * total, seen
    assert {"ZeroDivisionError", "OverflowError", "ValueError", "IndexError"} <= set(seen), seen
