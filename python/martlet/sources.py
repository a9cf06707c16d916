# SPDX-License-Identifier: Apache-2.0
"""Values of the driver as datasets: lists, ranges, arrays, tables and frames."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from .values import dumps_rows


def request_of(values: Iterable[Any], slices: int) -> dict[str, Any]:
    """The request that makes a dataset of `values` in so many partitions.

    A range stays a range. Anything else is cut as PySpark cuts it.

    >>> request_of(range(0, 10, 2), 3)["op"], len(request_of("abcd", 3)["partitions"])
    ('range', 3)
    """
    if isinstance(values, range):
        return {"op": "range", "start": values.start, "stop": values.stop, "step": values.step, "slices": slices}
    rows = rows_of(values)
    return {"op": "parallelize", "partitions": [dumps_rows(part) for part in cut(rows, slices)]}


def cut(rows: list[Any], slices: int) -> list[list[Any]]:
    """The rows in so many parts. As PySpark does: first into small batches, then the batches into parts.

    >>> [len(part) for part in cut(list(range(11)), 4)]
    [2, 4, 2, 3]
    """
    size = max(1, min(len(rows) // slices, 1024))
    batches = -(-len(rows) // size)
    edges = [min(len(rows), i * batches // slices * size) for i in range(slices + 1)]
    return [rows[low:high] for low, high in zip(edges, edges[1:])]


def rows_of(values: Any) -> list[Any]:
    """Any iterable as a list of rows: numbers of numpy become Python's, a frame's rows become tuples."""
    kind = type(values)
    if kind is list:
        return values  # type: ignore[no-any-return]
    library = kind.__module__.split(".")[0]
    if library == "numpy" and hasattr(values, "dtype"):
        return _array_rows(values)
    if library == "pandas":
        if hasattr(values, "itertuples"):
            return list(values.itertuples(index=False, name=None))
        if hasattr(values, "tolist"):
            return list(values.tolist())
    if library == "pyarrow":
        return _arrow_rows(values)
    if library == "polars":
        return list(values.rows() if hasattr(values, "rows") else values.to_list())
    return list(values)


def _array_rows(values: Any) -> list[Any]:
    if values.ndim > 1:
        # Each row is an array, as in PySpark.
        return list(values)
    if values.dtype.kind in "mM":
        values = values.astype(values.dtype.kind + "8[us]")
    listed = values.tolist()
    return listed if isinstance(listed, list) else [listed]


def _arrow_rows(values: Any) -> list[Any]:
    if hasattr(values, "column_names") or hasattr(values, "schema"):
        return list(zip(*[column.to_pylist() for column in values.columns]))
    return list(values.to_pylist())


def arrow_stream(values: Any) -> tuple[Any, str] | None:
    """An Arrow stream's capsule of an array, table or frame, and how its columns become rows; None for anything else.

    Needs pyarrow for numpy arrays and for pandas; without it values go the way of lists.
    """
    kind = type(values)
    library = kind.__module__.split(".")[0]
    if library == "pyarrow":
        return _arrow_columns(values)
    if library == "numpy" and getattr(values, "ndim", 0) == 1 and values.dtype.kind in "iuf" and _has_pyarrow():
        import pyarrow

        return _arrow_columns(pyarrow.array(values))
    if library == "pandas" and _has_pyarrow():
        return _pandas_columns(values)
    if library == "polars" and hasattr(values, "to_arrow") and _has_pyarrow():
        return _arrow_columns(values.to_arrow())
    if hasattr(kind, "__arrow_c_stream__") and not hasattr(kind, "toLocalIterator") and _has_pyarrow():
        import pyarrow

        return _arrow_columns(pyarrow.table(values))
    return None


def _has_pyarrow() -> bool:
    import importlib.util

    return "pyarrow" in sys.modules or importlib.util.find_spec("pyarrow") is not None


def _arrow_columns(values: Any) -> tuple[Any, str] | None:
    import pyarrow

    if isinstance(values, (pyarrow.Array, pyarrow.ChunkedArray)):
        return pyarrow.table({"value": values}).__arrow_c_stream__(), "single"
    if isinstance(values, pyarrow.RecordBatchReader):
        values = values.read_all()
    if isinstance(values, pyarrow.RecordBatch):
        values = pyarrow.Table.from_batches([values])
    if isinstance(values, pyarrow.Table):
        return values.__arrow_c_stream__(), "tuple"
    return None


def _pandas_columns(values: Any) -> tuple[Any, str] | None:
    import pyarrow

    def column(series: Any) -> Any:
        # NaN in a column of numbers is a number; only what pandas itself calls missing becomes None.
        plain = getattr(series.dtype, "kind", "O") in "iufb" and not hasattr(series.dtype, "na_value")
        return pyarrow.array(series.to_numpy()) if plain else pyarrow.Array.from_pandas(series)

    if hasattr(values, "itertuples"):
        columns = [column(values.iloc[:, i]) for i in range(values.shape[1])]
        names = [f"_{i + 1}" for i in range(len(columns))]
        return pyarrow.table(columns, names=names).__arrow_c_stream__(), "tuple"
    if hasattr(values, "to_numpy"):
        return pyarrow.table([column(values)], names=["value"]).__arrow_c_stream__(), "single"
    return None
