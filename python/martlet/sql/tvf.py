# SPDX-License-Identifier: Apache-2.0
"""``spark.tvf``: functions that make rows, as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..suggesting import Suggesting
from .column import Column, call, column
from .lazy import made

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession


class TableValuedFunction(Suggesting):
    """Functions that make rows of constants, or of the columns of a row around them (``Column.outer``).

    >>> spark.tvf.explode(F.array(F.lit(1), F.lit(2))).collect()
    [Row(col=1), Row(col=2)]
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def _rows(self, name: str, *values: Any) -> DataFrame:
        made_of: Column = call(name, *values)
        relation = {"rel": "tableFunction", "columns": [made_of._tree]}
        return made(self._session, relation, made_of._kept)

    def range(self, start: int, end: int | None = None, step: int = 1, numPartitions: int | None = None) -> DataFrame:
        """As :meth:`SparkSession.range`."""
        return self._session.range(start, end, step, numPartitions)

    def explode(self, collection: Column) -> DataFrame:
        """A row for each element of an array or each entry of a map."""
        return self._rows("explode", column(collection))

    def explode_outer(self, collection: Column) -> DataFrame:
        """As :meth:`explode`; a row of null where there is none."""
        return self._rows("explode_outer", column(collection))

    def posexplode(self, collection: Column) -> DataFrame:
        """As :meth:`explode`, with positions."""
        return self._rows("posexplode", column(collection))

    def posexplode_outer(self, collection: Column) -> DataFrame:
        """As :meth:`posexplode`; a row of nulls where there is none."""
        return self._rows("posexplode_outer", column(collection))

    def inline(self, input: Column) -> DataFrame:
        """A row for each struct of an array."""
        return self._rows("inline", column(input))

    def inline_outer(self, input: Column) -> DataFrame:
        """As :meth:`inline`; a row of nulls where there is none."""
        return self._rows("inline_outer", column(input))

    def json_tuple(self, input: Column, *fields: Column) -> DataFrame:
        """Members of a JSON text as columns."""
        return self._rows("json_tuple", column(input), *fields)

    def stack(self, n: Column, *fields: Column) -> DataFrame:
        """The values in so many rows."""
        return self._rows("stack", n, *fields)
