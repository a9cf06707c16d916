# SPDX-License-Identifier: Apache-2.0
"""What functions print, log and warn of on executors, as if they had done so here."""

from __future__ import annotations

import builtins
import sys
from typing import Any

_STANDARD_OUTPUT, _STANDARD_ERROR, _LOG_RECORD = 1, 2, 3
# What warnings and records without a known place are said to come from.
_NOWHERE = "<executor>"
LEVELS_PROPERTY = "martlet.logging.levels"
_LEVELS_MAX = 500


def show(event: dict[str, Any], warned: dict[str, dict[Any, Any]]) -> None:
    """Shows the lines of an output event: printed ones with their partition, records by the loggers of this process,
    warnings by its filters. `warned` remembers for each file which were shown."""
    partition = event.get("partition")
    # Without one, this process ran the function: at the end of a reduction.
    where = "" if partition is None else f"[partition {partition}] "
    for kind, text, level, name, file, line in event["lines"]:
        try:
            if kind == _STANDARD_OUTPUT:
                print(where + text)
            elif kind == _STANDARD_ERROR:
                print(where + text, file=sys.stderr)
            elif kind == _LOG_RECORD:
                _log(level, name, where + text, file or _NOWHERE, line)
            else:
                _warn(name, text, file or _NOWHERE, line or 1, warned)
        except (OSError, ValueError):
            # A stream of this process is closed: its job goes on.
            continue
    left_out = event.get("linesLeftOut")
    if left_out:
        _note(f"{where}... {left_out} more line{'' if left_out == 1 else 's'} in the executor's log (at level info)")


def _note(text: str) -> None:
    try:
        print(text, file=sys.stderr)
    except (OSError, ValueError):
        return


def _log(level: int, name: str, text: str, file: str, line: int) -> None:
    import logging

    root = name == "root"
    if root and not logging.root.handlers:
        # As logging.warning() and its like do.
        logging.basicConfig()
    logger = logging.getLogger(None if root else name)
    if logger.isEnabledFor(level):
        logger.handle(logger.makeRecord(logger.name, level, file, line, text, (), None))


def _warn(name: str, text: str, file: str, line: int, warned: dict[str, dict[Any, Any]]) -> None:
    import warnings

    kind = getattr(builtins, name, None)
    category = kind if isinstance(kind, type) and issubclass(kind, Warning) else UserWarning
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    is_main = file == main or "ipykernel_" in file or file.startswith("<")
    module = "__main__" if is_main else file.removesuffix(".py")
    try:
        warnings.warn_explicit(text, category, file, line, module, warned.setdefault(file, {}))
    except Warning:
        # A filter makes errors of warnings: the job whose function it was goes on all the same.
        warnings.showwarning(text, category, file, line)


def logging_levels() -> str | None:
    """From which level on loggers pass records, as lines `name=level`; None while nothing was set."""
    logging = sys.modules.get("logging")
    if logging is None:
        return None
    lines = [] if logging.root.level == logging.WARNING else [f"={logging.root.level}"]
    for name, logger in list(logging.root.manager.loggerDict.items()):
        level = getattr(logger, "level", 0)
        if level and len(lines) < _LEVELS_MAX and "\n" not in name:
            lines.append(f"{name}={level}")
    return "\n".join(lines) or None
