# SPDX-License-Identifier: Apache-2.0
"""Frames out of files, and into files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import unsupported
from ..operations.missing import missing
from ..suggesting import Suggesting
from .ddl import as_schema
from .errors import AnalysisException, not_expected
from .frames.core import names_of
from .lines import frame_of_lines
from .types import StructType

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession

_This = TypeVar("_This", bound="_Options")
#: Of formats by the names of Spark's classes.
_PACKAGES = ("org.apache.spark.sql.execution.datasources.", "org.apache.spark.sql.", "com.databricks.spark.")
_DATABASES = "there is no JDBC: read the table on the driver, and spark.createDataFrame(frame of pandas)"
_FORMATS = ("csv", "json", "parquet", "text")
_OTHER_FORMATS = "use csv, json, text or parquet"


def __getattr__(name: str) -> Any:
    # Where PySpark has it.
    if name == "DataFrameWriterV2":
        from .tablewriter import DataFrameWriterV2

        return DataFrameWriterV2
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def option_text(value: Any) -> str | None:
    """An option's value as text; None stays None.

    >>> option_text(True), option_text(5)
    ('true', '5')
    """
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Options(Suggesting):
    """A format and its options."""

    def __init__(self) -> None:
        self._format: str | None = None
        self._options: dict[str, str] = {}

    def format(self: _This, source: str) -> _This:
        """The format of the files: csv, json, text, parquet. What is written as `noop` is computed, and forgotten."""
        if not isinstance(source, str):
            raise not_expected("source", "str", source)
        self._format = _format_name(source)
        return self

    def option(self: _This, key: str, value: Any) -> _This:
        """An option of the format. True and false may be given as such."""
        text = option_text(value)
        # Keys are the same whatever their case; the last one counts.
        for known in [name for name in self._options if name.lower() == str(key).lower()]:
            del self._options[known]
        if text is not None:
            self._options[str(key)] = text
        return self

    def options(self: _This, **options: Any) -> _This:
        """Several options of the format."""
        for key, value in options.items():
            self.option(key, value)
        return self


class DataFrameReader(_Options):
    """``spark.read``: frames out of files.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "birds.csv"
    >>> _ = path.write_text("name,eggs\\nswift,3\\n")
    >>> spark.read.csv(str(path), header=True, inferSchema=True).collect()
    [Row(name='swift', eggs=3)]
    """

    def __init__(self, session: SparkSession) -> None:
        super().__init__()
        self._session = session
        self._schema: StructType | None = None

    def schema(self, schema: StructType | str) -> DataFrameReader:
        """The names and types of the columns, as such or as text: ``"id int, name string"``."""
        if not isinstance(schema, (StructType, str)):
            raise not_expected("schema", "StructType or str", schema)
        self._schema = as_schema(schema)
        return self

    def load(self, path: Any = None, format: str | None = None, schema: Any = None, **options: Any) -> DataFrame:
        """The rows of a file, a folder, a pattern, or a list of such.

        Their format is the one that was chosen, or that `spark.sql.sources.default` names (parquet).
        """
        if format is not None:
            self.format(format)
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        paths = [] if path is None else _paths(path)
        if "path" in self._options:
            given = self._options.pop("path")
            paths = paths or [given]
        chosen = self._format or _standard_format(self._session)
        _refuse(chosen)
        return self._session._frame_of(
            {
                "rel": "read",
                "format": chosen,
                "paths": paths,
                "schema": None if self._schema is None else self._schema.json(),
                "options": dict(self._options),
            }
        )

    def csv(
        self, path: Any, schema: Any = None, sep: Any = None, encoding: Any = None, quote: Any = None,
        escape: Any = None, comment: Any = None, header: Any = None, inferSchema: Any = None,
        ignoreLeadingWhiteSpace: Any = None, ignoreTrailingWhiteSpace: Any = None, nullValue: Any = None,
        nanValue: Any = None, positiveInf: Any = None, negativeInf: Any = None, dateFormat: Any = None,
        timestampFormat: Any = None, maxColumns: Any = None, maxCharsPerColumn: Any = None,
        maxMalformedLogPerPartition: Any = None, mode: Any = None, columnNameOfCorruptRecord: Any = None,
        multiLine: Any = None, charToEscapeQuoteEscaping: Any = None, samplingRatio: Any = None,
        enforceSchema: Any = None, emptyValue: Any = None, locale: Any = None, lineSep: Any = None,
        pathGlobFilter: Any = None, recursiveFileLookup: Any = None, modifiedBefore: Any = None,
        modifiedAfter: Any = None, unescapedQuoteHandling: Any = None, **others: Any,
    ) -> DataFrame:  # fmt: skip
        """CSV files, or an RDD of lines. `header`: the first line names the columns; `inferSchema`: types are found
        by looking."""
        return self._read("csv", path, schema, locals())

    def json(
        self, path: Any, schema: Any = None, primitivesAsString: Any = None, prefersDecimal: Any = None,
        allowComments: Any = None, allowUnquotedFieldNames: Any = None, allowSingleQuotes: Any = None,
        allowNumericLeadingZero: Any = None, allowBackslashEscapingAnyCharacter: Any = None, mode: Any = None,
        columnNameOfCorruptRecord: Any = None, dateFormat: Any = None, timestampFormat: Any = None,
        multiLine: Any = None, allowUnquotedControlChars: Any = None, lineSep: Any = None,
        samplingRatio: Any = None, dropFieldIfAllNull: Any = None, encoding: Any = None, locale: Any = None,
        pathGlobFilter: Any = None, recursiveFileLookup: Any = None, modifiedBefore: Any = None,
        modifiedAfter: Any = None, allowNonNumericNumbers: Any = None, **others: Any,
    ) -> DataFrame:  # fmt: skip
        """Files with a JSON object on each line, or with `multiLine` one or an array of them in each file; or an RDD
        of lines."""
        return self._read("json", path, schema, locals())

    def text(
        self, paths: Any, wholetext: bool = False, lineSep: Any = None, pathGlobFilter: Any = None,
        recursiveFileLookup: Any = None, modifiedBefore: Any = None, modifiedAfter: Any = None, **others: Any,
    ) -> DataFrame:  # fmt: skip
        """Text files: a row for each line, or for each file, with the column `value`."""
        return self._read("text", paths, None, locals())

    def parquet(self, *paths: Any, **options: Any) -> DataFrame:
        """Parquet files."""
        return self.format("parquet").load([path for each in paths for path in _paths(each)], **options)

    def _read(self, format: str, path: Any, schema: Any, arguments: dict[str, Any]) -> DataFrame:
        options = {**arguments, **arguments.get("others", {})}
        if options.get("wholetext") is False:
            options["wholetext"] = None
        for name in ("self", "path", "paths", "schema", "others"):
            options.pop(name, None)
        self.options(**{key: value for key, value in options.items() if value is not None})
        if schema is not None:
            self.schema(schema)
        if hasattr(path, "_dataset") or hasattr(path, "sparkSession"):
            return frame_of_lines(self._session, format, path, self._schema, self._options)
        return self.format(format).load(path)

    def table(self, tableName: str) -> DataFrame:
        """A table or view by name."""
        return self._session.table(tableName)


for _name, _instead in {
    "orc": _OTHER_FORMATS,
    "xml": _OTHER_FORMATS,
    "jdbc": _DATABASES,
    "changes": "there are no tables that change",
    "excel": _OTHER_FORMATS,
}.items():
    setattr(DataFrameReader, _name, missing("DataFrameReader", _name, _instead))


class DataFrameWriter(_Options):
    """``df.write``: a frame into files, one a partition, in a folder. The folder is whole or not there.

    >>> import tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "numbers")
    >>> spark.range(3).write.mode("overwrite").csv(path)
    >>> spark.read.schema("id int").csv(path).count()
    3
    """

    def __init__(self, df: DataFrame) -> None:
        super().__init__()
        self._df = df
        self._mode = "error"
        self._partition_by: list[str] = []
        self._buckets = 0
        self._bucket_by: list[str] = []
        self._sort_by: list[str] = []
        self._cluster_by: list[str] = []

    def mode(self, saveMode: str | None) -> DataFrameWriter:
        """What to do when the folder is there: error, overwrite, append, ignore."""
        if saveMode is None:
            return self
        if not isinstance(saveMode, str):
            raise not_expected("saveMode", "str", saveMode)
        known = {"errorifexists": "error", "default": "error"}.get(saveMode.lower(), saveMode.lower())
        if known not in ("error", "overwrite", "append", "ignore"):
            raise AnalysisException(
                f'The specified save mode "{saveMode}" is invalid: it is append, overwrite, ignore or error.',
                "INVALID_SAVE_MODE",
                {"mode": f'"{saveMode}"'},
            )
        self._mode = known
        return self

    def partitionBy(self, *cols: Any) -> DataFrameWriter:
        """A folder for each value of these columns, which the files do not hold then."""
        given = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols
        self._partition_by = names_of(list(given), "cols")
        return self

    def bucketBy(self, numBuckets: int, col: Any, *cols: Any) -> DataFrameWriter:
        """Rows with the same values of these columns in one of so many files, for :meth:`saveAsTable`.

        Queries of the table read it as any other: they do not know of the buckets.
        """
        if not isinstance(numBuckets, int):
            raise not_expected("numBuckets", "int", numBuckets)
        self._buckets, self._bucket_by = numBuckets, _names(col, cols)
        return self

    def sortBy(self, col: Any, *cols: Any) -> DataFrameWriter:
        """The rows of each bucket in the order of these columns."""
        self._sort_by = _names(col, cols)
        return self

    def clusterBy(self, *cols: Any) -> DataFrameWriter:
        """Rows with like values of these columns beside one another, so that statistics of files exclude more."""
        self._cluster_by = _names(cols[0], cols[1:]) if cols else []
        return self

    def _arranged(self, action: str) -> DataFrame:
        """The rows where they belong before they are written."""
        if action != "saveAsTable" and (self._buckets or self._sort_by):
            what = " and ".join(["bucketBy"] * bool(self._buckets) + ["sortBy"] * bool(self._sort_by))
            raise AnalysisException(f"'{action}' does not support {what} right now.", "_LEGACY_ERROR_TEMP_1312", {})
        if self._sort_by and not self._buckets:
            raise AnalysisException("sortBy must be used together with bucketBy.", "SORT_BY_WITHOUT_BUCKETING", {})
        if self._buckets:
            bucketed = self._df.repartition(self._buckets, *self._bucket_by)
            return bucketed.sortWithinPartitions(*self._sort_by) if self._sort_by else bucketed
        return self._df.sortWithinPartitions(*self._cluster_by) if self._cluster_by else self._df

    def save(
        self, path: Any = None, format: str | None = None, mode: str | None = None, partitionBy: Any = None,
        **options: Any,
    ) -> None:  # fmt: skip
        """Writes the files, in the format that was chosen, or that `spark.sql.sources.default` names (parquet)."""
        self.mode(mode).options(**options)
        if format is not None:
            self.format(format)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        where = path if path is not None else self._options.pop("path", None)
        if self._format == "noop":
            # All columns of all rows are computed, and forgotten: what a query costs without its output.
            self._arranged("save").rdd.count()
            return
        if where is None:
            raise AnalysisException("save needs a path: df.write.save(path)", "MISSING_PATH", {})
        chosen = self._format or _standard_format(self._df.sparkSession)
        _refuse(chosen)
        self._arranged("save")._write(
            where,
            format=chosen,
            mode=self._mode,
            options=dict(self._options),
            partitionBy=list(self._partition_by),
        )

    def saveAsTable(
        self, name: str, format: str | None = None, mode: str | None = None, partitionBy: Any = None, **options: Any
    ) -> None:  # fmt: skip
        """Writes a table of the warehouse, and names it. With the option `path` its files lie there.

        To a table that is there `append` adds the rows, whose columns are found by their names.

        >>> spark.range(3).write.mode("overwrite").saveAsTable("numbers_of_docs")
        >>> spark.table("numbers_of_docs").count()
        3
        >>> _ = spark.sql("DROP TABLE numbers_of_docs")
        """
        self.mode(mode).options(**options)
        if format is not None:
            self.format(format)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        if self._format is not None:
            _refuse(self._format)
        self._arranged("saveAsTable")._run(
            "saveAsTable",
            table=_table_name(name, "name"),
            format=self._format,
            mode=self._mode,
            options=dict(self._options),
            partitionBy=list(self._partition_by),
        )

    def insertInto(self, tableName: str, overwrite: bool | None = None) -> None:
        """Adds the rows to a table, whose columns they fill by their places; or puts them in the place of its rows."""
        if self._partition_by:
            raise AnalysisException(
                f"partitionBy() cannot be used with insertInto(). Partition columns for table {tableName} are "
                "determined by the table definition.",
                "PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO",
                {"tableName": tableName},
            )
        if overwrite is None:
            overwrite = self._mode == "overwrite"
        arranged = self._arranged("insertInto")
        arranged._run("insertInto", table=_table_name(tableName, "tableName"), overwrite=bool(overwrite))

    def csv(
        self, path: Any, mode: Any = None, compression: Any = None, sep: Any = None, quote: Any = None,
        escape: Any = None, header: Any = None, nullValue: Any = None, escapeQuotes: Any = None,
        quoteAll: Any = None, dateFormat: Any = None, timestampFormat: Any = None,
        ignoreLeadingWhiteSpace: Any = None, ignoreTrailingWhiteSpace: Any = None,
        charToEscapeQuoteEscaping: Any = None, encoding: Any = None, emptyValue: Any = None, lineSep: Any = None,
        **others: Any,
    ) -> None:  # fmt: skip
        """CSV files."""
        self._save("csv", path, mode, locals())

    def json(
        self, path: Any, mode: Any = None, compression: Any = None, dateFormat: Any = None,
        timestampFormat: Any = None, lineSep: Any = None, encoding: Any = None, ignoreNullFields: Any = None,
        **others: Any,
    ) -> None:  # fmt: skip
        """Files with a JSON object on each line."""
        self._save("json", path, mode, locals())

    def text(self, path: Any, compression: Any = None, lineSep: Any = None, **others: Any) -> None:
        """Text files: a line for each row of the only column, which is text."""
        self._save("text", path, None, locals())

    def parquet(self, path: Any, mode: Any = None, partitionBy: Any = None, compression: Any = None) -> None:
        """Parquet files."""
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        self._save("parquet", path, mode, {"compression": compression})

    def _save(self, format: str, path: Any, mode: str | None, arguments: dict[str, Any]) -> None:
        options = {**arguments, **arguments.get("others", {})}
        for name in ("self", "path", "mode", "others"):
            options.pop(name, None)
        self.mode(mode).options(**{key: value for key, value in options.items() if value is not None})
        self.format(format).save(path)


for _name, _instead in {
    "orc": _OTHER_FORMATS,
    "xml": _OTHER_FORMATS,
    "jdbc": _DATABASES,
    "excel": _OTHER_FORMATS,
}.items():
    setattr(DataFrameWriter, _name, missing("DataFrameWriter", _name, _instead))


def _names(col: Any, cols: tuple[Any, ...]) -> list[str]:
    return names_of(list(col) if isinstance(col, (list, tuple)) and not cols else [col, *cols], "cols")


def _table_name(name: Any, argument: str) -> str:
    if not isinstance(name, str):
        raise not_expected(argument, "str", name)
    return name


def _format_name(source: str) -> str:
    """The short name of a format, of which Spark knows those of its classes too."""
    name = source.lower()
    for package in _PACKAGES:
        if name.startswith(package):
            return name.removeprefix(package).split(".")[0]
    return name


def _standard_format(session: Any) -> str:
    return _format_name(str(session.conf.get("spark.sql.sources.default")))


def _refuse(format: str) -> None:
    """Says what to use instead of formats that there will not be."""
    if format == "jdbc":
        raise unsupported("format jdbc", _DATABASES)
    if format in ("orc", "avro", "xml", "delta", "iceberg", "hudi", "kafka"):
        raise unsupported(f"format {format}", _OTHER_FORMATS)
    if format not in _FORMATS:
        raise AnalysisException(
            f"Failed to find the data source: {format}. Make sure the provider name is correct: it is one of "
            f"{', '.join(_FORMATS)}.",
            "DATA_SOURCE_NOT_FOUND",
            {"provider": format},
        )


def _paths(path: Any) -> list[str]:
    if isinstance(path, (str, os.PathLike)):
        return [os.fspath(path)]
    if isinstance(path, (list, tuple)) and all(isinstance(each, (str, os.PathLike)) for each in path):
        return [os.fspath(each) for each in path]
    raise not_expected("path", "str or list of str", path)
