# SPDX-License-Identifier: Apache-2.0
"""What names and attributes of the driver's objects stand for."""

from __future__ import annotations

import builtins
import enum
import functools
import sys
import types
from typing import Any

from .. import records
from . import constants
from .constants import Unsupported
from .registry import builtin_name, is_refused, library_name


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


#: No object on the driver.
MISSING = _Missing()


def look_up(function: types.FunctionType, name: str) -> Any:
    """The value of a name that a function does not bind itself: of a closure cell, a global or a builtin."""
    free = function.__code__.co_freevars
    if name in free:
        cell = (function.__closure__ or ())[free.index(name)]
        try:
            return cell.cell_contents
        except ValueError:
            return MISSING
    found = function.__globals__.get(name, MISSING)
    return getattr(builtins, name, MISSING) if found is MISSING else found


def _is_martlet(value: Any, name: str) -> bool:
    return any(base.__name__ == name and base.__module__.startswith("martlet.") for base in type(value).__mro__)


def is_accumulator(value: Any) -> bool:
    """Whether a value is an accumulator of Martlet's."""
    return _is_martlet(value, "Accumulator")


def is_broadcast(value: Any) -> bool:
    """Whether a value is a broadcast variable of Martlet's."""
    return _is_martlet(value, "Broadcast")


def stream_name(value: Any) -> str | None:
    """`stdout` or `stderr` for the streams of this process; None for anything else."""
    if value is not None and (value is sys.stdout or value is sys.__stdout__):
        return "stdout"
    return "stderr" if value is not None and (value is sys.stderr or value is sys.__stderr__) else None


def is_logger(value: Any) -> bool:
    """Whether a value is a logger of the module logging."""
    logging = sys.modules.get("logging")
    return logging is not None and isinstance(value, logging.Logger)


def is_task_context(value: Any) -> bool:
    """Whether a value is the class TaskContext."""
    home = getattr(value, "__module__", "")
    return isinstance(value, type) and value.__name__ == "TaskContext" and home in _TASK_CONTEXTS


_TASK_CONTEXTS = ("martlet.taskcontext", "pyspark.taskcontext")


def is_user_class(value: Any) -> bool:
    """Whether a value is a class that executors do not know."""
    return isinstance(value, type) and builtin_name(value) is None and library_name(value) is None


def is_user_instance(value: Any) -> bool:
    """Whether a value is an object of a class written in Python whose parts can be captured one by one."""
    kind = type(value)
    if kind.__module__ == "builtins" or kind in constants.KNOWN or constants.is_row(value):
        return False
    if isinstance(value, (type, types.ModuleType, types.FunctionType, functools.partial, BaseException)):
        return False
    if kind.__module__.partition(".")[0] in ("functools", "martlet", "pyspark") or is_refused(kind.__module__):
        return False
    return hasattr(value, "__dict__") or hasattr(kind, "__slots__")


def _is_made(cls: type, name: str) -> bool:
    """Whether a class has the attribute from ``namedtuple`` or ``Enum``: executors have it too."""
    kind = records.kind_of(cls)
    return (
        kind == records.NAMED_TUPLE
        and name in ("_make", "_replace", "_asdict")
        or (kind == records.ENUM and name in ("__members__", "_missing_"))
    )


def member(base: Any, name: str) -> Any:
    """``base.name``, taken on the driver where that means the same there; MISSING where executors do it themselves.

    Raises ``Unsupported`` for objects that must not be touched, AttributeError where there is nothing of the name.
    """
    if isinstance(base, types.ModuleType):
        return getattr(base, name)
    if stream_name(base) is not None or is_logger(base) or is_task_context(base) or constants.is_zone(base):
        return MISSING
    if is_broadcast(base):
        if name == "value":
            return base.value
        raise Unsupported("a broadcast variable, of which only .value exists on the executors")
    if is_accumulator(base):
        if name == "value":
            raise Unsupported(
                "an accumulator, whose value only the driver can read",
                "Add to it with += or .add() inside the function, and read it after the action.",
            )
        return MISSING
    if isinstance(base, types.FunctionType) or isinstance(base, enum.Enum) or is_user_class(base):
        if constants.is_row_class(base) or is_user_class(base) and _is_made(base, name):
            return MISSING
        return getattr(base, name)
    if constants.is_driver_only(base):
        raise constants.refusal(base)
    if is_user_instance(base):
        return getattr(base, name)
    return MISSING
