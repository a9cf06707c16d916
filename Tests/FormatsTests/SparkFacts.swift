// SPDX-License-Identifier: Apache-2.0

/// Seen with PySpark 4.3.0.
let sparkFacts: [Fact] = csvFacts + jsonFacts

private let csvFacts: [Fact] = [
    Fact("csv", "1,\"abc\ndef\",2\n", "", [:], "_c0 string,_c1 string", ["1|abc", "def\"|2"]),
    Fact("csv", "a,\"say \"\"hi\"\"\",c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|\"say \"\"hi\"\"\"|c"]),
    Fact(
        "csv", "a,\"say \"\"hi\"\"\",c\n", "", ["escape": "\""], "_c0 string,_c1 string,_c2 string",
        [
            "a|say "
                + "\"hi\"|c"
        ]),
    Fact("csv", "a,\"say \\\"hi\\\"\",c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|say \"hi\"|c"]),
    Fact("csv", "a,\"x\\\\y\",c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|x\\y|c"]),
    Fact("csv", "a,\"x\\ny\",c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|x\\ny|c"]),
    Fact("csv", "a,x\\\"y,c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|x\\\"y|c"]),
    Fact("csv", "a,\"x\\\\\",c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|x\\|c"]),
    Fact("csv", "a,\"x\\\",c\n", "", [:], "_c0 string,_c1 string", ["a|x\",c"]),
    Fact("csv", "a,\"b\" ,c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|b|c"]),
    Fact("csv", "a, \"b\",c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a| \"b\"|c"]),
    Fact("csv", "a,\"b\"x,c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|\"b\"x|c"]),
    Fact("csv", "a,\"b\" x,c\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|\"b\" x|c"]),
    Fact("csv", "a,b\"c\"d,e\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|b\"c\"d|e"]),
    Fact(
        "csv", "a, \"b\" ,c\n", "", ["ignoreLeadingWhiteSpace": "true"], "_c0 string,_c1 string,_c2 string", ["a|b|c"]),
    Fact(
        "csv", "a, \"b\" , c \n", "", ["ignoreLeadingWhiteSpace": "true", "ignoreTrailingWhiteSpace": "true"],
        "_c0 string,_c1 string,_c2 string", ["a|b|c"]),
    Fact("csv", "a,\"\",c\n,,\n", "", [:], "_c0 string,_c1 string,_c2 string", ["a|NULL|c", "NULL|NULL|NULL"]),
    Fact("csv", "a,\"\",NA\n", "", ["nullValue": "NA"], "_c0 string,_c1 string,_c2 string", ["a||NULL"]),
    Fact("csv", "a,\"\",\n", "", ["emptyValue": "E"], "_c0 string,_c1 string,_c2 string", ["a|E|NULL"]),
    Fact("csv", "\"NA\",NA,x\n", "", ["nullValue": "NA"], "_c0 string,_c1 string,_c2 string", ["NULL|NULL|x"]),
    Fact("csv", "a,b\n\n   \nc,d\n", "", [:], "_c0 string,_c1 string", ["a|b", "c|d"]),
    Fact("csv", "a,b\n#x,y\nc,d\n", "", ["comment": "#"], "_c0 string,_c1 string", ["a|b", "c|d"]),
    Fact("csv", "  #x,y\nc,d\n", "", ["comment": "#"], "_c0 string,_c1 string", ["  #x|y", "c|d"]),
    Fact(
        "csv", "a||b||c\n\"x||y\"||z||w\n", "", ["sep": "||"], "_c0 string,_c1 string,_c2 string",
        ["a|b|c", "x||y|z|w"]),
    Fact("csv", "a\tb\n", "", ["sep": "\t"], "_c0 string,_c1 string", ["a|b"]),
    Fact("csv", "a b\n", "", ["sep": " "], "_c0 string,_c1 string", ["a|b"]),
    Fact(
        "csv", "x,X,x,,\n1,2,3,4,5\n", "", ["header": "true"], "x0 string,X1 string,x2 string,_c3 string,_c4 string",
        ["1|2|3|4|5"]),
    Fact("csv", " x ,y\n1,2\n", "", ["header": "true"], " x  string,y string", ["1|2"]),
    Fact("csv", "x,y\n1\n1,2,3\n", "", ["header": "true"], "x string,y string", ["1|NULL", "1|2"]),
    Fact("csv", "1,a\nx,b\n3\n4,5,6\n", "i int, t string", [:], "i int,t string", ["1|a", "NULL|b", "3|NULL", "4|5"]),
    Fact(
        "csv", "1,a\nx,b\n3\n4,5,6\n", "i int, t string, _corrupt_record string", [:],
        "i int,t string,_corrupt_record string", ["1|a|NULL", "NULL|b|x,b", "3|NULL|3", "4|5|4,5,6"]),
    Fact("csv", "1,a\nx,b\n3\n4,5,6\n", "i int, t string", ["mode": "DROPMALFORMED"], "i int,t string", ["1|a"]),
    Fact("csv", "1,a\nx,b\n", "i int, t string", ["mode": "FAILFAST"], "", [], fails: true),
    Fact(
        "csv", "+12\n-5\n 1\n1 \n007\n2147483648\n1.0\n", "i int", [:], "i int",
        ["12", "-5", "NULL", "NULL", "7", "NULL", "NULL"]),
    Fact("csv", "127\n128\n", "i tinyint", [:], "i tinyint", ["127", "NULL"]),
    Fact(
        "csv", "1.5\n 1e3\nNaN\nInf\n-Inf\nInfinity\n1d\n1f\n0x1p3\n.5\n5.\n1,5\n+3\ninf\nnan\n1_0\n", "i double", [:],
        "i double",
        [
            "1.5", "1000.0", "nan", "inf", "-inf", "inf", "1.0", "1.0", "8.0", "0.5", "5.0", "1.0", "3.0", "NULL",
            "NULL", "NULL",
        ]),
    Fact("csv", "1.5\n1e39\nNaN\n", "i float", [:], "i float", ["1.5", "inf", "nan"]),
    Fact(
        "csv", "1.5\n1.555\n 2\n1e2\n123456789\n", "i decimal(5,2)", [:], "i decimal(5,2)",
        ["1.50", "1.56", "NULL", "100.00", "NULL"]),
    Fact("csv", "\"1,000\"\n1.005\n", "i decimal(10,2)", [:], "i decimal(10,2)", ["1000.00", "1.01"]),
    Fact(
        "csv", "true\nTRUE\nyes\n1\nfalse\n t\n", "b boolean", [:], "b boolean",
        ["true", "true", "NULL", "NULL", "false", "NULL"]),
    Fact(
        "csv", "01/02/2020\n1/2/2020\n2020-01-02\n", "d date", ["dateFormat": "MM/dd/yyyy"], "d date",
        ["2020-01-02", "NULL", "NULL"]),
    Fact(
        "csv", "2020-01-02 03:04:05\n2020-01-02T03:04:05.123456Z\n2020-01-02\n", "t timestamp_ntz", [:],
        "t timestamp_ntz", ["2020-01-02 03:04:05", "NULL", "2020-01-02 00:00:00"]),
    Fact(
        "csv", "01/02/2020 03:04\n", "t timestamp", ["timestampFormat": "MM/dd/yyyy HH:mm"], "t timestamp",
        ["2020-01-02 03:04:00"]),
    Fact("csv", "a,b\n", "x binary, y string", [:], "x binary,y string", ["x61|b"]),
    Fact("csv", "1\n", "", ["inferSchema": "true"], "_c0 int", ["1"]),
    Fact("csv", "007\n", "", ["inferSchema": "true"], "_c0 int", ["7"]),
    Fact("csv", " 1\n", "", ["inferSchema": "true"], "_c0 double", ["1.0"]),
    Fact("csv", "1 \n", "", ["inferSchema": "true"], "_c0 double", ["1.0"]),
    Fact("csv", "+1\n", "", ["inferSchema": "true"], "_c0 int", ["1"]),
    Fact("csv", "2147483648\n", "", ["inferSchema": "true"], "_c0 bigint", ["2147483648"]),
    Fact("csv", "12345678901234567890\n", "", ["inferSchema": "true"], "_c0 decimal(20,0)", ["12345678901234567890"]),
    Fact("csv", "1e3\n", "", ["inferSchema": "true"], "_c0 double", ["1000.0"]),
    Fact("csv", "NaN\n", "", ["inferSchema": "true"], "_c0 double", ["nan"]),
    Fact("csv", "Inf\n", "", ["inferSchema": "true"], "_c0 double", ["inf"]),
    Fact("csv", "-Inf\n", "", ["inferSchema": "true"], "_c0 double", ["-inf"]),
    Fact("csv", "Infinity\n", "", ["inferSchema": "true"], "_c0 double", ["inf"]),
    Fact("csv", "inf\n", "", ["inferSchema": "true"], "_c0 string", ["inf"]),
    Fact("csv", "2020-01-01\n", "", ["inferSchema": "true"], "_c0 date", ["2020-01-01"]),
    Fact("csv", "2020-1-2\n", "", ["inferSchema": "true"], "_c0 timestamp", ["2020-01-02 00:00:00"]),
    Fact("csv", "2020-01-01 00:00:00\n", "", ["inferSchema": "true"], "_c0 timestamp", ["2020-01-01 00:00:00"]),
    Fact("csv", "2020-01-01T00:00:00Z\n", "", ["inferSchema": "true"], "_c0 timestamp", ["2020-01-01 00:00:00"]),
    Fact("csv", "2020-01-01T00:00:00\n", "", ["inferSchema": "true"], "_c0 timestamp", ["2020-01-01 00:00:00"]),
    Fact("csv", "2020\n", "", ["inferSchema": "true"], "_c0 int", ["2020"]),
    Fact("csv", "true\n", "", ["inferSchema": "true"], "_c0 boolean", ["true"]),
    Fact("csv", "True\n", "", ["inferSchema": "true"], "_c0 boolean", ["true"]),
    Fact("csv", "t\n", "", ["inferSchema": "true"], "_c0 string", ["t"]),
    Fact("csv", "1.5\n", "", ["inferSchema": "true"], "_c0 double", ["1.5"]),
    Fact("csv", "1d\n", "", ["inferSchema": "true"], "_c0 double", ["1.0"]),
    Fact("csv", "0x10\n", "", ["inferSchema": "true"], "_c0 string", ["0x10"]),
    Fact("csv", "\"1,000\"\n", "", ["inferSchema": "true"], "_c0 string", ["1,000"]),
    Fact("csv", "01/02/2020\n", "", ["inferSchema": "true"], "_c0 string", ["01/02/2020"]),
    Fact("csv", "\n", "", ["inferSchema": "true"], "", []),
    Fact("csv", "-\n", "", ["inferSchema": "true"], "_c0 string", ["-"]),
    Fact("csv", "1.\n", "", ["inferSchema": "true"], "_c0 decimal(1,0)", ["1"]),
    Fact("csv", ".5\n", "", ["inferSchema": "true"], "_c0 double", ["0.5"]),
    Fact("csv", "2020-01\n", "", ["inferSchema": "true"], "_c0 timestamp", ["2020-01-01 00:00:00"]),
    Fact(
        "csv", "123456789012345678901234567890123456789\n", "", ["inferSchema": "true"], "_c0 double",
        ["1.2345678901234568e+38"]),
    Fact("csv", "1_000\n", "", ["inferSchema": "true"], "_c0 string", ["1_000"]),
    Fact("csv", "1.5e3 \n", "", ["inferSchema": "true"], "_c0 double", ["1500.0"]),
    Fact("csv", "2020-02-30\n", "", ["inferSchema": "true"], "_c0 string", ["2020-02-30"]),
    Fact("csv", "1\n2.5\n", "", ["inferSchema": "true"], "_c0 double", ["1.0", "2.5"]),
    Fact("csv", "1\ntrue\n", "", ["inferSchema": "true"], "_c0 string", ["1", "true"]),
    Fact(
        "csv", "2020-01-01\n2020-01-01 00:00:00\n", "", ["inferSchema": "true"], "_c0 timestamp",
        ["2020-01-01 00:00:00", "2020-01-01 00:00:00"]),
    Fact("csv", "1\n2020-01-01\n", "", ["inferSchema": "true"], "_c0 string", ["1", "2020-01-01"]),
    Fact("csv", "1\n\n\"\",\n", "", ["inferSchema": "true"], "_c0 int", ["1", "NULL"]),
    Fact(
        "csv", "12345678901234567890\n1.5\n", "", ["inferSchema": "true"], "_c0 double",
        ["1.2345678901234567e+19", "1.5"]),
    Fact(
        "csv", "12345678901234567890\n1\n", "", ["inferSchema": "true"], "_c0 decimal(20,0)",
        ["12345678901234567890", "1"]),
    Fact(
        "csv", "a,b,c\n1,,x\n2,,\n", "", ["header": "true", "inferSchema": "true"], "a int,b string,c string",
        ["1|NULL|x", "2|NULL|NULL"]),
    Fact("csv", "2020-01-01\nx\n", "", ["inferSchema": "true"], "_c0 string", ["2020-01-01", "x"]),
    Fact("csv", "true\n2020-01-01\n", "", ["inferSchema": "true"], "_c0 string", ["true", "2020-01-01"]),
    Fact("csv", "a\rb\rc", "", [:], "_c0 string", ["a", "b", "c"]),
    Fact("csv", "a\r\nb\r\n", "", [:], "_c0 string", ["a", "b"]),
    Fact("csv", "﻿a,b\n", "", [:], "_c0 string,_c1 string", ["a|b"]),
    Fact("csv", "a,b;c,d;", "", ["lineSep": ";"], "_c0 string,_c1 string", ["a|b", "c|d"]),
    Fact("csv", "a,\"b\n", "", ["multiLine": "true"], "_c0 string,_c1 string", ["a|b\n"]),
    Fact("csv", "a,\"b\"\"c\nd\",e\n", "", ["multiLine": "true"], "_c0 string,_c1 string", ["a|\"b\"\"c", "d\"|e"]),
    Fact(
        "csv", "a,\"b\n\n#c\",e\n#z\n\nf\n", "", ["comment": "#", "multiLine": "true"],
        "_c0 string,_c1 string,_c2 string", ["a|b\n\n#c|e", "f|NULL|NULL"]),
    Fact("csv", "a,b\n", "", ["header": "true"], "a string,b string", []),
    Fact("csv", "", "", ["header": "true"], "", []),
    Fact("csv", "", "a int", [:], "a int", []),
    Fact("csv", "\n\n", "", [:], "", []),
    Fact("csv", "a|b\n", "", ["quote": "", "sep": "|"], "_c0 string,_c1 string", ["a|b"]),
    Fact("csv", "\"a\",b\n", "", ["quote": ""], "_c0 string,_c1 string", ["\"a\"|b"]),
    Fact("csv", "'a,b',c\n", "", ["quote": "'"], "_c0 string,_c1 string", ["a,b|c"]),
    Fact("csv", "a,b\n1,2\na,b\n3,4\n", "", ["header": "true"], "a string,b string", ["1|2", "a|b", "3|4"]),
    Fact("csv", "1,2,3\n", "a int, b int", ["columnNameOfCorruptRecord": "bad"], "a int,b int", ["1|2"]),
    Fact(
        "csv", "1,x\n", "a int, b int, bad string", ["columnNameOfCorruptRecord": "bad"], "a int,b int,bad string",
        ["1|NULL|1,x"]),
]

private let jsonFacts: [Fact] = [
    Fact(
        "json", "{\"a\":1,\"b\":\"x\"}\n{\"a\":2.5,\"c\":null}\n", "", [:], "a double,b string,c string",
        ["1.0|x|NULL", "2.5|NULL|NULL"]),
    Fact("json", "{'a':1}\n{\"a\":NaN}\n", "", [:], "a double", ["1.0", "nan"]),
    Fact("json", "[{\"a\":1},{\"a\":2}]\n", "", [:], "a bigint", ["1", "2"]),
    Fact("json", "bad\n{\"a\":1}\n", "", [:], "_corrupt_record string,a bigint", ["bad|NULL", "NULL|1"]),
    Fact("json", "{\"a\":1,\"A\":2}\n", "", [:], "", [], fails: true),
    Fact("json", "{\"a\":[1,\"x\"]}\n{\"a\":[1.5]}\n", "", [:], "a array<string>", ["[1,x]", "[1.5]"]),
    Fact(
        "json", "{\"a\":{\"b\":1}}\n{\"a\":{\"c\":\"x\"}}\n", "", [:], "a struct<b:bigint,c:string>",
        ["(1,NULL)", "(NULL,x)"]),
    Fact("json", "{\"a\":1}\n{\"a\":{\"b\":1}}\n", "", [:], "a string", ["1", "{\"b\":1}"]),
    Fact(
        "json", "{\"a\":[1,  2.50]}\n{\"a\":{\"b\" : 1.0}}\n", "", [:], "a string",
        ["[1,  2.50]", "{\"b\" : 1.0}"]),
    Fact("json", "{\"a\":9223372036854775808}\n", "", [:], "a decimal(19,0)", ["9223372036854775808"]),
    Fact(
        "json", "{\"a\":1.1,\"b\":1e3,\"c\":123456789012345678901234567890}\n", "", [:],
        "a double,b double,c decimal(30,0)", ["1.1|1000.0|123456789012345678901234567890"]),
    Fact(
        "json", "{\"a\":\"2020-01-01\",\"t\":\"2020-01-01T00:00:00\"}\n", "", [:], "a string,t string",
        ["2020-01-01|2020-01-01T00:00:00"]),
    Fact(
        "json", "{\"a\":1.0,\"b\":{\"x\":1},\"c\":\"5\",\"d\":true,\"e\":[1,2]}\n",
        "a int, b string, c int, d string, e array<int>", [:], "a int,b string,c int,d string,e array<int>",
        ["NULL|{\"x\":1}|NULL|true|[1,2]"]),
    Fact(
        "json", "{\"a\":\"1\"}\n{\"a\":1.5}\n{\"a\":300}\n{\"a\":\"NaN\"}\n", "a tinyint", [:], "a tinyint",
        ["NULL", "NULL", "NULL", "NULL"]),
    Fact(
        "json", "{\"a\":\"NaN\"}\n{\"a\":\"Infinity\"}\n{\"a\":\"-INF\"}\n{\"a\":\"1.5\"}\n{\"a\":3}\n", "a double",
        [:], "a double", ["nan", "inf", "-inf", "NULL", "3.0"]),
    Fact(
        "json",
        "{\"d\":\"2020-01-02\",\"t\":\"2020-01-02T03:04:05.123Z\",\"b\":\"aGk=\","
            + "\"m\":{\"x\":1},\"s\":{\"p\":1,\"q\":\"z\"},\"n\":12.345}\n",
        "d date, t timestamp, b binary, m map<string,int>, s struct<p:int,q:string>, n decimal(5,2)", [:],
        "d date,t timestamp,b binary,m map<string,int>,s struct<p:int,q:string>,n decimal(5,2)",
        ["2020-01-02|2020-01-02 03:04:05.123000|x6869|{x:1}|(1,z)|12.35"]),
    Fact(
        "json", "{\"a\":1}\nbad\n{\"a\":\"x\"}\n", "a int, _corrupt_record string", [:], "a int,_corrupt_record string",
        ["1|NULL", "NULL|bad", "NULL|{\"a\":\"x\"}"]),
    Fact("json", "{\"a\":1}\nbad\n", "a int", ["mode": "DROPMALFORMED"], "a int", ["1"]),
    Fact("json", "{\"a\":1}\nbad\n", "a int", ["mode": "FAILFAST"], "", [], fails: true),
    Fact("json", "{\"a\":1} {\"a\":2}\n", "", [:], "a bigint", ["1"]),
    Fact("json", "{\"a\":1}x\n", "", [:], "a bigint", ["1"]),
    Fact("json", "\n{\"a\":1}\n  \n", "", [:], "a bigint", ["1"]),
    Fact("json", "[]\n{}\n", "", [:], "", [""]),
    Fact("json", "{\n\"a\":1}\n", "", ["multiLine": "true"], "a bigint", ["1"]),
    Fact("json", "[{\"a\":1},\n{\"a\":2}]", "", ["multiLine": "true"], "a bigint", ["1", "2"]),
    Fact("json", "{\"a\":\"x\\u00e9\\n\\ud83d\\ude00\"}\n", "", [:], "a string", ["xé\n😀"]),
    Fact("json", "{\"a\":1,\"a\":2}\n", "a int", [:], "a int", ["2"]),
    Fact("json", "{\"A\":1}\n", "a int", [:], "a int", ["NULL"]),
    Fact("json", "{\"a\":true}\n{\"a\":1}\n", "", [:], "a string", ["true", "1"]),
    Fact("json", "{\"a\":[]}\n{\"b\":{}}\n", "", [:], "a array<string>", ["[]", "NULL"]),
    Fact(
        "json", "{\"a\":+1}\n{\"a\":Infinity}\n{\"a\":-Infinity}\n", "", [:], "_corrupt_record string,a double",
        ["{\"a\":+1}|NULL", "NULL|inf", "NULL|-inf"]),
]
