# SPDX-License-Identifier: Apache-2.0
"""Tables of pyarrow and frames of pandas out of frames."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from ..errors import UnsupportedError
from .errors import PySparkImportError, type_error
from .physical import columns_of, from_column
from .types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    CharType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    MapType,
    NullType,
    ShortType,
    StringType,
    StructField,
    StructType,
    TimestampNTZType,
    TimestampType,
    VarcharType,
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


def to_pandas(frame: DataFrame) -> Any:
    """All rows as a frame of pandas. Times are those of the session's zone, without one; dates and decimals objects."""
    try:
        import pandas
    except ImportError:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED", messageParameters={"package_name": "Pandas"}
        ) from None
    nested = any(isinstance(field.dataType, (ArrayType, MapType, StructType)) for field in frame.schema.fields)
    if nested or importlib.util.find_spec("pyarrow") is None:
        return _of_rows(frame, pandas)
    return _of_arrow(frame, pandas)


def to_arrow(frame: DataFrame) -> Any:
    """All rows as a table of pyarrow's: columns handed over as they are, or by way of rows where the engine cannot."""
    try:
        import pyarrow
    except ImportError:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED", messageParameters={"package_name": "PyArrow"}
        ) from None
    try:
        return pyarrow.table(frame)
    except UnsupportedError:
        pass
    rows = frame._run("collect")
    columns = columns_of(rows, len(frame.schema.fields))
    arrays = [
        pyarrow.array(_arrow_values(values, field.dataType), arrow_type(field.dataType, pyarrow))
        for values, field in zip(columns, frame.schema.fields)
    ]
    fields = [
        pyarrow.field(field.name, array.type, field.nullable) for field, array in zip(frame.schema.fields, arrays)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))


def _arrow_values(values: list[Any], kind: DataType) -> list[Any]:
    """A column's values as pyarrow takes them: instants stay numbers, whose zone is UTC's."""
    return list(values) if isinstance(kind, (TimestampType, TimestampNTZType)) else from_column(values, _clocks(kind))


def _clocks(kind: DataType) -> DataType:
    """A type in which instants are those of UTC's clock."""
    if isinstance(kind, TimestampType):
        return TimestampNTZType()
    if isinstance(kind, ArrayType):
        return ArrayType(_clocks(kind.elementType), kind.containsNull)
    if isinstance(kind, MapType):
        return MapType(_clocks(kind.keyType), _clocks(kind.valueType), kind.valueContainsNull)
    if isinstance(kind, StructType):
        return StructType([StructField(f.name, _clocks(f.dataType), f.nullable) for f in kind.fields])
    return kind


def arrow_type(kind: DataType, pyarrow: Any) -> Any:
    """The type of Arrow's for a column. Raises ``TypeError`` where there is none."""
    if isinstance(kind, DecimalType):
        return pyarrow.decimal128(kind.precision, kind.scale)
    if isinstance(kind, ArrayType):
        return pyarrow.list_(pyarrow.field("element", arrow_type(kind.elementType, pyarrow), kind.containsNull))
    if isinstance(kind, MapType):
        value = pyarrow.field("value", arrow_type(kind.valueType, pyarrow), kind.valueContainsNull)
        return pyarrow.map_(arrow_type(kind.keyType, pyarrow), value)
    if isinstance(kind, StructType):
        return pyarrow.struct([pyarrow.field(f.name, arrow_type(f.dataType, pyarrow), f.nullable) for f in kind.fields])
    made = _ARROW.get(type(kind))
    if made is None:
        raise type_error("UNSUPPORTED_DATA_TYPE", data_type=kind.simpleString())
    return getattr(pyarrow, made[0])(*made[1:])


_ARROW: dict[type, tuple[str, ...]] = {
    NullType: ("null",),
    BooleanType: ("bool_",),
    ByteType: ("int8",),
    ShortType: ("int16",),
    IntegerType: ("int32",),
    LongType: ("int64",),
    FloatType: ("float32",),
    DoubleType: ("float64",),
    StringType: ("string",),
    CharType: ("string",),
    VarcharType: ("string",),
    BinaryType: ("binary",),
    DateType: ("date32",),
    TimestampType: ("timestamp", "us", "UTC"),
    TimestampNTZType: ("timestamp", "us"),
    DayTimeIntervalType: ("duration", "us"),
}


def _of_arrow(frame: DataFrame, pandas: Any) -> Any:
    table = to_arrow(frame)
    names = list(frame.schema.names)
    table = table.rename_columns([f"_{i}" for i in range(len(names))])
    made = table.to_pandas(date_as_object=True)
    for i, field in enumerate(frame.schema.fields):
        if isinstance(field.dataType, TimestampType):
            made[f"_{i}"] = _in_zone(made[f"_{i}"], frame)
    made.columns = pandas.Index(names, dtype=object)
    return made


def _in_zone(series: Any, frame: DataFrame) -> Any:
    """Instants as the session's clock shows them."""
    zone = frame.sparkSession.conf.get("spark.sql.session.timeZone")
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
