# SPDX-License-Identifier: Apache-2.0
"""``sc.doctor()`` and ``martlet doctor``: what executors on Kubernetes need, looked at one thing after the other."""

from __future__ import annotations

import html
import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .filesystem import FileSystem
    from .session import Session

_MARKS = {"fine": "✓", "failed": "✗", "skipped": "–"}


class Finding(NamedTuple):
    """What was found out about one thing: `outcome` is ``fine``, ``failed`` or ``skipped``; `yaml` is what to apply."""

    title: str
    outcome: str
    text: str
    yaml: str | None = None

    def __str__(self) -> str:
        lines = [f"{_MARKS.get(self.outcome, '?')} {self.title}: {self.text}"]
        if self.yaml:
            lines += ["  kubectl apply -f - <<'EOF'", *("  " + line for line in self.yaml.splitlines()), "  EOF"]
        return "\n".join(lines)


class Diagnosis(list[Finding]):
    """All findings; prints as a list with what to apply for each failure."""

    @property
    def ok(self) -> bool:
        """True if nothing failed."""
        return all(finding.outcome != "failed" for finding in self)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def diagnose(session: Session, fs: FileSystem, master: str, conf: dict[str, str]) -> Diagnosis:
    """Examines the cluster of `master`, and HDFS where the settings name one."""
    if not master.startswith("k8s:"):
        text = f"{master} needs no Kubernetes; try martlet doctor --master k8s://"
        found = Diagnosis([Finding("cluster", "skipped", text)])
    else:
        request = {"op": "doctor", "master": master, "conf": conf}
        found = Diagnosis(Finding(**finding) for finding in _in_thread(lambda: session.call(request)))
    name = conf.get("spark.hadoop.fs.defaultFS", "")
    if name.startswith("hdfs:") or (not name and os.environ.get("HADOOP_CONF_DIR")):
        found.append(_hdfs(fs, name.rstrip("/") + "/" if name else "hdfs:///"))
    return found


def _hdfs(fs: FileSystem, path: str) -> Finding:
    try:
        count = len(fs.ls(path))
    except (OSError, ValueError) as error:
        return Finding("HDFS", "failed", str(error))
    return Finding("HDFS", "fine", f"{path} can be listed: {count} entries")


def _in_thread(work: Any) -> Any:
    """The result of a call that may take minutes; an interrupt is seen at once, and the call then ends by itself."""
    result: list[Any] = []

    def run() -> None:
        try:
            result.append((work(), None))
        except BaseException as error:
            result.append((None, error))

    thread = threading.Thread(target=run, name="martlet-doctor", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.05)
    value, error = result[0]
    if error is not None:
        raise error
    return value
