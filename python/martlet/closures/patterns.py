# SPDX-License-Identifier: Apache-2.0
"""The statement ``match``: each case becomes a condition, so that executors need no patterns.

The subject and the parts that patterns look at get names of their own, which no Python name can clash with. Names of
the program are bound after the whole pattern has matched, as CPython does, and before the guard.
"""

from __future__ import annotations

import ast
from typing import Any

from .. import records
from .expressions import Expressions, Node
from .resolving import MISSING

#: What a sequence pattern takes (text, bytes and bytearray are none), as far as executors know such types.
_SEQUENCES = (list, tuple, range)
#: Types whose class pattern takes the subject itself as its one argument.
_SELF_MATCHING = (bool, bytes, dict, float, frozenset, int, list, set, str, tuple)


class Patterns(Expressions):
    """Translates ``match`` to names, conditions and ``if``."""

    #: How many parts of subjects have got names so far.
    _parts_named = 0

    def block(self, nodes: list) -> list[Node]:
        """The statements of a block; Statements has it."""
        raise NotImplementedError

    def do_Match(self, node: ast.Match) -> list[Node]:
        subject = self._part(node.subject)
        taken: list[Node] = []
        for case in reversed(node.cases):
            captures: dict[str, Node] = {}
            tests = self._tests(case.pattern, subject, captures)
            place = self.place(case.pattern)
            # A tuple with something in it is true, whatever the names in it get.
            bound = [("namedexpr", *place, name, value) for name, value in captures.items()]
            conditions = [*tests, ("tuple", *place, bound)] if bound else tests
            if case.guard is not None:
                conditions.append(self.expression(case.guard))
            body = self.block(case.body)
            if not conditions:
                conditions = [("const", *place, True)]
            test = conditions[0] if len(conditions) == 1 else ("boolop", *place, "and", conditions)
            taken = [("if", *place, test, body, taken)]
        return [("assign", *self.place(node.subject), [subject], self.expression(node.subject)), *taken]

    def _part(self, node: ast.AST) -> Node:
        """A new name for a part of the subject."""
        self._parts_named += 1
        return ("name", *self.place(node), f".part{self._parts_named}")

    def _tests(self, pattern: Any, subject: Node, captures: dict[str, Node]) -> list[Node]:
        """Conditions that all hold when the value of `subject` matches; `captures` gets what the names will be."""
        place = self.place(pattern)
        if isinstance(pattern, ast.MatchValue):
            return [("compare", *place, subject, ["=="], [self.expression(pattern.value)])]
        if isinstance(pattern, ast.MatchSingleton):
            return [("compare", *place, subject, ["is"], [("const", *place, pattern.value)])]
        if isinstance(pattern, ast.MatchAs):
            tests = [] if pattern.pattern is None else self._tests(pattern.pattern, subject, captures)
            if pattern.name is not None:
                self._capture(pattern, pattern.name, subject, captures)
            return tests
        if isinstance(pattern, ast.MatchOr):
            return [self._alternatives(pattern, subject, captures)]
        if isinstance(pattern, ast.MatchSequence):
            return self._sequence(pattern, subject, captures)
        if isinstance(pattern, ast.MatchMapping):
            return self._mapping(pattern, subject, captures)
        return self._class(pattern, subject, captures)

    def _capture(self, pattern: ast.AST, name: str, value: Node, captures: dict[str, Node]) -> None:
        self.check_binding(pattern, name)
        captures[name] = value

    def _alternatives(self, pattern: ast.MatchOr, subject: Node, captures: dict[str, Node]) -> Node:
        """Alternatives bind the same names: each leaves what it found in parts that they share."""
        place = self.place(pattern)
        shared: dict[str, Node] = {}
        alternatives = []
        for alternative in pattern.patterns:
            found: dict[str, Node] = {}
            tests = self._tests(alternative, subject, found)
            for name in found:
                shared.setdefault(name, self._part(pattern))
            kept = [("namedexpr", *place, shared[name][4], value) for name, value in found.items()]
            tests = [*tests, ("tuple", *place, kept)] if kept else tests or [("const", *place, True)]
            alternatives.append(tests[0] if len(tests) == 1 else ("boolop", *place, "and", tests))
        captures |= shared
        return ("boolop", *place, "or", alternatives)

    def _sequence(self, pattern: ast.MatchSequence, subject: Node, captures: dict[str, Node]) -> list[Node]:
        place = self.place(pattern)
        items: list[Any] = pattern.patterns
        star = next((index for index, item in enumerate(items) if isinstance(item, ast.MatchStar)), None)
        least = len(items) if star is None else len(items) - 1
        length = self._call(pattern, len, subject)
        tests = [
            self._is(pattern, subject, *_SEQUENCES),
            ("compare", *place, length, ["==" if star is None else ">="], [("const", *place, least)]),
        ]
        for index, item in enumerate(items):
            behind = len(items) - index - 1  # how many items follow
            if not isinstance(item, ast.MatchStar):
                number = index if star is None or index < star else -behind - 1
                tests += self._item(item, ("subscript", *place, subject, ("const", *place, number)), captures)
            elif item.name is not None:
                end = ("const", *place, -behind) if behind else None
                rest = ("subscript", *place, subject, ("slice", *place, ("const", *place, index), end, None))
                self._capture(item, item.name, self._call(item, list, rest), captures)
        return tests

    def _mapping(self, pattern: ast.MatchMapping, subject: Node, captures: dict[str, Node]) -> list[Node]:
        place = self.place(pattern)
        tests = [self._is(pattern, subject, dict)]
        keys = self.all(pattern.keys)
        tests += [("compare", *place, key, ["in"], [subject]) for key in keys]
        for key, item in zip(keys, pattern.patterns):
            tests += self._item(item, ("subscript", *place, subject, key), captures)
        if pattern.rest is not None:
            key_name, value_name = self._part(pattern), self._part(pattern)
            others = ("compare", *place, key_name, ["not in"], [("list", *place, keys)])
            items: Node = ("call", *place, ("attribute", *place, subject, "items"), [], [])
            generators = [(("tuple", *place, [key_name, value_name]), items, [others])]
            rest = ("dictcomp", *place, key_name, value_name, generators)
            self._capture(pattern, pattern.rest, rest, captures)
        return tests

    def _class(self, pattern: ast.MatchClass, subject: Node, captures: dict[str, Node]) -> list[Node]:
        static = self.static(pattern.cls)
        if static is not MISSING and isinstance(static, type) and records.info(static) is not None:
            return self._own_class(pattern, static, subject, captures)
        known = any(static is kind for kind in _SELF_MATCHING)
        if not known or pattern.kwd_attrs or len(pattern.patterns) > 1:
            names = ", ".join(kind.__name__ for kind in _SELF_MATCHING)
            raise self.error(
                pattern,
                f"Executors do not run the class pattern {ast.unparse(pattern)}.",
                f"They know {names} with one pattern inside at most: write the rest with if.",
            )
        tests = [self._is(pattern, subject, static)]
        for inner in pattern.patterns:
            tests += self._tests(inner, subject, captures)
        return tests

    def _own_class(self, pattern: ast.MatchClass, cls: type, subject: Node, captures: dict[str, Node]) -> list[Node]:
        """A class of the user's: its fields by place and by name."""
        names = list(getattr(cls, "__match_args__", ()))
        if len(pattern.patterns) > len(names):
            raise self.error(
                pattern,
                f"{cls.__name__}() accepts {len(names)} positional sub-patterns ({len(pattern.patterns)} given).",
                "Name the attributes: Class(name=pattern).",
            )
        parts = [*zip(names, pattern.patterns), *zip(pattern.kwd_attrs, pattern.kwd_patterns)]
        tests = [self._is(pattern, subject, cls)]
        for name, inner in parts:
            self.builder.classes.attributes.add(name)
            tests += self._item(inner, ("attribute", *self.place(pattern), subject, name), captures)
        return tests

    def _item(self, pattern: ast.AST, value: Node, captures: dict[str, Node]) -> list[Node]:
        """Tests of a part of the subject, which gets a name so that it is looked up once; none for `_`."""
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None and pattern.name is None:
            return []
        part = self._part(pattern)
        place = self.place(pattern)
        bound = ("tuple", *place, [("namedexpr", *place, part[4], value)])
        return [bound, *self._tests(pattern, part, captures)]

    def _is(self, node: ast.AST, subject: Node, *types: type) -> Node:
        """Whether the subject is an instance of one of the types."""
        known = [self.captured(node, kind, kind.__name__) for kind in types]
        return self._call(
            node, isinstance, subject, known[0] if len(known) == 1 else ("tuple", *self.place(node), known)
        )

    def _call(self, node: ast.AST, function: Any, *arguments: Node) -> Node:
        return ("call", *self.place(node), self.captured(node, function, function.__name__), list(arguments), [])
