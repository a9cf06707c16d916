# SPDX-License-Identifier: Apache-2.0
"""Rows: tuples whose fields have names."""

from __future__ import annotations

from typing import Any


class Row(tuple[Any, ...]):
    """A tuple with named fields.

    ``Row(name="Ada", born=1815)`` makes a row; ``Row("name", "born")`` makes a factory whose calls make rows.

    >>> ada = Row(name="Ada", born=1815)
    >>> ada.name, ada["born"], ada[1]
    ('Ada', 1815, 1815)
    >>> Person = Row("name", "born")
    >>> Person("Ada", 1815) == ada
    True
    >>> "born" in ada, 1815 in ada
    (True, False)
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Row:
        if args and kwargs:
            raise ValueError("a Row takes either values or name=value pairs, not both")
        row = tuple.__new__(cls, list(kwargs.values()) if kwargs else args)
        if kwargs:
            row.__fields__ = list(kwargs)
        return row

    @classmethod
    def _of(cls, names: tuple[str, ...] | None, values: tuple[Any, ...]) -> Row:
        row = tuple.__new__(cls, values)
        if names is not None:
            row.__fields__ = list(names)
        return row

    def __call__(self, *args: Any) -> Row:
        """Makes a row with this factory's field names.

        Raises ``ValueError`` when there are more values than names.
        """
        if len(args) > len(self):
            raise ValueError(f"{len(args)} values for a Row with the {len(self)} fields {tuple(self)}")
        return Row._of(tuple(self), args)

    def asDict(self, recursive: bool = False) -> dict[str, Any]:
        """Field names and values as a dict; `recursive` turns rows inside into dicts too.

        Raises ``TypeError`` for a row without names.

        >>> Row(a=1, b=Row(c=2)).asDict(recursive=True)
        {'a': 1, 'b': {'c': 2}}
        """
        if "__fields__" not in self.__dict__:
            raise TypeError("Cannot convert a Row class into dict")
        if not recursive:
            return dict(zip(self.__fields__, self))
        return {name: _plain(value) for name, value in zip(self.__fields__, self)}

    def __contains__(self, item: Any) -> bool:
        return item in self.__fields__ if "__fields__" in self.__dict__ else super().__contains__(item)

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, (int, slice)):
            return super().__getitem__(item)
        try:
            return super().__getitem__(self.__fields__.index(item))
        except (AttributeError, ValueError, IndexError):
            raise KeyError(item) from None

    def __getattr__(self, item: str) -> Any:
        if item.startswith("__"):
            raise AttributeError(item)
        try:
            return super().__getitem__(self.__fields__.index(item))
        except (AttributeError, ValueError, IndexError):
            raise AttributeError(item) from None

    def __setattr__(self, key: str, value: Any) -> None:
        if key != "__fields__":
            raise RuntimeError("Row is read-only")
        self.__dict__[key] = value

    def __reduce__(self) -> Any:
        names = self.__dict__.get("__fields__")
        return Row._of, (None if names is None else tuple(names), tuple(self))

    def __repr__(self) -> str:
        if "__fields__" in self.__dict__:
            return "Row(" + ", ".join(f"{name}={value!r}" for name, value in zip(self.__fields__, self)) + ")"
        return "<Row(" + ", ".join(repr(value) for value in self) + ")>"


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return value.asDict(True)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
