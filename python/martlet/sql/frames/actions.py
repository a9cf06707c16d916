# SPDX-License-Identifier: Apache-2.0
"""Methods that run a job, and what they give."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ...row import Row
from ...sites import here
from ...storagelevel import StorageLevel
from ..errors import not_expected
from ..physical import rows_from_physical
from .core import Core

if TYPE_CHECKING:
    from ...rdd import RDD
    from ..dataframe import DataFrame
    from ..plotting import PlotAccessor
    from ..readwriter import DataFrameWriter
    from ..tablewriter import DataFrameWriterV2

_SHOWN = 20


class Actions(Core):
    """Running a query, and looking at it."""

    def show(self, n: int = 20, truncate: bool | int = True, vertical: bool = False) -> None:
        """Prints the first rows as a table; `truncate` cuts long values to 20 characters, or to so many.

        >>> spark.range(2).show()
        +---+
        | id|
        +---+
        |  0|
        |  1|
        +---+
        <BLANKLINE>
        """
        print(self._show_text(n, truncate, vertical))

    def _show_text(self, n: int, truncate: bool | int, vertical: bool) -> str:
        if not isinstance(n, int) or isinstance(n, bool):
            raise not_expected("n", "int", n)
        if not isinstance(vertical, bool):
            raise not_expected("vertical", "bool", vertical)
        try:
            width = _SHOWN if truncate is True else int(truncate)
        except (ValueError, TypeError):
            raise not_expected("truncate", "bool or int", truncate) from None
        return str(self._run("show", n=n, truncate=width, vertical=vertical))

    def printSchema(self, level: int | None = None) -> None:
        """Prints the columns as a tree.

        >>> spark.range(1).printSchema()
        root
         |-- id: long (nullable = false)
        <BLANKLINE>
        """
        if level is not None and not isinstance(level, int):
            raise not_expected("level", "int", level)
        request = {"op": "schemaText", "frame": self._number, "level": level}
        print(self._session._engine.call(request)["text"])

    def explain(self, extended: bool | str | None = None, mode: str | None = None) -> None:
        """Prints the plan as it is carried out, a line a node, with guesses of its size; and behind it, when an action
        has run on this very frame, the rows and the time of each node of that run.

        With ``True``, or the mode ``"extended"``, what the plan was made of comes before it and its stages and programs
        behind. ``"cost"`` begins with the optimised plan and its statistics, ``"formatted"`` numbers the nodes,
        ``"codegen"`` shows stages and programs. ``"analyze"`` runs the frame first, keeps none of its rows and shows
        what was measured. Rows are those that a node gave; time is that of all tasks on their slots, in which waiting
        for other machines is not. Nodes whose work one program does share its time.

        >>> frame = spark.range(100).filter("id % 2 = 0")
        >>> frame.count()
        50
        >>> frame.explain()  # doctest: +ELLIPSIS
        == Physical Plan ==
        Filter ...
        +- Range (0, 100, step=1) ...  [about 100 rows, ...]
        <BLANKLINE>
        == Last Run ==
        query ..., count at ...
        (0) Filter ...  [50 rows, ...]
        +- (1) Range (0, 100, step=1) ...  [100 rows, ...]
        <BLANKLINE>

        Raises :class:`ValueError` for another mode.
        """
        if extended is not None and mode is not None:
            raise not_expected("extended and mode", "one of both", (extended, mode))
        chosen: Any = mode if mode is not None else extended
        if chosen is None or isinstance(chosen, bool):
            chosen = "extended" if chosen else "simple"
        if not isinstance(chosen, str):
            raise not_expected("extended", "bool or str", extended)
        if chosen.lower() == "analyze":
            print(self._run("analyze"))
            return
        print(self._session._engine.call({"op": "explainFrame", "frame": self._number, "mode": chosen.lower()})["text"])

    def _rows(self, rows: list[Any]) -> list[Row]:
        return rows_from_physical(rows, self.schema)

    def collect(self) -> list[Row]:
        """All rows.

        >>> spark.range(2).collect()
        [Row(id=0), Row(id=1)]
        """
        return self._rows(self._run("collect"))

    def take(self, num: int) -> list[Row]:
        """The first rows, at most so many."""
        return self._rows(self._run("take", n=int(num)))

    def head(self, n: int | None = None) -> Any:
        """The first row, or None without any; with `n` a list of the first rows."""
        if n is not None:
            return self.take(n)
        found = self.take(1)
        return found[0] if found else None

    def first(self) -> Row | None:
        """The first row, or None without any.

        >>> spark.range(2).first()
        Row(id=0)
        """
        found: Row | None = self.head()
        return found

    def tail(self, num: int) -> list[Row]:
        """The last rows, at most so many.

        >>> spark.range(5).tail(2)
        [Row(id=3), Row(id=4)]
        """
        return self._rows(self._run("tail", n=int(num)))

    def count(self) -> int:
        """How many rows there are.

        >>> spark.range(7).count()
        7
        """
        return int(self._run("count"))

    def isEmpty(self) -> bool:
        """Whether there is no row."""
        return not self._run("take", n=1)

    def toLocalIterator(self, prefetchPartitions: bool = False) -> Iterator[Row]:
        """Gives the rows one by one while the job runs; memory is bounded however many there are."""
        from ..rows import plain_rdd

        rows = plain_rdd(self._df)
        request = {**self._action("stream"), "dataset": rows._dataset}
        del request["frame"]
        for part in self._session.sparkContext._stream(request):
            yield from self._rows(part)

    def foreach(self, f: Callable[[Row], None]) -> None:
        """Calls a function with each row, on executors."""
        self.rdd.foreach(f)

    def foreachPartition(self, f: Callable[[Iterator[Row]], None]) -> None:
        """Calls a function with an iterator over each partition's rows, on executors."""
        self.rdd.foreachPartition(f)

    @property
    def rdd(self) -> RDD:
        """The rows as an RDD of :class:`Row`.

        >>> spark.range(3).rdd.map(lambda row: row.id * 2).collect()
        [0, 2, 4]
        """
        from ..rows import rdd_of

        return rdd_of(self._df)

    def toJSON(self, use_unicode: bool = True) -> RDD:
        """Each row as JSON text."""
        from ..functions import struct, to_json

        texts = self._df.select(to_json(struct(*self._columns())).alias("value"))
        return texts.rdd.map(lambda row: row[0])

    # Frames of other libraries

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """All rows as a stream of Arrow's C interface: for pyarrow, pandas, polars, DuckDB."""
        from ... import arrow

        return arrow.stream_of_job(self._session.sparkContext, self._action("arrow"))

    def toArrow(self) -> Any:
        """All rows as a table of pyarrow's.

        Raises :class:`PySparkImportError` without pyarrow.
        """
        from ..exporting import to_arrow

        return to_arrow(self._df)

    def toPandas(self) -> Any:
        """All rows as a frame of pandas.

        Raises :class:`PySparkImportError` without pandas.
        """
        from ..exporting import to_pandas

        return to_pandas(self._df)

    # Keeping

    def cache(self) -> DataFrame:
        """Keeps the rows once they are computed: ``persist(StorageLevel.MEMORY_AND_DISK_DESER)``."""
        return self.persist()

    def persist(self, storageLevel: StorageLevel = StorageLevel.MEMORY_AND_DISK_DESER) -> DataFrame:
        """Keeps the rows at a storage level once they are computed, until :meth:`unpersist`.

        Queries read them wherever this frame, or an equal one, is among what they do. See :meth:`RDD.persist` for what
        executors keep. Rows of tables are computed again when a table of the warehouse has changed.
        """
        request = {"op": "persistFrame", "frame": self._number, "level": str(storageLevel)}
        request["name"] = f"persist at {here()}"
        self._session._engine.call(request)
        return self._df

    def unpersist(self, blocking: bool = False) -> DataFrame:
        """Drops what is kept of this frame, and of equal ones."""
        self._session._engine.call({"op": "unpersistFrame", "frame": self._number})
        return self._df

    @property
    def storageLevel(self) -> StorageLevel:
        """The storage level, all False when the frame is not kept."""
        reply = self._session._engine.call({"op": "frameLevel", "frame": self._number})
        return StorageLevel._parse(reply["level"]) if reply["level"] else StorageLevel.NONE

    @property
    def is_cached(self) -> bool:
        """Whether the rows of the frame, or of an equal one, are to be kept."""
        return self.storageLevel != StorageLevel.NONE

    def checkpoint(self, eager: bool = True) -> DataFrame:
        """The rows, saved as Parquet in the folder of `SparkContext.setCheckpointDir`, as a frame that reads them.

        They are saved at once, whatever `eager` says, and stay when the session ends.

        Raises :class:`MartletError` when no folder was set.

        >>> import tempfile
        >>> spark.sparkContext.setCheckpointDir(tempfile.mkdtemp())
        >>> spark.range(3).checkpoint().collect()
        [Row(id=0), Row(id=1), Row(id=2)]
        """
        checkpoints = self._session.sparkContext._checkpoints
        path = checkpoints.path(f"frame-{checkpoints.number()}")
        self._df.write.parquet(path)
        return self._session.read.schema(self._df.schema).parquet(path)

    def localCheckpoint(self, eager: bool = True, storageLevel: StorageLevel | None = None) -> DataFrame:
        """As :meth:`persist`, at once when `eager`; the lineage stays: a lost executor costs nothing but time."""
        self.persist(storageLevel or StorageLevel.MEMORY_AND_DISK)
        if eager:
            self._df.count()
        return self._df

    # Names and files

    def createOrReplaceTempView(self, name: str) -> None:
        """Gives the frame a name that SQL texts of the session may use.

        >>> spark.range(3).createOrReplaceTempView("numbers")
        >>> spark.sql("SELECT count(*) AS n FROM numbers").collect()
        [Row(n=3)]
        """
        self._view(name, True)

    def createTempView(self, name: str) -> None:
        """As :meth:`createOrReplaceTempView`; a name that is taken is an error."""
        self._view(name, False)

    def registerTempTable(self, name: str) -> None:
        """The old name of :meth:`createOrReplaceTempView`."""
        self._view(name, True)

    def createGlobalTempView(self, name: str) -> None:
        """As :meth:`createTempView`, under ``global_temp.name``."""
        self._view(name, False, True)

    def createOrReplaceGlobalTempView(self, name: str) -> None:
        """As :meth:`createOrReplaceTempView`, under ``global_temp.name``.

        >>> spark.range(3).createOrReplaceGlobalTempView("shared")
        >>> spark.table("global_temp.shared").count()
        3
        """
        self._view(name, True, True)

    def _view(self, name: str, replace: bool, is_global: bool = False) -> None:
        request = {"op": "view", "name": name, "frame": self._number, "replace": replace, "global": is_global}
        self._session._engine.call(request)

    @property
    def write(self) -> DataFrameWriter:
        """Writes the rows to files, or to a table."""
        from ..readwriter import DataFrameWriter

        return DataFrameWriter(self._df)

    def writeTo(self, table: str) -> DataFrameWriterV2:
        """Makes, replaces or adds to a table, as its methods say."""
        from ..tablewriter import DataFrameWriterV2

        return DataFrameWriterV2(self._df, table)

    @property
    def plot(self) -> PlotAccessor:
        """Draws columns with pandas: ``df.plot.line(x, y)``, ``df.plot(kind="bar")``."""
        from ..plotting import PlotAccessor

        return PlotAccessor(self._df)

    @property
    def isStreaming(self) -> bool:
        """Whether rows come for ever: no."""
        return False

    def isLocal(self) -> bool:
        """Whether the driver alone gives the rows: of what a statement such as ``SHOW TABLES`` shows."""
        return self._is_local

    _is_local = False

    def _write(self, path: str | os.PathLike[str], **fields: Any) -> None:
        self._run("write", path=os.fspath(path), **fields)
