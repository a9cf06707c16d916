# SPDX-License-Identifier: Apache-2.0
"""Which names a function binds: Python's own rule, applied to its tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Scope:
    """The names of one function: parameters, locals, what it imports, and what belongs to others."""

    def __init__(self, node: FunctionNode) -> None:
        self.parameters = [argument.arg for argument in arguments_of(node.args)]
        self.names: set[str] = set(self.parameters)
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        #: Imported names: the ``(module, attribute or None)`` that each import of the name asks for.
        self.imports: dict[str, set[tuple[str, str | None]]] = {}
        #: Names bound by something else than an import.
        self.assigned: set[str] = set(self.parameters)
        self.is_generator = False
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        for statement in body:
            self._visit(statement, False)
        self.names -= self.globals | self.nonlocals

    def _bind(self, name: str) -> None:
        self.names.add(name)
        self.assigned.add(name)

    def _visit(self, node: ast.AST, in_comprehension: bool) -> None:
        if isinstance(node, ast.Name):
            if not in_comprehension and isinstance(node.ctx, (ast.Store, ast.Del)):
                self._bind(node.id)
            return
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self._bind(node.name)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            for default in [*node.args.defaults, *node.args.kw_defaults]:
                if default is not None:
                    self._visit(default, in_comprehension)
            return
        if isinstance(node, ast.ClassDef):
            return
        if isinstance(node, COMPREHENSIONS):
            in_comprehension = True
        elif isinstance(node, ast.NamedExpr):
            self._bind(node.target.id)
            self._visit(node.value, in_comprehension)
            return
        elif isinstance(node, (ast.Yield, ast.YieldFrom)):
            self.is_generator = True
        elif isinstance(node, ast.Global):
            self.globals.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            self.nonlocals.update(node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self._bind(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            self._bind(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            self._bind(node.rest)
        for child in ast.iter_child_nodes(node):
            self._visit(child, in_comprehension)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.asname or alias.name.partition(".")[0]
                found: tuple[str, str | None] = (alias.name if alias.asname else name, None)
            else:
                name = alias.asname or alias.name
                found = ("." * node.level + (node.module or ""), alias.name)
            self.names.add(name)
            self.imports.setdefault(name, set()).add(found)


def arguments_of(arguments: ast.arguments) -> list[ast.arg]:
    """Every parameter, in the order of the code object's variables."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if arguments.vararg:
        found.append(arguments.vararg)
    if arguments.kwarg:
        found.append(arguments.kwarg)
    return found


def target_names(target: ast.AST) -> Iterator[str]:
    """The names that an assignment target binds."""
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
