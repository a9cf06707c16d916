# SPDX-License-Identifier: Apache-2.0
"""Frames out of lines that are rows already: `spark.read.json(rdd)` and `spark.read.csv(rdd)`."""

from __future__ import annotations

import csv
from functools import reduce
from typing import TYPE_CHECKING, Any

from ..errors import unsupported
from .ddl import parse_type
from .types import (
    ArrayType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    IntegerType,
    LongType,
    NullType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession

_CORRUPT = "_corrupt_record"
# A column of two of these has the wider one.
_NUMBERS = (IntegerType, LongType, DecimalType, DoubleType)
# Of a type that is asked for of each line: that of null, which any other type of the column replaces.
_KEEPING_NULL = {"keepNullType": "true"}
_TIMES = (DateType, TimestampType)


def frame_of_lines(
    session: SparkSession, format: str, lines: Any, schema: StructType | None, options: dict[str, str]
) -> DataFrame:
    """The rows that lines of a format are. `lines`: an RDD of texts, or a frame with one column of text.

    Without a schema the types are those that all lines together have, which takes a pass over them.
    """
    if format not in ("csv", "json"):
        raise unsupported(f"spark.read.{format} of an RDD", "use spark.createDataFrame(rdd, 'string')")
    texts = lines.toDF("value") if hasattr(lines, "schema") else session.createDataFrame(lines, StringType())
    kept = {name.lower(): value for name, value in options.items()}
    return _json(texts, schema, options, kept) if format == "json" else _csv(texts, schema, options, kept)


def _json(texts: DataFrame, schema: StructType | None, options: dict[str, str], kept: dict[str, str]) -> DataFrame:
    from . import functions as F

    texts = texts.filter(F.trim("value") != "")
    if schema is None:
        schema = _json_schema(texts, kept)
    return _parsed(texts, "json", schema, options, kept)


def _json_schema(texts: DataFrame, kept: dict[str, str]) -> StructType:
    """What the lines' types have in common, by name (Spark's JsonInferSchema)."""
    from . import functions as F

    is_json = F.get_json_object("value", "$").isNotNull()
    wanted = {**_KEEPING_NULL, "primitivesAsString": kept.get("primitivesasstring", "false")}
    asked = F.when(is_json, F.schema_of_json(F.col("value"), wanted))
    found = _sampled(texts, kept).select(asked).distinct().collect()
    kinds = [parse_type(row[0]) for row in found if row[0] is not None]
    if any(isinstance(kind, ArrayType) for kind in kinds):
        raise unsupported("spark.read.json of lines that are arrays", "use flatMap() with json.loads first")
    structs = [kind for kind in kinds if isinstance(kind, StructType)]
    nothing: DataType = StructType([])
    known = _finished(reduce(_merged, structs, nothing))
    fields = list(known.fields) if isinstance(known, StructType) else []
    corrupt = kept.get("columnnameofcorruptrecord", _CORRUPT)
    if len(structs) < len(found) and kept.get("mode", "permissive").lower() == "permissive":
        fields.append(StructField(corrupt, StringType(), True))
    return StructType(sorted(fields, key=lambda field: field.name))


def _merged(a: DataType, b: DataType) -> DataType:
    if a == b or isinstance(b, NullType):
        return a
    if isinstance(a, NullType):
        return b
    if isinstance(a, StructType) and isinstance(b, StructType):
        others = {field.name: field.dataType for field in b.fields}
        fields = [
            StructField(field.name, _merged(field.dataType, others.pop(field.name, NullType())), True)
            for field in a.fields
        ]
        return StructType(fields + [StructField(name, kind, True) for name, kind in others.items()])
    if isinstance(a, ArrayType) and isinstance(b, ArrayType):
        return ArrayType(_merged(a.elementType, b.elementType), True)
    if isinstance(a, _NUMBERS) and isinstance(b, _NUMBERS):
        return _wider(a, b)
    if isinstance(a, _TIMES) and isinstance(b, _TIMES):
        return TimestampType()
    return StringType()


def _wider(a: DataType, b: DataType) -> DataType:
    if isinstance(a, DoubleType) or isinstance(b, DoubleType):
        return DoubleType()
    if isinstance(a, DecimalType) or isinstance(b, DecimalType):
        return max((kind for kind in (a, b) if isinstance(kind, DecimalType)), key=lambda kind: kind.precision)
    return LongType() if isinstance(a, LongType) or isinstance(b, LongType) else IntegerType()


def _finished(kind: DataType) -> DataType | None:
    """Texts where nothing but null was seen. None of a struct without fields, which no column is made for."""
    if isinstance(kind, StructType):
        found = ((field.name, _finished(field.dataType)) for field in kind.fields)
        fields = [StructField(name, known, True) for name, known in found if known is not None]
        return StructType(sorted(fields, key=lambda field: field.name)) if fields else None
    if isinstance(kind, ArrayType):
        element = _finished(kind.elementType)
        return None if element is None else ArrayType(element, True)
    return StringType() if isinstance(kind, NullType) else kind


def _csv(texts: DataFrame, schema: StructType | None, options: dict[str, str], kept: dict[str, str]) -> DataFrame:
    from . import functions as F

    texts = texts.filter(F.trim("value") != "")
    first = texts.first()
    titles = [] if first is None else _split(first[0], kept)
    if first is not None and kept.get("header") == "true":
        # The line that names the columns is left out wherever it is, as the parts of a file have it each.
        texts = texts.filter(F.col("value") != first[0])
    else:
        titles = [f"_c{index}" for index in range(len(titles))]
    if schema is None:
        schema = _csv_schema(texts, titles, kept)
    if not schema.fields:
        return texts.sparkSession.createDataFrame([], schema)
    return _parsed(texts, "csv", schema, options, kept)


def _split(line: str, kept: dict[str, str]) -> list[str]:
    separator = kept.get("sep", kept.get("delimiter", ","))
    names = next(csv.reader([line], delimiter=separator, quotechar=kept.get("quote", '"')))
    return [name or f"_c{index}" for index, name in enumerate(names)]


def _csv_schema(texts: DataFrame, titles: list[str], kept: dict[str, str]) -> StructType:
    from . import functions as F

    kinds: list[DataType] = [StringType()] * len(titles)
    if kept.get("inferschema") == "true":
        wanted = {**_KEEPING_NULL, "sep": kept.get("sep", kept.get("delimiter", ","))}
        asked = F.schema_of_csv(F.col("value"), wanted)
        found = [parse_type(row[0]) for row in _sampled(texts, kept).select(asked).distinct().collect()]
        rows = [[field.dataType for field in kind.fields] for kind in found if isinstance(kind, StructType)]
        for index in range(len(titles)):
            seen = [row[index] for row in rows if index < len(row)]
            nothing: DataType = NullType()
            kinds[index] = _finished(reduce(_merged, seen, nothing)) or StringType()
    return StructType([StructField(title, kind, True) for title, kind in zip(titles, kinds)])


def _parsed(
    texts: DataFrame, format: str, schema: StructType, options: dict[str, str], kept: dict[str, str]
) -> DataFrame:
    """The lines as columns. Those that do not fit are null, left out, or end the job, as `mode` says."""
    from . import functions as F

    mode = kept.get("mode", "permissive").lower()
    corrupt = kept.get("columnnameofcorruptrecord", _CORRUPT)
    drops = mode == "dropmalformed" and corrupt not in schema.fieldNames()
    read_as = StructType([*schema.fields, StructField(corrupt, StringType(), True)]) if drops else schema
    options = {name: value for name, value in options.items() if not (drops and name.lower() == "mode")}
    make = F.from_json if format == "json" else F.from_csv
    # from_csv takes the type as text.
    written = read_as if format == "json" else ", ".join(f"`{f.name}` {f.dataType.simpleString()}" for f in read_as)
    record = make(F.col("value"), written, options)
    rows = texts.select(record.alias("record")).select("record.*")
    if not drops:
        return rows
    return rows.filter(F.col(f"`{corrupt}`").isNull()).drop(corrupt)


def _sampled(texts: DataFrame, kept: dict[str, str]) -> DataFrame:
    ratio = float(kept.get("samplingratio", "1.0"))
    return texts if ratio >= 1 else texts.sample(ratio, seed=1)
