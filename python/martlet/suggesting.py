# SPDX-License-Identifier: Apache-2.0
"""Members that are not there: errors that name the one that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from .errors import AbsentMemberError, both


def missing_member(owner: str, name: str, members: Iterable[str]) -> AttributeError:
    """The ``AttributeError`` for a name that `owner` does not have, with the nearest of its members.

    >>> str(missing_member("'RDD' object", "colect", ["collect", "count"]))
    "'RDD' object has no attribute 'colect'. Did you mean: 'collect'?"
    """
    near = None if name.startswith("_") else _nearest(name, members)
    hint = f". Did you mean: {near!r}?" if near else ""
    error: AttributeError = both(AttributeError)(f"{owner} has no attribute {name!r}{hint}")
    # Python adds a suggestion of its own to errors that have the object.
    error.name, error.obj = name, None
    return error


def _nearest(name: str, members: Iterable[str]) -> str | None:
    import difflib

    by_lower = {member.lower(): member for member in members if not member.startswith("_")}
    found = difflib.get_close_matches(name.lower().replace("_", ""), by_lower, 1, 0.7)
    return by_lower[found[0]] if found else None


class Suggesting:
    """Answers for members that are not there. Probes such as ``hasattr`` work as with any other class."""

    #: Members that PySpark has: what to use instead.
    _absent: ClassVar[dict[str, str]] = {}

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            kind = type(self)
            if name in kind._absent:
                raise AbsentMemberError(f"Martlet has no {kind.__name__}.{name}; {kind._absent[name]}")
            if name in dir(kind):
                # A property that has raised AttributeError: let it say why.
                return getattr(kind, name).__get__(self)
            raise missing_member(f"'{kind.__name__}' object", name, dir(kind))
