# SPDX-License-Identifier: Apache-2.0
"""Members and functions take their arguments by PySpark's names; read from its source at test time."""

from __future__ import annotations

import ast
import inspect
import pathlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from pyspark_source import folder

from martlet import sql
from martlet.sql import functions, types

CLASSES: list[tuple[str, str, Any]] = [
    ("dataframe.py", "DataFrame", sql.DataFrame),
    ("dataframe.py", "DataFrameNaFunctions", sql.DataFrameNaFunctions),
    ("dataframe.py", "DataFrameStatFunctions", sql.DataFrameStatFunctions),
    ("column.py", "Column", sql.Column),
    ("group.py", "GroupedData", sql.GroupedData),
    ("readwriter.py", "DataFrameReader", sql.DataFrameReader),
    ("readwriter.py", "DataFrameWriter", sql.DataFrameWriter),
    ("session.py", "SparkSession", sql.SparkSession),
    ("catalog.py", "Catalog", sql.Catalog),
    ("conf.py", "RuntimeConfig", sql.RuntimeConfig),
    ("window.py", "Window", sql.Window),
    ("window.py", "WindowSpec", sql.WindowSpec),
    *[("types.py", name, getattr(types, name)) for name in ("DataType", "ArrayType", "MapType", "StructType")],
    ("functions/builtin.py", "", functions),
]
# Properties that raise, which a class cannot be asked for; and arguments that would have no effect.
_ABSENT = {
    "client",
    "dataSource",
    "executionInfo",
    "plot",
    "profile",
    "readStream",
    "streams",
    "tvf",
    "udtf",
    "writeStream",
}
_ARGUMENTS = {"fieldPath", "collationsMap", "useUnsafeRow", "date", "time"}


class Member(NamedTuple):
    """A function of PySpark: its arguments, and how many of them must be given."""

    name: str
    arguments: list[str]
    required: int


def _members(path: pathlib.Path, name: str) -> Iterator[Member]:
    body: list[Any] = ast.parse(path.read_text()).body
    if name:
        body = next(node for node in body if isinstance(node, ast.ClassDef) and node.name == name).body
    for node in body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        marks = [ast.unparse(mark) for mark in node.decorator_list]
        if any(mark == "overload" or "property" in mark for mark in marks):
            continue
        arguments = [argument.arg for argument in node.args.posonlyargs + node.args.args]
        kept = [argument for argument in arguments if argument not in ("self", "cls")]
        yield Member(node.name, kept, len(kept) - len(node.args.defaults))


@pytest.mark.parametrize(("file", "name", "ours"), CLASSES, ids=[name or file for file, name, _ in CLASSES])
def test_arguments(file: str, name: str, ours: Any) -> None:
    source = folder()
    if source is None:
        pytest.skip("no source of PySpark: PyPI cannot be reached, and MARTLET_PYSPARK names no folder")
    wrong, found = [], 0
    for member in _members(source / "sql" / file, name):
        if member.name in _ABSENT or (not name and not hasattr(ours, member.name)):
            continue
        if not hasattr(ours, member.name):
            wrong.append(f"{member.name} is not there")
            continue
        own = inspect.getattr_static(ours, member.name)
        own = own.__func__ if isinstance(own, (staticmethod, classmethod)) else own
        if isinstance(own, property) or "Not there" in (inspect.getdoc(own) or ""):
            continue
        found += 1
        kinds = inspect.Parameter
        parameters = [
            parameter
            for parameter in inspect.signature(own).parameters.values()
            if parameter.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)
            and parameter.name not in ("self", "cls")
        ]
        names = [parameter.name for parameter in parameters]
        wanted = [argument for argument in member.arguments if argument not in _ARGUMENTS or argument in names]
        required = sum(parameter.default is kinds.empty for parameter in parameters)
        lax = member.name.startswith(("make_timestamp", "try_make_timestamp"))
        if names != wanted or (required > max(0, member.required) and not lax):
            wrong.append(f"{member.name}{tuple(wanted)} takes {tuple(names)}, {required} of them always")
    assert wrong == [] and found > 1
