# SPDX-License-Identifier: Apache-2.0
"""Methods over two frames, and groups."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

from ..column import Column, column
from ..engine import engine
from ..errors import AnalysisException, PySparkIndexError, not_expected, value_error
from .core import Core, listed, names_of, trees

if TYPE_CHECKING:
    from ..dataframe import DataFrame
    from ..group import GroupedData

_KINDS = {
    "inner": "inner",
    "cross": "cross",
    "outer": "full",
    "full": "full",
    "fullouter": "full",
    "left": "left",
    "leftouter": "left",
    "right": "right",
    "rightouter": "right",
    "semi": "semi",
    "leftsemi": "semi",
    "anti": "anti",
    "leftanti": "anti",
}
_KIND_NAMES = (
    "inner outer full fullouter full_outer leftouter left left_outer rightouter right right_outer leftsemi left_semi "
    "semi leftanti left_anti anti cross"
).split()


def _is_frame(other: Any, name: str = "other") -> None:
    if not isinstance(other, Core):
        raise not_expected(name, "DataFrame", other)


def _is_one_of(name: str, value: str, *allowed: str) -> None:
    if value not in allowed:
        raise value_error("VALUE_NOT_ALLOWED", arg_name=name, allowed_values=str(list(allowed)))


class Combining(Core):
    """Joins, unions and differences of frames, and their groups."""

    def join(self, other: DataFrame, on: Any = None, how: str | None = None) -> DataFrame:
        """Rows of two frames side by side: by names of columns that both have, or by a condition.

        `how` is inner, left, right, outer (or full), semi, anti or cross.

        >>> spark.range(3).join(spark.range(2, 5), "id").collect()
        [Row(id=2)]
        """
        _is_frame(other)
        if how is not None and not isinstance(how, str):
            raise not_expected("how", "str", how)
        wanted = ("inner" if how is None else how).lower()
        kind = _KINDS.get(wanted.replace("_", ""))
        if kind is None:
            supported = {"typ": how or "", "supported": ", ".join(f"'{name}'" for name in _KIND_NAMES)}
            raise AnalysisException(errorClass="UNSUPPORTED_JOIN_TYPE", messageParameters=supported, sqlState="0A000")
        fields: dict[str, Any] = {"rel": "join", "left": self._relation, "right": other._relation, "kind": kind}
        if on is not None:
            fields.update(_condition(on))
        return self._session._frame_of(fields)

    def crossJoin(self, other: DataFrame) -> DataFrame:
        """All pairs of rows.

        >>> spark.range(2).crossJoin(spark.range(3)).count()
        6
        """
        return self.join(other, how="cross")

    def nearestByJoin(
        self,
        other: DataFrame,
        rankingExpression: Column,
        numResults: int,
        mode: str,
        direction: str,
        *,
        joinType: str = "inner",
    ) -> DataFrame:
        """Each row beside the `numResults` rows of the other for which an expression is least, or greatest.

        `direction` is distance (least first) or similarity. All pairs are looked at, whether `mode` is exact or approx.
        With `joinType` leftouter rows without any are beside nulls.

        >>> near = F.abs(F.col("id") - F.col("x"))
        >>> others = spark.range(0, 30, 10).withColumnRenamed("id", "x")
        >>> spark.range(12, 14).nearestByJoin(others, near, 1, "exact", "distance").collect()
        [Row(id=12, x=10), Row(id=13, x=10)]
        """
        from .. import functions as F
        from ..window import Window

        _is_frame(other)
        if not isinstance(rankingExpression, Column):
            raise not_expected("rankingExpression", "Column", rankingExpression)
        _is_one_of("mode", mode, "approx", "exact")
        _is_one_of("direction", direction, "distance", "similarity")
        _is_one_of("joinType", joinType.replace("_", "").lower(), "inner", "leftouter", "left")
        if not 1 <= numResults <= 100_000:
            bounds = {"lower_bound": 1, "upper_bound": 100_000}
            raise value_error("VALUE_OUT_OF_BOUNDS", arg_name="numResults", actual=numResults, **bounds)
        row, rank = "__row_of_nearest", "__rank_of_nearest"
        pairs = self._df.withColumn(row, F.monotonically_increasing_id())
        pairs = pairs.join(other, F.lit(True), "inner" if joinType == "inner" else "left")
        isNear = direction == "distance"
        order = rankingExpression.asc_nulls_last() if isNear else rankingExpression.desc_nulls_last()
        ranked = pairs.withColumn(rank, F.row_number().over(Window.partitionBy(row).orderBy(order)))
        return ranked.filter(F.col(rank) <= numResults).drop(row, rank)

    def sameSemantics(self, other: DataFrame) -> bool:
        """Whether both compute the same rows the same way, whatever columns are called; false where that is not plain.

        >>> spark.range(3).sameSemantics(spark.range(3)), spark.range(3).sameSemantics(spark.range(4))
        (True, False)
        """
        _is_frame(other)
        request = {"op": "sameFrames", "frame": self._number, "other": other._number}
        return bool(engine().call(request)["same"])

    def union(self, other: DataFrame) -> DataFrame:
        """The rows of both, columns by position.

        >>> spark.range(2).union(spark.range(1)).count()
        3
        """
        _is_frame(other)
        return self._session._frame_of({"rel": "union", "inputs": [self._number, other._number]})

    def unionAll(self, other: DataFrame) -> DataFrame:
        """As :meth:`union`."""
        return self.union(other)

    def unionByName(self, other: DataFrame, allowMissingColumns: bool = False) -> DataFrame:
        """The rows of both, columns by name; with `allowMissingColumns` those that one has not are null there."""
        _is_frame(other)
        fields = {"byName": True, "allowMissing": bool(allowMissingColumns)}
        return self._session._frame_of({"rel": "union", "inputs": [self._number, other._number], **fields})

    def intersect(self, other: DataFrame) -> DataFrame:
        """The different rows that both have."""
        return self._set("intersect", other, False)

    def intersectAll(self, other: DataFrame) -> DataFrame:
        """The rows that both have, as often as both have them."""
        return self._set("intersect", other, True)

    def subtract(self, other: DataFrame) -> DataFrame:
        """The different rows that the other has not."""
        return self._set("except", other, False)

    def exceptAll(self, other: DataFrame) -> DataFrame:
        """The rows less those of the other."""
        return self._set("except", other, True)

    def _set(self, rel: str, other: DataFrame, every: bool) -> DataFrame:
        _is_frame(other)
        return self._session._frame_of({"rel": rel, "left": self._number, "right": other._number, "all": every})

    def groupBy(self, *cols: Any) -> GroupedData:
        """Groups of rows with equal values in these columns, for aggregates.

        >>> spark.range(4).groupBy((F.col("id") % 2).alias("odd")).count().sort("odd").collect()
        [Row(odd=0, count=2), Row(odd=1, count=2)]
        """
        return self._grouped("aggregate", cols)

    def groupby(self, *cols: Any) -> GroupedData:
        """As :meth:`groupBy`."""
        return self._grouped("aggregate", cols)

    def rollup(self, *cols: Any) -> GroupedData:
        """Groups with sums over the last columns, the last two, ... and all."""
        return self._grouped("rollup", cols)

    def cube(self, *cols: Any) -> GroupedData:
        """Groups with sums over each set of the columns."""
        return self._grouped("cube", cols)

    def _grouped(self, rel: str, cols: tuple[Any, ...]) -> GroupedData:
        from ..group import GroupedData

        chosen = []
        for col in listed(cols):
            if isinstance(col, int) and not isinstance(col, bool):
                if col < 1:
                    raise PySparkIndexError(errorClass="INDEX_NOT_POSITIVE", messageParameters={"index": str(col)})
                if col > len(self.schema.names):
                    raise PySparkIndexError(f"the frame has {len(self.schema.names)} columns, none at {col}")
                chosen.append(self._by_position(col - 1))
            else:
                chosen.append(column(col))
        return GroupedData(self._df, chosen, rel)

    def agg(self, *exprs: Any) -> DataFrame:
        """Aggregates over all rows: columns, or a dict of names of columns and of functions.

        >>> spark.range(4).agg(F.max("id"), F.count("*").alias("n")).collect()
        [Row(max(id)=3, n=4)]
        >>> spark.range(4).agg({"id": "sum"}).collect()
        [Row(sum(id)=6)]
        """
        return self.groupBy().agg(*exprs)

    def unpivot(self, ids: Any, values: Any, variableColumnName: str, valueColumnName: str) -> DataFrame:
        """A row for each of the columns `values`, with its name and its value."""
        kept = trees(listed((ids,)) if ids is not None else [])
        turned = None if values is None else trees(listed((values,)))
        names = {"variable": variableColumnName, "value": valueColumnName}
        return self._made("unpivot", ids=kept, values=turned, **names)

    def melt(self, ids: Any, values: Any, variableColumnName: str, valueColumnName: str) -> DataFrame:
        """As :meth:`unpivot`."""
        return self.unpivot(ids, values, variableColumnName, valueColumnName)


def _condition(on: Any) -> dict[str, Any]:
    """What a join goes by."""
    parts = on if isinstance(on, (list, tuple)) else [on]
    if parts and all(isinstance(part, Column) for part in parts):
        return {"on": functools.reduce(operator.and_, parts)._tree}
    return {"using": names_of(parts, "on")} if parts else {}
