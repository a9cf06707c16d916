# SPDX-License-Identifier: Apache-2.0
"""Methods that choose, compute, name and order the columns and rows of a frame."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ... import zones
from ..column import Column, call, column, kept_by
from ..errors import (
    IllegalArgumentException,
    PySparkIndexError,
    PySparkValueError,
    not_expected,
    type_error,
    value_error,
)
from ..trees import bare, literal
from ..types import StructType, quoted
from .core import Core, listed, names_of, trees

if TYPE_CHECKING:
    from ..dataframe import DataFrame


class Columns(Column):
    """Several columns, which ``select`` takes as such."""

    members: list[Column]


def _spread(cols: list[Any]) -> list[Any]:
    """The columns with those that stand for several spelled out."""
    return [each for col in cols for each in (col.members if isinstance(col, Columns) else [col])]


class Shaping(Core):
    """Choosing columns and rows. Nothing runs; names that are not there are errors at once."""

    def select(self, *cols: Any) -> DataFrame:
        """Columns, given as such or by name; ``"*"`` is all.

        >>> spark.range(2).select("id", (F.col("id") + 1).alias("next")).collect()
        [Row(id=0, next=1), Row(id=1, next=2)]
        """
        return self._made("project", columns=trees(_spread(listed(cols))))

    def selectExpr(self, *expr: Any) -> DataFrame:
        """Columns as SQL texts.

        >>> spark.range(2).selectExpr("id * 2 AS double").collect()
        [Row(double=0), Row(double=2)]
        """
        for text in listed(expr):
            zones.offer_named(text)
        return self._made("project", columns=[("sql", text) for text in listed(expr)])

    def filter(self, condition: Column | str) -> DataFrame:
        """The rows for which a condition holds, a column or SQL text.

        >>> spark.range(4).filter(F.col("id") > 1).filter("id < 3").collect()
        [Row(id=2)]
        """
        if not isinstance(condition, (Column, str)):
            raise not_expected("condition", "Column or str", condition)
        tree = ("sql", condition) if isinstance(condition, str) else condition._tree
        return self._made("filter", condition=tree)

    def where(self, condition: Column | str) -> DataFrame:
        """As :meth:`filter`."""
        return self.filter(condition)

    def withColumn(self, colName: str, col: Column) -> DataFrame:
        """With a column added, or replaced.

        >>> spark.range(2).withColumn("square", F.col("id") * F.col("id")).collect()
        [Row(id=0, square=0), Row(id=1, square=1)]
        """
        if not isinstance(col, Column):
            raise not_expected("col", "Column", col)
        return self.withColumns({colName: col})

    def withColumns(self, *colsMap: dict[str, Column]) -> DataFrame:
        """With several columns added or replaced, all computed from this frame."""
        if len(colsMap) != 1 or not isinstance(colsMap[0], dict):
            raise not_expected("colsMap", "dict", colsMap[0] if colsMap else None)
        for col in colsMap[0].values():
            if not isinstance(col, Column):
                raise not_expected("colsMap", "dict of Column", col)
        return self._made("withColumns", columns=[(name, col._tree) for name, col in colsMap[0].items()])

    def withColumnRenamed(self, existing: str, new: str) -> DataFrame:
        """With a column under another name; one that is not there changes nothing.

        >>> spark.range(1).withColumnRenamed("id", "n").columns
        ['n']
        """
        return self.withColumnsRenamed({existing: new})

    def withColumnsRenamed(self, colsMap: dict[str, str]) -> DataFrame:
        """With several columns under other names."""
        if not isinstance(colsMap, dict):
            raise not_expected("colsMap", "dict", colsMap)
        return self._made("rename", columns=list(colsMap.items()))

    def withMetadata(self, columnName: str, metadata: dict[str, Any]) -> DataFrame:
        """With notes for a column."""
        if not isinstance(metadata, dict):
            raise not_expected("metadata", "dict", metadata)
        return self.withColumn(columnName, self._column(columnName).alias(columnName, metadata=metadata))

    def drop(self, *cols: Any) -> DataFrame:
        """Without some columns; one that is not there changes nothing.

        >>> spark.range(1).withColumn("x", F.lit(1)).drop("id", "none").columns
        ['x']
        """
        for col in cols:
            if not isinstance(col, (str, Column)):
                raise not_expected("col", "Column or str", col)
        return self._made("drop", columns=[col if isinstance(col, str) else col._tree for col in cols])

    def toDF(self, *cols: str) -> DataFrame:
        """With other names for all columns.

        >>> spark.range(1).toDF("n").columns
        ['n']
        """
        for name in cols:
            if not isinstance(name, str):
                raise not_expected("cols", "list of str", cols)
        return self._made("toDF", names=list(cols))

    def to(self, schema: StructType) -> DataFrame:
        """With the columns and types of a schema, by name."""
        if not isinstance(schema, StructType):
            raise not_expected("schema", "StructType", schema)
        return self._made("to", schema=schema.json())

    def alias(self, alias: str) -> DataFrame:
        """The same under a name: its columns may be called ``name.column``.

        >>> spark.range(1).alias("a").select("a.id").collect()
        [Row(id=0)]
        """
        if not isinstance(alias, str):
            raise not_expected("alias", "str", alias)
        return self._made("alias", name=alias)

    def limit(self, num: int) -> DataFrame:
        """The first rows, at most so many.

        >>> spark.range(10).limit(2).count()
        2
        """
        return self._made("limit", n=int(num))

    def offset(self, num: int) -> DataFrame:
        """Without the first rows."""
        return self._made("offset", n=int(num))

    def distinct(self) -> DataFrame:
        """Without rows that are there already.

        >>> spark.range(4).select(F.col("id") % 2).distinct().count()
        2
        """
        return self._made("distinct")

    def dropDuplicates(self, subset: Any = None) -> DataFrame:
        """One row for each combination of values in some columns, or in all."""
        return self.distinct() if subset is None else self._made("distinct", columns=_names_list(subset))

    def drop_duplicates(self, subset: Any = None) -> DataFrame:
        """As :meth:`dropDuplicates`."""
        return self.dropDuplicates(subset)

    def sort(self, *cols: Any, **kwargs: Any) -> DataFrame:
        """Rows in order. `ascending` is one truth value, or one for each column.

        >>> spark.range(3).sort(F.desc("id")).first()
        Row(id=2)
        >>> spark.range(3).orderBy("id", ascending=False).first()
        Row(id=2)
        """
        return self._made("sort", keys=self._sort_keys(cols, kwargs))

    def orderBy(self, *cols: Any, **kwargs: Any) -> DataFrame:
        """As :meth:`sort`."""
        return self._made("sort", keys=self._sort_keys(cols, kwargs))

    def sortWithinPartitions(self, *cols: Any, **kwargs: Any) -> DataFrame:
        """Rows in order within each partition."""
        return self._made("sort", keys=self._sort_keys(cols, kwargs), **{"global": False})

    def _sort_keys(self, cols: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        given = listed(cols)
        if not given:
            raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "column"})
        keys = [self._sort_key(col) for col in given]
        ascending = kwargs.get("ascending", True)
        if isinstance(ascending, (bool, int)):
            ascending = [ascending] * len(keys)
        if not isinstance(ascending, (list, tuple)):
            raise not_expected("ascending", "bool or list", ascending)
        if len(ascending) != len(keys):
            raise value_error(
                "LENGTH_SHOULD_BE_THE_SAME",
                arg1="cols",
                arg2="ascending",
                arg1_length=len(keys),
                arg2_length=len(ascending),
            )
        keys = [key if up else key.desc() for key, up in zip(keys, ascending)]
        return [(key if bare(key._tree)[0] == "sort" else key.asc())._tree for key in keys]

    def _sort_key(self, col: Any) -> Column:
        if isinstance(col, int) and not isinstance(col, bool):
            if col == 0:
                raise PySparkIndexError(errorClass="ZERO_INDEX", messageParameters={})
            key = self._by_position(abs(col) - 1)
            return key if col > 0 else key.desc()
        return column(col)

    def repartition(self, numPartitions: Any, *cols: Any) -> DataFrame:
        """In so many partitions, by the values of columns where there are some.

        >>> spark.range(10).repartition(3).rdd.getNumPartitions()
        3
        """
        if isinstance(numPartitions, int):
            _at_least_one(numPartitions)
            return self._made("repartition", partitions=numPartitions, columns=trees(list(cols)))
        if not isinstance(numPartitions, (str, Column)):
            raise not_expected("numPartitions", "int, Column or str", numPartitions)
        return self._made("repartition", partitions=None, columns=trees([numPartitions, *cols]))

    def repartitionByRange(self, numPartitions: Any, *cols: Any) -> DataFrame:
        """In partitions of ranges of values, in order."""
        count, keys = (numPartitions, cols) if isinstance(numPartitions, int) else (None, (numPartitions, *cols))
        if count is not None:
            _at_least_one(count)
        return self._made("repartitionByRange", partitions=count, keys=self._sort_keys(keys, {}))

    def coalesce(self, numPartitions: int) -> DataFrame:
        """In at most so many partitions, without moving rows.

        >>> spark.range(10).coalesce(1).rdd.getNumPartitions()
        1
        """
        _at_least_one(int(numPartitions))
        return self._made("coalesce", partitions=int(numPartitions))

    def sample(self, withReplacement: Any = None, fraction: Any = None, seed: Any = None) -> DataFrame:
        """About a fraction of the rows: ``sample(0.1)``, ``sample(0.1, seed)``, ``sample(False, 0.1, seed)``."""
        if isinstance(withReplacement, float) and not isinstance(fraction, float):
            withReplacement, fraction, seed = None, withReplacement, fraction if seed is None else seed
        if withReplacement not in (None, True, False) or not isinstance(fraction, float):
            kinds = ", ".join(type(each).__name__ for each in (withReplacement, fraction, seed))
            wanted = {"expected_type": "bool, float or int", "arg_type": kinds}
            name = "withReplacement (optional), fraction (required) and seed (optional)"
            raise type_error("NOT_EXPECTED_TYPE", arg_name=name, **wanted)
        chosen = random.getrandbits(62) if seed is None else int(seed)
        if not (0 <= fraction if withReplacement else 0 <= fraction <= 1):
            where = "nonnegative with replacement" if withReplacement else "on interval [0, 1] without replacement"
            raise IllegalArgumentException(f"requirement failed: Sampling fraction ({fraction}) must be {where}")
        if withReplacement:
            return self._made("sample", fraction=fraction, replacement=True, seed=chosen)
        return self.filter(call("rand", chosen) < fraction)

    def randomSplit(self, weights: list[float], seed: int | None = None) -> list[DataFrame]:
        """Several frames; each row is in one of them, by chance and weights."""
        if any(weight < 0 for weight in weights) or not sum(weights):
            raise PySparkValueError(f"weights must not be negative, nor all 0: {weights}")
        chosen = random.getrandbits(62) if seed is None else int(seed)
        bounds, total = [0.0], 0.0
        for weight in weights:
            total += weight
            bounds.append(total / sum(weights))
        parts = []
        for low, high in zip(bounds, [*bounds[1:-1], 2.0]):
            drawn = call("rand", chosen)
            parts.append(self.filter((drawn >= low) & (drawn < high)))
        return parts

    def sampleBy(self, col: Any, fractions: dict[Any, float], seed: int | None = None) -> DataFrame:
        """About a fraction of the rows for each value of a column; none where there is no fraction."""
        if not isinstance(fractions, dict):
            raise not_expected("fractions", "dict", fractions)
        chosen, key = random.getrandbits(62) if seed is None else int(seed), column(col)
        cases = [(key.eqNullSafe(value)._tree, literal(float(share))) for value, share in fractions.items()]
        shares = Column(("case", cases, literal(0.0)), kept_by(key))
        return self.filter(call("rand", chosen) < shares)

    def transform(self, func: Callable[..., DataFrame], *args: Any, **kwargs: Any) -> DataFrame:
        """``func(self, ...)``, for chains of functions. Raises ``TypeError`` when that is no frame."""
        made = func(self, *args, **kwargs)
        if not isinstance(made, Core):
            raise type_error(
                "NOT_EXPECTED_TYPE", arg_name="func's result", expected_type="DataFrame", arg_type=type(made).__name__
            )
        return made

    def hint(self, name: str, *parameters: Any) -> DataFrame:
        """The same: the engine chooses how to join by the sizes that it sees."""
        if not isinstance(name, str):
            raise not_expected("name", "str", name)
        return self._df

    def colRegex(self, colName: str) -> Column:
        """The columns whose names match a regular expression, which stands in backticks; for `select`."""
        import re

        if not isinstance(colName, str):
            raise not_expected("colName", "str", colName)
        pattern = colName.strip("`")
        found = [name for name in self.schema.names if re.fullmatch(pattern, name, re.IGNORECASE)]
        if len(found) == 1:
            return self._column(f"`{found[0]}`")
        several = Columns(("star", None))
        several.members = [self._column(quoted(name)) for name in found]
        return several


def _names_list(subset: Any) -> list[str]:
    if isinstance(subset, str):
        raise not_expected("subset", "list or tuple", subset)
    return names_of(list(subset) if isinstance(subset, (set, frozenset)) else subset)


def _at_least_one(partitions: int) -> None:
    if partitions < 1:
        raise IllegalArgumentException(f"requirement failed: Number of partitions ({partitions}) must be positive.")
