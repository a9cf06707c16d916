#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes blocks.json: blocks and hashes made from protocol/blocks.md alone, without Martlet's own code.

    python3 protocol/vectors/blocks.py > protocol/vectors/blocks.json

A type is a name ("int"), or a tuple whose first member says what it is: ("tuple", ...), ("list", t), ("map", k, v).
Values of type any are Python's own, but for sets (`Members`, which have an order) and objects (`Thing`).
In the output an int is a decimal string, a float its 64 bits in hexadecimal, bytes are hexadecimal, a map is a list of
pairs.
"""

import json
import struct

MASK = (1 << 64) - 1
SEED, MULTIPLIER = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
LENGTH, NULL = 0xA0761D6478BD642F, 0x2545F4914F6CDD1D
NAMES = ["null", "bool", "int", "float", "string", "bytes", "tuple", "list", "map", "any", "decimal"]
TAGS = {name: tag for tag, name in enumerate(NAMES)}


class Members(list):
    """The members of a set in the order in which they are written."""

    tag = 10


class Frozen(Members):
    tag = 11


class Thing(list):
    """The name of an object's type, then its fields."""


def kind(t):
    return t if isinstance(t, str) else t[0]


def text_of(t):
    if isinstance(t, str):
        return t
    if t[0] == "tuple":
        return "(" + ", ".join(text_of(m) for m in t[1:]) + ")"
    if t[0] == "list":
        return "[" + text_of(t[1]) + "]"
    return "[" + text_of(t[1]) + ": " + text_of(t[2]) + "]"


def type_bytes(t):
    out = bytes([TAGS[kind(t)]])
    if kind(t) == "tuple":
        out += count(len(t) - 1)
    return out + (b"" if isinstance(t, str) else b"".join(type_bytes(m) for m in t[1:]))


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def bits(flags):
    out = bytearray((len(flags) + 7) // 8)
    for row, flag in enumerate(flags):
        out[row // 8] |= flag << row % 8
    return bytes(out)


def count(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def any_bytes(value):
    """One value of type any."""
    if value is None:
        return b"\0"
    if isinstance(value, bool):
        return bytes([2 if value else 1])
    if isinstance(value, int):
        return b"\3" + count((value << 1) ^ (value >> 63))
    if isinstance(value, float):
        return b"\4" + struct.pack("<d", value)
    if isinstance(value, str | bytes):
        return bytes([5 if isinstance(value, str) else 6]) + count(len(raw(value))) + raw(value)
    if isinstance(value, dict):
        return b"\11" + count(len(value)) + b"".join(any_bytes(k) + any_bytes(v) for k, v in value.items())
    if isinstance(value, Thing):
        name = value[0].encode()
        return b"\14" + count(len(name)) + name + count(len(value) - 1) + b"".join(map(any_bytes, value[1:]))
    tag = 7 if isinstance(value, tuple) else getattr(value, "tag", 8)
    return bytes([tag]) + count(len(value)) + b"".join(map(any_bytes, value))


def raw(value):
    return value.encode() if isinstance(value, str) else value


def buffers(t, rows):
    """The buffers of a column, in order."""
    if kind(t) == "null":
        return []
    out = [bits([row is not None for row in rows]) if None in rows else b""]
    if kind(t) == "bool":
        out.append(bits([bool(row) for row in rows]))
    elif kind(t) == "int":
        out.append(b"".join(struct.pack("<q", row or 0) for row in rows))
    elif kind(t) == "float":
        out.append(b"".join(struct.pack("<d", row) if row is not None else bytes(8) for row in rows))
    elif kind(t) == "decimal":
        out.append(b"".join((row or 0).to_bytes(16, "little", signed=True) for row in rows))
    elif kind(t) == "any":
        return buffers("bytes", [any_bytes(row) for row in rows])
    elif kind(t) in ("string", "bytes"):
        views, text = b"", b""
        for row in rows:
            value = raw(row) if row is not None else b""
            if len(value) <= 12:
                views += struct.pack("<I12s", len(value), value)
            else:
                views += struct.pack("<I4sII", len(value), value[:4], 0, len(text))
                text += value
        out += [views, text]
    elif kind(t) == "tuple":
        for member in range(len(t) - 1):
            out += buffers(t[member + 1], [None if row is None else row[member] for row in rows])
    else:
        element = t[1] if kind(t) == "list" else ("tuple", t[1], t[2])
        elements, offsets = [], [0]
        for row in rows:
            elements += row or []
            offsets.append(len(elements))
        out.append(b"".join(struct.pack("<i", offset) for offset in offsets))
        out += buffers(element, elements)
    return out


def padded(data):
    return data + bytes(-len(data) % 8)


def block(t, rows, stored=None, row_count=None, narrow=None):
    """The block; `stored` replaces buffers, by number, with snappy's form of them, `narrow` with narrow integers."""
    plain = buffers(t, rows)
    stored, narrow = stored or {}, narrow or {}
    table, body = b"", b""
    for number, data in enumerate(plain):
        kept = stored.get(number, narrow.get(number, data))
        table += struct.pack("<II", len(data), len(kept) | (number in stored) << 31 | (number in narrow) << 30)
        body += padded(kept)
    rest = padded(type_bytes(t)) + table + body
    count = len(rows) if row_count is None else row_count
    return sealed(struct.pack("<4sBBHIII", b"MBLK", 2, 0, len(plain), 24 + len(rest), count, len(type_bytes(t))), rest)


def sealed(head, rest):
    return head[:20] + struct.pack("<I", crc32c(head[:20] + rest)) + rest


def changed(good, offset, value):
    """A block with other bytes somewhere and a right checksum."""
    out = good[:offset] + value + good[offset + len(value) :]
    return sealed(out[:20], out[24:])


def snappy_run(byte, count):
    """`count` times one byte: a literal of one, then copies from one byte back."""
    out, left = bytearray(), count
    while left > 0x7F:
        out.append(left & 0x7F | 0x80)
        left >>= 7
    out.append(left)
    out += bytes([0, byte])
    left = count - 1
    while left > 0:
        length = min(left, 64)
        out += bytes([(length - 1) << 2 | 2, 1, 0])
        left -= length
    return bytes(out)


def mix(left, right):
    product = left * right
    return product >> 64 ^ product & MASK


def hash_int(value):
    return mix(value & MASK ^ SEED, MULTIPLIER)


def hash_bytes(data):
    if len(data) <= 12:
        low, high = struct.unpack("<QQ", struct.pack("<I12s", len(data), data))
        return mix(low ^ SEED, high ^ MULTIPLIER)
    state, offset = len(data) ^ LENGTH, 0
    while offset + 16 < len(data):
        low, high = struct.unpack_from("<QQ", data, offset)
        state = mix(low ^ state, high ^ MULTIPLIER)
        offset += 16
    start = max(len(data) - 16, 0)
    low, high = struct.unpack_from("<Q", data, start)[0], struct.unpack_from("<Q", data, len(data) - 8)[0]
    return mix(low ^ state, high ^ SEED)


def hash_float(value):
    if value == value and abs(value) != float("inf") and value == int(value) and -(2**63) <= int(value) < 2**63:
        return hash_int(int(value))
    number = 0x7FF8000000000000 if value != value else struct.unpack("<Q", struct.pack("<d", value))[0]
    return mix(number ^ LENGTH, MULTIPLIER)


def hash_any(value):
    if isinstance(value, Thing):
        if value[0] == "Row" and len(value) == 3:
            return hash_any(value[2])
        if value[0] == "collections.Counter" and len(value) == 2:
            return hash_any(value[1])
        return hash_any(tuple(value))
    if isinstance(value, dict):
        pairs = [mix(hash_any(k) ^ MULTIPLIER, hash_any(v) ^ LENGTH) for k, v in value.items()]
        return (hash_int(len(value)) + sum(pairs)) & MASK
    if isinstance(value, Members):
        return (hash_int(len(value)) + sum(mix(hash_any(item) ^ SEED, MULTIPLIER) for item in value)) & MASK
    if isinstance(value, tuple | list):
        state = hash_int(len(value))
        for item in value:
            state = mix(state ^ SEED, hash_any(item) ^ LENGTH)
        return state
    names = {bool: "bool", int: "int", float: "float", str: "string", bytes: "bytes"}
    return NULL if value is None else hash_value(names[type(value)], value)


def hash_value(t, value):
    if kind(t) == "any":
        return hash_any(value)
    if value is None or kind(t) == "null":
        return NULL
    if kind(t) in ("bool", "int"):
        return hash_int(int(value))
    if kind(t) == "float":
        return hash_float(value)
    if kind(t) == "decimal":
        if -(2**63) <= value < 2**63:
            return hash_int(value)
        return mix(value & MASK ^ SEED, (value >> 64) & MASK ^ LENGTH)
    if kind(t) in ("string", "bytes"):
        return hash_bytes(raw(value))
    if kind(t) == "tuple":
        parts = list(zip(t[1:], value))
    else:
        element = t[1] if kind(t) == "list" else ("tuple", t[1], t[2])
        parts = [(element, item) for item in value]
    state = hash_int(len(parts))
    for part, item in parts:
        state = mix(state ^ SEED, hash_value(part, item) ^ LENGTH)
    return state


def shown_any(value):
    if isinstance(value, dict):
        return [[shown_any(key), shown_any(item)] for key, item in value.items()]
    if isinstance(value, Thing):
        return [value[0]] + [shown_any(item) for item in value[1:]]
    if isinstance(value, tuple | list):
        return [shown_any(item) for item in value]
    names = {bool: "bool", int: "int", float: "float", str: "string", bytes: "bytes"}
    return None if value is None else shown(names[type(value)], value)


def shown(t, value):
    if kind(t) == "any":
        return shown_any(value)
    if value is None:
        return None
    if kind(t) in ("int", "decimal"):
        return str(value)
    if kind(t) == "float":
        return struct.pack(">d", value).hex()
    if kind(t) == "bytes":
        return value.hex()
    if kind(t) == "tuple":
        return [shown(m, item) for m, item in zip(t[1:], value)]
    if kind(t) == "list":
        return [shown(t[1], item) for item in value]
    if kind(t) == "map":
        return [[shown(t[1], key), shown(t[2], item)] for key, item in value]
    return value


LONG = "a text that does not fit into a view"
GOOD = [
    ("nulls", "null", [None, None, None]),
    ("no rows", "int", []),
    ("no rows of text", "string", []),
    ("bools", "bool", [True, False, True, True, False, False, False, True, True]),
    ("bools and nulls", "bool", [True, None, False]),
    ("ints", "int", [0, 1, -1, 2**63 - 1, -(2**63), 1_000_000_007]),
    ("ints and nulls", "int", [7, None, None, -7]),
    ("decimals", "decimal", [0, -1, 10**38 - 1, -(2**63), 2**63, -(2**127), 2**127 - 1]),
    ("decimals and nulls", ("tuple", "decimal"), [(12345,), (None,), None, (-(10**20),)]),
    ("floats", "float", [0.0, -0.0, 1.0, 1.5, -2.25, 1e300, 5e-324, 2.0**63, -(2.0**63)]),
    ("floats beyond numbers", "float", [float("inf"), float("-inf"), float("nan"), None]),
    ("text", "string", ["", "a", "grüße", "twelve bytes", "thirteen byte", LONG, "漢字𝄞", LONG]),
    ("text and nulls", "string", [None, LONG, None, "b"]),
    ("text around 16 bytes", "string", ["x" * n for n in (11, 12, 13, 15, 16, 17, 31, 32, 33, 100)]),
    ("bytes", "bytes", [b"", b"\x00", bytes(range(256)), None]),
    ("empty tuples", ("tuple",), [(), None, ()]),
    ("pairs", ("tuple", "string", "int"), [("a", 1), (LONG, 2), None, (None, 3)]),
    ("lists", ("list", "int"), [[1, 2], [], None, [3, None]]),
    ("lists of nothing", ("list", "null"), [[None, None], []]),
    ("no lists", ("list", "string"), []),
    ("maps", ("map", "string", "float"), [[("a", 0.5), ("b", None)], [], None]),
    (
        "nested",
        ("list", ("tuple", ("list", "bool"), ("map", "int", "bytes"))),
        [[([True, None], [(1, b"x")]), None], []],
    ),
    (
        "any",
        "any",
        [None, True, False, 0, -1, 63, 64, 2**63 - 1, -(2**63), 1.0, 0.5, float("nan"), "", "漢", LONG, b"a"],
    ),
    (
        "any in containers",
        "any",
        [
            (),
            (1, "a", None),
            [1.0, [True]],
            {},
            {"a": 1, 2: (LONG,)},
            {2: (LONG,), "a": 1.0},
            Members([3, "x"]),
            Frozen(["x", 3.0]),
            Thing(["Row", ("n",), (1,)]),
            (1,),
            Thing(["collections.Counter", {"a": 2}]),
            Thing(["datetime.date", 2024, 2, 29]),
            Thing(["t", LONG]),
        ],
    ),
    ("any in tuples", ("tuple", "any", ("list", "any")), [(1, [2, None]), (None, []), None]),
]


def refused():
    """Blocks whose checksum is right and which must be refused all the same."""
    ints = block("int", [1, 2])
    yield "other magic", "int", changed(ints, 0, b"XBLK")
    yield "other version", "int", changed(ints, 4, b"\x01")
    yield "flags", "int", changed(ints, 5, b"\x01")
    yield "another type", "float", ints
    yield "one row more", "int", block("int", [1, 2], row_count=3)
    yield "2^32 - 1 rows", "int", block("int", [1, 2], row_count=2**32 - 1)
    yield "one buffer more", "int", changed(ints, 6, b"\x03\x00")
    yield "one buffer less", "int", changed(ints, 6, b"\x01\x00")
    yield "a buffer of 1 GiB", "int", changed(ints, 40, struct.pack("<I", 1 << 30))
    yield "behind the type not 0", "int", changed(ints, 31, b"\x01")
    yield "wrong checksum", "int", ints[:20] + bytes([ints[20] ^ 1]) + ints[21:]
    yield "cut short", "int", ints[:-8]
    run = snappy_run(0, 800)
    yield "snappy shorter than declared", "int", changed(block("int", [0] * 100, {1: run}), 40, struct.pack("<I", 808))
    yield "snappy bomb", "int", block("int", [0] * 100, {1: b"\xff\xff\xff\xff\x0f" + run[2:]})
    yield "snappy rubbish", "int", block("int", [0] * 100, {1: run[:2] + bytes(len(run) - 2)})
    yield "narrow integers of no width", "int", block("int", [1] * 8, narrow={1: bytes(24)})
    yield "narrow integers of 8 bytes", "int", block("int", [1] * 8, narrow={1: bytes(64)})
    yield "narrow decimals of no width", "decimal", block("decimal", [1] * 8, narrow={1: bytes(24)})
    yield "narrow decimals of 16 bytes", "decimal", block("decimal", [1] * 8, narrow={1: bytes(128)})
    yield "narrow floats", "float", block("float", [1.0] * 8, narrow={1: bytes(8)})
    yield "narrow and compressed, too long", "int", block("int", [0] * 100, {1: snappy_run(0, 300)}, narrow={1: b""})
    text = block("string", ["ab", LONG])
    yield "bytes behind a short text", "string", changed(text, 24 + 8 + 24 + 4 + 2, b"x")
    yield "a view too long", "string", changed(text, 24 + 8 + 24 + 16, struct.pack("<I", len(LONG) + 1))
    yield "a view of another buffer", "string", changed(text, 24 + 8 + 24 + 16 + 8, struct.pack("<I", 1))
    yield "a view with another prefix", "string", changed(text, 24 + 8 + 24 + 16 + 4, b"A")
    for name, value in [
        ("no value", b""),
        ("an unknown tag", b"\15"),
        ("two values", b"\0\0"),
        ("a tuple cut short", b"\7\1"),
        ("a long number", b"\3\x80\0"),
        ("text that is no UTF-8", b"\5\2\xc1\x80"),
        ("65 levels", b"\10\1" * 64 + b"\0"),
        ("a name of no length", b"\14\0\0"),
        ("more members than bytes", b"\7\xff\xff\xff\xff\x0f"),
    ]:
        good = bytearray(block("bytes", [value]))
        good[24] = TAGS["any"]
        yield "any: " + name, "any", changed(bytes(good), 24, b"\11")
    lists = block(("list", "int"), [[1], [2]])
    yield "offsets from 1", "lists", changed(lists, 24 + 8 + 32, struct.pack("<i", 1))
    yield "offsets that fall", "lists", changed(lists, 24 + 8 + 32 + 4, struct.pack("<i", 3))
    yield "a bit behind the last row", "bool", changed(block("bool", [True]), 24 + 8 + 16, b"\x03")


def main():
    blocks = []
    for name, t, rows in GOOD:
        blocks.append(
            {
                "name": name,
                "type": text_of(t),
                "rows": [shown(t, row) for row in rows],
                "isCanonical": True,
                "hashes": [f"{hash_value(t, row):016x}" for row in rows],
                "block": block(t, rows).hex(),
            }
        )
    packed = block("int", [0] * 100, {1: snappy_run(0, 800)})
    blocks.append(
        {
            "name": "snappy",
            "type": "int",
            "rows": ["0"] * 100,
            "isCanonical": False,
            "hashes": [f"{hash_int(0):016x}"] * 100,
            "block": packed.hex(),
        }
    )
    for code, width in ("b", 1), ("h", 2), ("i", 4):
        top = 2 ** (8 * width - 1)
        numbers = [top - 1, -top, 0, -1] * 8
        small = b"".join(struct.pack("<" + code, number) for number in numbers)
        blocks.append(
            {
                "name": f"ints in {width} bytes",
                "type": "int",
                "rows": [str(number) for number in numbers],
                "isCanonical": False,
                "hashes": [f"{hash_int(number):016x}" for number in numbers],
                "block": block("int", numbers, narrow={1: small}).hex(),
            }
        )
    for width in 1, 2, 4, 8:
        top = 2 ** (8 * width - 1)
        numbers = [top - 1, -top, 0, -1] * 2
        small = b"".join(number.to_bytes(width, "little", signed=True) for number in numbers)
        blocks.append(
            {
                "name": f"decimals in {width} bytes",
                "type": "decimal",
                "rows": [str(number) for number in numbers],
                "isCanonical": False,
                "hashes": [f"{hash_int(number):016x}" for number in numbers],
                "block": block("decimal", numbers, narrow={1: small}).hex(),
            }
        )
    both = block("int", [5] * 400, {1: snappy_run(5, 400)}, narrow={1: b""})
    blocks.append(
        {
            "name": "narrow and compressed",
            "type": "int",
            "rows": ["5"] * 400,
            "isCanonical": False,
            "hashes": [f"{hash_int(5):016x}"] * 400,
            "block": both.hex(),
        }
    )
    wrong = [{"name": name, "expecting": t if t != "lists" else "[int]", "block": b.hex()} for name, t, b in refused()]
    lines = [",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in items) for items in (blocks, wrong)]
    print('{{\n  "blocks": [\n{}\n  ],\n  "refused": [\n{}\n  ]\n}}'.format(*tuple(lines)))


if __name__ == "__main__":
    main()
