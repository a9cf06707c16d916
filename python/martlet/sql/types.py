# SPDX-License-Identifier: Apache-2.0
"""Types of columns, and rows."""

from __future__ import annotations

import json as json_module
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, overload

from ..row import Row
from .datatypes import (
    AnsiIntervalType,
    AnyTimeType,
    AtomicType,
    BinaryType,
    BooleanType,
    ByteType,
    CalendarIntervalType,
    CharType,
    DataType,
    DatetimeType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    DoubleType,
    FloatType,
    FractionalType,
    IntegerType,
    IntegralType,
    LongType,
    NullType,
    NumericType,
    ShortType,
    StringType,
    TimestampNTZType,
    TimestampType,
    TimeType,
    VarcharType,
    VariantType,
    YearMonthIntervalType,
)

__all__ = [
    "ArrayType",
    "BinaryType",
    "BooleanType",
    "ByteType",
    "CalendarIntervalType",
    "CharType",
    "DataType",
    "DateType",
    "DayTimeIntervalType",
    "DecimalType",
    "DoubleType",
    "FloatType",
    "IntegerType",
    "LongType",
    "MapType",
    "NullType",
    "Row",
    "ShortType",
    "StringType",
    "StructField",
    "StructType",
    "TimeType",
    "TimestampNTZType",
    "TimestampType",
    "VarcharType",
    "VariantType",
    "YearMonthIntervalType",
]
# Names that ``isinstance`` tests import one by one.
_BASES = (AnsiIntervalType, AnyTimeType, AtomicType, DatetimeType, FractionalType, IntegralType, NumericType)
_PLAIN_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


class ArrayType(DataType):
    """A list of values of one type.

    >>> ArrayType(StringType()).simpleString()
    'array<string>'
    """

    def __init__(self, elementType: DataType, containsNull: bool = True) -> None:
        _check_type("elementType", elementType)
        self.elementType = elementType
        self.containsNull = containsNull

    def simpleString(self) -> str:
        return f"array<{self.elementType.simpleString()}>"

    def toNullable(self) -> ArrayType:
        """The same with nulls allowed everywhere inside."""
        return ArrayType(_nullable(self.elementType), True)

    def __repr__(self) -> str:
        return f"ArrayType({self.elementType}, {self.containsNull})"

    def jsonValue(self) -> dict[str, Any]:
        return {
            "type": self.typeName(),
            "elementType": self.elementType.jsonValue(),
            "containsNull": self.containsNull,
        }

    @classmethod
    def fromJson(cls, json: dict[str, Any]) -> ArrayType:
        """The type of a value that :meth:`jsonValue` gave."""
        return ArrayType(from_json_value(json["elementType"]), json["containsNull"])

    def needConversion(self) -> bool:
        return self.elementType.needConversion()

    def _sql(self) -> str:
        return f"ARRAY<{self.elementType._sql()}>"

    def _tree(self, prefix: str, depth: int) -> list[str]:
        return _branch(prefix, "element", self.elementType, "containsNull", self.containsNull, depth)


class MapType(DataType):
    """A dict.

    >>> MapType(StringType(), LongType()).simpleString()
    'map<string,bigint>'
    """

    def __init__(self, keyType: DataType, valueType: DataType, valueContainsNull: bool = True) -> None:
        _check_type("keyType", keyType)
        _check_type("valueType", valueType)
        self.keyType = keyType
        self.valueType = valueType
        self.valueContainsNull = valueContainsNull

    def simpleString(self) -> str:
        return f"map<{self.keyType.simpleString()},{self.valueType.simpleString()}>"

    def toNullable(self) -> MapType:
        """The same with nulls allowed everywhere inside."""
        return MapType(_nullable(self.keyType), _nullable(self.valueType), True)

    def __repr__(self) -> str:
        return f"MapType({self.keyType}, {self.valueType}, {self.valueContainsNull})"

    def jsonValue(self) -> dict[str, Any]:
        return {
            "type": self.typeName(),
            "keyType": self.keyType.jsonValue(),
            "valueType": self.valueType.jsonValue(),
            "valueContainsNull": self.valueContainsNull,
        }

    @classmethod
    def fromJson(cls, json: dict[str, Any]) -> MapType:
        """The type of a value that :meth:`jsonValue` gave."""
        return MapType(from_json_value(json["keyType"]), from_json_value(json["valueType"]), json["valueContainsNull"])

    def needConversion(self) -> bool:
        return self.keyType.needConversion() or self.valueType.needConversion()

    def _sql(self) -> str:
        return f"MAP<{self.keyType._sql()}, {self.valueType._sql()}>"

    def _tree(self, prefix: str, depth: int) -> list[str]:
        key = [f"{prefix}-- key: {_shown(self.keyType)}"]
        if depth > 1:
            key += self.keyType._tree(prefix + "    |", depth - 1)
        return key + _branch(prefix, "value", self.valueType, "valueContainsNull", self.valueContainsNull, depth)


class StructField(DataType):
    """A column of a schema or a member of a struct: name, type, whether it may be null, notes.

    >>> StructField("id", LongType(), False).simpleString()
    'id:bigint'
    """

    def __init__(
        self, name: str, dataType: DataType, nullable: bool = True, metadata: dict[str, Any] | None = None
    ) -> None:
        _check_type("dataType", dataType)
        if not isinstance(name, str):
            from .errors import not_expected

            raise not_expected("name", "str", name)
        self.name = name
        self.dataType = dataType
        self.nullable = nullable
        self.metadata = metadata or {}

    def simpleString(self) -> str:
        return f"{self.name}:{self.dataType.simpleString()}"

    def __repr__(self) -> str:
        return f"StructField({self.name!r}, {self.dataType}, {self.nullable})"

    def jsonValue(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.dataType.jsonValue(),
            "nullable": self.nullable,
            "metadata": self.metadata,
        }

    @classmethod
    def fromJson(cls, json: dict[str, Any]) -> StructField:
        """The field of a value that :meth:`jsonValue` gave."""
        kind = from_json_value(json["type"])
        return StructField(json["name"], kind, json.get("nullable", True), json.get("metadata"))

    def needConversion(self) -> bool:
        return self.dataType.needConversion()

    def typeName(self) -> str:  # type: ignore[override]
        """A field has no type name: its `dataType` has. Raises ``TypeError``."""
        from .errors import PySparkTypeError

        raise PySparkTypeError("StructField does not have typeName. Use typeName on its type explicitly instead.")

    def _sql(self) -> str:
        # As a member of a struct; as a column there is no colon.
        return f"{quoted(self.name)}: {self._declared()}"

    def _declared(self) -> str:
        declared = self.dataType._sql() + ("" if self.nullable else " NOT NULL")
        comment = str(self.metadata.get("comment") or "").replace("'", "\\'")
        return declared + (f" COMMENT '{comment}'" if comment else "")


class StructType(DataType):
    """A schema: the fields of rows or of a struct.

    >>> schema = StructType().add("id", LongType(), False).add("name", "string")
    >>> schema.simpleString(), schema["name"].dataType
    ('struct<id:bigint,name:string>', StringType())
    """

    def __init__(self, fields: list[StructField] | None = None) -> None:
        self.fields: list[StructField] = [] if fields is None else fields
        if not all(isinstance(field, StructField) for field in self.fields):
            from .errors import not_expected

            raise not_expected("fields", "list of StructField", fields)
        self.names = [field.name for field in self.fields]

    def add(
        self,
        field: str | StructField,
        data_type: str | DataType | None = None,
        nullable: bool = True,
        metadata: dict[str, Any] | None = None,
    ) -> StructType:
        """Adds a field to this schema, which it gives back: a :class:`StructField`, or a name and a type.

        The type may be a text such as ``"int"``. Raises ``ValueError`` for a name without a type.
        """
        if isinstance(field, StructField):
            added = field
        else:
            if data_type is None:
                from .errors import value_error

                raise value_error("ARGUMENT_REQUIRED", arg_name="data_type", condition="passing name of struct_field")
            kind = data_type if isinstance(data_type, DataType) else DataType.fromDDL(data_type)
            added = StructField(field, kind, nullable, metadata)
        self.fields.append(added)
        self.names.append(added.name)
        return self

    def __iter__(self) -> Iterator[StructField]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    @overload
    def __getitem__(self, key: str | int) -> StructField: ...

    @overload
    def __getitem__(self, key: slice) -> StructType: ...

    def __getitem__(self, key: str | int | slice) -> StructField | StructType:
        from .errors import PySparkIndexError, PySparkKeyError, not_expected

        if isinstance(key, str):
            for field in self.fields:
                if field.name == key:
                    return field
            raise PySparkKeyError(errorClass="KEY_NOT_EXISTS", messageParameters={"key": key})
        if isinstance(key, int):
            try:
                return self.fields[key]
            except IndexError:
                raise PySparkIndexError(f"StructType has {len(self)} fields, none at {key}") from None
        if isinstance(key, slice):
            return StructType(self.fields[key])
        raise not_expected("key", "int, slice or str", key)

    def simpleString(self) -> str:
        return f"struct<{','.join(field.simpleString() for field in self.fields)}>"

    def toNullable(self) -> StructType:
        """The same with nulls allowed everywhere."""
        return StructType([StructField(f.name, _nullable(f.dataType), True, f.metadata) for f in self.fields])

    def __repr__(self) -> str:
        return f"StructType([{', '.join(map(str, self.fields))}])"

    def jsonValue(self) -> dict[str, Any]:
        return {"type": self.typeName(), "fields": [field.jsonValue() for field in self.fields]}

    @classmethod
    def fromJson(cls, json: dict[str, Any]) -> StructType:
        """The schema of a value that :meth:`jsonValue` gave."""
        return StructType([StructField.fromJson(field) for field in json["fields"]])

    def fieldNames(self) -> list[str]:
        """The names of the fields."""
        return list(self.names)

    def needConversion(self) -> bool:
        return True

    def treeString(self, maxDepth: int = sys.maxsize) -> str:
        """The schema as a tree, as ``printSchema`` shows it.

        >>> print(StructType([StructField("tags", ArrayType(StringType()))]).treeString(), end="")
        root
         |-- tags: array (nullable = true)
         |    |-- element: string (containsNull = true)
        """
        if not isinstance(maxDepth, int):
            from .errors import not_expected

            raise not_expected("maxDepth", "int", maxDepth)
        depth = maxDepth if maxDepth > 0 else sys.maxsize
        return "\n".join(["root", *self._tree(" |", depth)]) + "\n"

    def toDDL(self) -> str:
        """The fields as the columns of a table in SQL.

        >>> StructType([StructField("id", LongType(), False), StructField("a b", StringType())]).toDDL()
        'id BIGINT NOT NULL,`a b` STRING'
        """
        return ",".join(f"{quoted(field.name)} {field._declared()}" for field in self.fields)

    def _sql(self) -> str:
        return f"STRUCT<{', '.join(field._sql() for field in self.fields)}>"

    def _tree(self, prefix: str, depth: int) -> list[str]:
        lines: list[str] = []
        for field in self.fields:
            lines += _branch(prefix, field.name, field.dataType, "nullable", field.nullable, depth)
        return lines


def _branch(prefix: str, name: str, kind: DataType, mark: str, value: bool, depth: int) -> list[str]:
    if depth <= 0:
        return []
    line = f"{prefix}-- {name}: {_shown(kind)} ({mark} = {str(value).lower()})"
    return [line, *(kind._tree(prefix + "    |", depth - 1) if depth > 1 else [])]


def _shown(kind: DataType) -> str:
    """How a tree names a type."""
    return kind.typeName() if not isinstance(kind.jsonValue(), str) else str(kind.jsonValue())


def quoted(name: str) -> str:
    """A name as SQL wants it: in backticks unless it is plain.

    >>> quoted("id"), quoted("a`b")
    ('id', '`a``b`')
    """
    return name if _PLAIN_NAME.fullmatch(name) else "`" + name.replace("`", "``") + "`"


def _nullable(kind: DataType) -> DataType:
    return kind.toNullable() if isinstance(kind, (ArrayType, MapType, StructType)) else kind


def _check_type(name: str, value: object) -> None:
    if not isinstance(value, DataType):
        from .errors import not_expected

        raise not_expected(name, "DataType", value)


#: Types that a name alone describes, by their names in JSON and in SQL.
BY_NAME: dict[str, DataType] = {}
for _type in (
    NullType(),
    StringType(),
    BinaryType(),
    BooleanType(),
    DateType(),
    TimestampType(),
    TimestampNTZType(),
    DoubleType(),
    FloatType(),
    ByteType(),
    ShortType(),
    IntegerType(),
    LongType(),
    CalendarIntervalType(),
    VariantType(),
    DayTimeIntervalType(),
    YearMonthIntervalType(),
):
    BY_NAME[_type.typeName()] = BY_NAME[_type.simpleString()] = _type
del BY_NAME["yearmonthinterval"], BY_NAME["daytimeinterval"]
BY_NAME["decimal"] = DecimalType()
BY_NAME["time"] = TimeType()
BY_NAME["timestamp_ltz"] = TimestampType()
BY_NAME["null"] = NullType()
for _start in range(4):
    for _end in range(_start, 4):
        _type = DayTimeIntervalType(_start, _end)
        BY_NAME[_type.simpleString()] = _type
BY_NAME["interval year"], BY_NAME["interval month"] = YearMonthIntervalType(0), YearMonthIntervalType(1)
_SIZED = re.compile(r"(decimal|char|varchar|time)\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\)")


def sized(name: str) -> DataType | None:
    """The type of a name with numbers, such as ``decimal(10,2)``; None for other texts."""
    found = _SIZED.fullmatch(name)
    if found is None:
        return None
    first = int(found[2])
    if found[1] == "decimal":
        return DecimalType(first, int(found[3] or 0))
    kinds: dict[str, Callable[[int], DataType]] = {"char": CharType, "varchar": VarcharType, "time": TimeType}
    return kinds[found[1]](first)


def from_json_value(value: Any) -> DataType:
    """The type of a value that ``jsonValue`` gave.

    >>> from_json_value({"type": "array", "elementType": "long", "containsNull": False})
    ArrayType(LongType(), False)
    """
    if isinstance(value, str):
        found = BY_NAME.get(value) or sized(value)
        if found is not None:
            return found
    elif isinstance(value, dict):
        kinds: dict[str, Any] = {"array": ArrayType, "map": MapType, "struct": StructType}
        if value.get("type") in kinds:
            made: DataType = kinds[value["type"]].fromJson(value)
            return made
    from .errors import value_error

    raise value_error("CANNOT_PARSE_DATATYPE", msg=f"{value!r} is no type")


def from_json_text(text: str) -> DataType:
    """The type in a JSON text."""
    return from_json_value(json_module.loads(text))


# What PySpark's own modules call it.
_parse_datatype_json_string = from_json_text
_parse_datatype_json_value = from_json_value


def __getattr__(name: str) -> Any:
    """What PySpark's own module has under names that programs use all the same: they live elsewhere here."""
    if name == "_parse_datatype_string":
        from .ddl import parse_type

        return parse_type
    if name in ("_infer_type", "_merge_type", "_infer_schema"):
        from . import inference

        return {
            "_infer_type": inference.infer_type,
            "_merge_type": inference.merge_types,
            "_infer_schema": inference.infer_row,
        }[name]
    raise AttributeError(f"module 'martlet.sql.types' has no attribute {name!r}")
