# SPDX-License-Identifier: Apache-2.0
"""Tables of pyarrow and frames of pandas out of frames."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .conf import TIME_ZONE
from .errors import PySparkImportError, type_error
from .physical import columns_of, from_column, named_rows
from .types import (
    ArrayType,
    BooleanType,
    ByteType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    MapType,
    ShortType,
    StructType,
    TimestampNTZType,
    TimestampType,
    YearMonthIntervalType,
)

if TYPE_CHECKING:
    from .dataframe import DataFrame

#: What numbers without nulls are in numpy.
_NUMBERS = {
    BooleanType: "bool",
    ByteType: "int8",
    ShortType: "int16",
    IntegerType: "int32",
    LongType: "int64",
    FloatType: "float32",
    DoubleType: "float64",
}
_TIMES = {TimestampType: "datetime64[us]", TimestampNTZType: "datetime64[us]", DayTimeIntervalType: "timedelta64[us]"}
#: The numbers that times are, by the type of Arrow's that holds them.
_COUNTS = {DateType: "int32", TimestampType: "int64", TimestampNTZType: "int64", DayTimeIntervalType: "int64"}


def to_pandas(frame: DataFrame) -> Any:
    """All rows as a frame of pandas. Times are those of the session's zone, without one; dates and decimals objects."""
    try:
        import pandas
    except ImportError:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED", messageParameters={"package_name": "Pandas"}
        ) from None
    if importlib.util.find_spec("pyarrow") is None:
        return _of_rows(frame, pandas)
    return _of_arrow(frame, pandas)


def to_arrow(frame: DataFrame) -> Any:
    """All rows as a table of pyarrow's, whose columns are the engine's own."""
    try:
        import pyarrow
    except ImportError:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED", messageParameters={"package_name": "PyArrow"}
        ) from None
    for field in frame.schema.fields:
        if (kind := _unknown(field.dataType)) is not None:
            raise type_error("UNSUPPORTED_DATA_TYPE", data_type=kind.simpleString())
    return pyarrow.table(frame)


def _unknown(kind: DataType) -> DataType | None:
    """What of a type pyarrow has no arrays of: Arrow has intervals of months, and others read them."""
    if isinstance(kind, YearMonthIntervalType):
        return kind
    return next((found for inner in _inside(kind) if (found := _unknown(inner)) is not None), None)


def _inside(kind: DataType) -> list[DataType]:
    if isinstance(kind, ArrayType):
        return [kind.elementType]
    if isinstance(kind, MapType):
        return [kind.keyType, kind.valueType]
    return [field.dataType for field in kind.fields] if isinstance(kind, StructType) else []


def _of_arrow(frame: DataFrame, pandas: Any) -> Any:
    table, fields = to_arrow(frame), frame.schema.fields
    # By numbers: names may occur twice.
    table = table.rename_columns([f"_{i}" for i in range(len(fields))])
    nested = [isinstance(field.dataType, (ArrayType, MapType, StructType)) for field in fields]
    flat = [f"_{i}" for i in range(len(fields)) if not nested[i]]
    columns = table.select(flat).to_pandas(date_as_object=True) if flat else {}
    made = {}
    for i, field in enumerate(fields):
        if nested[i]:
            values: list[Any] = []
            for chunk in table.column(i).chunks:
                values += _values(chunk, field.dataType)
            made[f"_{i}"] = pandas.Series(values, dtype=object)
        elif isinstance(field.dataType, TimestampType):
            made[f"_{i}"] = _in_zone(columns[f"_{i}"], frame)
        else:
            made[f"_{i}"] = columns[f"_{i}"]
    result = pandas.DataFrame(made, index=pandas.RangeIndex(table.num_rows))
    result.columns = pandas.Index(list(frame.schema.names), dtype=object)
    return result


def _values(array: Any, kind: DataType) -> list[Any]:
    """The values of an array of Arrow's as the rows of a frame have them."""
    if isinstance(kind, ArrayType):
        element = kind.elementType
        return _cut(array, lambda start, count: _values(array.values.slice(start, count), element))
    if isinstance(kind, MapType):
        key, value = kind.keyType, kind.valueType

        def entries(start: int, count: int) -> list[Any]:
            keys = (tuple(k) if isinstance(k, list) else k for k in _values(array.keys.slice(start, count), key))
            return list(zip(keys, _values(array.items.slice(start, count), value)))

        return [None if pairs is None else dict(pairs) for pairs in _cut(array, entries)]
    if isinstance(kind, StructType):
        columns = [_values(member, field.dataType) for member, field in zip(array.flatten(), kind.fields)]
        rows = named_rows(zip(*columns) if columns else [()] * len(array), kind.names)
        if not array.null_count:
            return list(rows)
        return [row if there else None for row, there in zip(rows, array.is_valid().to_pylist())]
    count = _COUNTS.get(type(kind))
    if count is None:
        return list(array.to_pylist())
    return from_column(array.cast(count).to_pylist(), kind)


def _cut(array: Any, read: Callable[[int, int], list[Any]]) -> list[Any]:
    """Lists out of what holds the elements of all of them, of which `read` gives a part."""
    ends = array.offsets.to_pylist()
    first = ends[0]
    values = read(first, ends[-1] - first)
    lists = [values[start - first : end - first] for start, end in zip(ends, ends[1:])]
    if not array.null_count:
        return lists
    return [made if there else None for made, there in zip(lists, array.is_valid().to_pylist())]


def _in_zone(series: Any, frame: DataFrame) -> Any:
    """Instants as the session's clock shows them."""
    zone = frame.sparkSession.conf.get(TIME_ZONE)
    if getattr(series.dt, "tz", None) is None:
        series = series.dt.tz_localize("UTC")
    return series.dt.tz_convert(zone).dt.tz_localize(None)


def _of_rows(frame: DataFrame, pandas: Any) -> Any:
    columns = columns_of(frame._run("collect"), len(frame.schema.fields))
    made = {}
    for i, (field, values) in enumerate(zip(frame.schema.fields, columns)):
        kind = type(field.dataType)
        if kind in _TIMES:
            import numpy

            numbers = numpy.array([numpy.iinfo("int64").min if v is None else v for v in values], dtype="int64")
            series = pandas.Series(numbers.view(_TIMES[kind]))
            made[f"_{i}"] = _in_zone(series, frame) if kind is TimestampType else series
            continue
        listed = from_column(values, field.dataType)
        if kind in _NUMBERS and None not in listed:
            made[f"_{i}"] = pandas.Series(listed, dtype=_NUMBERS[kind])
        elif kind in _NUMBERS and kind is not BooleanType:
            made[f"_{i}"] = pandas.Series([float("nan") if v is None else v for v in listed], dtype="float64")
        else:
            made[f"_{i}"] = pandas.Series(listed, dtype=object)
    result = pandas.DataFrame(made)
    result.columns = pandas.Index(list(frame.schema.names), dtype=object)
    return result
