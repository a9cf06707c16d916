# SPDX-License-Identifier: Apache-2.0
"""Files and folders of every file system that the engine knows: the local disk and HDFS."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from .session import Session

_PIECE = 8 << 20


class FileStatus(NamedTuple):
    """What is at a path.

    `size` is in bytes, 0 for folders; `permission` has the nine bits of owner, group and others; `modified` is in
    seconds since 1970. What a file system does not know is None.
    """

    path: str
    is_directory: bool
    size: int
    permission: int | None = None
    owner: str | None = None
    group: str | None = None
    modified: float | None = None
    replication: int | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]


class FileSystem:
    """What one does with files by hand: ``sc.fs``. Paths are those of ``textFile``: local ones and ``hdfs://…``.

    Errors are Python's own: ``FileNotFoundError``, ``FileExistsError``, ``PermissionError``, ``OSError``.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> sc.parallelize(["a", "b"], 1).saveAsTextFile(folder + "/out")
    >>> [status.name for status in sc.fs.ls(folder + "/out")]
    ['_SUCCESS', 'part-00000']
    >>> sc.fs.read(folder + "/out/part-00000")
    b'a\\nb\\n'
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def _ask(self, what: str, path: str | os.PathLike[str], **more: Any) -> Any:
        return self._session.call({"op": "files", "do": what, "path": os.fspath(path), **more})

    def status(self, path: str | os.PathLike[str]) -> FileStatus:
        """What is at the path. Raises ``FileNotFoundError`` when there is nothing."""
        found = self.glob(path)
        if len(found) != 1:
            raise ValueError(f"{os.fspath(path)} stands for {len(found)} files; use glob")
        return found[0]

    def glob(self, pattern: str | os.PathLike[str]) -> list[FileStatus]:
        """All that a pattern of ``*``, ``?``, ``[…]`` and ``{…,…}`` matches, sorted; of a plain path, what is there."""
        return [_status(row) for row in self._ask("status", pattern)]

    def exists(self, path: str | os.PathLike[str]) -> bool:
        """Whether there is anything at the path."""
        try:
            self.glob(path)
        except FileNotFoundError:
            return False
        return True

    def ls(self, path: str | os.PathLike[str] = ".") -> list[FileStatus]:
        """What is in a folder, sorted by path; of a file, the file itself."""
        try:
            return [_status(row) for row in self._ask("list", path)]
        except NotADirectoryError:
            return self.glob(path)

    def du(self, path: str | os.PathLike[str]) -> int:
        """Bytes of a file, or of all files in a folder and the folders within."""
        return int(self._ask("usage", path)["bytes"])

    def chunks(self, path: str | os.PathLike[str]) -> Iterator[bytes]:
        """The bytes of a file, piece by piece: for files that do not fit into memory."""
        offset = 0
        while piece := bytes(self._ask("read", path, offset=offset, count=_PIECE)):
            yield piece
            offset += len(piece)

    def read(self, path: str | os.PathLike[str]) -> bytes:
        """All bytes of a file."""
        return b"".join(self.chunks(path))

    def put(self, local: str | os.PathLike[str], path: str | os.PathLike[str]) -> int:
        """Copies a local file, or a folder with all within, to `path`; the bytes copied.

        Into a folder that exists it goes under its own name; anything else that exists is refused.
        """
        return self.copy("file:" + os.path.abspath(os.fspath(local)), path)

    def get(self, path: str | os.PathLike[str], local: str | os.PathLike[str] = ".") -> int:
        """Copies a file, or a folder with all within, to the local disk; as :meth:`put`."""
        return self.copy(path, "file:" + os.path.abspath(os.fspath(local)))

    def copy(self, source: str | os.PathLike[str], target: str | os.PathLike[str]) -> int:
        """Copies between any two file systems; as :meth:`put`. An interrupt ends it and leaves no half of a file."""
        to = self._into(source, target)
        outcome: list[Any] = []

        def copy() -> None:
            try:
                outcome.append(self._ask("copy", source, to=to))
            except BaseException as error:
                outcome.append(error)

        worker = threading.Thread(target=copy, daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(0.05)
        except KeyboardInterrupt:
            self._ask("cancelCopies", source)
            worker.join()
            raise
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        return int(outcome[0])

    def mkdirs(self, path: str | os.PathLike[str]) -> None:
        """Makes a folder and those above it; no error when it is there."""
        self._ask("makeDirectories", path)

    def mv(self, source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
        """Renames a file or folder within its file system; into a folder that exists, under its own name."""
        self._ask("rename", source, to=self._into(source, target))

    def rm(self, path: str | os.PathLike[str], recursive: bool = False) -> None:
        """Deletes a file, an empty folder or, when `recursive`, a folder with all within."""
        self._ask("delete", path, recursive=recursive)

    def _into(self, source: str | os.PathLike[str], target: str | os.PathLike[str]) -> str:
        to = os.fspath(target)
        try:
            there = self._ask("status", to)
        except (FileNotFoundError, NotADirectoryError):
            return to
        if len(there) == 1 and there[0]["isDirectory"]:
            return to.rstrip("/") + "/" + os.fspath(source).rstrip("/").rsplit("/", 1)[-1]
        return to


def _status(row: dict[str, Any]) -> FileStatus:
    modified = row.get("modifiedMillis")
    return FileStatus(
        row["path"],
        row["isDirectory"],
        row["bytes"],
        row.get("permission"),
        row.get("owner"),
        row.get("group"),
        None if modified is None else modified / 1000,
        row.get("replication"),
    )
