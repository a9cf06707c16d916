# SPDX-License-Identifier: Apache-2.0
"""hdfs-native (PyPI) for hdfs_speed.py: takes `write LOCAL PATH` and `read PATH` from its input, one a line, and prints
the seconds of each. HADOOP_CONF_DIR says where HDFS is."""

from __future__ import annotations

import sys
import time

from hdfs_native import Client, WriteOptions

PIECE_BYTES = 1 << 20
BLOCK_BYTES = 128 << 20


def main() -> None:
    client = Client("hdfs://mini")
    print("ready", flush=True)
    for line in sys.stdin:
        what, *words = line.split()
        start = time.monotonic()
        if what == "write":
            options = WriteOptions(block_size=BLOCK_BYTES, replication=1, overwrite=True)
            with open(words[0], "rb") as source, client.create(words[1], options) as target:
                while piece := source.read(PIECE_BYTES):
                    target.write(piece)
        else:
            with client.read(words[0]) as stream:
                while stream.read(PIECE_BYTES):
                    pass
        print(time.monotonic() - start, flush=True)


if __name__ == "__main__":
    main()
