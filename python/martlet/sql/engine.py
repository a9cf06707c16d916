# SPDX-License-Identifier: Apache-2.0
"""The engine that frames live in, and the frames that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..sites import here
from .errors import PySparkRuntimeError

if TYPE_CHECKING:
    from ..session import Session


def engine() -> Session:
    """The open engine. Raises :class:`PySparkRuntimeError` without one."""
    found = open_engine()
    if found is None:
        raise PySparkRuntimeError(errorClass="NO_ACTIVE_OR_DEFAULT_SESSION", messageParameters={})
    return found


def open_engine() -> Session | None:
    """The open engine, or None."""
    from ..context import SparkContext

    context = SparkContext._active_spark_context
    return None if context is None else context._session


class QuerySession:
    """An open engine as one of its sessions sees it: each request says whose settings and views count.

    Given back when nobody holds it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._number: int = session.call({"op": "newSession"})["session"]

    @property
    def fields(self) -> dict[str, int]:
        """What a request has, so that it is about this session."""
        return {"session": self._number}

    def call(self, request: dict[str, Any]) -> Any:
        """As :meth:`Session.call`."""
        return self._session.call({**request, **self.fields})

    def put(self, stream: int, request: dict[str, Any]) -> Any:
        """As :meth:`Session.put`."""
        return self._session.put(stream, {**request, **self.fields})

    def release_frame(self, frame: int) -> None:
        """As :meth:`Session.release_frame`."""
        self._session.release_frame(frame)

    def __del__(self) -> None:
        try:
            self._session.release_queries(self._number)
        except AttributeError:
            pass


class Frame:
    """A frame that the engine keeps: its number and its schema as JSON. Given back when nobody holds it."""

    def __init__(self, session: Session | QuerySession, number: int, schema: Any) -> None:
        self.session, self.number, self.schema = session, number, schema

    def __del__(self) -> None:
        try:
            self.session.release_frame(self.number)
        except AttributeError:
            pass


def made_frame(session: Session | QuerySession, relation: dict[str, Any]) -> Frame:
    """The engine's frame of a relation. Raises what the engine finds wrong about it."""
    reply = session.call({"op": "frame", "relation": relation, "site": here().field})
    return Frame(session, reply["frame"], reply["schema"])


def arrow_frame(session: Session | QuerySession, capsule: Any, schema: str, slices: int) -> Frame:
    """The engine's frame of the columns of an Arrow stream, which is used up."""
    from ..arrow import address_of

    request = {"slices": slices, "name": f"createDataFrame at {here()}", "schema": schema}
    reply = session.put(address_of(capsule), request)
    return Frame(session, reply["frame"], reply["schema"])
