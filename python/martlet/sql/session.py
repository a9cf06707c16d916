# SPDX-License-Identifier: Apache-2.0
"""The door to DataFrames and SQL."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

from .. import zones
from ..conf import SparkConf
from ..context import SparkContext
from ..errors import unsupported
from ..operations.missing import missing
from ..session import Session
from ..sites import here
from ..suggesting import Suggesting
from .catalog import Catalog, view_of
from .column import operand
from .conf import TIME_ZONE, RuntimeConfig
from .dataframe import DataFrame
from .engine import Frame, QuerySession, made_frame
from .errors import PySparkRuntimeError, not_expected
from .readwriter import DataFrameReader, option_text
from .udf import UDFRegistration

if TYPE_CHECKING:
    from .tvf import TableValuedFunction
    from .types import StructType

_NO_STREAMS = "there is no streaming: read the files that are there with spark.read"


class Builder:
    """``SparkSession.builder``: settings, then :meth:`getOrCreate`."""

    def __init__(self) -> None:
        self._options: dict[str, str] = {}

    def master(self, master: str) -> Builder:
        """Where to run: ``local[4]``, ``local[*]``, ``local-cluster[2,1,1g]`` or ``martlet://host:port``."""
        return self.config("spark.master", master)

    def appName(self, name: str) -> Builder:
        """The application's name."""
        return self.config("spark.app.name", name)

    def config(
        self,
        key: str | None = None,
        value: Any = None,
        conf: SparkConf | None = None,
        *,
        map: dict[str, Any] | None = None,
    ) -> Builder:
        """Settings: one pair, a :class:`SparkConf`, or a dict."""
        if conf is not None:
            self._options.update(conf.getAll())
        if map is not None:
            self._options.update({name: option_text(each) or "" for name, each in map.items()})
        if key is not None:
            self._options[key] = option_text(value) or ""
        return self

    def enableHiveSupport(self) -> Builder:
        """Does nothing: there is no Hive."""
        return self

    def remote(self, url: str) -> Builder:
        """Not there. Raises :class:`UnsupportedError`."""
        raise unsupported("builder.remote", "the driver is this process: use master()")

    def getOrCreate(self) -> SparkSession:
        """The active session, which takes these settings, or a new one.

        >>> SparkSession.builder.getOrCreate() is spark
        True
        """
        with SparkSession._lock:
            session = SparkSession._instance
            if session is None or session._context._stopped:
                conf = SparkConf()
                for key, value in self._options.items():
                    conf.set(key, value)
                return SparkSession(SparkContext.getOrCreate(conf), options=self._options)
            for key, value in self._options.items():
                if session.conf.isModifiable(key):
                    session.conf.set(key, value)
            return session

    def create(self) -> SparkSession:
        """A new session. Raises :class:`PySparkRuntimeError` when one is active."""
        if SparkSession.getActiveSession() is not None:
            raise PySparkRuntimeError(
                "there is a session already: use getOrCreate(), or stop() it", "SESSION_ALREADY_EXIST"
            )
        return self.getOrCreate()


class _NewBuilder:
    """Gives a builder of its own to each who asks the class."""

    def __get__(self, instance: Any, owner: Any) -> Builder:
        return Builder()


class SparkSession(Suggesting):
    """Makes DataFrames, runs SQL, and holds names and settings.

    Made by ``SparkSession.builder.getOrCreate()``. As a context manager it stops at the end of the block.

    >>> spark.createDataFrame([("Ada", 36)], ["name", "age"]).createOrReplaceTempView("people")
    >>> spark.sql("SELECT name, age + 1 AS next FROM people").collect()
    [Row(name='Ada', next=37)]
    """

    Builder = Builder
    builder = _NewBuilder()
    #: The first session, and the one that made a frame last.
    _instance: ClassVar[SparkSession | None] = None
    _active: ClassVar[SparkSession | None] = None
    _lock = threading.RLock()
    _absent = {
        "_jsparkSession": "there is no Java virtual machine: use the members of SparkSession",
        "_jvm": "there is no Java virtual machine: use the members of SparkSession",
        "_sc": "use sparkContext",
        "client": "the driver is this process",
        "dataSource": "use spark.read",
        "profile": "no Python runs on executors: see the summary in the progress bar",
        "readStream": _NO_STREAMS,
        "streams": _NO_STREAMS,
        "udtf": "there are no table functions in Python: use functions of columns",
    }

    def __init__(
        self, sparkContext: SparkContext, jsparkSession: Any = None, options: dict[str, Any] | None = None
    ) -> None:
        self._context = sparkContext
        self._options = options or {}
        self._queries: QuerySession | None = jsparkSession
        first = SparkSession._instance
        shares = self._queries is None and first is not None and first._context is sparkContext
        self._runtime: RuntimeConfig = first._runtime if first is not None and shares else RuntimeConfig(self)
        settings = {key: value for key, value in sparkContext._conf.getAll() if key.startswith("spark.sql.")}
        for key, value in self._options.items():
            if key.startswith("spark.sql."):
                settings[key] = self._runtime._changed[key] = str(value)
        settings.setdefault(TIME_ZONE, self._runtime.get(TIME_ZONE))
        # Queries need the zone's rules, which the engine is not born with.
        zones.offer(settings[TIME_ZONE])
        self._engine.call({"op": "sqlSettings", "settings": settings})
        if self._queries is None and not shares:
            SparkSession._instance = self

    @property
    def _engine(self) -> Session | QuerySession:
        return self._context._session if self._queries is None else self._queries

    @property
    def _fields(self) -> dict[str, int]:
        """What a request of a job has, so that it is about this session."""
        return {} if self._queries is None else self._queries.fields

    def _frame_of(self, relation: dict[str, Any]) -> DataFrame:
        """The frame of a relation."""
        return DataFrame(made_frame(self._engine, relation), self)

    # Its life

    @classmethod
    def getActiveSession(cls) -> SparkSession | None:
        """The session that made a frame last, else the first; None when there is none or it was stopped.

        >>> SparkSession.getActiveSession() is spark
        True
        """
        for found in (SparkSession._active, SparkSession._instance):
            if found is not None and not found._context._stopped:
                return found
        return None

    @classmethod
    def active(cls) -> SparkSession:
        """The session. Raises :class:`PySparkRuntimeError` when there is none."""
        found = cls.getActiveSession()
        if found is None:
            raise PySparkRuntimeError(errorClass="NO_ACTIVE_OR_DEFAULT_SESSION", messageParameters={})
        return found

    def newSession(self) -> SparkSession:
        """A session beside this one, with settings, functions, views and a current database of its own.

        They have the context, tables, global views and rows that are kept in common.

        >>> spark.range(3).createOrReplaceTempView("mine")
        >>> spark.range(5).createOrReplaceGlobalTempView("ours")
        >>> other = spark.newSession()
        >>> other.catalog.tableExists("mine"), other.table("global_temp.ours").count()
        (False, 5)
        """
        return SparkSession(self._context, QuerySession(self._context._session), self._options)

    def stop(self) -> None:
        """Ends all jobs and the executors, with the context."""
        self._context.stop()
        with SparkSession._lock:
            SparkSession._instance = SparkSession._active = None

    def __enter__(self) -> SparkSession:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.stop()

    # Its facts

    @property
    def sparkContext(self) -> SparkContext:
        """The context below, for RDDs.

        >>> spark.sparkContext is sc
        True
        """
        return self._context

    @property
    def version(self) -> str:
        """The version of Martlet; after :func:`install_as_pyspark` that of PySpark which it follows."""
        return self._context.version

    @property
    def conf(self) -> RuntimeConfig:
        """Settings."""
        return self._runtime

    @property
    def catalog(self) -> Catalog:
        """Names of databases, tables, views and functions."""
        return Catalog(self)

    @property
    def udf(self) -> UDFRegistration:
        """Python functions for SQL texts."""
        return UDFRegistration(self)

    @property
    def tvf(self) -> TableValuedFunction:
        """Functions that make rows, as frames."""
        from .tvf import TableValuedFunction

        return TableValuedFunction(self)

    # Frames

    def range(self, start: int, end: int | None = None, step: int = 1, numPartitions: int | None = None) -> DataFrame:
        """The integers from `start` to before `end`, as the column `id`. With one argument they begin at 0.

        >>> spark.range(1, 7, 2).collect()
        [Row(id=1), Row(id=3), Row(id=5)]
        """
        first, last = (0, int(start)) if end is None else (int(start), int(end))
        slices = self._context.defaultParallelism if numPartitions is None else int(numPartitions)
        return self._frame_of({"rel": "range", "start": first, "end": last, "step": int(step), "partitions": slices})

    def createDataFrame(
        self, data: Any, schema: Any = None, samplingRatio: float | None = None, verifySchema: bool = True
    ) -> DataFrame:
        """A frame of rows: a list, an RDD, or a frame of pandas, pyarrow, polars or numpy.

        Rows are tuples, lists, dicts, :class:`Row`, named tuples or dataclasses; with the schema of one type plain
        values. `schema` is a list of names, a :class:`StructType`, a type, or a text such as ``"id int, name string"``;
        without one, names and types are found by looking at the rows.

        Raises ``TypeError`` and ``ValueError`` for values that are not of their column's type.

        >>> spark.createDataFrame([("Ada", 36)], "name string, age int").collect()
        [Row(name='Ada', age=36)]
        >>> spark.createDataFrame([{"b": 1, "a": None}, {"b": 2, "a": "x"}]).dtypes
        [('a', 'string'), ('b', 'bigint')]
        """
        from .creating import created

        SparkSession._active = self
        return created(self, data, schema, samplingRatio, verifySchema)

    def emptyDataFrame(self, schema: StructType | str | None = None) -> DataFrame:
        """A frame without rows."""
        from .types import StructType

        return self.createDataFrame([], StructType([]) if schema is None else schema)

    @property
    def read(self) -> DataFrameReader:
        """Frames out of files."""
        return DataFrameReader(self)

    def table(self, tableName: str) -> DataFrame:
        """A table or view by name, with its database in front where it is not the current one.

        >>> spark.range(2).createOrReplaceTempView("two")
        >>> spark.table("two").count()
        2
        """
        if not isinstance(tableName, str):
            raise not_expected("tableName", "str", tableName)
        return view_of(self, tableName)

    def sql(self, sqlQuery: str, args: Any = None, **kwargs: Any) -> DataFrame:
        """The frame of a SQL text: a query, or a statement that makes, fills, shows or drops tables and views, or that
        changes settings, which is carried out at once.

        `args` are values for ``:name`` (a dict) or ``?`` (a list). Names in braces stand for frames, columns and values
        that are given by name.

        >>> spark.sql("SELECT * FROM range(5) WHERE id > :low", {"low": 3}).collect()
        [Row(id=4)]
        >>> spark.sql("SELECT max(id) AS m FROM {numbers}", numbers=spark.range(3)).collect()
        [Row(m=2)]
        """
        from .formatting import Formatted
        from .statements import about_session

        text = Formatted(self, sqlQuery, kwargs)
        try:
            made = about_session(self, text.text)
            if made is not None:
                return made
            zones.offer_named(text.text)
            relation: dict[str, Any] = {"rel": "sql", "text": text.text}
            if isinstance(args, dict):
                relation["args"] = {name: operand(value) for name, value in args.items()}
            elif isinstance(args, (list, tuple)):
                relation["args"] = [operand(value) for value in args]
            elif args is not None:
                raise not_expected("args", "dict or list", args)
            return self._carried_out(relation)
        finally:
            text.forget()

    def _carried_out(self, relation: dict[str, Any]) -> DataFrame:
        """The frame of a SQL text. One that is no query is a job of its own."""
        site = here()
        reply = self._engine.call({"op": "frame", "relation": relation, "site": site.field})
        is_command = bool(reply.get("command"))
        if is_command:
            named = {"name": f"sql at {site}", "site": site.field}
            request = {"op": "run", "action": "command", "relation": relation, **self._fields, **named}
            reply = self._context._run(request)
        made = DataFrame(Frame(self._engine, reply["frame"], reply["schema"]), self)
        made._is_local = is_command
        return made

    # Jobs

    def addTag(self, tag: str) -> None:
        """Gives the jobs that this thread starts a tag."""
        self._context.addJobTag(tag)

    def removeTag(self, tag: str) -> None:
        """Takes a tag away."""
        self._context.removeJobTag(tag)

    def getTags(self) -> set[str]:
        """The tags of jobs that this thread starts."""
        return self._context.getJobTags()

    def clearTags(self) -> None:
        """Takes all tags away."""
        self._context.clearJobTags()

    def interruptAll(self) -> list[str]:
        """Ends all jobs."""
        self._context.cancelAllJobs()
        return []

    def interruptTag(self, tag: str) -> list[str]:
        """Ends the jobs with a tag."""
        self._context.cancelJobsWithTag(tag)
        return []

    # In a notebook

    def _eager(self) -> bool:
        """Whether frames show their rows by themselves."""
        return str(self._runtime.get("spark.sql.repl.eagerEval.enabled")).lower() == "true"

    def _eager_size(self) -> tuple[int, int]:
        """How many rows such frames show, and where they cut values."""
        rows = self._runtime.get("spark.sql.repl.eagerEval.maxNumRows")
        return int(rows), int(self._runtime.get("spark.sql.repl.eagerEval.truncate"))

    def _repr_html_(self) -> str:
        from .faces import session_face

        return session_face(self)

    def __repr__(self) -> str:
        stopped = " (stopped)" if self._context._stopped else ""
        return f"<SparkSession master={self._context.master} appName={self._context.appName}{stopped}>"


for _name, _instead in {
    "addArtifact": "executors open no files: use sc.broadcast(value), or spark.read",
    "addArtifacts": "executors open no files: use sc.broadcast(value), or spark.read",
    "copyFromLocalToFs": "use sc.fs.put(local, path)",
    "interruptOperation": "use interruptTag",
    "registerProgressHandler": "see the progress bar, or sc.statusTracker()",
    "removeProgressHandler": "see the progress bar, or sc.statusTracker()",
    "clearProgressHandlers": "see the progress bar, or sc.statusTracker()",
}.items():
    setattr(SparkSession, _name, missing("SparkSession", _name, _instead))
