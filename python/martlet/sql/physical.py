# SPDX-License-Identifier: Apache-2.0
"""Python's values as columns hold them, and back.

Rows are turned a column at a time: the types of a column's values are gathered first, so that a column that is as it
should be costs no test for each value.
"""

from __future__ import annotations

import datetime
import decimal
import gc
import struct
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from ..row import Row
from .errors import PySparkException, type_error, value_error
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
    StructType,
    TimestampNTZType,
    TimestampType,
    TimeType,
    VarcharType,
    YearMonthIntervalType,
)

_NONE = type(None)
_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_BITS: dict[type, int] = {ByteType: 8, ShortType: 16, IntegerType: 32, LongType: 64}
_DIGITS = decimal.Context(prec=100)


# Python's values -> those that columns hold


class _Field:
    """What a column is called in errors, and whether its values are only converted."""

    def __init__(self, name: str | None, nullable: bool, verify: bool) -> None:
        self.name, self.nullable, self.verify = name, nullable, verify

    def inside(self, what: str, nullable: bool) -> _Field:
        return _Field(what if self.name is None else f"{what} {self.name}", nullable, self.verify)

    def refused(self, value: Any, kind: DataType) -> PySparkException:
        parameters = {"data_type": str(kind), "obj": repr(value), "obj_type": type(value).__name__}
        if self.name is None:
            return type_error("FIELD_DATA_TYPE_UNACCEPTABLE", **parameters)
        return type_error("FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME", field_name=self.name, **parameters)


def rows_to_physical(rows: Iterable[Any], schema: StructType, verify: bool = True) -> list[tuple[Any, ...]]:
    """Rows as tuples of what the columns of `schema` hold. A row is a tuple, a list, a dict or an object with fields.

    Raises :class:`PySparkTypeError` and :class:`PySparkValueError` for values that are not of their column's type.
    """
    return _structs(list(rows), schema, _Field(None, False, verify))


def to_physical(value: Any, kind: DataType) -> Any:
    """One value as a column of the type holds it."""
    return _column([value], kind, _Field(None, True, True))[0]


def _column(values: Sequence[Any], kind: DataType, field: _Field) -> Sequence[Any]:
    types = set(map(type, values))
    if _NONE in types:
        if not field.nullable and field.verify:
            if field.name is None:
                raise value_error("FIELD_NOT_NULLABLE")
            raise value_error("FIELD_NOT_NULLABLE_WITH_NAME", field_name=field.name)
        types.discard(_NONE)
        if not types:
            return values
        there = _convert([value for value in values if value is not None], types, kind, field)
        following = iter(there)
        return [None if value is None else next(following) for value in values]
    return _convert(values, types, kind, field) if values else values


def _convert(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    """Values, none of which is None."""
    if any(given.__module__ == "numpy" for given in types):
        values = [value.tolist() if type(value).__module__ == "numpy" else value for value in values]
        types = set(map(type, values))
    writer = _WRITERS.get(type(kind))
    if writer is None:
        raise value_error("UNSUPPORTED_DATA_TYPE", data_type=kind.simpleString())
    return writer(values, types, kind, field)


def _only(values: Sequence[Any], types: set[type], kind: DataType, field: _Field, *allowed: type) -> None:
    """Refuses values whose types are not these themselves."""
    if not types.issubset(allowed):
        raise field.refused(next(value for value in values if type(value) not in allowed), kind)


def _integers(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    _only(values, types, kind, field, int, *(() if field.verify else (bool,)))
    bits = _BITS[type(kind)]
    low, high = -(1 << bits - 1), (1 << bits - 1) - 1
    if min(values) < low or max(values) > high:
        bad = next(value for value in values if not low <= value <= high)
        raise value_error(
            "VALUE_OUT_OF_BOUNDS", arg_name=field.name or "obj", lower_bound=low, upper_bound=high, actual=bad
        )
    return values if bool not in types else list(map(int, values))


def _floats(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    if not field.verify and types <= {int, float, bool}:
        values = list(map(float, values))
    else:
        if not all(issubclass(given, float) for given in types):
            _only(values, types, kind, field, float)
        if types != {float}:
            values = list(map(float, values))
    if type(kind) is FloatType:
        return [_binary32(value) for value in values]
    return values


def _binary32(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _texts(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    if types == {str}:
        return values
    return [value if type(value) is str else _text(value) for value in values]


def _text(value: Any) -> str:
    """A value as text in a column of text: Java's words for true and false, else Python's."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _plain(*allowed: type) -> Callable[..., Sequence[Any]]:
    def write(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
        _only(values, types, kind, field, *allowed)
        return values

    return write


def _bytes(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    _only(values, types, kind, field, bytes, bytearray)
    return values if types == {bytes} else list(map(bytes, values))


def _dates(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    if not all(issubclass(given, datetime.date) for given in types):
        bad = next(value for value in values if not isinstance(value, datetime.date))
        raise field.refused(bad, kind)
    return [value.toordinal() - _EPOCH_DAY for value in values]


def _is_times(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> None:
    if not all(issubclass(given, datetime.datetime) for given in types):
        raise field.refused(next(value for value in values if not isinstance(value, datetime.datetime)), kind)


def instant(value: datetime.datetime) -> int:
    """Microseconds since 1970 in UTC; a time without a zone is one of this process's zone."""
    whole = value.replace(microsecond=0)
    return int(whole.timestamp()) * 1_000_000 + value.microsecond


def _instants(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    _is_times(values, types, kind, field)
    return [instant(value) for value in values]


def wall_clock(value: datetime.datetime) -> int:
    """Microseconds since 1970 of the same clock."""
    return (value.replace(tzinfo=None) - _EPOCH) // _MICROSECOND


def _clocks(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    _is_times(values, types, kind, field)
    return [wall_clock(value) for value in values]


def nanoseconds(value: datetime.time) -> int:
    """Nanoseconds since midnight of a time of day."""
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return (seconds * 1_000_000 + value.microsecond) * 1_000


def _times_of_day(values: Sequence[Any], types: set[type], kind: TimeType, field: _Field) -> Sequence[Any]:
    _only(values, types, kind, field, datetime.time)
    unit = 10 ** (9 - kind.precision)
    return [nanoseconds(value) // unit * unit for value in values]


def _read_time(nanos: int) -> datetime.time:
    seconds, rest = divmod(nanos // 1_000, 1_000_000)
    return datetime.time(seconds // 3_600, seconds // 60 % 60, seconds % 60, rest)


def unscaled(value: decimal.Decimal, kind: DecimalType) -> int | None:
    """A decimal as a whole number of its last place, rounded half up; None beyond its digits."""
    if not value.is_finite():
        return None
    moved = value.scaleb(kind.scale, _DIGITS).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP, _DIGITS)
    number = int(moved)
    return number if -(10**kind.precision) < number < 10**kind.precision else None


def _decimals(values: Sequence[Any], types: set[type], kind: DecimalType, field: _Field) -> Sequence[Any]:
    if not field.verify and types <= {int, decimal.Decimal}:
        values = list(map(decimal.Decimal, values))
    else:
        _only(values, types, kind, field, decimal.Decimal)
    made = [unscaled(value, kind) for value in values]
    if None in made:
        bad = values[made.index(None)]
        raise value_error("NUMERIC_VALUE_OUT_OF_RANGE", value=bad, type=kind.simpleString())
    return made


def _intervals(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    _only(values, types, kind, field, datetime.timedelta)
    return [value // _MICROSECOND for value in values]


def _arrays(values: Sequence[Any], types: set[type], kind: ArrayType, field: _Field) -> Sequence[Any]:
    import array

    _only(values, types, kind, field, list, tuple, array.array)
    inner = _column(
        list(chain.from_iterable(values)), kind.elementType, field.inside("element in array", kind.containsNull)
    )
    return _cut(inner, values)


def _cut(inner: Sequence[Any], values: Sequence[Any]) -> list[list[Any]]:
    """All elements as lists of the lengths that the values have."""
    start, made = 0, []
    for value in values:
        end = start + len(value)
        made.append(list(inner[start:end]))
        start = end
    return made


def _maps(values: Sequence[Any], types: set[type], kind: MapType, field: _Field) -> Sequence[Any]:
    if not all(issubclass(given, dict) for given in types):
        raise field.refused(next(value for value in values if not isinstance(value, dict)), kind)
    keys = _column(list(chain.from_iterable(values)), kind.keyType, field.inside("key of map", False))
    items: Sequence[Any] = list(chain.from_iterable(value.values() for value in values))
    items = _column(items, kind.valueType, field.inside("value of map", kind.valueContainsNull))
    keys = [tuple(key) if isinstance(key, list) else key for key in keys]
    return [dict(zip(k, v)) for k, v in zip(_cut(keys, values), _cut(items, values))]


def _structs(values: Sequence[Any], kind: StructType, field: _Field) -> list[Any]:
    width = len(kind.fields)
    rows, types = values, set(map(type, values))
    if not types <= {tuple, Row} or set(map(len, values)) != {width}:
        rows, types = [_members(value, kind, field) for value in values], set()
    if not rows or not width:
        return [()] * len(rows)
    columns = columns_of(rows, width)
    made = []
    for member, column in zip(kind.fields, columns):
        name = f"field {member.name}" + ("" if field.name is None else f" in {field.name}")
        made.append(_column(column, member.dataType, _Field(name, member.nullable, field.verify)))
    if types == {tuple} and all(new is old for new, old in zip(made, columns)):
        return list(rows)
    return list(zip(*made))


def columns_of(rows: Sequence[Any], width: int) -> list[list[Any]]:
    """The columns of rows that are tuples or lists. Quicker than zip, which would make an iterator of each row."""
    return [list(map(itemgetter(i), rows)) for i in range(width)]


def _members(value: Any, kind: StructType, field: _Field) -> Sequence[Any]:
    """The values of a row's fields, in the order of the type's."""
    if isinstance(value, dict):
        return [value.get(name) for name in kind.names]
    if isinstance(value, (tuple, list)):
        if len(value) != len(kind.fields):
            lengths = {"object_length": len(value), "field_length": len(kind.fields)}
            if field.name is None:
                raise value_error("FIELD_STRUCT_LENGTH_MISMATCH", **lengths)
            raise value_error("FIELD_STRUCT_LENGTH_MISMATCH_WITH_NAME", field_name=field.name, **lengths)
        return value
    if hasattr(value, "__dict__") or hasattr(value, "__slots__"):
        return [getattr(value, name, None) for name in kind.names]
    raise field.refused(value, kind)


def _struct_column(values: Sequence[Any], types: set[type], kind: StructType, field: _Field) -> Sequence[Any]:
    return _structs(values, kind, field)


def _nothing(values: Sequence[Any], types: set[type], kind: DataType, field: _Field) -> Sequence[Any]:
    raise field.refused(values[0], kind)


_WRITERS: dict[type, Callable[..., Sequence[Any]]] = {
    NullType: _nothing,
    BooleanType: _plain(bool),
    ByteType: _integers,
    ShortType: _integers,
    IntegerType: _integers,
    LongType: _integers,
    FloatType: _floats,
    DoubleType: _floats,
    StringType: _texts,
    CharType: _texts,
    VarcharType: _texts,
    BinaryType: _bytes,
    DateType: _dates,
    TimestampType: _instants,
    TimestampNTZType: _clocks,
    TimeType: _times_of_day,
    DecimalType: _decimals,
    DayTimeIntervalType: _intervals,
    ArrayType: _arrays,
    MapType: _maps,
    StructType: _struct_column,
}


# Values of columns -> Python's


def rows_from_physical(rows: list[tuple[Any, ...]], schema: StructType) -> list[Row]:
    """What an action gave as rows of Python's values."""
    if not rows:
        return []
    if any(_reader(field.dataType) is not None for field in schema.fields):
        columns = columns_of(rows, len(schema.fields))
        columns = [from_column(column, field.dataType) for column, field in zip(columns, schema.fields)]
        rows = list(zip(*columns))
    return named_rows(rows, schema.names)


def named_rows(rows: Iterable[tuple[Any, ...]], names: list[str]) -> list[Row]:
    """Rows that share one list of names."""
    new, made = tuple.__new__, []
    # Nothing becomes garbage here, and the collector would look at all rows again and again.
    collects = gc.isenabled()
    gc.disable()
    try:
        for values in rows:
            row = new(Row, values)
            row.__dict__["__fields__"] = names
            made.append(row)
    finally:
        if collects:
            gc.enable()
    return made


def from_physical(value: Any, kind: DataType) -> Any:
    """One value of a column as Python's."""
    return from_column([value], kind)[0]


def from_column(values: Sequence[Any], kind: DataType) -> list[Any]:
    """A column's values as Python's."""
    reader = _reader(kind)
    return list(values) if reader is None else reader(values, kind)


def _reader(kind: DataType) -> Callable[[Sequence[Any], Any], list[Any]] | None:
    """What turns a column of this type; None when its values are Python's own."""
    found = _READERS.get(type(kind))
    if isinstance(kind, ArrayType) and _reader(kind.elementType) is None:
        return None
    if isinstance(kind, MapType) and _reader(kind.keyType) is None and _reader(kind.valueType) is None:
        return None
    return found


def _each(make: Callable[[Any], Any]) -> Callable[[Sequence[Any], Any], list[Any]]:
    return lambda values, _: [None if value is None else make(value) for value in values]


def _read_instant(micros: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(micros // 1_000_000).replace(microsecond=micros % 1_000_000)


def _read_decimals(values: Sequence[Any], kind: DecimalType) -> list[Any]:
    scale, make = -kind.scale, decimal.Decimal
    return [None if value is None else make(value).scaleb(scale, _DIGITS) for value in values]


def _read_arrays(values: Sequence[Any], kind: ArrayType) -> list[Any]:
    there = [value for value in values if value is not None]
    following = iter(_cut(from_column(list(chain.from_iterable(there)), kind.elementType), there))
    return [None if value is None else next(following) for value in values]


def _read_maps(values: Sequence[Any], kind: MapType) -> list[Any]:
    there = [value for value in values if value is not None]
    keys = _cut(from_column(list(chain.from_iterable(there)), kind.keyType), there)
    items = _cut(from_column(list(chain.from_iterable(v.values() for v in there)), kind.valueType), there)
    following = iter([dict(zip(k, v)) for k, v in zip(keys, items)])
    return [None if value is None else next(following) for value in values]


def _read_structs(values: Sequence[Any], kind: StructType) -> list[Any]:
    following = iter(rows_from_physical([value for value in values if value is not None], kind))
    return [None if value is None else next(following) for value in values]


def _no_months(values: Sequence[Any], kind: DataType) -> list[Any]:
    if all(value is None for value in values):
        return list(values)
    raise no_months()


def no_months() -> Exception:
    """What is raised where intervals of years and months would be Python's values."""
    from ..errors import unsupported

    return unsupported(
        "value of Python for intervals of years and months", "cast the column to string or to int (months) first"
    )


_READERS: dict[type, Callable[[Sequence[Any], Any], list[Any]]] = {
    DateType: _each(lambda days: datetime.date.fromordinal(days + _EPOCH_DAY)),
    TimestampType: _each(_read_instant),
    TimestampNTZType: _each(lambda micros: _EPOCH + datetime.timedelta(microseconds=micros)),
    TimeType: _each(_read_time),
    DayTimeIntervalType: _each(lambda micros: datetime.timedelta(microseconds=micros)),
    YearMonthIntervalType: _no_months,
    DecimalType: _read_decimals,
    ArrayType: _read_arrays,
    MapType: _read_maps,
    StructType: _read_structs,
}
