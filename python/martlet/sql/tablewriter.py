# SPDX-License-Identifier: Apache-2.0
"""`DataFrame.writeTo`: tables of the warehouse by what is to become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import unsupported
from ..suggesting import Suggesting
from .column import Column
from .errors import AnalysisException, not_expected
from .readwriter import DataFrameWriter
from .trees import bare, literal

if TYPE_CHECKING:
    from .dataframe import DataFrame


class DataFrameWriterV2(Suggesting):
    """``df.writeTo(table)``: makes a table of the rows, replaces it, or adds to it.

    >>> spark.range(3).writeTo("counts_of_docs").using("csv").createOrReplace()
    >>> spark.range(2).writeTo("counts_of_docs").append()
    >>> spark.table("counts_of_docs").count()
    5
    >>> _ = spark.sql("DROP TABLE counts_of_docs")
    """

    def __init__(self, frame: DataFrame, table: str) -> None:
        if not isinstance(table, str):
            raise not_expected("table", "str", table)
        self._frame = frame
        self._table = table
        self._writer = DataFrameWriter(frame)

    def using(self, provider: str) -> DataFrameWriterV2:
        """The format of a new table's files: csv, json, text, parquet."""
        self._writer.format(provider)
        return self

    def option(self, key: str, value: Any) -> DataFrameWriterV2:
        """An option of the format."""
        self._writer.option(key, value)
        return self

    def options(self, **options: Any) -> DataFrameWriterV2:
        """Several options of the format."""
        self._writer.options(**options)
        return self

    def tableProperty(self, property: str, value: str) -> DataFrameWriterV2:
        """A property of a new table; those that are no option of its format mean nothing here."""
        self._writer.option(property, value)
        return self

    def partitionedBy(self, col: Column | str, *cols: Column | str) -> DataFrameWriterV2:
        """A folder for each value of columns of a new table. Functions of columns are refused."""
        names = []
        for each in (col, *cols):
            if isinstance(each, Column) and bare(each._tree)[0] != "column":
                raise unsupported("writeTo(...).partitionedBy of an expression", "make a column of it first")
            names.append(each if isinstance(each, str) else self._frame.select(each).columns[0])
        self._writer.partitionBy(*names)
        return self

    def clusterBy(self, col: str, *cols: str) -> DataFrameWriterV2:
        """Rows with near values of columns lie near each other."""
        self._writer.clusterBy(col, *cols)
        return self

    def create(self) -> None:
        """Makes the table. Raises :class:`AnalysisException` when there is one of the name."""
        self._writer.mode("error").saveAsTable(self._table)

    def replace(self) -> None:
        """Puts the rows, and their columns, in the place of the table. Raises :class:`AnalysisException` when there is
        none of the name."""
        self._check()
        self._writer.mode("overwrite").saveAsTable(self._table)

    def createOrReplace(self) -> None:
        """Makes the table, or puts the rows in its place."""
        self._writer.mode("overwrite").saveAsTable(self._table)

    def append(self) -> None:
        """Adds the rows to the table, columns by their names. Raises :class:`AnalysisException` when there is none of
        the name."""
        self._check()
        self._writer.mode("append").saveAsTable(self._table)

    def overwrite(self, condition: Column) -> None:
        """Refused but for all rows, as rows of files cannot be changed one by one."""
        if not isinstance(condition, Column) or bare(condition._tree) != literal(True):
            raise unsupported(
                "writeTo(...).overwrite of some rows", "use overwritePartitions() or overwrite(lit(True))"
            )
        self._check()
        DataFrameWriter(self._frame).insertInto(self._table, overwrite=True)

    def overwritePartitions(self) -> None:
        """Puts the rows in the place of the partitions that they are in; those without rows stay."""
        self._check()
        conf = self._frame.sparkSession.conf
        key = "spark.sql.sources.partitionOverwriteMode"
        before = conf.get(key)
        conf.set(key, "DYNAMIC")
        try:
            DataFrameWriter(self._frame).insertInto(self._table, overwrite=True)
        finally:
            conf.set(key, before)

    def _check(self) -> None:
        if not self._frame.sparkSession.catalog.tableExists(self._table):
            raise AnalysisException(
                f"The table or view `{self._table}` cannot be found. Verify the spelling and correctness of the schema "
                "and catalog, or make the table with create() or createOrReplace().",
                "TABLE_OR_VIEW_NOT_FOUND",
                {"relationName": f"`{self._table}`"},
            )
