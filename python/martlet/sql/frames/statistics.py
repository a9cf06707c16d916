# SPDX-License-Identifier: Apache-2.0
"""Statistics of columns. They run at the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..column import Column, call
from ..datatypes import NumericType
from ..errors import PySparkValueError, not_expected, value_error
from ..trees import literal
from ..types import DoubleType, StringType, StructField, StructType
from .core import Core, listed, names_of

if TYPE_CHECKING:
    from ..dataframe import DataFrame

_DESCRIBED = ["count", "mean", "stddev", "min", "max"]
_SUMMARISED = ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"]
_ACCURACY = 10000


class Statistics(Core):
    """Numbers about columns."""

    def describe(self, *cols: Any) -> DataFrame:
        """Count, mean, standard deviation, least and greatest value of columns with numbers or text, as texts.

        >>> spark.createDataFrame([(1,), (3,)], ["n"]).describe().collect()[1]
        Row(summary='mean', n='2.0')
        """
        return self._summary(_DESCRIBED, listed(cols))

    def summary(self, *statistics: Any) -> DataFrame:
        """As :meth:`describe`, with quartiles; or the statistics that are named, percentages among them.

        >>> spark.createDataFrame([(1,), (3,)], ["n"]).summary("max", "count").collect()
        [Row(summary='max', n='3'), Row(summary='count', n='2')]
        """
        return self._summary(listed(statistics) or _SUMMARISED, [])

    def _summary(self, wanted: list[str], names: list[str]) -> DataFrame:
        fields = [field for field in self.schema.fields if isinstance(field.dataType, (NumericType, StringType))]
        if names:
            # Refuses names that are not there.
            self._df.select(*[self._column(name) for name in names])
            by_name = {field.name.lower(): field for field in fields}
            fields = [by_name[name.lower()] for name in names if name.lower() in by_name]
        cells = [_statistic(which, self._column(f"`{field.name}`"), field) for field in fields for which in wanted]
        found: tuple[Any, ...] = ()
        if cells:
            named = [cell.cast("string").alias(f"_{i}") for i, cell in enumerate(cells)]
            found = tuple(self._df.agg(*named).collect()[0])
        rows = []
        for i, which in enumerate(wanted):
            rows.append((which, *[found[j * len(wanted) + i] for j in range(len(fields))]))
        schema = StructType([StructField(name, StringType()) for name in ["summary", *[f.name for f in fields]]])
        return self._session.createDataFrame(rows, schema)

    def approxQuantile(self, col: Any, probabilities: Any, relativeError: float) -> Any:
        """Values below which these shares of a column's values lie; for a list of columns a list of lists."""
        names = names_of(col, "col")
        if not isinstance(probabilities, (list, tuple)) or not probabilities:
            raise not_expected("probabilities", "list or tuple", probabilities)
        for share in probabilities:
            if not isinstance(share, (float, int)) or not 0 <= share <= 1:
                raise value_error(
                    "VALUE_OUT_OF_BOUNDS", arg_name="probabilities", lower_bound=0, upper_bound=1, actual=share
                )
        if not isinstance(relativeError, (float, int)):
            raise not_expected("relativeError", "float or int", relativeError)
        if relativeError < 0:
            raise value_error("NEGATIVE_VALUE", arg_name="relativeError", arg_value=relativeError)
        accuracy = min(2**31 - 1, int(1 / relativeError) if relativeError else 2**31 - 1)
        shares = [float(share) for share in probabilities]
        columns = [
            call("percentile_approx", self._column(name).cast(DoubleType()), shares, max(1, accuracy)).alias(f"_{i}")
            for i, name in enumerate(names)
        ]
        found = [list(values or []) for values in self._df.agg(*columns).collect()[0]]
        return found[0] if isinstance(col, str) else found

    def corr(self, col1: str, col2: str, method: str | None = None) -> float:
        """The correlation of two columns (Pearson's)."""
        if method not in (None, "pearson"):
            raise PySparkValueError(
                errorClass="VALUE_NOT_ALLOWED",
                messageParameters={"arg_name": "method", "allowed_values": "pearson"},
            )
        return self._number_of(call("corr", self._double("col1", col1), self._double("col2", col2)))

    def cov(self, col1: str, col2: str) -> float:
        """The covariance of two columns of a sample."""
        return self._number_of(call("covar_samp", self._double("col1", col1), self._double("col2", col2)))

    def _double(self, argument: str, name: Any) -> Column:
        if not isinstance(name, str):
            raise not_expected(argument, "str", name)
        return self._column(name).cast(DoubleType())

    def _number_of(self, aggregate: Column) -> float:
        found = self._df.agg(aggregate).collect()[0][0]
        return float("nan") if found is None else float(found)

    def crosstab(self, col1: str, col2: str) -> DataFrame:
        """How often each pair of values occurs: a row for each value of the first, a column for each of the second."""
        for name, value in (("col1", col1), ("col2", col2)):
            if not isinstance(value, str):
                raise not_expected(name, "str", value)
        first, second = self._column(col1).cast("string"), self._column(col2).cast("string")
        null = Column(literal("null"))
        pairs = self._df.groupBy(
            call("coalesce", first, null).alias("a"), call("coalesce", second, null).alias("b")
        ).count()
        counts = {(row[0], row[1]): row[2] for row in pairs.collect()}
        columns = sorted({b for _, b in counts})
        rows = [(a, *[counts.get((a, b), 0) for b in columns]) for a in sorted({a for a, _ in counts})]
        kinds = ", ".join(f"`{name.replace('`', '``')}` bigint" for name in columns)
        named = f"{col1}_{col2}".replace("`", "``")
        return self._session.createDataFrame(rows, f"`{named}` string" + (f", {kinds}" if kinds else ""))

    @property
    def stat(self) -> DataFrameStatFunctions:
        """Statistics of columns."""
        return DataFrameStatFunctions(self._df)


def _statistic(which: str, col: Column, field: StructField) -> Column:
    number = col if isinstance(field.dataType, NumericType) else col.try_cast(DoubleType())
    if which in ("count", "min", "max"):
        return call(which, col)
    if which in ("mean", "stddev"):
        return call("avg" if which == "mean" else which, number)
    if which == "count_distinct":
        return call("count", col, options={"distinct": True})
    if which == "approx_count_distinct":
        return call(which, col)
    try:
        share = float(which.removesuffix("%")) / 100 if which.endswith("%") else None
    except ValueError:
        share = None
    if share is None or not 0 <= share <= 1:
        raise value_error(
            "VALUE_NOT_ALLOWED", arg_name="statistics", allowed_values=[*_DESCRIBED, "percentages such as 25%"]
        )
    return call("percentile_approx", number, share, _ACCURACY)


class DataFrameStatFunctions:
    """``df.stat``."""

    def __init__(self, df: DataFrame) -> None:
        self.df = df

    def approxQuantile(self, col: Any, probabilities: Any, relativeError: float) -> Any:
        """As :meth:`DataFrame.approxQuantile`."""
        return self.df.approxQuantile(col, probabilities, relativeError)

    def corr(self, col1: str, col2: str, method: str | None = None) -> float:
        """As :meth:`DataFrame.corr`."""
        return self.df.corr(col1, col2, method)

    def cov(self, col1: str, col2: str) -> float:
        """As :meth:`DataFrame.cov`."""
        return self.df.cov(col1, col2)

    def crosstab(self, col1: str, col2: str) -> DataFrame:
        """As :meth:`DataFrame.crosstab`."""
        return self.df.crosstab(col1, col2)

    def freqItems(self, cols: Any, support: float | None = None) -> DataFrame:
        """As :meth:`DataFrame.freqItems`."""
        return self.df.freqItems(cols, support)

    def sampleBy(self, col: Any, fractions: dict[Any, float], seed: int | None = None) -> DataFrame:
        """As :meth:`DataFrame.sampleBy`."""
        return self.df.sampleBy(col, fractions, seed)
