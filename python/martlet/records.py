# SPDX-License-Identifier: Apache-2.0
"""Objects of named classes on their way to executors and back: named tuples, dataclasses, enums, plain objects,
exceptions.

Such an object travels as the description of its class and the values of its fields. The description is a text of six
parts: kind, module, qualified name, letters for what the class does, its bases and its fields. Back on the driver it
leads to the class object that it was made from, or, in another process, to what the module has under that name.
"""

from __future__ import annotations

import dataclasses
import enum
import sys
import types
from typing import Any

#: Between the parts of a description; no name of Python's holds it.
SEPARATOR = "\x1f"
NAMED_TUPLE, DATACLASS, OBJECT, ENUM, EXCEPTION = "namedtuple", "dataclass", "object", "enum", "exception"
#: Descriptions longer than this are refused by executors.
DESCRIPTION_MAX = 32768

#: The live classes that descriptions were made from, by module and qualified name.
_classes: dict[str, type] = {}
_infos: dict[type, ClassInfo] = {}
_fallbacks: dict[str, type] = {}
_HEAP_TYPE = 1 << 9
_HOOKS = ("__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__", "__getnewargs_ex__")


class NoRecord(Exception):
    """Why objects of a class cannot travel."""


class ClassInfo:
    """What executors are told of a class."""

    def __init__(self, cls: type, kind: str) -> None:
        self.cls = cls
        self.kind = kind
        self.key = key_of(cls)
        self.flags = _flags(cls, kind)
        self.bases = [key_of(base) if is_own(base) else base.__name__ for base in cls.__mro__[1:] if base is not object]
        #: Names with their marks, of named tuples and dataclasses.
        self.fields = _fields(cls, kind)
        self.names = [field.partition(":")[0] for field in self.fields]
        self.description = self.described(self.fields)
        self._shapes: dict[tuple[str, ...], str] = {}

    def described(self, fields: list[str]) -> str:
        """The description with these fields."""
        parts = (self.kind, _module(self.cls), self.cls.__qualname__, self.flags)
        text = SEPARATOR.join((*parts, ",".join(self.bases), ",".join(fields)))
        if len(text) > DESCRIPTION_MAX:
            raise NoRecord(f"the class {self.cls.__qualname__} has too many fields to travel")
        return text

    def shape(self, names: tuple[str, ...]) -> str:
        """The description of an object with just these attributes."""
        found = self._shapes.get(names)
        if found is None:
            marked = dict(zip(self.names, self.fields))
            found = self.described([marked.get(name, name) for name in names])
            if len(self._shapes) < 1000:
                self._shapes[names] = found
        return found


def _module(cls: type) -> str:
    return str(cls.__module__)


def key_of(cls: type) -> str:
    """The name of a class that no other class of the session has."""
    return f"{_module(cls)}:{cls.__qualname__}"


def is_own(cls: type) -> bool:
    """Whether a class was written in Python and in none of Python's own modules."""
    if not cls.__flags__ & _HEAP_TYPE:
        return False
    root = _module(cls).partition(".")[0]
    if root == "__main__":
        return True
    return _module(cls) in _TRANSLATED or root not in _FOREIGN and root not in sys.stdlib_module_names


#: Modules of Python's whose classes are translated like the user's own.
_TRANSLATED = frozenset(["textwrap", "difflib"])
_FOREIGN = frozenset(
    ["martlet", "pyspark", "numpy", "pandas", "scipy", "pyarrow", "polars", "torch", "IPython", "ipykernel", "builtins"]
)


def kind_of(cls: type) -> str | None:
    """What kind of class executors take it for; None for those that they do not know."""
    if not isinstance(cls, type):
        return None
    if issubclass(cls, tuple):
        named = isinstance(getattr(cls, "_fields", None), tuple) and hasattr(cls, "_make")
        return NAMED_TUPLE if named and cls.__name__ != "Row" else None
    if issubclass(cls, enum.Enum):
        # Flags of re and their like are the numbers that they are.
        is_plain = issubclass(cls, (int, str, float)) and not is_own(cls)
        return ENUM if cls not in _ENUM_BASES and not is_plain else None
    if not is_own(cls):
        return None
    if issubclass(cls, BaseException):
        return EXCEPTION
    if any(issubclass(cls, base) for base in _CONTAINERS) or issubclass(cls, (type, types.ModuleType)):
        return None
    if any(not is_own(base) and base.__name__ not in _TRANSPARENT for base in cls.__mro__[1:]):
        return None
    return DATACLASS if dataclasses.is_dataclass(cls) else OBJECT


_ENUM_NAMES = ("Enum", "IntEnum", "Flag", "IntFlag", "StrEnum")
_ENUM_BASES = tuple(getattr(enum, name) for name in _ENUM_NAMES if hasattr(enum, name))
_CONTAINERS = (bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset)
#: Bases of Python's that add nothing to an object.
_TRANSPARENT = frozenset(["object", "Generic", "ABC", "Protocol"])


def info(cls: type) -> ClassInfo | None:
    """What executors are told of a class; None for classes that they do not know."""
    found = _infos.get(cls)
    if found is None:
        kind = kind_of(cls)
        if kind is None:
            return None
        found = _infos[cls] = ClassInfo(cls, kind)
        _classes[found.key] = cls
    return found


def known_classes() -> list[type]:
    """The classes of this session whose objects executors may hold."""
    return list(_classes.values())


def _generated(cls: type, name: str) -> bool:
    """Whether a special method comes from the dataclass decorator or from nobody, not from the user."""
    method = getattr(cls, name, None)
    if not isinstance(method, types.FunctionType):
        return True
    return method.__code__.co_filename == "<string>" or hasattr(method, "__wrapped__")


def _flags(cls: type, kind: str) -> str:
    """Letters: e, o, f, h, r, g for what the dataclass decorator made (==, order, frozen, hash, repr, __init__); E and
    H for == and hash of the user's own; u for no hash; v for fields that == leaves out."""
    flags = ""
    if kind == DATACLASS:
        params = cls.__dataclass_params__  # type: ignore[attr-defined]
        own = set(vars(cls))
        flags += "e" if params.eq and _generated(cls, "__eq__") else ""
        flags += "o" if params.order else ""
        flags += "f" if params.frozen else ""
        flags += "r" if params.repr and _generated(cls, "__repr__") else ""
        flags += "g" if params.init and "__init__" in own and _generated(cls, "__init__") else ""
        flags += "h" if cls.__hash__ is not None and _generated(cls, "__hash__") and params.eq else ""
        if any(not field.compare for field in dataclasses.fields(cls)):  # type: ignore[arg-type]
            flags += "v"
    if kind in (DATACLASS, OBJECT):
        if isinstance(cls.__eq__, types.FunctionType) and "e" not in flags:
            flags += "E"
        if isinstance(cls.__hash__, types.FunctionType) and "h" not in flags:
            flags += "H"
        if cls.__hash__ is None:
            flags += "u"
    return flags


def _fields(cls: type, kind: str) -> list[str]:
    if kind == NAMED_TUPLE:
        return list(cls._fields)  # type: ignore[attr-defined]
    if kind != DATACLASS:
        return []
    names = []
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        marks = "" if field.compare else "c"
        marks += "" if field.repr else "r"
        marks += "" if field.init else "i"
        marks += "k" if getattr(field, "kw_only", False) else ""
        names.append(f"{field.name}:{marks}" if marks else field.name)
    return names


def attributes(value: Any, cls: ClassInfo) -> tuple[str, tuple[Any, ...]]:
    """The description of an object and the values of its fields.

    Raises :class:`NoRecord` for objects that say themselves how they are stored.
    """
    kind = cls.cls
    for name in _HOOKS:
        if getattr(kind, name, None) is not getattr(object, name, None):
            raise NoRecord(f"the class {kind.__qualname__} has its own {name}, which executors do not run")
    inside = getattr(value, "__dict__", None)
    content: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            mangled = f"_{base.__name__.lstrip('_')}{name}" if name[:2] == "__" and name[-2:] != "__" else name
            if name not in ("__dict__", "__weakref__") and hasattr(value, mangled):
                content[mangled] = getattr(value, mangled)
    if inside:
        content.update(inside)
    if cls.names:
        # Fields first and in their order: equal objects have equal bytes.
        ordered = {name: content.pop(name) for name in cls.names if name in content}
        content = {**ordered, **content}
    names = tuple(content)
    if any(type(name) is not str or "," in name or ":" in name or SEPARATOR in name for name in names):
        raise NoRecord(f"an object of the class {kind.__qualname__} has an attribute whose name is no name")
    description = cls.description if list(names) == cls.names else cls.shape(names)
    return description, tuple(content.values())


def find_class(description: str) -> type | None:
    """The class that a description was made from, or that its module has now; None when there is none."""
    parts = description.split(SEPARATOR)
    if len(parts) != 6:
        return None
    kind, module, qualified, _, _, fields = parts
    found = _classes.get(f"{module}:{qualified}")
    if found is not None:
        return found
    imported: Any = sys.modules.get(module)
    for name in qualified.split("."):
        imported = getattr(imported, name, None)
    if isinstance(imported, type) and info(imported) is not None:
        return imported
    if kind == NAMED_TUPLE:
        # Made inside of a function that ran on an executor.
        known = _fallbacks.get(description)
        if known is None:
            import collections

            make_class: Any = collections.namedtuple
            known = make_class(qualified.rpartition(".")[2], fields.split(",") if fields else [], module=module)
            known.__qualname__ = qualified
            _fallbacks[description] = known
        return known
    return None


def field_names(description: str) -> list[str]:
    """The names of the fields in a description, without their marks."""
    text = description.rpartition(SEPARATOR)[2]
    return [field.partition(":")[0] for field in text.split(",")] if text else []


def make(description: str, values: tuple[Any, ...]) -> Any:
    """The object of a description and the values of its fields, made without its ``__init__``.

    Raises ``LookupError`` when there is no such class here.
    """
    cls = find_class(description)
    if cls is None:
        raise LookupError(f"there is no class {class_name(description)} in this process")
    if issubclass(cls, tuple):
        return tuple.__new__(cls, values)
    made = object.__new__(cls)
    for name, value in zip(field_names(description), values):
        object.__setattr__(made, name, value)
    return made


def make_member(description: str, name: str, value: Any) -> Any:
    """The member of an enum. Raises ``LookupError`` when there is none."""
    cls = find_class(description)
    if cls is None or not issubclass(cls, enum.Enum):
        raise LookupError(f"there is no enum {class_name(description)} in this process")
    members = cls.__members__
    return members[name] if name in members else cls(value)


def class_name(description: str) -> str:
    """The name of the class in a description, for messages."""
    parts = description.split(SEPARATOR)
    return f"{parts[1]}.{parts[2]}" if len(parts) == 6 else description


def make_exception(cls: type, arguments: tuple[Any, ...], extra: dict[str, Any]) -> BaseException:
    """An exception with these arguments and attributes, made without its ``__init__``."""
    made = cls.__new__(cls, *arguments)
    made.args = arguments
    made.__dict__.update(extra)
    return made  # type: ignore[no-any-return]
