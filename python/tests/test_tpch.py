# SPDX-License-Identifier: Apache-2.0
"""The 22 queries of TPC-H at a tiny scale: DuckDB's answers in full, and the same rows however they are come by."""

from __future__ import annotations

import argparse
import importlib.util
import os
import pathlib
import random
import shutil
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

BENCH = pathlib.Path(__file__).resolve().parent.parent.parent / "bench" / "tpch"
SCALE = 0.01
#: Where each batch has three rows.
SMALL = 0.001

pytestmark = [
    pytest.mark.usefixtures("real"),
    pytest.mark.skipif(not BENCH.is_dir(), reason="only in a source tree"),
]


def _bench() -> Any:
    spec = importlib.util.spec_from_file_location("tpch_run", BENCH / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Answers:
    """Data of a scale, and what DuckDB and Martlet, with nothing in the way, say to all queries of them."""

    def __init__(self, bench: Any, scale: float, folder: pathlib.Path) -> None:
        self.bench = bench
        self.options = argparse.Namespace(data=folder, format="parquet", scale=scale, threads=2, pythons={})
        bench.make_data(self.options)
        self.wanted = self._all(bench.Contestant("duckdb", self.options))
        self.plain = self._all(self.martlet("local[2]"))

    def _all(self, contestant: Any) -> dict[str, Any]:
        try:
            return {query: contestant.ask(query, "sql") for query in self.bench.ALL}
        finally:
            contestant.end()

    def martlet(self, master: str, **conf: str) -> Any:
        """A process of its own with all queries to be asked; settings have `_` for a dot."""
        settings = ";".join(f"{key.replace('_', '.')}={value}" for key, value in conf.items())
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TPCH_MASTER", master)
            patch.setenv("TPCH_CONF", settings)
            patch.setenv("PYTHONPATH", str(BENCH.parent.parent / "python"))
            return self.bench.Contestant("martlet", self.options)

    def differences(self, found: dict[str, Any]) -> dict[str, str | None]:
        return {query: self.bench.difference(found[query], self.wanted[query]) for query in self.bench.ALL}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float], Answers]:
    """The answers of a scale, made once."""
    pytest.importorskip("duckdb")
    if shutil.which("tpchgen-cli", path=str(pathlib.Path(sys.executable).parent)) is None:
        pytest.skip("tpchgen-cli (PyPI) is not installed")
    bench = _bench()
    made: dict[float, Answers] = {}

    def of(scale: float) -> Answers:
        if scale not in made:
            made[scale] = Answers(bench, scale, tmp_path_factory.mktemp("tpch"))
        return made[scale]

    return of


def test_answers_are_those_of_duckdb(answers: Callable[[float], Answers]) -> None:
    known = answers(SCALE)
    assert known.differences(known.plain) == dict.fromkeys(known.bench.ALL)


def test_frames_give_the_same(answers: Callable[[float], Answers]) -> None:
    known = answers(SCALE)
    martlet = known.martlet("local[2]")
    try:
        found = {query: martlet.ask(query, "frames") for query in known.bench.ALL}
    finally:
        martlet.end()
    assert known.differences(found) == dict.fromkeys(known.bench.ALL)


@pytest.mark.parametrize(
    ("master", "conf", "scale"),
    [
        ("local-cluster[1,1,512m]", {}, SCALE),
        ("local-cluster[2,1,512m]", {}, SCALE),
        ("local-cluster[4,1,512m]", {}, SCALE),
        ("local[2]", {"martlet_batch_rows": "3"}, SMALL),
        ("local[8]", {"spark_driver_memory": "16m"}, SCALE),
        ("local[2]", {"spark_sql_autoBroadcastJoinThreshold": "-1", "spark_sql_shuffle_partitions": "5"}, SCALE),
    ],
    ids=["one executor", "two", "four", "batches of three rows", "two megabytes for each task", "no side as a whole"],
)
def test_rows_are_the_same_however_they_are_come_by(
    answers: Callable[[float], Answers], master: str, conf: dict[str, str], scale: float
) -> None:
    known = answers(scale)
    martlet = known.martlet(master, **conf)
    try:
        for query in known.bench.ALL:
            found = martlet.ask(query, "sql")
            assert known.bench.difference(found, known.wanted[query]) is None, query
            assert (found["columns"], found["rows"]) == (known.plain[query]["columns"], known.plain[query]["rows"])
    finally:
        martlet.end()


def _executors(process: int) -> list[int]:
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == process:
                if "martlet-executor" in (entry / "cmdline").read_text():
                    found.append(int(entry.name))
        except OSError:
            continue
    return sorted(found)


def test_an_executor_dies_in_each_query(answers: Callable[[float], Answers]) -> None:
    known = answers(SCALE)
    chooser = random.Random(7)
    martlet = known.martlet("local-cluster[2,1,512m]", spark_executor_maxNumFailures="1000")
    kills = 0

    def kill() -> None:
        nonlocal kills
        alive = _executors(martlet.process.pid)
        if alive:
            os.kill(chooser.choice(alive), signal.SIGKILL)
            kills += 1

    try:
        for query in known.bench.ALL:
            found = martlet.ask(query, "sql", meanwhile=kill)
            assert found.get("rows") == known.plain[query]["rows"], (query, found.get("error"))
        assert kills > len(known.bench.ALL) // 2
    finally:
        martlet.end()
