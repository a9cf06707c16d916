# SPDX-License-Identifier: Apache-2.0
"""An engine of a few lines in plain Python, for tests of the package without the library.

It answers the requests of the C interface; closures are Python functions again.
"""

from __future__ import annotations

import itertools
import marshal
import os
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from martlet.errors import StoppedError, from_failure
from martlet.values import decode, encode

Parts = Callable[[], list[list[Any]]]


class _Rows:
    """A partition's iterator, with the engine's own method."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def __next__(self) -> Any:
        return next(self._rows)

    def __combined__(self, create: Callable[[Any], Any], merge: Callable[[Any, Any], Any]) -> Iterator[Any]:
        found: dict[Any, Any] = {}
        for key, value in self._rows:
            found[key] = merge(found[key], value) if key in found else create(value)
        return iter(found.items())


class FakeNative:
    """Stands in for martlet._native.Native."""

    def __init__(self) -> None:
        self.sets: dict[int, tuple[Parts, int]] = {}
        self.results: dict[int, Any] = {}
        self.events: dict[int, list[dict[str, Any]]] = {}
        self.cancelled: set[int] = set()
        self.requests: list[dict[str, Any]] = []
        self.slow: set[int] = set()
        self.numbers = itertools.count(1)
        self.sessions: set[int] = set()
        # Jobs started while this is set do not end before they are cancelled.
        self.hold = False

    def open(self, options: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        session = next(self.numbers)
        self.sessions.add(session)
        parallelism = int(options["conf"].get("spark.default.parallelism", 2))
        facts = {"applicationID": "fake-1", "master": options["master"], "defaultParallelism": parallelism}
        return session, {**facts, "partitionsMax": 1_000_000}

    def close(self, session: int) -> None:
        self.sessions.discard(session)

    def call(self, session: int, request: dict[str, Any]) -> Any:
        if session not in self.sessions:
            raise StoppedError("stopped")
        self.requests.append(request)
        operation = request["op"]
        if operation == "run":
            return self._run(request)
        if operation == "result":
            return {"value": encode(self.results.pop(request["job"])), "objects": True}
        if operation == "chunk":
            return {"values": encode(self.results[request["job"]].pop(0)), "objects": True}
        if operation == "release":
            self.sets.pop(request["dataset"], None)
            return None
        if operation == "explain":
            return {"functions": "", "text": "stage 0"}
        if operation == "activity":
            return {"jobs": [], "stages": [], "executors": []}
        if operation == "console":
            return {"url": None, "token": None}
        if operation == "status":
            return {"executors": 1, "jobs": []}
        if operation in ("accumulator", "forget", "logLevel", "unpersist", "zones"):
            return None
        return self._dataset(request)

    def _dataset(self, request: dict[str, Any]) -> dict[str, Any]:
        made = getattr(self, "_op_" + request["op"], None)
        if made is None:
            raise from_failure({"type": "martlet.Unsupported", "message": f"no {request['op']} here"})
        parts, count = made(request)
        number = next(self.numbers)
        self.sets[number] = (parts, count)
        return {"dataset": number, "type": "any", "partitions": count}

    def _parts(self, request: dict[str, Any], key: str = "dataset") -> tuple[Parts, int]:
        return self.sets[request[key]]

    def _narrow(self, request: dict[str, Any], step: Callable[[int, list[Any]], list[Any]]) -> tuple[Parts, int]:
        parts, count = self._parts(request)
        return lambda: [list(step(i, part)) for i, part in enumerate(parts())], count

    def _op_range(self, r: dict[str, Any]) -> tuple[Parts, int]:
        rows = list(range(r["start"], r["stop"], r["step"]))
        n = r["slices"]
        return lambda: [rows[len(rows) * i // n : len(rows) * (i + 1) // n] for i in range(n)], n

    def _op_parallelize(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts = [decode(marshal.loads(part)) for part in r["partitions"]]
        return lambda: [list(part) for part in parts], len(parts)

    def _op_empty(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return lambda: [[] for _ in range(r["slices"])], r["slices"]

    def _op_textFile(self, r: dict[str, Any]) -> tuple[Parts, int]:
        paths = [r["path"]]
        if os.path.isdir(r["path"]):
            paths = sorted(os.path.join(r["path"], name) for name in os.listdir(r["path"]) if name[0] not in "._")
        return lambda: [open(path).read().splitlines() for path in paths], len(paths)

    def _op_persist(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._parts(r)

    def _op_union(self, r: dict[str, Any]) -> tuple[Parts, int]:
        sources = [self.sets[number] for number in r["datasets"]]
        return lambda: [part for parts, _ in sources for part in parts()], sum(count for _, count in sources)

    def _op_map(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda _, part: list(map(r["closure"], part)))

    def _op_filter(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda _, part: list(filter(r["closure"], part)))

    def _op_flatMap(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda _, part: [y for x in part for y in r["closure"](x)])

    def _op_mapValues(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda _, part: [(k, r["closure"](v)) for k, v in part])

    def _op_flatMapValues(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda _, part: [(k, w) for k, v in part for w in r["closure"](v)])

    def _op_keyBy(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda _, part: [(r["closure"](x), x) for x in part])

    def _op_mapPartitions(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda _, part: list(r["closure"](_Rows(part))))

    def _op_mapPartitionsWithIndex(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._narrow(r, lambda i, part: list(r["closure"](i, iter(part))))

    def _spread(self, rows: list[Any], count: int, place: Callable[[Any], int]) -> list[list[Any]]:
        made: list[list[Any]] = [[] for _ in range(count)]
        for row in rows:
            made[place(row) % count].append(row)
        return made

    def _rows(self, parts: Parts) -> list[Any]:
        return [row for part in parts() for row in part]

    def _op_partitionBy(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts, _ = self._parts(r)
        place = r.get("closure") or _hash
        return lambda: self._spread(self._rows(parts), r["partitions"], lambda row: place(row[0])), r["partitions"]

    def _reduced(
        self, r: dict[str, Any], create: Callable[[Any], Any], merge: Callable[[Any, Any], Any]
    ) -> tuple[Parts, int]:
        parts, _ = self._parts(r)

        def run() -> list[list[Any]]:
            found = list(_Rows(self._rows(parts)).__combined__(create, merge))
            return self._spread(found, r["partitions"], lambda row: _hash(row[0]))

        return run, r["partitions"]

    def _op_reduceByKey(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._reduced(r, lambda value: value, r["closure"])

    def _op_groupByKey(self, r: dict[str, Any]) -> tuple[Parts, int]:
        return self._reduced(r, lambda value: [value], lambda values, value: [*values, value])

    def _op_distinct(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts, _ = self._parts(r)
        return lambda: self._spread(list(dict.fromkeys(self._rows(parts))), r["partitions"], _hash), r["partitions"]

    def _op_sortBy(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts, _ = self._parts(r)
        n = r["partitions"]

        def run() -> list[list[Any]]:
            rows = sorted(self._rows(parts), key=r.get("closure"), reverse=not r["ascending"])
            return [rows[len(rows) * i // n : len(rows) * (i + 1) // n] for i in range(n)]

        return run, n

    def _op_sortByKey(self, r: dict[str, Any]) -> tuple[Parts, int]:
        key = r.get("closure") or (lambda k: k)
        return self._op_sortBy({**r, "closure": lambda row: key(row[0])})

    def _op_repartition(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts, _ = self._parts(r)
        n = r["partitions"]
        return lambda: [self._rows(parts)[i::n] for i in range(n)], n

    def _op_coalesce(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts, count = self._parts(r)
        n = r["partitions"]

        def run() -> list[list[Any]]:
            old = parts()
            groups = [old[count * i // n : count * (i + 1) // n] for i in range(n)]
            return [[row for part in group for row in part] for group in groups]

        return run, n

    def _op_cartesian(self, r: dict[str, Any]) -> tuple[Parts, int]:
        (left, n), (right, m) = self._parts(r, "left"), self._parts(r, "right")
        return lambda: [[(a, b) for a in x for b in y] for x in left() for y in right()], n * m

    def _op_zipWithIndex(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts, count = self._parts(r)
        starts = list(itertools.accumulate([0, *r["counts"]]))
        return lambda: [[(row, starts[k] + i) for i, row in enumerate(part)] for k, part in enumerate(parts())], count

    def _op_zipWithUniqueId(self, r: dict[str, Any]) -> tuple[Parts, int]:
        parts, n = self._parts(r)
        return lambda: [[(row, k + i * n) for i, row in enumerate(part)] for k, part in enumerate(parts())], n

    def _op_zip(self, r: dict[str, Any]) -> tuple[Parts, int]:
        (left, n), (right, _) = self._parts(r, "left"), self._parts(r, "right")
        return lambda: [list(zip(a, b)) for a, b in zip(left(), right())], n

    def _op_join(self, r: dict[str, Any]) -> tuple[Parts, int]:
        (left, _), (right, _) = self._parts(r, "left"), self._parts(r, "right")
        kind, n = r["kind"], r["partitions"]

        def run() -> list[list[Any]]:
            ours: dict[Any, list[Any]] = {}
            theirs: dict[Any, list[Any]] = {}
            for groups, parts in ((ours, left), (theirs, right)):
                for key, value in self._rows(parts):
                    groups.setdefault(key, []).append(value)
            rows: list[Any] = []
            for key in dict.fromkeys([*ours, *theirs]):
                here, there = ours.get(key, []), theirs.get(key, [])
                if kind in ("semi", "anti"):
                    rows += [(key, value) for value in here if bool(there) == (kind == "semi")]
                    continue
                here = here or ([None] if kind in ("right", "full") else [])
                there = there or ([None] if kind in ("left", "full") else [])
                rows += [(key, (a, b)) for a in here for b in there]
            return self._spread(rows, n, lambda row: _hash(row[0]))

        return run, n

    # Arrow

    def put(self, session: int, stream: int, request: dict[str, Any]) -> dict[str, Any]:
        import pyarrow

        table = pyarrow.RecordBatchReader._import_from_c(stream).read_all()
        columns = [column.to_pylist() for column in table.columns]
        rows = columns[0] if request["columns"] == "single" else list(zip(*columns))
        n = request["slices"]
        parts = [rows[len(rows) * i // n : len(rows) * (i + 1) // n] for i in range(n)]
        number = next(self.numbers)
        self.sets[number] = (lambda: parts, n)
        return {"dataset": number, "type": "any", "partitions": n}

    def take(self, session: int, request: dict[str, Any], stream: int) -> None:
        import pyarrow

        rows = self.results.pop(request["job"])
        if len(set(map(type, rows))) > 1:
            raise from_failure({"type": "TypeError", "message": "rows have no single type"})
        columns = {"value": rows}
        if rows and type(rows[0]) is tuple:
            columns = {f"_{i + 1}": list(column) for i, column in enumerate(zip(*rows))}
        pyarrow.RecordBatchReader.from_batches(
            pyarrow.table(columns).schema, pyarrow.table(columns).to_batches()
        )._export_to_c(stream)

    # Jobs

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        job = next(self.numbers)
        if self.hold:
            self.slow.add(job)
        parts, _ = self._parts(request)
        try:
            self.results[job] = getattr(self, "_do_" + request["action"])(request, parts)
            self.events[job] = [{"event": "done", "job": job, "seconds": 0.0}]
            if request["action"] == "stream":
                self.events[job][:0] = [{"event": "chunk", "job": job} for _ in self.results[job]]
        except Exception as error:
            failure = {"type": type(error).__name__, "message": str(error)}
            self.events[job] = [{"event": "failed", "job": job, "error": failure}]
        return {"job": job}

    def _do_collect(self, r: dict[str, Any], parts: Parts) -> list[Any]:
        return self._rows(parts)

    def _do_arrow(self, r: dict[str, Any], parts: Parts) -> list[Any]:
        return self._rows(parts)

    def _do_stream(self, r: dict[str, Any], parts: Parts) -> list[list[Any]]:
        return parts()

    def _do_collectPartitions(self, r: dict[str, Any], parts: Parts) -> list[list[Any]]:
        made = parts()
        return [made[i] for i in r["partitions"]]

    def _do_counts(self, r: dict[str, Any], parts: Parts) -> list[int]:
        return [len(part) for part in parts()]

    def _do_count(self, r: dict[str, Any], parts: Parts) -> int:
        return len(self._rows(parts))

    def _do_take(self, r: dict[str, Any], parts: Parts) -> list[Any]:
        return self._rows(parts)[: r["n"]]

    def _do_reduce(self, r: dict[str, Any], parts: Parts) -> Any:
        rows = self._rows(parts)
        if not rows:
            raise ValueError("RDD is empty")
        result = rows[0]
        for row in rows[1:]:
            result = r["closure"](result, row)
        return result

    def _do_saveAsTextFile(self, r: dict[str, Any], parts: Parts) -> None:
        os.makedirs(r["path"])
        for i, part in enumerate(parts()):
            with open(os.path.join(r["path"], f"part-{i:05d}"), "w") as file:
                file.writelines(f"{row}\n" for row in part)

    def poll(self, session: int, job: int, milliseconds: int = 50) -> dict[str, Any] | None:
        if job in self.slow and job not in self.cancelled:
            time.sleep(milliseconds / 1000)
            return {"event": "progress", "job": job, "stages": [], "executors": 1}
        if job in self.cancelled:
            return {"event": "failed", "job": job, "error": {"type": "martlet.Cancelled", "message": "cancelled"}}
        return self.events[job].pop(0)

    def cancel(self, session: int, job: int) -> None:
        self.cancelled.add(job)


def _hash(key: Any) -> int:
    return zlib.crc32(repr(key).encode())
