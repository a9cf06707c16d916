# SPDX-License-Identifier: Apache-2.0
"""The door to the engine."""

from __future__ import annotations

import atexit
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from . import settings, sources
from .accumulators import Accumulator, AccumulatorParam
from .broadcast import Broadcast, refuse_driver_only
from .checkpoints import Checkpoints, as_uri
from .compat import is_installed
from .conf import SparkConf
from .errors import MartletError, StoppedError, both
from .filesources import FileSources
from .filesystem import FileSystem
from .jobs import JobControl
from .missing_context import MissingFromContext
from .modulepath import import_from
from .rdd import RDD
from .session import Session, call_site
from .status import StatusTracker
from .version import PYSPARK_VERSION, __version__

if TYPE_CHECKING:
    from .doctor import Diagnosis

_LOG_LEVELS = {
    "ALL": "trace",
    "TRACE": "trace",
    "DEBUG": "debug",
    "INFO": "info",
    "WARN": "warning",
    "ERROR": "error",
    "FATAL": "critical",
    "OFF": "critical",
}


def _name_by_default() -> str:
    return "pyspark-shell" if is_installed() else "martlet"


def _meaning(key: str) -> str:
    """What becomes of a setting: the state and, on the next line, what it means."""
    state, text, nearest = settings.meaning(key)
    return f"{state}\n{text}" + (f"; did you mean {nearest}?" if nearest else "")


class SparkContext(JobControl, FileSources, MissingFromContext):
    """Starts the engine, makes RDDs, and stops the engine.

    There is one context at a time. As a context manager it stops at the end of the block.

    Parameters
    ----------
    master : str, optional
        ``local[4]``, ``local[*]`` (the default), ``local-cluster[2,1,1g]`` or ``martlet://host:port``.
    appName : str, optional
        Name in progress bars, logs and the names of pods: ``martlet``, or ``pyspark-shell`` behind
        `install_as_pyspark`, as Spark calls what a notebook starts.
    conf : SparkConf, optional
        Settings; `master` and `appName` go before them.
    pyFiles : list of str, optional
        Python files, folders and zips that ``import`` finds from now on, as with :meth:`addPyFile`.
    sparkHome, environment, batchSize, serializer, gateway, jsc, profiler_cls
        Without effect: there is no Java virtual machine and no Python on executors.

    Raises
    ------
    ValueError
        When another context is active.

    Examples
    --------
    >>> sc.parallelize([1, 2, 3]).map(lambda x: x + 1).collect()
    [2, 3, 4]
    >>> SparkContext()
    Traceback (most recent call last):
        ...
    ValueError: Cannot run multiple SparkContexts at once; ...
    """

    _active_spark_context: ClassVar[SparkContext | None] = None
    _lock = threading.RLock()

    def __init__(
        self,
        master: str | None = None,
        appName: str | None = None,
        sparkHome: str | None = None,
        pyFiles: list[str] | None = None,
        environment: dict[str, Any] | None = None,
        batchSize: int = 0,
        serializer: Any = None,
        conf: SparkConf | None = None,
        gateway: Any = None,
        jsc: Any = None,
        profiler_cls: Any = None,
        udf_profiler_cls: Any = None,
        memory_profiler_cls: Any = None,
    ) -> None:
        super().__init__()
        self._site = call_site()
        for path in pyFiles or []:
            import_from(path)
        with SparkContext._lock:
            self._refuse_second()
            self._conf = SparkConf() if conf is None else conf.copy()
            self._set("spark.master", master, "local[*]")
            self._set("spark.app.name", appName, _name_by_default())
            if sparkHome is not None:
                self._conf.setSparkHome(sparkHome)
            for key, value in (environment or {}).items():
                self._conf.setExecutorEnv(key, value)
            self.startTime = int(time.time() * 1000)
            self._session = Session(self._options())
            self._numbers = itertools.count()
            self._broadcast_numbers = itertools.count()
            self._checkpoints = Checkpoints(self)
            self._stopped = False
            SparkContext._active_spark_context = self
        from .notebook import begin

        self._session.show_progress = begin(self)
        atexit.register(self.stop)

    def _refuse_second(self) -> None:
        active = SparkContext._active_spark_context
        if active is not None:
            raise both(ValueError)(
                f"Cannot run multiple SparkContexts at once; existing SparkContext(app={active.appName}, "
                f"master={active.master}) created at {active._site}; stop() it or use SparkContext.getOrCreate()"
            )

    def _set(self, key: str, value: str | None, default: str) -> None:
        if value is not None:
            self._conf.set(key, value)
        self._conf.setIfMissing(key, default)

    def _options(self) -> dict[str, Any]:
        """What the engine starts with. Executors of a local cluster may be told by Spark's own keys."""
        from . import _native, watcher

        master = self._conf.get("spark.master") or ""
        executors = self._conf.get("spark.executor.instances")
        if master == "local-cluster" or (executors and master.startswith("local-cluster[") and "," not in master):
            cores = self._conf.get("spark.executor.cores", "1")
            memory = self._conf.get("spark.executor.memory", "1g")
            master = f"local-cluster[{executors or 2},{cores},{memory}]"
        return {
            "master": master,
            "appName": self._conf.get("spark.app.name"),
            "executor": _native.executor_path(),
            "conf": dict(self._conf.getAll()),
            # For the console.
            "meanings": {key: _meaning(key) for key in [*dict(self._conf.getAll()), "spark.app.id"]},
            # Only executors that are pods outlive a driver that was killed.
            "watcher": watcher.command() if master.startswith("k8s:") else None,
        }

    # Its life

    @classmethod
    def getOrCreate(cls, conf: SparkConf | None = None) -> SparkContext:
        """The active context, or a new one with `conf`.

        >>> SparkContext.getOrCreate() is sc
        True
        """
        with SparkContext._lock:
            if SparkContext._active_spark_context is None:
                SparkContext(conf=conf)
            context = SparkContext._active_spark_context
            if context is None:
                raise StoppedError("the SparkContext was stopped while it was made")
            return context

    def stop(self) -> None:
        """Ends all jobs and the executors. A new context may be made then. A second call does nothing."""
        with SparkContext._lock:
            if self._stopped:
                return
            self._stopped = True
            if SparkContext._active_spark_context is self:
                SparkContext._active_spark_context = None
        atexit.unregister(self.stop)
        self._session.close()

    def __enter__(self) -> SparkContext:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.stop()

    def __reduce__(self) -> Any:
        raise MartletError(
            "a SparkContext cannot be used inside of a function that runs on executors: only the driver has it"
        )

    # Its facts

    @property
    def master(self) -> str:
        """Where it runs."""
        return self._conf.get("spark.master") or ""

    @property
    def appName(self) -> str:
        """The application's name."""
        return self._conf.get("spark.app.name") or ""

    @property
    def sparkHome(self) -> str | None:
        """What ``setSparkHome`` was given."""
        return self._conf.get("spark.home")

    @property
    def fs(self) -> FileSystem:
        """Files and folders of every file system that the engine knows.

        >>> sc.fs.exists("/no/such/file")
        False
        """
        return FileSystem(self._session)

    @property
    def version(self) -> str:
        """The version of Martlet; after :func:`install_as_pyspark` that of PySpark which it follows."""
        return PYSPARK_VERSION if is_installed() else __version__

    @property
    def applicationId(self) -> str:
        """Unique for each context."""
        return str(self._session.facts["applicationID"])

    @property
    def uiWebUrl(self) -> str | None:
        """The address of the web UI, with its REST interface and metrics; None when ``spark.ui.enabled`` is false.

        >>> sc.uiWebUrl  # doctest: +ELLIPSIS
        'http://127.0.0.1:...'
        """
        return self._session.console()[0]

    def report(self, path: str) -> None:
        """Writes all that the web UI shows of the application so far into one HTML file that needs nothing else.

        `path` may be of any file system that the engine knows; a file that is there is replaced. Raises ``OSError``
        when it cannot be written.

        >>> sc.report("/tmp/martlet-report.html")
        >>> sc.fs.exists("/tmp/martlet-report.html")
        True
        >>> sc.fs.rm("/tmp/martlet-report.html")
        """
        text: str = self._session.call({"op": "report"})["text"]
        path = os.fspath(path)
        scheme, colon, _ = path.partition("://")
        if not colon or scheme == "file":
            with open(path.removeprefix("file://"), "w", encoding="utf-8") as file:
                file.write(text)
            return
        import tempfile

        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".html") as file:
            file.write(text)
            file.flush()
            beside = f"{path}.{os.getpid()}.part"
            self.fs.put(file.name, beside)
            if self.fs.exists(path):
                self.fs.rm(path)
            self.fs.mv(beside, path)

    @property
    def defaultParallelism(self) -> int:
        """Partitions when an operation is not told how many."""
        return int(self._session.facts["defaultParallelism"])

    @property
    def resources(self) -> dict[str, Any]:
        """Resources such as GPUs: none."""
        return {}

    def getConf(self) -> SparkConf:
        """A copy of the settings."""
        return self._conf.copy()

    def explain_conf(self) -> str:
        """What Martlet makes of each setting: accepted, ignored (and why) or unknown."""
        return self._conf.explain()

    def doctor(self) -> Diagnosis:
        """Looks at all that executors on Kubernetes need: the API server, rights, quota, image, address, network, HDFS.

        Makes one pod of its own and takes it away again; takes as long as that pod takes to come. What it returns
        prints as a list, with what to apply for each failure; ``ok`` is true if nothing failed.

        >>> sc.doctor().ok
        True
        """
        from .doctor import diagnose

        return diagnose(self._session, self.fs, self.master, dict(self._conf.getAll()))

    def sparkUser(self) -> str:
        """The user who runs this."""
        import getpass

        return getpass.getuser()

    def setLogLevel(self, logLevel: str) -> None:
        """How much the engine logs: ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF.

        Raises ``ValueError`` for another word.
        """
        level = _LOG_LEVELS.get(str(logLevel).upper())
        if level is None:
            raise both(ValueError)(f"log level {logLevel!r} is none of {', '.join(_LOG_LEVELS)}")
        self._conf._pairs["martlet.log.level"] = level
        try:
            self._session.call({"op": "logLevel", "level": level})
        except StoppedError:
            raise
        except MartletError:
            # An engine without the request keeps the level that it was started with.
            return

    @classmethod
    def setSystemProperty(cls, key: str, value: str) -> None:
        """A setting for contexts that are made from now on."""
        SparkConf._system[key] = str(value)

    @classmethod
    def getSystemProperty(cls, key: str) -> str:
        """What :meth:`setSystemProperty` was given; an empty string when nothing was."""
        return SparkConf._system.get(key, "")

    def setCheckpointDir(self, dirName: str) -> None:
        """Where :meth:`RDD.checkpoint` and :meth:`DataFrame.checkpoint` save: in a new folder within this one.

        Executors write and read there: with several machines it is a folder that all of them see, such as one of HDFS.
        """
        self._checkpoints.use(os.fspath(dirName))

    def getCheckpointDir(self) -> str | None:
        """The folder of this context's checkpoints, as a URI where it is a local one; None when none was set."""
        return as_uri(self._checkpoints.folder)

    def addPyFile(self, path: str) -> None:
        """Lets ``import`` find a Python file, or what is in a folder, a zip or an egg, here on the driver.

        Functions on executors may use what is imported then. Raises ``FileNotFoundError``.

        >>> sc.addPyFile("nowhere.zip")
        Traceback (most recent call last):
            ...
        FileNotFoundError: there is no file ...
        """
        import_from(path)

    def statusTracker(self) -> StatusTracker:
        """Looks at jobs and stages."""
        return StatusTracker(self)

    # RDDs

    def parallelize(self, c: Iterable[Any], numSlices: int | None = None) -> RDD:
        """An RDD of local values in so many partitions.

        A range is not written out. Numpy arrays, pyarrow arrays and tables, pandas series and frames travel as columns;
        the rows of tables and frames become tuples.

        Raises ``TypeError`` for values that executors do not know.

        >>> sc.parallelize([1, "two", (3.0, None)], 2).glom().collect()
        [[1], ['two', (3.0, None)]]
        >>> sc.parallelize(x * x for x in range(4)).collect()
        [0, 1, 4, 9]
        """
        slices = self.defaultParallelism if numSlices is None else int(numSlices)
        if slices < 1:
            raise both(ValueError)(f"Positive number of partitions required, not {numSlices}")
        most = self._session.facts.get("partitionsMax")
        if most is not None and slices > most:
            raise both(ValueError)(f"{slices} partitions are wanted; an RDD has at most {most}: ask for fewer")
        name = f"parallelize at {call_site()}"
        arrow = sources.arrow_stream(c)
        if arrow is not None:
            from .arrow import address_of

            capsule, columns = arrow
            request = {"slices": slices, "name": name, "columns": columns}
            return RDD(self, self._session.put(address_of(capsule), request))
        return RDD(self, self._session.call({**sources.request_of(c, slices), "name": name}))

    def range(self, start: int, end: int | None = None, step: int = 1, numSlices: int | None = None) -> RDD:
        """The integers from `start` to before `end`, made on the executors. With one argument they begin at 0.

        >>> sc.range(2, 9, 3).collect()
        [2, 5, 8]
        """
        return self.parallelize(range(start) if end is None else range(start, end, step), numSlices)

    def emptyRDD(self) -> RDD:
        """An RDD without partitions.

        >>> sc.emptyRDD().collect()
        []
        """
        return RDD(self, self._session.call({"op": "empty", "slices": 0, "name": f"emptyRDD at {call_site()}"}))

    def union(self, rdds: list[RDD]) -> RDD:
        """The elements of several RDDs one after another.

        >>> sc.union([sc.parallelize([1]), sc.parallelize(["a"])]).collect()
        [1, 'a']
        """
        if not rdds:
            return self.emptyRDD()
        name = f"union at {call_site()}"
        # As Spark has it: of RDDs that share a partitioner, partitions with the same number come together.
        filled = [rdd for rdd in rdds if rdd._partitions] or rdds[:1]
        shared = filled[0].partitioner
        if shared is not None and any(rdd.partitioner != shared for rdd in filled):
            shared = None
        united = filled if shared is not None else rdds
        request = {
            "op": "union",
            "datasets": [rdd._dataset for rdd in united],
            "aligned": shared is not None,
            "name": name,
        }
        finish = rdds[0]._finish
        same = all(rdd._finish is finish for rdd in rdds)
        made = RDD(self, self._session.call(request), finish if same else None)
        if shared is not None and made._partitions == filled[0]._partitions:
            made.partitioner = shared
        return made

    # Values that functions share

    def broadcast(self, value: Any) -> Broadcast[Any]:
        """A read-only value for functions on executors.

        >>> names = sc.broadcast({1: "one"})
        >>> sc.parallelize([1, 2]).map(lambda x: names.value.get(x)).collect()
        ['one', None]
        """
        refuse_driver_only(value)
        return Broadcast(self, value, next(self._broadcast_numbers))

    def accumulator(self, value: Any, accum_param: AccumulatorParam[Any] | None = None) -> Accumulator[Any]:
        """A variable that functions on executors add to. Numbers add by themselves; for others give a parameter.

        Raises ``TypeError`` for what is not a number, without a parameter.

        >>> total = sc.accumulator(0.5)
        >>> sc.parallelize([1.0, 2.0]).foreach(lambda x: total.add(x))
        >>> total.value
        3.5
        """
        accumulator: Accumulator[Any] = Accumulator(value, accum_param)
        self._session.accumulators[accumulator.aid] = accumulator
        return accumulator

    # Jobs

    def runJob(
        self,
        rdd: RDD,
        partitionFunc: Callable[[Any], Iterable[Any]],
        partitions: Iterable[int] | None = None,
        allowLocal: bool = False,
    ) -> list[Any]:
        """What a function gives for all or some partitions, in one list.

        >>> sc.runJob(sc.range(6, numSlices=3), lambda rows: [x * x for x in rows], [0, 2])
        [0, 1, 16, 25]
        """
        return rdd._run_on(partitionFunc, partitions)

    def _run(self, request: dict[str, Any]) -> Any:
        group, tags = self._labels(request)
        result = self._session.run(request, group, tags)
        self._checkpoints.save()
        return result

    def _stream(self, request: dict[str, Any]) -> Iterator[list[Any]]:
        group, tags = self._labels(request)
        yield from self._session.stream(request, group, tags)
        self._checkpoints.save()

    def _take_arrow(self, request: dict[str, Any], stream: int) -> None:
        group, tags = self._labels(request)
        self._session.take_arrow(request, stream, group, tags)
        self._checkpoints.save()

    def _next_rdd_id(self) -> int:
        return next(self._numbers)

    def _repr_html_(self) -> str:
        from .notebook.faces import context_face

        return context_face(self)

    def __repr__(self) -> str:
        stopped = " (stopped)" if self._stopped else ""
        return f"<SparkContext master={self.master} appName={self.appName}{stopped}>"
