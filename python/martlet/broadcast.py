# SPDX-License-Identifier: Apache-2.0
"""Values that functions on executors read."""

from __future__ import annotations

import itertools
import pickle
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar

from .errors import MartletError, both

if TYPE_CHECKING:
    from .context import SparkContext

T = TypeVar("T")


# Members of a container that are looked at for what only the driver has.
_MEMBERS_MAX = 1000


def refuse_driver_only(value: Any) -> None:
    """Raises ``RuntimeError`` for a context, a session or a dataset, and for containers of such."""
    from .closures.constants import is_driver_only

    members: list[Any] = [value]
    if isinstance(value, dict):
        members += itertools.islice(value.values(), _MEMBERS_MAX)
    elif isinstance(value, (list, tuple, set, frozenset)):
        members += itertools.islice(value, _MEMBERS_MAX)
    for member in members:
        if not is_driver_only(member):
            continue
        if any(base.__name__ in ("RDD", "DataFrame", "Column") for base in type(member).__mro__):
            raise both(RuntimeError)(
                "[RDD_TRANSFORM_ONLY_VALID_ON_DRIVER] It appears that you are attempting to broadcast an RDD or "
                "reference an RDD from an action or transformation. RDD transformations and actions can only be "
                "invoked by the driver, not inside of other transformations: broadcast rdd.collect() instead. "
                "For more information, see SPARK-5063."
            )
        raise both(RuntimeError)(
            "[CONTEXT_ONLY_VALID_ON_DRIVER] It appears that you are attempting to reference SparkContext from a "
            "broadcast variable, action, or transformation. SparkContext can only be used on the driver, not in code "
            "that it run on workers. For more information, see SPARK-5063."
        )


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
