# SPDX-License-Identifier: Apache-2.0
"""The engine's C interface through ctypes: requests and replies are marshal bytes of version 2."""

from __future__ import annotations

import ctypes
import marshal
import os
import pathlib
import threading
from typing import Any

from .errors import MartletError, from_failure
from .values import VERSION

LIBRARY_NAME = "libMartletC.so"
EXECUTOR_NAME = "martlet-executor"
# A poll waits no longer than this, so that Python sees a signal soon.
POLL_MILLISECONDS = 50

_Bytes = ctypes.POINTER(ctypes.c_ubyte)
_lock = threading.Lock()
_loaded: Native | None = None


class ArrowArrayStream(ctypes.Structure):
    """The struct of Arrow's C stream interface; only its release callback is looked at here."""

    _fields_ = [
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.c_void_p),
        ("get_last_error", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


class Native:
    """The functions of the shared library. Every call lets other Python threads run."""

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)
        reply = [ctypes.POINTER(_Bytes), ctypes.POINTER(ctypes.c_size_t)]
        session, text, size = ctypes.c_uint64, ctypes.c_char_p, ctypes.c_size_t
        signatures: dict[str, list[Any]] = {
            "open": [text, size, ctypes.POINTER(ctypes.c_uint64), *reply],
            "call": [session, text, size, *reply],
            "poll": [session, ctypes.c_int64, ctypes.c_int32, *reply],
            "put": [session, ctypes.c_void_p, text, size, *reply],
            "take": [session, text, size, ctypes.c_void_p, *reply],
            "cancel": [session, ctypes.c_int64],
            "close": [session],
            "watch": [ctypes.c_int32],
        }
        for name, arguments in signatures.items():
            function = getattr(library, "martlet_" + name)
            function.argtypes, function.restype = arguments, ctypes.c_int32
            setattr(self, "_" + name, function)
        self._free = library.martlet_free
        self._free.argtypes, self._free.restype = [_Bytes], None

    def _answer(self, name: str, *arguments: Any) -> Any:
        """Calls a function and reads its reply. Raises the exception that the reply describes."""
        reply, count = _Bytes(), ctypes.c_size_t()
        status = getattr(self, "_" + name)(*arguments, ctypes.byref(reply), ctypes.byref(count))
        try:
            if reply and count.value:
                view = memoryview((ctypes.c_ubyte * count.value).from_address(ctypes.addressof(reply.contents)))
                value = marshal.loads(view)
            else:
                value = None
        finally:
            if reply:
                self._free(reply)
        if status != 0:
            raise from_failure(value if isinstance(value, dict) else {"message": "the engine gave no reason"})
        return value

    def open(self, options: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Starts a session: its handle and what the engine says of it."""
        session, data = ctypes.c_uint64(), marshal.dumps(options, VERSION)
        reply = self._answer("open", data, len(data), ctypes.byref(session))
        return session.value, reply

    def call(self, session: int, request: dict[str, Any]) -> Any:
        """Answers a request; never waits for a job."""
        data = marshal.dumps(request, VERSION)
        return self._answer("call", session, data, len(data))

    def poll(self, session: int, job: int, milliseconds: int = POLL_MILLISECONDS) -> dict[str, Any] | None:
        """The next event of a job, at the latest after so many milliseconds."""
        event: dict[str, Any] | None = self._answer("poll", session, job, milliseconds)
        return event

    def put(self, session: int, stream: int, request: dict[str, Any]) -> Any:
        """Makes a dataset of the Arrow stream at this address, which is used up."""
        data = marshal.dumps(request, VERSION)
        return self._answer("put", session, stream, data, len(data))

    def take(self, session: int, request: dict[str, Any], stream: int) -> Any:
        """Fills the empty Arrow stream at this address with a finished job's result."""
        data = marshal.dumps(request, VERSION)
        return self._answer("take", session, data, len(data), stream)

    def cancel(self, session: int, job: int) -> None:
        """Ends a job, or with -1 all. They end with a ``failed`` event soon."""
        self._cancel(session, job)  # type: ignore[attr-defined]

    def watch(self, descriptor: int) -> int:
        """The work of ``martlet.watcher``'s process: its exit status."""
        return int(self._watch(descriptor))  # type: ignore[attr-defined]

    def close(self, session: int) -> None:
        """Ends the session and lets its executors go."""
        self._close(session)  # type: ignore[attr-defined]


def folder() -> pathlib.Path:
    """Where the package keeps its library and the executor's program."""
    return pathlib.Path(__file__).parent / "_lib"


def library_path() -> str:
    """The shared library: ``MARTLET_LIBRARY``, the package's own, or the one that a source tree has built.

    Raises :class:`MartletError` when there is none.
    """
    chosen = os.environ.get("MARTLET_LIBRARY")
    if chosen:
        if not os.path.exists(chosen):
            raise MartletError(f"MARTLET_LIBRARY names {chosen}, which is not there")
        return chosen
    looked = [folder(), pathlib.Path(__file__).parents[2] / ".build" / "release"]
    for place in looked:
        if (place / LIBRARY_NAME).exists():
            return str(place / LIBRARY_NAME)
    raise MartletError(
        f"the engine's library {LIBRARY_NAME} is in none of {', '.join(str(place) for place in looked)}; "
        "install a wheel of Martlet, run `swift build -c release` in its source tree, or set MARTLET_LIBRARY"
    )


def executor_path() -> str | None:
    """The executor's program: ``MARTLET_EXECUTOR``, or the one beside the library; None when there is none."""
    chosen = os.environ.get("MARTLET_EXECUTOR")
    if chosen:
        return chosen
    beside = os.path.join(os.path.dirname(library_path()), EXECUTOR_NAME)
    return beside if os.path.exists(beside) else None


def native() -> Native:
    """The library, loaded at the first call. Raises :class:`MartletError` when it cannot be loaded."""
    global _loaded
    with _lock:
        if _loaded is None:
            path = library_path()
            try:
                _loaded = Native(path)
            except OSError as error:
                raise MartletError(f"the engine's library {path} does not load: {error}") from None
        return _loaded
