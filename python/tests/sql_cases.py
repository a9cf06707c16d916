# SPDX-License-Identifier: Apache-2.0
"""Generated cases of SQL: expressions, plans and files, for PySpark and Martlet alike.

A case is a dict: `kind`, `of` (what it was made from), `ansi`, `zone`, and either `sql`, `python` (an expression over
`spark`, `F` and `Window` that gives a frame), or `file` with what is read and how.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from sql_templates import (
    AGGREGATES,
    ARROW,
    COLUMNS,
    CSV_OPTIONS,
    GROUPS,
    JSON_OPTIONS,
    JSON_PATHS,
    LITERALS,
    STEPS,
    TEMPLATES,
    WINDOWS,
)

#: What cases are of, and how often.
CSV_TYPES = ["int", "string", "double", "date", "timestamp", "boolean", "decimal(10,2)", "bigint"]
KINDS = {"expression": 12, "plan": 4, "frame": 2, "csv": 1, "json": 1, "parquet": 1}


class Maker:
    """Makes cases from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.templates: dict[str, list[str]] = {}
        for line in TEMPLATES:
            kind, _, text = line.partition(" ")
            self.templates.setdefault(kind, []).append(text)

    def cases(self) -> Iterator[dict[str, Any]]:
        while True:
            kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
            case: dict[str, Any] = {"kind": kind, "ansi": self.rng.random() < 0.6, "zone": "UTC"}
            if self.rng.random() < 0.15:
                case["zone"] = self.rng.choice(["America/New_York", "Asia/Kolkata", "Europe/Berlin"])
            case.update(getattr(self, "_" + kind)())
            yield case

    # MARK: Expressions

    def hole(self, kind: str, depth: int) -> str:
        """An expression of a type, or of one of a group of types."""
        rng = self.rng
        if kind == "j":
            return rng.choice(JSON_PATHS)
        if kind == "w":
            return rng.choice(["1", "2", "3"])
        if kind in "kc":
            return (
                rng.choice(LITERALS[kind]) if kind == "c" or rng.random() < 0.8 else rng.choice(["y", "id", "size(ai)"])
            )
        if rng.random() < 0.03:
            kind = "?"
        if kind in GROUPS:
            if depth > 0 and kind in self.templates and rng.random() < 0.2:
                return self.filled(rng.choice(self.templates[kind]), depth - 1)
            kind = rng.choice(GROUPS[kind])
        if depth > 0 and kind in self.templates and rng.random() < 0.45:
            return self.filled(rng.choice(self.templates[kind]), depth - 1)
        if kind in COLUMNS and rng.random() < 0.65:
            return rng.choice(COLUMNS[kind])
        return rng.choice(LITERALS[kind])

    def filled(self, template: str, depth: int) -> str:
        return re.sub(r"\{(.)\}", lambda match: self.hole(match[1], depth), template)

    def _expression(self) -> dict[str, Any]:
        kind, _, template = self.rng.choice(TEMPLATES).partition(" ")
        text = self.filled(template, self.rng.choice([0, 0, 0, 1, 1, 2]))
        # What Python has no value for is compared as text.
        if kind in ("Y", "I"):
            text = f"CAST({text} AS STRING)"
        table = self.rng.choice(["tame", "tame", "wild"])
        where = ""
        if self.rng.random() < 0.6:
            where = f" WHERE id = {self.rng.randint(1, 6)}"
        return {"of": template, "sql": f"SELECT {text} FROM {table}{where}"}

    # MARK: Plans

    def _source(self) -> str:
        return self.rng.choice(["tame", "wild", "(SELECT * FROM tame UNION ALL SELECT * FROM wild)", "many"])

    def _aggregate(self) -> str:
        return self.filled(self.rng.choice(AGGREGATES), self.rng.choice([0, 0, 1]))

    def _keys(self, count: int) -> list[str]:
        pool = ["b", "y", "id", "s", "dt", "d", "f", "i % 3", "m", "length(s)", "year(dt)", "size(ai)", "t", "st", "ai"]
        return self.rng.sample(pool, count)

    def _plan(self) -> dict[str, Any]:
        names = [name for name in dir(self) if name.startswith("_plan_")]
        name = self.rng.choice(names)
        return {"of": name[6:], "sql": getattr(self, name)()}

    def _plan_group(self) -> str:
        keys = self._keys(self.rng.randint(0, 2))
        calls = [self._aggregate() for _ in range(self.rng.randint(1, 3))]
        text = f"SELECT {', '.join(keys + calls)} FROM {self._source()}"
        if self.rng.random() < 0.3:
            text += f" WHERE {self.hole('b', 1)}"
        if keys:
            text += " GROUP BY " + ", ".join(keys)
            if self.rng.random() < 0.3:
                text += f" HAVING count(*) {self.rng.choice(['>', '<', '='])} 1"
        return text

    def _plan_grouping(self) -> str:
        keys = self._keys(2)
        form = self.rng.choice(["ROLLUP ({0}, {1})", "CUBE ({0}, {1})", "GROUPING SETS (({0}, {1}), ({1}), ())"])
        more = self.rng.choice(["", f", grouping({keys[0]})", ", grouping_id()"])
        by = form.format(*keys)
        return f"SELECT {', '.join(keys)}{more}, {self._aggregate()} FROM {self._source()} GROUP BY {by}"

    def _plan_join(self) -> str:
        kind = self.rng.choice(
            ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN", "CROSS JOIN"]
        )
        if kind == "CROSS JOIN":
            return f"SELECT l.id, r.s FROM tame l CROSS JOIN {self.rng.choice(['wild', 'tame'])} r"
        column = self.rng.choice(["id", "y", "b", "d", "f", "s", "m", "dt", "ts", "st", "ai", "x", "n"])
        condition = f"l.{column} {self.rng.choice(['=', '=', '<=>'])} r.{column}"
        mixed = self.rng.random()
        if mixed < 0.2:
            other = self.rng.choice(["y", "h", "l", "d", "m", "f", "t", "i"])
            condition = f"l.id = r.{other}"
        elif mixed < 0.45:
            condition += f" AND l.id {self.rng.choice(['<', '>=', '<>'])} r.y"
        elif mixed < 0.6:
            return f"SELECT * FROM tame l {kind} many r USING (id)"
        shown = "l.id, l.s" + ("" if "SEMI" in kind or "ANTI" in kind else ", r.id, r.t")
        right = self.rng.choice(["wild", "many", "tame"])
        return f"SELECT {shown} FROM {self.rng.choice(['tame', 'many'])} l {kind} {right} r ON {condition}"

    def _plan_window(self) -> str:
        call = self.filled(self.rng.choice(WINDOWS), 0)
        part = f"PARTITION BY {self._keys(1)[0]} " if self.rng.random() < 0.6 else ""
        first = self.rng.choice(["", "", "y, ", "d DESC, ", "s NULLS LAST, ", "dt ASC NULLS FIRST, "])
        order = f"ORDER BY {first}id, tag " if self.rng.random() < 0.85 else ""
        frame = ""
        if order and self.rng.random() < 0.4:
            frame = self.rng.choice(
                [
                    "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                    "ROWS UNBOUNDED PRECEDING",
                    "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                    "ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING",
                ]
            )
        source = "(SELECT *, 1 AS tag FROM tame UNION ALL SELECT *, 2 AS tag FROM wild)"
        return f"SELECT id, tag, {call} OVER ({part}{order}{frame}) FROM {source}"

    def _plan_range_window(self) -> str:
        call = self.rng.choice(["sum(id)", "count(*)", "max(s)", "avg(y)", "min(dt)"])
        column, low, high = self.rng.choice(
            [
                ("id", "1", "1"),
                ("y", "2", "5"),
                ("dt", "1", "400"),
                ("ts", "INTERVAL 1 DAY", "INTERVAL 10 DAY"),
                ("d", "0.5", "2"),
                ("m", "1.5", "10"),
            ]
        )
        sense = self.rng.choice(["", " DESC"])
        frame = f"ORDER BY {column}{sense} RANGE BETWEEN {low} PRECEDING AND {high} FOLLOWING"
        return f"SELECT id, {call} OVER ({frame}) FROM {self.rng.choice(['tame', 'wild'])}"

    def _plan_set(self) -> str:
        kind = self.rng.choice(["UNION", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL", "MINUS"])
        columns = self.rng.choice(["id, s", "b, y", "d", "f, m", "st", "ai, x", "id, l", "dt, tn"])
        other = (
            columns if self.rng.random() < 0.7 else self.rng.choice(["l, t", "y, b", "i", "m, d", "ts, dt", "id, id"])
        )
        return f"SELECT {columns} FROM {self._source()} {kind} SELECT {other} FROM {self._source()}"

    def _plan_subquery(self) -> str:
        return self.rng.choice(
            [
                f"SELECT id FROM tame WHERE {self.hole('z', 0)} IN (SELECT {self.hole('z', 0)} FROM wild)",
                f"SELECT id FROM tame WHERE {self.hole('e', 0)} NOT IN"
                f" (SELECT {self.hole('e', 0)} FROM wild WHERE id < 3)",
                "SELECT id FROM many o WHERE EXISTS (SELECT 1 FROM wild i WHERE i.id = o.id AND i.y < o.h)",
                "SELECT id, (SELECT max(w.i) FROM wild w WHERE w.id = o.id) FROM tame o",
                f"SELECT id, (SELECT {self._aggregate()} FROM wild) FROM tame",
                f"WITH c AS (SELECT id, {self.hole('@', 1)} AS v FROM wild) SELECT c.id, v FROM c JOIN tame USING (id)",
                "SELECT o.id, q.v FROM tame o, LATERAL (SELECT sum(w.y) AS v FROM wild w WHERE w.id <= o.id) q",
                f"SELECT id, count(*) FROM many GROUP BY id HAVING {self._aggregate()} IS NOT NULL",
                f"SELECT id FROM many WHERE id > (SELECT avg({self.hole('z', 0)}) FROM tame)",
            ]
        )

    def _plan_order(self) -> str:
        order = self.rng.choice(
            [
                "d DESC, id",
                "f, id",
                "s NULLS LAST, id",
                "m DESC NULLS FIRST, id",
                "st, id",
                "ai DESC, id",
                "x, id",
                "dt, id DESC",
                "b, 1",
                "length(s), id",
                "- y, id",
            ]
        )
        limit = self.rng.choice(["", " LIMIT 3", " LIMIT 2 OFFSET 1", " OFFSET 4"])
        return f"SELECT id, {self.hole('@', 1)} FROM {self.rng.choice(['tame', 'wild'])} ORDER BY {order}{limit}"

    def _plan_generate(self) -> str:
        return self.rng.choice(
            [
                "SELECT id, explode(ai) FROM wild",
                "SELECT id, explode_outer(sa) FROM wild",
                "SELECT id, posexplode(sa) FROM tame",
                "SELECT id, explode(mp) FROM wild",
                "SELECT id, k, v FROM wild LATERAL VIEW OUTER explode(mp) q AS k, v",
                "SELECT id, v FROM tame LATERAL VIEW explode(ai) q AS v WHERE v > 1",
                "SELECT id, inline(array(st, st)) FROM tame",
                "SELECT id, stack(2, i, id, y, 7) FROM tame",
                "SELECT id, posexplode_outer(ai) FROM wild",
                "SELECT id, inline_outer(array(st)) FROM wild",
                "SELECT id, json_tuple('{\"a\": 1, \"b\": [2]}', 'a', 'b') FROM tame",
                f"SELECT id, explode(array({self.hole('e', 1)}, {self.hole('e', 0)})) AS q FROM tame",
            ]
        )

    def _plan_pivot(self) -> str:
        call = self.rng.choice(["sum(y)", "count(*)", "max(s)", "sum(y) AS u, max(dt) AS v"])
        return self.rng.choice(
            [
                f"SELECT * FROM (SELECT id, b, y, s, dt FROM wild) PIVOT ({call} FOR b IN (true, false))",
                f"SELECT * FROM (SELECT b, y, s, dt, id FROM tame) PIVOT ({call} FOR id IN (1 AS one, 2, 3))",
                "SELECT * FROM (SELECT id, y, h FROM wild) UNPIVOT (v FOR k IN (y, h))",
                "SELECT * FROM (SELECT id, i, y FROM tame) UNPIVOT INCLUDE NULLS (v FOR k IN (i AS a, y AS b))",
            ]
        )

    def _plan_plain(self) -> str:
        return self.rng.choice(
            [
                f"SELECT DISTINCT {', '.join(self._keys(2))} FROM {self._source()}",
                f"SELECT id FROM {self.rng.choice(['tame', 'wild'])} WHERE {self.hole('b', 2)}",
                f"SELECT * EXCEPT (ts, tn) FROM {self.rng.choice(['tame', 'wild'])} WHERE {self.hole('b', 1)}",
                f"VALUES ({self.hole('i', 1)}, {self.hole('s', 0)}), ({self.hole('#', 0)}, 'b')".replace("st.b", "'q'"),
                f"SELECT {self.hole('@', 1)} AS q, q IS NULL FROM tame",
                f"FROM tame |> WHERE {self.hole('b', 0)} |> SELECT id, {self.hole('@', 1)}",
                "SELECT st.*, mp['a'], ai[0] FROM tame WHERE id = 1",
                f"SELECT id, nme FROM {self.rng.choice(['tame', 'nowhere', 'tame a JOIN tame b'])}",
            ]
        )

    # MARK: Frames

    def _frame(self) -> dict[str, Any]:
        table = self.rng.choice(["tame", "wild", "many"])
        steps = [self.rng.choice(STEPS) for _ in range(self.rng.randint(1, 2))]
        text = f"spark.table('{table}')"
        text += "".join(map(self._step, steps))
        return {"of": steps[0], "python": text + self.rng.choice(["", "", "", ".distinct()"])}

    def _step(self, step: str) -> str:
        rng = self.rng

        def put(match: re.Match[str]) -> str:
            if match[1] == "col":
                return repr(rng.choice(["id", "b", "y", "i", "l", "d", "m", "s", "dt", "ts", "Y", "nope"]))
            if match[1] == "num":
                return repr(rng.choice(["id", "y", "h", "i", "l", "d", "m"]))
            if match[1] == "lit":
                return rng.choice(["1", "-1", "0", "2.5", "'a'", "'12'", "True", "None", "decimal.Decimal('1.5')"])
            return repr(self.hole(match[1][4:], 1))

        return re.sub(r"\{(col|num|lit|sql:.)\}", put, step)

    # MARK: Files

    def _file(self, form: str, of: str, text: str, options: dict[str, str], schema: str | None) -> dict[str, Any]:
        return {"of": of, "file": {"format": form, "text": text, "options": options, "schema": schema}}

    def _csv(self) -> dict[str, Any]:
        rng = self.rng
        sep = rng.choice([",", ",", ",", ";", "|", "\t", "||"])
        pools = [
            ["1", "2", "-3", "+4", "007", "", "2147483648", " 5", "6 "],
            ["1.5", "2", "1e3", "NaN", "Inf", "-0.0", "", ".5", "5.", "-inf", "1d", "1,5"],
            [
                "a",
                "b c",
                '"q"',
                '"a,b"',
                '"x""y"',
                '"x\\"y"',
                "",
                '""',
                " lead",
                "trail ",
                "null",
                "é",
                "a'b",
                '"',
                'a"b',
            ],
            ["2020-01-01", "2020-1-2", "2020-13-01", "", "01/02/2020", "2020-01-01T00:00:00"],
            [
                "2020-01-01 10:00:00",
                "2020-01-01T10:00:00.123Z",
                "2020-01-01 10:00",
                "",
                "x",
                "2020-01-01T10:00:00+02:00",
            ],
            ["true", "false", "TRUE", "1", "", "yes"],
            ["1.10", "99999999999999999999", "12345678901234567890.5", "0.00", "", "1"],
        ]
        columns = [rng.choice(pools) for _ in range(rng.randint(1, 4))]
        columns = [pool if rng.random() < 0.5 else rng.sample(pool, 3) for pool in columns]
        lines = [sep.join(rng.choice(pool) for pool in columns) for _ in range(rng.randint(1, 6))]
        if rng.random() < 0.3:
            lines.insert(
                rng.randint(0, len(lines)), rng.choice(["", "x", sep * 5 + "z", "#comment", " ", sep.join("abcde")])
            )
        options: dict[str, str] = {"sep": sep}
        if rng.random() < 0.6:
            options["header"] = "true"
            lines.insert(0, sep.join(rng.choice(["a", "b", "c d", "A", "", '"q"', " e", "x.y", "1"]) for _ in columns))
        schema = None
        if rng.random() < 0.4:
            schema = ", ".join(
                f"c{n} {rng.choice(CSV_TYPES)}" for n in range(max(1, len(columns) + rng.choice([-1, 0, 0, 0, 1])))
            )
            if rng.random() < 0.4:
                schema += ", _corrupt_record string"
        elif rng.random() < 0.7:
            options["inferSchema"] = "true"
        for key, values, chance in CSV_OPTIONS:
            if rng.random() < chance:
                options[key] = rng.choice(values)
        end = rng.choice(["\n", "\n", "\r\n", "\r"])
        return self._file("csv", "csv", end.join(lines) + rng.choice(["", end]), options, schema)

    def _json_value(self, depth: int = 1) -> str:
        rng = self.rng
        pool = [
            "1",
            "-2",
            "2.5",
            "1e3",
            "true",
            "false",
            "null",
            '"a"',
            '"é\\n"',
            '"2020-01-01"',
            "9223372036854775808",
            '"2020-01-01T10:00:00Z"',
            "1.0",
            '""',
            "0.1234567890123456789",
            "-0.0",
            "123456789012345678901234567890",
        ]
        if depth > 0 and rng.random() < 0.35:
            if rng.random() < 0.5:
                return "[" + ", ".join(self._json_value(depth - 1) for _ in range(rng.randint(0, 3))) + "]"
            names = rng.sample(["p", "q", "r"], rng.randint(0, 2))
            return "{" + ", ".join(f'"{name}": {self._json_value(depth - 1)}' for name in names) + "}"
        return rng.choice(pool)

    def _json(self) -> dict[str, Any]:
        rng = self.rng
        names = rng.sample(["a", "b", "c", "B c", "é"], rng.randint(1, 3))
        lines = []
        for _ in range(rng.randint(1, 5)):
            fields = [f'"{name}": {self._json_value()}' for name in names if rng.random() < 0.85]
            lines.append("{" + ", ".join(fields) + "}")
        if rng.random() < 0.3:
            bad = [
                "",
                "{",
                "[]",
                "7",
                '{"a": 01}',
                "{'a': 1}",
                '{"a": NaN}',
                '[{"a": 5}, {"a": 6}]',
                "null",
                '{"a": 1} x',
                "{a: 1}",
                '{"a": 1, "a": 2}',
                '"text"',
                '{"a": +1}',
                '{"a": "\\x"}',
                '{"a": 1,}',
            ]
            lines.insert(rng.randint(0, len(lines)), rng.choice(bad))
        options: dict[str, str] = {}
        schema = None
        if rng.random() < 0.45:
            types = [
                "int",
                "string",
                "double",
                "date",
                "timestamp",
                "boolean",
                "decimal(10,2)",
                "bigint",
                "array<int>",
                "struct<p:int,q:string>",
                "map<string,string>",
                "float",
                "array<string>",
                "timestamp_ntz",
                "binary",
            ]
            schema = ", ".join(f"`{name}` {rng.choice(types)}" for name in names)
            if rng.random() < 0.4:
                schema += ", _corrupt_record string"
        for key, values, chance in JSON_OPTIONS:
            if rng.random() < chance:
                options[key] = rng.choice(values)
        return self._file("json", "json", "\n".join(lines), options, schema)

    def _parquet(self) -> dict[str, Any]:
        """The text is an expression of pyarrow's for a table; `write` are the arguments of its writer."""
        rng = self.rng
        columns = []
        for n in range(rng.randint(1, 4)):
            kind, values = rng.choice(ARROW)
            items = [rng.choice([*values, "None"]) for _ in range(5)]
            columns.append(f"'c{n}': pa.array([{', '.join(items)}], {kind})")
        case = self._file("parquet", "parquet", f"pa.table({{{', '.join(columns)}}})", {}, None)
        case["file"]["write"] = {
            "compression": rng.choice(["none", "snappy", "gzip", "zstd", "lz4"]),
            "use_dictionary": rng.random() < 0.5,
            "version": rng.choice(["1.0", "2.4", "2.6"]),
            "data_page_version": rng.choice(["1.0", "2.0"]),
            "row_group_size": rng.choice([1, 2, 100]),
        }
        if rng.random() < 0.25:
            wanted = [
                "int",
                "bigint",
                "double",
                "string",
                "date",
                "timestamp",
                "decimal(20,4)",
                "timestamp_ntz",
                "boolean",
            ]
            case["file"]["schema"] = f"c0 {rng.choice(wanted)}, missing int"
        return case
