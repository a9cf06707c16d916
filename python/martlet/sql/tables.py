# SPDX-License-Identifier: Apache-2.0
"""Frames out of tables of pandas, pyarrow, polars and numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .engine import arrow_frame
from .errors import PySparkImportError, type_error, value_error
from .types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
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
)

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession


def of_table(session: SparkSession, data: Any, names: list[str] | None, given: StructType | None) -> DataFrame:
    """A frame of a table of another library. Types are the table's, or those of the schema that is given."""
    table = _arrow_table(data)
    if names is not None and len(names) != table.num_columns:
        lengths = {"arg1_length": len(names), "arg2_length": table.num_columns}
        raise value_error("LENGTH_SHOULD_BE_THE_SAME", arg1="schema", arg2="the table's columns", **lengths)
    if given is not None and len(given.fields) != table.num_columns:
        lengths = {"object_length": table.num_columns, "field_length": len(given.fields)}
        raise value_error("FIELD_STRUCT_LENGTH_MISMATCH", **lengths)
    schema = StructType(
        [StructField(str(field.name), type_of_arrow(field.type), field.nullable) for field in table.schema]
    )
    if names is not None:
        schema = StructType([StructField(n, f.dataType, f.nullable) for n, f in zip(names, schema.fields)])
    frame = _put(session, table, schema)
    if given is None:
        return _on_the_time_line(session, frame, schema)
    if given == schema:
        return frame
    renamed = frame.toDF(*given.names) if given.names != schema.names else frame
    return renamed._made("cast", schema=given.json())


def _on_the_time_line(session: SparkSession, frame: DataFrame, schema: StructType) -> DataFrame:
    """Times without a zone as instants on the session's clock, unless `spark.sql.timestampType` says otherwise."""
    if session.conf.get("spark.sql.timestampType", "TIMESTAMP_LTZ") == "TIMESTAMP_NTZ":
        return frame
    wanted = [_with_instants(field.dataType) for field in schema.fields]
    if wanted == [field.dataType for field in schema.fields]:
        return frame
    kept = [
        frame._by_position(i).cast(kind).alias(field.name) for i, (field, kind) in enumerate(zip(schema.fields, wanted))
    ]
    return frame.select(*kept)


def _with_instants(kind: DataType) -> DataType:
    if isinstance(kind, TimestampNTZType):
        return TimestampType()
    if isinstance(kind, ArrayType):
        return ArrayType(_with_instants(kind.elementType), kind.containsNull)
    if isinstance(kind, MapType):
        return MapType(_with_instants(kind.keyType), _with_instants(kind.valueType), kind.valueContainsNull)
    if isinstance(kind, StructType):
        return StructType([StructField(f.name, _with_instants(f.dataType), f.nullable) for f in kind.fields])
    return kind


def _put(session: SparkSession, table: Any, schema: StructType) -> DataFrame:
    """The table's columns, handed over as an Arrow stream."""
    from .dataframe import DataFrame

    for field, column in zip(schema.fields, table.columns):
        if not field.nullable and column.null_count:
            raise value_error("FIELD_NOT_NULLABLE_WITH_NAME", field_name=f"field {field.name}")
    slices = max(1, min(session.sparkContext.defaultParallelism, table.num_rows))
    return DataFrame(arrow_frame(session._engine, table.__arrow_c_stream__(), schema.json(), slices), session)


def _arrow_table(data: Any) -> Any:
    """Any table as one of pyarrow's."""
    try:
        import pyarrow
    except ImportError:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED", messageParameters={"package_name": "PyArrow"}
        ) from None
    library = type(data).__module__.split(".")[0]
    if library == "pandas":
        return _of_pandas(data)
    if library == "numpy":
        columns = [data] if data.ndim == 1 else [data[:, i] for i in range(data.shape[1])]
        names = ["value"] if data.ndim == 1 else [f"_{i + 1}" for i in range(len(columns))]
        return pyarrow.table([pyarrow.array(column) for column in columns], names=names)
    if library == "polars":
        return (data if hasattr(data, "columns") else data.to_frame()).to_arrow()
    if isinstance(data, pyarrow.RecordBatch):
        return pyarrow.Table.from_batches([data])
    if isinstance(data, pyarrow.RecordBatchReader):
        return data.read_all()
    if isinstance(data, pyarrow.Table):
        return data
    raise type_error("CANNOT_INFER_SCHEMA_FOR_TYPE", data_type=type(data).__name__)


def _of_pandas(data: Any) -> Any:
    """A frame or series of pandas. What is missing, NaN among it, becomes null."""
    import pyarrow

    frame = data if hasattr(data, "itertuples") else data.to_frame()
    columns = [pyarrow.Array.from_pandas(frame.iloc[:, i]) for i in range(frame.shape[1])]
    return pyarrow.table(columns, names=[str(name) for name in frame.columns])


def type_of_arrow(kind: Any) -> DataType:
    """The type of a column of Arrow's. Raises ``TypeError`` for one that no column holds."""
    import pyarrow

    is_ = pyarrow.types
    if is_.is_dictionary(kind):
        return type_of_arrow(kind.value_type)
    for test, made in _SIMPLE:
        if getattr(is_, test)(kind):
            return made
    if is_.is_decimal(kind):
        return DecimalType(kind.precision, kind.scale)
    if is_.is_timestamp(kind):
        return TimestampNTZType() if kind.tz is None else TimestampType()
    if is_.is_map(kind):
        return MapType(type_of_arrow(kind.key_type), type_of_arrow(kind.item_type))
    if any(getattr(is_, test)(kind) for test in _LISTS):
        return ArrayType(type_of_arrow(kind.value_type))
    if is_.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        return StructType([StructField(field.name, type_of_arrow(field.type), field.nullable) for field in fields])
    raise type_error("UNSUPPORTED_DATA_TYPE", data_type=kind)


_SIMPLE: list[tuple[str, DataType]] = [
    ("is_null", NullType()),
    ("is_boolean", BooleanType()),
    ("is_int8", ByteType()),
    ("is_int16", ShortType()),
    ("is_int32", IntegerType()),
    ("is_int64", LongType()),
    ("is_uint8", ShortType()),
    ("is_uint16", IntegerType()),
    ("is_uint32", LongType()),
    ("is_float16", FloatType()),
    ("is_float32", FloatType()),
    ("is_float64", DoubleType()),
    ("is_string", StringType()),
    ("is_large_string", StringType()),
    ("is_string_view", StringType()),
    ("is_binary", BinaryType()),
    ("is_large_binary", BinaryType()),
    ("is_binary_view", BinaryType()),
    ("is_fixed_size_binary", BinaryType()),
    ("is_date", DateType()),
    ("is_duration", DayTimeIntervalType()),
]

_LISTS = ["is_list", "is_large_list", "is_fixed_size_list", "is_list_view", "is_large_list_view"]
