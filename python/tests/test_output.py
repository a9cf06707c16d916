# SPDX-License-Identifier: Apache-2.0
"""What functions print, log and warn of on executors reaches the user; what they know of their task."""

from __future__ import annotations

import logging
import sys
import time
import warnings
from typing import Any

import pytest
from engines import is_real

from martlet import SparkContext, TaskContext
from martlet.closures.errors import ClosureWarning

pytestmark = pytest.mark.skipif(not is_real, reason="the fake engine runs functions in this process")
log = logging.getLogger("birds.swift")


def test_print_reaches_the_user_marked_by_partition(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    def show(x: int) -> None:
        print("row", x, sep="=", end=";\n")
        print("two\nlines", x)
        print("to stderr", x, file=sys.stderr, flush=True)
        sys.stdout.write(f"part {x} ")

    sc.parallelize(range(4), 2).foreach(show)
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert [line for line in lines if line.startswith("[partition 0] ")] == [
        "[partition 0] row=0;",
        "[partition 0] two",
        "[partition 0] lines 0",
        "[partition 0] part 0 row=1;",
        "[partition 0] two",
        "[partition 0] lines 1",
        "[partition 0] part 1 ",
    ]
    assert len(lines) == 14
    assert sorted(captured.err.splitlines()) == [f"[partition {x // 2}] to stderr {x}" for x in range(4)]


def test_print_as_the_function_itself_and_in_streams(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    sc.parallelize(["a", None, (1, 2.5)], 1).foreach(print)
    assert capsys.readouterr().out == "[partition 0] a\n[partition 0] None\n[partition 0] (1, 2.5)\n"
    assert list(sc.parallelize(range(3), 3).map(lambda x: (print("it", x), x)[1]).toLocalIterator()) == [0, 1, 2]
    assert capsys.readouterr().out == "".join(f"[partition {x}] it {x}\n" for x in range(3))


def test_what_a_reduction_prints_at_the_driver_is_shown(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    calls = sc.accumulator(0)

    def add(a: int, b: int) -> int:
        print("add", a, b)
        calls.add(1)
        return a + b

    assert sc.parallelize([1, 2], 2).reduce(add) == 3
    assert calls.value == 1
    assert capsys.readouterr().out == "add 1 2\n"


def test_what_a_failed_task_printed_is_shown(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(x: int) -> float:
        print("before", x)
        return 1 / x

    with pytest.raises(ZeroDivisionError):
        sc.parallelize([0], 1).map(fail).collect()
    assert "[partition 0] before 0\n" in capsys.readouterr().out


def test_more_lines_than_are_shown_are_counted(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    def show(n: int) -> None:
        for i in range(n):
            print(i, "x" * 50_000)

    count = 400
    sc.parallelize([count], 1).foreach(show)
    captured = capsys.readouterr()
    shown = captured.out.splitlines()
    left_out = sum(int(line.split()[3]) for line in captured.err.splitlines() if "more line" in line)
    assert [line[:20].split()[:3] for line in shown] == [["[partition", "0]", str(i)] for i in range(len(shown))]
    assert 300 < len(shown) < 350 and len(shown) + left_out == count
    assert "in the executor's log" in captured.err


def test_text_cannot_steer_the_terminal(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    sc.parallelize([1], 1).foreach(lambda x: print("\x1b[31mred\x1b[0m \x1b]0;title\x07 a\rb\x9bc \x1b[2J é\tü"))
    assert capsys.readouterr().out == (
        "[partition 0] \x1b[31mred\x1b[0m \\x1b]0;title\\x07 a\\rb\\x9bc \\x1b[2J é\tü\n"
    )


def test_log_records_go_to_the_loggers_of_the_driver(sc: SparkContext, caplog: pytest.LogCaptureFixture) -> None:
    def work(x: int) -> int:
        log.debug("not %d", x)
        log.info("row %d of %s", x, "ten")
        logging.getLogger("birds.owl").warning("by name")
        logging.error("root %(x)d", {"x": x})
        return x

    log.setLevel(logging.INFO)
    try:
        with caplog.at_level(logging.DEBUG, logger="birds.owl"):
            sc.parallelize([7], 1).map(work).collect()
    finally:
        log.setLevel(logging.NOTSET)
    found = [(record.name, record.levelno, record.getMessage()) for record in caplog.records]
    assert found == [
        ("birds.swift", logging.INFO, "[partition 0] row 7 of ten"),
        ("birds.owl", logging.WARNING, "[partition 0] by name"),
        ("root", logging.ERROR, "[partition 0] root 7"),
    ]
    assert caplog.records[0].filename == "test_output.py"
    first = work.__code__.co_firstlineno
    assert [record.lineno - first for record in caplog.records] == [2, 3, 4]


def test_exceptions_are_logged_with_what_they_say(sc: SparkContext, caplog: pytest.LogCaptureFixture) -> None:
    def work(x: int) -> int:
        try:
            x = x // 0
        except ZeroDivisionError:
            log.exception("broken %d", x)
        try:
            {}[x]
        except KeyError as error:
            log.error("missing", exc_info=True)
            log.error("by hand", exc_info=error)
        return x

    sc.parallelize([7], 1).map(work).collect()
    assert [record.getMessage() for record in caplog.records] == [
        "[partition 0] broken 7\nZeroDivisionError: integer division or modulo by zero",
        "[partition 0] missing\nKeyError: 7",
        "[partition 0] by hand\nKeyError: 7",
    ]


def test_warnings_come_once_a_place_with_their_line(sc: SparkContext) -> None:
    def work(x: int) -> int:
        warnings.warn("careful", stacklevel=1)
        warnings.warn(DeprecationWarning("old"), stacklevel=2)
        if x > 1:
            warnings.warn("big", RuntimeWarning, stacklevel=1)
        return x

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        sc.parallelize(range(10), 2).map(work).collect()
    found = sorted((w.category.__name__, str(w.message), w.lineno - work.__code__.co_firstlineno) for w in caught)
    assert found == [("DeprecationWarning", "old", 2), ("RuntimeWarning", "big", 4), ("UserWarning", "careful", 1)]
    assert {w.filename for w in caught} == {__file__}


def test_sleep_sleeps_and_is_cancelled_soon(sc: SparkContext) -> None:
    import threading

    start = time.monotonic()
    sc.parallelize([0.3], 1).map(lambda s: time.sleep(s)).collect()
    assert 0.3 <= time.monotonic() - start < 5
    ended: list[float] = []

    def long() -> None:
        sc.setJobGroup("sleeping", "")
        try:
            sc.parallelize([1000], 1).map(lambda s: time.sleep(s)).collect()
        except Exception:
            ended.append(time.monotonic())

    thread = threading.Thread(target=long)
    thread.start()
    deadline = time.monotonic() + 10
    tracker = sc.statusTracker()
    while not (tracker.getJobIdsForGroup("sleeping") and tracker.getActiveStageIds()):
        assert time.monotonic() < deadline
    start = time.monotonic()
    sc.cancelJobGroup("sleeping")
    thread.join(10)
    assert ended and ended[0] - start < 10


def test_a_task_knows_its_context(sc: SparkContext) -> None:
    def facts(x: int) -> Any:
        context = TaskContext.get()
        assert context is not None
        return (
            context.partitionId(),
            context.attemptNumber(),
            context.getLocalProperty("color"),
            context.getLocalProperty("none"),
            context.resources(),
            context.cpus(),
            context.stageId(),
            context.taskAttemptId(),
        )

    assert TaskContext.get() is None
    sc.setLocalProperty("color", "blue")
    try:
        found = sc.parallelize(range(4), 4).map(facts).collect()
    finally:
        sc.setLocalProperty("color", None)
    assert [row[:6] for row in found] == [(i, 0, "blue", None, {}, 1) for i in range(4)]
    assert len({row[6] for row in found}) == 1 and len({row[7] for row in found}) == 4
    rdd = sc.parallelize(range(8), 4)
    assert rdd.mapPartitions(lambda rows: [TaskContext().partitionId()]).collect() == [0, 1, 2, 3]
    assert sc.runJob(rdd, lambda rows: [TaskContext().partitionId()], [2, 3]) == [2, 3]
    assert rdd.map(lambda x: TaskContext().getLocalProperty("color")).first() is None


def test_changing_a_captured_container_warns_with_its_line(sc: SparkContext) -> None:
    seen: list[int] = []
    counts: dict[int, int] = {}

    def count(x: int) -> None:
        counts[x] = counts.get(x, 0) + 1

    for function, line, name in ((lambda x: seen.append(x), 0, "seen"), (count, 1, "counts")):
        with pytest.warns(ClosureWarning, match=rf"changes {name}, a (list|dict) .*sc\.accumulator") as caught:
            sc.range(3).foreach(function)
        assert [(w.filename, w.lineno) for w in caught] == [(__file__, function.__code__.co_firstlineno + line)]
    assert seen == [] and counts == {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        def fine(x: int) -> list[int]:
            made = [x]
            made.append(x)
            made[0] = 2
            return made

        assert sc.parallelize([1]).map(fine).collect() == [[2, 1]]


def test_the_driver_s_own_cannot_be_broadcast(sc: SparkContext) -> None:
    for value in (sc, [sc], {"sc": sc}):
        with pytest.raises(RuntimeError, match="CONTEXT_ONLY_VALID_ON_DRIVER"):
            sc.broadcast(value)
    for value in (sc.range(3), (1, sc.range(3))):
        with pytest.raises(RuntimeError, match="RDD_TRANSFORM_ONLY_VALID_ON_DRIVER"):
            sc.broadcast(value)
    rdd = sc.range(3)
    with pytest.raises(TypeError, match="RDD_TRANSFORM_ONLY_VALID_ON_DRIVER"):
        sc.range(3).map(lambda x: rdd.count())
    with pytest.raises(TypeError, match="CONTEXT_ONLY_VALID_ON_DRIVER"):
        sc.range(3).map(lambda x: sc.range(3).count())
