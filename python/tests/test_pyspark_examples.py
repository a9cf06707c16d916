# SPDX-License-Identifier: Apache-2.0
"""PySpark's own examples, run with Martlet in its place; read at test time and never copied."""

from __future__ import annotations

import json
import os
import pathlib
import re
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


def _programs() -> pathlib.Path | None:
    """Spark's example programs: beside the package in its archive, inside of it when it is installed."""
    source = folder()
    places = [] if source is None else [source.parent / "deps/examples", source / "examples/src/main/python"]
    return next((place for place in places if (place / "als.py").exists()), None)


#: The programs for RDDs with their arguments, and what the last line that they print must match. The transitive closure
#: doubles its partitions every round and takes a minute.
PROGRAMS = {
    "pi": (["2"], r"Pi is roughly 3\.1\d+"),
    "wordcount": (["edges.txt"], r"\d: \d"),
    "sort": (["numbers.txt"], "30"),
    "kmeans": (["points.txt", "2", "0.1"], r"Final centers: \[array\(\[9\..*array\(\[0\..*\]"),
    "logistic_regression": (["labelled.txt", "2"], r" *[-\d.e ]+\]"),
    "als": (["20", "30", "4", "2", "2"], r"RMSE: 0\.0\d+"),
    "pagerank": (["edges.txt", "3"], r"\d has rank: \d\.\d+\."),
    "status_api_demo": ([], r"Job results are: \[\(.*\)\]"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_of_spark_run_unchanged(real: None, name: str, tmp_path: pathlib.Path) -> None:
    programs = _programs()
    if programs is None:
        pytest.skip("no example programs: PyPI cannot be reached, and MARTLET_PYSPARK names no folder with them")
    (tmp_path / "edges.txt").write_text("1 2\n1 3\n1 4\n2 1\n3 1\n4 1\n")
    (tmp_path / "numbers.txt").write_text("3 1 30\n-4 10\n")
    (tmp_path / "points.txt").write_text("".join(f"{x} {x} {x}\n" for x in (0.0, 0.1, 0.2, 9.0, 9.1, 9.2)))
    lines = [" ".join([str(i % 2 * 2 - 1), *(str((i * k) % 7 - 3 + i % 2) for k in range(1, 11))]) for i in range(20)]
    (tmp_path / "labelled.txt").write_text("\n".join(lines) + "\n")
    arguments, last = PROGRAMS[name]
    command = [sys.executable, "-W", "ignore", "-m", "martlet", "submit", "--master", "local[2]"]
    done = subprocess.run(
        [*command, str(programs / f"{name}.py"), *arguments],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    shown = [line for line in done.stdout.splitlines() if line.strip()][-1]
    assert re.fullmatch(last, shown), done.stdout
