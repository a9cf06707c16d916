# SPDX-License-Identifier: Apache-2.0
"""Functions of arrays and maps, among them those that take a Python function of columns."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable
from typing import Any

from ..column import Column, call, column, invoke
from ..errors import value_error
from ..trees import at_call
from .basics import ColumnOrName, flat, with_constants

_numbers = itertools.count(1)


def array(*cols: Any) -> Column:
    """An array of columns, given one by one or as a list."""
    return invoke("array", *flat(cols))


def create_map(*cols: Any) -> Column:
    """A map of keys and values in turn, given one by one or as a list."""
    return invoke("map", *flat(cols))


def array_contains(col: ColumnOrName, value: Any) -> Column:
    """Whether an array has a value."""
    return call("array_contains", column(col), value)


def array_distinct(col: ColumnOrName) -> Column:
    """The different elements, in the order in which they come first."""
    return invoke("array_distinct", col)


def array_join(col: ColumnOrName, delimiter: str, null_replacement: str | None = None) -> Column:
    """The elements as one text with `delimiter` between; nulls are replaced, or left out."""
    return call("array_join", column(col), delimiter, *([] if null_replacement is None else [null_replacement]))


def array_position(col: ColumnOrName, value: Any) -> Column:
    """The position of a value, from 1; 0 where it is not there."""
    return call("array_position", column(col), value)


def array_remove(col: ColumnOrName, element: Any) -> Column:
    """Without the elements that are equal to a value."""
    return call("array_remove", column(col), element)


def array_append(col: ColumnOrName, value: Any) -> Column:
    """With a value after the last element."""
    return call("array_append", column(col), value)


def array_prepend(col: ColumnOrName, value: Any) -> Column:
    """With a value before the first element."""
    return call("array_prepend", column(col), value)


def array_insert(arr: ColumnOrName, pos: Any, value: Any) -> Column:
    """With a value at a position, counted from 1."""
    position = column(pos) if isinstance(pos, str) else pos
    return call("array_insert", column(arr), position, value)


def array_repeat(col: ColumnOrName, count: Any) -> Column:
    """An array of a value so many times."""
    return with_constants("array_repeat", col, count)


def array_sort(col: ColumnOrName, comparator: Callable[[Column, Column], Column] | None = None) -> Column:
    """The elements in order, nulls last; or as `comparator` says by numbers below, at and above 0."""
    return invoke("array_sort", col) if comparator is None else _higher("array_sort", [col], comparator)


def sort_array(col: ColumnOrName, asc: bool = True) -> Column:
    """The elements in order, nulls first; or from the greatest, nulls last."""
    return call("sort_array", column(col), asc)


def arrays_zip(*cols: ColumnOrName) -> Column:
    """An array of structs of the elements of arrays in turn."""
    return invoke("arrays_zip", *cols)


def element_at(col: ColumnOrName, extraction: Any) -> Column:
    """An array's element by position from 1, from the end where it is negative; or a map's value by key."""
    return call("element_at", column(col), extraction)


def get(col: ColumnOrName, index: Any) -> Column:
    """An array's element by position from 0; null where there is none."""
    return with_constants("get", col, index)


def flatten(col: ColumnOrName) -> Column:
    """The elements of an array's arrays."""
    return invoke("flatten", col)


def reverse(col: ColumnOrName) -> Column:
    """A text or an array from its end."""
    return invoke("reverse", col)


def sequence(start: ColumnOrName, stop: ColumnOrName, step: ColumnOrName | None = None) -> Column:
    """The numbers, dates or times from `start` to `stop`, both included."""
    return invoke("sequence", start, stop, *([] if step is None else [step]))


def shuffle(col: ColumnOrName, seed: Any = None) -> Column:
    """The elements in random order."""
    return call("shuffle", column(col), *([] if seed is None else [seed]))


def size(col: ColumnOrName) -> Column:
    """How many elements an array or a map has."""
    return invoke("size", col)


def slice(x: ColumnOrName, start: Any, length: Any) -> Column:
    """`length` elements from position `start`, counted from 1."""
    return with_constants("slice", x, start, length)


def map_keys(col: ColumnOrName) -> Column:
    """The keys of a map."""
    return invoke("map_keys", col)


def map_values(col: ColumnOrName) -> Column:
    """The values of a map."""
    return invoke("map_values", col)


def map_contains_key(col: ColumnOrName, value: Any) -> Column:
    """Whether a map has a key."""
    return call("map_contains_key", column(col), value)


def map_concat(*cols: Any) -> Column:
    """All entries of several maps."""
    return invoke("map_concat", *flat(cols))


def explode(col: ColumnOrName) -> Column:
    """A row for each element of an array, or for each key and value of a map."""
    return invoke("explode", col)


def explode_outer(col: ColumnOrName) -> Column:
    """As :func:`explode`; a row with null where there is no element."""
    return invoke("explode_outer", col)


def posexplode(col: ColumnOrName) -> Column:
    """As :func:`explode`, with the position, counted from 0, in front."""
    return invoke("posexplode", col)


def posexplode_outer(col: ColumnOrName) -> Column:
    """As :func:`posexplode`; a row with nulls where there is no element."""
    return invoke("posexplode_outer", col)


def stack(*cols: ColumnOrName) -> Column:
    """Values in so many rows."""
    return invoke("stack", *cols)


# Functions of functions


def transform(col: ColumnOrName, f: Callable[..., Column]) -> Column:
    """What a function makes of each element, or of each element and its position."""
    return _higher("transform", [col], f)


def filter(col: ColumnOrName, f: Callable[..., Column]) -> Column:
    """The elements for which a function of the element, or of it and its position, is true."""
    return _higher("filter", [col], f)


def exists(col: ColumnOrName, f: Callable[[Column], Column]) -> Column:
    """Whether a function is true for an element."""
    return _higher("exists", [col], f)


def forall(col: ColumnOrName, f: Callable[[Column], Column]) -> Column:
    """Whether a function is true for all elements."""
    return _higher("forall", [col], f)


def aggregate(
    col: ColumnOrName,
    initialValue: ColumnOrName,
    merge: Callable[[Column, Column], Column],
    finish: Callable[[Column], Column] | None = None,
) -> Column:
    """The elements merged one by one into a value, of which `finish` makes the result."""
    return _higher("aggregate", [col, initialValue], merge, *([] if finish is None else [finish]))


reduce = aggregate


def zip_with(left: ColumnOrName, right: ColumnOrName, f: Callable[[Column, Column], Column]) -> Column:
    """What a function makes of the elements of two arrays in turn."""
    return _higher("zip_with", [left, right], f)


def transform_keys(col: ColumnOrName, f: Callable[[Column, Column], Column]) -> Column:
    """A map with keys that a function makes of key and value."""
    return _higher("transform_keys", [col], f)


def transform_values(col: ColumnOrName, f: Callable[[Column, Column], Column]) -> Column:
    """A map with values that a function makes of key and value."""
    return _higher("transform_values", [col], f)


def map_filter(col: ColumnOrName, f: Callable[[Column, Column], Column]) -> Column:
    """The entries of a map for which a function of key and value is true."""
    return _higher("map_filter", [col], f)


def map_zip_with(col1: ColumnOrName, col2: ColumnOrName, f: Callable[[Column, Column, Column], Column]) -> Column:
    """What a function makes of each key and its values in two maps."""
    return _higher("map_zip_with", [col1, col2], f)


def _higher(name: str, cols: list[ColumnOrName], *functions: Callable[..., Column]) -> Column:
    return call(name, *[column(col) for col in cols], *[_lambda(name, function) for function in functions])


def _lambda(name: str, function: Callable[..., Column]) -> Column:
    """A Python function of columns, called once with names for its arguments."""
    parameters = list(inspect.signature(function).parameters.values())
    allowed = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if any(parameter.kind not in allowed for parameter in parameters):
        raise value_error("UNSUPPORTED_PARAM_TYPE_FOR_HIGHER_ORDER_FUNCTION", func_name=name)
    if not 1 <= len(parameters) <= 3:
        raise value_error("WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION", func_name=name, num_args=len(parameters))
    names = [f"{letter}_{next(_numbers)}" for letter in "xyz"[: len(parameters)]]
    body = function(*[Column(("variable", name)) for name in names])
    if not isinstance(body, Column):
        raise value_error("HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN", func_name=name, return_type=type(body).__name__)
    return Column(at_call(("lambda", names, body._tree)), body._kept)
