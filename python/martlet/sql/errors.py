# SPDX-License-Identifier: Apache-2.0
"""Errors of DataFrames and SQL, under PySpark's names; each has a condition such as ``UNRESOLVED_COLUMN``."""

from __future__ import annotations

import enum
import pickle
from typing import Any

from ..errors import MartletError
from .conditions import text_of


class PySparkException(MartletError):
    """What all errors of DataFrames and SQL are: a condition, its parameters, a message.

    >>> PySparkTypeError(errorClass="NOT_ITERABLE", messageParameters={"objectName": "Column"}).getCondition()
    'NOT_ITERABLE'
    """

    def __init__(
        self,
        message: object = None,
        errorClass: str | None = None,
        messageParameters: dict[str, str] | None = None,
        contexts: list[Any] | None = None,
        sqlState: str | None = None,
        **place: Any,
    ) -> None:
        if message is None:
            message = text_of(errorClass or "", messageParameters or {})
        self.args = (message,)
        self._place(str(message), place)
        self._condition, self._parameters, self._sql_state = errorClass, messageParameters, sqlState
        self._contexts = contexts or []

    def __reduce__(self) -> Any:
        return type(self), (self.message, self._condition, self._parameters)

    def getCondition(self) -> str | None:
        """The condition, or None for an error without one."""
        return self._condition

    def getErrorClass(self) -> str | None:
        """The old name of :meth:`getCondition`."""
        return self._condition

    def getMessageParameters(self) -> dict[str, str] | None:
        """What the condition's message names, by name."""
        return self._parameters

    def getSqlState(self) -> str | None:
        """The SQLSTATE of the condition, or None."""
        return self._sql_state

    def getMessage(self) -> str:
        """The message, with the condition in front."""
        if self._condition and not self.message.lstrip().startswith("["):
            return f"[{self._condition}] {self.message}"
        return self.message

    def getQueryContext(self) -> list[Any]:
        """Where in a query it happened: the message says it; this list is empty."""
        return self._contexts

    def __str__(self) -> str:
        return "\n".join([self.getMessage(), *self._lines()])


class QueryContextType(enum.Enum):
    """What a place of :meth:`PySparkException.getQueryContext` is in."""

    SQL = 0
    DataFrame = 1


class AnalysisException(PySparkException):
    """A frame or a query that cannot be: an unknown column, types that do not fit."""


class SessionNotSameException(PySparkException):
    """Frames of two sessions in one operation."""


class TempTableAlreadyExistsException(AnalysisException):
    """A temporary view of this name is there."""


class ParseException(AnalysisException):
    """A text that is no SQL."""


class IllegalArgumentException(PySparkException):
    """An argument that cannot be meant."""


class ArithmeticException(PySparkException):
    """Overflow, division by zero."""


class UnsupportedOperationException(PySparkException):
    """What cannot be done with this."""


class ArrayIndexOutOfBoundsException(PySparkException):
    """An index beyond an array."""


class DateTimeException(PySparkException):
    """A text that is no date or time, or one beyond the calendar."""


class NumberFormatException(IllegalArgumentException):
    """A text that is no number."""


class StreamingQueryException(PySparkException):
    """A streaming query has failed. There are none."""


class QueryExecutionException(PySparkException):
    """A query has failed while it ran."""


class PythonException(PySparkException):
    """A Python function has failed while a query ran."""


class SparkRuntimeException(PySparkException):
    """A query has failed for what it met in the data."""


class SparkUpgradeException(PySparkException):
    """Something that older versions of Spark did otherwise."""


class SparkNoSuchElementException(PySparkException):
    """A key that is not there."""


class UnknownException(PySparkException):
    """Any other failure."""


class PySparkValueError(PySparkException, ValueError):
    """A value that cannot be meant."""


class PySparkTypeError(PySparkException, TypeError):
    """A value of another type than is wanted."""


class PySparkIndexError(PySparkException, IndexError):
    """An index that is not there."""


class PySparkAttributeError(PySparkException, AttributeError):
    """An attribute that is not there."""


class PySparkRuntimeError(PySparkException, RuntimeError):
    """Something that cannot be done now."""


class PySparkAssertionError(PySparkException, AssertionError):
    """Values that are not as they should be."""


class PySparkNotImplementedError(PySparkException, NotImplementedError):
    """Something that is not there."""


class PySparkPicklingError(PySparkException, pickle.PicklingError):
    """Something that does not travel."""


class PySparkKeyError(PySparkException, KeyError):
    """A key that is not there."""


class PySparkImportError(PySparkException, ImportError):
    """A package that is not installed."""


class PickleException(PySparkException):
    """Something that does not travel."""


NAMES = [
    name for name, value in list(globals().items()) if isinstance(value, type) and issubclass(value, PySparkException)
]


def from_engine(name: str, message: str, failure: dict[str, Any]) -> PySparkException:
    """The exception for an error map of the engine whose type is ``martlet.sql.`` and `name`."""
    kind = globals().get(name) if name in NAMES else None
    place = {key: failure[key] for key in _PLACE if failure.get(key) is not None}
    if "file" not in place:
        # Line and column are those of the SQL text, which the message shows.
        for key in ("line", "column", "endColumn", "text"):
            place.pop(key, None)
    return (kind or UnknownException)(
        message, failure.get("condition"), failure.get("parameters") or {}, None, failure.get("sqlState"), **place
    )


_PLACE = ["file", "line", "column", "endColumn", "text", "row", "rowNumber", "stage", "partition", "executor"]


def type_error(condition: str, /, **parameters: object) -> PySparkTypeError:
    """A :class:`PySparkTypeError` with a condition."""
    return PySparkTypeError(errorClass=condition, messageParameters=_texts(parameters))


def value_error(condition: str, /, **parameters: object) -> PySparkValueError:
    """A :class:`PySparkValueError` with a condition."""
    return PySparkValueError(errorClass=condition, messageParameters=_texts(parameters))


def not_expected(name: str, expected: str, value: object) -> PySparkTypeError:
    """The error for an argument of another type than expected."""
    return type_error("NOT_EXPECTED_TYPE", arg_name=name, expected_type=expected, arg_type=type(value).__name__)


def _texts(parameters: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in parameters.items()}
