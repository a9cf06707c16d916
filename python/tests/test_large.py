# SPDX-License-Identifier: Apache-2.0
"""Values of the driver that are more than one connection may queue or one message may take."""

from __future__ import annotations

import pathlib

from test_processes import SECONDS, script


def test_hundreds_of_megabytes_of_the_driver_in_two_slices(real: None, tmp_path: pathlib.Path) -> None:
    text = """
import os
# What does not compress; both slices go to the one executor at once.
rows = [f"{i:07d}" + os.urandom(496).hex() + "x" for i in range(400_000)]
with martlet.SparkContext("local-cluster[1,2,256m]") as sc:
    data = sc.parallelize(rows, 2)
    print(data.count(), data.map(lambda s: int(s[:7]) + len(s)).sum())
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=3 * SECONDS)
    assert (process.returncode, shown) == (0, f"400000 {400_000 * 399_999 // 2 + 400_000_000}\n"), errors


def test_broadcasts_larger_than_a_message(real: None, tmp_path: pathlib.Path) -> None:
    text = """
with martlet.SparkContext("local-cluster[2,1,512m]") as sc:
    text = sc.broadcast("0123456789" * 4_000_000)
    table = sc.broadcast({i: "value %d " % i + "x" * 50 for i in range(300_000)})
    print(sc.range(6).map(lambda x: len(text.value) + x).sum())
    print(sc.range(299_990, 300_010).filter(lambda x: x in table.value).map(lambda x: len(table.value[x])).sum())
    print(sc.range(4).mapPartitions(lambda rows: [len(text.value) + r for r in rows]).sum())
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=3 * SECONDS)
    assert (process.returncode, shown) == (0, f"{6 * 40_000_000 + 15}\n{10 * 63}\n{4 * 40_000_000 + 6}\n"), errors
