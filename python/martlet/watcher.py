# SPDX-License-Identifier: Apache-2.0
"""A process that outlives the driver's by a moment, and deletes its executors' pods when it was killed."""

from __future__ import annotations

import pathlib
import sys


def command() -> list[str]:
    """What starts it; empty where the interpreter is not known. It reads what to delete from its standard input."""
    if not sys.executable:
        return []
    folder = str(pathlib.Path(__file__).parents[1])
    code = f"import sys; sys.path.insert(0, {folder!r}); from martlet.watcher import main; main()"
    # No site-packages: the package's own library is all that is needed.
    return [sys.executable, "-S", "-c", code]


def main() -> None:
    """Waits for the driver's end, cleans up after it, and ends this process."""
    from . import _native

    sys.exit(_native.native().watch(0))
