# SPDX-License-Identifier: Apache-2.0
"""A closure with everything it needs: its functions and captured constants."""

from __future__ import annotations

import datetime
import enum
import functools
import importlib
import importlib.util
import itertools
import operator
import os
import re
import sys
import types
from collections.abc import Iterator
from typing import Any

from .. import records, zones
from . import constants, source
from .classes import Classes
from .classnames import DEFINE
from .constants import OBJECT, Unsupported
from .errors import ClosureError
from .expressions import Node, Place
from .registry import (
    REFUSED_BUILTINS,
    builtin_name,
    is_foreign,
    is_refused,
    is_supported,
    library_name,
    module_advice,
    refused_builtin,
)
from .resolving import (
    MISSING,
    is_accumulator,
    is_broadcast,
    is_logger,
    is_task_context,
    is_user_instance,
    stream_name,
)
from .statements import translate_function

#: Functions of one closure, helpers included.
MAX_FUNCTIONS = 1000
#: Captured containers that hold functions are written out as expressions up to this many members.
MAX_WRITTEN_OUT = 1000
#: Texts of a closure that are looked through for names of time zones.
MAX_ZONE_NAMES = 5000
#: Values of a closure that are looked at for it.
MAX_LOOKED_AT = 200_000
#: Longer texts are captured once instead of being written where they are used.
MAX_INLINE_TEXT = 200

_BUILTIN_METHODS = (types.BuiltinMethodType, types.MethodWrapperType)
_DESCRIPTORS = (types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)
_LOOKUPS = (operator.itemgetter, operator.attrgetter, operator.methodcaller)
_LRU_CACHE = type(functools.lru_cache(len))


class ModuleBuilder:
    """Collects the functions and constants that a closure reaches."""

    def __init__(self, grouped: bool = False, objects: bool = False) -> None:
        #: Whether lists stand for a ResultIterable.
        self.grouped = grouped
        self.functions: list[dict[str, Any] | None] = []
        self.constants: list[Any] = []
        self._function_index: dict[tuple[int, int], int] = {}
        self._constant_index: dict[int, int] = {}
        #: Holds what the indices know by identity.
        self._alive: list[Any] = []
        self._uses_zones = False
        self.classes = Classes(self, objects)

    def module(self, entry: int) -> dict[str, Any]:
        """The closure as the engine reads it."""
        if self._uses_zones:
            # Executors may have no data base of time zones: those that are named here go along.
            for text in itertools.islice(_texts([self.functions, self.constants]), MAX_ZONE_NAMES):
                if zones.is_name(text):
                    zones.offer(text)
        setup = self.classes.setup()
        if setup is not None:
            nowhere = (0, 0, 0)
            define: Node = ("call", *nowhere, ("builtin", *nowhere, DEFINE), [("function", *nowhere, setup)], [])
            record = self.functions[entry]
            assert record is not None
            self.functions[entry] = {**record, "body": [("expr", *nowhere, define), *record["body"]]}
        return {"functions": self.functions, "constants": self.constants, "entry": entry}

    # Constants

    def constant(self, value: Any) -> int:
        """The index of a captured object; the same object is one entry."""
        index = self._constant_index.get(id(value))
        if index is None:
            index = self.encoded(constants.encode(value))
            self._constant_index[id(value)] = index
            self._alive.append(value)
        return index

    def encoded(self, value: Any) -> int:
        """The index of a new constant that is already in marshal's form."""
        self.constants.append(value)
        return len(self.constants) - 1

    # Functions

    def function(self, function: types.FunctionType, bound: Any = MISSING) -> int:
        """The index of a Python function, translated once."""
        key = (id(function), id(bound))
        index = self._function_index.get(key)
        if index is None:
            if len(self.functions) >= MAX_FUNCTIONS:
                raise Unsupported(f"more than {MAX_FUNCTIONS} functions")
            located = source.locate(function)
            index = self._function_index[key] = len(self.functions)
            self._alive += (function, bound)
            self.functions.append(None)
            try:
                self.functions[index] = translate_function(self, located, function, bound)
            except (ClosureError, Unsupported):
                # The closure may do without it: a method that it may not call.
                self.functions[index] = self.functions[self.procedure(function.__name__, [("pass", 0, 0, 0)])]
                del self._function_index[key]
                raise
        return index

    def synthetic(self, name: str, params: tuple, body: Node) -> int:
        """The index of a function that stands in no file."""
        return self.procedure(name, [("return", 0, 0, 0, body)], params)

    def procedure(self, name: str, body: list[Node], params: tuple = ([], [], None, [], None)) -> int:
        """The index of a function of these statements that stands in no file."""
        self.functions.append(
            {
                "name": name,
                "file": "<builtin>",
                "line": 0,
                "lines": {},
                "params": params,
                "body": body,
                "generator": False,
            }
        )
        return len(self.functions) - 1

    # Objects of the driver as nodes

    def value(self, value: Any, place: Place, depth: int = 0) -> Node:
        """The node of an object; raises ``Unsupported``."""
        kind = type(value)
        if value is None or kind in (bool, float):
            return ("const", *place, value)
        if kind is int:
            return ("const", *place, constants.encode(value))
        if kind in (str, bytes) and len(value) <= MAX_INLINE_TEXT:
            return ("const", *place, value)
        if isinstance(value, enum.Enum) and isinstance(value, (int, str, float)) and records.info(kind) is None:
            return ("const", *place, constants.encode(value.value))
        made = self._callable(value, place, depth) if callable(value) else self._special(value, place)
        if made is not None:
            return made
        try:
            return ("captured", *place, self.constant(value))
        except Unsupported:
            try:
                written = self._written_out(value, place, depth)
            except Unsupported as unsupported:
                unsupported.is_inside = True
                raise
            if written is None:
                raise
            return written

    def _special(self, value: Any, place: Place) -> Node | None:
        if isinstance(value, types.ModuleType):
            if is_supported(value.__name__):
                self._uses_zones |= value.__name__ == "zoneinfo"
                return ("module", *place, value.__name__)
            raise Unsupported(f"the module {value.__name__}", module_advice(value.__name__))
        stream = stream_name(value)
        if stream is not None:
            return ("modulename", *place, "sys", stream)
        if is_logger(value):
            name: Node = ("const", *place, value.name)
            return ("call", *place, ("modulename", *place, "logging", "getLogger"), [name], [])
        if is_accumulator(value):
            return ("accumulator", *place, value.aid)
        if is_broadcast(value):
            index = self._constant_index.get(id(value))
            if index is None:
                row = (OBJECT, "Row", (("value",), (constants.encode(value.value),)))
                index = self._constant_index[id(value)] = self.encoded(row)
                self._alive.append(value)
            return ("captured", *place, index)
        if isinstance(value, re.Pattern):
            function = ("modulename", *place, "re", "compile")
            flags = value.flags & ~(re.UNICODE.value if isinstance(value.pattern, str) else 0)
            arguments = [("const", *place, value.pattern)]
            if flags:
                arguments.append(("const", *place, int(flags)))
            return ("call", *place, function, arguments, [])
        if value is datetime.UTC:
            return ("attribute", *place, ("modulename", *place, "datetime", "timezone"), "utc")
        return None

    def _callable(self, value: Any, place: Place, depth: int) -> Node | None:
        refused = refused_builtin(value)
        if refused is not None:
            raise Unsupported(f"the builtin {refused}", REFUSED_BUILTINS[refused])
        name = builtin_name(value)
        if name is not None:
            return ("builtin", *place, name)
        library = library_name(value)
        if library == ("uuid", "uuid4"):
            # Random, and yet the same when a task runs again.
            seeded = ("modulename", *place, "uuid", "_seeded")
            return ("call", *place, seeded, [("const", *place, os.urandom(16))], [])
        if library is not None:
            self._uses_zones |= library[0] == "zoneinfo"
            return ("modulename", *place, *library)
        if type(getattr(value, "__self__", None)).__module__.startswith("numpy.random"):
            raise Unsupported(
                f"numpy.random.{value.__name__}, which executors do not have", module_advice("numpy.random")
            )
        if isinstance(value, types.FunctionType):
            return ("function", *place, self._helper(value, MISSING))
        if isinstance(value, types.MethodType):
            if isinstance(value.__func__, types.FunctionType):
                return ("function", *place, self._helper(value.__func__, value.__self__))
            raise constants.refusal(value)
        if isinstance(value, _BUILTIN_METHODS):
            return self._builtin_method(value, place)
        if isinstance(value, _DESCRIPTORS):
            owner = self.value(value.__objclass__, place)
            return ("attribute", *place, owner, value.__name__)
        if isinstance(value, functools.partial):
            function = ("modulename", *place, "functools", "partial")
            return ("call", *place, function, *self._partial(value, place, with_function=True))
        if isinstance(value, _LOOKUPS):
            function, arguments, keywords = _rebuilt(value)
            return (
                "call",
                *place,
                ("modulename", *place, "operator", function.__name__),
                [self.value(item, place) for item in arguments],
                [(key, self.value(item, place)) for key, item in keywords.items()],
            )
        if isinstance(value, (_LRU_CACHE, staticmethod)):
            return self.value(value.__wrapped__, place, depth)
        if isinstance(value, type):
            return self._class(value, place)
        if is_accumulator(value) or is_broadcast(value):
            return self._special(value, place)
        if constants.is_driver_only(value):
            raise constants.refusal(value)
        if constants.is_row(value):
            return None
        call = type(value).__call__
        if isinstance(call, types.FunctionType) and is_user_instance(value):
            return ("function", *place, self.function(call, value))
        home = (getattr(value, "__module__", None) or type(value).__module__).partition(".")[0]
        if home in sys.modules and home not in ("builtins", "__main__") and (home == "numpy" or not is_supported(home)):
            shown = getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or type(value).__name__
            inner = "numpy.random" if str(getattr(value, "__module__", "")).startswith("numpy.random") else home
            raise Unsupported(f"{home}.{shown}, which executors do not have", module_advice(inner))
        raise constants.refusal(value)

    def _helper(self, function: types.FunctionType, bound: Any) -> int:
        """A function that the closure calls. Others' source is tried; when it fails, the call is what to change."""
        home = function.__module__ or ""
        if not is_foreign(home):
            return self.function(function, bound)
        if not is_refused(home):
            try:
                return self.function(function, bound)
            except ClosureError:
                pass
        raise Unsupported(f"a function of the module {home}, which executors do not have", module_advice(home))

    def _builtin_method(self, value: Any, place: Place) -> Node:
        owner = value.__self__
        if owner is None or isinstance(owner, types.ModuleType):
            home = owner.__name__ if owner is not None else str(value.__module__)
            raise Unsupported(
                f"{value.__name__} of the module {home}, which executors do not have", module_advice(home)
            )
        return ("attribute", *place, self.value(owner, place), value.__name__)

    def _class(self, value: type, place: Place) -> Node:
        if constants.is_row_class(value):
            return ("builtin", *place, "Row")
        if is_task_context(value):
            return ("modulename", *place, "martlet", "TaskContext")
        if value.__name__ == "StatCounter" and value.__module__.partition(".")[0] in ("martlet", "pyspark"):
            return ("builtin", *place, "StatCounter")
        reference = self.classes.reference(value, place)
        if reference is not None:
            return reference
        home = value.__module__.partition(".")[0]
        if issubclass(value, BaseException):
            advice = "Use one of Python's own exceptions, such as ValueError."
        elif not is_foreign(home):
            advice = "It has bases that executors do not know: use tuples, dicts, a namedtuple or a dataclass."
        else:
            advice = module_advice(home)
        raise Unsupported(f"the class {value.__qualname__}, which executors do not have", advice)

    def _partial(self, value: functools.partial, place: Place, with_function: bool) -> tuple[list, list]:
        arguments = [self.value(item, place) for item in value.args]
        if with_function:
            arguments.insert(0, self.value(value.func, place))
        return arguments, [(key, self.value(item, place)) for key, item in value.keywords.items()]

    def _written_out(self, value: Any, place: Place, depth: int) -> Node | None:
        """A container that holds functions, as the expression that builds it."""
        kind = type(value)
        if kind not in (list, tuple, dict, set) or len(value) > MAX_WRITTEN_OUT or depth > 8:
            return None
        if kind is dict:
            pairs = [
                (self.value(key, place, depth + 1), self.value(item, place, depth + 1)) for key, item in value.items()
            ]
            return ("dict", *place, pairs)
        return (kind.__name__, *place, [self.value(item, place, depth + 1) for item in value])

    # Calls whose function is known on the driver

    def call(self, called: Any, arguments: list, keywords: list, place: Place, at: Place) -> Node | None:
        """A call written more directly where the object allows; None: as it stands."""
        if isinstance(called, functools.partial):
            before, named = self._partial(called, at, with_function=False)
            if any(name is None for name, _ in keywords) and named:
                return None
            given = {name for name, _ in keywords}
            merged = [(name, node) for name, node in named if name not in given] + keywords
            inner = self.call(called.func, before + arguments, merged, place, at)
            return inner or ("call", *place, self.value(called.func, at), before + arguments, merged)
        plain = len(arguments) == 1 and not keywords and arguments[0][0] != "starred"
        if plain and isinstance(called, _LOOKUPS):
            return self._lookup(called, arguments[0], place)
        return None

    def _lookup(self, called: Any, argument: Node, place: Place) -> Node | None:
        function, items, keywords = _rebuilt(called)
        if function is operator.methodcaller:
            self.classes.attributes.add(items[0])
            method = ("attribute", *place, argument, items[0])
            given = [self.value(item, place) for item in items[1:]]
            return ("call", *place, method, given, [(key, self.value(item, place)) for key, item in keywords.items()])
        if len(items) != 1 and argument[0] != "name":
            return None
        made = [self._looked_up(function, argument, item, place) for item in items]
        return made[0] if len(made) == 1 else ("tuple", *place, made)

    def _looked_up(self, function: Any, argument: Node, item: Any, place: Place) -> Node:
        if function is operator.attrgetter:
            for name in item.split("."):
                self.classes.attributes.add(name)
                argument = ("attribute", *place, argument, name)
            return argument
        if isinstance(item, slice):
            bounds = [
                None if bound is None else self.value(bound, place) for bound in (item.start, item.stop, item.step)
            ]
            return ("subscript", *place, argument, ("slice", *place, *bounds))
        return ("subscript", *place, argument, self.value(item, place))

    # Imports inside of functions

    def imported(self, module: str, attribute: str | None, variables: dict) -> Any:
        """The object that an import statement inside a function gives."""
        name = module
        if module.startswith("."):
            name = importlib.util.resolve_name(module, variables.get("__package__") or "")
        found = sys.modules.get(name)
        if found is None and is_supported(name):
            found = importlib.import_module(name)
        if found is None:
            raise Unsupported(
                f"The module {name} is not loaded on the driver, and executors do not have it.", module_advice(name)
            )
        if attribute is None:
            return found
        value = getattr(found, attribute, MISSING)
        if value is MISSING:
            value = sys.modules.get(f"{name}.{attribute}", MISSING)
        if value is MISSING:
            raise Unsupported(f"The module {name} has no {attribute}.")
        return value


def _texts(value: Any) -> Iterator[str]:
    """The texts in a tree of containers, each once."""
    seen: set[str] = set()
    waiting = [value]
    looked_at = 0
    while waiting and looked_at < MAX_LOOKED_AT:
        item = waiting.pop()
        looked_at += 1
        if isinstance(item, str):
            if item not in seen:
                seen.add(item)
                yield item
        elif isinstance(item, dict):
            waiting += itertools.islice(itertools.chain(item.keys(), item.values()), MAX_LOOKED_AT)
        elif isinstance(item, (list, tuple, set, frozenset)):
            waiting += itertools.islice(item, MAX_LOOKED_AT)


def _rebuilt(value: Any) -> tuple[Any, tuple, dict]:
    """How an itemgetter, attrgetter or methodcaller was made: class, arguments, keywords."""
    function, arguments = value.__reduce__()[:2]
    if isinstance(function, functools.partial):
        return function.func, (*function.args, *arguments), function.keywords
    return function, tuple(arguments), {}
