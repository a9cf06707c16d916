# SPDX-License-Identifier: Apache-2.0
"""Expressions of the syntax tree. Every node is ``(kind, line, column, end column, ...fields)``."""

from __future__ import annotations

import ast
import collections
import enum
import types
import warnings
from typing import TYPE_CHECKING, Any

from .classnames import BASE_INIT, GROUP, next_in_line
from .constants import Unsupported, make
from .errors import ClosureError, ClosureWarning
from .registry import REFUSED_BUILTINS, refused_builtin
from .resolving import MISSING, is_logger, look_up, member
from .scopes import Scope
from .source import Located

if TYPE_CHECKING:
    from .modules import ModuleBuilder

Node = tuple
Place = tuple[int, int, int]

_BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
#: Bits of a constant that the translator works out.
MAX_FOLDED_BITS = 4096
_UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not"}
_COMPARE = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
#: The name of an exception that a handler does not name.
CAUGHT = "__caught__"
_LOGGING = frozenset(["debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"])
#: Methods that change a container, and the containers.
_CHANGING = frozenset(
    """add append appendleft clear difference_update discard extend extendleft insert intersection_update move_to_end
    pop popitem popleft remove reverse rotate setdefault sort subtract symmetric_difference_update update""".split()
)
_CHANGEABLE = (list, dict, set, collections.deque, bytearray)
_warned: dict[str, dict[Any, Any]] = {}
_REFUSED = {
    "Await": ("await", "Tasks run in parallel by themselves: write a plain function."),
    "TemplateStr": ("a template string", "Use an f-string."),
}


def _wide_constant(operator: str, left: Node, right: Node) -> int | None:
    """What an operator makes of two constants, if it is an integer beyond 64 bits, which no typed program holds."""
    if left[0] != "const" or right[0] != "const" or type(left[4]) is not int or type(right[4]) is not int:
        return None
    one, two = left[4], right[4]
    if operator in ("**", "<<") and not 0 <= two <= MAX_FOLDED_BITS:
        return None
    if one.bit_length() * (two if operator == "**" else 1) > MAX_FOLDED_BITS:
        return None
    fold: Any = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__, "**": int.__pow__, "<<": int.__lshift__}.get(
        operator
    )
    made = None if fold is None else fold(one, two)
    return made if made is not None and not -(2**63) <= made < 2**63 else None


class Expressions:
    """Translates the expressions of one function."""

    def __init__(self, builder: ModuleBuilder, located: Located, function: types.FunctionType, bound: Any) -> None:
        self.builder = builder
        self.file = located.file
        self.root = located.node
        self.function = function
        self.scopes: list[Scope] = []
        #: Names of comprehension targets around the current node, innermost last.
        self.targets: list[set[str]] = []
        #: The handlers around the current node: the exception's name, and whether it is logged.
        self.caught: list[list[Any]] = []
        self.bound = bound
        self.bound_name: str | None = None

    # Places and errors

    def place(self, node: ast.AST) -> Place:
        return self.file.place(node)

    def error(self, node: Any, construct: str, advice: str = "") -> ClosureError:
        line, column, end = self.place(node)
        return ClosureError(
            construct,
            function=self.function.__name__,
            file=self.file.shown,
            line=line,
            column=column,
            end_column=end,
            text=self.file.line(node.lineno),
            advice=advice,
        )

    def captured(self, node: ast.AST, value: Any, name: str) -> Node:
        """The node of a captured object."""
        try:
            return self.builder.value(value, self.place(node))
        except Unsupported as unsupported:
            raise self.error(node, unsupported.said_of(name), unsupported.advice) from None

    # Names

    def is_local(self, name: str) -> bool:
        if any(name in names for names in self.targets):
            return True
        for scope in reversed(self.scopes):
            if name in scope.globals:
                return False
            if name in scope.names:
                return True
        return False

    def imported(self, name: str) -> set[tuple[str, str | None]] | None:
        """The one import that alone binds a local name."""
        if any(name in names for names in self.targets):
            return None
        for scope in reversed(self.scopes):
            if name in scope.globals:
                return None
            if name in scope.names:
                imports = scope.imports.get(name)
                return imports if name not in scope.assigned and imports and len(imports) == 1 else None
        return None

    def static(self, node: ast.AST) -> Any:
        """The object on the driver that a name or a chain of attributes stands for; MISSING for local things."""
        if isinstance(node, ast.Name):
            if self.is_local(node.id):
                imports = self.imported(node.id)
                if imports is None:
                    return MISSING
                return self.import_object(node, *next(iter(imports)))
            if node.id == self.bound_name:
                return self.bound
            found = look_up(self.function, node.id)
            if found is MISSING:
                raise self.error(
                    node,
                    f"The name {node.id} is not defined.",
                    "Define it before the function is used: captured values are taken at the call.",
                )
            return found
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            base = self.static(node.value)
            if base is MISSING:
                return MISSING
            try:
                return member(base, node.attr)
            except Unsupported as unsupported:
                text = ast.unparse(node.value)
                raise self.error(node, unsupported.said_of(text), unsupported.advice) from None
            except AttributeError as missing:
                raise self.error(node, f"{ast.unparse(node)} does not exist: {missing}.") from None
        return MISSING

    def import_object(self, node: ast.AST, module: str, attribute: str | None) -> Any:
        try:
            return self.builder.imported(module, attribute, self.function.__globals__)
        except Unsupported as unsupported:
            raise self.error(node, unsupported.what, unsupported.advice) from None

    # Expressions

    def expression(self, node: ast.AST) -> Node:
        kind = type(node).__name__
        method = getattr(self, "on_" + kind, None)
        if method is None:
            construct, advice = _REFUSED.get(kind, (f"the construct {kind}", ""))
            raise self.error(node, f"Executors do not run {construct}.", advice)
        made: Node = method(node)
        return made

    def optional(self, node: ast.AST | None) -> Node | None:
        return None if node is None else self.expression(node)

    def all(self, nodes: list) -> list[Node]:
        return [self.expression(node) for node in nodes]

    def on_Constant(self, node: ast.Constant) -> Node:
        value = node.value
        place = self.place(node)
        if value is Ellipsis:
            raise self.error(node, "Executors do not know the Ellipsis (...).", "Use None.")
        if type(value) is complex:
            return ("captured", *place, self.builder.encoded(make("complex", value.real, value.imag)))
        return ("const", *place, value)

    def on_Name(self, node: ast.Name) -> Node:
        if self.is_local(node.id) and self.imported(node.id) is None:
            return ("name", *self.place(node), node.id)
        value = self.static(node)
        refused = refused_builtin(value)
        if refused is not None:
            raise self.error(node, f"Executors do not run {refused}().", REFUSED_BUILTINS[refused])
        return self.captured(node, value, node.id)

    def on_Attribute(self, node: ast.Attribute) -> Node:
        value = self.static(node)
        if value is not MISSING:
            return self.captured(node, value, ast.unparse(node))
        place, name = self.place(node), self._mangled(node.attr)
        self.builder.classes.attributes.add(name)
        if self.builder.grouped and name == "data":
            return ("call", *place, ("builtin", *place, GROUP), [self.expression(node.value)], [])
        return ("attribute", *place, self.expression(node.value), name)

    def _mangled(self, name: str) -> str:
        """The name of a private attribute of the class around the function, as Python stores it."""
        if not name.startswith("__") or name.endswith("__"):
            return name
        owner = self.function.__qualname__.rpartition(".<locals>.")[2].split(".")
        return f"_{owner[-2].lstrip('_')}{name}" if len(owner) > 1 else name

    def on_UnaryOp(self, node: ast.UnaryOp) -> Node:
        operand = node.operand
        if isinstance(node.op, ast.USub) and isinstance(operand, ast.Constant):
            value = operand.value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return ("const", *self.place(node), -value)
        return ("unop", *self.place(node), _UNARY[type(node.op)], self.expression(operand))

    def on_BinOp(self, node: ast.BinOp) -> Node:
        operator = _BINARY.get(type(node.op))
        if operator is None:
            return self.product(node, self.expression(node.left), self.expression(node.right))
        left, right = self._operand(node.left), self._operand(node.right)
        wide = _wide_constant(operator, left, right)
        if wide is not None:
            return ("const", *self.place(node), wide)
        return ("binop", *self.place(node), operator, left, right)

    def product(self, node: ast.AST, left: Node, right: Node) -> Node:
        """``left @ right``, which only arrays have."""
        place = self.place(node)
        return ("call", *place, ("modulename", *place, "numpy", "matmul"), [left, right], [])

    def on_BoolOp(self, node: ast.BoolOp) -> Node:
        return ("boolop", *self.place(node), "and" if isinstance(node.op, ast.And) else "or", self.all(node.values))

    def on_Compare(self, node: ast.Compare) -> Node:
        operators = [_COMPARE[type(operator)] for operator in node.ops]
        if any(type(operator) in (ast.Is, ast.IsNot) for operator in node.ops):
            return ("compare", *self.place(node), self.expression(node.left), operators, self.all(node.comparators))
        others = [self._operand(other) for other in node.comparators]
        return ("compare", *self.place(node), self._operand(node.left), operators, others)

    def _operand(self, node: ast.AST) -> Node:
        """An expression between operators, where a member of an enum of numbers or texts is its value."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            value = self.static(node)
            if isinstance(value, enum.Enum) and isinstance(value, (int, str, float)):
                return self.captured(node, value.value, ast.unparse(node))
        return self.expression(node)

    def on_IfExp(self, node: ast.IfExp) -> Node:
        test, body, orelse = self.expression(node.test), self.expression(node.body), self.expression(node.orelse)
        return ("ifexp", *self.place(node), test, body, orelse)

    def on_Call(self, node: ast.Call) -> Node:
        arguments = self.all(node.args)
        keywords = [(keyword.arg, self.expression(keyword.value)) for keyword in node.keywords]
        place = self.place(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
            self.check_change(node.func.value)
        parent = self._parent_method(node)
        if parent is not None:
            return self._parent_call(node, *parent, arguments, keywords)
        called = self.static(node.func) if isinstance(node.func, (ast.Name, ast.Attribute)) else MISSING
        if self._records(node.func, called):
            file = self.function.__code__.co_filename
            keywords += [("__file__", ("const", *place, file)), ("__line__", ("const", *place, place[0]))]
            keywords = self._with_exception(node, keywords)
        if called is not MISSING:
            try:
                direct = self.builder.call(called, arguments, keywords, place, self.place(node.func))
            except Unsupported as unsupported:
                name = ast.unparse(node.func)
                raise self.error(node.func, unsupported.said_of(name), unsupported.advice) from None
            if direct is not None:
                return direct
        return ("call", *place, self.expression(node.func), arguments, keywords)

    def _records(self, function: ast.AST, called: Any) -> bool:
        """Whether a call logs or warns: the place travels with it, as executors do not know files."""
        home = getattr(called, "__module__", "")
        if home in ("warnings", "_warnings"):
            return getattr(called, "__name__", "") == "warn"
        if home == "logging":
            return getattr(called, "__name__", "") in _LOGGING
        if called is not MISSING or not isinstance(function, ast.Attribute) or function.attr not in _LOGGING:
            return False
        owner = function.value
        if isinstance(owner, ast.Call) and isinstance(owner.func, (ast.Name, ast.Attribute)):
            maker = self.static(owner.func)
            return getattr(maker, "__module__", "") == "logging" and getattr(maker, "__name__", "") == "getLogger"
        return isinstance(owner, (ast.Name, ast.Attribute)) and is_logger(self.static(owner))

    def _with_exception(self, node: ast.Call, keywords: list) -> list:
        """The keywords of a call that logs, with the exception that is being handled where it asks for it."""
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        asked = [keyword for keyword in node.keywords if keyword.arg == "exc_info"]
        if not self.caught or not (asked or name == "exception"):
            return keywords
        if asked and not (isinstance(asked[0].value, ast.Constant) and asked[0].value.value):
            return keywords
        self.caught[-1][1] = True
        error = ("name", *self.place(node), self.caught[-1][0] or CAUGHT)
        return [keyword for keyword in keywords if keyword[0] != "exc_info"] + [("exc_info", error)]

    def _parent_method(self, node: ast.Call) -> tuple[Any, str] | None:
        """The method of ``super().name(...)`` and its name; its class is known from where the function stands."""
        called = node.func
        if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Call):
            return None
        inner = called.value
        if not isinstance(inner.func, ast.Name) or inner.func.id != "super" or inner.args or self.is_local("super"):
            return None
        owner = look_up(self.function, "__class__")
        if not isinstance(owner, type):
            return None
        try:
            return next_in_line(owner, called.attr), called.attr
        except Unsupported as unsupported:
            raise self.error(node, f"Executors do not run {unsupported.what}.", unsupported.advice) from None

    def _parent_call(self, node: ast.Call, method: Any, name: str, arguments: list, keywords: list) -> Node:
        place = self.place(node)
        names = self.function.__code__.co_varnames
        if not names:
            raise self.error(node, "super() stands in a function without parameters.")
        own = ("name", *place, names[0])
        if self.bound_name == names[0]:
            own = self.captured(node, self.bound, names[0])
        if method is None:
            return ("call", *place, ("builtin", *place, BASE_INIT), [own, *arguments], keywords)
        self.builder.classes.attributes.add(name)
        return ("call", *place, self.captured(node, method, name), [own, *arguments], keywords)

    def on_Subscript(self, node: ast.Subscript) -> Node:
        return ("subscript", *self.place(node), self.expression(node.value), self._index(node.slice))

    def _index(self, node: ast.expr) -> Node:
        """An index, where three dots stand for all axes that are not named."""
        if isinstance(node, ast.Constant) and node.value is Ellipsis:
            return ("builtin", *self.place(node), "Ellipsis")
        if isinstance(node, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in node.elts):
            return ("tuple", *self.place(node), [self._index(item) for item in node.elts])
        return self.expression(node)

    def on_Slice(self, node: ast.Slice) -> Node:
        return (
            "slice",
            *self.place(node),
            self.optional(node.lower),
            self.optional(node.upper),
            self.optional(node.step),
        )

    def on_Tuple(self, node: ast.Tuple) -> Node:
        return ("tuple", *self.place(node), self.all(node.elts))

    def on_List(self, node: ast.List) -> Node:
        return ("list", *self.place(node), self.all(node.elts))

    def on_Set(self, node: ast.Set) -> Node:
        return ("set", *self.place(node), self.all(node.elts))

    def on_Dict(self, node: ast.Dict) -> Node:
        pairs = [(self.optional(key), self.expression(value)) for key, value in zip(node.keys, node.values)]
        return ("dict", *self.place(node), pairs)

    def on_Starred(self, node: ast.Starred) -> Node:
        return ("starred", *self.place(node), self.expression(node.value))

    def on_NamedExpr(self, node: ast.NamedExpr) -> Node:
        self.check_binding(node, node.target.id)
        return ("namedexpr", *self.place(node), node.target.id, self.expression(node.value))

    def on_Yield(self, node: ast.Yield) -> Node:
        return ("yield", *self.place(node), self.optional(node.value))

    def on_YieldFrom(self, node: ast.YieldFrom) -> Node:
        return ("yieldfrom", *self.place(node), self.expression(node.value))

    # Comprehensions: the first iterable belongs to the scope around, the rest sees the targets

    def on_ListComp(self, node: ast.ListComp) -> Node:
        return self._comprehension("listcomp", node, node.elt)

    def on_SetComp(self, node: ast.SetComp) -> Node:
        return self._comprehension("setcomp", node, node.elt)

    def on_GeneratorExp(self, node: ast.GeneratorExp) -> Node:
        return self._comprehension("genexp", node, node.elt)

    def on_DictComp(self, node: ast.DictComp) -> Node:
        return self._comprehension("dictcomp", node, node.key, node.value)

    def _comprehension(self, kind: str, node: Any, *results: ast.AST) -> Node:
        first = self.expression(node.generators[0].iter)
        names: set[str] = set()
        for generator in node.generators:
            if generator.is_async:
                raise self.error(node, "Executors do not run async for.", "Use a plain for.")
            for inner in ast.walk(generator.target):
                if isinstance(inner, ast.Name):
                    names.add(inner.id)
        self.targets.append(names)
        generators = []
        for index, generator in enumerate(node.generators):
            iterable = first if index == 0 else self.expression(generator.iter)
            generators.append((self.target(generator.target), iterable, self.all(generator.ifs)))
        made = [self.expression(result) for result in results]
        self.targets.pop()
        return (kind, *self.place(node), *made, generators)

    # Functions

    def on_Lambda(self, node: ast.Lambda) -> Node:
        params = self.parameters(node.args)
        self.scopes.append(self.file.scope(node))
        body = self.expression(node.body)
        self.scopes.pop()
        return ("lambda", *self.place(node), params, body)

    def parameters(self, arguments: ast.arguments) -> tuple:
        """``(names, defaults of the last, vararg, [(keyword-only name, default)], kwarg)``."""
        names = [argument.arg for argument in [*arguments.posonlyargs, *arguments.args]]
        keyword_only = [
            (argument.arg, self.optional(default))
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
        ]
        return (
            names,
            self.all(arguments.defaults),
            arguments.vararg.arg if arguments.vararg else None,
            keyword_only,
            arguments.kwarg.arg if arguments.kwarg else None,
        )

    # Formatted strings

    def on_JoinedStr(self, node: ast.JoinedStr) -> Node:
        return ("fstring", *self.place(node), self._parts(node.values))

    def _parts(self, values: list) -> list:
        parts: list = []
        for value in values:
            if isinstance(value, ast.Constant):
                parts.append(value.value)
            else:
                conversion = "" if value.conversion == -1 else chr(value.conversion)
                spec = value.format_spec
                inner = None if spec is None else self._parts(spec.values)
                parts.append(("format", self.expression(value.value), conversion, inner))
        return parts

    # Targets

    def target(self, node: ast.AST) -> Node:
        """The target of an assignment."""
        place = self.place(node)
        if isinstance(node, ast.Name):
            self.check_binding(node, node.id)
            return ("name", *place, node.id)
        if isinstance(node, (ast.Tuple, ast.List)):
            return (type(node).__name__.lower(), *place, [self.target(item) for item in node.elts])
        if isinstance(node, ast.Starred):
            return ("starred", *place, self.target(node.value))
        if isinstance(node, ast.Subscript):
            self.check_change(node.value)
            return self.on_Subscript(node)
        if isinstance(node, ast.Attribute):
            if self.static(node.value) is not MISSING:
                raise self.error(
                    node,
                    f"{ast.unparse(node)} is an attribute of an object on the driver, which executors cannot change.",
                    "Return the new value instead, or add to an accumulator.",
                )
            name = self._mangled(node.attr)
            self.builder.classes.attributes.add(name)
            return ("attribute", *place, self.expression(node.value), name)
        raise self.error(node, f"A {type(node).__name__} cannot be assigned to.")

    def check_change(self, node: ast.AST) -> None:
        """Warns of a container of the driver's that the function changes: nobody sees the change."""
        if not isinstance(node, (ast.Name, ast.Attribute)) or (self.function.__module__ or "").startswith("martlet."):
            return
        value = self.static(node)
        if value is MISSING or not isinstance(value, _CHANGEABLE):
            return
        file = self.function.__code__.co_filename
        name, kind = ast.unparse(node), type(value).__name__
        warnings.warn_explicit(
            f"{self.function.__name__} changes {name}, a {kind} of the driver's: each task changes a copy of its own, "
            "of which the driver sees nothing. Add to an accumulator (sc.accumulator), or return the values.",
            ClosureWarning,
            file,
            self.place(node)[0],
            registry=_warned.setdefault(file, {}),
        )

    def check_binding(self, node: ast.AST, name: str) -> None:
        """Refuses to bind names that belong to the driver."""
        if any(name in names for names in self.targets):
            return
        if name == self.bound_name and not self.is_local(name):
            raise self.error(node, f"The method gives {name} a new value.", "Use another name.")
        for scope in reversed(self.scopes):
            if name in scope.globals:
                raise self.error(
                    node,
                    f"The function changes the global variable {name}, which lives on the driver.",
                    "Executors share no variables with the driver: return the value, or add to an accumulator.",
                )
            if name in scope.names:
                return
            if name in scope.nonlocals:
                if any(name in outer.names for outer in self.scopes):
                    return
                raise self.error(
                    node,
                    f"The function changes the variable {name} of the function around it, which lives on the driver.",
                    "Executors share no variables with the driver: return the value, or add to an accumulator.",
                )
