# SPDX-License-Identifier: Apache-2.0
"""An API server of Kubernetes with one node, for tests: pods run ``martlet-executor`` as processes of this machine."""

from __future__ import annotations

import json
import os
import pathlib
import queue
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import IO, Any, TypeVar

_BINARIES = pathlib.Path(__file__).resolve().parents[2] / ".build" / "release"
PROGRAM = pathlib.Path(os.environ.get("MARTLET_TEST_APISERVER", _BINARIES / "martlet-test-apiserver"))
EXECUTOR = pathlib.Path(os.environ.get("MARTLET_EXECUTOR", _BINARIES / "martlet-executor"))


#: How long anything may take that a test waits for.
SECONDS = 60
Answer = TypeVar("Answer")


def within(seconds: float, action: Callable[[], Answer], shown: Callable[[], str]) -> Answer:
    """What ``action`` gives, or fails with; an error with what is ``shown`` when it takes too long."""
    ended: queue.Queue[tuple[Answer | None, BaseException | None]] = queue.Queue()

    def run() -> None:
        try:
            ended.put((action(), None))
        except BaseException as error:
            ended.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        answer, error = ended.get(timeout=seconds)
    except queue.Empty:
        raise AssertionError(f"not within {seconds} s\n{shown()}") from None
    if error is not None:
        raise error
    return answer  # type: ignore[return-value]


def line_of(stream: IO[str] | None, shown: Callable[[], str]) -> str:
    """The next line, which does not let wait for ever."""
    assert stream is not None
    return within(SECONDS, stream.readline, shown)


class Cluster:
    """The server and its node; ends with this process, or with the ``with`` statement."""

    def __init__(self) -> None:
        #: Drivers that tests start, for what is said when one of them does not do what it should.
        self.drivers: list[Driver] = []
        self._process = subprocess.Popen(
            [str(PROGRAM), str(EXECUTOR)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        picture = json.loads(line_of(self._process.stdout, lambda: "the API server does not start"))
        self.address: str = picture["address"]
        self.folder = pathlib.Path(picture["folder"])
        #: What a notebook sets for this cluster, and what a pod's environment says of it.
        self.settings: dict[str, str] = picture["settings"]
        self.environment: dict[str, str] = picture["environment"]
        self._tls = ssl.create_default_context(cafile=str(self.folder / "ca.crt"))

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        for driver in self.drivers:
            driver.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(SECONDS)

    @property
    def master(self) -> str:
        return "k8s://" + self.address

    def conf(self, **more: str) -> dict[str, str]:
        """As in a notebook of this cluster, with two executors."""
        return {
            **self.settings,
            "spark.master": self.master,
            "spark.app.name": "pyspark-shell",
            "spark.executor.instances": "2",
            "spark.executor.memory": "64m",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.port": "0",
            **more,
        }

    def control(self, do: str | None = None, **values: Any) -> dict[str, Any]:
        """Changes what goes wrong (see Tests/APIServer/Control.swift), or tells what there is."""
        body = None if do is None else json.dumps({"do": do, **values}).encode()
        request = urllib.request.Request(self.address + "/control", data=body)
        with urllib.request.urlopen(request, timeout=30, context=self._tls) as reply:
            return json.load(reply)

    def pods(self) -> list[dict[str, Any]]:
        """Name, phase, process number, labels and log of each pod."""
        found: list[dict[str, Any]] = self.control()["pods"]
        return found

    def wait(self, count: int, phase: str = "Running", seconds: float = SECONDS) -> list[dict[str, Any]]:
        """Waits until so many pods are in this phase."""

        def found() -> tuple[list[dict[str, Any]]] | None:
            pods = [pod for pod in self.pods() if pod["phase"] == phase]
            return (pods,) if len(pods) == count else None

        (pods,) = self.until(found, seconds)
        return pods

    def until(self, condition: Callable[[], Any], seconds: float = SECONDS) -> Any:
        """Waits for it to be true, and gives it."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.within(condition)
            if found or time.monotonic() >= deadline:
                break
            time.sleep(0.05)
        assert found, f"not within {seconds} s\n{self.shown()}"
        return found

    def within(self, action: Callable[[], Answer], seconds: float = SECONDS) -> Answer:
        """What ``action`` gives."""
        return within(seconds, action, self.shown)

    def shown(self) -> str:
        """All that is known of what happens, for the message of a test that fails."""
        try:
            picture = json.dumps(self.control(), indent=1).replace("\\n", "\n")
        except OSError as error:
            picture = str(error)
        parts = [f"the cluster:\n{picture}"]
        for driver in self.drivers:
            parts.append(f"driver {driver.process.pid} ({driver.process.poll()}) has said:\n{driver.said()}")
        return "\n".join(parts)


_SCRIPT = """
import json, sys, time
import martlet
conf = martlet.SparkConf(False).setAll(list(json.loads(sys.argv[1]).items()))
sc = martlet.SparkContext(conf=conf)
seen = None
while [one.state for one in sc.statusTracker().getExecutorInfos()] != ["running", "running"]:
    infos = [(one.name, one.state, one.reason) for one in sc.statusTracker().getExecutorInfos()]
    if infos != seen:
        print(infos, file=sys.stderr, flush=True)
        seen = infos
    time.sleep(0.05)
print(sc.range(1000).sum(), flush=True)
sys.stdin.read()
sc.stop()
"""


class Driver:
    """A driver in a process of its own, which has two executors once it has printed a line."""

    def __init__(self, cluster: Cluster, settings: dict[str, str]) -> None:
        self._cluster = cluster
        self._errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, json.dumps(settings)],
            env={**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).parent.parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            start_new_session=True,
        )
        cluster.drivers.append(self)

    def line(self) -> str:
        return line_of(self.process.stdout, self._cluster.shown)

    def said(self) -> str:
        """What it has written to its standard error."""
        with open(f"/proc/self/fd/{self._errors.fileno()}") as errors:
            return errors.read()

    def end(self) -> None:
        """Lets it stop its session and end."""
        try:
            self.process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it does not end\n{self._cluster.shown()}") from None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)
