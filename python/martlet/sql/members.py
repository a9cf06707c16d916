# SPDX-License-Identifier: Apache-2.0
"""Functions of rows that only look at members: they run over plain tuples, typed, and no :class:`Row` is made."""

from __future__ import annotations

from typing import Any

from ..row import Row


def over_tuples(closure: dict[str, Any], names: list[str], kinds: list[Any]) -> dict[str, Any] | None:
    """The closure of a function of a row as one of a tuple; None when it does more with the row than take members.

    A member is taken as ``row.name``, ``row["name"]`` or ``row[0]``. The row is needed for those whose values are not
    Python's own (whose kind is not None), and for names that a tuple has itself, such as `count`.
    """
    entry = closure["functions"][closure["entry"]]
    arguments, *others = entry["params"]
    if len(arguments) != 1 or any(others) or entry.get("generator"):
        return None
    rewriter = _Rewriter(arguments[0], names, kinds)
    try:
        body = rewriter.tree(entry["body"])
        for other in closure["functions"]:
            if other is not entry:
                rewriter.nothing(other["body"])
    except _NeedsRow:
        return None
    functions = [{**entry, "body": body} if each is entry else each for each in closure["functions"]]
    return {**closure, "functions": functions}


class _NeedsRow(Exception):
    """The function uses the row as a whole."""


class _Rewriter:
    def __init__(self, row: str, names: list[str], kinds: list[Any]) -> None:
        self._row = row
        self._kinds = kinds
        self._places: dict[Any, int] = {}
        for place in reversed(range(len(names))):
            # The first of columns with the same name.
            self._places[names[place]] = place

    def tree(self, tree: Any) -> Any:
        """The tree with members of the row taken by position."""
        if isinstance(tree, list):
            return [self.tree(item) for item in tree]
        if not isinstance(tree, tuple):
            if tree == self._row:
                # A function inside takes the same name, or something else does.
                raise _NeedsRow
            return tree
        kind = tree[0] if tree else None
        if kind == "attribute" and self._is_row(tree[4]):
            if hasattr(Row, tree[5]):
                raise _NeedsRow
            return self._member(tree, self._places.get(tree[5]))
        if kind == "subscript" and self._is_row(tree[4]):
            key = tree[5]
            if not (isinstance(key, tuple) and key[0] == "const" and type(key[4]) in (str, int)):
                raise _NeedsRow
            value = key[4]
            if isinstance(value, int):
                value = value if 0 <= value < len(self._kinds) else None
            else:
                value = self._places.get(value)
            return self._member(tree, value)
        if self._is_row(tree):
            raise _NeedsRow
        if kind == "const":
            return tree
        return tuple([self.tree(item) for item in tree])

    def _member(self, tree: Any, place: int | None) -> Any:
        if place is None or self._kinds[place] is not None:
            raise _NeedsRow
        return ("subscript", *tree[1:4], tree[4], ("const", *tree[1:4], place))

    def _is_row(self, tree: Any) -> bool:
        return isinstance(tree, tuple) and len(tree) == 5 and tree[0] == "name" and tree[4] == self._row

    def nothing(self, tree: Any) -> None:
        """Refuses functions inside, which may mean the row by its name."""
        if self._is_row(tree):
            raise _NeedsRow
        if isinstance(tree, (list, tuple)):
            for item in tree:
                self.nothing(item)
