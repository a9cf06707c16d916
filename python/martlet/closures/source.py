# SPDX-License-Identifier: Apache-2.0
"""From a live function to the node of its definition.

The whole file is parsed once. Candidates are the definitions of the right name on the right line; each is compiled by
itself and compared with the live code object, so that several lambdas on one line are told apart and a file that has
changed since is noticed. Code positions decide between candidates that compile alike.
"""

from __future__ import annotations

import ast
import copy
import importlib
import linecache
import os
import sys
import textwrap
import types
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from .errors import ClosureError
from .scopes import FunctionNode, Scope, arguments_of

#: Parsed files that are kept.
MAX_FILES = 64
#: Functions whose place is remembered.
MAX_FUNCTIONS = 4096
#: The longest file that is parsed, in characters.
MAX_FILE_CHARACTERS = 16 << 20
#: Notebook cells searched for a function that a magic such as ``%%time`` has compiled.
MAX_CELLS = 64
#: A line in an error is cut here.
MAX_LINE_CHARACTERS = 400

_FEATURES = importlib.import_module("__future__")
_FUTURE_FLAGS = 0
for _name in _FEATURES.all_feature_names:
    _FUTURE_FLAGS |= getattr(_FEATURES, _name).compiler_flag


class SourceFile:
    """A parsed file: its lines and, by name and first line, the functions it defines."""

    def __init__(self, name: str, text: str, shown: str | None = None, line_offset: int = 0) -> None:
        self.name = name
        self.shown = shown or name
        self.text = text
        self.lines = text.split("\n")
        self.line_offset = line_offset
        self.functions: dict[tuple[str, int], list[FunctionNode]] = {}
        self._scopes: dict[int, Scope] = {}
        tree = ast.parse(text)
        #: Names that the top level imports: calls of their attributes compile differently.
        self.imports = _imported_names(tree.body)
        for node in ast.walk(tree):
            if isinstance(node, ast.Lambda):
                self.functions.setdefault(("<lambda>", node.lineno), []).append(node)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
                self.functions.setdefault((node.name, first), []).append(node)

    def scope(self, node: FunctionNode) -> Scope:
        """What the function binds; made once."""
        scope = self._scopes.get(id(node))
        if scope is None:
            scope = self._scopes[id(node)] = Scope(node)
        return scope

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty when there is none."""
        return self.lines[number - 1][:MAX_LINE_CHARACTERS] if 0 < number <= len(self.lines) else ""

    def column(self, line: int, offset: int) -> int:
        """The 1-based column in code points of a UTF-8 offset."""
        if not 0 < line <= len(self.lines):
            return 0
        text = self.lines[line - 1]
        if text.isascii():
            return offset + 1
        return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore")) + 1

    def place(self, node: Any) -> tuple[int, int, int]:
        """Line, column and end column of a node; a node of several lines ends, for the caret, with its first."""
        line = node.lineno
        start = self.column(line, node.col_offset)
        if node.end_lineno == line:
            end = self.column(line, node.end_col_offset)
        else:
            end = len(self.line(line).rstrip()) + 1
        return line + self.line_offset, start, max(end, start)


def _imported_names(statements: list) -> set[str]:
    names: set[str] = set()
    pending = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names if alias.name != "*")
        elif isinstance(node, (ast.If, ast.Try, ast.For, ast.While, ast.With, ast.ExceptHandler)):
            pending.extend(ast.iter_child_nodes(node))
    return names


class Located:
    """A function's definition and the file it stands in."""

    def __init__(self, file: SourceFile, node: FunctionNode) -> None:
        self.file = file
        self.node = node


_files: OrderedDict[str, SourceFile] = OrderedDict()
_located: OrderedDict[int, tuple[types.CodeType, Located]] = OrderedDict()


def locate(function: types.FunctionType) -> Located:
    """The definition of a live Python function, or a ``ClosureError`` that says why it cannot be had."""
    code = function.__code__
    known = _located.get(id(code))
    if known is not None and known[0] is code:
        return known[1]
    found = _search(function, code)
    _located[id(code)] = (code, found)
    while len(_located) > MAX_FUNCTIONS:
        _located.popitem(last=False)
    return found


def _search(function: types.FunctionType, code: types.CodeType) -> Located:
    has_changed = False
    lines = _lines(function, code)
    for attempt in range(2):
        if not lines:
            break
        file = _parsed(code.co_filename, "".join(lines), _cell_name(code.co_filename))
        found = _match(file, code) if file else None
        if file is not None and found is not None:
            return Located(file, found)
        # What exec runs has the name of what `python -c` runs.
        has_changed = code.co_filename != "<string>"
        if attempt == 0:
            linecache.checkcache(code.co_filename)
            again = _lines(function, code)
            if again == lines:
                break
            lines = again
    if lines == [] or not os.path.exists(code.co_filename):
        from_cell = _search_cells(code)
        if from_cell is not None:
            return from_cell
    if has_changed:
        raise ClosureError(
            f"The source of {describe(code)} has changed since it was defined.",
            file=code.co_filename,
            line=code.co_firstlineno,
            function=code.co_name,
            advice="Run the cell, or import the module, again, so that the function and its source agree.",
        )
    raise ClosureError(
        f"The source of {describe(code)} is not available here (typed into the plain Python prompt before 3.13, given "
        "on standard input, or made by exec or eval?).",
        file=code.co_filename,
        line=code.co_firstlineno,
        function=code.co_name,
        advice="Define it in a file or in a notebook cell, or type it into IPython or `martlet shell`.",
    )


def describe(code: types.CodeType) -> str:
    """The function's name as messages show it."""
    return code.co_name if code.co_name.startswith("<") else f"{code.co_name}()"


def _lines(function: types.FunctionType, code: types.CodeType) -> list[str]:
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if not lines and code.co_filename.startswith("<"):
        # The prompt of Python 3.13 and later keeps its input by code object.
        by_code = getattr(linecache, "_getlines_from_code", None)
        if by_code is not None:
            lines = by_code(code)
    if not lines and code.co_filename == "<string>":
        lines = _command_line_text().splitlines(keepends=True)
    return list(lines)


def _command_line_text() -> str:
    """The program that was given to ``python -c``; empty when there is none."""
    words = iter(sys.orig_argv[1:])
    for word in words:
        if word == "--check-hash-based-pycs":
            next(words, None)
        elif word.startswith("-") and not word.startswith("--"):
            for at, letter in enumerate(word[1:], 2):
                if letter == "c":
                    text = word[at:] or next(words, "")
                    return textwrap.dedent(text) if sys.version_info >= (3, 14) else text
                if letter in "WX":
                    # The rest of the word is its value, or the next word is.
                    if not word[at:]:
                        next(words, None)
                    break
                if letter == "m":
                    return ""
        else:
            break
    return ""


def _parsed(name: str, text: str, shown: str | None = None, line_offset: int = 0) -> SourceFile | None:
    file = _files.get(name)
    if file is not None and file.text == text:
        _files.move_to_end(name)
        return file
    if len(text) > MAX_FILE_CHARACTERS:
        return None
    try:
        file = SourceFile(name, text, shown, line_offset)
    except (SyntaxError, ValueError, RecursionError):
        return None
    _files[name] = file
    while len(_files) > MAX_FILES:
        _files.popitem(last=False)
    return file


def _shell() -> Any:
    """The notebook's shell, or None outside of one."""
    interactive = sys.modules.get("IPython")
    return interactive.get_ipython() if interactive is not None else None


def _cell_name(filename: str) -> str | None:
    """``Cell In[3]`` for the file name under which a notebook has compiled its third cell."""
    formatter = getattr(getattr(_shell(), "compile", None), "format_code_name", None)
    formatted = formatter(filename) if formatter is not None else None
    return " ".join(formatted) if formatted else None


def _search_cells(code: types.CodeType) -> Located | None:
    """Looks in the notebook's last cells: magics such as ``%%time`` compile a cell without keeping its source."""
    shell = _shell()
    if shell is None:
        return None
    try:
        cells = list(enumerate(shell.history_manager.input_hist_raw))[-MAX_CELLS:]
    except AttributeError:
        return None
    for number, cell in reversed(cells):
        for text, line_offset in _compiled_parts(shell, cell):
            name = f"Cell In[{number}]"
            file = _parsed(f"{name} {line_offset}", text, name, line_offset)
            found = _match(file, code) if file else None
            if file is not None and found is not None:
                return Located(file, found)
    return None


def _compiled_parts(shell: Any, cell: str) -> Iterator[tuple[str, int]]:
    """What magics compile of a cell: its body, or the rest of a line; with the number of lines before."""
    first, _, rest = cell.partition("\n")
    is_magic = first.startswith("%%")
    try:
        yield shell.transform_cell(rest if is_magic else cell), 1 if is_magic else 0
    except Exception:  # noqa: BLE001, S110 - a user's input transformer may raise anything: the cell has no answer
        pass
    for number, line in enumerate(cell.split("\n")):
        magic, _, statement = line.strip().partition(" ")
        if magic in ("%time", "%timeit", "%prun") and statement:
            yield statement.strip(), number


def _match(file: SourceFile, code: types.CodeType) -> FunctionNode | None:
    named = file.functions.get((code.co_name, code.co_firstlineno), [])
    alike = [node for node in named if _same_parameters(node, code)]
    same = [node for node in alike if _compiles_to(node, code, file.imports)]
    if len(same) == 1:
        return same[0]
    return _by_positions(same, code) if same else None


def _same_parameters(node: FunctionNode, code: types.CodeType) -> bool:
    names = [argument.arg for argument in arguments_of(node.args)]
    return len(names) <= len(code.co_varnames) and all(
        have == want or have.startswith("__") for have, want in zip(names, code.co_varnames)
    )


def _compiles_to(node: FunctionNode, code: types.CodeType, imports: set[str]) -> bool:
    """Whether the node, compiled by itself, gives the code; true as well where that cannot be told."""
    if "@py_assert1" in code.co_varnames or "@pytest_ar" in code.co_names:
        return True  # pytest has rewritten the assertions
    alone = copy.copy(node)
    alone.args = copy.copy(node.args)
    alone.args.defaults = [ast.Constant(None) for _ in node.args.defaults]
    alone.args.kw_defaults = [default and ast.Constant(None) for default in node.args.kw_defaults]
    before: list[ast.stmt] = []
    if isinstance(alone, ast.Lambda):
        statement: ast.stmt = ast.Expr(alone)
    else:
        alone.decorator_list = []
        if sys.version_info >= (3, 12):
            alone.type_params = []
        statement = alone
        if code.co_name not in code.co_freevars:
            before = [ast.Global([code.co_name])]
    wrapper = ast.FunctionDef(
        name="_",
        args=ast.arguments(
            posonlyargs=[],
            args=[ast.arg(name) for name in code.co_freevars],
            kwonlyargs=[],
            kw_defaults=[],
            defaults=[],
        ),
        body=[*before, statement],
        decorator_list=[],
    )
    if sys.version_info >= (3, 12):
        wrapper.type_params = []
    used = sorted(imports.intersection(_names(code)))
    module = ast.Module([*(ast.Import([ast.alias(name)]) for name in used), wrapper], [])
    try:
        compiled = compile(
            ast.fix_missing_locations(module), "<martlet>", "exec", code.co_flags & _FUTURE_FLAGS, dont_inherit=True
        )
    except (SyntaxError, ValueError, RecursionError):
        return False
    made = _inner(_inner(compiled, "_"), code.co_name)
    if made is None:
        return False
    return _same_code(made, code) or _has_private_names(node)


def _names(code: types.CodeType) -> set[str]:
    """The global and attribute names of the code and of what is nested in it."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _names(constant)
    return names


def _inner(code: types.CodeType | None, name: str) -> types.CodeType | None:
    if code is not None:
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType) and constant.co_name == name:
                return constant
    return None


def _same_code(one: types.CodeType, two: types.CodeType) -> bool:
    return (
        (one.co_code == two.co_code or _positions(one) == _positions(two))
        and one.co_names == two.co_names
        and one.co_varnames == two.co_varnames
        and one.co_freevars == two.co_freevars
        and len(one.co_consts) == len(two.co_consts)
        and all(_same_constant(a, b) for a, b in zip(one.co_consts, two.co_consts))
    )


def _same_constant(one: Any, two: Any) -> bool:
    if isinstance(one, types.CodeType):
        return isinstance(two, types.CodeType) and _same_code(one, two)
    return type(one) is type(two) and repr(one) == repr(two)


def _has_private_names(node: ast.AST) -> bool:
    """Names that a class body would have mangled make the comparison meaningless."""
    for inner in ast.walk(node):
        name = getattr(inner, "id", None) or getattr(inner, "attr", None) or getattr(inner, "arg", None) or ""
        if isinstance(name, str) and name.startswith("__") and not name.endswith("__"):
            return True
    return False


def _positions(code: types.CodeType) -> set[tuple[int, int, int, int]]:
    """The places of the instructions: line, column, end line, end column."""
    return {
        (line, column, end_line, end_column)
        for line, end_line, column, end_column in code.co_positions()
        if line is not None and end_line is not None and column is not None and end_column
    }


def _by_positions(nodes: list[FunctionNode], code: types.CodeType) -> FunctionNode:
    """The definition that holds all instructions of the code; the first where positions are not recorded."""
    if len(nodes) == 1:
        return nodes[0]
    known = _positions(code)
    best: tuple[int, FunctionNode] | None = None
    for node in nodes:
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        start = (body[0].lineno, body[0].col_offset)
        end = (body[-1].end_lineno or 0, body[-1].end_col_offset or 0)
        inside = sum(1 for line, column, last, stop in known if start <= (line, column) and (last, stop) <= end)
        if best is None or inside > best[0]:
            best = (inside, node)
    return best[1] if best else nodes[0]
