# SPDX-License-Identifier: Apache-2.0
"""The ctypes layer, against a library of a few lines of C that answers each request with itself."""

from __future__ import annotations

import ctypes
import pathlib
import shutil
import subprocess

import pytest

from martlet import MartletError, _native

# The function itself: other tests put a fake engine in its place.
LOAD = _native.native
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
SOURCE = r"""
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
int64_t live = 0, cancelled = 0;
static int32_t answer(const uint8_t *bytes, size_t count, uint8_t **reply, size_t *size) {
    *reply = malloc(count); memcpy(*reply, bytes, count); *size = count; live++;
    return memmem(bytes, count, "ZeroDivisionError", 17) ? 1 : 0;
}
int32_t martlet_open(const uint8_t *o, size_t n, uint64_t *s, uint8_t **r, size_t *c) {
    *s = UINT64_MAX; return answer(o, n, r, c);
}
int32_t martlet_call(uint64_t s, const uint8_t *q, size_t n, uint8_t **r, size_t *c) {
    if (s != UINT64_MAX) return 1;
    return answer(q, n, r, c);
}
int32_t martlet_poll(uint64_t s, int64_t job, int32_t ms, uint8_t **r, size_t *c) {
    uint8_t bytes[5] = {'i', (uint8_t)job, (uint8_t)(job >> 8), 0, 0};
    return job == 0 ? 0 : answer(bytes, 5, r, c);
}
int32_t martlet_put(uint64_t s, void *a, const uint8_t *q, size_t n, uint8_t **r, size_t *c) {
    return answer(q, n, r, c);
}
int32_t martlet_take(uint64_t s, const uint8_t *q, size_t n, void *a, uint8_t **r, size_t *c) {
    memset(a, 0, 40); return answer(q, n, r, c);
}
int32_t martlet_cancel(uint64_t s, int64_t job) { cancelled = job; return 0; }
int32_t martlet_watch(int32_t input) { return input; }
int32_t martlet_close(uint64_t s) { return 0; }
void martlet_free(uint8_t *p) { free(p); live--; }
"""


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> _native.Native:
    if COMPILER is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("echo")
    (folder / "echo.c").write_text("#define _GNU_SOURCE\n" + SOURCE)
    library = folder / "libecho.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", library, folder / "echo.c"], check=True)
    made = _native.Native(str(library))
    made.counters = ctypes.CDLL(str(library))  # type: ignore[attr-defined]
    return made


def _counter(echo: _native.Native, name: str) -> int:
    return ctypes.c_int64.in_dll(echo.counters, name).value  # type: ignore[attr-defined]


def test_requests_and_replies(echo: _native.Native) -> None:
    session, facts = echo.open({"master": "local[2]", "executor": None})
    assert session == 2**64 - 1 and facts == {"master": "local[2]", "executor": None}
    request = {"op": "map", "closure": {"functions": [(1, "é", b"\0")]}, "data": b"x" * 100000}
    assert echo.call(session, request) == request
    assert echo.poll(session, 300) == 300
    assert echo.poll(session, 0) is None
    assert echo.put(session, 0, {"slices": 2}) == {"slices": 2}
    stream = _native.ArrowArrayStream(1, 2, 3, 4, 5)
    assert echo.take(session, {"job": 1}, ctypes.addressof(stream)) == {"job": 1}
    assert stream.release is None
    echo.cancel(session, -1)
    assert _counter(echo, "cancelled") == -1
    assert echo.watch(7) == 7
    echo.close(session)
    assert _counter(echo, "live") == 0


def test_failures_are_raised_and_freed(echo: _native.Native) -> None:
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        echo.call(2**64 - 1, {"type": "ZeroDivisionError", "message": "division by zero"})
    with pytest.raises(MartletError, match="gave no reason"):
        echo.call(1, {})
    assert _counter(echo, "live") == 0


def test_a_library_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setenv("MARTLET_LIBRARY", str(tmp_path / "none.so"))
    with pytest.raises(MartletError, match="which is not there"):
        _native.library_path()
    bad = tmp_path / "bad.so"
    bad.write_text("no library")
    monkeypatch.setenv("MARTLET_LIBRARY", str(bad))
    monkeypatch.setattr(_native, "_loaded", None)
    with pytest.raises(MartletError, match="does not load"):
        LOAD()
