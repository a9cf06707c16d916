# SPDX-License-Identifier: Apache-2.0
"""Streams of Arrow's C interface as Python capsules."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from ._native import ArrowArrayStream

if TYPE_CHECKING:
    from .context import SparkContext
    from .rdd import RDD

_NAME = b"arrow_array_stream"
_Destructor = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
_Release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)

_new = ctypes.pythonapi.PyCapsule_New
_new.argtypes, _new.restype = [ctypes.c_void_p, ctypes.c_char_p, _Destructor], ctypes.py_object
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.argtypes, _pointer.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.c_void_p
# The same function for a capsule that is being destroyed, which must not be counted as an object again.
_raw_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
# Streams that a capsule holds: they live until its destructor.
_held: dict[int, ArrowArrayStream] = {}


def address_of(capsule: Any) -> int:
    """Where the stream of a capsule is. Raises ``ValueError`` for another kind of capsule."""
    return int(_pointer(capsule, _NAME))


def _release(capsule: int) -> None:
    address = _raw_pointer(capsule, _NAME)
    stream = _held.pop(address, None)
    if stream is not None and stream.release:
        _Release(stream.release)(address)


_destroy = _Destructor(_release)


def stream_of(rdd: RDD) -> Any:
    """A capsule with the stream of an RDD's elements: runs a job."""
    return stream_of_job(rdd.ctx, {"op": "run", "dataset": rdd._dataset, "action": "arrow", "name": "arrow"})


def stream_of_job(context: SparkContext, request: dict[str, Any]) -> Any:
    """A capsule with the stream that a job gives."""
    stream = ArrowArrayStream()
    address = ctypes.addressof(stream)
    context._take_arrow(request, address)
    _held[address] = stream
    return _new(address, _NAME, _destroy)
