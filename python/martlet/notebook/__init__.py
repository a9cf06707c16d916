# SPDX-License-Identifier: Apache-2.0
"""What a notebook or a terminal shows: progress, faces, errors."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..context import SparkContext

_SHOW_KEY = "spark.ui.showConsoleProgress"


def in_kernel() -> bool:
    """Whether this process is a Jupyter kernel."""
    if "ipykernel" not in sys.modules or "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return shell is not None and hasattr(shell, "kernel")


def begin(context: SparkContext) -> Callable[[], Any] | None:
    """Prepares the place that this process shows things in; gives what makes a job's progress, or None."""
    from .tracebacks import install

    install()
    if (context._conf.get(_SHOW_KEY) or "true").lower() == "false":
        return None
    if in_kernel():
        from .progress import NotebookProgress

        return functools.partial(NotebookProgress, lambda: context._session.console()[1])
    if sys.stderr is not None and sys.stderr.isatty():
        from .progress import TerminalProgress

        return TerminalProgress
    return None
