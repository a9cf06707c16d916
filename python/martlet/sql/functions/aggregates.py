# SPDX-License-Identifier: Apache-2.0
"""Aggregates, and functions of windows."""

from __future__ import annotations

from typing import Any

from ..column import Column, call, column, invoke
from ..trees import literal
from .basics import ColumnOrName, with_constants

_DISTINCT = {"distinct": True}


def count(col: ColumnOrName) -> Column:
    """How many rows have a value; ``"*"`` counts all rows."""
    if isinstance(col, str) and col == "*":
        return call("count", Column(literal(1)))
    return invoke("count", col)


def count_distinct(col: ColumnOrName, *cols: ColumnOrName) -> Column:
    """How many different values, or combinations of values, there are, nulls aside."""
    return invoke("count", col, *cols, options=_DISTINCT)


countDistinct = count_distinct


def sum(col: ColumnOrName) -> Column:
    """The sum, nulls aside; null without any value."""
    return invoke("sum", col)


def sum_distinct(col: ColumnOrName) -> Column:
    """The sum of the different values."""
    return invoke("sum", col, options=_DISTINCT)


sumDistinct = sum_distinct


def avg(col: ColumnOrName) -> Column:
    """The mean, nulls aside."""
    return invoke("avg", col)


mean = avg


def min(col: ColumnOrName) -> Column:
    """The least value, nulls aside."""
    return invoke("min", col)


def max(col: ColumnOrName) -> Column:
    """The greatest value, nulls aside; NaN is greater than all numbers."""
    return invoke("max", col)


def min_by(col: ColumnOrName, ord: ColumnOrName, k: int | None = None) -> Column:
    """The value in the row with the least `ord`; with `k` an array of so many."""
    return with_constants("min_by", col, ord, *([] if k is None else [k]))


def max_by(col: ColumnOrName, ord: ColumnOrName, k: int | None = None) -> Column:
    """The value in the row with the greatest `ord`; with `k` an array of so many."""
    return with_constants("max_by", col, ord, *([] if k is None else [k]))


def _taking_nulls(name: str, col: ColumnOrName, ignore: Any, *rest: Any) -> Column:
    return call(name, column(col), *rest, options={"ignoreNulls": True} if ignore else None)


def first(col: ColumnOrName, ignorenulls: bool = False) -> Column:
    """The value of the first row, or of the first with a value."""
    return _taking_nulls("first", col, ignorenulls)


def last(col: ColumnOrName, ignorenulls: bool = False) -> Column:
    """The value of the last row, or of the last with a value."""
    return _taking_nulls("last", col, ignorenulls)


def first_value(col: ColumnOrName, ignoreNulls: Any = None) -> Column:
    """As :func:`first`."""
    return _taking_nulls("first_value", col, ignoreNulls)


def last_value(col: ColumnOrName, ignoreNulls: Any = None) -> Column:
    """As :func:`last`."""
    return _taking_nulls("last_value", col, ignoreNulls)


def any_value(col: ColumnOrName, ignoreNulls: Any = None) -> Column:
    """The value of some row: the first."""
    return _taking_nulls("any_value", col, ignoreNulls)


def mode(col: ColumnOrName, deterministic: bool = False) -> Column:
    """The most frequent value."""
    return call("mode", column(col), *([True] if deterministic else []))


def collect_list(col: ColumnOrName) -> Column:
    """The values as an array, nulls aside."""
    return invoke("collect_list", col)


def collect_set(col: ColumnOrName) -> Column:
    """The different values as an array, nulls aside."""
    return invoke("collect_set", col)


def stddev(col: ColumnOrName) -> Column:
    """The standard deviation of a sample."""
    return invoke("stddev", col)


def stddev_pop(col: ColumnOrName) -> Column:
    """The standard deviation of a whole population."""
    return invoke("stddev_pop", col)


def variance(col: ColumnOrName) -> Column:
    """The variance of a sample."""
    return invoke("variance", col)


def skewness(col: ColumnOrName) -> Column:
    """The skewness."""
    return invoke("skewness", col)


def kurtosis(col: ColumnOrName) -> Column:
    """The kurtosis."""
    return invoke("kurtosis", col)


def corr(col1: ColumnOrName, col2: ColumnOrName) -> Column:
    """The correlation of two columns (Pearson's)."""
    return invoke("corr", col1, col2)


def covar_samp(col1: ColumnOrName, col2: ColumnOrName) -> Column:
    """The covariance of two columns of a sample."""
    return invoke("covar_samp", col1, col2)


def approx_count_distinct(col: ColumnOrName, rsd: float | None = None) -> Column:
    """About how many different values there are, with this relative standard deviation (0.05)."""
    return with_constants("approx_count_distinct", col, *([] if rsd is None else [rsd]))


approxCountDistinct = approx_count_distinct


def percentile_approx(col: ColumnOrName, percentage: Any, accuracy: Any = 10000) -> Column:
    """A value below which about this share (0 to 1) of the values lies; a list of shares gives an array."""
    return call("percentile_approx", column(col), _shares(percentage), accuracy)


def approx_percentile(col: ColumnOrName, percentage: Any, accuracy: Any = 10000) -> Column:
    """As :func:`percentile_approx`."""
    return call("approx_percentile", column(col), _shares(percentage), accuracy)


def percentile(col: ColumnOrName, percentage: Any, frequency: Any = 1) -> Column:
    """The exact value below which this share of the values lies, between two values if need be."""
    rest = [] if isinstance(frequency, int) and frequency == 1 else [frequency]
    return with_constants("percentile", col, _shares(percentage), *rest)


def _shares(percentage: Any) -> Any:
    return list(percentage) if isinstance(percentage, (list, tuple)) else percentage


def grouping(col: ColumnOrName) -> Column:
    """1 in rows that sum up over this column, else 0."""
    return invoke("grouping", col)


def grouping_id(*cols: ColumnOrName) -> Column:
    """The columns that a row sums up over, as bits."""
    return invoke("grouping_id", *cols)


def listagg(col: ColumnOrName, delimiter: Any = None) -> Column:
    """All texts one after another, with `delimiter` between."""
    return call("listagg", column(col), *([] if delimiter is None else [delimiter]))


def string_agg(col: ColumnOrName, delimiter: Any = None) -> Column:
    """As :func:`listagg`."""
    return call("string_agg", column(col), *([] if delimiter is None else [delimiter]))


def listagg_distinct(col: ColumnOrName, delimiter: Any = None) -> Column:
    """The different texts one after another."""
    return call("listagg", column(col), *([] if delimiter is None else [delimiter]), options=_DISTINCT)


def string_agg_distinct(col: ColumnOrName, delimiter: Any = None) -> Column:
    """As :func:`listagg_distinct`."""
    return call("string_agg", column(col), *([] if delimiter is None else [delimiter]), options=_DISTINCT)


# Windows


def row_number() -> Column:
    """1, 2, 3, ... in the order of the window."""
    return call("row_number")


def rank() -> Column:
    """The place in the order of the window; equal rows share it and leave a gap."""
    return call("rank")


def dense_rank() -> Column:
    """The place in the order of the window; equal rows share it and leave no gap."""
    return call("dense_rank")


def percent_rank() -> Column:
    """The place as a share of all, from 0 to 1."""
    return call("percent_rank")


def cume_dist() -> Column:
    """The share of rows that are not after this one."""
    return call("cume_dist")


def ntile(n: int) -> Column:
    """The number of the row's part, of `n` about equal ones."""
    return call("ntile", int(n))


def lag(col: ColumnOrName, offset: int = 1, default: Any = None) -> Column:
    """The value so many rows before, else `default`."""
    return call("lag", column(col), offset, default)


def lead(col: ColumnOrName, offset: int = 1, default: Any = None) -> Column:
    """The value so many rows after, else `default`."""
    return call("lead", column(col), offset, default)


def nth_value(col: ColumnOrName, offset: int, ignoreNulls: bool = False) -> Column:
    """The value of the `offset`-th row of the frame."""
    return _taking_nulls("nth_value", col, ignoreNulls, offset)


def count_min_sketch(
    col: ColumnOrName, eps: Column | float, confidence: Column | float, seed: Column | int | None = None
) -> Column:
    """How often each value is there, about, as a count-min sketch in Spark's form."""
    return call("count_min_sketch", column(col), eps, confidence, *([] if seed is None else [seed]))
