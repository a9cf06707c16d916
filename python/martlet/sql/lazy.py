# SPDX-License-Identifier: Apache-2.0
"""Frames that name columns of the rows around a subquery: their meaning is known where they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from .column import Column
from .errors import AnalysisException
from .trees import at_call, has_outer

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .engine import Frame
    from .session import SparkSession


def made(session: SparkSession, relation: dict[str, Any], kept: tuple[Frame, ...]) -> DataFrame:
    """The frame of a relation: one of the engine's, or an :class:`OuterFrame` where it names columns around it."""
    if isinstance(relation.get("input"), dict) or has_outer(relation):
        return outer_frame(session, relation, kept)
    return session._frame_of(relation)


def outer_frame(session: SparkSession, relation: dict[str, Any], kept: tuple[Frame, ...]) -> DataFrame:
    """A frame that waits for the rows around it."""
    from .dataframe import DataFrame

    class OuterFrame(DataFrame):
        """What becomes of rows that are found for each row of another frame.

        It is asked with ``exists()``, ``scalar()``, ``Column.isin(frame)`` or ``lateralJoin``, and runs nothing itself.
        """

        def __init__(self) -> None:
            self._session = session

        @property
        def _relation(self) -> Any:
            return relation

        @property
        def _kept_frames(self) -> Any:
            return kept

        @property
        def _number(self) -> int:
            _refuse()

        @property
        def _frame(self) -> Any:  # type: ignore[override]
            _refuse()

        @property
        def schema(self) -> Any:
            _refuse()

        def _column(self, name: str) -> Column:
            return Column(at_call(("column", name, None)), kept)

        def __repr__(self) -> str:
            return "DataFrame[columns of an outer query]"

        def _repr_html_(self) -> str:
            return repr(self)

    return OuterFrame()


def _refuse() -> NoReturn:
    raise AnalysisException(
        "a frame with Column.outer() belongs to the rows around it: ask it with exists(), scalar(), Column.isin(frame) "
        "or lateralJoin"
    )
