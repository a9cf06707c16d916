# SPDX-License-Identifier: Apache-2.0
"""Expressions as the engine takes them: tuples, the kind first. Names are the engine's to resolve."""

from __future__ import annotations

import datetime
import decimal
import enum
from collections.abc import Iterable
from typing import Any

from .. import zones
from ..sites import here
from .errors import value_error

Tree = tuple[Any, ...]
_INT_MAX = (1 << 31) - 1
_LONG_MAX = (1 << 63) - 1
#: What numbers of numpy are in SQL.
_NUMPY = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "uint8": "smallint",
    "uint16": "int",
    "uint32": "bigint",
    "float32": "float",
    "float64": "double",
}


def at_call(tree: Tree) -> Tree:
    """The tree, with the place where the user wrote it."""
    site = here()
    if not site.line:
        return tree
    place = tuple(site.field)
    if tree[0] == "call":
        # What the same call has made of its arguments needs no place of its own.
        tree = (
            "call",
            tree[1],
            [part[1] if part[0] == "at" and part[2] == place else part for part in tree[2]],
            *tree[3:],
        )
    return ("at", tree, place)


def outer(tree: Tree) -> Tree:
    """A column of the rows around a subquery."""
    _seen.append(True)
    return ("outer", tree)


#: Whether a column was called outer at all, without which nothing is looked through.
_seen: list[bool] = []


def has_outer(value: Any) -> bool:
    """Whether a column of the rows around is in a tree, or in the fields of a relation."""
    if not _seen:
        return False
    if isinstance(value, tuple) and value and value[0] == "outer":
        return True
    if isinstance(value, tuple) and value and value[0] == "subquery":
        return False
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return any(has_outer(item) for item in items)


def bare(tree: Tree) -> Tree:
    """The tree without its place."""
    while tree[0] == "at":
        tree = tree[1]
    return tree


def named(name: str, frame: int | None = None) -> Tree:
    """A column by name, or a star.

    >>> named("a.*"), named("id")
    (('star', 'a'), ('column', 'id', None))
    """
    if name == "*":
        return ("star", None)
    if name.endswith(".*") and frame is None:
        return ("star", name[:-2])
    return ("column", name, frame)


def literal(value: Any) -> Tree:
    """A value of Python's as a constant.

    Raises ``ValueError`` for one that no column holds.

    >>> literal(3), literal(3_000_000_000), literal("x"), literal(None)
    (('literal', 3, 'int'), ('literal', 3000000000, 'bigint'), ('literal', 'x', 'string'), ('literal', None, 'void'))
    """
    kind = type(value)
    if kind is int:
        return _integer(value)
    if kind is str:
        # It may be the name of a zone, whose rules executors then need.
        zones.offer_named(value)
    if kind in _SIMPLE:
        return ("literal", value, _SIMPLE[kind])
    if kind.__module__ == "numpy":
        return _of_numpy(value)
    if isinstance(value, enum.Enum):
        return literal(value.value)
    if isinstance(value, (list, tuple)):
        return ("call", "array", [literal(item) for item in value])
    return _of_object(value)


_SIMPLE = {type(None): "void", bool: "boolean", float: "double", str: "string", bytes: "binary"}


def _integer(value: int) -> Tree:
    if -_INT_MAX - 1 <= value <= _INT_MAX:
        return ("literal", value, "int")
    if -_LONG_MAX - 1 <= value <= _LONG_MAX:
        return ("literal", value, "bigint")
    if len(str(abs(value))) <= 38:
        return ("literal", value, f"decimal({len(str(abs(value)))},0)")
    raise value_error("UNSUPPORTED_LITERAL", literal=value)


def _of_object(value: Any) -> Tree:
    from . import physical

    if isinstance(value, decimal.Decimal):
        return _decimal(value)
    if isinstance(value, datetime.datetime):
        return ("literal", physical.instant(value), "timestamp")
    if isinstance(value, datetime.date):
        return ("literal", value.toordinal() - physical._EPOCH_DAY, "date")
    if isinstance(value, datetime.time):
        return ("literal", physical.nanoseconds(value), "time(6)")
    if isinstance(value, datetime.timedelta):
        return ("literal", value // datetime.timedelta(microseconds=1), "interval day to second")
    if isinstance(value, (bytearray, memoryview)):
        return ("literal", bytes(value), "binary")
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return literal(kind(value))
    raise value_error("UNSUPPORTED_LITERAL", literal=repr(value)[:200])


def _decimal(value: decimal.Decimal) -> Tree:
    parts = value.as_tuple()
    if not isinstance(parts.exponent, int):
        raise value_error("UNSUPPORTED_LITERAL", literal=value)
    scale = max(0, -parts.exponent)
    number = int(value.scaleb(scale, decimal.Context(prec=100)))
    precision = max(len(str(abs(number))), scale)
    if precision > 38:
        raise value_error("UNSUPPORTED_LITERAL", literal=value)
    return ("literal", number, f"decimal({precision},{scale})")


def _of_numpy(value: Any) -> Tree:
    if getattr(value, "ndim", 0):
        return ("call", "array", [literal(item) for item in value])
    kind = _NUMPY.get(value.dtype.name)
    if kind is not None:
        return ("literal", value.tolist(), kind)
    if value.dtype.kind == "M":
        return literal(value.astype("datetime64[us]").tolist())
    if value.dtype.kind == "m":
        return literal(value.astype("timedelta64[us]").tolist())
    return literal(value.tolist())


def children(tree: Tree) -> Iterable[Tree]:
    """The trees directly inside of a tree."""
    for item in tree[1:]:
        if isinstance(item, tuple) and item and isinstance(item[0], str):
            yield item
        elif isinstance(item, list):
            for inner in item:
                if isinstance(inner, tuple):
                    yield from [inner] if isinstance(inner[0], str) else inner


def plain_text(tree: Tree) -> str:
    """An expression roughly as SQL, for messages where no engine is open that names it.

    >>> plain_text(("call", "+", [("column", "a", None), ("literal", 1, "int")]))
    '(a + 1)'
    """
    tree = bare(tree)
    kind = tree[0]
    if kind == "literal":
        return "NULL" if tree[1] is None else str(tree[1])
    if kind == "column":
        return str(tree[1])
    if kind == "star":
        return "*" if tree[1] is None else f"{tree[1]}.*"
    if kind == "alias":
        return f"{plain_text(tree[1])} AS {', '.join(tree[2])}"
    if kind == "cast":
        return f"CAST({plain_text(tree[1])} AS {str(tree[2]).upper()})"
    if kind == "sql":
        return str(tree[1])
    inner = [plain_text(child) for child in children(tree)]
    if kind == "call" and len(inner) == 2 and not tree[1].isidentifier() or kind == "call" and tree[1] in ("and", "or"):
        return f"({inner[0]} {tree[1].upper()} {inner[1]})"
    return f"{tree[1] if kind == 'call' else kind}({', '.join(inner)})"
