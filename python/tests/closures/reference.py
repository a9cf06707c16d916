# SPDX-License-Identifier: Apache-2.0
"""Plain Python's answers, with integers of 64 bits: whatever leaves them is an ``OverflowError``, as in typed programs
on executors; or with integers of any size, as in scripts."""

from __future__ import annotations

import ast
import builtins
import collections
import copy
import datetime
import functools
import itertools
import json
import math
import operator
import re
from typing import Any

#: What generated closures may use.
MODULES: dict[str, Any] = {
    module.__name__: module for module in (collections, datetime, functools, itertools, json, math, operator, re)
}

#: The line before their source.
IMPORTS = "import " + ", ".join(MODULES) + "\n"


def checked(value: Any) -> Any:
    """The value, if it is no integer beyond 64 bits."""
    if type(value) is int and not -(2**63) <= value < 2**63:
        raise OverflowError("integer result does not fit 64 bits")
    if type(value) is complex:
        # Scripts have no complex numbers: a root of a negative number is an error.
        raise ValueError("complex numbers are not supported")
    return value


def checked_wide(value: Any) -> Any:
    """The value, if it is not complex."""
    return value if type(value) is int else checked(value)


def checked_sum(values: Any, start: Any = 0) -> Any:
    """The sum, each step of it checked."""
    for item in values:
        start = checked(start + item)
    return start


def checked_power(base: Any, exponent: Any) -> Any:
    """The power, without working out one that is far too large."""
    if type(base) is int and type(exponent) is int and abs(base) > 1 and exponent > 64:
        raise OverflowError("integer result does not fit 64 bits")
    return base**exponent


class _Checks(ast.NodeTransformer):
    def _wrap(self, node: Any, name: str = "_checked") -> ast.AST:
        self.generic_visit(node)
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), [node], []), node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if isinstance(node.op, ast.LShift) and isinstance(node.right, ast.Constant):
            return self._wrap(node)
        return self._wrap(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.operand, ast.Constant):
            return node
        return self._wrap(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == "sum":
            node.func = ast.Name("_sum", ast.Load())
        return self._wrap(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        target = node.target
        # Parts of what has a name: their places may be looked at twice.
        if isinstance(target, ast.Subscript):
            if not isinstance(target.value, ast.Name):
                return self.generic_visit(node)
            target.slice = self.visit(target.slice)
        loaded = copy.deepcopy(target)
        if not isinstance(target, (ast.Name, ast.Subscript)):
            return self.generic_visit(node)
        loaded.ctx = ast.Load()
        call = ast.Call(ast.Name("_checked", ast.Load()), [ast.BinOp(loaded, node.op, self.visit(node.value))], [])
        return ast.copy_location(ast.Assign([target], call), node)


def reference(text: str, name: str = "f", wide: bool = False) -> Any:
    """The function that the text defines, checked; `wide`: with integers of any size."""
    tree = ast.fix_missing_locations(_Checks().visit(ast.parse(text)))
    checks = {"_checked": checked_wide, "_sum": sum} if wide else {"_checked": checked, "_sum": checked_sum}
    namespace = {**checks, **MODULES, "__builtins__": builtins}
    exec(compile(tree, "<reference>", "exec"), namespace)
    return namespace[name]


def outcome(function: Any, *arguments: Any) -> tuple[str, Any]:
    """("value", result) or ("error", name of the class)."""
    try:
        return "value", function(*copy.deepcopy(arguments))
    except Exception as error:
        return "error", type(error).__name__


def shown(value: Any) -> str:
    """A text that is equal for the same types and values only; sets and dates included."""
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}({sorted(map(shown, value))})"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shown, value)) + ",)"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, dict):
        return type(value).__name__ + "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in value.items()) + "}"
    return f"{type(value).__name__}:{value!r}"
