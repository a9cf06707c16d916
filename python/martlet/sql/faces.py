# SPDX-License-Identifier: Apache-2.0
"""How frames and sessions look in a notebook."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from ..notebook.faces import _table

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession

_CELL = "text-align: left; padding: 1px 1em 1px 0"
#: Columns that a face names.
COLUMNS_MAX = 200


def frame_face(frame: DataFrame) -> str:
    """A frame's columns as HTML. Runs nothing."""
    fields = frame.schema.fields
    rows: list[tuple[str, Any]] = [
        (field.name, field.dataType.simpleString() + ("" if field.nullable else ", never null"))
        for field in fields[:COLUMNS_MAX]
    ]
    if len(fields) > COLUMNS_MAX:
        rows.append(("…", f"{len(fields) - COLUMNS_MAX} more"))
    return _table(f"DataFrame of {len(fields)} column{'' if len(fields) == 1 else 's'}", rows)


def rows_face(frame: DataFrame) -> str:
    """A frame's first rows as an HTML table, as ``spark.sql.repl.eagerEval.enabled`` asks for."""
    most, width = frame._session._eager_size()
    texts = [col.cast("string").alias(str(i)) for i, col in enumerate(frame._columns())]
    rows = frame.select(*texts).take(most + 1)
    head = "".join(f"<th>{html.escape(name)}</th>" for name in frame.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_cut(cell, width))}</td>" for cell in row) + "</tr>" for row in rows[:most]
    )
    more = f"only showing top {most} row{'' if most == 1 else 's'}\n" if len(rows) > most else ""
    return f"<table border='1'>\n<tr>{head}</tr>\n{body}\n</table>\n{more}"


def _cut(cell: str | None, width: int) -> str:
    text = "NULL" if cell is None else cell
    if width <= 0 or len(text) <= width:
        return text
    return text[:width] if width < 4 else text[: width - 3] + "..."


def session_face(session: SparkSession) -> str:
    """A session as HTML: that of its context."""
    from ..notebook.faces import context_face

    return context_face(session.sparkContext).replace("SparkContext", "SparkSession", 1)
