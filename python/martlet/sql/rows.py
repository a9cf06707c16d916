# SPDX-License-Identifier: Apache-2.0
"""Frames as RDDs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..operations.base import translated
from ..rdd import RDD
from ..row import Row
from . import tasks
from .members import over_tuples
from .physical import no_months
from .types import (
    ArrayType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    MapType,
    StringType,
    StructType,
    TimestampNTZType,
    TimestampType,
    TimeType,
    YearMonthIntervalType,
)

if TYPE_CHECKING:
    from .dataframe import DataFrame

_NAMES = {
    DateType: "date",
    TimestampType: "timestamp",
    TimestampNTZType: "clock",
    DayTimeIntervalType: "interval",
    TimeType: "time",
}


class RowRDD(RDD):
    """A frame's rows. Functions that only take members run over the frame's own tuples; others get :class:`Row` s."""

    def __init__(self, plain: RDD, names: list[str], kinds: list[Any]) -> None:
        make = tasks.rows(names) if all(kind is None for kind in kinds) else tasks.converted_rows(names, kinds)
        rows = plain.map(make)
        reply = {"dataset": rows._dataset, "type": rows._type, "partitions": rows._partitions, "name": plain._operation}
        super().__init__(plain.ctx, reply)
        # Holds the dataset, which would be given back with it.
        self._rows = rows
        self._plain, self._names, self._kinds = plain, names, kinds

    def __del__(self) -> None:
        """Nothing: the dataset is another object's."""

    def map(self, f: Callable[[Any], Any], preservesPartitioning: bool = False) -> RDD:
        """As :meth:`RDD.map`."""
        rows, closure = self._over(f, "map")
        return rows._made("map", closure=closure)

    def flatMap(self, f: Callable[[Any], Iterable[Any]], preservesPartitioning: bool = False) -> RDD:
        """As :meth:`RDD.flatMap`."""
        rows, closure = self._over(f, "flatMap")
        return rows._made("flatMap", closure=closure)

    def filter(self, f: Callable[[Any], Any]) -> RDD:
        """As :meth:`RDD.filter`."""
        rows, closure = self._over(f, "filter")
        kept = rows._made("filter", closure=closure)
        return RowRDD(kept, self._names, self._kinds) if rows is self._plain else kept

    def _over(self, f: Any, operation: str) -> tuple[RDD, Any]:
        """The rows that a function runs over, and its closure."""
        closure = translated(f, operation, rows=self)
        members = over_tuples(closure, self._names, self._kinds) if isinstance(closure, dict) else None
        return (self._rows, closure) if members is None else (self._plain, members)


def rdd_of(frame: DataFrame) -> RDD:
    """The rows of a frame as an RDD: one plan with it."""
    kinds = [kind_of(field.dataType) for field in frame.schema.fields]
    return RowRDD(plain_rdd(frame), list(frame.schema.names), kinds)


def plain_rdd(frame: DataFrame) -> RDD:
    """The rows of a frame as tuples of what columns hold."""
    session = frame.sparkSession
    return RDD(session.sparkContext, session._engine.call({"op": "frameDataset", "frame": frame._number}))


def kind_of(kind: DataType, text: Any = None) -> Any:
    """What must be done to values of a type, as :mod:`tasks` takes it; None where they are Python's own.

    `text` is what must be done to those of strings. Raises :class:`UnsupportedError` for a type without values in
    Python.
    """
    if isinstance(kind, StringType):
        return text
    if isinstance(kind, YearMonthIntervalType):
        raise no_months()
    if type(kind) in _NAMES:
        return (_NAMES[type(kind)],)
    if isinstance(kind, DecimalType):
        return ("decimal", kind.scale)
    if isinstance(kind, ArrayType):
        inner = kind_of(kind.elementType, text)
        return None if inner is None else ("array", inner)
    if isinstance(kind, MapType):
        key, value = kind_of(kind.keyType, text), kind_of(kind.valueType, text)
        return None if key is None and value is None else ("map", key, value)
    if isinstance(kind, StructType):
        inner = [kind_of(field.dataType, text) for field in kind.fields]
        return ("struct", Row(*kind.names), inner, list(kind.names))
    return None
