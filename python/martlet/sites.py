# SPDX-License-Identifier: Apache-2.0
"""Where the user called an operation: for names of jobs, and for errors of the operation itself."""

from __future__ import annotations

import ast
import itertools
import linecache
import os
import re
import sys
import threading
from collections import OrderedDict
from typing import Any, NamedTuple

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
#: Calls whose places are remembered.
MAX_SITES = 10_000
#: A line in an error is cut here.
MAX_TEXT_CHARACTERS = 240
#: Lines of a call that are read to find the operation's name.
MAX_CALL_LINES = 50


class Site(NamedTuple):
    """A call of an operation: its name and the place of the name in the user's source; line 0 where it is unknown."""

    operation: str
    file: str
    line: int
    column: int
    end_column: int
    text: str

    @property
    def place(self) -> tuple[int, int, int]:
        """Line, column and end column, as syntax trees have them."""
        return self.line, self.column, self.end_column

    @property
    def field(self) -> list[Any]:
        """The site as it stands in a request."""
        return [self.file, self.line, self.column, self.end_column, self.text]

    def __str__(self) -> str:
        """``cell 3:1`` in a notebook, ``file.py:12`` elsewhere."""
        cell = _CELL.fullmatch(self.file)
        if cell is not None:
            return f"cell {cell[1]}:{self.line}"
        return f"{self.file.rsplit('/', 1)[-1]}:{self.line}" if self.line else ""


_OLD_CELL = re.compile(r"<ipython-input-(\d+)-")
_CELL = re.compile(r"Cell In\s?\[(\d+)\]")
_NOWHERE = Site("", "", 0, 0, 0, "")
_unplaced = itertools.count(1)
_lock = threading.Lock()
# By code object (which is kept alive) and instruction.
_by_call: OrderedDict[tuple[int, int], tuple[Any, str, Site]] = OrderedDict()
_operations: OrderedDict[tuple[str, int, int, int], str] = OrderedDict()


def here() -> Site:
    """The call by which the user's code came into this package."""
    frame: Any = sys._getframe(1)
    operation = ""
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        if not frame.f_code.co_name.startswith("<"):
            operation = frame.f_code.co_name
        frame = frame.f_back
    if frame is None:
        return _NOWHERE
    key = (id(frame.f_code), frame.f_lasti)
    with _lock:
        known = _by_call.get(key)
        if known is not None and known[0] is frame.f_code and known[1] == operation:
            return known[2]
    site = _site(operation, frame)
    with _lock:
        _by_call[key] = (frame.f_code, operation, site)
        _operations[site.file, site.line, site.column, site.end_column] = operation
        for table in (_by_call, _operations):
            while len(table) > MAX_SITES:
                table.popitem(last=False)  # type: ignore[attr-defined]
    return site


def operation_at(file: Any, line: Any, column: Any, end_column: Any) -> str | None:
    """The operation that was called exactly there, or None."""
    with _lock:
        return _operations.get((str(file), line or 0, column or 0, end_column or 0))


def _site(operation: str, frame: Any) -> Site:
    code = frame.f_code
    line = frame.f_lineno or 0
    column = end_column = 0
    name = _name(operation, frame)
    if name is not None:
        line, column, end_column = name
    file = shown_file(code.co_filename)
    text = linecache.getline(code.co_filename, line, frame.f_globals).rstrip("\n")
    if file.startswith("<") and "IPython" in sys.modules:
        file, line, text = _in_magic(file, line, frame)
    if not column:
        # A number in its place tells calls of one line apart.
        end_column = next(_unplaced)
    return Site(operation, file, line, column, end_column, text[:MAX_TEXT_CHARACTERS])


def _in_magic(file: str, line: int, frame: Any) -> tuple[str, int, str]:
    """File, line and text of code that a magic such as ``%%time`` has compiled: the cell's."""
    while frame is not None:
        cell = _CELL.fullmatch(shown_file(frame.f_code.co_filename))
        if cell is not None:
            raw = sys.modules["IPython"].get_ipython().history_manager.input_hist_raw
            lines = raw[int(cell[1])].split("\n") if int(cell[1]) < len(raw) else [""]
            line += 1 if lines[0].startswith("%%") else 0
            return cell[0], line, lines[line - 1] if line <= len(lines) else ""
        frame = frame.f_back
    return file, line, ""


def _name(operation: str, frame: Any) -> tuple[int, int, int] | None:
    """Line, column and end column, counted from 1, of the operation's name in the call that runs."""
    code = frame.f_code
    position = next(iter(list(code.co_positions())[frame.f_lasti // 2 :][:1]), None)
    if position is None or None in position:
        return None
    first, last, start, end = (int(number or 0) for number in position)
    if last - first > MAX_CALL_LINES:
        return None
    lines = [linecache.getline(code.co_filename, number, frame.f_globals) for number in range(first, last + 1)]
    if not all(lines):
        return None
    # In bytes, as columns are.
    source = [line.rstrip("\n").encode("utf-8", "surrogatepass") for line in lines]
    source[-1] = source[-1][:end]
    source[0] = source[0][start:]
    try:
        call = ast.parse(b"(" + b"\n".join(source) + b"\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    called = call.func if isinstance(call, ast.Call) else call
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
    if name is None or called.end_lineno is None or called.end_col_offset is None:
        return None
    before = start - 1 if called.end_lineno == 1 else 0
    line = lines[called.end_lineno - 1].encode("utf-8", "surrogatepass")
    stop = called.end_col_offset + before
    found = len(line[:stop].decode("utf-8", "replace")) + 1
    return first + called.end_lineno - 1, found - len(name), found


def shown_file(filename: str) -> str:
    """``Cell In[3]`` for the third cell of a notebook, else the name.

    >>> shown_file("<ipython-input-3-0123456789ab>"), shown_file("birds.py")
    ('Cell In[3]', 'birds.py')
    """
    named = _OLD_CELL.match(filename)
    if named is not None:
        return f"Cell In[{named[1]}]"
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    formatter = getattr(getattr(shell, "compile", None), "format_code_name", None)
    formatted = formatter(filename) if formatter is not None else None
    return " ".join(formatted) if formatted else filename


def located(module: dict[str, Any], site: Site) -> dict[str, Any]:
    """A closure in which the functions of this package, and those that stand in no file, stand at a site."""
    if site.line:
        for record in module["functions"]:
            if record["file"] == "<builtin>" or record["file"].startswith(_PACKAGE):
                record["file"], record["line"] = site.file, site.line
                record["lines"] = {site.line: site.text}
                record["params"] = _moved(record["params"], site.place)
                record["body"] = _moved(record["body"], site.place)
    return module


def _moved(tree: Any, place: tuple[int, int, int]) -> Any:
    """A syntax tree with all nodes at one place."""
    if isinstance(tree, list):
        return [_moved(item, place) for item in tree]
    if isinstance(tree, tuple):
        if len(tree) >= 4 and isinstance(tree[0], str) and all(type(number) is int for number in tree[1:4]):
            rest = tree[4:] if tree[0] == "const" else [_moved(item, place) for item in tree[4:]]
            return (tree[0], *place, *rest)
        return tuple(_moved(item, place) for item in tree)
    return tree


def giving_iterables(module: dict[str, Any], site: Site, arity: int) -> dict[str, Any]:
    """A closure whose result is tested to be iterable, at the site, before anything is taken from it."""
    if not site.line:
        return module
    names = ["index", "rows"][-arity:]
    place = site.place
    called: tuple[Any, ...] = (
        "call",
        *place,
        ("function", *place, module["entry"]),
        [("name", *place, name) for name in names],
        [],
    )
    tested: tuple[Any, ...] = ("call", *place, ("builtin", *place, "iter"), [called], [])
    module["functions"].append(
        {
            "name": site.operation,
            "file": site.file,
            "line": site.line,
            "lines": {site.line: site.text},
            "params": (names, [], None, [], None),
            "body": [("return", *place, tested)],
            "generator": False,
        }
    )
    module["entry"] = len(module["functions"]) - 1
    return module


# What an operation says of a failure in it

_JOINS = frozenset("join leftOuterJoin rightOuterJoin fullOuterJoin cogroup groupWith subtractByKey".split())
_OF_PAIRS = _JOINS | frozenset(
    "keys values mapValues flatMapValues reduceByKey reduceByKeyLocally combineByKey aggregateByKey foldByKey "
    "groupByKey partitionBy sortByKey repartitionAndSortWithinPartitions countByKey collectAsMap lookup "
    "sampleByKey".split()
)
_GIVES_ITERABLE = frozenset(
    "flatMap flatMapValues mapPartitions mapPartitionsWithIndex mapPartitionsWithSplit foreachPartition runJob".split()
)
_NO_PAIR = ("cannot unpack", "not enough values to unpack", "too many values to unpack", "index out of range")
_NO_PARTITION = ("not all arguments converted", "for %: ", "is not int")


def explained(operation: str, kind: str, message: str) -> str:
    """A failure's message, with the operation and what it needs.

    >>> explained("reduceByKey", "TypeError", "cannot unpack non-iterable int object")
    'reduceByKey needs pairs (key, value): cannot unpack non-iterable int object'
    """
    if "unhashable type" in message:
        what = "keys" if operation in _OF_PAIRS or operation == "groupBy" else "elements"
        return f"{operation} needs {what} that have a hash: {message}"
    if "not supported between" in message:
        return f"{operation} needs {_compared(operation)} that can be compared: {message}"
    if operation in _OF_PAIRS:
        if kind == "KeyError" and operation == "sampleByKey":
            return f"{operation} has no fraction for the key {message}"
        if any(words in message for words in _NO_PARTITION):
            return f"{operation} needs a partition function that gives an int: {message}"
        if kind == "KeyError" or "subscriptable" in message or any(words in message for words in _NO_PAIR):
            return f"{operation} needs pairs (key, value): {message}"
    if operation in _GIVES_ITERABLE and "not iterable" in message:
        return f"{operation} needs a function that gives an iterable (a list, or by yield): {message}"
    return f"{operation}: {message}"


# Rows as they travel, and as the user has them: cogroup puts the number of the side before each value, operations on
# sets a value after each element, and counts by key leave the values behind.
_TAGGED = re.compile(r"(\(.*, )\(\d, (.*)\)\)", re.DOTALL), r"\1\2)"
_OF_SETS = re.compile(r"\((.*), (?:1|\(\d, 1\))\)", re.DOTALL), r"\1"
_COUNTED = re.compile(r"(\(.*, )1\)", re.DOTALL), r"\1…)"
_ROWS = {
    **dict.fromkeys(("cogroup", "groupWith"), _TAGGED),
    **dict.fromkeys(("countByValue", "subtract", "intersection"), _OF_SETS),
    "countByKey": _COUNTED,
}


def row_of_user(operation: str, row: str) -> str:
    """The row that a failure shows, as the user knows it.

    >>> row_of_user("cogroup", "([1], (0, 2))"), row_of_user("subtract", "([1], (0, 1))"), row_of_user("map", "5")
    ('([1], 2)', '[1]', '5')
    """
    pattern, template = _ROWS.get(operation, (None, ""))
    found = pattern.fullmatch(row) if pattern is not None else None
    return row if found is None else found.expand(template)


def _compared(operation: str) -> str:
    if operation in ("sortByKey", "repartitionAndSortWithinPartitions"):
        return "keys"
    return "keys (what its function gives)" if operation == "sortBy" else "elements"
