# SPDX-License-Identifier: Apache-2.0
"""Frames out of Python's values, RDDs, and frames of other libraries."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ..rdd import RDD
from ..row import Row
from ..values import dumps_rows
from . import tasks
from .ddl import as_schema
from .errors import not_expected, type_error, value_error
from .inference import has_unknown, infer_row, infer_schema, merge_types
from .physical import rows_to_physical
from .rows import kind_of
from .types import DataType, NullType, StructField, StructType

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession

#: Rows of an RDD that are looked at for the types of columns that begin with None.
LOOKED_AT_MAX = 100


def created(session: SparkSession, data: Any, schema: Any, ratio: float | None, verify: bool) -> DataFrame:
    """What :meth:`SparkSession.createDataFrame` gives."""
    from .dataframe import DataFrame

    if isinstance(data, DataFrame):
        raise type_error("NOT_EXPECTED_TYPE", arg_name="data", expected_type="no DataFrame", arg_type="DataFrame")
    names, given = _named_or_typed(schema)
    single = given is not None and not isinstance(schema, (StructType, str)) or _is_single(schema, given)
    if isinstance(data, RDD):
        return _of_rdd(session, data, names, given, single, ratio)
    if _is_table(data):
        from .tables import of_table

        return of_table(session, data, names, given)
    rows = list(data)
    if given is None:
        inferred = infer_schema(rows, names)
        physical = rows_to_physical(rows, inferred, verify)
        return _local(session, physical, _renamed(inferred, names))
    if single:
        rows = [(row,) for row in rows]
    return _local(session, rows_to_physical(rows, given, verify), given)


def _named_or_typed(schema: Any) -> tuple[list[str] | None, StructType | None]:
    """The names, or the schema, that were given."""
    if schema is None:
        return None, None
    if isinstance(schema, (list, tuple)):
        return [name.encode().decode() if isinstance(name, str) else str(name) for name in schema], None
    if isinstance(schema, (DataType, str)):
        return None, as_schema(schema)
    raise not_expected("schema", "DataType, list of names or str", schema)


def _is_single(schema: Any, given: StructType | None) -> bool:
    """Whether rows are values of one type, and not tuples with one."""
    if isinstance(schema, StructType) or given is None:
        return False
    if isinstance(schema, DataType):
        return True
    from .ddl import parse_type

    return isinstance(schema, str) and given.names == ["value"] and not isinstance(parse_type(schema), StructType)


def _renamed(schema: StructType, names: list[str] | None) -> StructType:
    if not names:
        return schema
    if len(names) > len(schema.fields):
        lengths = {"arg1_length": len(names), "arg2_length": len(schema.fields)}
        raise value_error("LENGTH_SHOULD_BE_THE_SAME", arg1="schema", arg2="the rows' columns", **lengths)
    kept = schema.fields[len(names) :]
    renamed = [StructField(name, field.dataType, field.nullable) for name, field in zip(names, schema.fields)]
    return StructType(renamed + kept)


def _local(session: SparkSession, rows: list[Any], schema: StructType) -> DataFrame:
    slices = max(1, min(session.sparkContext.defaultParallelism, len(rows)))
    data = dumps_rows(rows)
    return session._frame_of({"rel": "local", "data": data, "schema": schema.json(), "partitions": slices})


def _of_rdd(
    session: SparkSession,
    rdd: RDD,
    names: list[str] | None,
    given: StructType | None,
    single: bool,
    ratio: float | None,
) -> DataFrame:
    if given is not None:
        shaped = rdd.map(tasks.wrapped()) if single else _shaped(rdd, given)
        return _frame(session, shaped, given)
    if rdd._finish is None and _is_typed(rdd._type):
        relation: dict[str, Any] = {"rel": "rdd", "dataset": rdd._dataset}
        if names:
            relation["names"] = names
        return session._frame_of(relation)
    schema = _looked_up(rdd, names, ratio)
    return _frame(session, _shaped(rdd, schema), _renamed(schema, names))


def _frame(session: SparkSession, rdd: RDD, schema: StructType) -> DataFrame:
    held = member_types(rdd._type, len(schema.fields))
    # Where the engine knows the type of what is held, text is text already.
    kinds = [
        kind_of(field.dataType, None if "any" not in kind and "string" in kind else ("text",))
        for field, kind in zip(schema.fields, held)
    ]
    if any(kind is not None for kind in kinds):
        rdd = rdd.map(tasks.stored_rows(kinds))
    return session._frame_of({"rel": "rdd", "dataset": rdd._dataset, "schema": schema.json()})


def member_types(kind: str, count: int) -> list[str]:
    """What the engine calls the types of the members of rows; any of those that it does not know.

    >>> member_types("(int, list<(int, string)>, string)", 3), member_types("any", 1)
    (['int', 'list<(int, string)>', 'string'], ['any'])
    """
    if not (kind.startswith("(") and kind.endswith(")")):
        return ["any"] * count
    members, depth, text = [], 0, ""
    for letter in kind[1:-1]:
        depth += (letter in "(<") - (letter in ")>")
        if letter == "," and depth == 0:
            members.append(text.strip())
            text = ""
        else:
            text += letter
    members.append(text.strip())
    return members if len(members) == count else ["any"] * count


def _is_typed(kind: str) -> bool:
    """Whether the engine knows the types of all members of the rows, which are tuples."""
    return kind.startswith("(") and "any" not in kind


def _looked_up(rdd: RDD, names: list[str] | None, ratio: float | None) -> StructType:
    if ratio is not None:
        return _merged(rdd if ratio >= 0.99 else rdd.sample(False, float(ratio)), names)
    rows = rdd.take(1)
    if not rows:
        raise value_error("CANNOT_INFER_EMPTY_SCHEMA")
    schema: DataType = infer_row(rows[0], names)
    if has_unknown(schema):
        for row in rdd.take(LOOKED_AT_MAX)[1:]:
            schema = merge_types(schema, infer_row(row, names))
            if not has_unknown(schema):
                break
    if has_unknown(schema):
        raise value_error("CANNOT_DETERMINE_TYPE")
    assert isinstance(schema, StructType)
    return schema


def _merged(rdd: RDD, names: list[str] | None) -> StructType:
    """The schema of all rows, which come to the driver one partition at a time."""
    schema: DataType = NullType()
    for row in rdd.toLocalIterator():
        schema = merge_types(schema, infer_row(row, names))
    if isinstance(schema, NullType):
        raise value_error("CANNOT_INFER_EMPTY_SCHEMA")
    if has_unknown(schema):
        raise value_error("CANNOT_DETERMINE_TYPE")
    assert isinstance(schema, StructType)
    return schema


def _shaped(rdd: RDD, schema: StructType) -> RDD:
    """The rows as plain tuples, whatever they were."""
    if rdd._finish is None and rdd._type.startswith("("):
        return rdd
    first = rdd.take(1)
    if not first or type(first[0]) is tuple:
        return rdd
    row = first[0]
    if isinstance(row, dict):
        return rdd.map(tasks.members(schema.names))
    if isinstance(row, Row) or hasattr(row, "_fields") or isinstance(row, list):
        return rdd.map(tasks.as_tuple())
    if hasattr(row, "__dict__"):
        return rdd.map(tasks.attributes(schema.names))
    raise type_error("CANNOT_INFER_SCHEMA_FOR_TYPE", data_type=type(row).__name__)


def _is_table(data: Any) -> bool:
    """Whether the data are columns of another library."""
    library = type(data).__module__.split(".")[0]
    if library in ("pandas", "pyarrow", "polars"):
        return library in sys.modules
    return library == "numpy" and hasattr(data, "dtype") and getattr(data, "ndim", 0) in (1, 2)
