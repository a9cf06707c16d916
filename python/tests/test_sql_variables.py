# SPDX-License-Identifier: Apache-2.0
"""Variables of the session, and statements that are texts in them. Expectations are PySpark 4.1's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from martlet import Row
from martlet.sql import SparkSession
from martlet.sql.errors import PySparkException


@pytest.fixture(autouse=True)
def without_variables(spark: SparkSession) -> Iterator[None]:
    yield
    for name in ("a", "b", "c", "text"):
        spark.sql(f"DROP TEMPORARY VARIABLE IF EXISTS {name}")
    spark.conf.reset()


def rows(spark: SparkSession, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in spark.sql(query).collect()]


def condition(spark: SparkSession, query: str) -> str | None:
    with pytest.raises(PySparkException) as caught:
        spark.sql(query).collect()
    return caught.value.getCondition()


def test_declared_set_and_dropped(spark: SparkSession) -> None:
    assert spark.sql("DECLARE a INT").columns == []
    assert spark.sql("SELECT a").collect() == [Row(a=None)]
    spark.sql("DECLARE OR REPLACE VARIABLE a = 5")
    spark.sql("SET VAR a = a + 1")
    assert rows(spark, "SELECT a, session.a, System.Session.A FROM VALUES (1) AS t(b)") == [(6, 6, 6)]
    spark.sql("SET VARIABLE a = DEFAULT")
    assert rows(spark, "SELECT a * 2 WHERE a = 5") == [(10,)]
    spark.sql("SET VARIABLE a = '7'")
    assert rows(spark, "SELECT typeof(a), a") == [("int", 7)]
    assert condition(spark, "DECLARE a STRING") == "VARIABLE_ALREADY_EXISTS"
    spark.sql("DROP TEMPORARY VARIABLE session.a")
    assert condition(spark, "SELECT a") == "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION"
    assert condition(spark, "DROP TEMPORARY VARIABLE a") == "VARIABLE_NOT_FOUND"


def test_several_at_once_see_the_values_before(spark: SparkSession) -> None:
    spark.sql("DECLARE a INT DEFAULT 5")
    spark.sql("DECLARE b STRING DEFAULT 'hello'")
    spark.sql("DECLARE c DOUBLE DEFAULT 2")
    spark.sql("SET VAR a = c, b = a, c = a")
    assert rows(spark, "SELECT a, b, c") == [(2, "5", 5.0)]
    spark.sql("SET VAR (a, b) = (SELECT max(id), min(id) FROM range(4))")
    assert rows(spark, "SELECT a, b") == [(3, "0")]
    spark.sql("SET VAR (a, b) = (SELECT 1, 2 WHERE false)")
    assert rows(spark, "SELECT a, b") == [(None, None)]
    assert condition(spark, "SET VAR (a, b) = (SELECT id, id FROM range(2))") == "ROW_SUBQUERY_TOO_MANY_ROWS"
    assert condition(spark, "SET VAR (a, b) = (SELECT 1)") == "ASSIGNMENT_ARITY_MISMATCH"
    assert condition(spark, "SET VAR a = 1, A = 2") == "DUPLICATE_ASSIGNMENTS"


def test_values_of_all_kinds(spark: SparkSession) -> None:
    spark.sql("DECLARE a = map('x', array(1, 2), 'y', NULL)")
    spark.sql("DECLARE b = named_struct('p', DATE '2020-02-29', 'q', 1.50BD)")
    assert rows(spark, "SELECT a['x'][1], size(a), b.p, session.b.q") == rows(
        spark, "SELECT 2, 2, DATE '2020-02-29', 1.50BD"
    )
    spark.sql("DECLARE c DOUBLE DEFAULT rand()")
    # Of one value until it is set anew.
    assert rows(spark, "SELECT count(DISTINCT c) FROM range(10)") == [(1,)]
    assert rows(spark, "SELECT min(c) FROM range(1)") == rows(spark, "SELECT c")


def test_columns_come_before_variables(spark: SparkSession) -> None:
    spark.sql("DECLARE a = 1")
    assert rows(spark, "SELECT a, session.a FROM VALUES (2) AS t(a)") == [(2, 1)]
    assert rows(spark, "SELECT (SELECT max(id) FROM range(10) WHERE id < a) FROM VALUES 3, 5 AS t(a)") == [(2,), (4,)]
    assert spark.sql("SELECT a + sum(0) FROM range(3)").collect()[0][0] == 1
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW of_variable AS SELECT a AS x")
    assert rows(spark, "SELECT x FROM of_variable") == [(1,)]
    # What all sessions see does not depend on the variables of one.
    assert condition(spark, "CREATE VIEW lasting AS SELECT a AS x") is not None


def test_names_from_variables(spark: SparkSession) -> None:
    spark.sql("DECLARE a = 'id'")
    spark.sql("DECLARE b = 'ma'")
    assert rows(spark, "SELECT IDENTIFIER(b || 'x')(IDENTIFIER(a)) FROM range(4)") == [(3,)]


def test_statements_that_are_texts(spark: SparkSession) -> None:
    spark.range(5).createOrReplaceTempView("five")
    spark.sql("DECLARE text = 'SELECT * FROM five WHERE id = ? OR id = ?'")
    spark.sql("DECLARE a = 3L")
    assert rows(spark, "EXECUTE IMMEDIATE text USING a, 1") == [(1,), (3,)]
    assert rows(spark, "EXECUTE IMMEDIATE text USING (a, 1)") == [(1,), (3,)]
    named = "EXECUTE IMMEDIATE 'SELECT id + :more FROM five WHERE id = :a'"
    assert rows(spark, f"{named} USING 10 AS more, a") == [(13,)]
    spark.sql("DECLARE b INT")
    spark.sql("EXECUTE IMMEDIATE 'SELECT count(*) FROM five WHERE id > ?' INTO b USING 1")
    assert rows(spark, "SELECT b") == [(3,)]
    spark.sql("EXECUTE IMMEDIATE 'SET VAR b = ?' USING 8")
    assert rows(spark, "SELECT b") == [(8,)]
    spark.sql("EXECUTE IMMEDIATE 'SELECT 1 WHERE false' INTO b")
    assert rows(spark, "SELECT b") == [(None,)]


def test_what_texts_refuse(spark: SparkSession) -> None:
    spark.sql("DECLARE a = 1")
    spark.sql("DECLARE text STRING")
    for statement, expected in {
        "EXECUTE IMMEDIATE a": "INVALID_VARIABLE_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE",
        "EXECUTE IMMEDIATE text": "NULL_QUERY_STRING_EXECUTE_IMMEDIATE",
        "EXECUTE IMMEDIATE b": "UNRESOLVED_VARIABLE",
        "EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE \\'SELECT 1\\''": "NESTED_EXECUTE_IMMEDIATE",
        "EXECUTE IMMEDIATE 'SELECT ? + :x' USING 1": "INVALID_QUERY_MIXED_QUERY_PARAMETERS",
        "EXECUTE IMMEDIATE 'SELECT :x' USING 1": "ALL_PARAMETERS_MUST_BE_NAMED",
        "EXECUTE IMMEDIATE 'SELECT :x' USING 1 + 1 AS x": "UNSUPPORTED_EXPR_FOR_PARAMETER",
        "EXECUTE IMMEDIATE 'SELECT :x' USING 1 AS x, 2 AS X": "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES",
        "EXECUTE IMMEDIATE 'SELECT id FROM range(2)' INTO a": "ROW_SUBQUERY_TOO_MANY_ROWS",
        "EXECUTE IMMEDIATE 'SHOW TABLES' INTO a": "INVALID_STATEMENT_FOR_EXECUTE_INTO",
        "DECLARE b": "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED",
        "DECLARE other.b INT": "UNRESOLVED_VARIABLE",
        "DECLARE b INT DEFAULT (SELECT 1)": "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION",
        "DECLARE b INT DEFAULT 'x'": "CAST_INVALID_INPUT",
    }.items():
        assert condition(spark, statement) == expected, statement


def test_settings_may_be_called_var(spark: SparkSession) -> None:
    assert spark.sql("SET var = 5").collect() == [Row(key="var", value="5")]
    assert spark.sql("SET variable=6").collect() == [Row(key="variable", value="6")]
