# SPDX-License-Identifier: Apache-2.0
"""What all parts of a DataFrame share."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ...sites import here
from ..column import Column, column
from ..engine import Frame, made_frame
from ..errors import not_expected
from ..trees import Tree, at_call
from ..types import StructType, from_json_text, from_json_value, quoted

if TYPE_CHECKING:
    from ..dataframe import DataFrame
    from ..session import SparkSession


class Core:
    """A frame of the engine and the ways to make another of it or to run a job over it."""

    def __init__(self, frame: Frame, session: SparkSession) -> None:
        self._frame = frame
        self._session = session

    def _made(self, rel: str, *others: Core, **fields: Any) -> DataFrame:
        """The frame of a relation over this one."""
        from ..lazy import made

        return made(self._session, {"rel": rel, "input": self._relation, **fields}, self._kept_frames)

    @property
    def _number(self) -> int:
        return self._frame.number

    @property
    def _relation(self) -> Any:
        """What the engine is told in the place of this frame."""
        return self._number

    @property
    def _kept_frames(self) -> tuple[Frame, ...]:
        return (self._frame,)

    @property
    def _df(self) -> DataFrame:
        """This object: every one of them is a DataFrame."""
        return self  # type: ignore[return-value]

    def _run(self, action: str, **fields: Any) -> Any:
        """A job's result."""
        return self._session.sparkContext._run(self._action(action, **fields))

    def _action(self, action: str, **fields: Any) -> dict[str, Any]:
        site = here()
        named = {"name": f"{action} at {site}", "site": site.field}
        return {"op": "run", "frame": self._number, "action": action, **self._session._fields, **named, **fields}

    @functools.cached_property
    def schema(self) -> StructType:
        """The names and types of the columns.

        >>> spark.range(3).schema
        StructType([StructField('id', LongType(), False)])
        """
        given = self._frame.schema
        found = from_json_text(given) if isinstance(given, str) else from_json_value(given)
        assert isinstance(found, StructType)
        return found

    @property
    def columns(self) -> list[str]:
        """The names of the columns.

        >>> spark.range(3).columns
        ['id']
        """
        return list(self.schema.names)

    @property
    def dtypes(self) -> list[tuple[str, str]]:
        """Names of columns with those of their types in SQL.

        >>> spark.range(3).dtypes
        [('id', 'bigint')]
        """
        return [(field.name, field.dataType.simpleString()) for field in self.schema.fields]

    @property
    def sparkSession(self) -> SparkSession:
        """The session that the frame belongs to."""
        return self._session

    def _column(self, name: str) -> Column:
        """A column of this frame, by name as the user writes it."""
        return Column(at_call(("column", name, self._number)), (self._frame,))

    def _columns(self) -> list[Column]:
        """All columns of this frame."""
        return [self._column(quoted(name)) for name in self.schema.names]

    def _by_position(self, position: int) -> Column:
        return self._column(quoted(self.schema.names[position]))


def listed(values: tuple[Any, ...]) -> list[Any]:
    """What a method is given one by one or as a list."""
    return list(values[0]) if len(values) == 1 and isinstance(values[0], (list, tuple)) else list(values)


def trees(cols: list[Any]) -> list[Tree]:
    """The trees of columns that are given as such or by name."""
    return [column(col)._tree for col in cols]


def names_of(subset: Any, argument: str = "subset") -> list[str]:
    """Names of columns, given as one or as a list.

    Raises ``TypeError`` for anything else.
    """
    if isinstance(subset, str):
        return [subset]
    if not isinstance(subset, (list, tuple)) or not all(isinstance(name, str) for name in subset):
        raise not_expected(argument, "list, str or tuple", subset)
    return list(subset)


__all__ = ["Core", "listed", "made_frame", "names_of", "trees"]
