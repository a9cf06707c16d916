# SPDX-License-Identifier: Apache-2.0
"""Names of views, columns and functions."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING, Any, NamedTuple

from ..operations.missing import missing
from ..suggesting import Suggesting
from .errors import AnalysisException

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession


class CatalogMetadata(NamedTuple):
    """A catalog."""

    name: str
    description: str | None


class Database(NamedTuple):
    """A database."""

    name: str
    catalog: str | None
    description: str | None
    locationUri: str


class Table(NamedTuple):
    """A table or view."""

    name: str
    catalog: str | None
    namespace: list[str] | None
    description: str | None
    tableType: str
    isTemporary: bool

    @property
    def database(self) -> str | None:
        """The database; None for a temporary view."""
        return self.namespace[0] if self.namespace else None


class Column(NamedTuple):
    """A column of a table."""

    name: str
    description: str | None
    dataType: str
    nullable: bool
    isPartition: bool
    isBucket: bool
    isCluster: bool


class Function(NamedTuple):
    """A function."""

    name: str
    catalog: str | None
    namespace: list[str] | None
    description: str | None
    className: str
    isTemporary: bool


class Catalog(Suggesting):
    """``spark.catalog``: there is one database, `default`, and in it temporary views.

    >>> spark.range(1).createOrReplaceTempView("one")
    >>> spark.catalog.tableExists("one")
    True
    >>> spark.catalog.dropTempView("one")
    True
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def _names(self) -> list[str]:
        return list(self._session._engine.call({"op": "views"})["names"])

    def currentCatalog(self) -> str:
        """The only catalog."""
        return "spark_catalog"

    def listCatalogs(self, pattern: str | None = None) -> list[CatalogMetadata]:
        """The only catalog."""
        return [CatalogMetadata(name, None) for name in _matching(["spark_catalog"], pattern)]

    def currentDatabase(self) -> str:
        """The only database.

        >>> spark.catalog.currentDatabase()
        'default'
        """
        return "default"

    def setCurrentDatabase(self, dbName: str) -> None:
        """Does nothing for `default`. Raises :class:`AnalysisException` for another."""
        if not self.databaseExists(dbName):
            raise AnalysisException(
                f"The schema `{dbName}` cannot be found: there is only `default`.",
                "SCHEMA_NOT_FOUND",
                {"schemaName": f"`{dbName}`"},
            )

    def listDatabases(self, pattern: str | None = None) -> list[Database]:
        """The only database."""
        found = _matching(["default"], pattern)
        return [Database(name, "spark_catalog", "default database", "") for name in found]

    def databaseExists(self, dbName: str) -> bool:
        """Whether it is `default`."""
        return dbName.rpartition(".")[2].strip("`").lower() == "default"

    def getDatabase(self, dbName: str) -> Database:
        """The only database. Raises :class:`AnalysisException` for another."""
        self.setCurrentDatabase(dbName)
        return self.listDatabases()[0]

    def listTables(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """The temporary views."""
        if dbName is not None:
            self.setCurrentDatabase(dbName)
        return [self._table(name) for name in _matching(sorted(self._names()), pattern)]

    def _table(self, name: str) -> Table:
        return Table(name, None, [], None, "TEMPORARY", True)

    def getTable(self, tableName: str) -> Table:
        """A view by name. Raises :class:`AnalysisException` when there is none."""
        self._session.table(tableName)
        return self._table(tableName.strip("`"))

    def tableExists(self, tableName: str, dbName: str | None = None) -> bool:
        """Whether there is such a view."""
        if dbName is not None and not self.databaseExists(dbName):
            return False
        return tableName.strip("`").lower() in {name.lower() for name in self._names()}

    def listColumns(self, tableName: str, dbName: str | None = None) -> list[Column]:
        """The columns of a view. Raises :class:`AnalysisException` when there is none."""
        fields = self._session.table(tableName).schema.fields
        return [
            Column(field.name, None, field.dataType.simpleString(), field.nullable, False, False, False)
            for field in fields
        ]

    def dropTempView(self, viewName: str) -> bool:
        """Drops a view; whether there was one."""
        reply = self._session._engine.call({"op": "view", "name": viewName, "frame": None})
        return bool(reply["existed"])

    def dropGlobalTempView(self, viewName: str) -> bool:
        """False: there are no global views."""
        return False

    def listFunctions(self, dbName: str | None = None, pattern: str | None = None) -> list[Function]:
        """The functions that SQL texts may use."""
        names = self._session._engine.call({"op": "sqlFunctions"})["names"]
        return [Function(name, None, None, None, "", True) for name in _matching(sorted(names), pattern)]

    def functionExists(self, functionName: str, dbName: str | None = None) -> bool:
        """Whether there is such a function."""
        return functionName.lower() in {each.name.lower() for each in self.listFunctions()}

    def getFunction(self, functionName: str) -> Function:
        """A function by name. Raises :class:`AnalysisException` when there is none."""
        if not self.functionExists(functionName):
            raise AnalysisException(
                f"Cannot resolve routine `{functionName}`.",
                "UNRESOLVED_ROUTINE",
                {"routineName": f"`{functionName}`"},
            )
        return Function(functionName, None, None, None, "", True)

    def cacheTable(self, tableName: str, storageLevel: Any = None) -> None:
        """Keeps a view's rows once they are computed, where the engine can."""
        frame = self._session.table(tableName)
        self._session._cached[tableName.lower()] = (
            frame.persist() if storageLevel is None else frame.persist(storageLevel)
        )

    def uncacheTable(self, tableName: str) -> None:
        """Drops what is kept of a view."""
        frame = self._session._cached.pop(tableName.lower(), None)
        if frame is not None:
            frame.unpersist()

    def isCached(self, tableName: str) -> bool:
        """Whether :meth:`cacheTable` was called for the view. Raises :class:`AnalysisException` when there is none."""
        self._session.table(tableName)
        return tableName.lower() in self._session._cached

    def clearCache(self) -> None:
        """Drops all that is kept of views."""
        for name in list(self._session._cached):
            self.uncacheTable(name)

    def refreshTable(self, tableName: str) -> None:
        """Does nothing: files are looked at when a query is made."""

    def refreshByPath(self, path: str) -> None:
        """Does nothing: files are looked at when a query is made."""

    def recoverPartitions(self, tableName: str) -> None:
        """Does nothing: folders are looked at when a query is made."""

    def registerFunction(self, name: str, f: Any, returnType: Any = None) -> Any:
        """The old name of ``spark.udf.register``."""
        return self._session.udf.register(name, f, returnType)


def _matching(names: list[str], pattern: str | None) -> list[str]:
    return names if pattern is None else [name for name in names if fnmatch.fnmatchcase(name, pattern)]


def _drop(text: str) -> str:
    return f"there are temporary views only: {text}"


for _name, _instead in {
    "analyzeTable": "sizes are looked at when a query runs",
    "createDatabase": _drop("use createOrReplaceTempView"),
    "createExternalTable": _drop("use spark.read...createOrReplaceTempView(name)"),
    "createTable": _drop("use df.write.parquet(path), and spark.read.parquet(path).createOrReplaceTempView(name)"),
    "dropDatabase": _drop("use dropTempView"),
    "dropTable": _drop("use dropTempView"),
    "dropView": _drop("use dropTempView"),
    "getCreateTableString": _drop("use df.schema.toDDL()"),
    "getTableProperties": _drop("use listColumns"),
    "listPartitions": _drop("use sc.fs.ls(path)"),
    "listViews": _drop("use listTables"),
    "setCurrentCatalog": "there is one catalog",
    "truncateTable": _drop("write the files anew"),
}.items():
    setattr(Catalog, _name, missing("Catalog", _name, _instead))


def view_of(session: SparkSession, name: str) -> DataFrame:
    """The frame of a temporary view."""
    return session._frame_of({"rel": "view", "name": name})
