# SPDX-License-Identifier: Apache-2.0
"""One open engine: requests, jobs and their events."""

from __future__ import annotations

import sys
import threading
import time
import urllib.parse
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from . import output, zones
from .errors import StoppedError, from_failure, interrupted
from .sites import here
from .values import decode

if TYPE_CHECKING:
    from .accumulators import Accumulator

# How long an interrupted job may take to end before the interrupt goes on without it.
_CANCEL_SECONDS = 2.0
_JOBS_REMEMBERED_MAX = 1000
# Requests whose functions run on executors.
_RUNNING = frozenset(["run", "explain"])


class JobRecord:
    """An action: to wait for it, and to cancel it by group or tag."""

    def __init__(self, job: int, group: str | None, tags: frozenset[str]) -> None:
        self.job = job
        self.group = group
        self.tags = tags
        self.status = "RUNNING"


class Session:
    """An open engine. Any thread may use it; each waits for its own job."""

    def __init__(self, options: dict[str, Any]) -> None:
        # Loaded with the first session: importing the package stays quick.
        from . import _native

        self._native = _native.native()
        self._handle, self.facts = self._native.open(options)
        self._open = True
        self._unwanted: deque[dict[str, Any]] = deque()
        self._lock = threading.Lock()
        self.jobs: dict[int, JobRecord] = {}
        # One that nobody holds any more has nobody to read it.
        self.accumulators: weakref.WeakValueDictionary[int, Accumulator[Any]] = weakref.WeakValueDictionary()
        # Which warnings of functions were shown, for each file.
        self.warned: dict[str, dict[Any, Any]] = {}
        self._zones_sent: set[str] = set()
        self._local_zone: Any = None
        # The last loss of an executor that was shown.
        self._loss_shown: str | None = None
        # Makes the object that shows a job's progress, or None; set by the context.
        self.show_progress: Callable[[], Any] | None = None

        self._console: tuple[str | None, str | None] | None = None

    # Requests

    def call(self, request: dict[str, Any]) -> Any:
        """The engine's answer. Raises what it answers with, and :class:`StoppedError` after the end."""
        if not self._open:
            raise StoppedError("the SparkContext was stopped; make a new one")
        while self._unwanted:
            try:
                self._native.call(self._handle, {"op": "release", **self._unwanted.popleft()})
            except IndexError:
                break
        if request["op"] in _RUNNING:
            self._send_zones()
        return self._native.call(self._handle, request)

    def _send_zones(self) -> None:
        """Gives executors the time zones that are new: this process's own, and those that functions and rows name."""
        new: dict[str, bytes] = zones.offered(self._zones_sent)
        state = zones.local_state()
        if state != self._local_zone:
            self._local_zone = state
            new[""] = zones.local()
        if new:
            self._native.call(self._handle, {"op": "zones", "zones": new})

    def console(self) -> tuple[str | None, str | None]:
        """Where the web UI is, and the link that may also end jobs there; None twice when there is none."""
        if self._console is None:
            answer = self.call({"op": "console"})
            url, token, secret = answer.get("url"), answer.get("token"), answer.get("secret")
            asked = f"?token={urllib.parse.quote(secret, safe='')}" if secret else ""
            self._console = (url, f"{url}/{asked}#token={token}" if url and token else url)
        return self._console

    def release(self, dataset: int) -> None:
        """Gives a dataset back with the next request. The garbage collector calls this, in any thread."""
        self._unwanted.append({"dataset": dataset})

    def release_frame(self, frame: int) -> None:
        """As :meth:`release`, of a frame."""
        self._unwanted.append({"frames": [frame]})

    def release_queries(self, session: int) -> None:
        """As :meth:`release`, of a session of queries."""
        self._unwanted.append({"sessions": [session]})

    def put(self, stream: int, request: dict[str, Any]) -> Any:
        """A dataset of the Arrow stream at this address."""
        if not self._open:
            raise StoppedError("the SparkContext was stopped; make a new one")
        return self._native.put(self._handle, stream, request)

    # Jobs

    def run(self, request: dict[str, Any], group: str | None = None, tags: frozenset[str] = frozenset()) -> Any:
        """Starts a job, waits for it and gives its result. An interrupt ends the job and goes on as it came."""
        job = self._start(request, group, tags)
        self._wait(job)
        answer = self.call({"op": "result", "job": job})
        value = answer.get("values") if "values" in answer else answer.get("value")
        return decode(value) if answer.get("objects") else value

    def stream(
        self, request: dict[str, Any], group: str | None = None, tags: frozenset[str] = frozenset()
    ) -> Iterator[list[Any]]:
        """Starts a job and gives its rows piece by piece. A few pieces wait at most, however large the result is."""
        job = self._start(request, group, tags)
        ended = False
        try:
            while True:
                event = self._next(job)
                if event is None:
                    ended = True
                    return
                if event["event"] == "output":
                    output.show(event, self.warned)
                if event["event"] == "chunk":
                    answer = self.call({"op": "chunk", "job": job})
                    yield decode(answer["values"]) if answer.get("objects") else answer["values"]
        except GeneratorExit:
            raise
        except BaseException:
            ended = self.jobs[job].status != "RUNNING"
            raise
        finally:
            if not ended and self._open:
                self._abandon(job)
            elif self._open and self.jobs[job].status == "SUCCEEDED":
                self.call({"op": "forget", "job": job})

    def take_arrow(
        self, request: dict[str, Any], stream: int, group: str | None = None, tags: frozenset[str] = frozenset()
    ) -> None:
        """Runs a job and puts its result into the empty Arrow stream at this address."""
        job = self._start(request, group, tags)
        self._wait(job)
        self._native.take(self._handle, {"job": job}, stream)

    def _start(self, request: dict[str, Any], group: str | None, tags: frozenset[str]) -> int:
        job = int(self.call(request)["job"])
        with self._lock:
            self.jobs[job] = JobRecord(job, group, tags)
            ended = [other for other, record in self.jobs.items() if record.status != "RUNNING"]
            for other in ended[: max(0, len(self.jobs) - _JOBS_REMEMBERED_MAX)]:
                del self.jobs[other]
        return job

    def _wait(self, job: int) -> None:
        """Waits for a job's end and shows its progress."""
        shown = self.show_progress() if self.show_progress is not None else None
        try:
            while True:
                event = self._next(job)
                if event is None:
                    break
                if event["event"] == "output":
                    if shown is not None:
                        shown.clear()
                    output.show(event, self.warned)
                elif shown is not None:
                    if event.get("lost") and event["lost"] != self._loss_shown:
                        self._loss_shown = event["lost"]
                        shown.clear()
                        sys.stderr.write(f"executor lost: {self._loss_shown}\n")
                    shown.update(event)
        except KeyboardInterrupt:
            self._abandon(job)
            raise interrupted(f"job {job} was cancelled") from None
        finally:
            if shown is not None:
                shown.close(self.jobs[job].status)

    def _next(self, job: int) -> dict[str, Any] | None:
        """The job's next event; None when it has ended well. Raises its failure."""
        record = self.jobs[job]
        while True:
            event = self._native.poll(self._handle, job)
            if event is None:
                continue
            kind = event["event"]
            if kind not in ("done", "failed"):
                return event
            self._merge(event.get("accumulators") or [])
            if kind == "done":
                record.status = "SUCCEEDED"
                return None
            record.status = "FAILED"
            raise from_failure(event["error"])

    def _merge(self, values: list[tuple[int, Any]]) -> None:
        for identity, value in values:
            accumulator = self.accumulators.get(identity)
            if accumulator is not None:
                accumulator.add(decode(value))

    def _abandon(self, job: int) -> None:
        """Cancels a job and waits a moment for its end, so that it leaves nothing."""
        self._native.cancel(self._handle, job)
        deadline = time.monotonic() + _CANCEL_SECONDS
        while time.monotonic() < deadline:
            event = self._native.poll(self._handle, job, 20)
            if event is None or event["event"] not in ("done", "failed"):
                if event is not None and event["event"] == "chunk":
                    self.call({"op": "chunk", "job": job})
                elif event is not None and event["event"] == "output":
                    output.show(event, self.warned)
                continue
            if event["event"] == "done":
                self.call({"op": "forget", "job": job})
            break
        self.jobs[job].status = "FAILED"

    def cancel(self, wanted: Callable[[JobRecord], bool]) -> None:
        """Ends the running jobs that `wanted` chooses; their actions raise :class:`JobCancelledError`."""
        with self._lock:
            chosen = [record.job for record in self.jobs.values() if record.status == "RUNNING" and wanted(record)]
        for job in chosen:
            self._native.cancel(self._handle, job)

    def close(self) -> None:
        """Ends everything. A second call does nothing."""
        if self._open:
            self._open = False
            self._native.close(self._handle)


def call_site() -> str:
    """Where the user's code is: ``cell 3:1`` in a notebook, ``file.py:12`` elsewhere."""
    return str(here())
