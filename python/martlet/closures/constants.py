# SPDX-License-Identifier: Apache-2.0
"""Captured values as what ``marshal`` version 2 can write.

Plain values stay as they are. An object that marshal cannot write becomes ``("\\0object", type name, fields)``; a
plain tuple that could be mistaken for one gets the prefix ``"\\0tuple"``.
"""

from __future__ import annotations

import collections
import datetime
import enum
import itertools
from collections.abc import Callable
from typing import Any

from .. import arrays, zones
from ..values import encode as encode_value
from ..values import encode_record

OBJECT = "\0object"
TUPLE = "\0tuple"
#: How deep a captured value may nest.
MAX_DEPTH = 60
INT_MIN, INT_MAX = -(2**63), 2**63 - 1

_ATOMS = frozenset({type(None), bool, int, float, str, bytes})
_CONTAINERS = frozenset({tuple, list, dict, set, frozenset})
_FACTORIES = {int: "int", float: "float", str: "str", list: "list", dict: "dict", set: "set", tuple: "tuple"}


class Unsupported(Exception):
    """A value that cannot be captured: what it is, and what to do instead."""

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        #: Whether it was found inside of the value that was asked for.
        self.is_inside = False

    def said_of(self, name: str) -> str:
        """The sentence about a value of this name."""
        return f"{name} {'holds' if self.is_inside else 'is'} {self.what}."


def encode(value: Any, depth: int = 0) -> Any:
    """The value for marshal; raises ``Unsupported``."""
    try:
        return _encoded(value, depth)
    except Unsupported as unsupported:
        unsupported.is_inside = type(value) in _CONTAINERS
        raise


def _encoded(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if depth > MAX_DEPTH:
        raise Unsupported(
            f"a value nested deeper than {MAX_DEPTH} levels", "Captured values may not contain themselves."
        )
    if kind is dict:
        return _dictionary(value, depth)
    if kind not in _CONTAINERS:
        return _object(value, kind, depth)
    if _is_flat(value) or _is_table(value):
        items = kind(value)
    else:
        items = kind([_encoded(item, depth + 1) for item in value])
    if kind is tuple and items and type(value[0]) is str and value[0].startswith("\0"):
        return (TUPLE, *items)
    return items


def _is_flat(values: Any) -> bool:
    """Whether all members are atoms that need no change: told from their types, without a step for each."""
    return set(map(type, values)) <= _ATOMS


def _is_table(values: Any) -> bool:
    """Whether all members are tuples of atoms, none of which needs a change."""
    if set(map(type, values)) != {tuple} or not _is_flat(list(itertools.chain.from_iterable(values))):
        return False
    return not any(row and type(row[0]) is str and row[0].startswith("\0") for row in values)


def _dictionary(value: dict, depth: int) -> dict:
    if _is_flat(value) and (_is_flat(value.values()) or _is_table(value.values())):
        return dict(value)
    return {_encoded(key, depth + 1): _encoded(item, depth + 1) for key, item in value.items()}


def make(name: str, *fields: Any) -> tuple[str, str, tuple]:
    """An object of the named type."""
    return (OBJECT, name, fields)


def _object(value: Any, kind: type, depth: int) -> Any:
    maker = _MAKERS.get(kind)
    if maker is not None:
        return maker(value, depth)
    try:
        record = encode_record(value, lambda item: _encoded(item, depth + 1))
    except TypeError as refused:
        raise Unsupported(f"an object of the class {kind.__qualname__}", f"{refused}.") from None
    if record is not None:
        return record
    if isinstance(value, enum.Enum) and isinstance(value, (int, str, float)):
        return _encoded(value.value, depth)
    if kind.__module__ in ("decimal", "uuid", "fractions") and kind.__name__ in ("Decimal", "UUID", "Fraction"):
        return encode_value(value)
    if isinstance(value, BaseException):
        return _exception(value, kind, depth)
    if is_row(value):
        return _row(value, depth)
    if isinstance(value, datetime.tzinfo):
        return _zone(value)
    if kind.__name__ == "ResultIterable":
        return [_encoded(item, depth + 1) for item in value]
    if kind.__module__.partition(".")[0] == "numpy":
        return _numpy(value, kind, depth)
    if kind.__name__ == "StatCounter":
        return make("StatCounter", *(_encoded(getattr(value, name), depth) for name in _STATISTICS))
    raise refusal(value)


_STATISTICS = ("n", "mu", "m2", "maxValue", "minValue")


def is_row(value: Any) -> bool:
    """Whether a value is a Row or an instance of a namedtuple."""
    kind = type(value)
    return isinstance(value, tuple) and kind is not tuple and (kind.__name__ == "Row" or hasattr(kind, "_fields"))


def is_row_class(kind: Any) -> bool:
    """Whether a class is PySpark's Row."""
    return isinstance(kind, type) and kind.__name__ == "Row" and issubclass(kind, tuple)


def _row(value: tuple, depth: int) -> tuple:
    names = value.__dict__.get("__fields__") if hasattr(value, "__dict__") else None
    names = names or getattr(type(value), "_fields", None)
    values = tuple([_encoded(item, depth + 1) for item in tuple(value)])
    return make("Row", tuple(names) if names else None, values)


def _exception(value: BaseException, kind: type, depth: int) -> tuple:
    if kind.__module__ != "builtins":
        raise Unsupported(f"an exception of the class {kind.__qualname__}", "Use one of Python's own exceptions.")
    return make("exception", kind.__name__, tuple([_encoded(item, depth + 1) for item in value.args]))


def _numpy(value: Any, kind: type, depth: int) -> Any:
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        return _encoded(value.item(), depth)
    if not arrays.is_array(value):
        raise Unsupported(f"a numpy {kind.__name__}", "Executors have arrays of numpy, and numbers.")
    try:
        name, fields = arrays.fields(value)
        return make(name, *fields)
    except ValueError as refused:
        what, advice = refused.args
        raise Unsupported(what, advice[0].upper() + advice[1:] + ".") from None


def _zoned(name: str, fields: Callable[[Any], tuple[Any, ...]], value: Any) -> tuple:
    """A date or time with its zone, whose rules travel with it."""
    try:
        return make(name, *fields(value))
    except (TypeError, ValueError) as error:
        raise Unsupported(f"{_short(value)}: {getattr(error, 'message', error)}") from None


def _zone(value: datetime.tzinfo) -> tuple:
    try:
        name, fields = zones.zone_object(value)
    except (TypeError, ValueError) as error:
        raise Unsupported(f"{_short(value)}: {getattr(error, 'message', error)}") from None
    return make(name, *fields)


def is_zone(value: Any) -> bool:
    """Whether a value is a time zone that executors can have."""
    return isinstance(value, datetime.tzinfo)


def _default_dictionary(value: collections.defaultdict, depth: int) -> tuple:
    factory = value.default_factory
    if factory is not None and factory not in _FACTORIES:
        raise Unsupported(
            "a defaultdict whose factory is a function of yours", "Use int, float, str, list, dict, set or tuple."
        )
    return make(
        "collections.defaultdict",
        None if factory is None else _FACTORIES[factory],
        _dictionary(value, depth),
    )


def _deque(value: collections.deque, depth: int) -> tuple:
    return make("collections.deque", [_encoded(item, depth + 1) for item in value], value.maxlen)


def _chain(value: collections.ChainMap, depth: int) -> tuple:
    return make("collections.ChainMap", [_encoded(item, depth + 1) for item in value.maps])


def _range(value: range) -> tuple:
    if any(not INT_MIN <= number <= INT_MAX for number in (value.start, value.stop, value.step)):
        raise Unsupported("a range beyond 64 bits", "Give it smaller bounds.")
    return make("range", value.start, value.stop, value.step)


_MAKERS: dict[type, Callable[[Any, int], Any]] = {
    complex: lambda value, depth: make("complex", value.real, value.imag),
    range: lambda value, depth: _range(value),
    datetime.date: lambda value, depth: make("datetime.date", value.year, value.month, value.day),
    datetime.datetime: lambda value, depth: _zoned("datetime.datetime", zones.datetime_fields, value),
    datetime.time: lambda value, depth: _zoned("datetime.time", zones.time_fields, value),
    datetime.timedelta: lambda value, depth: make("datetime.timedelta", value.days, value.seconds, value.microseconds),
    collections.Counter: lambda value, depth: make("collections.Counter", _dictionary(value, depth)),
    collections.OrderedDict: lambda value, depth: make("collections.OrderedDict", _dictionary(value, depth)),
    collections.defaultdict: _default_dictionary,
    collections.deque: _deque,
    collections.ChainMap: _chain,
}


#: Classes whose instances are captured as a whole.
KNOWN = frozenset(_MAKERS)


def _short(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 60 else text[:57] + "..."


_DRIVER_ONLY = {
    "SparkContext": "the SparkContext",
    "SparkSession": "the SparkSession",
    "SQLContext": "the SQLContext",
    "StreamingContext": "the StreamingContext",
}
_DISTRIBUTED = {"RDD": "an RDD", "DataFrame": "a DataFrame", "Column": "a Column", "PipelinedRDD": "an RDD"}
_ADVICE = {
    "bytearray": "Capture bytes(value).",
    "memoryview": "Capture bytes(value).",
    "generator": "Make a list of it first: values = list(generator).",
    "dict_keys": "Make a list of it first.",
    "dict_values": "Make a list of it first.",
    "dict_items": "Make a list of it first.",
    "TextIOWrapper": "Files are not open on the executors: read it first and capture what it says.",
    "BufferedReader": "Files are not open on the executors: read it first and capture what it says.",
    "BufferedWriter": "Write on the driver what collect() gives, or use saveAsTextFile.",
    "lock": "Tasks share no memory with the driver: no lock is needed.",
    "RLock": "Tasks share no memory with the driver: no lock is needed.",
    "Random": "Use the functions of the module random, or make random.Random(seed) inside mapPartitions.",
    "array": "Capture value.tolist().",
    "Series": "Capture values.tolist() or values.to_dict().",
}


def _homes(value: Any) -> list[type]:
    return [base for base in type(value).__mro__ if base.__module__.partition(".")[0] in ("martlet", "pyspark")]


def is_driver_only(value: Any) -> bool:
    """Whether a value is a context, a session or a distributed dataset."""
    return any(base.__name__ in _DRIVER_ONLY or base.__name__ in _DISTRIBUTED for base in _homes(value))


def refusal(value: Any) -> Unsupported:
    """Why a value cannot be captured, in the words of who meets it."""
    kind = type(value)
    home = kind.__module__.partition(".")[0]
    for base in _homes(value):
        if base.__name__ in _DRIVER_ONLY:
            return Unsupported(
                f"{_DRIVER_ONLY[base.__name__]}, which exists on the driver only "
                "([CONTEXT_ONLY_VALID_ON_DRIVER], SPARK-5063)",
                "It cannot be used inside a function that runs on the executors. Take what the function needs from it "
                "before, as plain values.",
            )
        if base.__name__ in _DISTRIBUTED:
            return Unsupported(
                f"{_DISTRIBUTED[base.__name__]}: transformations and actions start on the driver only, not inside "
                "other transformations ([RDD_TRANSFORM_ONLY_VALID_ON_DRIVER], SPARK-5063)",
                "Join the two, or capture a small one as a value: collect(), collectAsMap() or a broadcast variable.",
            )
    if home == "pandas":
        if kind.__name__ == "DataFrame":
            return Unsupported("a pandas DataFrame", "Capture plain values: frame.to_dict() or frame.values.tolist().")
        return Unsupported(f"a pandas {kind.__name__}", _ADVICE.get(kind.__name__, "Capture plain Python values."))
    advice = _ADVICE.get(kind.__name__)
    if advice is None and hasattr(value, "__fspath__"):
        advice = "Capture str(path)."
    if advice is None and hasattr(kind, "__next__"):
        advice = "Make a list of it first: values = list(iterator)."
    if advice is None:
        advice = (
            "Executors know numbers, strings, bytes, tuples, lists, dicts, sets, dates and what collections has: "
            "capture the values that the function needs."
        )
    name = (
        kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    )
    return Unsupported(f"an object of the class {name}", advice)
