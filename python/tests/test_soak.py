# SPDX-License-Identifier: Apache-2.0
"""The soak of bench/ for a few seconds: it runs, and it sees what it is there to see."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
BENCH = HERE.parent.parent / "bench"
SECONDS = 120


def soak(folder: pathlib.Path, code: str = "") -> tuple[int, dict[str, int], str]:
    """Exit status, summary and standard error of a short soak, after `code` has changed something."""
    start = f"import sys; sys.path.insert(0, {str(BENCH)!r}); import soak, soak_jobs\n{code}\nsys.exit(soak.main())"
    arguments = ["--minutes", "0.1", "--kill-seconds", "1", "--json", str(folder / "soak.json")]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    (folder / "start.py").write_text(start)
    command = [sys.executable, str(folder / "start.py"), *arguments, "--csv", str(folder / "memory.csv")]
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS)
    return process.returncode, json.loads((folder / "soak.json").read_text()), process.stderr


@pytest.mark.skipif(not BENCH.is_dir(), reason="only in a source tree")
def test_a_short_soak_is_good(real: None, tmp_path: pathlib.Path) -> None:
    status, found, errors = soak(tmp_path)
    assert (found["wrong"], found["failures"]) == (0, 0), errors
    assert found["jobs"] > 20 and found["kills"] > 0
    assert status == 0, errors
    lines = (tmp_path / "memory.csv").read_text().splitlines()
    assert lines[0] == "seconds,process,pid,megabytes" and any(",driver," in line for line in lines)


@pytest.mark.skipif(not BENCH.is_dir(), reason="only in a source tree")
def test_a_soak_sees_what_is_wrong(real: None, tmp_path: pathlib.Path) -> None:
    code = """
def differs_always(sc, chooser, folder):
    return soak_jobs.differs(sc.range(3).sum(), 4)
def fails(sc, chooser, folder):
    return sc.range(3).map(lambda x: 1 // x).sum()
soak_jobs.JOBS[:] = [soak_jobs.total, differs_always, fails]
"""
    status, found, errors = soak(tmp_path, code)
    assert status == 1 and found["wrong"] > 0 and found["failures"] > 0
    assert "differs_always: 3 instead of 4" in errors and "ZeroDivisionError" in errors


@pytest.mark.skipif(not BENCH.is_dir(), reason="only in a source tree")
def test_growth_is_seen(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    import soak

    assert soak.growth([(x * 10.0, 50.0 + x) for x in range(360)]) == pytest.approx(360.0)
    assert soak.growth([(x * 10.0, 50.0) for x in range(360)]) == 0.0
    good = {"wrong": 0, "failures": 0, "jobs": 1}
    memory = {"driver_mb_an_hour": 5.0, "driver_mb_an_hour_max": 30.0}
    memory |= {"executor_mb_an_hour": 5.0, "executor_mb_an_hour_max": 30.0}
    assert soak.is_good({**good, **memory})
    for name, value in [("wrong", 1), ("failures", 1), ("jobs", 0), ("driver_mb_an_hour", 31.0)]:
        assert not soak.is_good({**good, **memory, name: value})
