# SPDX-License-Identifier: Apache-2.0
"""Random closures over random rows, from a seed.

A type is a text for what is atomic ("int", "float", "str", "bool", "none") and a tuple for what is not:
("pair", A, B), ("list", A), ("dict", A), ("maybe", A), ("record", A, B): a dict with the keys of RECORD, ("any",).
"""

from __future__ import annotations

import random
from typing import Any

WORDS = [
    "",
    "a",
    "ab c",
    "Zürich",
    "日本 語",
    " x ",
    "1",
    "-2",
    "3.5",
    "ß",
    "a,b,,c",
    "aa-bb",
    "ÉA",
    "naïve\t",
    "İ",
    "🐦 z",
]
INTS = [0, 1, -1, 2, 3, 7, -7, 10, 100, -13, 2**31, -(2**31), 2**62, 2**63 - 1, -(2**63), 1 << 53]
FLOATS = [0.0, -0.0, 1.0, 0.5, -2.75, 1e16, 1e-7, 123456.789, 1e22, float("inf"), float("-inf"), float("nan"), 5e-324]
_SIMPLE_METHODS = ("upper", "lower", "strip", "title", "capitalize", "swapcase", "lstrip", "rstrip", "casefold")
_METHODS = ("zfill(5)", "ljust(4, '.')", "rjust(4)", "center(6)", "partition('a')[2]", "split()[0]")
_TESTS = ("isdigit()", "isalpha()", "startswith('a')", "endswith('é')", "isupper()", "isspace()")
_INT_SPECS = ("", ":d", ":05d", ":>8,", ":+", ":x", ":b", ":_", ":e", ":.1f")
_FLOAT_SPECS = ("", ":.2f", ":8.3f", ":e", ":g", ":,.1f", ":%", ":+.0f", ":.3g")
_INT_SPECS += (":#X", ":#o", ":*^12_", ":-<7", ":+012,", ":c", ":08.1e", ":%", ":_x", ": =8", ":_b", ":^9.2f")
_FLOAT_SPECS += (
    "",
    "!r",
    ":>9",
    ":012,.2f",
    ":E",
    ":G",
    ":.0e",
    ":.3",
    ":z.1f",
    ":_.3f",
    ":+",
    ": .2%",
    ":*^14.4g",
    ":#.0f",
)
_STR_SPECS = ("", ":>6", ":<4", ":^7", ":*^5", "!r", ":.2", ":é>9.3", "!s:>6", "!r:_<9", ":06", ":>3s")
_PERCENT_FLAGS = ("", "", "-", "+", " ", "#", "0", "-0", "+0", "# ", "-#", "0#")
_PERCENT_TYPES = {"int": "diuxXoeEfFgGcsr", "float": "dieEfFgGsr", "str": "sr", "bool": "dxsrf"}
_PERCENT = (("int", "%d"), ("int", "%5d"), ("float", "%.2f"), ("str", "%s"), ("str", "%-5s|"), ("float", "%g"))
_SETS = ("'a '", "'日é'", "''", "'x,'")
_SEPARATORS = ("','", "' '", "'a'", "'é'")
_TEMPLATES = ("''", "'-'", r"r'<\g<0>>'", r"'\\1'")
_PATTERNS = (
    "(a)|(b)",
    r"(\w+)\s*(\w?)",
    "([^,]*),(.*)",
    "(.)(.*)$",
    " ?(x)?(.)",
    r"(?P<n>\d+)(?:\.(\d))?",
    "(é|a)+(.)",
)
#: The keys of records.
RECORD = ("a", "é b")
_KEYS = ("len", "lambda t: (len(t), t)", "lambda t: t[::-1]")
_STATEMENTS = ("assign", "assign", "if", "for", "augment", "while", "try", "append", "unpack", "more", "more", "entry")
ATOMS = ("int", "float", "str", "bool")
#: What closures may look things up in, as globals of theirs.
GLOBALS = """TABLE = {'a': 1, 'é': -2, '日': 3, 'ab c': 10, '': 7, '1': 0, ' x ': 4, 'ß': 5, 'b': 6}
KNOWN = {'a', 'b', 'é', '1', '-2', 'x'}
WORDS = ['a', 'ab c', '1', 'ß', 'é', 'x', 'y', 'z', '', 'ÉA']
"""


def any_type(rng: random.Random, depth: int = 2) -> Any:
    """A type of rows."""
    roll = rng.random()
    if depth == 0 or roll < 0.55:
        return rng.choice(("int", "int", "str", "str", "float", "bool"))
    if roll < 0.75:
        return ("pair", any_type(rng, depth - 1), any_type(rng, depth - 1))
    if roll < 0.87:
        return ("list", any_type(rng, depth - 1))
    if roll < 0.9:
        return ("dict", any_type(rng, 0))
    if roll < 0.93:
        return ("record", any_type(rng, depth - 1), any_type(rng, depth - 1))
    return ("maybe", any_type(rng, 0)) if roll < 0.97 else ("any",)


def value(rng: random.Random, kind: Any) -> Any:
    """A value of a type, often one at an edge."""
    if kind == "int":
        return rng.choice(INTS) if rng.random() < 0.3 else rng.randint(-20, 20)
    if kind == "float":
        return rng.choice(FLOATS) if rng.random() < 0.4 else round(rng.uniform(-50, 50), rng.randint(0, 4))
    if kind == "str":
        return rng.choice(WORDS) if rng.random() < 0.7 else "".join(rng.choices("ab cé日", k=rng.randint(0, 6)))
    if kind == "bool":
        return rng.random() < 0.5
    if kind == "none":
        return None
    if kind[0] == "pair":
        return (value(rng, kind[1]), value(rng, kind[2]))
    if kind[0] == "record":
        return {key: value(rng, member) for key, member in zip(RECORD, kind[1:])}
    if kind[0] == "list":
        return [value(rng, kind[1]) for _ in range(rng.randint(0, 4))]
    if kind[0] == "dict":
        return {rng.choice(WORDS): value(rng, kind[1]) for _ in range(rng.randint(0, 3))}
    if kind[0] == "maybe":
        return None if rng.random() < 0.3 else value(rng, kind[1])
    return value(rng, rng.choice((*ATOMS, "none", ("list", "int"), ("pair", "str", "int"))))


class Generator:
    """Writes expressions of wanted types over the variables in sight."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        #: Whether the row is given to nobody else, before or afterwards: then it may be changed.
        self.owns_row = True
        self._names = 0

    def pick(self, *choices: Any) -> Any:
        return self.rng.choice(choices)

    def fresh(self) -> str:
        self._names += 1
        return f"v{self._names}"

    def closure(self, row: Any, result: Any) -> str:
        """Source that defines ``f``, from rows of one type to results of another."""
        self._names = 0
        if self.rng.random() < 0.65:
            text = f"f = lambda x: {self.expression(result, {'x': row}, 3)}\n"
        elif isinstance(result, tuple) and result[0] == "list" and self.rng.random() < 0.4:
            text = self.collector(row, result[1])
        else:
            text = self.definition(row, result)
        return GLOBALS + text if any(name in text for name in ("TABLE", "KNOWN", "WORDS")) else text

    def collector(self, row: Any, item: Any) -> str:
        """A function that appends what it gives to a new list, in loops and conditions."""
        made, lines = self.fresh(), ["def f(x):"]
        variables = {"x": row}
        if self.rng.random() < 0.4:
            self.statement(lines, variables, "    ", 1)
        lines.append(f"    {made} = {self.pick('[]', 'list()', '[' + self.expression(item, variables, 1) + ']')}")
        for _ in range(self.rng.randint(1, 2)):
            self.collecting(lines, made, item, dict(variables), "    ", 2)
        end = self.pick("", "", "[::-1]", "[1:]")
        return "\n".join([*lines, f"    return {made}{end}"]) + "\n"

    def collecting(self, lines: list, made: str, item: Any, variables: dict, indent: str, depth: int) -> None:
        """A statement that appends to the list."""
        form = self.pick("append", "append", "for", "for", "if", "assign", "skip") if depth else "append"
        inner, name = indent + "    ", self.fresh()
        if form == "append":
            more = f"extend({self.expression(('list', item), variables, 1)})"
            one = f"append({self.expression(item, variables, 1)})"
            lines.append(f"{indent}{made}.{one if self.rng.random() < 0.8 else more}")
        elif form == "if":
            lines.append(f"{indent}if {self.condition(variables, 1)}:")
            self.collecting(lines, made, item, variables, inner, depth - 1)
            if self.rng.random() < 0.4:
                lines.append(f"{indent}else:")
                self.collecting(lines, made, item, variables, inner, depth - 1)
        elif form == "assign":
            kind = self.pick(*ATOMS)
            lines.append(f"{indent}{name} = {self.expression(kind, variables, 1)}")
            self.collecting(lines, made, item, {**variables, name: kind}, indent, depth - 1)
        else:
            kind, other = self.pick("int", "str"), self.fresh()
            source = self.expression(("list", kind), variables, 1)
            if self.rng.random() < 0.3:
                source, name, known = f"enumerate({source})", f"{other}, {name}", {name: kind, other: "int"}
            else:
                known = {name: kind}
            lines.append(f"{indent}for {name} in {source}:")
            if form == "skip":
                lines.append(f"{inner}if {self.condition({**variables, **known}, 1)}:")
                lines.append(f"{inner}    continue")
            self.collecting(lines, made, item, {**variables, **known}, inner, depth - 1)

    def definition(self, row: Any, result: Any) -> str:
        lines = ["def f(x):"]
        variables = {"x": row}
        for _ in range(self.rng.randint(1, 3)):
            self.statement(lines, variables, "    ", 2)
        lines.append(f"    return {self.expression(result, variables, 2)}")
        return "\n".join(lines) + "\n"

    def statement(self, lines: list, variables: dict, indent: str, depth: int) -> None:
        form = self.pick(*_STATEMENTS)
        inner = indent + "    "
        if form == "assign" or depth == 0:
            kind = any_type(self.rng, 1)
            kind = "int" if kind == ("any",) else kind
            text, name = self.expression(kind, variables, 2), self.fresh()
            lines.append(f"{indent}{name} = {text}")
            variables[name] = kind
        elif form == "if":
            name, kind = self.fresh(), self.pick(*ATOMS)
            lines.append(f"{indent}if {self.condition(variables, 2)}:")
            lines.append(f"{inner}{name} = {self.expression(kind, variables, 1)}")
            lines.append(f"{indent}else:")
            lines.append(f"{inner}{name} = {self.expression(kind, variables, 1)}")
            variables[name] = kind
        elif form == "for":
            name, item = self.fresh(), self.fresh()
            lines.append(f"{indent}{name} = 0")
            lines.append(f"{indent}for {item} in {self.expression(('list', 'int'), variables, 1)}:")
            known = {**variables, name: "int", item: "int"}
            if self.rng.random() < 0.4:
                lines.append(f"{inner}if {self.condition(known, 1)}:")
                lines.append(f"{inner}    {self.pick('continue', 'break')}")
            lines.append(f"{inner}{name} {self.pick('+', '-', '*')}= {self.expression('int', known, 1)}")
            variables[name] = "int"
        elif form == "augment":
            name = self.fresh()
            kind = self.pick("int", "str", "float")
            lines.append(f"{indent}{name} = {self.expression(kind, variables, 1)}")
            lines.append(f"{indent}{name} += {self.expression(kind, variables, 1)}")
            variables[name] = kind
        elif form == "while":
            name = self.fresh()
            lines.append(f"{indent}{name} = {self.rng.randint(0, 5)}")
            lines.append(f"{indent}while {name} > 0:")
            lines.append(f"{inner}{name} -= 1")
            lines.append(f"{inner}if {self.condition({**variables, name: 'int'}, 1)}:")
            lines.append(f"{inner}    break")
            variables[name] = "int"
        elif form == "try":
            name, kind = self.fresh(), self.pick("int", "str", "float")
            caught = self.pick("Exception", "ValueError", "(ZeroDivisionError, ValueError)", "IndexError", "TypeError")
            lines.append(f"{indent}try:")
            lines.append(f"{inner}{name} = {self.expression(kind, variables, 2)}")
            lines.append(f"{indent}except {caught}:")
            lines.append(f"{inner}{name} = {self.literal(kind)}")
            variables[name] = kind
        elif form == "append":
            name, item = self.fresh(), self.pick(*ATOMS)
            lines.append(f"{indent}{name} = []")
            lines.append(f"{indent}{name}.append({self.expression(item, variables, 1)})")
            lines.append(f"{indent}{name}.extend([{self.expression(item, variables, 1)}])")
            variables[name] = ("list", item)
        elif form == "entry":
            self.entry(lines, variables, indent)
        elif form == "more":
            self.longer_statement(lines, variables, indent)
        else:
            one, two = self.fresh(), self.fresh()
            first, second = self.pick(*ATOMS), self.pick(*ATOMS)
            left, right = self.expression(first, variables, 1), self.expression(second, variables, 1)
            lines.append(f"{indent}{one}, {two} = {left}, {right}")
            variables[one], variables[two] = first, second

    def entry(self, lines: list, variables: dict, indent: str) -> None:
        """A record whose entries get other values, and now and then another name."""
        known = [name for name, kind in variables.items() if isinstance(kind, tuple) and kind[0] == "record"]
        known = known if self.owns_row else []
        if known and self.rng.random() < 0.6:
            name = self.rng.choice(known)
        else:
            name = self.fresh()
            kind = ("record", self.pick(*ATOMS), self.pick(*ATOMS))
            made = self.expression(kind, variables, 1)
            lines.append(f"{indent}{name} = {made if self.owns_row else f'{{**{made}}}'}")
            variables[name] = kind
        if self.rng.random() < 0.2:
            other = self.fresh()
            lines.append(f"{indent}{other} = {self.pick(name, f'{{**{name}}}')}")
            variables[other] = variables[name]
        for _ in range(self.rng.randint(1, 2)):
            place = self.rng.randint(0, 1)
            kind = variables[name][1 + place]
            sign = self.pick("=", "=", "+=") if kind in ("int", "float", "str") else "="
            lines.append(f"{indent}{name}['{RECORD[place]}'] {sign} {self.expression(kind, variables, 1)}")

    def longer_statement(self, lines: list, variables: dict, indent: str) -> None:
        """Inner functions, recursion, loops over texts, exceptions with all their clauses."""
        name, helper, item = self.fresh(), self.fresh(), self.fresh()

        def e(kind: Any, extra: dict | None = None) -> str:
            return self.expression(kind, {**variables, **(extra or {})}, 1)

        form = self.pick("recursion", "nonlocal", "count", "raise", "finally", "default", "words", "total", "total")
        form = self.pick(form, form, form, "grown", "grown", "match")
        if form == "recursion":
            made = [f"def {helper}(n, t=1):", f"    return t if n <= 0 else {helper}(n - 1, t + n)"]
            made.append(f"{name} = {helper}({e('int')} % 9)")
        elif form == "nonlocal":
            made = [f"{name} = 0", f"def {helper}(n):", f"    nonlocal {name}", f"    {name} += n", "    return n"]
            made.append(f"{helper}({e('int')})")
            made.append(f"{helper}({e('int')})")
        elif form == "count":
            made = [f"{name} = {{}}", f"for {item} in {e('str')}:"]
            made.append(f"    {name}[{item}] = {name}.get({item}, 0) + {e('int', {item: 'str'})}")
            variables[name] = ("dict", "int")
        elif form == "grown":
            made = self.grown(name, item, e)
            variables[name] = ("dict", "int") if "dict(" in made[-1] or "len" in made[-1] else "int"
        elif form == "match":
            made = self.matched(name, item, e)
            variables[name] = "str"
        elif form == "total":
            made = [f"{name} = {self.pick('0', '0', '0.0', '3')}", f"for {item} in {e(('list', 'float'))}:"]
            made += [f"    {name} {self.pick('+', '-')}= {e('float', {item: 'float'})}"]
            if self.rng.random() < 0.3:
                made[1:1] = [f"if {e('bool')}:", f"    {name} = {e('float')}"]
            variables[name] = "float"
        elif form == "raise":
            raised = self.pick("ValueError", "KeyError", "RuntimeError", "LookupError", "StopIteration")
            made = ["try:", f"    {name} = {e('int')}", f"    if {e('bool')}:", f"        raise {raised}({e('str')})"]
            made += [f"except {self.pick('ValueError', 'LookupError', 'Exception')} as {item}:"]
            made += [f"    {name} = len(str({item}))"]
        elif form == "finally":
            made = [f"{name} = 0", "try:", f"    {name} = {e('int')}", "except (OverflowError, ArithmeticError):"]
            made += [f"    {name} -= 1", "else:", f"    {name} = {name} // 2", "finally:", f"    {name} = -{name}"]
        elif form == "default":
            made = [f"{helper} = lambda n, *r, k={e('int')}, **o: n + len(r) + k + len(o)"]
            made.append(f"{name} = {helper}({e('int')}{self.pick('', ', 1, 2', ', k=3', ', k=1, z=2', ', *[1, 2]')})")
        else:
            made = [f"{name} = 0", f"for {item} in {e('str')}.split():", f"    if not {e('bool', {item: 'str'})}:"]
            made += [f"        {name} += len({item})", "else:", f"    {name} += 1"]
        lines.extend(indent + line for line in made)
        variables.setdefault(name, "int")

    def grown(self, name: str, item: str, e: Any) -> list:
        """A dict that gets entries in loops, by one of the ways that people write."""
        held = self.fresh()
        kind = self.pick("str", "int", "str")
        known = {item: kind}
        key = self.pick(item, item, f"({item}, {e('int', known)})", f"str({item})[:1]", e("str", known))
        more = self.pick("1", "1", e("int", known), "True")
        kept = self.pick("{}", "dict()")
        start = {"get": kept, "asked": kept, "missing": kept, "caught": kept, "last": kept, "set": kept, "first": kept}
        form = self.pick(*start, "numbers", "lists", "counter")
        start |= {"numbers": f"collections.defaultdict({self.pick('int', 'int', 'float')})"}
        start |= {"lists": "collections.defaultdict(list)", "counter": "collections.Counter()"}
        ways = {
            "get": [f"{held}[{key}] = {held}.get({key}, {self.pick('0', '0', '0.0', '1')}) + {more}"],
            "asked": [f"if {key} in {held}:", f"    {held}[{key}] += {more}", "else:", f"    {held}[{key}] = {more}"],
            "missing": [f"if {key} not in {held}:", f"    {held}[{key}] = 0", f"{held}[{key}] += {more}"],
            "caught": ["try:", f"    {held}[{key}] += 1", "except KeyError:", f"    {held}[{key}] = 1"],
            "last": [f"{held}[{key}] = {more}"],
            "set": [f"{held}.setdefault({key}, []).append({more})"],
            "first": [f"if {key} not in {held}:", f"    {held}[{key}] = []", f"{held}[{key}].append({more})"],
            "lists": [f"{held}[{key}].append({more})"],
        }
        ways |= {"numbers": [f"{held}[{key}] += {more}"], "counter": [f"{held}[{key}] += {more}"]}
        body = ways[form]
        if self.rng.random() < 0.3:
            body = [f"if {e('bool', known)}:", *("    " + line for line in body)]
        made = [f"{held} = {start[form]}", f"for {item} in {e(('list', kind))}:", *("    " + line for line in body)]
        if self.rng.random() < 0.3:
            made += [f"for {item} in {e(('list', kind))}:", *("    " + line for line in body)]
        if form in ("set", "first", "lists"):
            end = self.pick(
                f"{{k: len(v) for k, v in {held}.items()}}", f"len(max({held}.values(), key=len, default=''))"
            )
            return [*made, f"{name} = {end}" if end[0] == "{" else f"{name} = len(str({end}))"]
        return [
            *made,
            f"{name} = "
            + self.pick(
                f"dict({held})",
                f"dict({held})",
                f"sum({held}.values())",
                f"dict(sorted({held}.items()))",
                f"len({held}) * 3",
                f"sum(p for k, p in sorted({held}.items(), key=lambda p: p[1]))",
                f"{held}.get({e('str')}, 0)",
                f"max({held}.values())",
            ),
        ]

    def matched(self, name: str, item: str, e: Any) -> list:
        """A match that is asked for its groups, with and without a look at whether there is one."""
        pattern = self.pick(*_PATTERNS)
        flags = self.pick("", "", "", ", re.I", ", flags=re.S | re.M")
        search = f"re.{self.pick('match', 'search', 'fullmatch')}({pattern!r}, {e('str')}{flags})"
        group = self.pick("group(1)", "group()", "group(2)", "group(0)", "groups()[0]", "group(1, 2)[1]", "group('n')")
        part = self.pick(f"{item}.{group}", f"{item}.{group}", f"{item}[1]")
        whole = part if group != "group(2)" else f"str({part})"
        return [
            f"{item} = {search}",
            *self.pick(
                [f"{name} = {whole} if {item} else {e('str')}"],
                [f"{name} = {e('str')} if {item} is None else {whole}"],
                [f"{name} = {e('str')}", f"if {item}:", f"    {name} = {whole}"],
                [f"{name} = {whole}"],
            ),
        ]

    def condition(self, variables: dict, depth: int) -> str:
        return self.expression("bool", variables, depth)

    def literal(self, kind: Any) -> str:
        """A constant of the type, as source."""
        if kind == "int":
            return str(self.rng.choice((0, 1, 2, 3, 5, 7, -1, -3, 10, 64)))
        if kind == "float":
            return self.rng.choice(("0.0", "1.5", "-2.5", "1e3", "0.1", "-0.0"))
        if kind == "str":
            return repr(self.rng.choice(("", "a", " ", "é", "x-y", "日", ",")))
        if kind == "bool":
            return self.rng.choice(("True", "False"))
        if kind == "none":
            return "None"
        if kind[0] == "pair":
            return f"({self.literal(kind[1])}, {self.literal(kind[2])})"
        if kind[0] == "list":
            return "[" + ", ".join(self.literal(kind[1]) for _ in range(self.rng.randint(1, 3))) + "]"
        if kind[0] == "dict":
            return f"{{'a': {self.literal(kind[1])}, 'é': {self.literal(kind[1])}}}"
        if kind[0] == "record":
            return f"{{'{RECORD[0]}': {self.literal(kind[1])}, '{RECORD[1]}': {self.literal(kind[2])}}}"
        return self.literal(kind[1]) if kind[0] == "maybe" else "None"

    def leaf(self, kind: Any, variables: dict) -> str:
        """A variable of the type, or a part of one, or a constant."""
        found = []
        for name, have in variables.items():
            self._paths(found, name, have, kind, 2)
        if found and self.rng.random() < 0.85:
            return self.rng.choice(found)
        if self.rng.random() < 0.7:
            for name in self.rng.sample(list(variables), len(variables)):
                made = self._converted(name, variables[name], kind)
                if made:
                    return made
        return self.literal(kind)

    def _converted(self, text: str, have: Any, want: Any) -> str | None:
        """A value of the wanted type out of one of another type."""
        shape = have if isinstance(have, str) else have[0]
        if want == "str":
            return self.pick(f"str({text})", f"('%s' % ({text},))", f"repr({text})")
        if want == "bool":
            return self.pick(f"bool({text})", f"({text} is None)", f"({text} == {text})", f"isinstance({text}, str)")
        if shape == "record":
            return self._of_record(text, have, want)
        if shape == "pair":
            return self._converted(f"{text}[0]", have[1], want) or self._converted(f"{text}[1]", have[2], want)
        if want == "int":
            known = {"str": f"len({text})", "float": f"int({text})", "bool": f"({text} + 1)", "any": f"len({text})"}
            return {**known, "list": f"len({text})", "dict": f"len({text})"}.get(shape)
        if want == "float":
            return {"int": f"({text} / 2)", "str": f"float({text})", "bool": f"float({text})"}.get(shape)
        if isinstance(want, tuple) and want[0] == "list" and shape == "str" and want[1] == "str":
            return f"{text}.split()"
        if want == ("list", "int") and shape == "int":
            return f"list(range({text} % 5))"
        return None

    def _of_record(self, text: str, have: Any, want: Any) -> str | None:
        """The same out of a record: of one of its values, or of what it has keys for."""
        if want == "int" and self.rng.random() < 0.3:
            return self.pick(f"len({text})", f"sum(len(k) for k in {text})", f"('{RECORD[0]}' in {text}) + 1")
        if want == ("list", "str") and self.rng.random() < 0.5:
            return self.pick(f"list({text})", f"[k for k in {text} if k != 'a']", f"list({text}.keys())")
        if self.rng.random() < 0.05 and isinstance(want, str):
            return self.pick(f"{text}.get('c', {self.literal(want)})", f"{text}['c']", f"{text}.get('c')")
        place = self.rng.randint(0, 1)
        return self._converted(f"{text}['{RECORD[place]}']", have[1 + place], want)

    def _paths(self, found: list, text: str, have: Any, want: Any, depth: int) -> None:
        if have == want:
            found.append(text)
        if isinstance(have, tuple) and have[0] == "pair" and depth:
            self._paths(found, f"{text}[0]", have[1], want, depth - 1)
            self._paths(found, f"{text}[{self.pick('1', '-1')}]", have[2], want, depth - 1)
        if isinstance(have, tuple) and have[0] == "record" and depth:
            for key, member in zip(RECORD, have[1:]):
                part = self.pick(f"{text}['{key}']", f"{text}['{key}']", f"{text}.get('{key}')")
                self._paths(found, part, member, want, depth - 1)
        if isinstance(have, tuple) and have[0] == "maybe" and have[1] == want and self.rng.random() < 0.7:
            found.append(f"({text} if {text} is not None else {self.literal(want)})")

    def expression(self, kind: Any, variables: dict, depth: int) -> str:
        """An expression of the type."""
        if depth <= 0 or self.rng.random() < 0.12:
            return self.leaf(kind, variables)
        if self.rng.random() < 0.07:
            test = self.condition(variables, depth - 1)
            one, two = (self.expression(kind, variables, depth - 1) for _ in range(2))
            return f"({one} if {test} else {two})"
        if isinstance(kind, str):
            return getattr(self, "make_" + kind)(
                lambda wanted: self.expression(wanted, variables, depth - 1), variables
            )
        return self.compound(kind, variables, depth)

    def library_int(self, e: Any) -> str:
        """An int out of the standard library."""
        return self.pick(
            f"len(re.findall('{self.pick('.a', '[^a]', '[^ ]+', 'b|é')}', {e('str')}))",
            f"json.loads(json.dumps({e('int')}))",
            f"len(re.findall('{self.pick('(a)', 'a(b)?', '(?:a|é)')}', {e('str')}))",
            f"sum(1 for t in {e(('list', 'str'))} if re.{self.pick('match', 'search')}('[a-c]', t))",
            f"len(list(itertools.combinations({e(('list', 'str'))}, {self.pick('1', '2', '3')})))",
            f"sum(p * q for p, q in itertools.combinations({e(('list', 'int'))}, 2))",
            f"sum(n for t, n in collections.Counter({e(('list', 'str'))}).items() if t != {e('str')})",
            f"functools.reduce(lambda p, q: p {self.pick('+', '*', '-', '|')} q, {e(('list', 'int'))}, 1)",
            f"(datetime.date(2024, 1, 31) + datetime.timedelta(days={e('int')} % 999)).{self.pick('day', 'month')}",
            f"(datetime.date(2024, 1, 31) - datetime.timedelta(days={e('int')} % 999)).weekday()",
            f"math.gcd({e('int')}, {e('int')})",
            f"divmod({e('int')}, {e('int')})[{self.pick('0', '1', '-1')}]",
            f"collections.Counter({e('str')})[{e('str')}]",
            f"len(set({e(self.pick('str', ('list', 'int'), ('list', 'str')))}))",
            f"max({e(('list', 'int'))}, key=lambda t: -t)",
            f"len(min({e(('list', 'str'))}, key=len, default={e('str')}))",
            f"next(iter({e(('list', 'int'))}), {e('int')})",
            f"sum(p * q for p, q in zip({e(('list', 'int'))}, {e(('list', 'int'))}))",
            f"int({e('str')}, {self.pick('16', '2', '36')})",
            f"ord({e('str')})",
            f"operator.itemgetter({self.pick('0', '-1')})({e(('list', 'int'))})",
            f"hash({e(self.pick('int', 'float', 'bool'))})",
            f"sum({{t: t + 1 for t in {e(('list', 'int'))}}}.values())",
            f"len({{t % 3 for t in {e(('list', 'int'))}}})",
            f"sum(p * q for p, q in enumerate({e(('list', 'int'))}{self.pick('', ', 1', ', start=2')}))",
            f"sum(p + len(q) for p, q in zip({e(('list', 'int'))}, {e('str')}))",
            f"TABLE.get({e('str')}, {e('int')})",
            f"sum(p * q for p in {e(('list', 'int'))} for q in {e(('list', 'int'))})",
            f"{self.pick('sum', 'max', 'min')}({e(('pair', 'int', 'int'))})",
            f"max({e(('list', 'str'))}, key=len).count({e('str')})",
        )

    def library_str(self, e: Any) -> str:
        """A text out of the standard library."""
        return self.pick(
            f"re.sub('[aé]', {self.pick('str(1)', 'lambda m: m.group() * 2')}, {e('str')})",
            f"re.sub('{self.pick(' +', '(b)')}', '-', {e('str')}, count={e('int')} % 3)",
            f"json.dumps({e(self.pick('str', 'int', 'float', ('list', 'str'), ('dict', 'int'), ('maybe', 'str')))})",
            f"(datetime.datetime(2024, 2, 29, 23) + datetime.timedelta(hours={e('int')} % 999)).isoformat()",
            f"', '.join(map(str, {e(self.pick(('list', 'int'), ('list', 'float')))}))",
            f"'|'.join(re.split('{self.pick(' ', 'a|é', ',', 'x*')}', {e('str')}))",
            f"re.sub('{self.pick('[a-c]', '(.)a', '')}', {self.pick(*_TEMPLATES)}, {e('str')})",
            f"str(collections.Counter({e(self.pick('str', ('list', 'int')))}).most_common({self.pick('', '1', '2')}))",
            f"''.join(t[0] for t in collections.Counter({e('str')}).most_common(2))",
            f"repr({{t: len(t) for t in {e(('list', 'str'))}}})",
            f"str(sorted(set({e('str')})))",
            f"{e('str')}.{self.pick('strip', 'lstrip', 'rstrip')}({self.pick(*_SETS)})",
            f"'-'.join({e('str')}.{self.pick('partition', 'rpartition')}({self.pick(*_SEPARATORS)}))",
            f"'|'.join({e('str')}.split({self.pick(*_SEPARATORS)}, {self.pick('0', '1', '2', '-1')}))",
            f"'|'.join(sorted({e(('list', 'str'))}, key={self.pick(*_KEYS)}{self.pick('', ', reverse=True')}))",
            f"'|'.join(t + u for t, u in zip({e(('list', 'str'))}, {e('str')}))",
            f"str(dict(collections.Counter({e('str')})))",
            f"''.join(itertools.chain({e('str')}, {e(('list', 'str'))}))",
            f"repr({{t: {e('int')} for t in {e('str')}}})",
            f"str([(k, len(list(g))) for k, g in itertools.groupby({e('str')})])",
            f"'{{0!r:>9}}|{{1:<{self.pick('6', '06', '+8')}}}'.format({e('str')}, {e('int')})",
            f"'%r %s' % ({e(self.pick('str', 'float', ('maybe', 'int')))}, {e(('pair', 'str', 'float'))})",
            f"type({e(self.pick('int', 'float', 'str', ('maybe', 'int'), ('list', 'int')))}).__name__",
        )

    def make_int(self, e: Any, variables: dict) -> str:
        if self.rng.random() < 0.15:
            return self.library_int(e)
        form = self.rng.randint(0, 17)
        if form < 5:
            return f"({e('int')} {self.pick('+', '-', '*', '//', '%', '+', '-')} {e('int')})"
        if form == 5:
            return f"({e('int')} {self.pick('&', '|', '^')} {e('int')})"
        if form == 6:
            return f"({e('int')} {self.pick('<<', '>>', '**')} {self.pick('0', '1', '2', '3', '5')})"
        if form == 7:
            return f"len({e(self.pick('str', ('list', 'int'), ('list', 'str'), ('dict', 'int')))})"
        if form == 8:
            return f"int({e(self.pick('float', 'str', 'bool', 'int'))})"
        if form == 9:
            return f"{self.pick('abs', '-', '~', '+')}({e('int')})"
        if form == 10:
            return f"{self.pick('min', 'max')}({e('int')}, {e('int')})"
        if form == 11:
            return f"{self.pick('sum', 'sum', 'max', 'min', 'len')}({e(('list', 'int'))})"
        if form == 12:
            return f"{e(('list', 'int'))}[{self.pick('0', '-1', '1', '5')}]"
        if form == 13:
            return f"{e('str')}.{self.pick('find', 'count', 'index', 'rfind')}({e('str')})"
        if form == 14:
            return f"round({e(self.pick('float', 'int'))})"
        if form == 15:
            return f"{e(('dict', 'int'))}.get({e('str')}, {e('int')})"
        if form == 16:
            test = self.pick("c", "c.isalpha()", "c > 'b'")
            return f"sum({self.pick('1', 'len(c)', 'ord(c)')} for c in {e('str')} if {test})"
        return f"(lambda t: t {self.pick('+', '*')} 2)({e('int')})"

    def make_float(self, e: Any, variables: dict) -> str:
        form = self.rng.randint(0, 14)
        if form == 11:
            total = f"sum({e(('list', 'float'))})"
            return self.pick(
                total,
                f"-{total}",
                f"abs({total})",
                f"round({total}, 2)",
                f"({total} / {e('int')})",
                f"({total} + {total})",
            )
        if form == 12:
            return f"sum(p * q for p, q in zip({e(('list', 'float'))}, {e(('list', self.pick('float', 'int')))}))"
        if form == 13:
            return f"{self.pick('max', 'min')}({e(('list', 'float'))})"
        if form == 14:
            test = self.pick("p > 1", "p == p", "p < q")
            return f"sum(abs(p - q) for p, q in zip({e(('list', 'float'))}, {e(('list', 'float'))}) if {test})"
        if form < 3:
            one, two = self.pick(("float", "float"), ("int", "float"), ("float", "int"))
            return f"({e(one)} {self.pick('+', '-', '*', '/', '//', '%')} {e(two)})"
        if form == 3:
            return f"({e('int')} / {e('int')})"
        if form == 4:
            return f"float({e(self.pick('int', 'str', 'bool'))})"
        if form == 5:
            return f"{self.pick('abs', '-')}({e('float')})"
        if form == 6:
            return f"round({e('float')}, {self.pick('0', '1', '2', '-1')})"
        if form == 7:
            return f"{self.pick('min', 'max')}({e('float')}, {e('float')})"
        if form == 8:
            return f"math.{self.pick('sqrt', 'floor', 'exp', 'log', 'fabs', 'sin', 'trunc')}({e('float')}) * 1.0"
        if form == 9:
            return f"sum([{e('float')}, {e('float')}], 0.0)"
        return f"({e('float')} ** {self.pick('2', '0.5', '3')})"

    def make_str(self, e: Any, variables: dict) -> str:
        if self.rng.random() < 0.15:
            return self.library_str(e)
        form = self.rng.randint(0, 20)
        if form > 17:
            return self.format_text(e)
        if form < 3:
            return f"({e('str')} + {e('str')})"
        if form == 3:
            kind = self.pick("int", "float", "str", "bool", ("list", "float"), ("pair", "str", "float"))
            return f"{self.pick('str', 'repr')}({e(kind)})"
        if form == 4:
            return f"{e('str')}.{self.pick(*_SIMPLE_METHODS)}()"
        if form == 5:
            bound = self.pick("1:", ":2", "::-1", "-2:", "1:-1", "::2", ":-1", "5:1", "3::-1")
            return f"{e('str')}[{bound}]"
        if form == 6:
            return f"{e('str')}[{self.pick('0', '-1', '2')}]"
        if form == 7:
            return f"{e('str')}.replace({e('str')}, {e('str')})"
        if form == 8:
            return f"{e('str')}.join({e(('list', 'str'))})"
        if form == 9:
            return f"({e('str')} * {self.pick('0', '1', '2', '3')})"
        if form == 10:
            spec = self.pick(*_STR_SPECS)
            return f"f'{{{self.quoted(e, 'str')}{spec}}}|'"
        if form == 11:
            return f"f'{{{self.quoted(e, 'int')}{self.pick(*_INT_SPECS)}}}'"
        if form == 12:
            return f"f'{{{self.quoted(e, 'float')}{self.pick(*_FLOAT_SPECS)}}}'"
        if form == 13:
            kind, text = self.pick(*_PERCENT)
            return f"('{text}' % ({e(kind)},))"
        if form == 14:
            return f"'{self.pick('{}', '{:>5}', '<{0}>{0}')}'.format({e(self.pick('int', 'str', 'float', 'bool'))})"
        if form == 15:
            return f"{e('str')}.{self.pick(*_METHODS)}"
        if form == 16:
            return f"''.join(c{self.pick('', '.upper()', ' * 2')} for c in {e('str')} if c != 'a')"
        return f"''.join({self.pick('sorted', 'reversed', 'list')}({e('str')}))"

    def percent(self, kind: str) -> str:
        """A conversion of ``%`` that takes the type, and now and then one that does not."""
        width, precision = self.pick("", "", "3", "8", "12"), self.pick("", "", "", ".", ".0", ".1", ".3", ".10")
        letter = self.pick(*_PERCENT_TYPES[kind if self.rng.random() < 0.97 else "int"])
        return f"%{self.pick(*_PERCENT_FLAGS)}{width}{precision}{letter}"

    def format_text(self, e: Any) -> str:
        """A text of several fields: by ``%``, ``format`` or ``join`` over a tuple."""
        kinds = [self.pick(*ATOMS) for _ in range(self.rng.randint(1, 3))]
        values = [e(kind) for kind in kinds]
        form = self.rng.randint(0, 5)
        if form < 2:
            text = ",%%é".join(self.percent(kind) for kind in kinds)
            return f"('{text}' % ({', '.join(values)},))"
        if form == 2:
            pair = ("pair", self.pick(*ATOMS), self.pick(*ATOMS))
            return f"('{self.percent(pair[1])} {self.percent(pair[2])}' % {e(pair)})"
        if form == 3:
            specs = {
                "int": _INT_SPECS,
                "float": _FLOAT_SPECS,
                "str": _STR_SPECS,
                "bool": ("", ":5", ":d", "!r", "!s:>6"),
            }
            fields = [f"{{{self.pick('', str(i))}{self.pick(*specs[kind])}}}" for i, kind in enumerate(kinds)]
            return f"'{{{{{' '.join(fields)}}}}}'.format({', '.join(values)})"
        if form == 4:
            fields = [f"{{{self.pick('a', 'b')}{self.pick('', '!r', '!s:>7')}}}" for _ in range(self.rng.randint(1, 3))]
            return f"'{'|'.join(fields)}'.format(b={values[0]}, a={values[-1]})"
        pair = ("pair", self.pick(*ATOMS), self.pick(*ATOMS))
        made = self.pick(f"map(str, {e(pair)})", f"str(t) for t in {e(pair)}", f"[str(t) for t in {e(pair)}]")
        return f"','.join({made})"

    def quoted(self, e: Any, kind: Any) -> str:
        """An expression that may stand inside an f-string in single quotes."""
        text = e(kind)
        if "'" in text or "\\" in text or '"' in text or "{" in text or "lambda" in text or "!" in text or ":" in text:
            return {"str": "str(2)", "int": "12345", "float": "0.125"}[kind]
        return text

    def make_bool(self, e: Any, variables: dict) -> str:
        form = self.rng.randint(0, 10)
        operator = self.pick("==", "!=", "<", "<=", ">", ">=")
        if form < 3:
            kind = self.pick("int", "float", "str", "int")
            return f"({e(kind)} {operator} {e(kind)})"
        if form == 3:
            return f"({e('bool')} {self.pick('and', 'or')} {e('bool')})"
        if form == 4:
            return f"(not {e(self.pick('bool', 'int', 'str', 'float', ('list', 'int')))})"
        if form == 5:
            return f"({e('str')} {self.pick('in', 'not in')} {e(self.pick('str', ('list', 'str'), ('dict', 'int')))})"
        if form == 6:
            return f"({e('int')} in {e(('list', 'int'))})"
        if form == 7:
            return f"{e('str')}.{self.pick(*_TESTS)}"
        if form == 8:
            return f"bool({e(self.pick('int', 'str', 'float', ('list', 'int')))})"
        if form == 9:
            return f"({e('int')} {operator} {e('int')} {operator} {e('int')})"
        return self.pick(
            f"{self.pick('any', 'all')}(t > 1 for t in {e(('list', 'int'))})",
            f"{self.pick('any', 'all')}({e('int')} // t > 1 for t in {e(('list', 'int'))} if t != 3)",
            f"{self.pick('any', 'all')}({e(self.pick(('list', 'str'), ('list', 'int'), 'str'))})",
            f"({e('str')} {self.pick('in', 'not in')} {self.pick('KNOWN', 'WORDS', 'TABLE')})",
            f"({e('int')} in set({e(('list', 'int'))}))",
        )

    def compound(self, kind: Any, variables: dict, depth: int) -> str:
        def e(wanted: Any) -> str:
            return self.expression(wanted, variables, depth - 1)

        if kind[0] == "pair":
            return f"({e(kind[1])}, {e(kind[2])})"
        if kind[0] == "record":
            one, two = e(kind[1]), e(kind[2])
            keys = [repr(key) for key in RECORD]
            return self.pick(
                f"{{{keys[0]}: {one}, {keys[1]}: {two}}}",
                f"{{{keys[0]}: {one}, {keys[1]}: {two}}}",
                f"{{**{self.leaf(kind, variables)}, {keys[1]}: {two}}}",
                f"dict([({keys[0]}, {one}), ({keys[1]}, {two})])",
            )
        if kind[0] == "dict":
            key, item = self.fresh(), self.expression(kind[1], variables, depth - 1)
            return self.pick(
                f"{{{e('str')}: {item}, 'k': {e(kind[1])}}}", f"{{{key}: {item} for {key} in {e(('list', 'str'))}}}"
            )
        if kind[0] == "list":
            return self.make_list(kind, variables, depth)
        if kind[0] == "maybe":
            return f"({e(kind[1])} if {self.condition(variables, depth - 1)} else None)"
        return e(self.pick(*ATOMS, ("list", "int"), ("pair", "int", "str")))

    def make_list(self, kind: Any, variables: dict, depth: int) -> str:
        def e(wanted: Any) -> str:
            return self.expression(wanted, variables, depth - 1)

        item, form = self.fresh(), self.rng.randint(0, 10)
        if form == 10:
            other, known = self.fresh(), {**variables, item: "int"}
            made = self.expression(kind[1], {**known, other: "str"}, depth - 1)
            inner = self.expression(("list", "str"), known, 1)
            return f"[{made} for {item} in {e(('list', 'int'))} for {other} in {inner}]"
        if form == 0 and kind[1] == "str":
            return f"{e('str')}.split({self.pick('', repr(' '), repr(','), repr('a'))})"
        if form == 1 and kind[1] == "int":
            return f"list(range({self.pick('0', '3', '1, 4', '5, 0, -2', '-2, 3')}))"
        if form == 2 and isinstance(kind[1], str) and kind[1] != "none":
            return f"sorted({e(kind)}{self.pick('', ', reverse=True')})"
        if form == 3:
            return f"({e(kind)} + {e(kind)})"
        if form == 4:
            return f"{e(kind)}[{self.pick('1:', ':2', '::-1', '-1:', '::2')}]"
        if form in (5, 6):
            source = self.pick("int", "str")
            made = self.expression(kind[1], {**variables, item: source}, depth - 1)
            test = f" if {self.condition({**variables, item: source}, 1)}" if self.rng.random() < 0.4 else ""
            return f"[{made} for {item} in {e(('list', source))}{test}]"
        if form == 9:
            return self.pick(
                f"list(itertools.islice({e(kind)}, {self.pick('0', '1', '2')}))",
                f"list(reversed({e(kind)}))",
                f"list(itertools.chain({e(kind)}, {e(kind)}))",
                f"list(map(lambda t: t, {e(kind)}))",
                f"list(filter(None, {e(kind)}))",
                f"list(dict.fromkeys({e(kind)}))",
            )
        if form == 7 and kind[1] == "str":
            return f"list({e('str')})"
        return "[" + ", ".join(e(kind[1]) for _ in range(self.rng.randint(1, 3))) + "]"
