# SPDX-License-Identifier: Apache-2.0
"""Text files of all kinds: encodings, bytes, line ends, folders, and what is no text."""

from __future__ import annotations

import ast
import bz2
import gzip
import lzma
import os
import pathlib
import re
import subprocess
import sys
import zipfile

import pytest

from martlet import SparkContext
from martlet.errors import MartletError

TEXT = "grüße\r\nÿé\nein\rzwei\n"
LINES = ["grüße", "ÿé", "ein", "zwei"]


@pytest.fixture
def folder(real: None, tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-16", "utf-16-le", "utf-16-be", "latin-1", "ISO-8859-1"])
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_encodings(sc: SparkContext, folder: pathlib.Path, encoding: str, parts: int) -> None:
    (folder / "f.txt").write_bytes(TEXT.encode(encoding))
    path = str(folder / "f.txt")
    assert sc.textFile(path, parts, encoding=encoding).collect() == LINES
    assert sc.textFile(path, parts, encoding=encoding).map(len).collect() == [5, 2, 3, 4]
    assert sc.wholeTextFiles(path, encoding=encoding).values().collect() == [TEXT]
    (folder / "f.txt.gz").write_bytes(gzip.compress(TEXT.encode(encoding)))
    assert sc.textFile(path + ".gz", encoding=encoding).collect() == LINES


def test_bytes_come_as_they_are(sc: SparkContext, folder: pathlib.Path) -> None:
    content = b"\xff\xfe\nb\x80\r\n\0"
    path = folder / "f.bin"
    path.write_bytes(content)
    rows = sc.textFile(str(path), use_unicode=False)
    assert rows.collect() == [b"\xff\xfe", b"b\x80", b"\0"]
    assert rows.map(lambda row: row[0]).collect() == [255, 98, 0]
    assert rows.map(lambda row: (row, 1)).reduceByKey(lambda a, b: a + b).count() == 3
    assert sc.wholeTextFiles(str(path), use_unicode=False).collect() == [(f"file:{path}".encode(), content)]
    assert sc.textFile(str(path), use_unicode=False, lineSep=b"\x80").collect() == [b"\xff\xfe\nb", b"\r\n\0"]
    with pytest.raises(ValueError, match="no meaning"):
        sc.textFile(str(path), use_unicode=False, encoding="latin-1")


def test_what_is_no_text_is_an_error_or_replaced(sc: SparkContext, folder: pathlib.Path) -> None:
    path = folder / "f.txt"
    path.write_bytes(b"good\nb\xffd\n\xe2\x82\n")
    with pytest.raises(MartletError, match=r"not UTF-8.*offset 6 .*errors=\"replace\""):
        sc.textFile(str(path), 1).collect()
    expected = path.read_text(encoding="utf-8", errors="replace")
    assert sc.textFile(str(path), errors="replace").collect() == expected.splitlines()
    assert sc.wholeTextFiles(str(path), errors="replace").values().collect() == [expected]
    assert sc.textFile(str(path), encoding="ascii", errors="replace").collect()[1] == "b\ufffdd"
    for options in [{"errors": "ignore"}, {"encoding": "klingon"}, {"lineSep": ""}]:
        with pytest.raises(ValueError):
            sc.textFile(str(path), **options)  # type: ignore[arg-type]


def test_separators(sc: SparkContext, folder: pathlib.Path) -> None:
    path = folder / "f.txt"
    path.write_text("a\nb\n\nc\n\n\nd||e\n\n")
    for parts in [1, 2, 3, 7]:
        assert sc.textFile(str(path), parts, lineSep="\n\n").collect() == ["a\nb", "c", "\nd||e"]
        assert sc.textFile(str(path), parts, lineSep="||").collect() == ["a\nb\n\nc\n\n\nd", "e\n\n"]


def test_folders_of_folders(sc: SparkContext, folder: pathlib.Path) -> None:
    for name in ["b/1.txt", "a/x/2.txt", "_hidden/3.txt"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name + "\n")
    for read in [sc.textFile, sc.wholeTextFiles]:
        with pytest.raises(MartletError, match="only folders, the first is a: set recursiveFileLookup"):
            read(str(folder))
    assert sc.textFile(str(folder), recursiveFileLookup=True).collect() == ["a/x/2.txt", "b/1.txt"]
    assert sc.wholeTextFiles(str(folder), recursiveFileLookup=True).values().collect() == ["a/x/2.txt\n", "b/1.txt\n"]


def test_compressed_files_say_how(sc: SparkContext, folder: pathlib.Path) -> None:
    text = b"a line of text\n" * 2000
    with zipfile.ZipFile(folder / "f.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("f.txt", text)
    (folder / "f.bz2").write_bytes(bz2.compress(text))
    (folder / "f.xz").write_bytes(lzma.compress(text))
    for suffix, name in {"xz": "xz", "zip": "zip"}.items():
        os.link(folder / f"f.{suffix}", folder / f"{name}.txt")
        with pytest.raises(MartletError, match=f"compressed with {name}, as its name says"):
            sc.textFile(str(folder / f"f.{suffix}"))
        for read in [sc.textFile, sc.wholeTextFiles]:
            for use_unicode in [True, False]:
                with pytest.raises(MartletError, match=f"compressed with {name}, as its first bytes say"):
                    read(str(folder / f"{name}.txt"), 1, use_unicode).collect()
    for read in [sc.textFile, sc.wholeTextFiles]:
        assert read(str(folder / "f.bz2")).count() > 0
    assert sc.textFile(str(folder / "f.bz2")).count() == 2000
    (folder / "gz.txt").write_bytes(gzip.compress(text))
    with pytest.raises(MartletError, match=re.escape("name that ends in .gz")):
        sc.textFile(str(folder / "gz.txt")).count()


def test_pipes_are_refused(sc: SparkContext, folder: pathlib.Path) -> None:
    os.mkfifo(folder / "pipe")
    for path in [folder / "pipe", folder, "/dev/zero"]:
        for read in [sc.textFile, sc.wholeTextFiles]:
            with pytest.raises(MartletError, match="a named pipe|a device"):
                read(str(path)).count()


SETTINGS = """
from martlet import SparkConf, SparkContext
import sys, warnings
warnings.simplefilter("error")
conf = SparkConf(False).setMaster("local[1]")
conf.setAll([pair.split("=") for pair in sys.argv[2:]])
with SparkContext(conf=conf) as sc:
    print(sc.textFile(sys.argv[1]).collect())
"""


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["martlet.text.errors=replace"], ["a", "\ufffd;b"]),
        (["martlet.text.encoding=latin-1"], ["a", "é;b"]),
        (["martlet.text.encoding=latin-1", "spark.hadoop.textinputformat.record.delimiter=;"], ["a\né", "b\n"]),
        (
            [
                "spark.hadoop.mapreduce.input.fileinputformat.input.dir.recursive=true",
                "martlet.text.errors=replace",
            ],
            ["a", "\ufffd;b"],
        ),
        (["martlet.files.recursiveFileLookup=true", "martlet.text.errors=replace"], ["a", "\ufffd;b"]),
    ],
)
def test_settings(folder: pathlib.Path, settings: list[str], expected: list[str]) -> None:
    (folder / "within").mkdir()
    (folder / "within" / "f.txt").write_bytes("a\né;b\n".encode("latin-1"))
    path = folder if "recursive" in settings[0] else folder / "within"
    environment = {**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).parent.parent)}
    command = [sys.executable, "-c", SETTINGS, str(path), *settings]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert ast.literal_eval(done.stdout) == expected
