#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks results with nothing but the Python standard library, in one thread, independently of any engine.

    verify.py wordcount --input DIR --result DIR     counts again and compares key by key
    verify.py sort --input DIR --result DIR          global order, and the same multiset of lines as the input
    verify.py digest --result DIR                    only order and multiset of a result, for comparing two

Result folders hold files `part-*`, read in the order of their names. Counts are lines `(word,count)`, `('word', count)`
or `word<TAB>count`. Prints one line; ends with 1 and says what differs if something does.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import sys
from collections import Counter
from pathlib import Path

MASK = (1 << 128) - 1
DIFFERENCES_SHOWN = 5
PAIR = re.compile(rb"^(?:\((?:'(.*)'|\"(.*)\"|(.*)), ?(\d+)\)|(.*)\t(\d+))$", re.DOTALL)


def files(folder: str) -> list[Path]:
    path = Path(folder)
    found = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] not in "._") if path.is_dir() else [path]
    if not found:
        sys.exit(f"verify: no files in {folder}")
    return found


def lines(path: Path):
    """The lines of a file without their newlines."""
    with gzip.open(path) if path.suffix == ".gz" else open(path, "rb", buffering=1 << 20) as file:
        for line in file:
            yield line[:-1] if line.endswith(b"\n") else line


def count_words(folder: str) -> Counter:
    counts: Counter = Counter()
    for path in files(folder):
        for line in lines(path):
            counts.update(line.split(b" "))
    return counts


def read_counts(folder: str) -> dict[bytes, int]:
    counts: dict[bytes, int] = {}
    for path in files(folder):
        for line in lines(path):
            match = PAIR.match(line)
            if not match:
                sys.exit(f"verify: {path}: not a pair: {line[:80]!r}")
            word = next((match.group(i) for i in (1, 2, 3, 5) if match.group(i) is not None), b"")
            if word in counts:
                sys.exit(f"verify: {path}: {word!r} is there twice")
            counts[word] = int(match.group(4) or match.group(6))
    return counts


def digest(folder: str) -> tuple[int, int, str]:
    """Lines, a sum of the lines' hashes (the multiset), and the first place where the order breaks."""
    number, total, unordered = 0, 0, ""
    previous = b""
    blake = hashlib.blake2b
    for path in files(folder):
        for line in lines(path):
            total += int.from_bytes(blake(line, digest_size=16).digest(), "little")
            if line < previous and not unordered:
                unordered = f"{path}: line {number + 1} of all sorts before its predecessor: {line[:40]!r}"
            previous = line
            number += 1
    return number, total & MASK, unordered


def verify_wordcount(args: argparse.Namespace) -> str:
    expected, actual = count_words(args.input), read_counts(args.result)
    if expected != actual:
        wrong = [w for w in sorted(expected.keys() | actual.keys()) if expected.get(w) != actual.get(w)]
        for word in wrong[:DIFFERENCES_SHOWN]:
            print(f"{word!r}: {expected.get(word)} expected, {actual.get(word)} found", file=sys.stderr)
        sys.exit(f"verify: {len(wrong)} of {len(expected)} words differ")
    return f"{len(actual)} words, {sum(actual.values())} in all: equal key by key"


def verify_sort(args: argparse.Namespace) -> str:
    count, total, unordered = digest(args.result)
    if unordered:
        sys.exit(f"verify: not in order: {unordered}")
    if args.input:
        wanted, wanted_total, _ = digest(args.input)
        if (count, total) != (wanted, wanted_total):
            sys.exit(f"verify: another multiset: {count} lines {total:032x}, not {wanted} {wanted_total:032x}")
    return f"{count} lines in order, multiset {total:032x}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["wordcount", "sort", "digest"])
    parser.add_argument("--input", help="the folder the job read")
    parser.add_argument("--result", required=True, help="the folder the job wrote")
    args = parser.parse_args()
    if args.kind != "digest" and not args.input:
        parser.error(f"{args.kind} needs --input")
    if args.kind == "digest":
        args.input = None
    print(verify_wordcount(args) if args.kind == "wordcount" else verify_sort(args))


if __name__ == "__main__":
    main()
