# SPDX-License-Identifier: Apache-2.0
"""Methods that turn a frame around, number its rows, watch them, or ask it as a subquery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..column import Column, call, column
from ..errors import PySparkValueError, not_expected, value_error
from ..trees import at_call
from ..types import quoted
from .core import Core, listed, names_of

if TYPE_CHECKING:
    from ..dataframe import DataFrame
    from ..group import GroupedData
    from ..observation import Observation

#: Rows that become columns.
TRANSPOSED_MAX = 500


class Reshaping(Core):
    """Whole frames in another shape."""

    def groupingSets(self, groupingSets: Any, *cols: Any) -> GroupedData:
        """Groups by each of several sets of columns, all in one frame.

        >>> rows = spark.createDataFrame([("a", 1), ("b", 2)], ["k", "n"])
        >>> rows.groupingSets([("k",), ()], "k").agg(F.sum("n").alias("s")).sort("s").collect()
        [Row(k='a', s=1), Row(k='b', s=2), Row(k=None, s=3)]
        """
        from ..group import GroupedData

        if not isinstance(groupingSets, (list, tuple)):
            raise not_expected("groupingSets", "list", groupingSets)
        sets = []
        for each in groupingSets:
            members = list(each) if isinstance(each, (list, tuple)) else [each]
            sets.append(call("struct", *[column(member) for member in members]))
        keys = [column(col) for col in listed(cols)]
        return GroupedData(self._df, [call("grouping sets", *sets)], "aggregate", keys=keys)

    def transpose(self, indexColumn: Any = None) -> DataFrame:
        """Columns as rows: the values of `indexColumn`, or of the first column, name the new columns.

        A job collects the rows, of which there may be 500.

        >>> spark.createDataFrame([("a", 1), ("b", 2)], ["k", "n"]).transpose().collect()
        [Row(key='n', a=1, b=2)]
        """
        key = self._by_position(0) if indexColumn is None else column(indexColumn)
        key_name = self.columns[0] if indexColumn is None else self._df.select(key).columns[0]
        others = [name for name in self.columns if name != key_name]
        found = self._df.select(key.alias("_key"), *[self._column(quoted(name)) for name in others])
        rows = [row for row in found.sort("_key").take(TRANSPOSED_MAX + 1) if row[0] is not None]
        if len(rows) > TRANSPOSED_MAX:
            raise PySparkValueError(
                f"transpose of more than {TRANSPOSED_MAX} rows: filter the frame before, or use toPandas().T"
            )
        kind = "string"
        if others:
            # The type that all columns have in common.
            common = call("array", *[self._column(quoted(name)) for name in others])
            array: Any = self._df.select(common.alias("c")).schema[0].dataType
            kind = array.elementType.simpleString()
        schema = ", ".join(["key string", *[f"{quoted(str(row[0]))} {kind}" for row in rows]])
        cells = [(name, *[_as(kind, row[i + 1]) for row in rows]) for i, name in enumerate(others)]
        return self._session.createDataFrame(cells, schema)

    def zipWithIndex(self, indexColName: str = "index") -> DataFrame:
        """With the number of each row, from 0, in the order of partitions and rows."""
        from ..window import Window

        if indexColName in self.columns:
            raise PySparkValueError(
                f"[COLUMN_ALREADY_EXISTS] The column `{indexColName}` already exists. Choose another name or rename "
                "the existing column. SQLSTATE: 42711"
            )
        order = "_martlet_row"
        numbered = self._df.withColumn(order, call("monotonically_increasing_id"))
        number = (call("row_number").over(Window.orderBy(order)) - 1).cast("bigint")
        return numbered.withColumn(indexColName, number).drop(order)

    def freqItems(self, cols: Any, support: float | None = None) -> DataFrame:
        """Values that make up at least such a share of the rows, 1% unless said: an array for each column.

        Where a column has fewer than 1 / `support` different values all of them are given, as Spark does.
        """
        names = names_of(cols, "cols")
        share = 0.01 if support is None else support
        if not isinstance(share, (int, float)) or not 1e-4 <= share <= 1:
            raise value_error(
                "VALUE_OUT_OF_BOUNDS", arg_name="support", lower_bound=0.0001, upper_bound=1, actual=share
            )
        most = int(1 / share)
        values = []
        for name in names:
            counted = self._df.groupBy(self._column(name).alias("v")).count().orderBy(column("count").desc(), "v")
            found = counted.take(most + 1)
            if len(found) > most:
                total = self._df.count()
                found = [row for row in found if row[1] >= share * total]
            values.append([row[0] for row in found])
        kinds = [self._df.select(self._column(name)).schema[0].dataType.simpleString() for name in names]
        schema = ", ".join(f"{quoted(name + '_freqItems')} array<{kind}>" for name, kind in zip(names, kinds))
        return self._session.createDataFrame([tuple(values)], schema)

    def observe(self, observation: Observation | str, *exprs: Column) -> DataFrame:
        """The same rows; the observation tells aggregates over them (:class:`Observation`)."""
        from ..observation import Observation

        if not exprs:
            raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "exprs"})
        if not all(isinstance(each, Column) for each in exprs):
            raise not_expected("exprs", "list of Column", exprs)
        if isinstance(observation, Observation):
            observation._on(self._df, exprs)
        elif not isinstance(observation, str):
            raise not_expected("observation", "str or Observation", observation)
        return self._df

    def inputFiles(self) -> list[str]:
        """The files that the frame's rows come from. A job reads them; files without rows are not among them."""
        found = self._df.select(call("input_file_name").alias("f")).distinct().collect()
        return sorted(row[0] for row in found if row[0])

    # Subqueries

    def exists(self) -> Column:
        """Whether the frame has rows, for :meth:`DataFrame.where`; columns of the rows around are ``col.outer()``."""
        return Column(at_call(("subquery", "exists", self._relation, [])), self._kept_frames)

    def scalar(self) -> Column:
        """The value of the frame's only column in its only row; null without rows.

        >>> three = spark.range(3)
        >>> three.where(F.col("id") > three.select(F.avg("id")).scalar()).collect()
        [Row(id=2)]
        """
        return Column(at_call(("subquery", "scalar", self._relation, [])), self._kept_frames)

    def lateralJoin(self, other: DataFrame, on: Column | None = None, how: str | None = None) -> DataFrame:
        """Each row with those of a frame that may name its columns (``col.outer()``): inner, cross or left."""
        if not isinstance(other, Core):
            raise not_expected("other", "DataFrame", other)
        kinds = {"inner": "inner", "cross": "cross", "left": "left", "leftouter": "left", "left_outer": "left"}
        wanted = (how or "inner").lower()
        if wanted not in kinds:
            raise value_error("VALUE_NOT_ALLOWED", arg_name="how", allowed_values=["inner", "cross", "left"])
        fields = {"left": self._relation, "right": other._relation, "kind": kinds[wanted]}
        condition = None if on is None else on._tree
        return self._session._frame_of({"rel": "lateralJoin", **fields, "on": condition})


def _as(kind: str, value: Any) -> Any:
    """A value as its column's type has it in Python."""
    if value is None or kind != "string":
        return float(value) if value is not None and kind in ("double", "float") else value
    return str(value)
