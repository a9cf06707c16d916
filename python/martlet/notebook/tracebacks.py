# SPDX-License-Identifier: Apache-2.0
"""Tracebacks that show the user's frames only."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_installed = False


def trimmed(traceback: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of this package."""
    frames = []
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(_PACKAGE):
            frames.append(traceback)
        traceback = traceback.tb_next
    result: TracebackType | None = None
    for entry in reversed(frames):
        result = TracebackType(result, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return result


def rendered(error: BaseException) -> list[str]:
    """The lines that IPython shows for an error."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    traceback = trimmed(error.__traceback__)
    if shell is None:
        import traceback as lines

        return "".join(lines.format_exception(type(error), error, traceback)).splitlines()
    # The first frame is the shell's own, as in every cell.
    shown: list[str] = shell.InteractiveTB.structured_traceback(type(error), error, traceback, tb_offset=1)
    return shown


def install() -> None:
    """Makes Python's own display of errors leave our frames out. IPython asks the error itself."""
    global _installed
    if _installed:
        return
    _installed = True
    from ..errors import MartletError

    before = sys.excepthook

    def hook(kind: Any, error: BaseException, traceback: TracebackType | None) -> None:
        if isinstance(error, (MartletError, KeyboardInterrupt)):
            traceback = trimmed(traceback)
            error.__traceback__ = traceback
        before(kind, error, traceback)

    sys.excepthook = hook
