# SPDX-License-Identifier: Apache-2.0
"""A first job, locally and with executor processes: what a wheel must do in an empty virtual environment."""

from __future__ import annotations

import time

import martlet


def main() -> None:
    for master in ("local[*]", "local-cluster[2,1,1g]"):
        start = time.perf_counter()
        with martlet.SparkContext(master, "smoke") as sc:
            doubled = sc.parallelize(range(1000)).map(lambda x: x * 2)
            assert doubled.sum() == 999000
            counts = sc.parallelize(["a b", "b"]).flatMap(lambda line: line.split()).countByValue()
            assert dict(counts) == {"a": 1, "b": 2}
        print(f"{master}: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
