# SPDX-License-Identifier: Apache-2.0
"""PySpark's own examples, run with Martlet in its place; read at test time and never copied."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
from typing import Any

import pytest
from pyspark_source import folder

HERE = pathlib.Path(__file__).parent
SHARE_MIN = 0.6
SQL_SHARE_MIN = 0.88
# Kinds of failure that say what is missing; a wrong answer is none of them.
_HONEST = {"missing", "closure", "exception"}


def _expected(name: str) -> dict[str, str]:
    """Name -> reason of the groups that do not pass."""
    lines = (HERE / name).read_text().splitlines()
    pairs = (line.partition(":") for line in lines if line and not line.startswith("#"))
    return {name.strip(): reason.strip() for name, _, reason in pairs}


def _run(place: pathlib.Path, *arguments: str) -> dict[str, Any]:
    """Name -> what is wrong, or None, of each group."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONHASHSEED": "0", "TZ": "UTC"}
    source = folder()
    if source is None:
        pytest.skip("no source of PySpark: PyPI cannot be reached, and MARTLET_PYSPARK names no folder")
    command = [sys.executable, str(HERE / "pyspark_examples.py"), str(source), *arguments]
    # Tables of SQL come to lie in the working folder.
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False, cwd=place)
    results = {entry["name"]: entry["problem"] for entry in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0, done.stderr[-3000:]
    return results


def _judge(results: dict[str, Any], list_name: str, share_min: float) -> None:
    """Whether exactly the listed groups do not pass, and none of them with a wrong answer."""
    expected = _expected(list_name)
    failed = {name: problem for name, problem in results.items() if problem is not None}
    surprising = {name: problem for name, problem in failed.items() if name not in expected}
    assert not surprising, json.dumps(surprising, indent=1)
    wrong = {
        name: problem
        for name, problem in failed.items()
        if problem["kind"] not in _HONEST and not expected[name].startswith(("text: ", "either: "))
    }
    assert not wrong, json.dumps(wrong, indent=1)
    passed = set(expected) & set(results) - set(failed)
    mended = sorted(name for name in passed if not expected[name].startswith("either: "))
    assert not mended, f"these pass now and must leave {list_name}: {', '.join(mended)}"
    share = 1 - len(failed) / len(results)
    print(f"{len(results) - len(failed)} of {len(results)} groups pass: {share:.0%}")
    assert share >= share_min


def test_examples(real: None, tmp_path: pathlib.Path) -> None:
    _judge(_run(tmp_path), "pyspark_examples.txt", SHARE_MIN)


def test_examples_of_sql(spark: Any, tmp_path: pathlib.Path) -> None:
    _judge(_run(tmp_path, "--sql"), "pyspark_sql_examples.txt", SQL_SHARE_MIN)
