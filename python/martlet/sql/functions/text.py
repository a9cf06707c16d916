# SPDX-License-Identifier: Apache-2.0
"""Functions of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..column import Column, call, column, invoke
from ..datatypes import DataType
from ..errors import PySparkValueError, not_expected
from ..trees import literal
from .basics import ColumnOrName, with_constants


def lower(col: ColumnOrName) -> Column:
    """Small letters."""
    return invoke("lower", col)


def upper(col: ColumnOrName) -> Column:
    """Capital letters."""
    return invoke("upper", col)


def initcap(col: ColumnOrName) -> Column:
    """A capital at the beginning of each word."""
    return invoke("initcap", col)


def trim(col: ColumnOrName, trim: ColumnOrName | None = None) -> Column:
    """Without spaces, or the characters of `trim`, at both ends."""
    return invoke("trim", col) if trim is None else invoke("trim", trim, col)


def ltrim(col: ColumnOrName, trim: ColumnOrName | None = None) -> Column:
    """Without spaces, or the characters of `trim`, at the beginning."""
    return invoke("ltrim", col) if trim is None else invoke("ltrim", trim, col)


def rtrim(col: ColumnOrName, trim: ColumnOrName | None = None) -> Column:
    """Without spaces, or the characters of `trim`, at the end."""
    return invoke("rtrim", col) if trim is None else invoke("rtrim", trim, col)


def btrim(str: ColumnOrName, trim: ColumnOrName | None = None) -> Column:
    """As :func:`trim`."""
    return invoke("btrim", str) if trim is None else invoke("btrim", str, trim)


def length(col: ColumnOrName) -> Column:
    """The number of characters, or of bytes."""
    return invoke("length", col)


def substring(str: ColumnOrName, pos: Any, len: Any) -> Column:
    """`len` characters from position `pos`, counted from 1; from the end where it is negative."""
    return with_constants("substring", str, pos, len)


def substr(str: ColumnOrName, pos: Any, len: Any = None) -> Column:
    """As :func:`substring`; to the end without `len`."""
    return with_constants("substr", str, pos, *([] if len is None else [len]))


def substring_index(str: ColumnOrName, delim: str, count: int) -> Column:
    """What stands before the `count`-th `delim`; from the end where that is negative."""
    return call("substring_index", column(str), delim, count)


def concat(*cols: ColumnOrName) -> Column:
    """Texts, bytes or arrays one after another; null when one is null."""
    return invoke("concat", *cols)


def concat_ws(sep: str, *cols: ColumnOrName) -> Column:
    """Texts and arrays of texts with `sep` between; nulls are left out."""
    return call("concat_ws", sep, *[column(col) for col in cols])


def split(str: ColumnOrName, pattern: Any, limit: Any = -1) -> Column:
    """A text's parts between the matches of a regular expression of Java's; at most `limit` where that is positive."""
    return call("split", column(str), pattern, column(limit) if isinstance(limit, _TEXT) else limit)


_TEXT = (str,)


def regexp_replace(string: ColumnOrName, pattern: Any, replacement: Any, position: Any = None) -> Column:
    """With each match of a regular expression replaced; ``$1`` stands for its first group."""
    return call("regexp_replace", column(string), pattern, replacement, *([] if position is None else [position]))


def regexp_extract(str: ColumnOrName, pattern: str, idx: int) -> Column:
    """A group of the first match of a regular expression; an empty text without a match."""
    return call("regexp_extract", column(str), pattern, idx)


def regexp_extract_all(str: ColumnOrName, regexp: ColumnOrName, idx: Any = None) -> Column:
    """A group of every match of a regular expression."""
    return with_constants("regexp_extract_all", str, regexp, *([] if idx is None else [idx]))


def regexp_instr(str: ColumnOrName, regexp: ColumnOrName, idx: Any = None) -> Column:
    """The position of the first match of a regular expression, from 1; 0 without one."""
    return with_constants("regexp_instr", str, regexp, *([] if idx is None else [idx]))


def translate(srcCol: ColumnOrName, matching: str, replace: str) -> Column:
    """With each character of `matching` replaced by the one of `replace` in its place, or left out."""
    return call("translate", column(srcCol), matching, replace)


def replace(src: ColumnOrName, search: ColumnOrName, replace: ColumnOrName | None = None) -> Column:
    """With each `search` replaced, or left out."""
    return invoke("replace", src, search, *([] if replace is None else [replace]))


def lpad(col: ColumnOrName, len: Any, pad: Any) -> Column:
    """Filled up with `pad` on the left, or cut, to `len` characters."""
    return call("lpad", column(col), len, pad)


def rpad(col: ColumnOrName, len: Any, pad: Any) -> Column:
    """Filled up with `pad` on the right, or cut, to `len` characters."""
    return call("rpad", column(col), len, pad)


def instr(str: ColumnOrName, substr: Any, start: Any = None, occurrence: Any = None) -> Column:
    """The position of a text in another, from 1; 0 where it is not there."""
    rest = [] if start is None and occurrence is None else [1 if start is None else start]
    return call("instr", column(str), substr, *rest, *([] if occurrence is None else [occurrence]))


def locate(substr: str, str: ColumnOrName, pos: int = 1) -> Column:
    """The position of `substr` from position `pos` on, from 1; 0 where it is not there."""
    return call("locate", substr, column(str), pos)


def position(substr: ColumnOrName, str: ColumnOrName, start: ColumnOrName | None = None) -> Column:
    """As :func:`locate`, with columns."""
    return invoke("position", substr, str, *([] if start is None else [start]))


def repeat(col: ColumnOrName, n: Any) -> Column:
    """A text so many times."""
    return with_constants("repeat", col, n)


def overlay(src: ColumnOrName, replace: ColumnOrName, pos: Any, len: Any = -1) -> Column:
    """With `len` characters from position `pos` replaced; -1 means as many as `replace` has."""
    return with_constants("overlay", src, replace, pos, len)


def levenshtein(left: ColumnOrName, right: ColumnOrName, threshold: int | None = None) -> Column:
    """How many characters must change for one text to become another; -1 beyond `threshold`."""
    return with_constants("levenshtein", left, right, *([] if threshold is None else [threshold]))


def format_string(format: str, *cols: ColumnOrName) -> Column:
    """Values in a format of printf's."""
    return call("format_string", format, *[column(col) for col in cols])


def printf(format: ColumnOrName, *cols: ColumnOrName) -> Column:
    """As :func:`format_string`, with a column of formats."""
    return invoke("printf", format, *cols)


def encode(col: ColumnOrName, charset: str) -> Column:
    """A text's bytes in an encoding."""
    return call("encode", column(col), charset)


def decode(col: ColumnOrName, charset: str) -> Column:
    """The text of bytes in an encoding."""
    return call("decode", column(col), charset)


def base64(col: ColumnOrName) -> Column:
    """Bytes as Base64."""
    return invoke("base64", col)


def unbase64(col: ColumnOrName) -> Column:
    """The bytes of a text in Base64."""
    return invoke("unbase64", col)


def like(str: ColumnOrName, pattern: ColumnOrName, escapeChar: Column | None = None) -> Column:
    """Whether a pattern of SQL matches."""
    return invoke("like", str, pattern, *([] if escapeChar is None else [escapeChar]))


def ilike(str: ColumnOrName, pattern: ColumnOrName, escapeChar: Column | None = None) -> Column:
    """Whether a pattern of SQL matches, whatever the case of letters."""
    return invoke("ilike", str, pattern, *([] if escapeChar is None else [escapeChar]))


def get_json_object(col: ColumnOrName, path: str) -> Column:
    """What a JSON text has at a path such as ``$.a[0].b``, as text."""
    return call("get_json_object", column(col), path)


def json_tuple(col: ColumnOrName, *fields: str) -> Column:
    """Several members of a JSON text, each a column."""
    if not fields:
        raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "field"})
    return call("json_tuple", column(col), *fields)


def from_json(col: ColumnOrName, schema: Any, options: Mapping[str, str] | None = None) -> Column:
    """The value that a JSON text describes, of the type `schema`: a type, its text, or a column of it."""
    kind = schema.json() if isinstance(schema, DataType) else schema
    return call("from_json", column(col), kind, *_options(options))


def to_json(col: ColumnOrName, options: Mapping[str, str] | None = None) -> Column:
    """A struct, array or map as JSON text."""
    return call("to_json", column(col), *_options(options))


def schema_of_json(json: Any, options: Mapping[str, str] | None = None) -> Column:
    """The type of a JSON text, as SQL names it."""
    if not isinstance(json, (Column, str)):
        raise not_expected("json", "Column or str", json)
    return call("schema_of_json", json, *_options(options))


def from_csv(col: ColumnOrName, schema: Any, options: Mapping[str, str] | None = None) -> Column:
    """The struct that a line of CSV describes."""
    return call("from_csv", column(col), schema, *_options(options))


def to_csv(col: ColumnOrName, options: Mapping[str, str] | None = None) -> Column:
    """A struct as a line of CSV."""
    return call("to_csv", column(col), *_options(options))


def schema_of_csv(csv: Any, options: Mapping[str, str] | None = None) -> Column:
    """The type of a line of CSV, as SQL names it."""
    return call("schema_of_csv", csv, *_options(options))


def _options(options: Mapping[str, Any] | None) -> list[Column]:
    if not options:
        return []
    pairs = [part for key, value in options.items() for part in (key, _option(value))]
    return [call("map", *pairs)]


def _option(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def aes_encrypt(
    input: ColumnOrName,
    key: ColumnOrName,
    mode: ColumnOrName | None = None,
    padding: ColumnOrName | None = None,
    iv: ColumnOrName | None = None,
    aad: ColumnOrName | None = None,
) -> Column:
    """Bytes that AES has encrypted, with a key of 16, 24 or 32 bytes: GCM unless `mode` is ECB or CBC."""
    return _ciphered("aes_encrypt", input, key, (mode, "GCM"), (padding, "DEFAULT"), (iv, ""), (aad, ""))


def aes_decrypt(
    input: ColumnOrName,
    key: ColumnOrName,
    mode: ColumnOrName | None = None,
    padding: ColumnOrName | None = None,
    aad: ColumnOrName | None = None,
) -> Column:
    """What :func:`aes_encrypt` was given."""
    return _ciphered("aes_decrypt", input, key, (mode, "GCM"), (padding, "DEFAULT"), (aad, ""))


def try_aes_decrypt(
    input: ColumnOrName,
    key: ColumnOrName,
    mode: ColumnOrName | None = None,
    padding: ColumnOrName | None = None,
    aad: ColumnOrName | None = None,
) -> Column:
    """As :func:`aes_decrypt`, or null."""
    return _ciphered("try_aes_decrypt", input, key, (mode, "GCM"), (padding, "DEFAULT"), (aad, ""))


def _ciphered(name: str, input: ColumnOrName, key: ColumnOrName, *more: tuple[ColumnOrName | None, str]) -> Column:
    """Of columns, or of the constants that stand in their place."""
    rest = [Column(literal(standard)) if given is None else column(given) for given, standard in more]
    return invoke(name, input, key, *rest)
