# SPDX-License-Identifier: Apache-2.0
"""Functions of frames that run on executors. Like :mod:`martlet.tasks` they keep to what the translator knows."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable
from typing import Any

from ..row import Row


def wrapped() -> Any:
    """A value as a row of one."""
    return lambda value: (value,)


def as_tuple() -> Any:
    """A row as a plain tuple."""
    return lambda row: tuple(row)


def members(names: list[str]) -> Any:
    """A dict's values in the order of names."""
    return lambda row: tuple([row.get(name) for name in names])


def attributes(names: list[str]) -> Any:
    """An object's attributes in the order of names."""
    return lambda row: tuple([getattr(row, name) for name in names])


def rows(names: list[str]) -> Any:
    """A tuple as a :class:`Row`."""
    make = Row(*names)
    return lambda values: make(*values)


def converted_rows(names: list[str], kinds: list[Any]) -> Any:
    """A tuple of what columns hold as a :class:`Row` of Python's values.

    A kind is None for a column whose values are Python's own; else the name of what must be done, and its parts.
    """
    make, convert = Row(*names), _converter()

    def row_of(values: Any) -> Any:
        return make(*[value if kind is None else convert(value, kind) for value, kind in zip(values, kinds)])

    return row_of


def _converter() -> Callable[[Any, Any], Any]:
    def convert(value: Any, kind: Any) -> Any:
        if value is None or kind is None:
            return value
        name = kind[0]
        if name == "date":
            return datetime.date.fromordinal(value + 719163)
        if name == "timestamp":
            whole = datetime.datetime.fromtimestamp(value // 1000000)
            return whole.replace(microsecond=value % 1000000)
        if name == "clock":
            return datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=value)
        if name == "interval":
            return datetime.timedelta(microseconds=value)
        if name == "time":
            seconds = value // 1000000000
            minutes = seconds // 60
            return datetime.time(minutes // 60, minutes % 60, seconds % 60, value % 1000000000 // 1000)
        if name == "decimal":
            # As text: arithmetic would round to the context's digits.
            return decimal.Decimal(f"{value}E-{kind[1]}")
        if name == "array":
            return [convert(item, kind[1]) for item in value]
        if name == "map":
            return {convert(key, kind[1]): convert(item, kind[2]) for key, item in value.items()}
        if name == "row":
            # As the engine names it: the fields' names are known with the argument's type.
            return Row(*kind[1])(*[convert(item, inner) for item, inner in zip(value, kind[2])])
        return kind[1](*[convert(item, inner) for item, inner in zip(value, kind[2])])

    return convert


def text_of(value: Any) -> str:
    """A value of an RDD as text in a column of text: Java's words and numbers, as Spark has it, else Python's."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return _java_float(value)
    return str(value)


def _java_float(value: float) -> str:
    if value != value:
        return "NaN"
    size = abs(value)
    if size == float("inf"):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value)
    if size == 0 or 0.001 <= size < 10000000:
        return text
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, part = mantissa.partition(".")
    digits = whole + part
    kept = digits.lstrip("0")
    power = int(exponent or "0") + len(whole) - 1 - (len(digits) - len(kept))
    kept = kept.rstrip("0")
    return ("-" if value < 0 else "") + kept[0] + "." + (kept[1:] or "0") + "E" + str(power)


def stored_rows(kinds: list[Any]) -> Any:
    """A tuple of Python's values as one of what columns hold; the other way of :func:`converted_rows`."""
    store = _storer()
    return lambda values: tuple([store(value, kind) for value, kind in zip(values, kinds)])


def _storer() -> Callable[[Any, Any], Any]:
    def store(value: Any, kind: Any) -> Any:
        if value is None or kind is None:
            return value
        name = kind[0]
        if name == "text":
            return text_of(value)
        if name == "date":
            return value.toordinal() - 719163
        if name == "timestamp":
            return int(value.replace(microsecond=0).timestamp()) * 1000000 + value.microsecond
        if name == "clock":
            passed = value.replace(tzinfo=None) - datetime.datetime(1970, 1, 1)
            return (passed.days * 86400 + passed.seconds) * 1000000 + passed.microseconds
        if name == "interval":
            return (value.days * 86400 + value.seconds) * 1000000 + value.microseconds
        if name == "time":
            return ((value.hour * 60 + value.minute) * 60 + value.second) * 1000000000 + value.microsecond * 1000
        if name == "decimal":
            over, under = value.as_integer_ratio()
            rounded = (2 * abs(over) * 10 ** kind[1] + under) // (2 * under)
            return -rounded if over < 0 else rounded
        if name == "array":
            return [store(item, kind[1]) for item in value]
        if name == "map":
            return {store(key, kind[1]): store(item, kind[2]) for key, item in value.items()}
        names, kinds = kind[3], kind[2]
        members = [value.get(each) for each in names] if isinstance(value, dict) else list(value)
        return tuple([store(item, inner) for item, inner in zip(members, kinds)])

    return store


def storing(function: Callable[..., Any], kind: Any) -> Callable[..., Any]:
    """The function, with what it gives made into what columns hold."""
    store = _storer()
    return lambda *values: store(function(*values), kind)


def converting(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with a list before its arguments of what makes them Python's values."""
    convert = _converter()
    return lambda kinds, *values: function(*[convert(value, kind) for value, kind in zip(values, kinds)])
