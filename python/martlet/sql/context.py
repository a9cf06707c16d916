# SPDX-License-Identifier: Apache-2.0
"""The old doors to DataFrames, which older notebooks use."""

from __future__ import annotations

from typing import Any

from ..context import SparkContext
from ..suggesting import Suggesting
from .conf import _NO_VALUE
from .dataframe import DataFrame
from .readwriter import DataFrameReader
from .session import SparkSession
from .udf import UDFRegistration


class SQLContext(Suggesting):
    """A session under the name that it had before: ``SQLContext(sc)``.

    >>> SQLContext(sc).range(3).count()
    3
    """

    def __init__(
        self, sparkContext: SparkContext, sparkSession: SparkSession | None = None, jsqlContext: Any = None
    ) -> None:
        self.sparkSession = sparkSession or SparkSession.getActiveSession() or SparkSession(sparkContext)

    @classmethod
    def getOrCreate(cls, sc: SparkContext) -> SQLContext:
        """The context of the active session."""
        return cls(sc)

    def newSession(self) -> SQLContext:
        """Not there. Raises :class:`UnsupportedError`."""
        return SQLContext(self.sparkSession.sparkContext, self.sparkSession.newSession())

    def setConf(self, key: str, value: Any) -> None:
        """Changes a setting."""
        self.sparkSession.conf.set(key, value)

    def getConf(self, key: str, defaultValue: Any = _NO_VALUE) -> Any:
        """A setting's value."""
        return self.sparkSession.conf.get(key, defaultValue)

    def range(self, *args: Any, **kwargs: Any) -> DataFrame:
        """As :meth:`SparkSession.range`."""
        return self.sparkSession.range(*args, **kwargs)

    def createDataFrame(self, *args: Any, **kwargs: Any) -> DataFrame:
        """As :meth:`SparkSession.createDataFrame`."""
        return self.sparkSession.createDataFrame(*args, **kwargs)

    def registerDataFrameAsTable(self, df: DataFrame, tableName: str) -> None:
        """As :meth:`DataFrame.createOrReplaceTempView`."""
        df.createOrReplaceTempView(tableName)

    def dropTempTable(self, tableName: str) -> None:
        """Drops a view."""
        self.sparkSession.catalog.dropTempView(tableName)

    def registerFunction(self, name: str, f: Any, returnType: Any = None) -> Any:
        """As ``spark.udf.register``."""
        return self.sparkSession.udf.register(name, f, returnType)

    def sql(self, sqlQuery: str) -> DataFrame:
        """As :meth:`SparkSession.sql`."""
        return self.sparkSession.sql(sqlQuery)

    def table(self, tableName: str) -> DataFrame:
        """As :meth:`SparkSession.table`."""
        return self.sparkSession.table(tableName)

    def tables(self, dbName: str | None = None) -> DataFrame:
        """The tables and views as a frame."""
        found = self.sparkSession.catalog.listTables(dbName)
        rows = [(table.database or "", table.name, table.isTemporary) for table in found]
        return self.sparkSession.createDataFrame(rows, "namespace string, tableName string, isTemporary boolean")

    def tableNames(self, dbName: str | None = None) -> list[str]:
        """The names of the tables and views."""
        return [table.name for table in self.sparkSession.catalog.listTables(dbName)]

    def cacheTable(self, tableName: str) -> None:
        """As ``spark.catalog.cacheTable``."""
        self.sparkSession.catalog.cacheTable(tableName)

    def uncacheTable(self, tableName: str) -> None:
        """As ``spark.catalog.uncacheTable``."""
        self.sparkSession.catalog.uncacheTable(tableName)

    def clearCache(self) -> None:
        """As ``spark.catalog.clearCache``."""
        self.sparkSession.catalog.clearCache()

    @property
    def read(self) -> DataFrameReader:
        """As :attr:`SparkSession.read`."""
        return self.sparkSession.read

    @property
    def udf(self) -> UDFRegistration:
        """As :attr:`SparkSession.udf`."""
        return self.sparkSession.udf


class HiveContext(SQLContext):
    """As :class:`SQLContext`: there is no Hive."""
