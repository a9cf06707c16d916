# SPDX-License-Identifier: Apache-2.0
"""A session without an engine, which remembers what it was asked: for tests of the trees that Python builds."""

from __future__ import annotations

import itertools
import json
import marshal
from typing import Any

import pyarrow

from martlet import SparkConf
from martlet.sql.physical import columns_of, from_column
from martlet.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    IntegerType,
    LongType,
    StringType,
    StructType,
    TimestampNTZType,
    TimestampType,
)
from martlet.values import decode


def unsited(tree: Any) -> Any:
    """A tree without the places where its parts were written."""
    if isinstance(tree, tuple):
        return unsited(tree[1]) if tree and tree[0] == "at" else tuple(unsited(item) for item in tree)
    if isinstance(tree, list):
        return [unsited(item) for item in tree]
    if isinstance(tree, dict):
        return {key: unsited(value) for key, value in tree.items()}
    return tree


class Engine:
    """Stands in for martlet.session.Session."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.released: list[int] = []
        self.schemas: dict[int, list[dict[str, Any]]] = {}
        self.numbers = itertools.count(1)
        self.answers: dict[str, Any] = {}

    def call(self, request: dict[str, Any]) -> Any:
        # What marshal does not write would be noticed here.
        marshal.dumps(request, 2)
        self.requests.append(request)
        operation = request["op"]
        if operation == "frame":
            number = next(self.numbers)
            self.schemas[number] = self._fields(request["relation"])
            return {"frame": number, "schema": {"type": "struct", "fields": self.schemas[number]}}
        if operation == "expressionText":
            from martlet.sql.trees import plain_text

            return {"text": plain_text(request["expression"])}
        if operation in self.answers:
            return self.answers[operation]
        return {"text": f"{operation}\n", "names": [], "existed": False}

    def put(self, stream: int, request: dict[str, Any]) -> Any:
        marshal.dumps(request, 2)
        table = pyarrow.RecordBatchReader._import_from_c(stream).read_all()
        self.requests.append({"op": "put", **request, "table": table})
        number = next(self.numbers)
        self.schemas[number] = list(json.loads(request["schema"])["fields"])
        return {"frame": number, "schema": request["schema"]}

    def release_frame(self, number: int) -> None:
        self.released.append(number)

    def _fields(self, relation: dict[str, Any]) -> list[dict[str, Any]]:
        """A schema that is right for the simplest relations, and the input's for others."""
        if relation.get("schema"):
            return list(json.loads(relation["schema"])["fields"])
        if relation["rel"] == "range":
            return [_field("id", "long")]
        fields = list(self.schemas.get(relation.get("input", relation.get("left", 0)), []))
        if relation["rel"] == "toDF":
            return [{**field, "name": name} for field, name in zip(fields, relation["names"])]
        if relation["rel"] == "aggregate":
            trees = unsited([*relation["group"], *relation["columns"]])
            return [_field(tree[2][0] if tree[0] == "alias" else str(tree[1]), "long") for tree in trees]
        return fields

    @property
    def relation(self) -> Any:
        """The last relation, without places."""
        return unsited([request for request in self.requests if request["op"] == "frame"][-1]["relation"])


def _field(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "nullable": True, "metadata": {}}


class Context:
    """Stands in for a SparkContext."""

    defaultParallelism = 2
    master, appName, version, _stopped = "nowhere", "tests", "0", False

    def __init__(self) -> None:
        self._session = Engine()
        self._conf = SparkConf(False)
        self.ran: list[dict[str, Any]] = []
        self.results: list[Any] = []

    def _take_arrow(self, request: dict[str, Any], stream: int) -> None:
        """The next result, rows of what columns hold, as a stream."""
        fields = StructType.fromJson({"fields": self._session.schemas[request["frame"]]}).fields
        columns = columns_of(self._run(request), len(fields))
        arrays = [pyarrow.array(_values(c, f.dataType), _arrow_type(f.dataType)) for c, f in zip(columns, fields)]
        named = [pyarrow.field(f.name, a.type, f.nullable) for f, a in zip(fields, arrays)]
        pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(named)).to_reader()._export_to_c(stream)

    def _run(self, request: dict[str, Any]) -> Any:
        marshal.dumps(request, 2)
        self.ran.append(request)
        return self.results.pop(0) if self.results else []


def _values(values: list[Any], kind: DataType) -> list[Any]:
    return from_column(values, kind) if isinstance(kind, DecimalType) else values


def _arrow_type(kind: DataType) -> Any:
    if isinstance(kind, DecimalType):
        return pyarrow.decimal128(kind.precision, kind.scale)
    if isinstance(kind, ArrayType):
        return pyarrow.list_(pyarrow.field("element", _arrow_type(kind.elementType), kind.containsNull))
    return {
        BooleanType: pyarrow.bool_(),
        IntegerType: pyarrow.int32(),
        LongType: pyarrow.int64(),
        StringType: pyarrow.string(),
        DateType: pyarrow.date32(),
        TimestampType: pyarrow.timestamp("us", "UTC"),
        TimestampNTZType: pyarrow.timestamp("us"),
    }[type(kind)]


def rows_of(relation: dict[str, Any]) -> Any:
    """The rows of a relation of the driver's own data."""
    return decode(marshal.loads(relation["data"]))
