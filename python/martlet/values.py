# SPDX-License-Identifier: Apache-2.0
"""Python values as marshal can write them.

Values travel as marshal data of version 2. What marshal does not know (dates, counters, rows, ...) becomes a tuple
``("\\0object", type name, fields)``; a plain tuple that begins with a string with a leading NUL is written with the
mark ``"\\0tuple"`` in front, so that the two cannot be confused.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable
from itertools import chain
from typing import Any

from . import arrays, records
from .errors import both, exception_class

OBJECT, TUPLE = "\0object", "\0tuple"
VERSION = 2
_DEPTH_MAX = 64

# A tuple in marshal's bytes whose first item is a string with a leading NUL: what must be escaped.
_ESCAPED = re.compile(rb"\(.{4}u.{4}\x00", re.DOTALL)


def dumps(value: Any) -> bytes:
    """`value` as marshal bytes of version 2.

    Raises ``TypeError`` for a value of a type that executors do not know.
    """
    return _written(value, (value,))


def dumps_rows(rows: Any) -> bytes:
    """The list or tuple `rows` as marshal bytes of version 2; as :func:`dumps`."""
    return _written(rows, rows)


def _written(value: Any, rows: Any) -> bytes:
    """`value`, which holds `rows`, as bytes.

    Types are looked at level by level, not row by row: marshal would write an array as bytes without a word.
    """
    if _is_plain(rows):
        data = marshal.dumps(value, VERSION)
        if _ESCAPED.search(data) is None:
            return data
    return marshal.dumps(encode(value), VERSION)


def _is_plain(rows: Any) -> bool:
    """Whether marshal writes all of `rows`, and everything inside, as what it is."""
    level: Any = rows  # what holds the items of this level is a list, so that they can be gone through again
    kinds = set(map(type, level))
    for _ in range(_DEPTH_MAX):
        if not kinds <= _MARSHALLED:
            return False
        holders = kinds & _HOLDERS
        if not holders:
            return True
        if kinds != holders:
            level = [item for item in level if type(item) in holders]
        if dict in holders:
            values = [item.values() for item in level if type(item) is dict]
            level = [*level, *values]
        # Most rows are flat: their items are not copied for a level that is not there.
        kinds = set(map(type, chain.from_iterable(level)))
        if kinds & _HOLDERS:
            level = list(chain.from_iterable(level))
    return False


def loads(data: Any, objects: bool = True) -> Any:
    """The value in marshal bytes; `objects` says that it may hold marks."""
    value = marshal.loads(data)
    return decode(value) if objects else value


def encode(value: Any, depth: int = 0) -> Any:
    """`value` with everything replaced that marshal does not write.

    >>> import datetime
    >>> encode([datetime.date(2024, 2, 29)])
    [('\\x00object', 'datetime.date', (2024, 2, 29))]
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if depth > _DEPTH_MAX:
        raise both(ValueError)(f"a value is nested more than {_DEPTH_MAX} levels deep")
    below = depth + 1
    if kind is tuple:
        items = tuple([encode(item, below) for item in value])
        return (TUPLE, *items) if items and type(items[0]) is str and items[0][:1] == "\0" else items
    if kind is list:
        return [encode(item, below) for item in value]
    if kind is dict:
        return {encode(key, below): encode(item, below) for key, item in value.items()}
    if kind is set:
        return {encode(item, below) for item in value}
    if kind is frozenset:
        return frozenset(encode(item, below) for item in value)
    return _encode_object(value, below)


_PLAIN = frozenset([type(None), bool, int, float, str, bytes])
_HOLDERS = frozenset([tuple, list, dict, set, frozenset])
_MARSHALLED = _PLAIN | _HOLDERS


def _encode_object(value: Any, depth: int) -> Any:
    writer = _writers().get(type(value))
    if writer is not None:
        name, fields = writer(value)
        return (OBJECT, name, tuple(encode(field, depth) for field in fields))
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    record = encode_record(value, lambda item: encode(item, depth))
    if record is not None:
        return record
    if isinstance(value, BaseException):
        return (OBJECT, "exception", (type(value).__name__, encode(value.args, depth)))
    if arrays.is_numpy(value):
        return _encode_array(value) if arrays.is_array(value) else encode(value.tolist(), depth)
    for plain in (bool, int, float, str, bytes, tuple, list, dict, set):
        if isinstance(value, plain):
            return encode(plain(value), depth)  # type: ignore[arg-type]
    raise both(TypeError)(
        f"executors do not know values of type {type(value).__module__}.{type(value).__qualname__}; "
        "use numbers, strings, bytes, tuples, lists, dicts, sets, dates, Counter, Row, dataclasses or enums"
    )


def _encode_array(value: Any) -> Any:
    try:
        return (OBJECT, *arrays.fields(value))
    except ValueError as refused:
        what, advice = refused.args
        raise both(TypeError)(f"a row holds {what}, which executors do not have: {advice}") from None


def encode_record(value: Any, inner: Callable[[Any], Any]) -> Any:
    """An object of a named class as it travels, its parts through `inner`; None for values of other kinds.

    Raises ``TypeError`` for objects of own classes that cannot travel.
    """
    info = records.info(type(value))
    if info is None:
        return None
    try:
        if info.kind == records.NAMED_TUPLE:
            return (OBJECT, "namedtuple", (info.description, inner(tuple(value))))
        if info.kind == records.ENUM:
            name = "enumvalue" if isinstance(value, (int, str, float)) else "enum"
            return (OBJECT, name, (info.description, value.name or "", inner(value.value)))
        if info.kind == records.EXCEPTION:
            return (OBJECT, "exception", (info.description, inner(value.args), inner(dict(value.__dict__))))
        description, parts = records.attributes(value, info)
    except records.NoRecord as reason:
        raise both(TypeError)(f"executors cannot take a value of this kind: {reason}") from None
    return (OBJECT, "record", (description, inner(parts)))


def _encode_defaultdict(value: Any) -> tuple[str, tuple[Any, ...]]:
    factory = value.default_factory
    return "collections.defaultdict", (None if factory is None else factory.__name__, dict(value))


def _make_writers() -> dict[type, Callable[[Any], tuple[str, tuple[Any, ...]]]]:
    from collections import ChainMap, Counter, OrderedDict, defaultdict, deque
    from datetime import date, datetime, time, timedelta, timezone
    from decimal import Decimal
    from fractions import Fraction
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from . import zones
    from .resultiterable import ResultIterable
    from .row import Row
    from .statcounter import StatCounter

    return {
        date: lambda d: ("datetime.date", (d.year, d.month, d.day)),
        datetime: lambda d: ("datetime.datetime", zones.datetime_fields(d)),
        time: lambda t: ("datetime.time", zones.time_fields(t)),
        timezone: zones.zone_object,
        ZoneInfo: zones.zone_object,
        timedelta: lambda d: ("datetime.timedelta", (d.days, d.seconds, d.microseconds)),
        Counter: lambda c: ("collections.Counter", (dict(c),)),
        OrderedDict: lambda c: ("collections.OrderedDict", (dict(c),)),
        defaultdict: _encode_defaultdict,
        deque: lambda d: ("collections.deque", (list(d), d.maxlen)),
        ChainMap: lambda c: ("collections.ChainMap", (list(c.maps),)),
        range: lambda r: ("range", (r.start, r.stop, r.step)),
        complex: lambda c: ("complex", (c.real, c.imag)),
        Decimal: lambda d: ("decimal.Decimal", (str(d),)),
        Fraction: lambda f: ("fractions.Fraction", (f.numerator, f.denominator)),
        UUID: lambda u: ("uuid.UUID", (u.bytes,)),
        Row: lambda r: ("Row", (getattr(r, "__fields__", None) and tuple(r.__fields__), tuple(r))),
        StatCounter: lambda s: ("StatCounter", (s.n, s.mu, s.m2, s.maxValue, s.minValue)),
        ResultIterable: lambda r: ("collections.deque", (list(r), None)),
    }


_writers_made: dict[type, Callable[[Any], tuple[str, tuple[Any, ...]]]] = {}


def _writers() -> dict[type, Callable[[Any], tuple[str, tuple[Any, ...]]]]:
    if not _writers_made:
        _writers_made.update(_make_writers())
    return _writers_made


def decode(value: Any) -> Any:
    """The value that :func:`encode` was given.

    >>> decode(encode(("\\0object", {1: 2.5})))
    ('\\x00object', {1: 2.5})
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        mark = value[0] if value else None
        if mark == OBJECT and type(mark) is str:
            return _decode_object(value[1], decode(value[2]))
        return tuple([decode(item) for item in (value[1:] if mark == TUPLE else value)])
    if kind is list:
        return [decode(item) for item in value]
    if kind is dict:
        return {decode(key): decode(item) for key, item in value.items()}
    if kind is set:
        return {decode(item) for item in value}
    if kind is frozenset:
        return frozenset(decode(item) for item in value)
    return value


def _decode_object(name: str, fields: tuple[Any, ...]) -> Any:
    reader = _READERS.get(name)
    if reader is None:
        raise ValueError(f"the engine sent a value of the unknown type {name!r}")
    return reader(*fields)


def _zoned(name: str) -> Callable[..., Any]:
    """A reader of the module zones, which is loaded when it is needed."""

    def make(*fields: Any) -> Any:
        from . import zones

        return getattr(zones, name)(*fields)

    return make


def _simple(module: str, name: str) -> Callable[..., Any]:
    def make(*fields: Any) -> Any:
        import importlib

        return getattr(importlib.import_module(module), name)(*fields)

    return make


def _decode_defaultdict(factory: Any, content: dict[Any, Any]) -> Any:
    from collections import defaultdict

    known = {"int": int, "float": float, "str": str, "list": list, "dict": dict, "set": set, "tuple": tuple}
    return defaultdict(known.get(factory) if factory else None, content)


def _decode_chain(maps: list[Any]) -> Any:
    from collections import ChainMap

    return ChainMap(*maps)


def _decode_row(names: Any, values: tuple[Any, ...]) -> Any:
    from .row import Row

    return Row._of(names, values)


def _decode_stats(n: int, mu: float, m2: float, maximum: float, minimum: float) -> Any:
    from .statcounter import StatCounter

    return StatCounter._of(n, mu, m2, maximum, minimum)


def _decode_exception(name: str, arguments: tuple[Any, ...], extra: dict[str, Any] | None = None) -> Any:
    kind = exception_class(name)
    if kind is not None:
        return records.make_exception(kind, arguments, extra or {})
    made = Exception(*arguments)
    made.__dict__.update(extra or {})
    return made


_READERS: dict[str, Callable[..., Any]] = {
    "datetime.date": _simple("datetime", "date"),
    "datetime.datetime": _zoned("read_datetime"),
    "datetime.time": _zoned("read_time"),
    "datetime.timezone": _zoned("read_timezone"),
    "zoneinfo.ZoneInfo": _zoned("read_zone_info"),
    "datetime.timedelta": _simple("datetime", "timedelta"),
    "collections.Counter": _simple("collections", "Counter"),
    "collections.OrderedDict": _simple("collections", "OrderedDict"),
    "collections.defaultdict": _decode_defaultdict,
    "collections.deque": _simple("collections", "deque"),
    "collections.ChainMap": _decode_chain,
    "int": lambda data: int.from_bytes(data, "little", signed=True),
    "decimal.Decimal": _simple("decimal", "Decimal"),
    "fractions.Fraction": _simple("fractions", "Fraction"),
    "numpy.ndarray": arrays.read,
    "numpy.matrix": arrays.read_matrix,
    "numpy.float32": arrays.read_number("float32"),
    "numpy.int32": arrays.read_number("int32"),
    "numpy.float64": arrays.read_number("float64"),
    "numpy.int64": arrays.read_number("int64"),
    "numpy.bool": arrays.read_number("bool"),
    "numpy.dtype": arrays.read_type,
    "uuid.UUID": lambda data: _simple("uuid", "UUID")(None, data),
    "range": range,
    "complex": complex,
    "Row": _decode_row,
    "StatCounter": _decode_stats,
    "exception": _decode_exception,
    "namedtuple": records.make,
    "record": records.make,
    "enum": records.make_member,
    "enumvalue": records.make_member,
}
