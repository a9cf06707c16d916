# SPDX-License-Identifier: Apache-2.0
"""Files as RDDs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

from . import tasks
from .rdd import RDD
from .session import Session, call_site

if TYPE_CHECKING:
    from .context import SparkContext


class FileSources:
    """Methods of a context that make RDDs of files."""

    _session: Session

    @property
    def defaultMinPartitions(self) -> int:
        """The least number of partitions that text files are read in."""
        return min(self._context.defaultParallelism, 2)

    @property
    def _context(self) -> SparkContext:
        return cast("SparkContext", self)

    def textFile(
        self,
        name: str,
        minPartitions: int | None = None,
        use_unicode: bool = True,
        *,
        encoding: str | None = None,
        errors: str | None = None,
        lineSep: str | bytes | None = None,
        recursiveFileLookup: bool | None = None,
    ) -> RDD:
        """The lines of text files: a file, a folder, a pattern, or several with commas between. `.gz` is read through.

        A line ends with ``\\n``, ``\\r\\n`` or ``\\r``, or with `lineSep`. With ``use_unicode=False`` rows are the
        bytes of the file as they are. Otherwise `encoding` is utf-8, utf-16, utf-16-le, utf-16-be, latin-1 or ascii,
        and ``errors="replace"`` puts U+FFFD where bytes are no text (setting ``martlet.text.errors``), which else is an
        error. Folders within a folder are an error unless `recursiveFileLookup` is true, which reads them too.

        Raises ``ValueError`` for an option that cannot be meant, :class:`MartletError` when there is no such file.

        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "birds.txt"
        >>> _ = path.write_text("swift\\nowl\\n")
        >>> sc.textFile(str(path)).collect()
        ['swift', 'owl']
        """
        partitions = self.defaultMinPartitions if minPartitions is None else minPartitions
        options = {
            "bytes": not use_unicode,
            "encoding": encoding,
            "errors": errors,
            "separator": lineSep,
            "recursive": recursiveFileLookup,
        }
        return self._files("textFile", name, partitions, options)

    def wholeTextFiles(
        self,
        path: str,
        minPartitions: int | None = None,
        use_unicode: bool = True,
        *,
        encoding: str | None = None,
        errors: str | None = None,
        recursiveFileLookup: bool | None = None,
    ) -> RDD:
        """Pairs of the path of each file and its whole content, both bytes with ``use_unicode=False``.

        The options are those of :meth:`textFile`.
        """
        partitions = self.defaultMinPartitions if minPartitions is None else minPartitions
        options = {
            "bytes": not use_unicode,
            "encoding": encoding,
            "errors": errors,
            "recursive": recursiveFileLookup,
        }
        return self._files("wholeTextFiles", path, partitions, options)

    def binaryFiles(self, path: str, minPartitions: int | None = None) -> RDD:
        """Pairs of the path of each file and its bytes, as they are.

        A folder, a file, a pattern, or several with commas between.

        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "birds.bin"
        >>> _ = path.write_bytes(b"\\x00\\xff")
        >>> sc.binaryFiles(str(path)).values().collect()
        [b'\\x00\\xff']
        """
        return self.wholeTextFiles(path, minPartitions, use_unicode=False).map(tasks.with_text_path())

    def binaryRecords(self, path: str, recordLength: int) -> RDD:
        """Records of `recordLength` bytes each, from files whose lengths are multiples of that.

        Raises ``ValueError`` for a length that is none.

        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "birds.bin"
        >>> _ = path.write_bytes(b"swiftowlet")
        >>> sc.binaryRecords(str(path), 5).collect()
        [b'swift', b'owlet']
        """
        return self._opened("binaryRecords", path, recordLength=recordLength)

    def pickleFile(self, name: str, minPartitions: int | None = None) -> RDD:
        """The RDD that :meth:`RDD.saveAsPickleFile` has written, in the same partitions; `minPartitions` has no effect.

        A folder, a file, a pattern, or several with commas between. Python's pickles are not read.
        """
        return self._opened("pickleFile", name)

    def _opened(self, operation: str, path: str | os.PathLike[str], **options: Any) -> RDD:
        request = {"op": operation, "path": os.fspath(path), "name": f"{operation} at {call_site()}"}
        return RDD(self._context, self._session.call({**request, **options}))

    def _files(self, operation: str, path: str | os.PathLike[str], partitions: int, options: dict[str, Any]) -> RDD:
        name = f"{operation} at {call_site()}"
        request = {"op": operation, "path": os.fspath(path), "minPartitions": partitions, "name": name}
        return RDD(self._context, self._session.call({**request, **options}))
