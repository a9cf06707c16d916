# SPDX-License-Identifier: Apache-2.0
"""``martlet shell``: a prompt with ``sc`` and ``spark``: IPython where it is installed, else one of its own.

The plain prompt of Python before 3.13 forgets what was typed, so that functions typed there have no source to
compile. This one keeps it.
"""

from __future__ import annotations

import code
import linecache
import os
import sys
from collections.abc import Sequence
from typing import Any

from . import launching
from .compat import install_as_pyspark
from .context import SparkContext
from .version import __version__

_DESCRIPTION = """\
A prompt with `sc` and `spark`. IPython is used where it is installed and the input is a terminal; `import pyspark`
gives Martlet."""
_HISTORY = "~/.martlet_history"
#: Lines of history that are kept.
MAX_HISTORY_LINES = 1000


def main(words: Sequence[str]) -> int:
    """Carries out ``martlet shell`` and gives its exit status. Raises `launching.Unusable`."""
    parser = launching.parser("shell", "", _DESCRIPTION)
    parser.add_argument("--plain", action="store_true", help="the plain prompt, also where IPython is installed")
    known = parser.parse_args(words)
    launching.apply(known)
    install_as_pyspark()
    from .sql import SparkSession

    with SparkContext.getOrCreate() as sc:
        names: dict[str, Any] = {"__name__": "__main__", "__doc__": None, "sc": sc}
        names["spark"] = SparkSession.builder.getOrCreate()
        banner = (
            f"Martlet {__version__}, Python {sys.version.split()[0]}\n"
            f"sc is a SparkContext of {sc.master}, spark a SparkSession"
            + (f"; web UI at {sc.uiWebUrl}" if sc.uiWebUrl else "")
        )
        is_terminal = sys.stdin.isatty()
        if not known.plain and is_terminal and _ipython(names, banner):
            return 0
        return _plain(names, banner, is_terminal)


def _ipython(names: dict[str, Any], banner: str) -> bool:
    """Whether IPython was there to run the prompt."""
    try:
        from IPython import start_ipython
        from traitlets.config import Config
    except ImportError:
        return False
    config = Config()
    config.TerminalInteractiveShell.banner1 = banner + "\n"
    start_ipython(argv=[], user_ns=names, config=config)
    return True


class Prompt(code.InteractiveConsole):
    """Python's own prompt, with every input kept where functions and tracebacks find their source."""

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(names)
        self._count = 0

    def runsource(self, source: str, filename: str = "<input>", symbol: str = "single") -> bool:
        """Runs one input, or says with True that it goes on in the next line."""
        name = f"<martlet-input-{self._count + 1}>"
        text = source if source.endswith("\n") else source + "\n"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        goes_on = super().runsource(source, name, symbol)
        if not goes_on:
            self._count += 1
        return goes_on

    def showtraceback(self) -> None:
        """Shows an error as Python does, without the frames of the prompt itself."""
        kind, error, trace = sys.exc_info()
        if kind is not None and error is not None and trace is not None:
            sys.excepthook(kind, error.with_traceback(trace.tb_next), trace.tb_next)

    def showsyntaxerror(self, filename: str | None = None, **_: Any) -> None:
        """Shows that an input is not Python, with the place and without the frames of the compiler."""
        kind, error, _trace = sys.exc_info()
        if kind is not None and error is not None:
            sys.excepthook(kind, error.with_traceback(None), None)


def _plain(names: dict[str, Any], banner: str, is_terminal: bool) -> int:
    prompt = Prompt(names)
    if not is_terminal:
        return _piped(prompt)
    history = os.path.expanduser(_HISTORY)
    try:
        import readline
        import rlcompleter
    except ImportError:
        prompt.interact(banner, "")
        return 0
    readline.set_completer(rlcompleter.Completer(names).complete)
    readline.parse_and_bind("tab: complete")
    try:
        readline.read_history_file(history)
    except OSError:
        pass  # the first time there is none
    try:
        prompt.interact(banner, "")
    finally:
        readline.set_history_length(MAX_HISTORY_LINES)
        try:
            readline.write_history_file(history)
        except OSError as error:
            print(f"martlet: the history is not kept in {history}: {error.strerror}", file=sys.stderr)
    return 0


def _piped(prompt: Prompt) -> int:
    """Runs what is piped in, input by input, without prompts; like Python's own, goes on behind an error."""
    goes_on = False
    for line in sys.stdin:
        try:
            goes_on = prompt.push(line.rstrip("\n"))
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
    if goes_on and prompt.push(""):
        print("martlet: the input ends within a statement", file=sys.stderr)
        return 1
    return 0
