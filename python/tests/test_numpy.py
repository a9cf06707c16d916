# SPDX-License-Identifier: Apache-2.0
"""numpy in closures beside numpy itself: each function runs here and on the engine, and both must give the same value,
type, shape and bytes."""

from __future__ import annotations

import math
import pathlib
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from test_processes import SECONDS, script

from martlet import AccumulatorParam, SparkContext, StatCounter
from martlet.closures import ClosureError

X = np.array([1.5, -2.25, 0.1, 3.0, 1e10, -0.0])
Y = np.array([0.5, 2.0, -1.0, 0.0, 7.0, 3.25])
POSITIVE = np.array([0.25, 1.0, 2.0, 10.0, 123.456, 1e-3])
I = np.array([3, -1, 0, 7, 2, -5])  # noqa: E741
J = np.array([2, 2, -3, 0, 1, 4])
B = np.array([True, False, True, True, False, False])
M = np.array([[1.0, 2.5, -3.0], [0.5, 0.25, 8.0], [1e-3, -4.0, 2.0], [9.0, 0.0, -0.5]])
N = np.array([[1, 2, 3], [4, 5, 6]])
SQUARE = np.array([[4.0, 1.0, 2.0], [1.0, 3.0, 0.0], [2.0, 0.0, 5.0]])
NAN = np.array([1.0, math.nan, math.inf, -math.inf, 0.0])
LONG = np.sin(np.arange(10_007) * 0.7) * 1e3
WIDE = np.sin(np.arange(4_000).reshape(40, 100) * 0.3)
EMPTY = np.array([])
LINE = "1.5 2 -3e2"
F = np.array([1.1, -2.25, 0.3, 1e-7, 123456.79, 0.0], dtype=np.float32)
G = np.array([[1.5, 2.25, -3.1], [0.1, 7.7, 1e6]], dtype=np.float32)
K = np.array([3, -7, 0, 2_000_000_000, -5, 12], dtype=np.int32)
LONG32 = LONG.astype(np.float32)
WIDE32 = WIDE.astype(np.float32)
P = np.matrix([[1.5, 2.0], [-3.0, 4.25]])
Q = np.matrix([[1, 2, 3], [4, 5, 6]])

ARITHMETIC = [
    lambda _: X + Y,
    lambda _: X - I,
    lambda _: I * J,
    lambda _: X / Y,
    lambda _: I / J,
    lambda _: I // J,
    lambda _: I % J,
    lambda _: X // Y,
    lambda _: X % Y,
    lambda _: X**2,
    lambda _: I**2,
    lambda _: I**2.0,
    lambda _: POSITIVE**0.5,
    lambda _: POSITIVE**-1,
    lambda _: X**3 + 1,
    lambda _: 2 ** np.arange(5),
    lambda _: 1 - X,
    lambda _: 1.0 / Y,
    lambda _: 10 - I,
    lambda _: True + I,
    lambda _: B + B,
    lambda _: B * X,
    lambda _: B & ~B,
    lambda _: B | (X > 0),
    lambda _: B ^ True,
    lambda _: I & 3,
    lambda _: I << 2,
    lambda _: I >> 1,
    lambda _: ~I,
    lambda _: -X,
    lambda _: +I,
    lambda _: abs(X),
    lambda _: abs(I),
    lambda _: M + np.array([1, 2, 3]),
    lambda _: M - M[:, 0:1],
    lambda _: M * 2,
    lambda _: M.T + np.arange(4),
    lambda _: N[:, None, 0] + np.array([1, 2, 3]),
    lambda _: X + [1, 2, 3, 4, 5, 6],
    lambda _: (1, 2, 3) * N,
    lambda _: EMPTY + 1,
    lambda _: X < Y,
    lambda _: X >= 1.5,
    lambda _: I == J,
    lambda _: I != 3,
    lambda _: 0 < X,
    lambda _: NAN == NAN,
    lambda _: X == "x",
    lambda _: (X == X).all(),
    lambda _: np.float64(2.5) * 2,
    lambda _: np.float64(2.5) / 0,
    lambda _: X[0] / 0.0,
    lambda _: X[0] * X[1] + 1,
    lambda _: I[0] // 2,
    lambda _: I[0] + 0.5,
    lambda _: X[0] > 1,
    lambda _: -X[1],
    lambda _: round(X[1], 1),
    lambda _: round(X[1]),
    lambda _: int(X[0]) + float(I[1]),
    lambda _: divmod(X, 2)[1],
]

CREATED = [
    lambda _: np.array([1, 2, 3]),
    lambda _: np.array([1, 2.5, True]),
    lambda _: np.array([True, False]),
    lambda _: np.array([[1, 2], [3, 4]]),
    lambda _: np.array([(1.0, 2), (3, 4)]),
    lambda _: np.array([X, Y]),
    lambda _: np.array([1, 2, 3], dtype=float),
    lambda _: np.array([1.7, -2.7], dtype=np.int64),
    lambda _: np.array(["1.5", "2"], dtype=float),
    lambda _: np.array([float(x) for x in LINE.split(" ")]),
    lambda _: np.array(range(4)),
    lambda _: np.array([X[0], 2]),
    lambda _: np.array([]),
    lambda _: np.array([[]]),
    lambda _: np.array(5) + 0,
    lambda _: np.asarray([1, 2]),
    lambda _: np.zeros(3),
    lambda _: np.zeros((2, 3)),
    lambda _: np.zeros([2, 2], dtype=int),
    lambda _: np.ones(4),
    lambda _: np.ones((1, 2), dtype=bool),
    lambda _: np.full((2, 2), 7),
    lambda _: np.full(3, 1.5),
    lambda _: np.zeros_like(N),
    lambda _: np.ones_like(X),
    lambda _: np.full_like(X, 3),
    lambda _: np.arange(5),
    lambda _: np.arange(2, 10, 3),
    lambda _: np.arange(5, 0, -2),
    lambda _: np.arange(0, 1, 0.1),
    lambda _: np.arange(1.0, 4.0),
    lambda _: np.linspace(0, 1, 7),
    lambda _: np.linspace(-3, 5, 4, endpoint=False),
    lambda _: np.linspace(2, 3, 1),
    lambda _: np.eye(3),
    lambda _: np.eye(2, 3, 1, dtype=int),
    lambda _: np.identity(2),
    lambda _: np.fromstring("1 2 3.5", sep=" "),
    lambda _: np.fromstring("1,2,3", dtype=int, sep=","),
    lambda _: np.fromiter((x * x for x in range(4)), dtype=float),
    lambda _: np.diag([1, 2]),
    lambda _: np.diag(SQUARE),
    lambda _: np.float64("2.5"),
    lambda _: np.float64(3) / 2,
    lambda _: np.int64(3.9),
    lambda _: np.bool_(2),
    lambda _: X.astype(int),
    lambda _: I.astype(float) / 2,
    lambda _: I.astype("float64"),
    lambda _: X.astype(bool),
    lambda _: X.copy() is X,
]

FUNCTIONS = [
    lambda _: np.sqrt(POSITIVE),
    lambda _: np.sqrt(I * I),
    lambda _: np.sqrt(2.0),
    lambda _: np.sqrt(-1.0) != 0,
    lambda _: np.floor(X),
    lambda _: np.ceil(X),
    lambda _: np.rint(X * 1.5),
    lambda _: np.trunc(X),
    lambda _: np.round(X * 1.2345, 2),
    lambda _: np.round(I),
    lambda _: X.round(1),
    lambda _: np.abs(M),
    lambda _: np.sign(X),
    lambda _: np.square(I),
    lambda _: np.maximum(X, 0),
    lambda _: np.minimum(I, J),
    lambda _: np.maximum(NAN, 0),
    lambda _: np.fmax(NAN, 0),
    lambda _: np.clip(X, -1, 2),
    lambda _: I.clip(0, 3),
    lambda _: np.where(X > 0, X, 0),
    lambda _: np.where(B, I, J),
    lambda _: np.where(B)[0],
    lambda _: np.isnan(NAN),
    lambda _: np.isinf(NAN),
    lambda _: np.isfinite(NAN),
    lambda _: np.logical_and(B, X > 0),
    lambda _: np.logical_not(I),
    lambda _: np.power(I, 3),
    lambda _: np.power(POSITIVE, 2),
    lambda _: np.mod(I, 3),
    lambda _: np.add(1, 2),
    lambda _: np.hypot(3.0, 4.0),
    lambda _: np.isclose(X, X + 1e-9),
    lambda _: np.allclose(X, X),
    lambda _: np.array_equal(X, Y),
    lambda _: np.nan_to_num(NAN),
    lambda _: np.reciprocal(POSITIVE),
    lambda _: np.pi * np.inf,
    lambda _: math.sqrt(POSITIVE[1]) + math.floor(POSITIVE[4]),
]

#: Functions whose last bit is the C library's.
NEARLY = [
    lambda _: np.exp(X * 1e-3),
    lambda _: np.exp(-Y),
    lambda _: np.log(POSITIVE),
    lambda _: np.log(np.array([0.0, -1.0])),
    lambda _: np.log2(POSITIVE),
    lambda _: np.log10(POSITIVE),
    lambda _: np.log1p(POSITIVE),
    lambda _: np.expm1(Y),
    lambda _: np.sin(X) + np.cos(Y) * np.tanh(Y),
    lambda _: np.arctan2(X, Y),
    lambda _: POSITIVE**2.7,
    lambda _: 1.0 / (1.0 + np.exp(-Y)),
    lambda _: np.std(LONG),
    lambda _: np.dot(X, Y),
    lambda _: X @ Y,
    lambda _: M.dot(np.array([1.0, 2.0, 3.0])),
    lambda _: SQUARE @ SQUARE,
    lambda _: M @ M.T,
    lambda _: np.arange(4.0) @ M,
    lambda _: np.linalg.norm(X[:3]),
    lambda _: np.linalg.norm(M),
    lambda _: np.linalg.norm(M, axis=1),
    lambda _: np.linalg.norm(X[:3], 1),
    lambda _: np.linalg.norm(X[:3], np.inf),
    lambda _: np.linalg.solve(SQUARE, np.array([1.0, 2.0, 3.0])),
    lambda _: np.linalg.solve(SQUARE, M[:3, :2]),
    lambda _: np.linalg.inv(SQUARE),
    lambda _: np.linalg.det(SQUARE),
    lambda _: np.average(X[:3], weights=[1, 2, 3]),
    lambda _: np.percentile(LONG, 37.5),
    lambda _: np.quantile(X, [0.1, 0.5, 0.9]),
    lambda _: np.cov(M),
    lambda _: np.cov(M, rowvar=False),
    lambda _: np.cov(M.T, bias=True),
    lambda _: np.cov(X[:3]),
    lambda _: np.corrcoef(M),
    lambda _: np.convolve(X[:4], [0.1, 0.2]),
    lambda _: np.exp(F[:4]),
    lambda _: np.log1p(np.abs(F)),
    lambda _: np.tanh(G) + np.sin(G),
    lambda _: np.dot(F, F),
    lambda _: G @ G.T,
    lambda _: G.dot(np.array([1, 2, 3], dtype=np.float32)),
    lambda _: np.linalg.norm(F),
    lambda _: np.linalg.norm(G, axis=1),
    lambda _: np.linalg.solve(SQUARE.astype(np.float32), F[:3]),
    lambda _: np.linalg.inv(SQUARE.astype(np.float32)),
    lambda _: np.linalg.det(SQUARE.astype(np.float32)),
    lambda _: np.quantile(F, [0.1, 0.5]),
    lambda _: np.linalg.solve(P, np.matrix([[1.0], [2.0]])),
    lambda _: np.linalg.solve(P, np.array([1.0, 2.0])),
    lambda _: np.linalg.inv(P),
    lambda _: P**-2,
    lambda _: P.I,
    lambda _: np.linalg.norm(P),
    lambda _: np.linalg.norm(P, axis=1),
]

REDUCTIONS = [
    lambda _: np.sum(X),
    lambda _: X.sum(),
    lambda _: I.sum(),
    lambda _: B.sum(),
    lambda _: LONG.sum(),
    lambda _: LONG[::3].sum(),
    lambda _: LONG[:777].sum() + LONG[5:13].sum(),
    lambda _: np.sum(WIDE),
    lambda _: np.sum(WIDE[:, 1:]),
    lambda _: np.sum(WIDE.T),
    lambda _: np.sum(WIDE.T[3:, :]),
    lambda _: WIDE.sum(0),
    lambda _: WIDE.sum(axis=1),
    lambda _: WIDE.T.sum(1),
    lambda _: WIDE.T.sum(axis=0),
    lambda _: WIDE[:, 3:].sum(axis=1),
    lambda _: WIDE[::2, ::3].sum(axis=0),
    lambda _: WIDE.sum(axis=1, keepdims=True),
    lambda _: WIDE[:, :1].sum(0),
    lambda _: N.sum(axis=0),
    lambda _: EMPTY.sum(),
    lambda _: M.mean(),
    lambda _: WIDE.mean(axis=0),
    lambda _: N.mean(axis=1),
    lambda _: LONG.mean(),
    lambda _: WIDE.std(axis=0),
    lambda _: LONG.var(),
    lambda _: M.var(axis=1, ddof=1),
    lambda _: I.std(),
    lambda _: M.min(),
    lambda _: M.max(axis=0),
    lambda _: N.min(axis=1),
    lambda _: NAN.max(),
    lambda _: B.max(),
    lambda _: np.argmin(M),
    lambda _: M.argmax(axis=1),
    lambda _: np.argmax(NAN),
    lambda _: I.argmin(),
    lambda _: B.any(),
    lambda _: np.all(M > -10, axis=1),
    lambda _: np.prod(I),
    lambda _: POSITIVE.prod(),
    lambda _: X.cumsum(),
    lambda _: N.cumsum(),
    lambda _: N.cumsum(axis=1),
    lambda _: N.cumsum(axis=0),
    lambda _: I.cumprod(),
    lambda _: np.median(X),
    lambda _: np.median(M, axis=0),
    lambda _: np.ptp(X),
    lambda _: np.count_nonzero(I),
    lambda _: np.nansum(np.array([1.0, math.nan])),
    lambda _: np.nanmean(np.array([1.0, math.nan, 4.0])),
    lambda _: np.average(I),
    lambda _: sum(X),
    lambda _: max(I),
    lambda _: min(X, key=abs),
    lambda _: sorted(X)[:2],
]

SHAPES = [
    lambda _: X[0],
    lambda _: X[-1],
    lambda _: X[1:4],
    lambda _: X[::-2],
    lambda _: M[1],
    lambda _: M[1, 2],
    lambda _: M[1][2],
    lambda _: M[:, 0],
    lambda _: M[:, 1:],
    lambda _: M[1:3, ::-1],
    lambda _: M[-1, :],
    lambda _: M[..., 1],
    lambda _: X[:, None],
    lambda _: X[np.newaxis, :],
    lambda _: X[X > 0],
    lambda _: X[B],
    lambda _: M[M > 1],
    lambda _: M[[2, 0]],
    lambda _: M[:, [2, 0]],
    lambda _: M[[0, 1], [2, 0]],
    lambda _: M[M[:, 0] > 0.1, 1],
    lambda _: X[np.array([1, 1, 0])],
    lambda _: X[I.argmax()],
    lambda _: [10, 20, 30][np.argmin(np.array([3, 1, 2]))],
    lambda _: list(range(np.int64(3))),
    lambda _: M.T,
    lambda _: M.shape,
    lambda _: (X.ndim, M.size, len(M), X.dtype == float, str(I.dtype), X.nbytes),
    lambda _: M.reshape(2, 6),
    lambda _: M.reshape((6, -1)),
    lambda _: M.T.reshape(12),
    lambda _: np.arange(6).reshape(2, 3),
    lambda _: M.ravel(),
    lambda _: M.T.flatten(),
    lambda _: M.tolist(),
    lambda _: X.tolist(),
    lambda _: I[2].item(),
    lambda _: [x * 2 for x in I],
    lambda _: [row.sum() for row in M],
    lambda _: [(i, x) for i, x in enumerate(X[:2])],
    lambda _: np.concatenate([X, Y]),
    lambda _: np.concatenate((X, I)),
    lambda _: np.concatenate([M, M], axis=1),
    lambda _: np.vstack([X, Y]),
    lambda _: np.vstack((M, [1, 2, 3])),
    lambda _: np.hstack([X, [1]]),
    lambda _: np.hstack([M, M[:, :1]]),
    lambda _: np.column_stack([X, I]),
    lambda _: np.stack([X, Y]),
    lambda _: np.stack([X, Y], axis=1),
    lambda _: np.append(X, 1.0),
    lambda _: np.sort(X),
    lambda _: np.sort(M, axis=0),
    lambda _: np.argsort(I),
    lambda _: np.argsort(-POSITIVE)[:2],
    lambda _: np.unique([3, 1, 3, 2]),
    lambda _: np.unique(np.array([2.5, 1.0, 2.5]), return_counts=True),
    lambda _: np.diff(I),
    lambda _: np.diff(M, axis=0),
    lambda _: np.searchsorted([1, 3, 5], [0, 3, 9]),
    lambda _: np.digitize(X, [0.0, 1.0, 2.0]),
    lambda _: np.bincount([0, 2, 2, 5]),
    lambda _: np.isin(I, [3, 2]),
    lambda _: np.nonzero(I),
    lambda _: np.argwhere(N > 2),
    lambda _: np.tile([1, 2], 3),
    lambda _: np.repeat([1, 2], 2),
    lambda _: np.outer([1, 2], [3.0, 4.0]),
    lambda _: np.inner(I, J),
    lambda _: np.dot(I, J),
    lambda _: N @ N.T,
    lambda _: N.dot([1, 0, 2]),
    lambda _: np.cross([1, 0, 0], [0, 1, 0]),
    lambda _: np.trace(SQUARE),
    lambda _: np.transpose(N),
    lambda _: np.squeeze(N[:1]),
    lambda _: np.expand_dims(I, 1),
    lambda _: np.flip(I),
    lambda _: np.take(X, [0, 2]),
    lambda _: 7 in I,
    lambda _: 3.5 in X,
    lambda _: isinstance(X, np.ndarray),
    lambda _: isinstance(X[0], float),
    lambda _: isinstance(I[0], (int, np.integer)),
    lambda _: type(X).__name__ + type(I[0]).__name__,
    lambda _: {I[0]: "a", 7: "b"}[np.int64(7)],
    lambda _: f"{X[0]:.3f} {I[0]} {X[1]}",
    lambda _: "%.2f %d" % (X[0], I[0]),  # noqa: UP031
    lambda _: bool(X[0]) and not EMPTY.size,
]


SERIES = [
    lambda _: np.convolve([1, 2, 3], [0, 1, 2]),
    lambda _: np.convolve(I, [1, 0, -1], "same"),
    lambda _: np.convolve([1, 2], I, mode="valid"),
    lambda _: np.histogram(X[:4], 3),
    lambda _: np.histogram(I, bins=[-5, 0, 2, 7]),
    lambda _: np.histogram(I),
    lambda _: np.histogram([1, 1, 1], bins=2),
    lambda _: np.histogram(POSITIVE, bins=4, range=(0, 10)),
    lambda _: np.histogram(POSITIVE, bins=np.linspace(0, 10, 5), density=True),
    lambda _: np.histogram(F, 2),
    lambda _: np.interp([0.5, 2.5, 9.0, -1.0], [0, 1, 2, 4], [0.0, 10.0, 0.0, 8.0]),
    lambda _: np.interp(3, [1, 2, 4], [1.0, 0.0, 5.0], left=-1, right=7),
    lambda _: np.interp([9, 0], [1, 2], [3, 4], left=-1, right=7),
    lambda _: np.insert(I, 0, 9),
    lambda _: np.insert(X, -1, [1, 2]),
    lambda _: np.insert(M, 3, 0.5),
    lambda _: np.triu(M),
    lambda _: np.tril(SQUARE, -1),
    lambda _: np.triu(N, 1),
    lambda _: np.roll(I, 2),
    lambda _: np.roll(M, -1),
    lambda _: np.roll(M, 1, axis=0),
    lambda _: np.roll(N, 1, axis=1),
    lambda _: np.partition(I, 2)[:2].max(),
    lambda _: sorted(np.argpartition(POSITIVE, 3)[:3]),
    lambda _: sorted(POSITIVE.argpartition(3)[:3].tolist()),
]

NARROW = [
    lambda _: F + F,
    lambda _: F - 1,
    lambda _: F * 2.5,
    lambda _: 1 / F[:3],
    lambda _: F + Y,
    lambda _: F + K,
    lambda _: F + np.arange(6),
    lambda _: F + True,
    lambda _: F // 0.3,
    lambda _: F % 0.3,
    lambda _: F**2,
    lambda _: F[:1] ** 0.5,
    lambda _: F[:4] ** -1,
    lambda _: F * np.float64(2),
    lambda _: F * np.float32(0.1),
    lambda _: F * X[0],
    lambda _: F > 1.1,
    lambda _: F == 0.3,
    lambda _: F[0] == 1.1,
    lambda _: F[0] + 1,
    lambda _: F[0] * 1.5,
    lambda _: F[0] * X[0],
    lambda _: F[0] / K[0],
    lambda _: -F,
    lambda _: abs(G),
    lambda _: G + G[:, :1],
    lambda _: G.T,
    lambda _: K + K,
    lambda _: K * K,
    lambda _: K + 7,
    lambda _: K + 0.5,
    lambda _: K + I,
    lambda _: K // 2,
    lambda _: K % 5,
    lambda _: K / 2,
    lambda _: K**2,
    lambda _: K**2.0,
    lambda _: K << 3,
    lambda _: K >> 1,
    lambda _: ~K & 255,
    lambda _: K < 2**40,
    lambda _: K[0] + 1,
    lambda _: K[0] / 2,
    lambda _: K[0] // 2 * K[1],
    lambda _: abs(K),
    lambda _: np.float32(0.1),
    lambda _: np.float32("2.5") + np.float32(1),
    lambda _: np.int32(7.9),
    lambda _: np.array([1, 2], dtype=np.float32),
    lambda _: np.array([0.1, 2], dtype="float32"),
    lambda _: np.array([0.1, 2], "f"),
    lambda _: np.array([1, 2], dtype="i4"),
    lambda _: np.array([F[0], 2.0]),
    lambda _: np.array([F, F]),
    lambda _: np.array([F[0], F[1]]),
    lambda _: np.array([K[0], 2]),
    lambda _: np.zeros(3, dtype=np.float32),
    lambda _: np.ones((2, 2), np.int32),
    lambda _: np.full(2, np.float32(0.1)),
    lambda _: np.full(2, 3, dtype=np.float32),
    lambda _: np.zeros_like(F),
    lambda _: np.arange(4, dtype=np.float32) / 3,
    lambda _: np.linspace(0, 1, 4, dtype=np.float32),
    lambda _: np.eye(2, dtype=np.float32),
    lambda _: np.fromstring("1.1 2 3", dtype=np.float32, sep=" "),
    lambda _: np.frombuffer(b"\0\0\x80?\0\0\0@", dtype=np.float32),
    lambda _: np.frombuffer(b"\1\0\0\0\2\0\0\0", np.int32, 1, 4),
    lambda _: np.frombuffer(F.tobytes(), dtype="<f4"),
    lambda _: np.frombuffer(X.tobytes()),
    lambda _: F.astype(np.float64),
    lambda _: X.astype(np.float32),
    lambda _: X.astype(np.int32),
    lambda _: F.astype(int),
    lambda _: F.astype(np.int32).astype(bool),
    lambda _: (F.tolist(), F[0].item(), F.tobytes(), K.tobytes()),
    lambda _: (F.itemsize, F.nbytes, F.dtype.str, F.dtype.char, F.dtype == np.float32, str(K.dtype), K.dtype.name),
    lambda _: F.sum(),
    lambda _: LONG32.sum(),
    lambda _: LONG32[::3].sum() + LONG32[5:13].sum(),
    lambda _: WIDE32.sum(0),
    lambda _: WIDE32.sum(axis=1),
    lambda _: WIDE32[:, 3:].sum(),
    lambda _: WIDE32.T.sum(axis=0),
    lambda _: LONG32.sum(dtype=np.float64),
    lambda _: LONG32.mean(),
    lambda _: WIDE32.mean(axis=0),
    lambda _: LONG32.var(),
    lambda _: WIDE32.std(axis=1),
    lambda _: LONG32[:100].prod(),
    lambda _: F.cumsum(),
    lambda _: F.max() + F.min(),
    lambda _: (F.argmax(), np.argsort(F), np.sort(F)),
    lambda _: np.median(F),
    lambda _: np.percentile(F, 40),
    lambda _: np.average(F),
    lambda _: np.average(F[:3], weights=[1, 2, 3]),
    lambda _: K.sum(),
    lambda _: K.prod(),
    lambda _: K.cumsum(),
    lambda _: K.mean(),
    lambda _: K.max(),
    lambda _: np.sum(K, dtype=np.int32),
    lambda _: sum(F),
    lambda _: np.sqrt(np.abs(F)),
    lambda _: np.sqrt(np.abs(K)),
    lambda _: np.square(K),
    lambda _: np.floor(F),
    lambda _: np.round(F, 1),
    lambda _: np.sign(F),
    lambda _: np.maximum(F, 0),
    lambda _: np.maximum(F, 0.1),
    lambda _: np.clip(F, 0, 1.1),
    lambda _: np.where(F > 0, F, 0),
    lambda _: np.where(K > 0, K, 0.5),
    lambda _: np.isnan(F),
    lambda _: np.isclose(F, 1.1),
    lambda _: np.concatenate([F, F]),
    lambda _: np.concatenate([F, [1.0]]),
    lambda _: np.append(K, 1),
    lambda _: np.vstack([F, F]),
    lambda _: np.unique(np.array([2, 1, 2], dtype=np.int32)),
    lambda _: np.diff(F),
    lambda _: np.bincount(np.array([1, 1, 3], dtype=np.int32)),
    lambda _: np.dot(np.array([1, 2], dtype=np.int32), [3, 4]),
    lambda _: np.array([[1, 2], [3, 4]], dtype=np.float32) @ np.array([1, 2], dtype=np.float32),
    lambda _: np.array([1, 2], dtype=np.int32) @ np.array([3, 4], dtype=np.int32),
    lambda _: X[np.array([1, 0], dtype=np.int32)],
    lambda _: [10, 20, 30][np.int32(1)],
    lambda _: (isinstance(F[0], np.floating), isinstance(F[0], float), isinstance(K[0], np.integer)),
    lambda _: type(F[0]) is np.float32,
    lambda _: f"{F[0]:.3f} {K[0]} {F[0]}",
    lambda _: {K[0]: "a"}[3],
    lambda _: int(F[4]) + float(F[1]),
    lambda _: round(F[0], 1),
    lambda _: divmod(F[0], 0.3),
]

MATRICES = [
    lambda _: P * P,
    lambda _: P * 2,
    lambda _: 2 * P,
    lambda _: Q * [[1], [2], [3]],
    lambda _: [1, 2] * Q,
    lambda _: np.array([1, 2]) * Q,
    lambda _: Q.T * Q,
    lambda _: P @ P,
    lambda _: Q @ np.array([1, 2, 3]),
    lambda _: P + 1,
    lambda _: P + np.array([1, 2]),
    lambda _: P / P,
    lambda _: P - P.T,
    lambda _: P**3,
    lambda _: P**0,
    lambda _: Q[0],
    lambda _: Q[0, 1],
    lambda _: Q[:, 0],
    lambda _: Q[0, :],
    lambda _: Q[0, :].T,
    lambda _: Q[Q > 2],
    lambda _: Q[[1, 0]],
    lambda _: Q[0][0],
    lambda _: Q[..., 0],
    lambda _: (Q.T, Q.H, Q.A, Q.A1, Q.getA1(), Q.getT()),
    lambda _: (Q.shape, Q.size, len(Q), Q.ndim, Q.tolist(), Q.dtype == int),
    lambda _: Q.sum(),
    lambda _: Q.sum(0),
    lambda _: Q.sum(axis=1),
    lambda _: np.sum(Q, axis=1),
    lambda _: np.mean(Q, 0),
    lambda _: (Q.std(0), Q.max(1), Q.argmax(1), Q.argmax(), Q.prod(0), Q.any(1), Q.all()),
    lambda _: (Q.cumsum(), Q.cumsum(0)),
    lambda _: (Q.ravel(), Q.flatten(), Q.reshape(6), Q.reshape(3, 2), Q.squeeze(), np.ravel(Q)),
    lambda _: (np.asarray(Q), np.array(Q), np.asanyarray(Q), Q.copy(), np.copy(Q)),
    lambda _: np.matrix([1, 2]),
    lambda _: np.matrix([[1.5, 2], [3, 4]]),
    lambda _: np.matrix("1 2; 3 4"),
    lambda _: np.matrix("1,2.5;3,4"),
    lambda _: np.matrix([1, 2], dtype=np.float32),
    lambda _: np.asmatrix(N),
    lambda _: np.matrix(5),
    lambda _: (np.zeros_like(Q), np.full_like(Q, 7)),
    lambda _: (np.sqrt(Q), np.abs(P), -P, abs(P), np.power(Q, 2), np.multiply(Q, Q), np.maximum(Q, 3)),
    lambda _: np.where(Q > 1, Q, 0),
    lambda _: (np.concatenate([Q, N]), np.vstack([Q, N]), np.hstack([N, Q])),
    lambda _: (np.trace(P), P.diagonal(), np.diag(P), np.outer(P, P)),
    lambda _: (np.dot(P, [1, 2]), np.dot(SQUARE, np.asmatrix(SQUARE)), np.dot(P, 2), P.dot(P)),
    lambda _: (Q.astype(float), Q.round(), np.clip(Q, 2, 3), np.sort(Q), np.argsort(Q), np.transpose(Q)),
    lambda _: (Q > 1, Q == Q, ~(Q > 1)),
    lambda _: [row for row in Q],
    lambda _: list(Q.flat),
    lambda _: (np.nonzero(Q), np.unique(Q), np.argwhere(Q > 2)),
    lambda _: np.average(Q, axis=0),
    lambda _: np.median(Q, axis=1),
    lambda _: (isinstance(Q, np.ndarray), isinstance(Q, np.matrix), isinstance(N, np.matrix), type(Q) is np.matrix),
    lambda _: (np.tile(Q, 2), np.column_stack([P, [1, 2]])),
    lambda _: sum(Q),
    lambda _: np.float64(2) * Q,
    lambda _: np.array_equal(Q, Q),
    lambda _: Q.item(0, 1) + Q.item(2),
]


def least_squares_step(_: Any) -> Any:
    products = P.T * P
    for j in range(2):
        products[j, j] += 0.01 * P.shape[0]
    right = P.T * np.matrix([[1.0, 2.0], [3.0, 4.0]])[1, :].T
    products *= 2
    row = Q[1]
    row[0, 0] = 40
    return products, right, products.shape, Q


def narrow_in_place(_: Any) -> Any:
    total = np.zeros(3, dtype=np.float32)
    total += [0.1, 0.2, 0.3]
    total *= 1.1
    total[0] = 0.1
    total[1:] = np.array([1.1, 2.2])
    matrix = np.zeros((2, 3))
    matrix[0] = np.fromstring("0.1 0.2 0.3", dtype=np.float32, sep=" ")
    counts = np.zeros(2, dtype=np.int32)
    counts[1] += 3
    counts += 2_000_000_000
    counts += 2_000_000_000
    return total, matrix, counts


def assigned_rows(_: Any) -> Any:
    matrix = np.zeros((3, 4))
    for i, line in enumerate(["1 2 3 4", "5 6 7 8", "9 10 11 12"]):
        matrix[i] = np.fromstring(line, sep=" ")
    matrix[:, 0] = -1
    matrix[1, 2] += 100
    matrix[matrix > 11] = 0
    matrix[[0, 2], 1] = [5, 6]
    return matrix


def changed_in_place(_: Any) -> Any:
    total = np.zeros(3)
    total += [1, 2, 3]
    total *= 2
    total -= np.ones(3)
    view = total[1:]
    view += 10
    counts = np.zeros(2, dtype=int)
    counts[1] += 3
    total[:2] = total[1:]
    return total, counts


def changed_views(_: Any) -> Any:
    matrix = np.arange(6).reshape(2, 3)
    row = matrix[0]
    row[1] = 50
    matrix.T[2, 1] = 70
    flat = matrix.ravel()
    flat.sort()
    matrix.shape = (3, 2)
    filled = np.empty(2)
    filled.fill(3)
    return matrix, filled


def products_in_place(_: Any) -> Any:
    power = SQUARE
    power = power @ SQUARE
    power @= np.eye(3)
    return power


STATEMENTS = [
    assigned_rows,
    changed_in_place,
    changed_views,
    products_in_place,
    least_squares_step,
    narrow_in_place,
]


def same(left: Any, right: Any, nearly: bool = False) -> bool:
    """Whether two values are of one type, shape and value."""
    if type(left) is not type(right):
        return False
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(same(x, y, nearly) for x, y in zip(left, right))
    if isinstance(left, (np.ndarray, np.generic)):
        if left.dtype != right.dtype or left.shape != right.shape:
            return False
        if nearly:
            near = 1e-5 if left.dtype == np.float32 else 1e-13
            return bool(np.allclose(left, right, rtol=near, atol=1e-300, equal_nan=True))
        return left.tobytes() == right.tobytes() or bool(np.array_equal(left, right, equal_nan=left.dtype.kind == "f"))
    return left == right or left != left and right != right


def both(sc: SparkContext, function: Any, rows: Any = (0,)) -> tuple[Any, Any]:
    """What the engine gives for the rows, and what numpy gives."""
    with np.errstate(all="ignore"):
        wanted = [function(row) for row in rows]
    return sc.parallelize(list(rows), 1).map(function).collect(), wanted


@pytest.mark.parametrize(
    ("cases", "nearly"),
    [
        (ARITHMETIC, False),
        (CREATED, False),
        (FUNCTIONS, False),
        (REDUCTIONS, False),
        (SHAPES, False),
        (SERIES, False),
        (NARROW, False),
        (MATRICES, False),
        (STATEMENTS, False),
        (NEARLY, True),
    ],
    ids=[
        "arithmetic",
        "created",
        "functions",
        "reductions",
        "shapes",
        "series",
        "narrow",
        "matrices",
        "statements",
        "nearly",
    ],
)
def test_functions_beside_numpy(sc: SparkContext, real: None, cases: list[Any], nearly: bool) -> None:
    wrong = []
    for number, case in enumerate(cases):
        place = f"{number}: line {case.__code__.co_firstlineno}"
        try:
            got, wanted = both(sc, case)
        except Exception as error:
            wrong.append(f"{place}: {type(error).__name__}: {str(error)[:200]}")
            continue
        if not same(got, wanted, nearly):
            wrong.append(f"{place}: {got!r} instead of {wanted!r}")
    assert not wrong, "\n".join(wrong)


TEXTS = [
    lambda _: str(X),
    lambda _: repr(X),
    lambda _: str(I) + repr(I),
    lambda _: repr(B),
    lambda _: str(M),
    lambda _: repr(M),
    lambda _: repr(N),
    lambda _: repr(NAN) + str(NAN),
    lambda _: repr(EMPTY) + repr(np.zeros((0, 3))) + repr(np.zeros(0, dtype=int)),
    lambda _: str(np.arange(40)),
    lambda _: repr(np.arange(40) * 1.5),
    lambda _: repr(np.arange(2_000)),
    lambda _: str(WIDE),
    lambda _: repr(np.array([1e10, 1.0])),
    lambda _: repr(np.array([1e-10, 1.5])),
    lambda _: repr(np.array([1 / 3, 2 / 3])),
    lambda _: repr(X[0]) + repr(I[0]) + repr(B[0]) + str(X[0]),
    lambda _: repr((X[0], [I[1]])),
    lambda _: f"{M[:, 0]}",
    lambda _: repr(X.dtype) + str(I.dtype) + X.dtype.name,
    lambda _: str(F) + repr(F) + repr(G) + repr(K),
    lambda _: repr(F[0]) + str(F[0]) + str(F[4]) + repr(np.float32(1e10)) + repr(np.float32(123456789)) + repr(K[0]),
    lambda _: repr(np.float32(1 / 3)) + repr(np.float32(1e-5)) + repr(np.float32(0.0001)) + repr(np.float32(2)),
    lambda _: repr(np.array([1.5] * 30, dtype=np.float32)) + repr(np.array([1.23456] * 6, dtype=np.float32)),
    lambda _: repr(np.array([1e10, 1.0], dtype=np.float32)) + repr(np.zeros((0, 3), dtype=np.float32)),
    lambda _: repr(np.arange(2_000, dtype=np.int32)) + repr(LONG32) + str(WIDE32),
    lambda _: repr(P) + str(P) + repr(Q) + repr(np.matrix([0.1], dtype=np.float32)) + repr(Q[0]),
]


def test_arrays_as_text(sc: SparkContext, real: None) -> None:
    wrong = []
    for number, case in enumerate(TEXTS):
        got, wanted = both(sc, case)
        if got != wanted:
            wrong.append(f"{number}: {got[0]!r}\n  instead of\n   {wanted[0]!r}")
    assert not wrong, "\n".join(wrong)


ERRORS = [
    (lambda _: X + np.arange(3), ValueError, "could not be broadcast together with shapes (6,) (3,)"),
    (lambda _: M @ M, ValueError, "mismatch in its core dimension 0"),
    (lambda _: np.dot(X, [1, 2]), ValueError, "shapes (6,) and (2,) not aligned: 6 (dim 0) != 2 (dim 0)"),
    (lambda _: X[6], IndexError, "index 6 is out of bounds for axis 0 with size 6"),
    (lambda _: X[0, 0], IndexError, "too many indices for array: array is 1-dimensional, but 2 were indexed"),
    (lambda _: X["a"], IndexError, "only integers, slices"),
    (lambda _: X[np.array([True, False])], IndexError, "boolean index did not match indexed array along axis 0"),
    (lambda _: 1 if X > 0 else 2, ValueError, "truth value of an array with more than one element is ambiguous"),
    (lambda _: bool(X), ValueError, "ambiguous"),
    (lambda _: not X, ValueError, "ambiguous"),
    (lambda _: X in [Y], ValueError, "ambiguous"),
    (lambda _: {X: 1}, TypeError, "unhashable type: 'numpy.ndarray'"),
    (lambda _: M.reshape(5, 2), ValueError, "cannot reshape array of size 12 into shape (5,2)"),
    (lambda _: M.sum(axis=2), ValueError, "axis 2 is out of bounds for array of dimension 2"),
    (lambda _: EMPTY.max(), ValueError, "zero-size array to reduction operation maximum which has no identity"),
    (lambda _: np.argmin(EMPTY), ValueError, "attempt to get argmin of an empty sequence"),
    (lambda _: np.array([[1, 2], [3]]), ValueError, "inhomogeneous shape after 1 dimensions"),
    (lambda _: B - B, TypeError, "numpy boolean subtract"),
    (lambda _: X & 1, TypeError, "ufunc 'bitwise_and' not supported for the input types"),
    (lambda _: I**-1, ValueError, "Integers to negative integer powers are not allowed."),
    (lambda _: np.linalg.solve(np.zeros((2, 2)), [1.0, 2.0]), ValueError, "Singular matrix"),
    (lambda _: float(X), TypeError, "only 0-dimensional arrays can be converted to Python scalars"),
    (lambda _: X.nothing, AttributeError, "'numpy.ndarray' object has no attribute 'nothing'"),
    (lambda _: np.array(["a"], dtype=float), ValueError, "could not convert string to float: 'a'"),
    (lambda _: np.concatenate([M, N.T]), ValueError, "must match exactly"),
    (lambda _: np.float64(1) + "a", TypeError, ""),
    (lambda _: K + 2**40, OverflowError, "Python integer 1099511627776 out of bounds for int32"),
    (lambda _: np.array([2**40], dtype=np.int32), OverflowError, "out of bounds for int32"),
    (lambda _: np.frombuffer(b"12345"), ValueError, "buffer size must be a multiple of element size"),
    (lambda _: Q * Q, ValueError, "shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)"),
    (lambda _: P * [1, 2], ValueError, "shapes (2,2) and (1,2) not aligned: 2 (dim 1) != 1 (dim 0)"),
    (lambda _: P**0.5, TypeError, "exponent must be an integer"),
]


def test_errors_are_numpy_s(sc: SparkContext, real: None) -> None:
    wrong = []
    for number, (case, kind, words) in enumerate(ERRORS):
        with pytest.raises(kind) as theirs:
            case(0)
        if words not in str(theirs.value):
            wrong.append(f"{number}: numpy itself says {theirs.value}")
        try:
            got = sc.parallelize([0], 1).map(case).collect()
            wrong.append(f"{number}: gave {got}")
        except kind as error:
            if words not in str(error):
                wrong.append(f"{number}: {error}")
        except Exception as error:
            wrong.append(f"{number}: {type(error).__name__}: {error}")
    assert not wrong, "\n".join(wrong)


REFUSED = [
    (lambda x: np.einsum("i,i", x, x), "numpy.einsum.*do not have"),
    (lambda x: np.fft.fft(x), "numpy.fft"),
    (lambda x: np.random.gamma(3), r"numpy.random.gamma.*RandomState"),
    (lambda x: np.random.default_rng(x).random(), r"default_rng.*RandomState"),
    (lambda x: np.float16(x), "float16"),
    (lambda x: x + HALF, r"float16.*astype\(float\)"),
    (lambda x: x + CUBE, "3 dimensions.*list of arrays"),
    (lambda x: x + MASKED, r"MaskedArray.*np.asarray"),
    (lambda x: TEXT[x], r"tolist\(\)"),
]
HALF, CUBE, TEXT = np.zeros(2, np.float16), np.zeros((1, 1, 1)), np.array(["a"])
MASKED = np.ma.masked_array([1.0, 2.0], [True, False])


@pytest.mark.parametrize(("function", "words"), REFUSED)
def test_what_is_not_there_is_refused(sc: SparkContext, function: Any, words: str) -> None:
    with pytest.raises(ClosureError, match=f"(?s){words}"):
        sc.parallelize([1, 2]).map(function).collect()


def test_what_data_shows_too_late_is_refused(sc: SparkContext, real: None) -> None:
    for function, words in [
        (lambda x: np.array([x, "a"]), "arrays of texts"),
        (lambda x: np.array([[[x]]]), "three dimensions"),
        (lambda x: np.array([1], dtype="uint8"), "uint8"),
        (lambda x: np.array([None]), "NoneType"),
        (lambda x: np.zeros((1, 1, 1)), "3 dimensions"),
    ]:
        with pytest.raises(NotImplementedError, match=words):
            sc.parallelize([1]).map(function).collect()


RANDOM = [
    lambda s: np.random.RandomState(s).rand(),
    lambda s: np.random.RandomState(s).rand(2, 3),
    lambda s: np.random.RandomState(s).random_sample(3),
    lambda s: np.random.RandomState(s).uniform(-2, 5, size=(2, 2)),
    lambda s: np.random.RandomState(s).uniform(),
    lambda s: np.random.RandomState(s).randint(0, 10, 20),
    lambda s: np.random.RandomState(s).randint(7),
    lambda s: np.random.RandomState(s).randint(-5, 2**40, size=(3, 2)),
    lambda s: np.random.RandomState(s).choice(5, 4),
    lambda s: np.random.RandomState(s).choice(["a", "b"].__len__()),
    lambda s: np.random.RandomState(s).choice(X, 3),
    lambda s: np.random.RandomState(s).choice(X),
    lambda s: np.random.RandomState(s).choice(6, 4, replace=False),
    lambda s: np.random.RandomState(s).choice(3, 10, p=[0.2, 0.5, 0.3]),
    lambda s: np.random.RandomState(s).permutation(7),
    lambda s: np.random.RandomState(s).permutation(M),
    lambda s: np.random.RandomState(s).permutation([5, 6, 7]),
    lambda s: np.random.RandomState(seed=s).exponential(2.0, 3) > 1,
]

RANDOM_NEARLY = [
    lambda s: np.random.RandomState(s).randn(5),
    lambda s: np.random.RandomState(s).normal(1, 2, (2, 3)),
    lambda s: np.random.RandomState(s).standard_normal((3,)),
    lambda s: np.random.RandomState(s).exponential(3.0, 4),
    lambda s: np.random.RandomState(s).standard_exponential(),
]


def shared_generator(seed: int) -> Any:
    np.random.seed(seed)
    values = [np.random.rand(), np.random.random(2), np.random.sample(), np.random.ranf(), np.random.randint(3, 9)]
    cards = list(range(10))
    np.random.shuffle(cards)
    table = np.arange(10).reshape(5, 2)
    np.random.shuffle(table)
    return values, cards, table, np.random.choice(4), np.random.permutation(3), np.random.uniform(0, 2)


def shared_normal(seed: int) -> Any:
    np.random.seed(seed)
    return np.random.randn(), np.random.normal(), np.random.standard_normal(2), np.random.exponential()


def test_seeded_numbers_are_numpy_s(sc: SparkContext, real: None) -> None:
    seeds = [0, 1, 42, 2**32 - 1]
    for case in [*RANDOM, shared_generator]:
        got, wanted = both(sc, case, seeds)
        assert same(got, wanted), case.__code__.co_firstlineno
    for case in [*RANDOM_NEARLY, shared_normal]:
        got, wanted = both(sc, case, seeds)
        assert [type(g) for g in got] == [type(w) for w in wanted]
        for one, other in zip(got, wanted):
            flat = [np.concatenate([np.ravel(x) for x in v]) if type(v) is tuple else np.ravel(v) for v in (one, other)]
            assert same(*flat, nearly=True), case.__code__.co_firstlineno
    numbers = sc.parallelize([1, 2], 2).map(lambda _: np.random.rand()).collect()
    assert len(set(numbers)) == 2 and all(0 <= x < 1 for x in numbers)
    with pytest.raises(ValueError, match="Seed must be between 0 and 2"):
        sc.parallelize([-1]).map(lambda s: np.random.RandomState(s).rand()).collect()
    with pytest.raises(ValueError, match="low >= high"):
        sc.parallelize([3]).map(lambda s: np.random.randint(s, 3)).collect()


def test_statistics_of_arrays(sc: SparkContext, real: None) -> None:
    stats = sc.parallelize(list(M), 3).stats()
    assert stats.count() == 4 and same(stats.max(), M.max(axis=0)) and same(stats.min(), M.min(axis=0))
    assert np.allclose(stats.mean(), M.mean(axis=0)) and np.allclose(stats.stdev(), M.std(axis=0))
    assert np.allclose(stats.sampleStdev(), M.std(axis=0, ddof=1)) and np.allclose(stats.sum(), M.sum(axis=0))
    assert same(StatCounter(list(M)).max(), M.max(axis=0))
    assert repr(sc.parallelize([1, 2.5]).stats()) == "(count: 2, mean: 1.75, stdev: 0.75, max: 2.5, min: 1)"
    assert sc.parallelize(list(G), 1).stats().mean().dtype == np.float32


def test_rows_are_arrays(sc: SparkContext, real: None) -> None:
    rows = [np.array([1.0, 2.0]), np.array([[1, 2], [3, 4]]), np.array([True]), np.zeros((0, 2)), F, G, K, P, Q[0]]
    assert same(sc.parallelize(rows, 3).collect(), rows)
    assert same(sc.parallelize(rows, 2).map(lambda a: a).take(2), rows[:2])
    nested = [(1, {"a": rows[0]}, [rows[1]])]
    back = sc.parallelize(nested).collect()[0]
    assert same([back[1]["a"], back[2][0]], rows[:2])
    back[1]["a"][0] = 5.0
    matrix = np.arange(6.0).reshape(3, 2)
    assert same(sc.parallelize(matrix, 2).collect(), list(matrix))
    assert same(sc.parallelize(matrix.T[:, ::-1], 2).collect(), list(matrix.T[:, ::-1]))
    with pytest.raises(TypeError, match=r"float16.*astype\(float\)"):
        sc.parallelize([np.zeros(2, np.float16)]).collect()
    numbers = sc.parallelize([1]).map(lambda _: (F[0], K[1], [np.float32(2)])).first()
    assert same(numbers, (F[0], K[1], [np.float32(2)]))
    assert same(sc.parallelize(Q, 2).map(lambda row: row * Q.T).collect(), [row * Q.T for row in Q])


def test_actions_of_arrays(sc: SparkContext, real: None) -> None:
    rows = [np.array([float(i), i * 0.5, -i]) for i in range(20)]
    rdd = sc.parallelize(rows, 3).cache()
    total = np.sum(rows, axis=0)
    assert np.allclose(rdd.reduce(lambda a, b: a + b), total)
    assert np.allclose(rdd.treeReduce(lambda a, b: a + b), total)
    assert np.allclose(rdd.fold(np.zeros(3), lambda a, b: a + b), total)
    assert np.allclose(rdd.sum(), total)

    def add(x: Any, y: Any) -> Any:
        x += y
        return x

    assert np.allclose(rdd.reduce(add), total)
    assert np.allclose(rdd.aggregate(np.zeros(3), add, add), total)
    assert np.allclose(rdd.treeAggregate(np.zeros(3), add, add), total)
    pairs = rdd.map(lambda a: (int(a[0]) % 3, (a, 1)))
    sums = pairs.reduceByKey(lambda a, b: (a[0] + b[0], a[1] + b[1])).collectAsMap()
    for key in range(3):
        assert np.allclose(sums[key][0], np.sum(rows[key::3], axis=0)) and sums[key][1] == len(rows[key::3])
    folded = pairs.mapValues(lambda v: v[0]).aggregateByKey(np.zeros(3), add, add).collectAsMap()
    assert all(np.allclose(folded[key], sums[key][0]) for key in range(3))
    grouped = pairs.groupByKey(2).mapValues(lambda vs: np.vstack([v[0] for v in vs]).mean(axis=0)).collectAsMap()
    assert all(np.allclose(grouped[key], sums[key][0] / sums[key][1]) for key in range(3))
    joined = pairs.mapValues(lambda v: v[0]).join(sc.parallelize([(1, np.ones(3))])).mapValues(lambda p: p[0] @ p[1])
    assert np.allclose(sorted(v for _, v in joined.collect()), sorted(rows[i].sum() for i in range(1, 20, 3)))
    assert rdd.map(lambda a: np.float64(a[0])).max() == 19.0
    numbers = rdd.map(lambda a: a.sum())
    assert math.isclose(numbers.sum(), total.sum()) and math.isclose(numbers.mean(), total.sum() / 20)
    assert type(numbers.first()) is np.float64
    assert numbers.map(lambda x: (x > 0, 1)).reduceByKey(lambda a, b: a + b).collectAsMap() == {True: 19, False: 1}
    assert rdd.filter(lambda a: a[0] > 17).count() == 2
    assert rdd.filter(lambda a: (a > 17).any()).count() == 2
    with pytest.raises(ValueError, match="ambiguous"):
        rdd.filter(lambda a: a > 17).count()
    assert [x[0] for x in rdd.sortBy(lambda a: -a[1]).take(2)] == [19.0, 18.0]
    assert rdd.map(lambda a: a[0]).top(2) == [19.0, 18.0]
    assert rdd.flatMap(lambda a: a).count() == 60
    with pytest.raises(TypeError, match="unhashable type: 'numpy.ndarray'"):
        rdd.map(lambda a: (a, 1)).reduceByKey(lambda a, b: a + b).collect()
    assert rdd.map(lambda a: int(a[0])).map(lambda i: np.int64(i)).distinct().count() == 20


class Vector(AccumulatorParam[Any]):
    def zero(self, value: Any) -> Any:
        return np.zeros(len(value))

    def addInPlace(self, left: Any, right: Any) -> Any:
        left += right
        return left


def test_arrays_elsewhere(sc: SparkContext, real: None, tmp_path: pathlib.Path) -> None:
    rows = [np.array([float(i), 2.0 * i]) for i in range(5)]
    rdd = sc.parallelize(rows, 2)
    rdd.saveAsTextFile(str(tmp_path / "texts"))
    assert sc.textFile(str(tmp_path / "texts")).collect()[3] == "[3. 6.]"
    rdd.saveAsPickleFile(str(tmp_path / "blocks"))
    assert same(sc.pickleFile(str(tmp_path / "blocks")).collect(), rows)
    total = sc.accumulator(np.zeros(2), Vector())
    rdd.foreach(lambda a: total.add(a))
    assert total.value.tolist() == [10.0, 20.0]
    sums = rdd.map(lambda a: a.sum())
    assert sums.stats().mean() == 6.0 and sums.histogram(2)[1] == [2, 3]
    assert rdd.map(lambda a: a.astype(int)[0] % 2).countByValue() == {0: 3, 1: 2}
    keyed = rdd.map(lambda a: (np.int64(-a[0]), a))
    assert keyed.sortByKey().keys().collect() == [-4, -3, -2, -1, 0]
    assert same(keyed.join(sc.parallelize([(-2, "x")])).collect(), [(np.int64(-2), (rows[2], "x"))])
    assert rdd.glom().map(lambda part: np.array(part).mean(axis=0)).collect()[0].tolist() == [0.5, 1.0]
    assert rdd.cartesian(rdd).map(lambda p: p[0] @ p[1]).sum() == 500.0
    large = sc.parallelize([0]).map(lambda _: np.arange(3_000_000.0)).collect()[0]
    assert large.sum() == np.arange(3_000_000.0).sum()
    mixed = sc.parallelize([1]).map(lambda _: [np.float64(1), (np.int64(2),), {"a": np.bool_(True)}]).first()
    assert same(mixed[:2], [np.float64(1), (np.int64(2),)]) and same(mixed[2]["a"], np.bool_(True))
    with pytest.raises(ValueError, match=r"(?s)shapes \(2,\) \(3,\).*while the row was array\(\["):
        rdd.map(lambda v: v + np.arange(3)).collect()


def test_captured_arrays(sc: SparkContext, real: None) -> None:
    weights = np.arange(3.0)
    many = sc.broadcast({"centers": [np.zeros(2), np.ones(2)], "matrix": M})
    rows = sc.parallelize([np.ones(3) * i for i in range(5)], 2)
    assert rows.map(lambda a: float(a @ weights)).collect() == [0.0, 3.0, 6.0, 9.0, 12.0]
    got = sc.parallelize(range(2)).map(lambda i: many.value["matrix"][i] + many.value["centers"][i].sum()).collect()
    assert same(got, [M[0] + 0.0, M[1] + 2.0])
    large = np.arange(1_000_000.0)
    assert sc.parallelize(range(4), 4).map(lambda i: large[i * 1000] + large.size).collect() == [
        1_000_000.0 + i * 1000 for i in range(4)
    ]


def points(count: int) -> list[str]:
    draws = np.random.default_rng(5).normal(size=(count, 2))
    centers = np.array([[0.0, 0.0], [5.0, 5.0], [-5.0, 5.0]])
    return [" ".join(repr(float(x)) for x in centers[i % 3] + draws[i]) for i in range(count)]


def closest(p: Any, centers: Any) -> int:
    best, distance = 0, float("+inf")
    for i in range(len(centers)):
        here = np.sum((p - centers[i]) ** 2)
        if here < distance:
            best, distance = i, here
    return best


def k_means(sc: SparkContext, lines: list[str]) -> Any:
    data = sc.parallelize(lines, 3).map(lambda line: np.array([float(x) for x in line.split(" ")])).cache()
    centers = data.take(3)
    for _ in range(5):
        placed = data.map(lambda p: (closest(p, centers), (p, 1)))
        sums = placed.reduceByKey(lambda a, b: (a[0] + b[0], a[1] + b[1]))
        for place, center in sums.map(lambda s: (s[0], s[1][0] / s[1][1])).collect():
            centers[place] = center
    return np.array(centers)


def k_means_alone(lines: list[str]) -> Any:
    data = [np.array([float(x) for x in line.split(" ")]) for line in lines]
    centers = data[:3]
    for _ in range(5):
        places = [closest(p, centers) for p in data]
        centers = [np.mean([p for p, place in zip(data, places) if place == i], axis=0) for i in range(3)]
    return np.array(centers)


def to_matrix(lines: Any) -> list[Any]:
    rows = list(lines)
    matrix = np.zeros((len(rows), 3))
    for i, line in enumerate(rows):
        matrix[i] = np.fromstring(line, sep=" ")
    return [matrix]


def gradient(matrix: Any, w: Any) -> Any:
    labels, features = matrix[:, 0], matrix[:, 1:]
    return ((1.0 / (1.0 + np.exp(-labels * features.dot(w))) - 1.0) * labels * features.T).sum(1)


def added(x: Any, y: Any) -> Any:
    x += y
    return x


def logistic_regression(sc: SparkContext, lines: list[str]) -> Any:
    matrices = sc.parallelize(lines, 3).mapPartitions(to_matrix).cache()
    w = np.array([0.3, -0.2])
    for _ in range(5):
        w -= matrices.map(lambda m: gradient(m, w)).reduce(added)  # noqa: B023
    return w


def logistic_regression_alone(lines: list[str]) -> Any:
    matrix = to_matrix(lines)[0]
    w = np.array([0.3, -0.2])
    for _ in range(5):
        w -= gradient(matrix, w)
    return w


def solve_row(i: int, other: Any, ratings: Any) -> Any:
    products = other.T @ other
    for j in range(other.shape[1]):
        products[j, j] += 0.01 * other.shape[0]
    return np.linalg.solve(products, other.T @ ratings[i, :])


def solved(sc: SparkContext, other: Any, ratings: Any) -> Any:
    known, shared = sc.broadcast(other), sc.broadcast(ratings)
    rows = sc.parallelize(range(len(ratings)), 3).map(lambda i: solve_row(i, known.value, shared.value))
    return np.array(rows.collect())


def least_squares(sc: SparkContext, ratings: Any, films: Any) -> Any:
    for _ in range(4):
        users = solved(sc, films, ratings)
        films = solved(sc, users, ratings.T.copy())
    return users @ films.T


def ratings() -> tuple[Any, Any]:
    draws = np.random.default_rng(3)
    users, films = draws.random((12, 4)), draws.random((9, 4))
    return users @ films.T, draws.random((9, 4))


def check_programs(sc: SparkContext) -> None:
    lines = points(90)
    assert np.allclose(k_means(sc, lines), k_means_alone(lines), rtol=1e-12)
    labelled = [f"{1 if i % 2 else -1} {line}" for i, line in enumerate(lines)]
    assert np.allclose(logistic_regression(sc, labelled), logistic_regression_alone(labelled), rtol=1e-9)
    known, films = ratings()
    assert np.allclose(least_squares(sc, known, films), known, atol=0.1)


def test_programs(sc: SparkContext, real: None) -> None:
    check_programs(sc)


def test_programs_on_executors_of_their_own(real: None, tmp_path: pathlib.Path) -> None:
    text = f"""
import sys
sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r})
import test_numpy
with martlet.SparkContext("local-cluster[2,1,512m]") as sc:
    test_numpy.check_programs(sc)
    print(sum(row.sum() for row in sc.parallelize(test_numpy.M, 4).map(lambda row: row * 2).collect()))
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=5 * SECONDS)
    assert process.returncode == 0, errors
    assert math.isclose(float(shown), M.sum() * 2)


def test_importing_the_package_needs_no_numpy() -> None:
    code = (
        "import sys\nsys.modules['numpy'] = None\nimport martlet\nfrom martlet.values import decode, dumps\n"
        "dumps([1, 2.5, {'a': (1,)}])\n"
        "try:\n    decode(('\\0object', 'numpy.float64', (1.0,)))\n"
        "except ImportError as error:\n    print(error)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "numpy, which is not installed here: pip install numpy" in shown
