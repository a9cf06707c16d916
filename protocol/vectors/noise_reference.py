# SPDX-License-Identifier: Apache-2.0
"""A second, independent implementation of protocol/handshake.md and protocol/frames.md.

It wrote noise-channel.json and frames.json and checks all vectors of this directory:

    python3 noise_reference.py          check
    python3 noise_reference.py --write  write noise-channel.json and frames.json anew
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HERE = pathlib.Path(__file__).parent
NAME = b"Noise_NNpsk0_25519_AESGCM_SHA256"
PROLOGUE = b"Martlet/1" + bytes([0, 1])
RECORDS_PER_KEY = 1 << 24
KINDS = [
    "message",
    "request",
    "reply",
    "failure",
    "cancel",
    "streamOpen",
    "data",
    "credit",
    "end",
    "streamFailure",
    "ping",
    "pong",
    "goaway",
]


def sha256(data):
    return hashlib.sha256(data).digest()


def noise_hkdf(chaining_key, material, count):
    temporary = hmac.digest(chaining_key, material, "sha256")
    keys, last = [], b""
    for index in range(1, count + 1):
        last = hmac.digest(temporary, last + bytes([index]), "sha256")
        keys.append(last)
    return keys


def derive_psk(contents):
    """HKDF (RFC 5869) over the contents without trailing white space."""
    extracted = hmac.digest(b"Martlet/1 secret", contents.rstrip(b" \t\r\n"), "sha256")
    return hmac.digest(extracted, b"Noise psk" + b"\x01", "sha256")


def nonce(number):
    return bytes(4) + number.to_bytes(8, "big")


class Cipher:
    def __init__(self, key, records_per_key=RECORDS_PER_KEY):
        self.key, self.number, self.records_per_key = key, 0, records_per_key

    def _next(self):
        if self.number and self.number % self.records_per_key == 0:
            self.key = AESGCM(self.key).encrypt(nonce(2**64 - 1), bytes(32), b"")[:32]
        self.number += 1
        return nonce(self.number - 1)

    def seal(self, text, data=b""):
        used = self._next()
        return AESGCM(self.key).encrypt(used, text, data)

    def open(self, sealed, data=b""):
        used = self._next()
        return AESGCM(self.key).decrypt(used, sealed, data)


class Handshake:
    def __init__(self, initiator, prologue, psk, private):
        self.initiator, self.private = initiator, X25519PrivateKey.from_private_bytes(private)
        self.hash = self.chaining_key = NAME
        self.mix_hash(prologue)
        self.chaining_key, mixed, key = noise_hkdf(self.chaining_key, psk, 3)
        self.mix_hash(mixed)
        self.cipher = Cipher(key)
        self.messages = 0

    def mix_hash(self, data):
        self.hash = sha256(self.hash + data)

    def mix_key(self, material):
        self.chaining_key, key = noise_hkdf(self.chaining_key, material, 2)
        self.cipher = Cipher(key)

    def write(self, payload=b""):
        public = self.private.public_key().public_bytes_raw()
        self.mix_hash(public)
        self.mix_key(public)
        if self.messages == 1:
            self.mix_key(self.private.exchange(self.remote))
        sealed = self.cipher.seal(payload, self.hash)
        self.mix_hash(sealed)
        self.messages += 1
        return public + sealed

    def read(self, message):
        public, sealed = message[:32], message[32:]
        self.remote = X25519PublicKey.from_public_bytes(public)
        self.mix_hash(public)
        self.mix_key(public)
        if self.messages == 1:
            self.mix_key(self.private.exchange(self.remote))
        payload = self.cipher.open(sealed, self.hash)
        self.mix_hash(sealed)
        self.messages += 1
        return payload

    def split(self, records_per_key=RECORDS_PER_KEY):
        first, second = [Cipher(key, records_per_key) for key in noise_hkdf(self.chaining_key, b"", 2)]
        return (first, second) if self.initiator else (second, first)


def framed(message):
    return struct.pack(">H", len(message)) + message


def channel_vector(name, contents, seeds, records_per_key, plaintexts):
    """One connection: handshake, the initiator's empty record, then records in both directions."""
    psk = derive_psk(contents)
    keys = [sha256(seed) for seed in seeds]
    sides = [Handshake(index == 0, PROLOGUE, psk, keys[index]) for index in range(2)]
    wire = []

    def pass_on(sender, kind, plaintext, sealed):
        wire.append(
            {
                "from": ["initiator", "responder"][sender],
                "kind": kind,
                "plaintext": plaintext.hex(),
                "bytes": framed(sealed).hex(),
            }
        )

    for sender in range(2):
        message = sides[sender].write()
        sides[1 - sender].read(message)
        pass_on(sender, "handshake", b"", message)
    assert sides[0].hash == sides[1].hash
    ciphers = [side.split(records_per_key) for side in sides]
    for sender, plaintext in [(0, b"")] + plaintexts:
        sealed = ciphers[sender][0].seal(plaintext)
        assert ciphers[1 - sender][1].open(sealed) == plaintext
        pass_on(sender, "record", plaintext, sealed)
    return {
        "name": name,
        "secret_file": contents.hex(),
        "psk": psk.hex(),
        "initiator_ephemeral": keys[0].hex(),
        "responder_ephemeral": keys[1].hex(),
        "handshake_hash": sides[0].hash.hex(),
        "records_per_key": records_per_key,
        "wire": wire,
    }


def frame(kind, identifier, payload=b"", number=None):
    if number is not None:
        payload = struct.pack("<I", number) + payload
    return struct.pack("<IBBHI", len(payload), KINDS.index(kind) + 1, 0, 0, identifier) + payload


def channel_file():
    ping, pong = frame("ping", 0), frame("pong", 0)
    talk = [(0, ping), (1, pong), (0, frame("request", 1, b"how many?")), (1, frame("reply", 1, b"seven"))]
    vectors = [
        channel_vector("plain", b"correct horse battery staple\n", [b"a", b"b"], RECORDS_PER_KEY, talk),
        channel_vector(
            "hex secret, CRLF",
            b"00112233445566778899aabbccddeeff\r\n",
            [b"c", b"d"],
            RECORDS_PER_KEY,
            [(1, frame("message", 0, bytes(range(256))))],
        ),
        channel_vector(
            "keys replaced every 3 records",
            b"a secret of sixteen bytes or more",
            [b"e", b"f"],
            3,
            [(index % 2, b"record %d" % index) for index in range(20)],
        ),
    ]
    return {
        "about": "The secure channel of protocol/handshake.md, byte by byte. records_per_key is 2^24 in the "
        "protocol; one vector lowers it to show the replacement of keys.",
        "vectors": vectors,
    }


def frames_file():
    def valid(kind, identifier, payload=b"", number=None):
        encoded = frame(kind, identifier, payload, number)
        return {
            "kind": kind,
            "code": KINDS.index(kind) + 1,
            "id": identifier,
            "payload": encoded[12:].hex(),
            "bytes": encoded.hex(),
        }

    def header(length, kind, identifier, flags=0, reserved=0):
        return struct.pack("<IBBHI", length, kind, flags, reserved, identifier).hex()

    big = 16 << 20
    return {
        "about": "Frames of protocol/frames.md. `invalid` frames are refused by their header alone.",
        "valid": [
            valid("message", 0),
            valid("message", 0, "Grüße".encode()),
            valid("request", 1, b"stage 3"),
            valid("reply", 1, b""),
            valid("failure", 2, b"no such block", number=404),
            valid("cancel", 7),
            valid("streamOpen", 9, b"blocks 1-5", number=1 << 20),
            valid("data", 9, bytes(range(32))),
            valid("credit", 9, number=262144),
            valid("end", 9),
            valid("streamFailure", 0xFFFFFFFF, b"", number=3),
            valid("ping", 0),
            valid("pong", 0),
            valid("goaway", 0, b"leaving", number=0),
        ],
        "invalid": [
            {"name": "kind 0", "bytes": header(0, 0, 0)},
            {"name": "kind 14", "bytes": header(0, 14, 0)},
            {"name": "a flag", "bytes": header(0, 11, 0, flags=1)},
            {"name": "a reserved bit", "bytes": header(0, 11, 0, reserved=0x8000)},
            {"name": "message too long", "bytes": header(big + 1, 1, 0)},
            {"name": "length of 4 GiB less one", "bytes": header(0xFFFFFFFF, 3, 1)},
            {"name": "message with an id", "bytes": header(0, 1, 5)},
            {"name": "request without id", "bytes": header(0, 2, 0)},
            {"name": "failure without code", "bytes": header(3, 4, 1)},
            {"name": "failure with 64 KiB and a byte of text", "bytes": header(4 + (64 << 10) + 1, 4, 1)},
            {"name": "cancel with payload", "bytes": header(1, 5, 1)},
            {"name": "streamOpen without window", "bytes": header(0, 6, 1)},
            {"name": "empty data", "bytes": header(0, 7, 1)},
            {"name": "data of 256 KiB and a byte", "bytes": header((256 << 10) + 1, 7, 1)},
            {"name": "credit of 8 bytes", "bytes": header(8, 8, 1)},
            {"name": "end with payload", "bytes": header(4, 9, 1)},
            {"name": "ping with payload", "bytes": header(8, 11, 0)},
            {"name": "goaway with an id", "bytes": header(4, 13, 1)},
        ],
    }


def check_noise(vector):
    unhex = bytes.fromhex
    sides = [
        Handshake(
            index == 0,
            unhex(vector[role + "_prologue"]),
            unhex(vector[role + "_psks"][0]),
            unhex(vector[role + "_ephemeral"]),
        )
        for index, role in enumerate(["init", "resp"])
    ]
    for index, message in enumerate(vector["messages"][:2]):
        written = sides[index].write(unhex(message["payload"]))
        assert written.hex() == message["ciphertext"]
        assert sides[1 - index].read(written) == unhex(message["payload"])
        if index == 0:
            assert sides[0].hash.hex() == vector["hash_after_first_message"]
    assert sides[0].hash.hex() == vector["handshake_hash"]
    ciphers = [side.split() for side in sides]
    for index, message in enumerate(vector["messages"]):
        if index >= 2:
            assert ciphers[index % 2][0].seal(unhex(message["payload"])).hex() == message["ciphertext"]


def main():
    for vector in json.loads((HERE / "noise.json").read_text())["vectors"]:
        check_noise(vector)
    for name, content in [("noise-channel.json", channel_file()), ("frames.json", frames_file())]:
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if "--write" in sys.argv:
            (HERE / name).write_text(text)
        assert (HERE / name).read_text() == text, f"{name} differs from the reference"
    print("all vectors hold")


if __name__ == "__main__":
    main()
