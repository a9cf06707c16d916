# SPDX-License-Identifier: Apache-2.0
"""What closures say of classes, and what ``super()`` means in a method."""

from __future__ import annotations

import types
from typing import Any

from .. import records
from .constants import Unsupported

#: The builtins through which a closure defines and names classes, and calls the ``__init__`` of object and exceptions.
DEFINE, CLASS, BASE_INIT = "_martlet_define", "_martlet_class", "_martlet_base_init"
#: The builtin that gives a group's list as its data.
GROUP = "_martlet_group"


def next_in_line(owner: type, name: str) -> Any:
    """What ``super().name`` is inside of a method of `owner`: a function, or None for what object and exceptions have.

    Raises ``Unsupported`` for anything else.
    """
    for base in owner.__mro__[1:]:
        if name in vars(base):
            found = vars(base)[name]
            if isinstance(found, types.FunctionType) and records.is_own(base):
                return found
            if name == "__init__" and (base is object or issubclass(base, BaseException)):
                return None
            break
    raise Unsupported(f"super().{name}", "Call a plain function, or a method of the class by its name.")
