# SPDX-License-Identifier: Apache-2.0
"""A job's progress: a bar in a notebook, a line in a terminal."""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Callable
from typing import Any

from .faces import link

# A job that is over sooner shows nothing.
DELAY_SECONDS = 0.5
_INTERVAL_SECONDS = 0.1
# A task that has run for so long is worth saying: it may never end.
LONG_TASK_SECONDS = 30.0
_LINE_COLUMNS = 100


def counts(event: dict[str, Any]) -> tuple[int, int, int, int]:
    """Tasks done, tasks running, all tasks, and tasks failed of a progress event."""
    stages = event.get("stages") or []
    return (
        sum(stage.get("done", 0) for stage in stages),
        sum(stage.get("running", 0) for stage in stages),
        sum(stage.get("tasks", 0) for stage in stages),
        sum(stage.get("failed", 0) for stage in stages),
    )


def summary(event: dict[str, Any], seconds: float) -> str:
    """A progress event in words.

    >>> summary({"stages": [{"tasks": 8, "done": 2, "running": 2}], "executors": 2, "rows": 1000}, 1.25)
    'stage 1 of 1, 2 of 8 tasks, 1,000 rows, 2 executors, 1.2 s'
    >>> summary({"stages": [{"tasks": 8, "done": 2, "bytesPlaced": 4096, "bytesLocal": 3072}]}, 1.25)
    'stage 1 of 1, 2 of 8 tasks, 75 % of input local, 1.2 s'
    >>> summary({"stages": [], "awaited": "1 of 4: Unschedulable: 0/3 nodes are available: insufficient cpu"}, 9)
    'starting, waiting for executors 1 of 4: Unschedulable: 0/3 nodes are available: insufficient cpu, 9.0 s'
    """
    stages = event.get("stages") or []
    done, _, tasks, failed = counts(event)
    over = sum(1 for stage in stages if stage.get("done", 0) >= stage.get("tasks", 0))
    # Before its first stage a job has none.
    parts = ["starting"]
    if stages:
        parts = [f"stage {min(over + 1, len(stages))} of {len(stages)}", f"{done:,} of {_counted(tasks, 'task')}"]
    if failed:
        parts.append(f"{failed:,} failed")
    longest = max((stage.get("longest", 0.0) for stage in stages), default=0.0)
    if longest >= LONG_TASK_SECONDS:
        parts.append(f"one runs for {longest:.0f} s")
    if event.get("rows") is not None:
        parts.append(_counted(event["rows"], "row"))
    placed = sum(stage.get("bytesPlaced", 0) for stage in stages)
    if placed:
        local = sum(stage.get("bytesLocal", 0) for stage in stages)
        parts.append(f"{100 * local // placed} % of input local")
    executors, expected = event.get("executors"), event.get("executorsExpected")
    if executors is not None and not event.get("awaited"):
        wanted = f" of {expected}" if expected and expected != executors else ""
        parts.append(f"{executors}{wanted} executor{'' if executors == 1 and not wanted else 's'}")
    if event.get("awaited"):
        parts.append(f"waiting for executors {event['awaited']}")
    elif event.get("waiting"):
        parts.append("waiting for an executor")
    parts.append(f"{seconds:.1f} s")
    return ", ".join(parts)


def sentence(event: dict[str, Any], seconds: float, status: str) -> str:
    """How far a job is, or how it has ended, in words.

    >>> sentence({"stages": [{"tasks": 8, "done": 2}]}, 1.25, "SUCCEEDED")
    'done: 1 stage, 8 tasks, 1.2 s'
    """
    if status == "SUCCEEDED":
        stages, tasks = len(event.get("stages") or []), counts(event)[2]
        size = f"{_counted(stages, 'stage')}, {_counted(tasks, 'task')}, " if stages else ""
        return f"done: {size}{seconds:.1f} s"
    return ("ended: " if status == "FAILED" else "") + summary(event, seconds)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Progress:
    """Decides when to show something; subclasses show it."""

    def __init__(self) -> None:
        self._start = self._shown_at = time.monotonic()
        self._shown = False
        self._event: dict[str, Any] = {}

    def update(self, event: dict[str, Any]) -> None:
        """Takes an event of the job."""
        if event.get("event") != "progress":
            return
        # Between two jobs of an action there are no stages: those of the first stay in sight.
        self._event = event if event.get("stages") else {**event, "stages": self._event.get("stages")}
        now = time.monotonic()
        if now - self._start < DELAY_SECONDS or (self._shown and now - self._shown_at < _INTERVAL_SECONDS):
            return
        self._shown_at = now
        self._show(now - self._start, "RUNNING")
        self._shown = True

    def clear(self) -> None:
        """Makes room for a line that something else writes."""

    def close(self, status: str) -> None:
        """The job has ended."""
        if self._shown:
            self._show(time.monotonic() - self._start, status)
            self._end()

    def _show(self, seconds: float, status: str) -> None:
        raise NotImplementedError

    def _end(self) -> None:
        """After the last picture."""


class TerminalProgress(Progress):
    """One line on standard error that is written over and cleared at the end."""

    def _show(self, seconds: float, status: str) -> None:
        name = self._event.get("name") or "job"
        line = f"{name}: {sentence(self._event, seconds, status)}"[:_LINE_COLUMNS]
        sys.stderr.write("\r" + line.ljust(_LINE_COLUMNS))
        sys.stderr.flush()

    def clear(self) -> None:
        if self._shown:
            self._end()

    def _end(self) -> None:
        sys.stderr.write("\r" + " " * _LINE_COLUMNS + "\r")
        sys.stderr.flush()


_COLOURS = {"RUNNING": "#d97706", "SUCCEEDED": "#15803d", "FAILED": "#b91c1c"}


def bar(event: dict[str, Any], seconds: float, status: str, url: str | None = None) -> str:
    """The picture of a progress event as HTML, without scripts or style sheets; its name leads to `url`."""
    done, running, tasks, _ = counts(event)
    share = 100.0 if status == "SUCCEEDED" else 100.0 * done / tasks if tasks else 0.0
    ahead = 0.0 if status != "RUNNING" or not tasks else min(100.0 - share, 100.0 * running / tasks)
    text = sentence(event, seconds, status)
    colour = _COLOURS.get(status, _COLOURS["RUNNING"])
    name = html.escape(str(event.get("name") or "job"))
    shown = link(url, str(event.get("name") or "job")) if url else name
    return (
        '<div class="martlet-progress" role="progressbar" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{share:.0f}" aria-label="{name}" '
        'style="font: 12px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2px 0">'
        '<div style="display: flex; justify-content: space-between; gap: 1em">'
        f"<span>{shown}</span><span>{html.escape(text)}</span></div>"
        '<div style="height: 6px; border-radius: 3px; background: rgba(128,128,128,.25); overflow: hidden; '
        'display: flex">'
        f'<div style="width: {share:.1f}%; background: {colour}"></div>'
        f'<div style="width: {ahead:.1f}%; background: {colour}; opacity: .35"></div></div></div>'
    )


class NotebookProgress(Progress):
    """A bar below the cell."""

    def __init__(self, url: Callable[[], str | None] = lambda: None) -> None:
        super().__init__()
        self._handle: Any = None
        self._url = url

    def _show(self, seconds: float, status: str) -> None:
        from IPython.display import DisplayHandle

        data = {
            "text/html": bar(self._event, seconds, status, self._url()),
            "text/plain": f"{self._event.get('name') or 'job'}: {sentence(self._event, seconds, status)}",
        }
        if self._handle is None:
            self._handle = DisplayHandle()
            self._handle.display(data, raw=True)
        else:
            self._handle.update(data, raw=True)
