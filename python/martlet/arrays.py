# SPDX-License-Identifier: Apache-2.0
"""numpy's arrays as they travel, without importing numpy before there is one."""

from __future__ import annotations

from typing import Any

#: The types of arrays that executors have, by what numpy writes of them.
_TYPES = {"<f8": "float64", "<i8": "int64", "|b1": "bool", "<f4": "float32", "<i4": "int32"}
_DIMENSIONS_MAX = 2

#: What executors have of numpy, by the names that functions and classes give themselves.
FUNCTIONS = frozenset(
    """
    absolute add all allclose amax amin any append arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax
    argmin argpartition argsort argwhere around array array_equal asanyarray asarray ascontiguousarray asmatrix astype
    atleast_1d atleast_2d average bincount bitwise_and bitwise_or bitwise_xor bool bool_ cbrt ceil clip column_stack
    concatenate convolve copy copysign corrcoef cos cosh count_nonzero cov cross cumprod cumsum deg2rad degrees diag
    diagonal diff digitize divide dot dtype empty empty_like equal exp exp2 expand_dims expm1 eye fabs flatnonzero flip
    float32 float64 float_power floating floor floor_divide fmax fmin fmod frombuffer fromiter fromstring full full_like
    generic greater greater_equal histogram hstack hypot identity inexact inner insert int32 int64 integer interp invert
    isclose isfinite isin isinf isnan left_shift less less_equal linspace log log10 log1p log2 logical_and logical_not
    logical_or logical_xor matmul matrix max maximum mean median min minimum multiply nan_to_num nanmax nanmean nanmin
    nanstd nansum ndarray ndim negative nonzero not_equal number ones ones_like outer partition percentile positive
    power prod ptp quantile rad2deg radians ravel reciprocal remainder repeat reshape right_shift rint roll round
    row_stack searchsorted shape sign signbit signedinteger sin sinh size sort sqrt square squeeze stack std subtract
    sum take tan tanh tile trace transpose tril triu trunc unique var vdot vstack where zeros zeros_like
    """.split()  # noqa: SIM905
)
#: The same of numpy.linalg.
LINEAR_FUNCTIONS = frozenset(["det", "inv", "norm", "solve", "LinAlgError"])
#: The same of numpy.random: the methods of ``RandomState``, and what draws from a shared one.
RANDOM_FUNCTIONS = frozenset(
    """
    RandomState choice exponential normal permutation rand randint randn random random_sample ranf sample seed shuffle
    standard_exponential standard_normal uniform
    """.split()  # noqa: SIM905
)


def is_numpy(value: Any) -> bool:
    """Whether a value is an array or a number of numpy's."""
    return type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "tolist")


def is_array(value: Any) -> bool:
    """Whether a value is an array of numpy's, of one dimension or more."""
    return is_numpy(value) and getattr(value, "ndim", 0) > 0


def fields(array: Any) -> tuple[str, tuple[str, tuple[int, ...], bytes]]:
    """What travels of an array: the name of its class, and its fields.

    Raises ``ValueError`` with what is wrong and what to do, as two arguments.
    """
    kind = type(array).__name__
    if kind not in ("ndarray", "matrix"):
        raise ValueError(f"a numpy {kind}", "use np.asarray(value)")
    name = _TYPES.get(array.dtype.str)
    if name is None:
        if array.dtype.kind in "iufb":
            better = "bool" if array.dtype.kind == "b" else "float" if array.dtype.kind == "f" else "int"
            raise ValueError(f"a numpy array of {array.dtype}", f"use array.astype({better})")
        raise ValueError(f"a numpy array of {array.dtype}", "make a list of it with array.tolist()")
    if array.ndim > _DIMENSIONS_MAX:
        raise ValueError(
            f"a numpy array of {array.ndim} dimensions", "executors have one and two: use a list of arrays, list(array)"
        )
    return f"numpy.{kind}", (name, array.shape, array.tobytes())


def read(name: str, shape: tuple[int, ...], data: bytes) -> Any:
    """The array of its fields, which may be written to."""
    return _numpy().frombuffer(bytearray(data), name).reshape(shape)


def read_matrix(name: str, shape: tuple[int, ...], data: bytes) -> Any:
    """The same of a matrix."""
    return read(name, shape, data).view(_numpy().matrix)


def read_number(name: str) -> Any:
    """The class of a number: ``numpy.float64`` and its like."""

    def make(value: Any) -> Any:
        # numpy 1 has no class of the name bool.
        return _numpy().dtype(name).type(value)

    return make


def read_type(name: str) -> Any:
    """A type of elements."""
    return _numpy().dtype(name)


def _numpy() -> Any:
    try:
        import numpy
    except ImportError as error:
        raise ImportError(
            "the result holds values of numpy, which is not installed here: pip install numpy, or give "
            "array.tolist() in the function"
        ) from error
    return numpy
