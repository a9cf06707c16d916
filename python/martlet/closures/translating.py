# SPDX-License-Identifier: Apache-2.0
"""The entry of the translator: a callable in, a closure module out."""

from __future__ import annotations

import functools
import threading
import types
from typing import Any

from .constants import Unsupported
from .errors import ClosureError
from .expressions import Node
from .modules import ModuleBuilder
from .registry import builtin_name, library_name

_OPERATORS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "and_": "&",
    "or_": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
}
_COMPARISONS = {"lt": "<", "le": "<=", "eq": "==", "ne": "!=", "gt": ">", "ge": ">=", "is_": "is", "is_not": "is not"}
_SIGNS = {"neg": "-", "pos": "+", "invert": "~", "inv": "~", "not_": "not"}
_NAMES = ("a", "b", "c", "d", "e", "f")
_NOWHERE = (0, 0, 0)
# The cache of sources is shared, and Python 3.11 mixes up the depths of two parsers that take turns.
_one_at_a_time = threading.RLock()


def translate(
    function: Any, arity: int = 1, operation: str = "", grouped: bool = False, objects: bool = False
) -> dict[str, Any]:
    """The closure module of a callable that ``operation`` calls with ``arity`` arguments.

    ``grouped`` says that lists among them stand for a ``ResultIterable``, which has them as its ``data``; ``objects``
    that there may be objects of any class that was met in a row.

    Raises ``ClosureError`` for what executors cannot run. Captured values are taken now.
    """
    called = f"{operation}()" if operation else "The operation"
    if not callable(function):
        raise ClosureError(
            f"{called} needs a function, not {type(function).__name__}.",
            advice="Pass a lambda, a def or a builtin such as len.",
        )
    builder = ModuleBuilder(grouped, objects)
    try:
        with _one_at_a_time:
            entry = _entry(builder, function, arity)
    except Unsupported as unsupported:
        raise ClosureError(
            f"{called} cannot take {_shown(function)}: it is {unsupported.what}.", advice=unsupported.advice
        ) from None
    except RecursionError:
        raise ClosureError(
            f"{_shown(function)} is nested too deeply to be translated.", advice="Split it into several functions."
        ) from None
    _check_arity(builder.functions[entry], arity, called, builder)
    return builder.module(entry)


def _shown(function: Any) -> str:
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None)
    return name if isinstance(name, str) else f"this {type(function).__name__}"


def _entry(builder: ModuleBuilder, function: Any, arity: int) -> int:
    if isinstance(function, types.FunctionType) and library_name(function) is None:
        return builder.function(function)
    names = list(_NAMES[:arity])
    arguments = [("name", *_NOWHERE, name) for name in names]
    body = _applied(builder, function, arguments)
    if body[0] == "call" and body[4][0] == "function" and [item[-1] for item in body[5]] == names and not body[6]:
        index: int = body[4][4]
        return index
    return builder.synthetic(_shown(function), (names, [], None, [], None), body)


def _applied(builder: ModuleBuilder, function: Any, arguments: list[Node]) -> Node:
    """The function called with the arguments, as directly as it can be said."""
    library = library_name(function)
    if library is not None and library[0] == "operator":
        made = _operator(library[1], arguments)
        if made is not None:
            return made
    if isinstance(function, types.MethodDescriptorType) and builtin_name(function.__objclass__) is not None:
        method = ("attribute", *_NOWHERE, arguments[0], function.__name__)
        return ("call", *_NOWHERE, method, arguments[1:], [])
    if isinstance(function, (types.BuiltinMethodType, types.MethodWrapperType)) and len(arguments) == 1:
        owner = function.__self__
        if owner is not None and not isinstance(owner, (type, types.ModuleType)) and library is None:
            container = builder.value(owner, _NOWHERE)
            if function.__name__ == "__contains__":
                return ("compare", *_NOWHERE, arguments[0], ["in"], [container])
            if function.__name__ == "__getitem__":
                return ("subscript", *_NOWHERE, container, arguments[0])
    if isinstance(function, functools.partial) and not function.keywords:
        before = [builder.value(value, _NOWHERE) for value in function.args]
        return _applied(builder, function.func, before + arguments)
    direct = builder.call(function, arguments, [], _NOWHERE, _NOWHERE)
    return direct or ("call", *_NOWHERE, builder.value(function, _NOWHERE), arguments, [])


def _operator(name: str, arguments: list[Node]) -> Node | None:
    if len(arguments) == 2:
        left, right = arguments
        if name in _OPERATORS:
            return ("binop", *_NOWHERE, _OPERATORS[name], left, right)
        if name in _COMPARISONS:
            return ("compare", *_NOWHERE, left, [_COMPARISONS[name]], [right])
        if name == "contains":
            return ("compare", *_NOWHERE, right, ["in"], [left])
        if name == "getitem":
            return ("subscript", *_NOWHERE, left, right)
    if len(arguments) == 1:
        if name in _SIGNS:
            return ("unop", *_NOWHERE, _SIGNS[name], arguments[0])
        if name == "truth":
            return ("call", *_NOWHERE, ("builtin", *_NOWHERE, "bool"), arguments, [])
    return None


def _check_arity(record: dict[str, Any] | None, arity: int, called: str, builder: ModuleBuilder) -> None:
    if record is None:
        return
    names, defaults, vararg, keyword_only, _ = record["params"]
    least = len(names) - len(defaults)
    most = arity if vararg else len(names)
    missing = [name for name, default in keyword_only if default is None]
    if least <= arity <= most and not missing:
        return
    line = record["line"]
    takes = f"{least}" if least == most else f"{least} to {most}"
    if vararg:
        takes = f"at least {least}"
    if missing:
        takes += f" and the keywords {', '.join(missing)}"
    plural = "" if arity == 1 else "s"
    raise ClosureError(
        f"{called} calls the function with {arity} argument{plural}; {record['name']} takes {takes}.",
        function=record["name"],
        file=record["file"],
        line=line,
        text=record["lines"].get(line, ""),
        advice="A pair arrives as one argument: index it, as in lambda p: p[0] + p[1]." if arity == 1 else "",
    )
