# SPDX-License-Identifier: Apache-2.0
"""Classes of the user's that a closure may meet: what of them travels along.

A closure that names a class, or whose rows may be objects of one, brings a definition of it: its defaults, and those of
its methods and properties that the closure may call, told by the names of attributes in it.
"""

from __future__ import annotations

import dataclasses
import enum
import types
from typing import TYPE_CHECKING, Any

from .. import records
from .classnames import CLASS
from .constants import Unsupported
from .errors import ClosureError
from .expressions import Node

if TYPE_CHECKING:
    from .modules import ModuleBuilder

_NOWHERE = (0, 0, 0)

#: Special methods that no attribute names.
_SPECIAL = frozenset(
    f"__{name}__"
    for name in (
        "init post_init eq ne lt le gt ge hash repr str bool len iter next contains getitem setitem delitem call "
        "format add radd iadd sub rsub isub mul rmul imul truediv rtruediv floordiv rfloordiv mod rmod pow rpow "
        "and rand or ror xor rxor lshift rlshift rshift rrshift neg pos invert abs round int float index"
    ).split()
)
#: What classes have of themselves.
_OWN = frozenset(
    "__dict__ __weakref__ __module__ __doc__ __qualname__ __annotations__ __slots__ __match_args__ __new__ "
    "__dataclass_fields__ __dataclass_params__ __orig_bases__ __parameters__ __abstractmethods__ __firstlineno__ "
    "__static_attributes__ __annotate__ __annotations_cache__ __getnewargs__ __class_getitem__ __replace__ "
    "__init_subclass__ __subclasshook__".split()
)


class Classes:
    """The classes of one closure."""

    def __init__(self, builder: ModuleBuilder, objects: bool) -> None:
        self._builder = builder
        #: Whether the rows may be objects of classes that the closure does not name.
        self._meets_all = objects
        #: Classes that the closure names, and those of objects that it captures.
        self._named: dict[type, None] = {}
        #: Names of attributes anywhere in the closure.
        self.attributes: set[str] = set()

    def reference(self, cls: type, place: tuple) -> Node | None:
        """The node of a class; None for one that executors do not know."""
        info = records.info(cls)
        if info is None:
            return None
        own_new = vars(cls).get("__new__")
        if info.kind in (records.OBJECT, records.DATACLASS, records.EXCEPTION) and own_new is not None:
            raise Unsupported(f"the class {cls.__qualname__}, which has its own __new__", "Write __init__ instead.")
        self._named[cls] = None
        return ("call", *place, ("builtin", *place, CLASS), [("const", *place, info.description)], [])

    def setup(self) -> int | None:
        """The index of a function that defines all classes; None when there are none."""
        done: dict[type, dict[str, Node]] = {}
        while True:
            before = (len(self._named), len(self.attributes), len(self._builder.functions))
            for cls in [*self._named, *(records.known_classes() if self._meets_all else ())]:
                if self._wanted(cls):
                    self._add(cls, done.setdefault(cls, {}))
            if before == (len(self._named), len(self.attributes), len(self._builder.functions)):
                break
        statements: list[Node] = []
        for cls, members in done.items():
            info = records.info(cls)
            if info is None:
                continue
            parts = [("const", *_NOWHERE, info.description), ("list", *_NOWHERE, list(members.values()))]
            statements.append(("expr", *_NOWHERE, ("call", *_NOWHERE, ("builtin", *_NOWHERE, CLASS), parts, [])))
        return self._builder.procedure("<classes>", statements) if statements else None

    def _wanted(self, cls: type) -> bool:
        """Whether the closure may need more of a class than the fields of its objects."""
        if cls in self._named:
            return True
        return any(self._is_called(cls, name) for name in _members(cls))

    def _is_called(self, cls: type, name: str) -> bool:
        """Whether the closure may call a member of the class."""
        if name in ("__init__", "__post_init__"):
            return cls in self._named
        return name in self.attributes or name in _SPECIAL

    def _add(self, cls: type, made: dict[str, Node]) -> None:
        info = records.info(cls)
        assert info is not None
        if cls in self._named:
            self._add_construction(cls, info, made)
        for name, value in _members(cls).items():
            if name in made or not self._is_called(cls, name):
                continue
            if dataclasses.is_dataclass(cls) and isinstance(value, types.FunctionType) and _is_generated(value):
                continue
            made[name] = self._member(cls, name, value)
            if isinstance(value, property) and value.fset is not None:
                made[name + "="] = self._part(cls, name + "=", "w", value.fset)

    def _add_construction(self, cls: type, info: records.ClassInfo, made: dict[str, Node]) -> None:
        if info.kind == records.NAMED_TUPLE:
            for name, value in getattr(cls, "_field_defaults", {}).items():
                made.setdefault(name + "?", self._part(cls, name, "d", value))
        elif info.kind == records.DATACLASS:
            for field in dataclasses.fields(cls):  # type: ignore[arg-type]
                if field.default is not dataclasses.MISSING:
                    made.setdefault(field.name + "?", self._part(cls, field.name, "d", field.default))
                elif field.default_factory is not dataclasses.MISSING:
                    made.setdefault(field.name + "?", self._part(cls, field.name, "F", field.default_factory))
        elif info.kind == records.ENUM:
            for name, member in cls.__members__.items():  # type: ignore[attr-defined]
                if name + "?" not in made:
                    made[name + "?"] = self._captured_member(name, member)

    def _captured_member(self, name: str, member: Any) -> Node:
        from ..values import encode

        node = ("captured", *_NOWHERE, self._builder.encoded(encode(member)))
        return _entry(name, "e", node)

    def _member(self, cls: type, name: str, value: Any) -> Node:
        if isinstance(value, types.FunctionType):
            return self._part(cls, name, "m", value)
        if isinstance(value, staticmethod):
            return self._part(cls, name, "s", value.__func__)
        if isinstance(value, classmethod):
            return self._part(cls, name, "c", value.__func__)
        if isinstance(value, property) and value.fget is not None:
            return self._part(cls, name, "p", value.fget)
        if type(value).__name__ == "cached_property":
            return self._part(cls, name, "p", value.func)
        return self._part(cls, name, "v", value)

    def _part(self, cls: type, name: str, kind: str, value: Any) -> Node:
        """An entry of the definition. What cannot be translated says so where it is used."""
        try:
            return _entry(name.rstrip("="), kind, self._builder.value(value, _NOWHERE))
        except (ClosureError, Unsupported) as refused:
            what = refused.what if isinstance(refused, Unsupported) else str(refused)
            text = f"{cls.__qualname__}.{name} does not run on executors: {what}"
            return _entry(name.rstrip("="), "x", ("const", *_NOWHERE, text))


def _entry(name: str, kind: str, value: Node) -> Node:
    place = _NOWHERE
    return ("tuple", *place, [("const", *place, name), ("const", *place, kind), value])


def _members(cls: type) -> dict[str, Any]:
    """What the user has written into a class and its own bases, by name."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if records.is_own(base):
            for name, value in vars(base).items():
                if name not in _OWN and not isinstance(value, (types.MemberDescriptorType, types.GetSetDescriptorType)):
                    found[name] = value
    info = records.info(cls)
    if info is not None:
        for name in [*info.names, *getattr(cls, "__members__", ())]:
            found.pop(name, None)
    if issubclass(cls, (tuple, enum.Enum)):
        # What namedtuple() and Enum have made of them.
        found = {name: value for name, value in found.items() if not (name.startswith("_") and _is_made(value))}
    return found


def _is_made(value: Any) -> bool:
    function = getattr(value, "__func__", value)
    if not isinstance(function, types.FunctionType):
        return True
    return function.__module__ in ("collections", "typing", "enum") or _is_generated(function)


def _is_generated(function: types.FunctionType) -> bool:
    function = getattr(function, "__wrapped__", function)
    return function.__code__.co_filename.startswith("<string>") or function.__module__ in ("dataclasses", "enum")
