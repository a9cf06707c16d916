# SPDX-License-Identifier: Apache-2.0
"""How contexts and RDDs look in a notebook."""

from __future__ import annotations

import html
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..context import SparkContext


# How long a face waits for executors that are being started: as long as they need on a quiet machine.
EXECUTOR_WAIT_SECONDS = 1.0


def link(url: str, text: str) -> str:
    """A link that opens beside the notebook and does not tell where it was."""
    return f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{html.escape(text)}</a>'


def _table(title: str, rows: list[tuple[str, Any]], url: str | None = None) -> str:
    lines = "".join(
        f'<tr><th style="text-align: left; font-weight: 600; padding: 1px 1em 1px 0">{html.escape(name)}</th>'
        f'<td style="text-align: left; padding: 1px 0">{html.escape(str(value))}</td></tr>'
        for name, value in rows
        if value is not None
    )
    opened = f' <span style="font-weight: 400">{link(url, "web UI")}</span>' if url else ""
    return (
        '<div class="martlet-face" style="font: 13px/1.5 system-ui, sans-serif; border-left: 3px solid #d97706; '
        f'padding-left: .8em"><div style="font-weight: 700">{html.escape(title)}{opened}</div>'
        f'<table style="font: inherit; border-collapse: collapse">{lines}</table></div>'
    )


def context_face(context: SparkContext) -> str:
    """A context as HTML: name, master, version, executors, jobs."""
    rows: list[tuple[str, Any]] = [
        ("Application", context.appName),
        ("Master", context.master),
        ("Version", context.version),
    ]
    if context._stopped:
        return _table("SparkContext (stopped)", rows)
    status, shown = _executors(context)
    rows += [
        ("Application id", context.applicationId),
        ("Executors", shown),
        ("Parallelism", context.defaultParallelism),
        ("Jobs", f"{len(context._session.jobs)} so far, {len(status.get('jobs') or [])} running"),
    ]
    return _table("SparkContext", rows, context._session.console()[1])


def _executors(context: SparkContext) -> tuple[dict[str, Any], str]:
    """The status, and how many executors there are. Waits a moment for those that are being started."""
    deadline = time.monotonic() + EXECUTOR_WAIT_SECONDS
    while True:
        status = context._session.call({"op": "status"})
        there, expected = status.get("executors") or 0, status.get("executorsExpected") or 0
        if there >= expected or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    if there >= expected:
        return status, str(there)
    return status, f"{there} so far, {expected - there} more starting"


def rdd_face(rdd: Any) -> str:
    """An RDD as HTML: operation, row type, partitions. Runs nothing."""
    rows = [
        ("Made by", rdd._operation or None),
        ("Elements", rdd._type),
        ("Partitions", rdd.getNumPartitions()),
        ("Kept", str(rdd.getStorageLevel()) if rdd.is_cached else None),
    ]
    return _table(f"RDD {rdd.name() or rdd.id()}", rows)
