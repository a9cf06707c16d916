# SPDX-License-Identifier: Apache-2.0
"""Event logs: what a session leaves of itself, also when it is killed, and the history that shows it."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real
from minihdfs import MiniHdfs

import martlet
from martlet import SparkConf, SparkContext
from martlet.command import main

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")

DEADLINE_SECONDS = 120.0
# A driver that runs one job after another and says when each has ended, until it is killed.
DRIVER = """
import sys
from martlet import SparkConf, SparkContext
conf = SparkConf(False).setMaster("local[2]").setAppName("killed").set("spark.ui.enabled", "false")
conf.set("spark.eventLog.enabled", "true").set("spark.eventLog.dir", sys.argv[1])
sc = SparkContext(conf=conf)
while True:
    sc.parallelize(range(40), 4).map(lambda x: (x % 3, x)).reduceByKey(lambda a, b: a + b, 2).collect()
    print("done", flush=True)
"""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Room for a context beside that of the other tests."""
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    try:
        yield
    finally:
        SparkContext._active_spark_context = before


def settings(folder: pathlib.Path | str, **more: str) -> SparkConf:
    made = SparkConf(False).setMaster("local[2]").setAppName("logged <b>").set("spark.ui.enabled", "false")
    made.set("spark.eventLog.enabled", "true").set("spark.eventLog.dir", str(folder))
    for key, value in more.items():
        made.set(key.replace("_", "."), value)
    return made


class History:
    """A history over a folder, within a session of this process."""

    def __init__(self, context: SparkContext, folder: pathlib.Path | str) -> None:
        self.url: str = context._session.call({"op": "history", "path": str(folder), "port": 0})["url"]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return str(answer.read().decode())

    def rest(self, path: str = "") -> Any:
        return json.loads(self.get("/api/v1/applications" + path))


def test_a_history_shows_what_the_pages_showed(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "logs"
    with alone(), SparkContext(conf=settings(folder, spark_ui_enabled="true", spark_ui_port="0")) as context:
        context.setJobGroup("birds", "counts <i>birds</i>")
        context.parallelize(range(1000), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b, 2).collect()
        with pytest.raises(ZeroDivisionError):
            context.parallelize([1, 0], 2).map(lambda x: 1 // x).collect()
        identity = context.applicationId
        # Tasks that a failure left behind come to their ends.
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            with urllib.request.urlopen(f"{context.uiWebUrl}/api/v1/applications/{identity}/stages") as answer:
                stages = json.loads(answer.read())
            if not any(stage["numActiveTasks"] for stage in stages) or time.monotonic() > deadline:
                break
        live = {}
        for what in ("jobs", "stages", "environment", "sql"):
            with urllib.request.urlopen(f"{context.uiWebUrl}/api/v1/applications/{identity}/{what}") as answer:
                live[what] = json.loads(answer.read())
    (log,) = folder.iterdir()
    assert re.fullmatch(re.escape(identity) + r"-[0-9a-f]{8}\.events\.zst", log.name)
    history = History(sc, folder)
    (application,) = history.rest()
    assert application["name"] == "logged <b>" and application["attempts"][0]["completed"] is True
    key = application["id"]
    for what, value in live.items():
        assert history.rest(f"/{key}/{what}") == value, what
    assert history.rest(f"/{identity}/jobs") == live["jobs"]
    page = history.get(f"/history/{key}/")
    assert "counts &lt;i&gt;birds" in page and "<i>birds" not in page and "not ended" not in page
    for link in set(re.findall(r'href="((?:job|stage|query)\?id=\d+|executors|queries|environment)"', page)):
        assert "</html>" in history.get(f"/history/{key}/{link}")
    assert key in history.get("/")


def test_a_driver_that_is_killed_leaves_all_that_was_written(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    dice = random.Random(20)
    script = tmp_path / "driver.py"
    script.write_text(DRIVER)
    for kill in range(50):
        folder = tmp_path / str(kill)
        driver = subprocess.Popen(
            [sys.executable, str(script), str(folder)], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
        )
        try:
            assert driver.stdout is not None
            history = None
            wanted = dice.randrange(1, 60) if kill % 10 == 0 else dice.randrange(1, 6)
            for _ in range(wanted):
                assert driver.stdout.readline() == "done\n"
            # The log comes to have these jobs by itself: no later event is needed, and nothing is asked of the driver.
            history = History(sc, folder)
            deadline = time.monotonic() + DEADLINE_SECONDS
            while len(ended(history)) < wanted:
                assert time.monotonic() < deadline, "what happened is not written"
            # And then at any moment.
            for _ in range(dice.randrange(20)):
                driver.stdout.readline()
            before = len(ended(history))
        finally:
            driver.send_signal(signal.SIGKILL)
            driver.wait()
            if driver.stdout is not None:
                driver.stdout.close()
        (log,) = folder.iterdir()
        assert log.name.endswith(".events.zst.inprogress")
        key = history.rest()[0]["id"]
        found = history.rest(f"/{key}/jobs")
        # One job after the other and none left out; all but the last whole.
        assert [job["jobId"] for job in found] == list(range(len(found), 0, -1)) and len(found) >= before >= wanted
        assert all(job["status"] == "SUCCEEDED" and job["numCompletedTasks"] == 6 for job in found[1:])
        page = history.get(f"/history/{key}/")
        assert "not ended" in page and "damaged" not in page and "left out" not in page and "incomplete" not in page
        assert history.rest()[0]["attempts"][0]["completed"] is False


def ended(history: History) -> list[Any]:
    applications = history.rest()
    return history.rest(f"/{applications[0]['id']}/jobs?status=succeeded") if applications else []


def test_many_applications_and_a_log_that_is_none(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    with alone():
        for number in range(3):
            with SparkContext(conf=settings(tmp_path).setAppName(f"app {number}")) as context:
                assert context.range(number + 1).count() == number + 1
    (tmp_path / "broken.events.zst").write_bytes(b"no frame at all, whatever its name says")
    (tmp_path / "other.txt").write_text("x")
    history = History(sc, tmp_path)
    assert sorted(app["name"] for app in history.rest()) == ["app 0", "app 1", "app 2"]
    page = history.get("/")
    assert "unreadable" in page and "1 other files" in page
    assert "damaged" in history.get("/history/broken/")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        history.get("/history/nobody/")
    with pytest.raises(FileNotFoundError, match="no such"):
        History(sc, tmp_path / "no such")


def test_a_folder_that_cannot_be_is_an_error_that_names_the_setting(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("x")
    with alone(), pytest.raises(ValueError, match=r"spark\.eventLog\.dir"):
        SparkContext(conf=settings(tmp_path / "file" / "logs"))


def test_queries_are_in_it(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    from martlet.sql import SparkSession

    with alone(), SparkContext(conf=settings(tmp_path)) as context:
        spark = SparkSession(context)
        assert spark.range(100).filter("id > 90").groupBy().count().collect()[0][0] == 9
        with pytest.raises(Exception, match="DIVIDE_BY_ZERO"):
            spark.sql("SELECT 1 / (id - id) FROM range(3)").collect()
    history = History(sc, tmp_path)
    key = history.rest()[0]["id"]
    first, second = history.rest(f"/{key}/sql")
    assert first["status"] == "COMPLETED" and first["successJobIds"] and "Filter" in first["planDescription"]
    assert second["status"] == "FAILED" and "DIVIDE_BY_ZERO" in second["errorMessage"]
    rows = {
        node["nodeName"]: metric["value"]
        for node in first["nodes"]
        for metric in node["metrics"]
        if metric["name"] == "number of output rows"
    }
    assert (rows["Range"], rows["Filter"], rows["Aggregate"]) == ("100", "9", "1")
    page = history.get(f"/history/{key}/query?id={first['id']}")
    assert "Plan as it ran" in page
    stage = history.rest(f"/{key}/jobs/{first['successJobIds'][0]}")["stageIds"][0]
    assert "Rows given" in history.get(f"/history/{key}/stage?id={stage}")
    assert "Filter" in page and f"job?id={first['successJobIds'][0]}" in page


def test_on_hdfs_a_log_is_of_parts_and_a_killed_driver_leaves_them(hdfs: MiniHdfs, tmp_path: pathlib.Path) -> None:
    script = tmp_path / "driver.py"
    script.write_text(DRIVER)
    folder, environment = "hdfs://mini/logs", os.environ | {"HADOOP_CONF_DIR": str(hdfs.conf)}
    environment["PYTHONPATH"] = str(pathlib.Path(martlet.__file__).parents[1])
    command = [sys.executable, str(script), folder]
    driver = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    server = None
    try:
        assert driver.stdout is not None and driver.stdout.readline() == "done\n"
        command = [sys.executable, "-m", "martlet", "history", folder, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert server.stdout is not None
        url = server.stdout.readline().split()[2]
        # A part is there when it is ended, and the next one has begun.
        deadline = time.monotonic() + DEADLINE_SECONDS
        jobs: list[Any] = []
        while not jobs:
            assert time.monotonic() < deadline and driver.stdout.readline() == "done\n"
            with urllib.request.urlopen(url + "/api/v1/applications", timeout=60) as answer:
                applications = json.loads(answer.read())
            if applications:
                key = applications[0]["id"]
                with urllib.request.urlopen(f"{url}/api/v1/applications/{key}/jobs", timeout=60) as answer:
                    jobs = json.loads(answer.read())
        driver.kill()
        driver.wait()
        with urllib.request.urlopen(f"{url}/api/v1/applications/{key}/jobs", timeout=60) as answer:
            found = json.loads(answer.read())
        # One after the other, of which the last thousand are kept.
        newest = found[0]["jobId"]
        assert [job["jobId"] for job in found] == list(range(newest, newest - len(found), -1))
        assert newest >= jobs[0]["jobId"] and min(newest, 1000) <= len(found)
        assert applications[0]["attempts"][0]["completed"] is False
        command = [sys.executable, "-m", "martlet", "fs", "-ls", folder]
        listing = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        assert ".0001.events.zst\n" in listing.stdout, listing.stderr
    finally:
        for process in (driver, server):
            if process is not None:
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()


def test_the_command_serves_and_ends(tmp_path: pathlib.Path) -> None:
    with alone(), SparkContext(conf=settings(tmp_path)) as context:
        assert context.range(5).count() == 5
    command = [sys.executable, "-m", "martlet", "history", str(tmp_path), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.match(r"martlet history: (http://127\.0\.0\.1:\d+) ", server.stdout.readline())
        assert found is not None
        with urllib.request.urlopen(found[1] + "/", timeout=60) as answer:
            assert "logged &lt;b&gt;" in answer.read().decode()
        server.send_signal(signal.SIGINT)
        assert server.wait(DEADLINE_SECONDS) == 130
    finally:
        server.kill()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def test_the_command_says_what_is_wrong(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    with alone():
        assert main(["history", str(tmp_path / "none"), "--port", "0"]) == 1
        assert "none" in capsys.readouterr().err
        assert main(["history", "--conf", "nonsense"]) == 2
        assert main(["history", "--port", "x"]) == 2
    assert main(["nonsense"]) == 2
    assert "history" in capsys.readouterr().err


def test_a_report_is_one_file(tmp_path: pathlib.Path) -> None:
    with alone(), SparkContext(conf=settings(tmp_path / "logs", spark_ui_enabled="true", spark_ui_port="0")) as context:
        context.setJobDescription("said <i>so</i>")
        context.parallelize(range(100), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b, 2).collect()
        path = tmp_path / "job.html"
        path.write_text("an earlier one")
        context.report(str(path))
    page = path.read_text()
    assert "said &lt;i&gt;so" in page and page.startswith("<!DOCTYPE html>") and 'id="job-1"' in page
    assert "<script" not in page and "@import" not in page and "url(" not in page
    for kind, name in re.findall(r'(href|src)="([^"]*)"', page):
        assert name == "data:," or (kind == "href" and f'id="{name[1:]}"' in page), name
