# SPDX-License-Identifier: Apache-2.0
"""Groups of rows, and their aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import unsupported
from ..suggesting import Suggesting
from .column import Column, call, column, kept_by
from .datatypes import NumericType
from .errors import PySparkTypeError, PySparkValueError, not_expected
from .trees import bare, literal
from .types import quoted

if TYPE_CHECKING:
    from .dataframe import DataFrame

_PANDAS = "no pandas runs on executors: use agg() with functions of columns, or a window"
#: Values that a pivot finds by itself.
PIVOT_VALUES_MAX = 10_000


class GroupedData(Suggesting):
    """Groups of a frame's rows, by ``df.groupBy``.

    >>> spark.range(5).groupBy((F.col("id") % 2).alias("odd")).agg(F.sum("id").alias("s")).sort("odd").collect()
    [Row(odd=0, s=6), Row(odd=1, s=4)]
    """

    def __init__(
        self,
        df: DataFrame,
        cols: list[Column],
        rel: str = "aggregate",
        pivot: tuple[Column, list[Any]] | None = None,
        keys: list[Column] | None = None,
    ) -> None:
        self._df, self._cols, self._rel, self._pivot = df, cols, rel, pivot
        # Of several sets: the columns of all, in the order in which they come out.
        self._keys = keys
        self.session = df.sparkSession

    def agg(self, *exprs: Any) -> DataFrame:
        """Aggregates: columns, or a dict of names of columns and of functions."""
        if len(exprs) == 1 and isinstance(exprs[0], dict):
            columns = [_by_name(function, name) for name, function in exprs[0].items()]
        else:
            if not exprs:
                raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "aggregate"})
            for each in exprs:
                if not isinstance(each, Column):
                    raise not_expected("exprs", "list of Column or dict", each)
            columns = list(exprs)
        return self._aggregated(columns)

    def _aggregated(self, columns: list[Column]) -> DataFrame:
        group = [each._tree for each in self._cols]
        if self._pivot is None:
            made = self._df._made(self._rel, group=group, columns=[each._tree for each in columns])
            return made if self._keys is None else self._arranged(made, self._keys)
        return self._pivoted(columns)

    def _arranged(self, made: DataFrame, keys: list[Column]) -> DataFrame:
        """The keys in their order, then the aggregates."""
        names = [bare(key._tree)[1] if bare(key._tree)[0] == "column" else key._text() for key in keys]
        found = made.columns
        count = len(found)
        places = [next((i for i in range(count) if found[i].lower() == str(name).lower()), None) for name in names]
        if None in places or sorted(p for p in places if p is not None) != list(range(len(names))):
            return made
        order = [p for p in places if p is not None] + list(range(len(names), count))
        return made if order == list(range(count)) else made.select(*[made._by_position(i) for i in order])

    def _pivoted(self, columns: list[Column]) -> DataFrame:
        """Groups with the pivot's column first, then a column for each of its values and each aggregate."""
        assert self._pivot is not None
        key, values = self._pivot
        count = len(self._cols)
        named = [each.alias(f"_a{i}") for i, each in enumerate(columns)]
        groups = [each._tree for each in [*self._cols, key.alias("_pivot")]]
        first = self._df._made("aggregate", group=groups, columns=[each._tree for each in named])
        outer = []
        pivot = first._by_position(count)
        for text, value in values:
            same = pivot.eqNullSafe(value)
            for i, each in enumerate(columns):
                cell = Column(("case", [(same._tree, first._by_position(count + 1 + i)._tree)], None), kept_by(pivot))
                name = text if len(columns) == 1 else f"{text}_{_name(each)}"
                outer.append(call("first", cell, options={"ignoreNulls": True}).alias(name))
        keys = [first._by_position(i) for i in range(count)]
        return first._made("aggregate", group=[each._tree for each in keys], columns=[each._tree for each in outer])

    def count(self) -> DataFrame:
        """How many rows each group has, as the column `count`."""
        return self._aggregated([call("count", Column(literal(1))).alias("count")])

    def sum(self, *cols: str) -> DataFrame:
        """Sums of columns with numbers, or of those that are named."""
        return self._of_numbers("sum", cols)

    def avg(self, *cols: str) -> DataFrame:
        """Means of columns with numbers, or of those that are named."""
        return self._of_numbers("avg", cols)

    def mean(self, *cols: str) -> DataFrame:
        """As :meth:`avg`."""
        return self._of_numbers("avg", cols)

    def min(self, *cols: str) -> DataFrame:
        """Least values of columns with numbers, or of those that are named."""
        return self._of_numbers("min", cols)

    def max(self, *cols: str) -> DataFrame:
        """Greatest values of columns with numbers, or of those that are named."""
        return self._of_numbers("max", cols)

    def _of_numbers(self, function: str, cols: tuple[Any, ...]) -> DataFrame:
        names = list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)
        if names:
            return self._aggregated([call(function, self._df._column(name)) for name in names])
        taken = {bare(each._tree)[1] for each in self._cols if bare(each._tree)[0] == "column"}
        numbers = [field.name for field in self._df.schema.fields if isinstance(field.dataType, NumericType)]
        chosen = [self._df._column(quoted(name)) for name in numbers if name not in taken]
        if not chosen:
            return self._df.select(*self._cols).distinct()
        return self._aggregated([call(function, each) for each in chosen])

    def pivot(self, pivot_col: Any, values: list[Any] | None = None) -> GroupedData:
        """A column for each value of `pivot_col`; without `values` a job finds them, in order.

        >>> rows = [(2012, "a", 1), (2012, "b", 2), (2013, "a", 3)]
        >>> frame = spark.createDataFrame(rows, ["year", "kind", "n"])
        >>> frame.groupBy("year").pivot("kind").sum("n").sort("year").collect()
        [Row(year=2012, a=1, b=2), Row(year=2013, a=3, b=None)]
        """
        if self._rel != "aggregate" or self._pivot is not None:
            raise unsupported("pivot of rollup, cube or another pivot", "use groupBy(...).pivot(...)")
        key = column(pivot_col)
        if values is None:
            texts = self._df.select(key.alias("v"), key.cast("string").alias("t")).distinct().sort("v")
            found = [(row[1], row[0]) for row in texts.take(PIVOT_VALUES_MAX + 1)]
            if len(found) > PIVOT_VALUES_MAX:
                raise PySparkValueError(
                    f"the pivot column has more than {PIVOT_VALUES_MAX:,} values: name those that are wanted"
                )
            pairs = [("null" if text is None else text, value) for text, value in found]
        else:
            pairs = [(_text(value), value) for value in values]
        return GroupedData(self._df, self._cols, self._rel, (key, pairs))

    def apply(self, udf: Any) -> DataFrame:
        """Not there. Raises :class:`UnsupportedError`."""
        raise unsupported("GroupedData.apply", _PANDAS)

    def applyInPandas(self, func: Any, schema: Any) -> DataFrame:
        """Not there. Raises :class:`UnsupportedError`."""
        raise unsupported("GroupedData.applyInPandas", _PANDAS)

    def applyInArrow(self, func: Any, schema: Any) -> DataFrame:
        """Not there. Raises :class:`UnsupportedError`."""
        raise unsupported("GroupedData.applyInArrow", _PANDAS)

    def cogroup(self, other: GroupedData) -> Any:
        """Not there. Raises :class:`UnsupportedError`."""
        raise unsupported("GroupedData.cogroup", "join the frames")

    def __repr__(self) -> str:
        names = ", ".join(each._text() for each in self._cols)
        values = ", ".join(f"{name}: {kind}" for name, kind in self._df.dtypes)
        kind = "Pivot" if self._pivot is not None else {"rollup": "Rollup", "cube": "Cube"}.get(self._rel, "GroupBy")
        return f"GroupedData[grouping expressions: [{names}], value: [{values}], type: {kind}]"


def _by_name(function: Any, name: Any) -> Column:
    """An aggregate by the names of a function and of a column."""
    if not isinstance(function, str) or not isinstance(name, str):
        raise PySparkTypeError("agg takes a dict of names of columns and names of functions", "NOT_EXPECTED_TYPE", {})
    if name == "*" and function.lower() == "count":
        return call("count", Column(literal(1)))
    lowered = function.lower()
    return call({"mean": "avg", "average": "avg"}.get(lowered, lowered), column(name))


def _name(each: Column) -> str:
    tree = bare(each._tree)
    return str(tree[2][0]) if tree[0] == "alias" else each._text()


def _text(value: Any) -> str:
    if isinstance(value, Column):
        return value._text()
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
