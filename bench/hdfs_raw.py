# SPDX-License-Identifier: Apache-2.0
"""Reads files of HDFS over bare sockets and throws the bytes away: what no client can go beyond with these DataNodes.

    hdfs_raw.py --namenodes HOST:PORT[,HOST:PORT] [--streams N] [--drop] PATH...

Asks the active NameNode where the blocks of the files lie, and each DataNode for whole blocks, N at a time in processes
of their own. Nothing is checked or looked at but the number of bytes; with --drop they are not even copied out of the
kernel (MSG_TRUNC). Prints seconds, bytes and the processor time of this side. The bytes on the wire are as Hadoop has
them (protocol/hadoop.proto): packets of 64 KiB, a checksum of 4 bytes for each 512.
"""

from __future__ import annotations

import argparse
import os
import socket
import struct
import sys
import time

PROTOCOL = b"org.apache.hadoop.hdfs.protocol.ClientProtocol"
CLIENT = b"raw_reader"
PACKET_BYTES = 65_536
CHUNK_BYTES = 512
#: Length and header of a packet.
PACKET_HEAD_BYTES = 31
BUFFER_BYTES = 1 << 20
TIMEOUT_SECONDS = 60.0

Fields = dict[int, list[bytes | int]]


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def delimited(message: bytes) -> bytes:
    return varint(len(message)) + message


def take_varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7


def parse(data: bytes) -> Fields:
    found: Fields = {}
    at = 0
    while at < len(data):
        key, at = take_varint(data, at)
        value: bytes | int
        if key & 7 == 0:
            value, at = take_varint(data, at)
        else:
            length = {1: 8, 5: 4}.get(key & 7)
            if length is None:
                length, at = take_varint(data, at)
            value = data[at : at + length]
            at += length
        found.setdefault(key >> 3, []).append(value)
    return found


def message(fields: Fields, number: int) -> Fields:
    value = fields[number][0]
    assert isinstance(value, bytes)
    return parse(value)


def connect(address: str) -> socket.socket:
    host, port = address.rsplit(":", 1)
    made = socket.create_connection((host, int(port)), TIMEOUT_SECONDS)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def receive(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise EOFError("the server closed the connection")
        data += part
    return bytes(data)


def block_locations(address: str, path: str) -> Fields | None:
    """The reply of one NameNode; None when it is not the active one."""
    identity = os.urandom(16)

    def header(call: int) -> bytes:
        # Numbers of calls are written zigzag.
        return field(1, 2) + field(2, 0) + field(3, call * 2 if call >= 0 else -call * 2 - 1) + field(4, identity)

    def frame(body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + body

    user = os.environ.get("HADOOP_USER_NAME", os.environ.get("USER", "root")).encode()
    with connect(address) as server:
        context = field(2, field(1, user)) + field(3, PROTOCOL)
        server.sendall(b"hrpc\x09\x00\x00" + frame(delimited(header(-3)) + delimited(context)))
        name = field(1, b"getBlockLocations") + field(2, PROTOCOL) + field(3, 1)
        asked = field(1, path.encode()) + field(2, 0) + field(3, 1 << 62)
        server.sendall(frame(delimited(header(0)) + delimited(name) + delimited(asked)))
        reply = receive(server, struct.unpack(">I", receive(server, 4))[0])
    length, at = take_varint(reply, 0)
    head = parse(reply[at : at + length])
    if head[2][0] != 0:
        if b"StandbyException" in bytes(head.get(4, [b""])[0]):  # type: ignore[arg-type]
            return None
        raise OSError(f"the NameNode said: {head.get(4)} {head.get(5)}")
    length, start = take_varint(reply, at + length)
    return parse(reply[start : start + length])


def requests(namenodes: list[str], paths: list[str]) -> list[tuple[str, bytes, int]]:
    """For each block: the DataNode, what to send to it, and how many bytes it sends then but for its first answer."""
    found = []
    for path in paths:
        reply = next(reply for address in namenodes if (reply := block_locations(address, path)) is not None)
        for located in message(reply, 1).get(2, []):
            assert isinstance(located, bytes)
            block = parse(located)
            extended, token, place = block[1][0], block[5][0], block[3][0]
            assert isinstance(extended, bytes) and isinstance(token, bytes) and isinstance(place, bytes)
            length = int(parse(extended)[4][0])
            node = message(parse(place), 1)
            host = node[1][0]
            assert isinstance(host, bytes)
            base = field(1, extended) + field(2, token)
            operation = field(1, field(1, base) + field(2, CLIENT)) + field(2, 0) + field(3, length) + field(4, 1)
            packets = -(-length // PACKET_BYTES)
            sums = 4 * (-(-length // CHUNK_BYTES))
            total = length + sums + (packets + 1) * PACKET_HEAD_BYTES
            found.append((f"{host.decode()}:{node[4][0]}", b"\x00\x1c\x51" + delimited(operation), total))
    return found


def read(request: tuple[str, bytes, int], drop: bool) -> int:
    """Reads a block; how many bytes came."""
    address, operation, total = request
    buffer = bytearray(BUFFER_BYTES)
    flags = socket.MSG_TRUNC if drop else 0
    with connect(address) as node:
        node.sendall(operation)
        length = 0
        for shift in range(0, 35, 7):
            byte = receive(node, 1)[0]
            length |= (byte & 127) << shift
            if byte < 128:
                break
        answer = parse(receive(node, length))
        if answer[1][0] != 0:
            raise OSError(f"{address} refused: {answer}")
        left = total
        while left > 0:
            count = node.recv_into(buffer, min(left, BUFFER_BYTES), flags)
            if count == 0:
                raise EOFError(f"{address} closed the connection with {left} bytes to come")
            left -= count
        # "The checksums are right."
        node.sendall(b"\x02\x08\x06")
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--namenodes", required=True)
    parser.add_argument("--streams", type=int, default=1)
    parser.add_argument("--drop", action="store_true")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    if options.streams < 1:
        parser.error("--streams must be at least 1")
    work = requests(options.namenodes.split(","), options.paths)
    start = time.monotonic()
    children = []
    for number in range(options.streams):
        child = os.fork()
        if child == 0:
            for request in work[number :: options.streams]:
                read(request, options.drop)
            os._exit(0)
        children.append(child)
    failed = any(os.waitpid(child, 0)[1] for child in children)
    seconds = time.monotonic() - start
    times = os.times()
    print(seconds, sum(total for _, _, total in work), times.children_user + times.children_system)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
