# SPDX-License-Identifier: Apache-2.0
"""Values that functions on executors read."""

from __future__ import annotations

import pickle
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar

from .errors import MartletError

if TYPE_CHECKING:
    from .context import SparkContext

T = TypeVar("T")


class Broadcast(Generic[T]):
    """A read-only value that functions on executors may use. Made by ``sc.broadcast``.

    >>> limits = sc.broadcast({"low": 2, "high": 4})
    >>> sc.range(6).filter(lambda x: limits.value["low"] <= x <= limits.value["high"]).collect()
    [2, 3, 4]
    """

    def __init__(self, sc: SparkContext | None = None, value: Any = None, identity: int = 0) -> None:
        self._sc = sc
        self._value: Any = value
        self._destroyed = False
        self.bid = identity

    @property
    def value(self) -> T:
        """The value. Raises :class:`MartletError` after :meth:`destroy`."""
        if self._destroyed:
            raise MartletError(f"Broadcast variable {self.bid} was destroyed; make a new one with sc.broadcast")
        result: T = self._value
        return result

    def unpersist(self, blocking: bool = False) -> None:
        """Drops the executors' copies; they are sent again when they are used again."""
        if self._destroyed:
            raise MartletError(f"Broadcast variable {self.bid} was destroyed and has no copies")

    def destroy(self, blocking: bool = False) -> None:
        """Drops the value everywhere; using it from now on is an error.

        >>> b = sc.broadcast([1, 2])
        >>> b.destroy()
        >>> b.value
        Traceback (most recent call last):
            ...
        martlet.errors.MartletError: Broadcast variable ... was destroyed; make a new one with sc.broadcast
        """
        self._destroyed = True
        self._value = None

    def dump(self, value: T, f: IO[bytes]) -> None:
        """Writes `value` as a pickle to the file `f` and closes it."""
        pickle.dump(value, f, pickle.HIGHEST_PROTOCOL)
        f.close()

    def load_from_path(self, path: str) -> T:
        """Reads what :meth:`dump` wrote to the file at `path`. Only for files that you trust: they are pickles."""
        with open(path, "rb") as file:
            return self.load(file)

    def load(self, file: IO[bytes]) -> T:
        """Reads what :meth:`dump` wrote from an open file. Only for files that you trust: they are pickles."""
        result: T = pickle.load(file)
        return result

    def __reduce__(self) -> Any:
        raise MartletError("a broadcast variable cannot be pickled: it belongs to its SparkContext")

    def __repr__(self) -> str:
        return f"<Broadcast {self.bid}{' (destroyed)' if self._destroyed else ''}>"
