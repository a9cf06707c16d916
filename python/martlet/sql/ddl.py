# SPDX-License-Identifier: Apache-2.0
"""Texts that describe types. Names alone are known here; the rest the engine reads."""

from __future__ import annotations

from typing import Any

from .errors import ParseException
from .types import BY_NAME, DataType, StructField, StructType, from_json_text, sized


def parse_type(text: str) -> DataType:
    """The type that a text describes: one type, or columns, which make a struct.

    Raises :class:`ParseException` for a text that is no type.

    >>> parse_type("bigint"), parse_type("decimal(4, 1)")
    (LongType(), DecimalType(4,1))
    """
    known = _by_name(text)
    if known is not None:
        return known
    try:
        return _asked(text, "type")
    except ParseException:
        return _asked(text, "schema")


def parse_schema(text: str) -> StructType:
    """The schema that a text describes; a type that is no struct becomes the column `value`.

    >>> parse_schema("int")
    StructType([StructField('value', IntegerType(), True)])
    """
    known = _by_name(text)
    if known is not None:
        return StructType([StructField("value", known)])
    try:
        found = _asked(text, "schema")
    except ParseException:
        if "<" not in text:
            raise
        found = _asked(text, "type")
    return found if isinstance(found, StructType) else StructType([StructField("value", found)])


def as_schema(schema: Any) -> StructType:
    """A schema given as such, as a type, or as a text."""
    from .errors import not_expected

    if isinstance(schema, str):
        return parse_schema(schema)
    if isinstance(schema, StructType):
        return schema
    if isinstance(schema, DataType):
        return StructType([StructField("value", schema)])
    raise not_expected("schema", "StructType or str", schema)


def type_text(kind: DataType | str) -> str:
    """A type as it stands in a request: SQL's text for it, or JSON where names or nulls matter."""
    if isinstance(kind, str):
        return kind
    simple = kind.jsonValue()
    return kind.simpleString() if isinstance(simple, str) else kind.json()


def _by_name(text: str) -> DataType | None:
    lowered = " ".join(text.strip().lower().split())
    # "interval" alone is a type, and "long" is JSON's name of one that SQL knows as well.
    return BY_NAME.get(lowered) or sized(lowered)


def _asked(text: str, form: str) -> DataType:
    from .engine import engine

    return from_json_text(engine().call({"op": "parseSchema", "text": text, "as": form})["schema"])
