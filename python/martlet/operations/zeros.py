# SPDX-License-Identifier: Apache-2.0
"""Neutral values that a function may change: each fold needs a copy of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import tasks

_FIXED = (type(None), bool, int, float, complex, str, bytes, frozenset, range)


def copier(zero: Any) -> Callable[[Any], Any] | None:
    """The function that copies `zero` on executors; None when nothing can change it.

    >>> copier((0, 1.5)) is None, copier([]) is None
    (True, False)
    """
    if _is_fixed(zero):
        return None
    if type(zero) in (list, dict, set, tuple):
        return tasks.copied
    return tasks.copied_object if hasattr(zero, "copy") else None


def _is_fixed(value: Any) -> bool:
    if type(value) is tuple:
        return all(map(_is_fixed, value))
    return type(value) in _FIXED


def partition_fold(zero: Any, op: Callable[[Any, Any], Any]) -> Any:
    """The function that folds a partition."""
    copied = copier(zero)
    return tasks.folded(zero, op) if copied is None else tasks.folded_from_copy(zero, op, copied)


def first_combiner(zero: Any, op: Callable[[Any, Any], Any]) -> Any:
    """The function that makes a key's combiner of its first value."""
    copied = copier(zero)
    return tasks.started(zero, op) if copied is None else tasks.started_with_copy(zero, op, copied)
