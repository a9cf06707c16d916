// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Testing

/// Values and messages as CPython 3.11 gives them.
@Suite struct SemanticsTests {
    private func check(_ cases: [(Expression, String)]) throws {
        for (index, (expression, expected)) in cases.enumerated() {
            #expect(try expression.run() == expected, "case \(index): \(expression)")
        }
    }

    @Test func arithmetic() throws {
        try check([
            (apply(.add, int(2), int(3)), "5"),
            (apply(.add, int(.max), int(1)), "9223372036854775808"),
            (apply(.multiply, int(1 << 40), int(1 << 40)), "1208925819614629174706176"),
            (apply(.divide, int(7), int(2)), "3.5"),
            (apply(.divide, int(9_007_199_254_740_993), int(3)), "3002399751580331.0"),
            (apply(.divide, int(9_223_372_036_854_775_807), int(3_000_000_007)), "3074457338.444525"),
            (apply(.divide, int(1), int(0)), "ZeroDivisionError: division by zero"),
            (apply(.floorDivide, int(-7), int(2)), "-4"),
            (apply(.floorDivide, int(.min), int(-1)), "9223372036854775808"),
            (apply(.modulo, int(-7), int(3)), "2"), (apply(.modulo, int(7), int(-3)), "-2"),
            (apply(.modulo, int(7), int(0)), "ZeroDivisionError: integer modulo by zero"),
            (apply(.floorDivide, float(-7.5), int(2)), "-4.0"), (apply(.modulo, float(-7.5), int(2)), "0.5"),
            (apply(.modulo, float(-0.0), int(2)), "0.0"), (apply(.floorDivide, float(1e300), float(1e-300)), "inf"),
            (apply(.power, int(2), int(62)), "4611686018427387904"), (apply(.power, int(2), int(-2)), "0.25"),
            (apply(.power, int(2), int(63)), "9223372036854775808"),
            (
                apply(.power, int(0), int(-1)),
                "ZeroDivisionError: 0.0 cannot be raised to a negative power"
            ),
            (apply(.power, float(10), int(400)), "OverflowError: (34, 'Numerical result out of range')"),
            (apply(.add, .value(.bool(true)), .value(.bool(true))), "2"),
            (apply(.bitAnd, .value(.bool(true)), .value(.bool(false))), "False"),
            (apply(.shiftLeft, int(1), int(62)), "4611686018427387904"),
            (apply(.shiftLeft, int(1), int(63)), "9223372036854775808"),
            (apply(.shiftRight, int(-5), int(1)), "-3"),
            (apply(.shiftLeft, int(1), int(-1)), "ValueError: negative shift count"),
            (apply(.negate, int(.min)), "9223372036854775808"),
            (apply(.invert, int(5)), "-6"), (apply(.positive, .value(.bool(true))), "1"),
            (apply(.add, int(1), text("a")), "TypeError: unsupported operand type(s) for +: 'int' and 'str'"),
            (apply(.add, text("a"), int(1)), "TypeError: can only concatenate str (not \"int\") to str"),
            (apply(.add, list(1), tuple(.int(1))), "TypeError: can only concatenate list (not \"tuple\") to list"),
            (
                apply(.power, int(1), none),
                "TypeError: unsupported operand type(s) for ** or pow(): 'int' and 'NoneType'"
            ),
            (
                apply(.addInPlace, none, int(1)),
                "TypeError: unsupported operand type(s) for +=: 'NoneType' and 'int'"
            ),
            (apply(.negate, text("a")), "TypeError: bad operand type for unary -: 'str'"),
        ])
    }

    @Test func sequences() throws {
        try check([
            (apply(.add, text("é"), text("b")), "'éb'"), (apply(.multiply, text("ab"), int(3)), "'ababab'"),
            (apply(.multiply, int(-1), list(1, 2)), "[]"), (apply(.multiply, list(1, 2), int(2)), "[1, 2, 1, 2]"),
            (apply(.multiply, text("a"), text("b")), "TypeError: can't multiply sequence by non-int of type 'str'"),
            (apply(.modulo, text("%d-%s"), tuple(.int(3), .string("x"))), "'3-x'"),
            (apply(.getItem, text("añb"), int(-2)), "'ñ'"), (apply(.getItem, list(1, 2, 3), int(-1)), "3"),
            (apply(.getItem, list(1), int(1)), "IndexError: list index out of range"),
            (apply(.getItem, tuple(.int(1)), int(-2)), "IndexError: tuple index out of range"),
            (apply(.getItem, text("a"), int(5)), "IndexError: string index out of range"),
            (apply(.getItem, list(1), text("a")), "TypeError: list indices must be integers or slices, not str"),
            (apply(.getItem, text("a"), text("a")), "TypeError: string indices must be integers, not 'str'"),
            (apply(.getItem, dict((.string("a"), .int(1))), text("b")), "KeyError: 'b'"),
            (apply(.getItem, int(1), int(0)), "TypeError: 'int' object is not subscriptable"),
            (.slice(list(0, 1, 2, 3, 4), .int(1), .int(-1), .null), "[1, 2, 3]"),
            (.slice(list(0, 1, 2, 3, 4), .null, .null, .int(-2)), "[4, 2, 0]"),
            (.slice(text("aéiou"), .int(3), .int(0), .int(-1)), "'oié'"),
            (.slice(text("aéiou"), .int(-100), .int(100), .null), "'aéiou'"),
            (.slice(tuple(.int(1), .int(2)), .int(5), .null, .null), "()"),
            (.slice(list(1), .null, .null, .int(0)), "ValueError: slice step cannot be zero"),
            (apply(.isIn, int(2), list(1, 2)), "True"), (apply(.isNotIn, text("x"), text("axb")), "False"),
            (
                apply(.isIn, int(1), text("a")),
                "TypeError: 'in <string>' requires string as left operand, not int"
            ),
            (apply(.isIn, int(1), int(2)), "TypeError: argument of type 'int' is not iterable"),
            (.slice(call("range", int(10)), .int(2), .null, .int(3)), "range(2, 10, 3)"),
            (apply(.getItem, call("range", int(0), int(10), int(3)), int(-1)), "9"),
            (apply(.isIn, int(9), call("range", int(0), int(10), int(3))), "True"),
            (call("len", call("range", int(10), int(0), int(-3))), "4"),
            (call("list", call("reversed", call("range", int(0), int(10), int(3)))), "[9, 6, 3, 0]"),
        ])
    }

    @Test func comparison() throws {
        try check([
            (apply(.less, int(1), float(1.5)), "True"), (apply(.equal, int(1), float(1)), "True"),
            (apply(.less, int(9_007_199_254_740_993), float(9_007_199_254_740_992)), "False"),
            (apply(.greater, text("b"), text("ab")), "True"),
            (apply(.less, tuple(.int(1), .string("a")), tuple(.int(1), .string("b"))), "True"),
            (apply(.less, list(1, 2), list(1, 2, 3)), "True"), (apply(.greaterEqual, list(2), list(1, 9)), "True"),
            (apply(.less, float(.nan), int(1)), "False"), (apply(.notEqual, float(.nan), float(.nan)), "True"),
            (
                apply(.less, int(1), text("a")),
                "TypeError: '<' not supported between instances of 'int' and 'str'"
            ),
            (
                apply(.greaterEqual, text("a"), none),
                "TypeError: '>=' not supported between instances of 'str' and 'NoneType'"
            ),
            (apply(.less, .set([int(1)]), .set([int(1), int(2)])), "True"),
            (apply(.isSame, none, none), "True"), (apply(.isNotSame, list(1), list(1)), "True"),
            (apply(.equal, dict((.int(1), .int(2))), dict((.float(1), .bool(true)))), "False"),
            (apply(.not, list()), "True"), (apply(.not, text("a")), "False"),
        ])
    }

    @Test func builtins() throws {
        try check([
            (call("int", text(" 42 ")), "42"), (call("int", float(-3.9)), "-3"),
            (call("int", text("x")), "ValueError: invalid literal for int() with base 10: 'x'"),
            (call("int", text("ff"), int(16)), "255"), (call("float", text("1e3")), "1000.0"),
            (call("float", text("a")), "ValueError: could not convert string to float: 'a'"),
            (
                call("int", none),
                "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"
            ),
            (call("int", float(.infinity)), "OverflowError: cannot convert float infinity to integer"),
            (call("round", float(2.5)), "2"), (call("round", float(3.5)), "4"),
            (call("round", float(2.675), int(2)), "2.67"), (call("round", int(1250), int(-2)), "1200"),
            (call("round", int(1350), int(-2)), "1400"), (call("round", float(1234.5), int(-2)), "1200.0"),
            (call("abs", int(-3)), "3"), (call("divmod", int(-7), int(2)), "(-4, 1)"),
            (call("divmod", float(7.5), int(2)), "(3.0, 1.5)"), (call("pow", int(3), int(4), int(5)), "1"),
            (call("pow", int(3), int(-1), int(7)), "5"), (call("sum", list(1, 2, 3)), "6"),
            (call("sum", .value(.list([.float(0.1), .int(1)])), int(5)), "6.1"),
            (call("min", list(3, 1, 2)), "1"), (call("max", int(1), float(2.5)), "2.5"),
            (call("max", list(), keywords: [("default", int(7))]), "7"),
            (call("max", list()), "ValueError: max() arg is an empty sequence"),
            (call("min", .value(.list([.string("bb"), .string("a")])), keywords: [("key", .named("len"))]), "'a'"),
            (call("sorted", list(3, 1, 2), keywords: [("reverse", .value(.bool(true)))]), "[3, 2, 1]"),
            (
                call("sorted", .value(.list([.int(1), .string("a")]))),
                "TypeError: '<' not supported between instances of 'str' and 'int'"
            ),
            (call("list", call("zip", list(1, 2), text("ab"))), "[(1, 'a'), (2, 'b')]"),
            (call("list", call("enumerate", text("ab"), int(1))), "[(1, 'a'), (2, 'b')]"),
            (call("list", call("map", .named("str"), list(1, 2))), "['1', '2']"),
            (call("list", call("filter", none, list(0, 1, 2))), "[1, 2]"),
            (call("list", call("map", .attribute(.named("str"), "upper"), text("ab"))), "['A', 'B']"),
            (call("any", list(0, 1)), "True"), (call("all", list(0, 1)), "False"),
            (call("isinstance", .value(.bool(true)), .named("int")), "True"),
            (call("isinstance", int(1), .named("str")), "False"), (call("type", int(1)), "<class 'int'>"),
            (.attribute(call("type", float(1)), "__name__"), "'float'"), (call("chr", int(233)), "'é'"),
            (call("ord", text("é")), "233"), (call("bin", int(-5)), "'-0b101'"), (call("hex", int(255)), "'0xff'"),
            (call("dict", .value(.list([.tuple([.int(1), .int(2)])]), )), "{1: 2}"),
            (call("dict", keywords: [("a", int(1))]), "{'a': 1}"), (call("bool", list()), "False"),
            (call("set", list(2, 2)), "{2}"), (call("tuple", text("ab")), "('a', 'b')"),
            (call("len", int(1)), "TypeError: object of type 'int' has no len()"),
            (call("iter", int(1)), "TypeError: 'int' object is not iterable"),
            (call("next", call("iter", list())), "StopIteration: "), (call("repr", text("a'b")), "'\"a\\'b\"'"),
            (call("hasattr", int(1), text("real")), "True"), (call("callable", .named("len")), "True"),
            (call("getattr", int(1), text("nope"), int(3)), "3"),
            (call("format", float(3.14159), text(".2f")), "'3.14'"),
            (.attribute(int(1), "foo"), "AttributeError: 'int' object has no attribute 'foo'"),
            (call("bytes", list(1, 2)), "b'\\x01\\x02'"), (call("str", float(1e16)), "'1e+16'"),
        ])
    }

    @Test func methods() throws {
        let letters = dict((.string("a"), .int(1)), (.string("b"), .int(2)))
        try check([
            (list(1, 2, 1)("count", int(1)), "2"), (list(5, 6)("index", int(6)), "1"),
            (list(5)("index", int(9)), "ValueError: 9 is not in list"),
            (list(1)("pop", int(3)), "IndexError: pop index out of range"),
            (list()("pop"), "IndexError: pop from empty list"),
            (list(1)("remove", int(2)), "ValueError: list.remove(x): x not in list"),
            (list(1)("foo"), "AttributeError: 'list' object has no attribute 'foo'"),
            (letters("get", text("z")), "None"), (letters("get", text("z"), int(0)), "0"),
            (letters("items"), "dict_items([('a', 1), ('b', 2)])"), (call("list", letters("keys")), "['a', 'b']"),
            (letters("pop", text("z")), "KeyError: 'z'"), (letters("popitem"), "('b', 2)"),
            (letters("setdefault", text("c"), int(3)), "3"),
            (.set([int(1), int(2)])("union", list(3)), "{1, 2, 3}"),
            (.set([int(1), int(2)])("difference", list(1)), "{2}"),
            (.set([int(1)])("remove", int(2)), "KeyError: 2"),
            (.set([int(1)])("issubset", list(1, 2)), "True"),
            (apply(.bitXor, .set([int(1), int(2)]), .set([int(2), int(3)])), "{1, 3}"),
            (int(255)("bit_length"), "8"), (float(2)("is_integer"), "True"),
            (text("a,b")("split", text(",")), "['a', 'b']"),
            (
                call("sorted", letters, keywords: [("key", .attribute(letters, "get")), ("reverse", int(1))]),
                "['b', 'a']"
            ),
            (call("set", .value(.list([.list([])]))), "TypeError: unhashable type: 'list'"),
            (.named("int")("from_bytes", .value(.bytes([1, 0])), text("big")), "256"),
        ])
    }
}
