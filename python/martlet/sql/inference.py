# SPDX-License-Identifier: Apache-2.0
"""The types of Python's values, and the schema of rows that come without one."""

from __future__ import annotations

import array
import datetime
import decimal
from collections.abc import Iterable
from functools import reduce
from typing import Any

from ..errors import both
from ..row import Row
from .datatypes import AtomicType
from .errors import type_error, value_error
from .physical import columns_of
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
    TimestampType,
    TimeType,
)

_SCALARS: dict[type, DataType] = {
    type(None): NullType(),
    bool: BooleanType(),
    int: LongType(),
    float: DoubleType(),
    str: StringType(),
    bytes: BinaryType(),
    bytearray: BinaryType(),
    decimal.Decimal: DecimalType(38, 18),
    datetime.date: DateType(),
    datetime.datetime: TimestampType(),
    datetime.time: TimeType(),
    datetime.timedelta: DayTimeIntervalType(),
}
_NOTHING: DataType = NullType()
# Type codes of array.array whose elements fit a type; unsigned ones take the next wider.
_CODES: dict[str, DataType] = {
    "b": ByteType(),
    "B": ShortType(),
    "h": ShortType(),
    "H": IntegerType(),
    "i": IntegerType(),
    "I": LongType(),
    "l": LongType(),
    "q": LongType(),
    "f": FloatType(),
    "d": DoubleType(),
}


def infer_type(value: Any) -> DataType:
    """The type of a value.

    Raises ``TypeError`` for one that no column holds.

    >>> infer_type({"a": [1, None]}).simpleString()
    'map<string,array<bigint>>'
    """
    known = _SCALARS.get(type(value))
    if known is not None:
        return known
    if type(value).__module__ == "numpy":
        return infer_type(value.tolist())
    if isinstance(value, dict):
        keys = reduce(merge_types, (infer_type(key) for key in value if key is not None), _NOTHING)
        items = reduce(merge_types, (infer_type(item) for item in value.values() if item is not None), _NOTHING)
        return MapType(keys, items, True)
    if isinstance(value, list):
        return ArrayType(reduce(merge_types, map(infer_type, value), _NOTHING), True)
    if isinstance(value, array.array):
        if value.typecode in _CODES:
            return ArrayType(_CODES[value.typecode], False)
        raise type_error("UNSUPPORTED_DATA_TYPE", data_type=f"array({value.typecode})")
    if isinstance(value, tuple) or hasattr(value, "__dict__"):
        return infer_row(value)
    for kind in (str, bool, int, float, bytes):
        if isinstance(value, kind):
            return _SCALARS[kind]
    raise type_error("UNSUPPORTED_DATA_TYPE", data_type=type(value).__name__)


def infer_row(row: Any, names: list[str] | None = None) -> StructType:
    """The schema of a row: a dict (by its sorted keys), a Row, named tuple or tuple, a dataclass or another object.

    `names` are those of a plain tuple's first columns; the others are called `_2` and so on.

    Raises ``TypeError`` for a value that is no row.
    """
    items: Iterable[tuple[str, Any]]
    if isinstance(row, dict):
        items = sorted(row.items())
    elif isinstance(row, (tuple, list)):
        if isinstance(row, Row) and hasattr(row, "__fields__"):
            items = zip(row.__fields__, tuple(row))
        elif hasattr(row, "_fields"):
            items = zip(row._fields, tuple(row))
        else:
            given = list(names or [])
            given += [f"_{i}" for i in range(len(given) + 1, len(row) + 1)]
            items = zip(given, row)
    elif hasattr(row, "__dataclass_fields__"):
        items = ((name, getattr(row, name)) for name in row.__dataclass_fields__)
    elif hasattr(row, "__dict__") and not isinstance(row, type):
        items = sorted(row.__dict__.items())
    else:
        raise type_error("CANNOT_INFER_SCHEMA_FOR_TYPE", data_type=type(row).__name__)
    return StructType([StructField(name, _of_field(name, value), True) for name, value in items])


def _of_field(name: Any, value: Any) -> DataType:
    if not isinstance(name, str):
        raise type_error("CANNOT_INFER_TYPE_FOR_FIELD", field_name=name)
    # Beyond 64 bits Spark stores null without a word.
    if type(value) is int and not -(1 << 63) <= value < 1 << 63:
        raise both(OverflowError)(
            f"the integer {value} in column {name!r} is beyond 64 bits: use decimal.Decimal and a DecimalType"
        )
    try:
        return infer_type(value)
    except TypeError as error:
        raise type_error("CANNOT_INFER_TYPE_FOR_FIELD", field_name=name) from error


def merge_types(a: DataType, b: DataType) -> DataType:
    """The type of a column that holds values of both types.

    Raises ``TypeError`` when there is none.

    >>> merge_types(NullType(), LongType()), merge_types(LongType(), StringType())
    (LongType(), StringType())
    """
    if isinstance(a, NullType) or a == b:
        return b
    if isinstance(b, NullType):
        return a
    if isinstance(a, StructType) and isinstance(b, StructType):
        return _merged_structs(a, b)
    if isinstance(a, ArrayType) and isinstance(b, ArrayType):
        return ArrayType(merge_types(a.elementType, b.elementType), True)
    if isinstance(a, MapType) and isinstance(b, MapType):
        return MapType(merge_types(a.keyType, b.keyType), merge_types(a.valueType, b.valueType), True)
    if isinstance(a, AtomicType) and isinstance(b, AtomicType) and StringType() in (a, b):
        return StringType()
    raise type_error("CANNOT_MERGE_TYPE", data_type1=type(a).__name__, data_type2=type(b).__name__)


def _merged_structs(a: StructType, b: StructType) -> StructType:
    others = {field.name: field for field in b.fields}
    fields = []
    for field in a.fields:
        other = others.pop(field.name, None)
        kind = field.dataType if other is None else merge_types(field.dataType, other.dataType)
        fields.append(StructField(field.name, kind, True))
    return StructType(fields + list(others.values()))


def infer_schema(rows: list[Any], names: list[str] | None = None) -> StructType:
    """The schema of rows without one.

    Raises ``ValueError`` when there are none, and when a column holds nothing but None.

    >>> infer_schema([(1, None), (2, "x")], ["id"])
    StructType([StructField('id', LongType(), True), StructField('_2', StringType(), True)])
    """
    if not rows:
        raise value_error("CANNOT_INFER_EMPTY_SCHEMA")
    schema = _quick(rows, names)
    if schema is None:
        merged = reduce(merge_types, (infer_row(row, names) for row in rows), _NOTHING)
        assert isinstance(merged, StructType)
        schema = merged
    if has_unknown(schema):
        raise value_error("CANNOT_DETERMINE_TYPE")
    return schema


def _quick(rows: list[Any], names: list[str] | None) -> StructType | None:
    """The schema of plain tuples of scalars, a column at a time; None where it is not as simple."""
    kinds, widths = set(map(type, rows)), set()
    if kinds != {tuple}:
        return None
    widths = set(map(len, rows))
    if len(widths) != 1:
        return None
    columns = columns_of(rows, widths.pop())
    given = list(names or [])[: len(columns)]
    given += [f"_{i}" for i in range(len(given) + 1, len(columns) + 1)]
    fields = []
    for name, column in zip(given, columns):
        types = set(map(type, column))
        if not types <= _SCALARS.keys():
            return None
        if int in types:
            numbers = column if types == {int} else [value for value in column if type(value) is int]
            for extreme in (min(numbers), max(numbers)):
                _of_field(name, extreme)
        first_seen = dict.fromkeys(map(type, column))
        fields.append(StructField(name, reduce(merge_types, (_SCALARS[kind] for kind in first_seen)), True))
    return StructType(fields)


def has_unknown(kind: DataType) -> bool:
    """Whether there is a part of which nothing but None was seen."""
    if isinstance(kind, StructType):
        return any(has_unknown(field.dataType) for field in kind.fields)
    if isinstance(kind, ArrayType):
        return has_unknown(kind.elementType)
    if isinstance(kind, MapType):
        return has_unknown(kind.keyType) or has_unknown(kind.valueType)
    return isinstance(kind, NullType)
