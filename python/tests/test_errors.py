# SPDX-License-Identifier: Apache-2.0
"""Failures of the engine as Python exceptions."""

from __future__ import annotations

import builtins
import errno
from pathlib import Path

import pytest

from martlet import MartletError, SparkContext
from martlet.closures.errors import ClosureError
from martlet.errors import JobCancelledError, both, caret, from_failure
from martlet.notebook.tracebacks import trimmed

FAILURE = {
    "type": "ZeroDivisionError",
    "message": "division by zero",
    "file": "birds.py",
    "line": 3,
    "column": 25,
    "endColumn": 30,
    "text": "    rdd.map(lambda row: row / 0)",
    "row": "17",
    "rowNumber": 4,
    "partition": 1,
}


def test_is_both_and_knows_the_place() -> None:
    error = from_failure(FAILURE)
    assert isinstance(error, ZeroDivisionError) and isinstance(error, MartletError)
    assert type(error).__name__ == "ZeroDivisionError"
    assert (error.line, error.row, error.args) == (3, "17", ("division by zero",))
    assert str(error).splitlines() == [
        "division by zero",
        '  File "birds.py", line 3',
        "    rdd.map(lambda row: row / 0)",
        "                        ^^^^^"[: -0 or None].replace("     ", "     ", 1),
        "  while the row was 17 (partition 1)",
    ]


@pytest.mark.parametrize(
    "name", [n for n, v in vars(builtins).items() if isinstance(v, type) and issubclass(v, Exception)]
)
def test_every_exception_of_python_can_be_both(name: str) -> None:
    if name in ("BaseExceptionGroup", "ExceptionGroup"):
        pytest.skip("groups need exceptions inside")
    error = from_failure({"type": name, "message": "why"})
    assert isinstance(error, getattr(builtins, name)) and isinstance(error, MartletError)
    assert error.message == "why" and str(error) == "why"


def test_own_kinds() -> None:
    assert type(from_failure({"type": "martlet.Cancelled", "message": "x"})) is JobCancelledError
    closure = from_failure({"type": "martlet.ClosureError", "message": "no import", "line": 2, "text": "import os"})
    assert isinstance(closure, ClosureError) and "import os" in str(closure)
    other = from_failure({"type": "ParseError", "message": "x"})
    assert type(other) is MartletError and str(other) == "ParseError: x"


def test_caret_counts_code_points_without_the_indent() -> None:
    assert caret("  é + x", 7, 8) == "    ^"
    assert caret("x", 5, 6) == "" and caret("x", None, None) == ""


def test_frames_of_the_package_are_left_out(sc: SparkContext) -> None:
    with pytest.raises(ValueError) as caught:
        sc.parallelize([]).first()
    frames, traceback = [], trimmed(caught.value.__traceback__)
    while traceback is not None:
        frames.append(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next
    assert frames == [__file__]


def test_classes_are_made_once() -> None:
    assert both(KeyError) is both(KeyError)


def test_missing_files_are_the_errors_of_python(sc: SparkContext, tmp_path: Path, real: None) -> None:
    (tmp_path / "a.txt").write_text("a\n")
    (tmp_path / "b.txt").write_text("b\n")
    lines = sc.textFile(str(tmp_path), 2)
    assert lines.count() == 2
    (tmp_path / "b.txt").unlink()
    with pytest.raises(FileNotFoundError, match="b.txt") as raised:
        lines.count()
    assert isinstance(raised.value, MartletError) and raised.value.errno == errno.ENOENT
    assert raised.value.partition is not None
    with pytest.raises(FileNotFoundError, match="nowhere"):
        sc.textFile(str(tmp_path / "nowhere")).count()
    with pytest.raises(FileNotFoundError, match="nowhere"):
        sc.wholeTextFiles(str(tmp_path / "nowhere")).count()
    with pytest.raises(FileExistsError, match="exists"):
        lines.saveAsTextFile(str(tmp_path))
    with pytest.raises(NotADirectoryError):
        sc.parallelize([1]).map(str).saveAsTextFile(str(tmp_path / "a.txt" / "out"))
