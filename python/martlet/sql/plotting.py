# SPDX-License-Identifier: Apache-2.0
"""`DataFrame.plot`: what pandas draws of so many rows as a plot can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .datatypes import NumericType
from .errors import PySparkImportError, PySparkTypeError, PySparkValueError

if TYPE_CHECKING:
    from .dataframe import DataFrame

#: The setting of how many rows are drawn at most, with PySpark's name.
ROWS_MAX = "spark.sql.pyspark.plotting.max_rows"
# Kinds that draw the first rows; others draw rows by chance when there are too many.
_OF_FIRST_ROWS = {"bar", "barh", "pie"}
_KINDS = {"line", "bar", "barh", "hist", "box", "kde", "density", "area", "pie", "scatter"}


class PlotAccessor:
    """``df.plot``: the plots of pandas, by its plotting backend (``pandas.options.plotting.backend``).

    A frame with more rows than ``spark.sql.pyspark.plotting.max_rows`` (1000) is drawn by its first rows (bar, barh,
    pie) or by about so many rows by chance (all others); columns that are not drawn are not computed.
    """

    def __init__(self, frame: DataFrame) -> None:
        self._frame = frame

    def __call__(self, kind: str = "line", **options: Any) -> Any:
        """A plot of a kind: line, bar, barh, hist, box, kde, density, area, pie or scatter."""
        if kind not in _KINDS:
            raise PySparkValueError(
                errorClass="UNSUPPORTED_PLOT_KIND",
                messageParameters={"plot_type": str(kind), "supported_plot_types": ", ".join(sorted(_KINDS))},
            )
        return _rows(self._frame, kind, _drawn(self._frame, kind, options)).plot(kind=kind, **options)

    def line(self, x: str | None = None, y: str | list[str] | None = None, **options: Any) -> Any:
        """Lines of `y` over `x`."""
        return self("line", **_named(x=x, y=y), **options)

    def bar(self, x: str | None = None, y: str | list[str] | None = None, **options: Any) -> Any:
        """A bar for each row."""
        return self("bar", **_named(x=x, y=y), **options)

    def barh(self, x: str | None = None, y: str | list[str] | None = None, **options: Any) -> Any:
        """A bar for each row, from the left."""
        return self("barh", **_named(x=x, y=y), **options)

    def area(self, x: str | None = None, y: str | list[str] | None = None, **options: Any) -> Any:
        """Areas below `y`, one on the other."""
        return self("area", **_named(x=x, y=y), **options)

    def scatter(self, x: str, y: str, **options: Any) -> Any:
        """A point for each row."""
        return self("scatter", x=x, y=y, **options)

    def pie(self, x: str | None = None, y: str | None = None, **options: Any) -> Any:
        """A slice for each row as large as `y`, named by `x`."""
        return self("pie", **_named(x=x, y=y), **options)

    def hist(self, column: str | list[str] | None = None, bins: int = 10, **options: Any) -> Any:
        """How often values are in each of so many spans."""
        return self("hist", **_named(column=column), bins=bins, **options)

    def box(self, column: str | list[str] | None = None, **options: Any) -> Any:
        """Quartiles of columns."""
        return self("box", **_named(column=column), **options)

    def kde(self, column: str | list[str] | None = None, bw_method: Any = None, ind: Any = None, **options: Any) -> Any:
        """Densities of columns, estimated with Gaussian kernels."""
        return self("kde", **_named(column=column, bw_method=bw_method, ind=ind), **options)

    density = kde


def _named(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _drawn(frame: DataFrame, kind: str, options: dict[str, Any]) -> list[str]:
    """The columns that are drawn: those that are named, else all numbers."""
    if kind in ("hist", "box", "kde", "density") and "column" in options:
        # pandas takes what is drawn apart from how.
        chosen = options.pop("column")
        names = [chosen] if isinstance(chosen, str) else list(chosen)
    else:
        names = [
            name
            for key in ("x", "y")
            for name in ([options[key]] if isinstance(options.get(key), str) else options.get(key) or [])
        ]
    numbers = [field.name for field in frame.schema.fields if isinstance(field.dataType, NumericType)]
    if not names or ("y" not in options and "x" in options):
        names += [name for name in numbers if name not in names]
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise PySparkValueError(f"no column {missing[0]!r} to draw: there are {', '.join(frame.columns)}")
    if not any(name in numbers for name in names):
        raise PySparkTypeError("no numeric data to plot: cast a column to a number first")
    return list(dict.fromkeys(names))


def _rows(frame: DataFrame, kind: str, names: list[str]) -> Any:
    try:
        import pandas  # noqa: F401
    except ImportError:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED", messageParameters={"package_name": "pandas"}
        ) from None
    most = int(frame.sparkSession.conf.get(ROWS_MAX, "1000"))
    chosen = frame.select(*[frame[name] for name in names])
    if kind in _OF_FIRST_ROWS:
        return chosen.limit(most).toPandas()
    count = chosen.count()
    return (chosen if count <= most else chosen.sample(most / count, seed=0)).toPandas()
