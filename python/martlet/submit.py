# SPDX-License-Identifier: Apache-2.0
"""``martlet submit script.py``: runs a program as spark-submit does, with settings from the command line."""

from __future__ import annotations

import os
import sys
import threading
import types
from collections.abc import Sequence
from types import TracebackType

from . import launching
from .compat import install_as_pyspark
from .conf import SparkConf
from .context import SparkContext

_DESCRIPTION = """\
Runs a Python program in this process, with the settings given here as defaults; `import pyspark` gives Martlet.
What the program sets itself goes before them. Options stand before SCRIPT, what follows is the program's own."""


def main(words: Sequence[str]) -> int:
    """Carries out ``martlet submit`` and gives its exit status: the program's, 1 when it fails, 2 for bad usage.

    Raises `launching.Unusable`.
    """
    parser = launching.parser("submit", "SCRIPT [ARGUMENT ...]", _DESCRIPTION)
    parser.add_argument("script", nargs="?", metavar="SCRIPT", help="a Python file")
    parser.add_argument("arguments", nargs="...", metavar="ARGUMENT", help="what the program finds in sys.argv")
    known = parser.parse_args(words)
    if known.script is None:
        raise launching.Unusable("name a Python file to run")
    script = known.script.removeprefix("file://")
    if script.endswith((".jar", ".R", ".r")):
        raise launching.Unusable(f"'{script}' is no Python file: there is no Java virtual machine and no R")
    try:
        with open(script, "rb") as file:
            text = file.read()
    except OSError as error:
        raise launching.Unusable(f"cannot read '{script}': {error.strerror}") from None
    launching.apply(known)
    if "spark.app.name" not in dict(SparkConf().getAll()):
        SparkContext.setSystemProperty("spark.app.name", os.path.basename(script))
    return run(os.path.abspath(script), text, known.arguments)


def run(path: str, text: bytes, arguments: Sequence[str]) -> int:
    """Runs the text of a program as ``__main__``, as ``python path arguments`` would, and ends its context."""
    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__dict__["__builtins__"] = __builtins__
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(path)
    sys.modules["__main__"] = module
    install_as_pyspark()
    try:
        exec(compile(text, path, "exec", dont_inherit=True), module.__dict__)
    except SystemExit as end:
        return _status(end)
    except KeyboardInterrupt as error:
        _print(error, error.__traceback__)
        return 130
    except BaseException as error:  # noqa: B036 - what Python itself does at the end of a program
        _print(error, error.__traceback__)
        return 1
    finally:
        for thread in threading.enumerate():
            # As Python does before it ends: a program's threads may still want the context.
            if thread not in (threading.current_thread(), threading.main_thread()) and not thread.daemon:
                thread.join()
        active = SparkContext._active_spark_context
        if active is not None:
            active.stop()
    return 0


def _print(error: BaseException, trace: TracebackType | None) -> None:
    """Shows an error as Python does, without the frames of this module."""
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)


def _status(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1
