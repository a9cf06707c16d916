# SPDX-License-Identifier: Apache-2.0
"""Names of databases, tables, views, columns and functions."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ..suggesting import Suggesting
from .errors import AnalysisException, not_expected

if TYPE_CHECKING:
    from ..storagelevel import StorageLevel
    from .dataframe import DataFrame
    from .session import SparkSession
    from .types import StructType

_CATALOG = "spark_catalog"


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


class TablePartition(NamedTuple):
    """A partition of a table."""

    partition: str


class Function(NamedTuple):
    """A function."""

    name: str
    catalog: str | None
    namespace: list[str] | None
    description: str | None
    className: str
    isTemporary: bool


class Catalog(Suggesting):
    """``spark.catalog``: databases of the warehouse, tables and views in them, and temporary views.

    >>> spark.range(1).createOrReplaceTempView("one")
    >>> spark.catalog.tableExists("one")
    True
    >>> spark.catalog.dropTempView("one")
    True
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def _ask(self, what: str, **fields: Any) -> Any:
        return self._session._engine.call({"op": "catalog", "do": what, **fields})

    def currentCatalog(self) -> str:
        """The only catalog."""
        return _CATALOG

    def setCurrentCatalog(self, catalogName: str) -> None:
        """Does nothing for the only catalog. Raises :class:`AnalysisException` for another."""
        if _text(catalogName, "catalogName") != _CATALOG:
            raise AnalysisException(
                f"The catalog `{catalogName}` not found: there is only `{_CATALOG}`.",
                "CATALOG_NOT_FOUND",
                {"catalogName": f"`{catalogName}`"},
                None,
                "42P08",
            )

    def listCatalogs(self, pattern: str | None = None) -> list[CatalogMetadata]:
        """The only catalog."""
        return [CatalogMetadata(name, None) for name in _matching([_CATALOG], pattern)]

    # Databases

    def currentDatabase(self) -> str:
        """The database of names that have none.

        >>> spark.catalog.currentDatabase()
        'default'
        """
        return str(self._ask("current")["database"])

    def setCurrentDatabase(self, dbName: str) -> None:
        """As ``USE``. Raises :class:`AnalysisException` when there is none of the name."""
        self._ask("use", database=_text(dbName, "dbName"))

    def listDatabases(self, pattern: str | None = None) -> list[Database]:
        """The databases; `pattern` has ``*`` for any text and ``|`` between alternatives."""
        return [_database(found) for found in self._ask("databases", pattern=pattern)["databases"]]

    def databaseExists(self, dbName: str) -> bool:
        """Whether there is such a database.

        >>> spark.catalog.databaseExists("default"), spark.catalog.databaseExists("nowhere")
        (True, False)
        """
        return self._ask("database", database=_text(dbName, "dbName"))["database"] is not None

    def getDatabase(self, dbName: str) -> Database:
        """A database. Raises :class:`AnalysisException` when there is none of the name."""
        found = self._ask("database", database=_text(dbName, "dbName"))["database"]
        if found is None:
            name = dbName.rpartition(".")[2].strip("`")
            raise AnalysisException(
                f"[SCHEMA_NOT_FOUND] The schema `{_CATALOG}`.`{name}` cannot be found. Verify the spelling and "
                "correctness of the schema and catalog.",
                "SCHEMA_NOT_FOUND",
                {"schemaName": f"`{_CATALOG}`.`{name}`"},
                None,
                "42704",
            )
        return _database(found)

    def createDatabase(
        self, dbName: str, ifNotExists: bool = False, properties: dict[str, str] | None = None
    ) -> None:  # fmt: skip
        """As ``CREATE DATABASE``; `comment` and `location` among the properties are its clauses."""
        others = dict(properties or {})
        text = f"CREATE DATABASE {'IF NOT EXISTS ' if ifNotExists else ''}{_quoted(dbName)}"
        for clause in ("comment", "location"):
            if clause in others:
                text += f" {clause.upper()} {_literal(others.pop(clause))}"
        if others:
            pairs = ", ".join(f"{_literal(key)} = {_literal(value)}" for key, value in others.items())
            text += f" WITH DBPROPERTIES ({pairs})"
        self._session.sql(text)

    def dropDatabase(self, dbName: str, ifExists: bool = False, cascade: bool = False) -> None:
        """As ``DROP DATABASE``; with `cascade` its tables go too."""
        words = f"{'IF EXISTS ' if ifExists else ''}{_quoted(dbName)}{' CASCADE' if cascade else ''}"
        self._session.sql(f"DROP DATABASE {words}")

    # Tables and views

    def listTables(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """The tables and views of a database, and the temporary views."""
        return [_table(found) for found in self._ask("tables", database=dbName, pattern=pattern)["tables"]]

    def listViews(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """The views among :meth:`listTables`."""
        return [table for table in self.listTables(dbName, pattern) if table.tableType in ("VIEW", "TEMPORARY")]

    def _found(self, name: str, argument: str = "tableName") -> dict[str, Any] | None:
        found: dict[str, Any] | None = self._ask("table", table=_text(name, argument))["table"]
        return found

    def getTable(self, tableName: str) -> Table:
        """A table or view by name. Raises :class:`AnalysisException` when there is none."""
        found = self._found(tableName)
        if found is None:
            # Says what is wrong.
            self._session.table(tableName)
        assert found is not None
        return _table(found)

    def tableExists(self, tableName: str, dbName: str | None = None) -> bool:
        """Whether there is such a table or view."""
        name = tableName if dbName is None else f"{_quoted(dbName)}.{_quoted(tableName)}"
        return self._found(name) is not None

    def listColumns(self, tableName: str, dbName: str | None = None) -> list[Column]:
        """The columns of a table or view. Raises :class:`AnalysisException` when there is none."""
        name = tableName if dbName is None else f"{_quoted(dbName)}.{_quoted(tableName)}"
        fields = self._session.table(name).schema.fields
        partitions = (self._found(name) or {}).get("partitionColumns", [])
        return [
            Column(
                field.name,
                field.metadata.get("comment"),
                field.dataType.simpleString(),
                field.nullable,
                field.name in partitions,
                False,
                False,
            )
            for field in fields
        ]

    def createTable(
        self,
        tableName: str,
        path: str | None = None,
        source: str | None = None,
        schema: StructType | None = None,
        description: str | None = None,
        **options: str,
    ) -> DataFrame:
        """Makes a table: an empty one of a schema, or one of the files in a folder. Gives its rows."""
        given = {key: str(value) for key, value in options.items()}
        if path is not None:
            given["path"] = path
        self._ask(
            "create",
            table=_text(tableName, "tableName"),
            source=source,
            schema=None if schema is None else schema.json(),
            options=given,
            description=description,
        )
        return self._session.table(tableName)

    def createExternalTable(
        self, tableName: str, path: str | None = None, source: str | None = None, schema: Any = None, **options: str
    ) -> DataFrame:
        """The old name of :meth:`createTable`."""
        return self.createTable(tableName, path, source, schema, **options)

    def dropTable(self, tableName: str, ifExists: bool = False, purge: bool = False) -> None:
        """As ``DROP TABLE``."""
        self._session.sql(f"DROP TABLE {'IF EXISTS ' if ifExists else ''}{_quoted(tableName)}")

    def dropView(self, viewName: str, ifExists: bool = False) -> None:
        """As ``DROP VIEW``."""
        self._session.sql(f"DROP VIEW {'IF EXISTS ' if ifExists else ''}{_quoted(viewName)}")

    def truncateTable(self, tableName: str) -> None:
        """As ``TRUNCATE TABLE``: all rows go."""
        self._session.sql(f"TRUNCATE TABLE {_quoted(tableName)}")

    def listPartitions(self, tableName: str) -> list[TablePartition]:
        """The partitions of a table: what its folders are called."""
        rows = self._session.sql(f"SHOW PARTITIONS {_quoted(tableName)}").collect()
        return [TablePartition(row[0]) for row in rows]

    def getTableProperties(self, tableName: str) -> dict[str, str]:
        """The properties of a table."""
        rows = self._session.sql(f"SHOW TBLPROPERTIES {_quoted(tableName)}").collect()
        return {row[0]: row[1] for row in rows}

    def getCreateTableString(self, tableName: str, asSerde: bool = False) -> str:
        """The statement that makes such a table."""
        return str(self._ask("createText", table=_text(tableName, "tableName"))["text"])

    def analyzeTable(self, tableName: str, noScan: bool = False) -> None:
        """Does nothing: sizes are looked at when a query runs. Raises :class:`AnalysisException` for no table."""
        self.getTable(tableName)

    def dropTempView(self, viewName: str) -> bool:
        """Drops a temporary view; whether there was one."""
        reply = self._session._engine.call({"op": "view", "name": viewName, "frame": None})
        return bool(reply["existed"])

    def dropGlobalTempView(self, viewName: str) -> bool:
        """Drops a view of ``global_temp``; whether there was one."""
        reply = self._session._engine.call({"op": "view", "name": viewName, "frame": None, "global": True})
        return bool(reply["existed"])

    # Functions

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

    def cacheTable(self, tableName: str, storageLevel: StorageLevel | None = None) -> None:
        """Keeps the rows of a table or view once they are computed, as :meth:`DataFrame.persist` does.

        Raises :class:`AnalysisException` when there is none.
        """
        frame = self._session.table(tableName)
        if storageLevel is None:
            frame.persist()
        else:
            frame.persist(storageLevel)

    def uncacheTable(self, tableName: str) -> None:
        """Drops what is kept of a table or view. Raises :class:`AnalysisException` when there is none."""
        self._session.table(tableName).unpersist()

    def isCached(self, tableName: str) -> bool:
        """Whether its rows are to be kept. Raises :class:`AnalysisException` when there is none."""
        return self._session.table(tableName).is_cached

    def clearCache(self) -> None:
        """Drops all that is kept of frames, tables and views."""
        self._session._engine.call({"op": "clearCache"})

    def refreshTable(self, tableName: str) -> None:
        """Drops what is kept of queries over tables; files are looked at whenever one runs.

        Raises :class:`AnalysisException` when there is no such table.
        """
        self._session.table(tableName)
        self._session.sql(f"REFRESH TABLE {tableName}")

    def refreshByPath(self, path: str) -> None:
        """Does nothing: files are looked at when a query is made."""

    def recoverPartitions(self, tableName: str) -> None:
        """Does nothing: folders are looked at when a query runs. Raises :class:`AnalysisException` for no table."""
        self._session.table(tableName)

    def registerFunction(self, name: str, f: Any, returnType: Any = None) -> Any:
        """The old name of ``spark.udf.register``."""
        return self._session.udf.register(name, f, returnType)


def _matching(names: list[str], pattern: str | None) -> list[str]:
    return names if pattern is None else [name for name in names if fnmatch.fnmatchcase(name, pattern)]


def _text(name: Any, argument: str) -> str:
    if not isinstance(name, str):
        raise not_expected(argument, "str", name)
    return name


def _quoted(name: Any) -> str:
    """A name of one or more parts as SQL text has it: what is no plain name is in backticks."""
    parts = []
    for part in _PARTS.findall(_text(name, "name")):
        parts.append(part if part.startswith("`") else f"`{part}`")
    return ".".join(parts)


_PARTS = re.compile(r"`(?:[^`]|``)*`|[^.`]+")


def _literal(text: str) -> str:
    return "'" + str(text).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _database(found: dict[str, Any]) -> Database:
    return Database(found["name"], _CATALOG, found["description"], found["location"])


def _table(found: dict[str, Any]) -> Table:
    database = found["database"]
    catalog = None if found["temporary"] else _CATALOG
    namespace = [] if database is None else [database]
    kind = found["type"]
    return Table(found["name"], catalog, namespace, found["description"], kind, found["temporary"])


def view_of(session: SparkSession, name: str) -> DataFrame:
    """The frame of a table or view."""
    return session._frame_of({"rel": "view", "name": name})
