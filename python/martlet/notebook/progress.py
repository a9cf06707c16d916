# SPDX-License-Identifier: Apache-2.0
"""A job's progress: a bar in a notebook, a line in a terminal."""

from __future__ import annotations

import html
import sys
import time
from typing import Any

# A job that is over sooner shows nothing.
DELAY_SECONDS = 0.5
_INTERVAL_SECONDS = 0.1
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
    """
    stages = event.get("stages") or []
    done, _, tasks, failed = counts(event)
    over = sum(1 for stage in stages if stage.get("done", 0) >= stage.get("tasks", 0))
    parts = [f"stage {min(over + 1, max(len(stages), 1))} of {max(len(stages), 1)}", f"{done:,} of {tasks:,} tasks"]
    if failed:
        parts.append(f"{failed:,} failed")
    if event.get("rows") is not None:
        parts.append(f"{event['rows']:,} row{'' if event['rows'] == 1 else 's'}")
    executors, expected = event.get("executors"), event.get("executorsExpected")
    if executors is not None:
        wanted = f" of {expected}" if expected and expected != executors else ""
        parts.append(f"{executors}{wanted} executor{'' if executors == 1 and not wanted else 's'}")
    if event.get("waiting"):
        parts.append("waiting for an executor")
    parts.append(f"{seconds:.1f} s")
    return ", ".join(parts)


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
        self._event = event
        now = time.monotonic()
        if now - self._start < DELAY_SECONDS or (self._shown and now - self._shown_at < _INTERVAL_SECONDS):
            return
        self._shown_at = now
        self._show(now - self._start, "RUNNING")
        self._shown = True

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
        line = f"{name}: {summary(self._event, seconds)}"[:_LINE_COLUMNS]
        sys.stderr.write("\r" + line.ljust(_LINE_COLUMNS))
        sys.stderr.flush()

    def _end(self) -> None:
        sys.stderr.write("\r" + " " * _LINE_COLUMNS + "\r")
        sys.stderr.flush()


_COLOURS = {"RUNNING": "#d97706", "SUCCEEDED": "#15803d", "FAILED": "#b91c1c"}


def bar(event: dict[str, Any], seconds: float, status: str) -> str:
    """The picture of a progress event as HTML, without scripts or style sheets."""
    done, running, tasks, _ = counts(event)
    share = 100.0 if status == "SUCCEEDED" else 100.0 * done / tasks if tasks else 0.0
    ahead = 0.0 if status != "RUNNING" or not tasks else min(100.0 - share, 100.0 * running / tasks)
    words = {"SUCCEEDED": "done", "FAILED": "ended"}.get(status)
    if status == "SUCCEEDED":
        stages = len(event.get("stages") or [])
        text = f"done: {stages} stage{'' if stages == 1 else 's'}, {tasks:,} task{'' if tasks == 1 else 's'}"
        text += f", {seconds:.1f} s"
    else:
        text = (f"{words}: " if words else "") + summary(event, seconds)
    colour = _COLOURS.get(status, _COLOURS["RUNNING"])
    name = html.escape(str(event.get("name") or "job"))
    return (
        '<div class="martlet-progress" role="progressbar" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{share:.0f}" aria-label="{name}" '
        'style="font: 12px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2px 0">'
        '<div style="display: flex; justify-content: space-between; gap: 1em">'
        f"<span>{name}</span><span>{html.escape(text)}</span></div>"
        '<div style="height: 6px; border-radius: 3px; background: rgba(128,128,128,.25); overflow: hidden; '
        'display: flex">'
        f'<div style="width: {share:.1f}%; background: {colour}"></div>'
        f'<div style="width: {ahead:.1f}%; background: {colour}; opacity: .35"></div></div></div>'
    )


class NotebookProgress(Progress):
    """A bar below the cell."""

    def __init__(self) -> None:
        super().__init__()
        self._handle: Any = None

    def _show(self, seconds: float, status: str) -> None:
        from IPython.display import DisplayHandle

        data = {
            "text/html": bar(self._event, seconds, status),
            "text/plain": f"{self._event.get('name') or 'job'}: {summary(self._event, seconds)}",
        }
        if self._handle is None:
            self._handle = DisplayHandle()
            self._handle.display(data, raw=True)
        else:
            self._handle.update(data, raw=True)
