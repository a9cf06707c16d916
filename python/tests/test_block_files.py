# SPDX-License-Identifier: Apache-2.0
"""Files of the engine's blocks, of bytes, and of records of fixed length."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import gzip
import pathlib
import pickle

import pytest

from martlet import MartletError, Row, SparkContext

pytestmark = pytest.mark.usefixtures("real")
Bird = collections.namedtuple("Bird", "name weight")


@dataclasses.dataclass
class Nest:
    eggs: list[int]


ROWS = [
    1,
    2.5,
    None,
    True,
    "owl",
    b"\xff\x00",
    2**70,
    decimal.Decimal("1.50"),
    datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC),
    (1, ("a", None)),
    [1, [2, []]],
    {"a": {1, 2}, (1, 2): [None]},
    Bird("swift", 40),
    Row(name="owl", weight=1),
    Nest([1, 2]),
]


def test_rows_of_every_kind_come_back_in_their_partitions(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    folder = str(tmp_path / "rows")
    made = sc.parallelize(ROWS, 4)
    made.saveAsPickleFile(folder)
    assert sorted(path.name for path in pathlib.Path(folder).iterdir() if path.name[0] != ".") == [
        "_SUCCESS",
        *(f"part-0000{part}" for part in range(4)),
    ]
    read = sc.pickleFile(folder)
    assert read.glom().collect() == made.glom().collect()
    assert [type(row) for row in read.collect()] == [type(row) for row in ROWS]


def test_typed_rows_stay_typed(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    folder = str(tmp_path / "rows")
    sc.range(100_000, numSlices=3).map(lambda i: (i, str(i))).saveAsPickleFile(folder)
    read = sc.pickleFile(folder)
    assert read._type == "(int, string)"
    assert read.map(lambda pair: pair[0] + len(pair[1])).sum() == sum(i + len(str(i)) for i in range(100_000))
    # Columns of small numbers lie narrow, and compressed.
    assert sum(path.stat().st_size for path in pathlib.Path(folder).glob("part-*")) < 1_000_000


def test_empty_ones(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    sc.parallelize([], 2).saveAsPickleFile(str(tmp_path / "none"))
    assert sc.pickleFile(str(tmp_path / "none")).glom().collect() == [[], []]
    sc.emptyRDD().saveAsPickleFile(str(tmp_path / "nothing"))
    assert sc.pickleFile(str(tmp_path / "nothing")).collect() == []


def test_several_folders(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    for name in "ab":
        sc.parallelize([name * 3, name], 1).saveAsPickleFile(str(tmp_path / name))
    assert sc.pickleFile(str(tmp_path / "*")).collect() == ["aaa", "a", "bbb", "b"]
    sc.range(3, numSlices=1).saveAsPickleFile(str(tmp_path / "c"))
    with pytest.raises(MartletError, match="one by one, and union them"):
        sc.pickleFile(f"{tmp_path / 'a'},{tmp_path / 'c'}").collect()


def test_what_cannot_be_read_or_written(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "rows"
    sc.range(10, numSlices=1).saveAsPickleFile(str(folder))
    with pytest.raises(MartletError, match="exist"):
        sc.range(10).saveAsPickleFile(str(folder))
    with pytest.raises(MartletError, match="does not exist"):
        sc.pickleFile(str(tmp_path / "nowhere"))
    part = folder / "part-00000"
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(MartletError, match="part-00000 is damaged"):
        sc.pickleFile(str(folder)).collect()
    part.write_bytes(pickle.dumps([1, 2, 3]))
    with pytest.raises(MartletError, match="was not saved by Martlet"):
        sc.pickleFile(str(folder))


def test_bytes_of_files(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    content = {"a.bin": b"\x00\xff\xfe", "b.bin": b"", "c.bin": bytes(range(256)) * 1000}
    for name, each in content.items():
        (tmp_path / name).write_bytes(each)
    found = sc.binaryFiles(str(tmp_path)).collect()
    assert found == [(f"file:{tmp_path / name}", each) for name, each in sorted(content.items())]
    (tmp_path / "d.gz").write_bytes(gzip.compress(b"plain"))
    assert sc.binaryFiles(str(tmp_path / "d.gz"), 2).mapValues(len).values().collect() == [5]


def test_records(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    (tmp_path / "records").write_bytes(b"".join(i.to_bytes(4, "little") for i in range(10_000)))
    read = sc.binaryRecords(str(tmp_path / "records"), 4)
    assert read.getNumPartitions() == 2
    assert read.map(lambda record: int.from_bytes(record, "little")).collect() == list(range(10_000))
    with pytest.raises(MartletError, match="no multiple of the record length 7"):
        sc.binaryRecords(str(tmp_path / "records"), 7).count()
    with pytest.raises(ValueError, match="recordLength is 0"):
        sc.binaryRecords(str(tmp_path / "records"), 0)
