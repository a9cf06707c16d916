# SPDX-License-Identifier: Apache-2.0
"""A syntax tree back to a Python function: what the translator lost or changed shows in its answers."""

from __future__ import annotations

import builtins
import collections
import datetime
import importlib
from typing import Any

from martlet import records, zones
from martlet.row import Row
from martlet.values import _decode_exception

_TYPES = {
    "datetime.date": datetime.date,
    "datetime.datetime": zones.read_datetime,
    "datetime.time": zones.read_time,
    "datetime.timezone": zones.read_timezone,
    "zoneinfo.ZoneInfo": zones.read_zone_info,
    "datetime.timedelta": lambda d, s, us: datetime.timedelta(d, s, us),
    "collections.Counter": collections.Counter,
    "collections.OrderedDict": collections.OrderedDict,
    "collections.deque": collections.deque,
    "complex": complex,
    "range": range,
    "int": lambda data: int.from_bytes(data, "little", signed=True),
    "collections.defaultdict": lambda name, items: collections.defaultdict(name and getattr(builtins, name), items),
    "exception": _decode_exception,
    "namedtuple": records.make,
    "record": records.make,
    "enum": records.make_member,
    "enumvalue": records.make_member,
    "Row": lambda names, values: Row(**dict(zip(names, values))) if names else Row(*values),
}


def decode(value: Any) -> Any:
    """A constant of the table as the object it stands for."""
    kind = type(value)
    if kind is tuple:
        if value[:1] == ("\0object",):
            return _TYPES[value[1]](*[decode(field) for field in value[2]])
        return tuple(decode(item) for item in (value[1:] if value[:1] == ("\0tuple",) else value))
    if kind in (list, set, frozenset):
        return kind(decode(item) for item in value)
    if kind is dict:
        return {decode(key): decode(item) for key, item in value.items()}
    return value


def _class(description: str, *definition: Any) -> Any:
    return records.find_class(description)


#: What closures say of classes: they are there already.
_OF_CLASSES: dict[str, Any] = {
    "_martlet_define": lambda setup: None,
    "_martlet_class": _class,
    "_martlet_group": lambda values: values.data if hasattr(values, "data") else values,
    "_martlet_base_init": lambda own, *arguments: super(type(own), own).__init__(*arguments),
}


class Unparser:
    """Writes the functions of a module as source; objects of the driver become names of its namespace."""

    def __init__(self, module: dict, accumulators: dict | None = None) -> None:
        self.module = module
        self.namespace: dict[str, Any] = {"_accumulators": accumulators or {}, "_builtins": builtins}
        self.namespace["_constants"] = [decode(value) for value in module["constants"]]
        self.lines: list[str] = []

    def build(self) -> Any:
        """The entry function."""
        # Helpers come after their users and before them here, as defaults may name them.
        for index, record in reversed(list(enumerate(self.module["functions"]))):
            self.definition(f"_function_{index}", record["params"], record["body"], 0)
            assert record["generator"] == _yields(record["body"]), record["name"]
        self.source = "\n".join(self.lines) + "\n"
        exec(compile(self.source, "<unparsed>", "exec"), self.namespace)
        return self.namespace[f"_function_{self.module['entry']}"]

    def reference(self, name: str, value: Any) -> str:
        self.namespace[name] = value
        return name

    def emit(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def definition(self, name: str, params: tuple, body: list, depth: int) -> None:
        self.emit(depth, f"def {name}({self.params(params)}):")
        self.block(body, depth + 1)

    def block(self, body: list, depth: int) -> None:
        assert body
        for statement in body:
            check_place(statement)
            getattr(self, "do_" + statement[0])(depth, *statement[4:])

    def params(self, params: tuple) -> str:
        names, defaults, vararg, keyword_only, kwarg = params
        plain = len(names) - len(defaults)
        parts = list(names[:plain])
        parts += [f"{name}={self(default)}" for name, default in zip(names[plain:], defaults)]
        if vararg:
            parts.append("*" + vararg)
        elif keyword_only:
            parts.append("*")
        parts += [name if default is None else f"{name}={self(default)}" for name, default in keyword_only]
        if kwarg:
            parts.append("**" + kwarg)
        return ", ".join(parts)

    def __call__(self, node: tuple) -> str:
        check_place(node)
        return getattr(self, "on_" + node[0])(*node[4:])

    def many(self, nodes: list) -> str:
        return ", ".join(self(node) for node in nodes)

    # Expressions

    def on_const(self, value):
        return self.reference(f"_const_{len(self.namespace)}", value)

    def on_captured(self, index):
        return f"_constants[{index}]"

    def on_name(self, name):
        return name

    def on_function(self, index):
        return f"_function_{index}"

    def on_builtin(self, name):
        if name in _OF_CLASSES:
            return self.reference(name, _OF_CLASSES[name])
        return self.reference("_row", Row) if name == "Row" else f"_builtins.{name}"

    def on_module(self, name):
        return self.reference("_module_" + name, importlib.import_module(name))

    def on_modulename(self, module, name):
        return self.reference(f"_module_{module}_{name}", getattr(importlib.import_module(module), name))

    def on_accumulator(self, index):
        return f"_accumulators[{index}]"

    def on_unop(self, operator, operand):
        return f"({operator} {self(operand)})"

    def on_binop(self, operator, left, right):
        return f"({self(left)} {operator} {self(right)})"

    def on_boolop(self, operator, values):
        return "(" + f" {operator} ".join(self(value) for value in values) + ")"

    def on_compare(self, left, operators, rights):
        return "(" + self(left) + "".join(f" {op} {self(right)}" for op, right in zip(operators, rights)) + ")"

    def on_ifexp(self, test, body, orelse):
        return f"({self(body)} if {self(test)} else {self(orelse)})"

    def on_call(self, function, arguments, keywords):
        parts = [self(argument) for argument in arguments]
        parts += [f"**{self(value)}" if name is None else f"{name}={self(value)}" for name, value in keywords]
        return f"{self(function)}({', '.join(parts)})"

    def on_attribute(self, value, name):
        return f"({self(value)}).{name}"

    def on_subscript(self, value, index):
        return f"{self(value)}[{self(index)}]"

    def on_slice(self, *bounds):
        return f"_builtins.slice({', '.join('None' if bound is None else self(bound) for bound in bounds)})"

    def on_tuple(self, items):
        return "(" + "".join(self(item) + ", " for item in items) + ")"

    def on_list(self, items):
        return f"[{self.many(items)}]"

    def on_set(self, items):
        return "{" + self.many(items) + "}"

    def on_dict(self, pairs):
        parts = [f"**{self(value)}" if key is None else f"{self(key)}: {self(value)}" for key, value in pairs]
        return "{" + ", ".join(parts) + "}"

    def generators(self, generators):
        parts = []
        for target, iterable, conditions in generators:
            parts.append(f" for {self(target)} in {self(iterable)}")
            parts += [f" if {self(condition)}" for condition in conditions]
        return "".join(parts)

    def on_listcomp(self, element, generators):
        return f"[{self(element)}{self.generators(generators)}]"

    def on_setcomp(self, element, generators):
        return "{" + self(element) + self.generators(generators) + "}"

    def on_genexp(self, element, generators):
        return f"({self(element)}{self.generators(generators)})"

    def on_dictcomp(self, key, value, generators):
        return "{" + f"{self(key)}: {self(value)}{self.generators(generators)}" + "}"

    def on_lambda(self, params, body):
        return f"(lambda {self.params(params)}: {self(body)})"

    def on_fstring(self, parts):
        return f"''.join([{', '.join(self.part(part) for part in parts)}])"

    def part(self, part):
        if isinstance(part, str):
            return repr(part)
        kind, value, conversion, spec = part
        assert kind == "format" and conversion in ("", "r", "s", "a")
        text = self(value)
        if conversion:
            text = f"_builtins.{dict(r='repr', s='str', a='ascii')[conversion]}({text})"
        return f"_builtins.format({text}, {self.on_fstring(spec or [])})"

    def on_namedexpr(self, name, value):
        return f"({name} := {self(value)})"

    def on_starred(self, value):
        return f"*{self(value)}"

    def on_yield(self, value):
        return "(yield)" if value is None else f"(yield {self(value)})"

    def on_yieldfrom(self, value):
        return f"(yield from {self(value)})"

    # Statements

    def do_expr(self, depth, value):
        self.emit(depth, self(value))

    def do_assign(self, depth, targets, value):
        self.emit(depth, " = ".join([*(self(target) for target in targets), self(value)]))

    def do_augassign(self, depth, target, operator, value):
        self.emit(depth, f"{self(target)} {operator}= {self(value)}")

    def do_return(self, depth, value):
        self.emit(depth, "return" if value is None else f"return {self(value)}")

    def branches(self, depth, head, body, orelse):
        self.emit(depth, head + ":")
        self.block(body, depth + 1)
        if orelse:
            self.emit(depth, "else:")
            self.block(orelse, depth + 1)

    def do_if(self, depth, test, body, orelse):
        self.branches(depth, f"if {self(test)}", body, orelse)

    def do_while(self, depth, test, body, orelse):
        self.branches(depth, f"while {self(test)}", body, orelse)

    def do_for(self, depth, target, iterable, body, orelse):
        self.branches(depth, f"for {self(target)} in {self(iterable)}", body, orelse)

    def do_break(self, depth):
        self.emit(depth, "break")

    def do_continue(self, depth):
        self.emit(depth, "continue")

    def do_pass(self, depth):
        self.emit(depth, "pass")

    def do_raise(self, depth, exception, cause):
        text = "raise" if exception is None else f"raise {self(exception)}"
        self.emit(depth, text if cause is None else f"{text} from {self(cause)}")

    def do_try(self, depth, body, handlers, orelse, final):
        self.emit(depth, "try:")
        self.block(body, depth + 1)
        for kind, name, handler in handlers:
            head = "except" if kind is None else f"except {self(kind)}"
            self.emit(depth, (f"{head} as {name}" if name else head) + ":")
            self.block(handler, depth + 1)
        if orelse:
            self.emit(depth, "else:")
            self.block(orelse, depth + 1)
        if final:
            self.emit(depth, "finally:")
            self.block(final, depth + 1)

    def do_assert(self, depth, test, message):
        self.emit(depth, f"assert {self(test)}" + ("" if message is None else f", {self(message)}"))

    def do_def(self, depth, name, params, body, is_generator):
        assert is_generator == _yields(body), name
        self.definition(name, params, body, depth)

    def do_nonlocal(self, depth, names):
        self.emit(depth, f"nonlocal {', '.join(names)}")

    def do_delete(self, depth, targets):
        self.emit(depth, f"del {self.many(targets)}")


def check_place(node: tuple) -> None:
    """Kind, line, columns: of the right types and in order."""
    kind, line, column, end = node[:4]
    assert isinstance(kind, str) and line >= 0 and column >= 0 and end >= column, node[:4]


def _yields(node: Any) -> bool:
    if isinstance(node, tuple) and node and isinstance(node[0], str):
        if node[0] in ("yield", "yieldfrom"):
            return True
        if node[0] in ("lambda", "def"):
            return False
    return isinstance(node, (list, tuple)) and any(_yields(item) for item in node)


def rebuild(module: dict, accumulators: dict | None = None) -> Any:
    """The Python function that a closure module says."""
    return Unparser(module, accumulators).build()
