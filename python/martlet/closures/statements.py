# SPDX-License-Identifier: Apache-2.0
"""Statements of the syntax tree, and whole functions."""

from __future__ import annotations

import ast
import types
from typing import Any

from .expressions import _BINARY, CAUGHT, Node
from .patterns import Patterns
from .resolving import MISSING, is_accumulator, look_up
from .scopes import Scope

#: Lines of a function that travel along, for errors to show.
MAX_LINES = 500

_REFUSED = {
    "With": ("with", "Executors have no files, locks or connections: read before, and capture the values."),
    "AsyncWith": ("async with", "Tasks run in parallel by themselves: write a plain function."),
    "AsyncFor": ("async for", "Use a plain for."),
    "AsyncFunctionDef": ("async functions", "Tasks run in parallel by themselves: write a plain function."),
    "ClassDef": ("class definitions", "Use tuples, dicts or a namedtuple defined outside of the function."),
    "TryStar": ("except*", "Use a plain except."),
    "TypeAlias": ("type aliases", "Define it outside of the function."),
}


class Statements(Patterns):
    """Translates the body of one function."""

    def block(self, nodes: list) -> list[Node]:
        """The statements of a block; at least one."""
        made = [statement for node in nodes for statement in self.statement(node)]
        return made or [("pass", *self.place(nodes[0]))]

    def optional_block(self, nodes: list) -> list[Node]:
        return self.block(nodes) if nodes else []

    def statement(self, node: ast.stmt) -> list[Node]:
        """No, one or several statements of the tree."""
        kind = type(node).__name__
        method = getattr(self, "do_" + kind, None)
        if method is None:
            construct, advice = _REFUSED.get(kind, (f"the statement {kind}", ""))
            raise self.error(node, f"Executors do not run {construct}.", advice)
        made = method(node)
        if made is None:
            return []
        return made if isinstance(made, list) else [made]

    def do_Expr(self, node: ast.Expr) -> Node | None:
        if isinstance(node.value, ast.Constant):
            return None
        return ("expr", *self.place(node), self.expression(node.value))

    def do_Assign(self, node: ast.Assign) -> Node:
        value = self.expression(node.value)
        return ("assign", *self.place(node), [self.target(target) for target in node.targets], value)

    def do_AnnAssign(self, node: ast.AnnAssign) -> Node | None:
        if node.value is None:
            return None
        return ("assign", *self.place(node), [self.target(node.target)], self.expression(node.value))

    def do_AugAssign(self, node: ast.AugAssign) -> Node:
        place = self.place(node)
        if isinstance(node.target, ast.Name):
            accumulator = self._accumulator(node.target)
            if accumulator is not None:
                if not isinstance(node.op, ast.Add):
                    raise self.error(node, "An accumulator can only be added to.", "Use += or .add().")
                method = ("attribute", *self.place(node.target), accumulator, "add")
                return ("expr", *place, ("call", *place, method, [self.expression(node.value)], []))
        operator = _BINARY.get(type(node.op))
        if operator is None:
            if not isinstance(node.target, ast.Name):
                raise self.error(node, "The operator @= is translated for names alone.", "Write a = a @ b.")
            name = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
            product = self.product(node, self.expression(name), self.expression(node.value))
            return ("assign", *place, [self.target(node.target)], product)
        return ("augassign", *place, self.target(node.target), operator, self.expression(node.value))

    def _accumulator(self, node: ast.Name) -> Node | None:
        """The accumulator that a name stands for, when the function may change it."""
        found = look_up(self.function, node.id)
        if found is MISSING or not is_accumulator(found):
            return None
        if not self.is_local(node.id):
            return self.captured(node, found, node.id)
        if any(node.id in scope.parameters for scope in self.scopes):
            return None
        raise self.error(
            node,
            f"{node.id} is a local variable here: Python takes a name that is assigned to for one.",
            f"Write `global {node.id}` (or nonlocal) first, or {node.id}.add(...).",
        )

    def do_Return(self, node: ast.Return) -> Node:
        return ("return", *self.place(node), self.optional(node.value))

    def do_If(self, node: ast.If) -> Node:
        test = self.expression(node.test)
        return ("if", *self.place(node), test, self.block(node.body), self.optional_block(node.orelse))

    def do_While(self, node: ast.While) -> Node:
        test = self.expression(node.test)
        return ("while", *self.place(node), test, self.block(node.body), self.optional_block(node.orelse))

    def do_For(self, node: ast.For) -> Node:
        iterable = self.expression(node.iter)
        target = self.target(node.target)
        return ("for", *self.place(node), target, iterable, self.block(node.body), self.optional_block(node.orelse))

    def do_Break(self, node: ast.Break) -> Node:
        return ("break", *self.place(node))

    def do_Continue(self, node: ast.Continue) -> Node:
        return ("continue", *self.place(node))

    def do_Pass(self, node: ast.Pass) -> Node:
        return ("pass", *self.place(node))

    def do_Raise(self, node: ast.Raise) -> Node:
        return ("raise", *self.place(node), self.optional(node.exc), self.optional(node.cause))

    def do_Try(self, node: ast.Try) -> Node:
        handlers = []
        for handler in node.handlers:
            if handler.name:
                self.check_binding(handler, handler.name)
            self.caught.append([handler.name, False])
            body = self.block(handler.body)
            name, is_logged = self.caught.pop()
            handlers.append((self.optional(handler.type), name or (CAUGHT if is_logged else None), body))
        return (
            "try",
            *self.place(node),
            self.block(node.body),
            handlers,
            self.optional_block(node.orelse),
            self.optional_block(node.finalbody),
        )

    def do_Assert(self, node: ast.Assert) -> Node:
        return ("assert", *self.place(node), self.expression(node.test), self.optional(node.msg))

    def do_Delete(self, node: ast.Delete) -> Node:
        return ("delete", *self.place(node), [self.target(target) for target in node.targets])

    def do_Global(self, node: ast.Global) -> None:
        return None

    def do_Nonlocal(self, node: ast.Nonlocal) -> Node | None:
        names = [name for name in node.names if any(name in scope.names for scope in self.scopes)]
        return ("nonlocal", *self.place(node), names) if names else None

    def do_FunctionDef(self, node: ast.FunctionDef) -> Node:
        if node.decorator_list:
            raise self.error(
                node.decorator_list[0],
                "A function inside of the function is decorated.",
                "Define it outside, or leave the decorator out.",
            )
        self.check_binding(node, node.name)
        params = self.parameters(node.args)
        scope = self.file.scope(node)
        targets, self.targets = self.targets, []
        self.scopes.append(scope)
        body = self.block(node.body)
        self.scopes.pop()
        self.targets = targets
        return ("def", *self.place(node), node.name, params, body, scope.is_generator)

    # Imports: a name that only one import binds means the module everywhere in the function

    def do_Import(self, node: ast.Import) -> list[Node]:
        made = []
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            made += self._import(node, name, alias.name if alias.asname else name, None)
        return made

    def do_ImportFrom(self, node: ast.ImportFrom) -> list[Node]:
        module = "." * node.level + (node.module or "")
        made = []
        for alias in node.names:
            made += self._import(node, alias.asname or alias.name, module, alias.name)
        return made

    def _import(self, node: ast.stmt, name: str, module: str, attribute: str | None) -> list[Node]:
        self.check_binding(node, name)
        value = self.import_object(node, module, attribute)
        if self.imported(name) is not None:
            return []
        place = self.place(node)
        return [("assign", *place, [("name", *place, name)], self.captured(node, value, name))]

    # Whole functions

    def function_record(self) -> dict[str, Any]:
        """The entry of ``module["functions"]``."""
        node = self.root
        if isinstance(node, ast.AsyncFunctionDef):
            raise self.error(node, "Executors do not run async functions.", "Write a plain function.")
        scope = self.file.scope(node)
        names, _, vararg, keyword_only, kwarg = self._own_parameters(node.args)
        if self.bound is not MISSING:
            if not names:
                raise self.error(node, f"The method {self.function.__name__} has no parameter for its object.")
            self.bound_name = names.pop(0)
            scope = _without(scope, self.bound_name)
        self.scopes.append(scope)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        if isinstance(node, ast.Lambda):
            statements = [("return", *self.place(node.body), self.expression(node.body))]
        else:
            statements = self.block(body)
        self.scopes.pop()
        defaults = self._default_values(node, names)
        keyword_defaults = self.function.__kwdefaults__ or {}
        keywords = [
            (name, self.captured(node, keyword_defaults[name], name) if name in keyword_defaults else None)
            for name in keyword_only
        ]
        first, last = body[0].lineno, body[-1].end_lineno or body[-1].lineno
        first = min(first, node.lineno)
        last = min(last, first + MAX_LINES - 1)
        offset = self.file.line_offset
        return {
            "name": self.function.__name__,
            "file": self.file.shown,
            "line": node.lineno + offset,
            "lines": {number + offset: self.file.line(number) for number in range(first, last + 1)},
            "params": (names, defaults, vararg, keywords, kwarg),
            "body": statements,
            "generator": scope.is_generator,
        }

    def _own_parameters(self, arguments: ast.arguments) -> tuple:
        return (
            [argument.arg for argument in [*arguments.posonlyargs, *arguments.args]],
            None,
            arguments.vararg.arg if arguments.vararg else None,
            [argument.arg for argument in arguments.kwonlyargs],
            arguments.kwarg.arg if arguments.kwarg else None,
        )

    def _default_values(self, node: ast.AST, names: list[str]) -> list[Node]:
        values = self.function.__defaults__ or ()
        values = values[max(0, len(values) - len(names)) :]
        return [self.captured(node, value, name) for name, value in zip(names[len(names) - len(values) :], values)]


def _without(scope: Scope, name: str) -> Scope:
    """The scope without one of its parameters."""
    made = object.__new__(Scope)
    made.__dict__.update(scope.__dict__)
    made.names = scope.names - {name}
    return made


def translate_function(builder: Any, located: Any, function: types.FunctionType, bound: Any) -> dict[str, Any]:
    """The record of a live Python function whose definition is known."""
    return Statements(builder, located, function, bound).function_record()
