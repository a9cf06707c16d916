# SPDX-License-Identifier: Apache-2.0
"""Generated queries: PySpark's answers to them, kept in a file, and the same answers however they are come by.

``python tests/sql_answers.py compare PYTHON SEED COUNT`` is the long run, against a PySpark that is asked then.
"""

from __future__ import annotations

import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
import sql_answers

HERE = pathlib.Path(__file__).parent
if not sql_answers.FIXTURE.exists():
    pytest.skip("no answers of PySpark are kept: sql_answers.py keep PYTHON makes them", allow_module_level=True)
KEPT = [json.loads(line) for line in sql_answers.FIXTURE.read_text(encoding="utf-8").splitlines()]
#: Numbers of cases whose answers differ from PySpark's yet, with what differs.
KNOWN = HERE / "sql_answers_known.txt"
SHOWN = 10

pytestmark = pytest.mark.usefixtures("real")


@pytest.fixture(scope="module")
def plain() -> list[dict[str, Any]]:
    """What the engine says with nothing in the way."""
    return sql_answers.ask(sys.executable, KEPT, "martlet")


def test_answers_are_those_of_pyspark(plain: list[dict[str, Any]]) -> None:
    """All but those that the file of known differences lists, which must differ."""
    known = set()
    for line in KNOWN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            known.add(int(line.split()[0]))
    found = {}
    for kind, case, want, got in sql_answers.differences(KEPT, [case["answer"] for case in KEPT], plain):
        found[KEPT.index(case)] = f"{kind} of {case['of']}\n{sql_answers.text_of(case, want, got)}"
    fresh = [text for number, text in found.items() if number not in known]
    assert not fresh, f"{len(fresh)} of {len(KEPT)} differ:\n" + "\n".join(fresh[:SHOWN])
    assert not known - set(found), f"these differ no more; take them off {KNOWN.name}: {sorted(known - set(found))}"


def test_cases_are_of_all_kinds() -> None:
    kinds = collections.Counter(case["kind"] for case in KEPT)
    assert len(KEPT) == sql_answers.COUNT and set(kinds) == set(sql_answers.sql_cases.KINDS)
    errors = sum("error" in case["answer"] for case in KEPT)
    assert len(KEPT) // 20 < errors < len(KEPT) // 2
    assert len({case["ansi"] for case in KEPT}) == 2 and len({case["zone"] for case in KEPT}) > 2


def test_a_wrong_answer_is_seen() -> None:
    case, answer = {"of": "order"}, {"schema": ["a: int"], "rows": ["(1,)", "(2,)"]}
    for kind, other in [
        ("error", {"error": "X"}),
        ("type", {"schema": ["a: bigint"], "rows": answer["rows"]}),
        ("name", {"schema": ["b: int"], "rows": answer["rows"]}),
        ("value", {"schema": answer["schema"], "rows": ["(2,)", "(1,)"]}),
        ("value", {"schema": answer["schema"], "rows": ["(1,)"]}),
    ]:
        assert sql_answers.difference(case, answer, other) == kind
    assert sql_answers.difference(case, {"error": "X"}, {"error": "Y"}) == "condition"
    assert sql_answers.difference({"of": "set"}, answer, {**answer, "rows": answer["rows"][::-1]}) is None


#: Cases whose work is shared out: all but expressions of few rows.
SHARED = [index for index, case in enumerate(KEPT) if case["kind"] not in ("expression", "parquet")]


@pytest.mark.parametrize(
    "settings",
    [
        ("martlet.batch.rows=3",),
        ("martlet.batch.rows=1", "spark.sql.shuffle.partitions=7"),
        ("spark.master=local[1]", "spark.sql.shuffle.partitions=1"),
        ("spark.master=local[4]", "spark.driver.memory=16m", "spark.sql.autoBroadcastJoinThreshold=-1"),
        ("spark.master=local-cluster[2,1,512m]",),
    ],
    ids=[
        "batches of three rows",
        "of one row, seven partitions",
        "one partition",
        "four megabytes a task",
        "processes",
    ],
)
def test_answers_are_the_same_however_they_are_come_by(plain: list[dict[str, Any]], settings: tuple[str, ...]) -> None:
    _same(plain, sql_answers.ask(sys.executable, [KEPT[index] for index in SHARED], "martlet", *settings))


def _same(plain: list[dict[str, Any]], answers: list[dict[str, Any]]) -> None:
    found = []
    for index, answer in zip(SHARED, answers):
        case, known = KEPT[index], plain[index]
        # Which of several rows fails first depends on who runs what: any condition will do for an error.
        if sql_answers.difference(case, known, answer) not in (None, "condition"):
            found.append(sql_answers.text_of(case, known, answer).replace("spark ", "plain "))
    assert not found, f"{len(found)} of {len(SHARED)} differ:\n" + "\n".join(found[:SHOWN])


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


def test_answers_are_the_same_when_executors_die(plain: list[dict[str, Any]], tmp_path: pathlib.Path) -> None:
    cases = [KEPT[index] for index in SHARED]
    command = [sys.executable, str(HERE / "sql_answers.py"), "answer", "martlet"]
    command += ["spark.master=local-cluster[2,1,512m]", "spark.executor.maxNumFailures=1000"]
    chooser, kills, answers = random.Random(7), 0, []
    environment = {**os.environ, "TZ": "UTC"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path
    ) as process:
        watch = threading.Timer(300, process.kill)
        watch.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            for number, case in enumerate(cases):
                process.stdin.write(json.dumps(case) + "\n")
                process.stdin.flush()
                # While the query runs, or just before.
                alive = _executors(process.pid) if number % 8 == 7 else []
                if alive:
                    os.kill(chooser.choice(alive), signal.SIGKILL)
                    kills += 1
                line = process.stdout.readline()
                assert line, f"the session ended at {case}"
                answers.append(json.loads(line))
            process.stdin.close()
        finally:
            watch.cancel()
            process.kill()
    assert kills > len(cases) // 16
    _same(plain, answers)
