# SPDX-License-Identifier: Apache-2.0
"""What can go wrong, as Python exceptions.

An exception that the user's function raises on an executor arrives as the same Python class (``ZeroDivisionError``,
``KeyError``, ...) and as :class:`MartletError` at once, so that both ``except`` clauses find it.
"""

from __future__ import annotations

import builtins
import errno
import importlib
from typing import Any

from . import records
from .sites import explained, operation_at, row_of_user


class MartletError(Exception):
    """Any failure that Martlet reports.

    Attributes
    ----------
    message : str
        What went wrong, without the place.
    file, line, column, end_column, text
        The user's source where it happened, or ``None``.
    row : str or None
        The value that was being worked on, as text.
    stage, partition, executor
        Where it ran, or ``None``.
    """

    def __init__(self, message: object = "", **place: Any) -> None:
        super().__init__(message)
        self._place(str(message), place)

    def _place(self, message: str, place: dict[str, Any]) -> None:
        self.message = message
        self.file: str | None = place.get("file")
        self.line: int | None = place.get("line")
        self.column: int | None = place.get("column")
        self.end_column: int | None = place.get("end_column", place.get("endColumn"))
        self.text: str | None = place.get("text")
        self.row: str | None = place.get("row")
        self.row_number: int | None = place.get("rowNumber")
        self.stage: int | None = place.get("stage")
        self.partition: int | None = place.get("partition")
        self.executor: str | None = place.get("executor")

    def __str__(self) -> str:
        return "\n".join([self.message, *self._lines()])

    def _render_traceback_(self) -> list[str]:
        from .notebook.tracebacks import rendered

        return rendered(self)

    def _lines(self) -> list[str]:
        """The place: file and line, the source with a caret, the row."""
        lines = []
        if self.line:
            lines.append(f'  File "{self.file or "<unknown>"}", line {self.line}')
        if self.text:
            lines.append("    " + self.text.strip())
            marks = caret(self.text, self.column, self.end_column)
            if marks:
                lines.append("    " + marks)
        if self.row is not None:
            where = "" if self.partition is None else f" (partition {self.partition})"
            lines.append(f"  while the row was {self.row}{where}")
        elif self.line and self.partition is not None:
            lines.append(f"  in partition {self.partition}")
        return lines


class UnsupportedError(MartletError, NotImplementedError):
    """A part of PySpark that Martlet does not have. The message names what to use instead."""


class AbsentMemberError(UnsupportedError, AttributeError):
    """A property of PySpark's that Martlet does not have, such as those of its Java side; ``hasattr`` says no."""


class ConfigurationError(MartletError, ValueError):
    """A setting that cannot be used: an unknown master, a size that is none."""


class JobError(MartletError):
    """A job failed for another reason than the user's function: executors were lost, a result was too large."""


class JobCancelledError(MartletError):
    """The job was ended by ``cancelJobGroup``, ``cancelAllJobs`` or an interrupt."""


class StoppedError(MartletError):
    """The context was stopped, or its engine has ended."""


def interrupted(message: str) -> KeyboardInterrupt:
    """An interrupt that has ended a job. Notebooks show it without our own frames.

    It is a plain `KeyboardInterrupt`: after one of a class of its own Python would not end as interrupted.
    """
    from .notebook.tracebacks import rendered

    error = KeyboardInterrupt(message)
    error._render_traceback_ = lambda: rendered(error)  # type: ignore[attr-defined]
    return error


def caret(text: str, column: int | None, end_column: int | None) -> str:
    """Marks below a source line that is shown without its indent. Columns count code points from 1."""
    if not column or column < 1:
        return ""
    indent = len(text) - len(text.lstrip())
    start = column - 1 - indent
    if start < 0 or start >= len(text.strip()):
        return ""
    width = max(1, min((end_column or column + 1) - column, len(text.strip()) - start))
    return " " * start + "^" * width


# The engine's own kinds of failure; everything else is the name of a Python exception.
_OWN: dict[str, type[MartletError]] = {
    "martlet.Cancelled": JobCancelledError,
    "martlet.ConfigurationError": ConfigurationError,
    "martlet.JobError": JobError,
    "martlet.Stopped": StoppedError,
    "martlet.Unsupported": UnsupportedError,
}
_both: dict[type, type] = {}


def both(kind: type) -> type:
    """The class that is `kind` and :class:`MartletError`; one for each `kind`, under the same name.

    >>> issubclass(both(KeyError), KeyError) and issubclass(both(KeyError), MartletError)
    True
    >>> both(KeyError) is both(KeyError)
    True
    """
    found = _both.get(kind)
    if found is None:
        # Left out of the initialiser: classes such as UnicodeDecodeError want arguments that a message cannot give.
        def initialise(self: Any, message: object = "", **place: Any) -> None:
            self.args = (message,)
            self._place(str(message), place)

        body = {"__init__": initialise, "__module__": kind.__module__, "__doc__": kind.__doc__}
        found = _both[kind] = type(kind.__name__, (MartletError, kind), body)
    return found


# Classes of exceptions that Python has in modules, by the names that the engine gives them.
_IN_MODULES = {
    "JSONDecodeError": ("json", "JSONDecodeError"),
    "StatisticsError": ("statistics", "StatisticsError"),
    "FrozenInstanceError": ("dataclasses", "FrozenInstanceError"),
    "error": ("re", "error"),
    "re.error": ("re", "error"),
    "binascii.Error": ("binascii", "Error"),
    "struct.error": ("struct", "error"),
    "zlib.error": ("zlib", "error"),
    "csv.Error": ("csv", "Error"),
}


def exception_class(name: str) -> type[BaseException] | None:
    """The class of exceptions of this name, or of a description of an own class; None when there is none."""
    if records.SEPARATOR in name:
        kind: Any = records.find_class(name)
    elif name in _IN_MODULES:
        module, attribute = _IN_MODULES[name]
        kind = getattr(importlib.import_module(module), attribute)
    elif name.startswith("decimal."):
        kind = getattr(importlib.import_module("decimal"), name[8:], None)
    else:
        kind = getattr(builtins, name, None)
    return kind if isinstance(kind, type) and issubclass(kind, BaseException) else None


def _raised(exception: Any) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
    """Class, arguments and attributes of the exception that a failure brings along."""
    if not (isinstance(exception, tuple) and len(exception) == 3 and len(exception[2]) in (2, 3)):
        return None
    from .values import decode

    try:
        fields = decode(exception[2])
    except (LookupError, ValueError, TypeError):
        return None
    return fields[0], fields[1], fields[2] if len(fields) == 3 else {}


_ERRNOS = {
    "FileNotFoundError": errno.ENOENT,
    "PermissionError": errno.EACCES,
    "FileExistsError": errno.EEXIST,
    "IsADirectoryError": errno.EISDIR,
    "NotADirectoryError": errno.ENOTDIR,
}


def from_failure(failure: dict[str, Any]) -> MartletError:
    """The exception for an error map of the engine: ``{"type", "message", "file", "line", ...}``.

    >>> error = from_failure({"type": "ZeroDivisionError", "message": "division by zero", "row": "(1, 0)"})
    >>> isinstance(error, ZeroDivisionError), error.row
    (True, '(1, 0)')
    """
    name, message = str(failure.get("type", "")), str(failure.get("message", ""))
    place = {key: value for key, value in failure.items() if key not in ("type", "message", "exception")}
    operation = operation_at(*(failure.get(key) for key in ("file", "line", "column", "endColumn")))
    if operation and not name.startswith("martlet."):
        message = explained(operation, name, message)
        if place.get("row"):
            place["row"] = row_of_user(operation, str(place["row"]))
    if name == "martlet.ClosureError":
        return _closure_error(message, place)
    if name.startswith("martlet.sql."):
        from .sql.errors import from_engine

        return from_engine(name[12:], message, failure)
    own = _OWN.get(name)
    if own is not None:
        return own(message, **place)
    raised = _raised(failure.get("exception"))
    kind = exception_class(raised[0] if raised else name) or exception_class(name)
    if kind is not None and issubclass(kind, Exception):
        if raised is None:
            made: MartletError = both(kind)(message, **place)
            if isinstance(made, OSError):
                made.errno = _ERRNOS.get(kind.__name__)
        else:
            made = records.make_exception(both(kind), raised[1], {})  # type: ignore[assignment]
            made._place(message, place)
            made.__dict__.update(raised[2])
        return made
    shown = f"{name}: {message}" if name and name[:1].isupper() else message
    return MartletError(shown, **place)


def _closure_error(message: str, place: dict[str, Any]) -> MartletError:
    from .closures.errors import ClosureError

    return ClosureError(
        message,
        file=place.get("file") or "",
        line=place.get("line") or 0,
        column=place.get("column") or 0,
        end_column=place.get("endColumn") or 0,
        text=place.get("text") or "",
    )


def __getattr__(name: str) -> Any:
    # The errors of SQL, under the name of PySpark's module for them; loaded when they are asked for.
    if name[:1].isupper():
        from .sql import errors as of_sql

        if name in of_sql.NAMES or name == "QueryContextType":
            return getattr(of_sql, name)
    raise AttributeError(f"module 'martlet.errors' has no attribute {name!r}")


def unsupported(what: str, instead: str) -> UnsupportedError:
    """The error for a member that is not there: what is missing, and what to use."""
    return UnsupportedError(f"Martlet has no {what}; {instead}")
