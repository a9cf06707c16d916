# SPDX-License-Identifier: Apache-2.0
"""Tables of a warehouse: statements, `spark.catalog`, `saveAsTable` and `insertInto`, as PySpark 4.3 has them."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import martlet
from martlet import Row
from martlet.sql import SparkSession
from martlet.sql import functions as F
from martlet.sql.catalog import Database, Table
from martlet.sql.errors import AnalysisException, MartletError, ParseException, SparkRuntimeException
from martlet.sql.types import StructType


@pytest.fixture
def warehouse(spark: SparkSession, tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    """A warehouse of the test's own, in a folder whose name is a pattern."""
    folder = tmp_path / "ware [house]"
    before = spark.conf.get("spark.sql.warehouse.dir")
    spark._engine.call({"op": "sqlSettings", "settings": {"spark.sql.warehouse.dir": str(folder)}})
    yield folder
    for view in [table.name for table in spark.catalog.listTables() if table.isTemporary]:
        spark.catalog.dropTempView(view)
    spark.catalog.setCurrentDatabase("default")
    spark._engine.call({"op": "sqlSettings", "settings": {"spark.sql.warehouse.dir": before}})


def rows(spark: SparkSession, text: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in spark.sql(text).collect()]


def condition(spark: SparkSession, text: str) -> str | None:
    with pytest.raises(AnalysisException) as caught:
        spark.sql(text)
    return caught.value.getCondition()


def data_files(folder: pathlib.Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("_", "."))
    )


def test_a_table_from_birth_to_end(spark: SparkSession, warehouse: pathlib.Path) -> None:
    made = spark.sql("CREATE TABLE Birds (name STRING COMMENT 'its name', eggs INT, w DECIMAL(5,2)) USING csv")
    assert made.collect() == [] and made.columns == []
    assert rows(spark, "SELECT * FROM birds") == []
    spark.sql("INSERT INTO birds VALUES ('swift', 3, 2.5), (NULL, NULL, 3)")
    spark.sql("INSERT INTO birds (eggs, name) SELECT 4, 'martlet'")
    assert rows(spark, "SELECT name, eggs, CAST(w AS STRING) FROM default.birds ORDER BY eggs") == [
        (None, None, "3.00"),
        ("swift", 3, "2.50"),
        ("martlet", 4, None),
    ]
    assert spark.table("spark_catalog.default.birds").dtypes[2] == ("w", "decimal(5,2)")
    spark.sql(
        "INSERT OVERWRITE TABLE birds SELECT 'crow', 5, 1 UNION ALL SELECT name, eggs, w FROM birds WHERE eggs = 3"
    )
    assert rows(spark, "SELECT name FROM birds ORDER BY name") == [("crow",), ("swift",)]
    spark.sql("TRUNCATE TABLE birds")
    assert spark.table("birds").count() == 0 and data_files(warehouse / "birds") == []
    spark.sql("DROP TABLE birds")
    assert not (warehouse / "birds").exists()
    assert condition(spark, "SELECT * FROM birds") == "TABLE_OR_VIEW_NOT_FOUND"
    spark.sql("DROP TABLE IF EXISTS birds")


def test_tables_of_queries(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.range(6).createOrReplaceTempView("six")
    spark.sql("CREATE TABLE t USING json PARTITIONED BY (odd) COMMENT 'six' AS SELECT id % 2 AS odd, id FROM six")
    assert spark.table("t").columns == ["id", "odd"]
    assert rows(spark, "SELECT sum(id) FROM t WHERE odd = 1") == [(9,)]
    assert {path.parent.name for path in (warehouse / "t").rglob("*.json")} == {"odd=0", "odd=1"}
    assert condition(spark, "CREATE TABLE t AS SELECT 1 AS a") == "TABLE_OR_VIEW_ALREADY_EXISTS"
    spark.sql("CREATE TABLE IF NOT EXISTS t AS SELECT 1 AS a")
    assert spark.table("t").count() == 6
    # A table may be made of itself.
    spark.sql("CREATE OR REPLACE TABLE t AS SELECT id * 2 AS twice FROM t WHERE odd = 0")
    assert rows(spark, "SELECT twice FROM t ORDER BY 1") == [(0,), (4,), (8,)]
    spark.sql("CREATE TABLE like_t LIKE t")
    assert spark.table("like_t").dtypes == [("twice", "bigint")] and spark.table("like_t").count() == 0
    with pytest.raises(ParseException, match="Schema may not be specified"):
        spark.sql("CREATE TABLE s (a INT) AS SELECT 1")
    spark.sql(
        "CREATE TABLE IF NOT EXISTS from_args AS SELECT id FROM {df} WHERE id > :low", {"low": 3}, df=spark.range(6)
    )
    assert spark.table("from_args").count() == 2


def test_what_inserts_refuse(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE TABLE t (a INT, b STRING)")
    spark.sql("INSERT INTO t VALUES (1, 'x')")
    for text, name in {
        "INSERT INTO t VALUES (1)": "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS",
        "INSERT INTO t VALUES (1, 'x', 2)": "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS",
        "INSERT INTO t (a, b) VALUES (1)": "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS",
        "INSERT INTO t (a, zz) VALUES (1, 2)": "UNRESOLVED_COLUMN.WITH_SUGGESTION",
        "INSERT INTO t (a, a) VALUES (1, 2)": "COLUMN_ALREADY_EXISTS",
        "INSERT INTO t VALUES ('x', 'x')": "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
        "INSERT INTO t BY NAME SELECT 1 AS a, 2 AS y": "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS",
        "INSERT INTO t PARTITION (a = 1) SELECT 'x'": "PARTITIONS_NOT_FOUND",
        "INSERT INTO nope VALUES (1)": "TABLE_OR_VIEW_NOT_FOUND",
    }.items():
        assert condition(spark, text) == name, text
    with pytest.raises(AnalysisException) as caught:
        spark.sql("INSERT INTO t VALUES (1)")
    assert str(caught.value) == (
        "[INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS] Cannot write to `spark_catalog`.`default`.`t`, the "
        "reason is not enough data columns:\nTable columns: `a`, `b`.\nData columns: `col1`. SQLSTATE: 21S01"
    )
    # What fails while it runs leaves the table as it was.
    before = data_files(warehouse / "t")
    for text in [
        "INSERT INTO t SELECT 1 div (id - 500), 'y' FROM range(1000)",
        "INSERT OVERWRITE t SELECT 3000000000 + id, 'x' FROM range(5)",
        "CREATE OR REPLACE TABLE t AS SELECT 1 div (id - 2) AS a FROM range(3)",
    ]:
        with pytest.raises(MartletError):
            spark.sql(text)
        assert data_files(warehouse / "t") == before and rows(spark, "SELECT * FROM t") == [(1, "x")], text
    with pytest.raises(MartletError):
        spark.sql("CREATE TABLE bad AS SELECT 1 div (id - 2) AS a FROM range(3)")
    assert not spark.catalog.tableExists("bad") and not (warehouse / "bad").exists()
    spark.sql("CREATE TABLE bad AS SELECT 1 AS a")
    spark.sql("INSERT INTO t BY NAME SELECT 'y' AS b, 2 AS a")
    spark.sql("INSERT INTO t BY NAME SELECT 3 AS a")
    assert rows(spark, "SELECT * FROM t ORDER BY a") == [(1, "x"), (2, "y"), (3, None)]


def test_partitions(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE TABLE t (v INT) PARTITIONED BY (p STRING, q INT)")
    assert spark.table("t").columns == ["v", "p", "q"]
    spark.sql("INSERT INTO t VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b/c=', 1), (4, NULL, NULL)")
    spark.sql("INSERT INTO t PARTITION (p = 'a', q) SELECT 5, 2")
    assert rows(spark, "SHOW PARTITIONS t") == [
        ("p=__HIVE_DEFAULT_PARTITION__/q=__HIVE_DEFAULT_PARTITION__",),
        ("p=a/q=1",),
        ("p=a/q=2",),
        ("p=b/c=/q=1",),
    ]
    assert rows(spark, "SELECT v FROM t WHERE p = 'b/c='") == [(3,)]
    assert rows(spark, "SELECT v FROM t WHERE p IS NULL AND q IS NULL") == [(4,)]
    # What the clause names goes, also where nothing comes.
    spark.sql("INSERT OVERWRITE t PARTITION (p = 'a', q = 2) SELECT 6")
    assert rows(spark, "SELECT v FROM t WHERE p = 'a' ORDER BY v") == [(1,), (6,)]
    spark.sql("INSERT OVERWRITE t PARTITION (p = 'a', q) SELECT 7, 9")
    assert rows(spark, "SELECT v, q FROM t WHERE p = 'a'") == [(7, 9)]
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    try:
        spark.sql("INSERT OVERWRITE t SELECT 8, 'a', 9")
    finally:
        spark.conf.unset("spark.sql.sources.partitionOverwriteMode")
    assert rows(spark, "SELECT v FROM t ORDER BY v") == [(3,), (4,), (8,)]
    spark.sql("TRUNCATE TABLE t PARTITION (p = 'a')")
    assert rows(spark, "SELECT v FROM t ORDER BY v") == [(3,), (4,)]
    spark.sql("INSERT OVERWRITE t SELECT 1, 'z', 0")
    assert rows(spark, "SELECT * FROM t") == [(1, "z", 0)]
    assert condition(spark, "CREATE TABLE e (a INT) PARTITIONED BY (z)") == "COLUMN_NOT_DEFINED_IN_TABLE"
    assert condition(spark, "CREATE TABLE e (a INT) PARTITIONED BY (a)") == "ALL_PARTITION_COLUMNS_NOT_ALLOWED"
    spark.sql("CREATE TABLE plain (a INT)")
    assert condition(spark, "SHOW PARTITIONS plain") == "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY"


def test_what_is_shown(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE TABLE t2 (x INT, p STRING COMMENT 'the p') USING csv OPTIONS (header true, sep '|') "
              "PARTITIONED BY (p) COMMENT 'it''s two' TBLPROPERTIES ('k' = 'v')")  # fmt: skip
    spark.range(1).createOrReplaceTempView("v")
    assert rows(spark, "SHOW TABLES") == [("default", "t2", False), ("", "v", True)]
    assert spark.sql("SHOW TABLES").dtypes == [
        ("namespace", "string"), ("tableName", "string"), ("isTemporary", "boolean")]  # fmt: skip
    assert rows(spark, "SHOW TABLES IN default LIKE 'T*|zz'") == [("default", "t2", False)]
    assert rows(spark, "SHOW TABLES 'nothing'") == []
    assert rows(spark, "SHOW VIEWS") == [("", "v", True)]
    assert rows(spark, "SHOW COLUMNS IN t2") == rows(spark, "SHOW COLUMNS FROM t2 FROM default") == [("x",), ("p",)]
    assert (
        rows(spark, "DESCRIBE t2")
        == rows(spark, "DESC TABLE default.t2")
        == [
            ("x", "int", None),
            ("p", "string", "the p"),
            ("# Partition Information", "", ""),
            ("# col_name", "data_type", "comment"),
            ("p", "string", "the p"),
        ]
    )
    extended = {row[0]: row[1] for row in rows(spark, "DESCRIBE EXTENDED t2")}
    assert extended["Location"] == f"file:{warehouse}/t2" and extended["Type"] == "MANAGED"
    assert extended["Storage Properties"] == "[header=true, sep=|]" and extended["Comment"] == "it's two"
    assert rows(spark, "DESCRIBE t2 p") == [("col_name", "p"), ("data_type", "string"), ("comment", "the p")]
    assert condition(spark, "DESCRIBE t2 nope") == "COLUMN_NOT_FOUND"
    assert rows(spark, "DESCRIBE QUERY SELECT 1 AS a, 'x' AS b") == [("a", "int", None), ("b", "string", None)]
    assert rows(spark, "DESCRIBE SELECT 1 AS a") == rows(spark, "DESC WITH q AS (SELECT 1 AS a) SELECT * FROM q")
    assert rows(spark, "DESCRIBE v") == [("id", "bigint", None)]
    assert rows(spark, "SHOW TBLPROPERTIES t2 ('k')") == [("k", "v")]
    text = rows(spark, "SHOW CREATE TABLE t2")[0][0]
    assert text == (
        "CREATE TABLE spark_catalog.default.t2 (\n  x INT,\n  p STRING COMMENT 'the p')\nUSING csv\nOPTIONS (\n"
        "  'header' = 'true',\n  'sep' = '|')\nPARTITIONED BY (p)\nCOMMENT 'it\\'s two'\n"
        "TBLPROPERTIES (\n  'k' = 'v')\n"
    )
    spark.sql("DROP TABLE t2")
    spark.sql(text)
    assert rows(spark, "SHOW CREATE TABLE t2")[0][0] == text == spark.catalog.getCreateTableString("t2")
    assert "Physical Plan" in rows(spark, "EXPLAIN SELECT * FROM t2")[0][0]
    assert spark.catalog.getTableProperties("t2")["k"] == "v"


def test_databases(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE DATABASE d1 COMMENT 'one'")
    assert condition(spark, "CREATE SCHEMA D1") == "SCHEMA_ALREADY_EXISTS"
    spark.sql("CREATE DATABASE IF NOT EXISTS d1")
    assert rows(spark, "SHOW DATABASES") == [("d1",), ("default",)]
    assert rows(spark, "SHOW SCHEMAS LIKE 'def*'") == [("default",)]
    assert rows(spark, "DESCRIBE DATABASE d1") == [
        ("Catalog Name", "spark_catalog"),
        ("Namespace Name", "d1"),
        ("Comment", "one"),
        ("Location", f"file:{warehouse}/d1.db"),
    ]
    spark.sql("USE d1")
    assert rows(spark, "SELECT current_database()") == [("d1",)] == rows(spark, "SELECT current_schema()")
    spark.sql("CREATE TABLE t AS SELECT 1 AS a")
    assert (warehouse / "d1.db" / "t").is_dir()
    spark.catalog.setCurrentDatabase("default")
    assert condition(spark, "SELECT * FROM t") == "TABLE_OR_VIEW_NOT_FOUND"
    assert rows(spark, "SELECT t.a FROM d1.t") == [(1,)]
    for text in ["USE nope", "SHOW TABLES IN nope", "DESCRIBE DATABASE nope", "CREATE TABLE nope.t (a INT)"]:
        assert condition(spark, text) == "SCHEMA_NOT_FOUND"
    assert condition(spark, "DROP DATABASE d1") == "SCHEMA_NOT_EMPTY"
    spark.sql("DROP DATABASE d1 CASCADE")
    assert not (warehouse / "d1.db").exists() and not (warehouse / "_catalog" / "d1").exists()
    assert condition(spark, "DROP DATABASE d1") == "SCHEMA_NOT_FOUND"
    assert condition(spark, "DROP DATABASE default") == "UNSUPPORTED_FEATURE.DROP_DATABASE"
    spark.sql("DROP DATABASE IF EXISTS d1")


def test_views(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE TABLE t AS SELECT 1 AS a")
    spark.sql("CREATE TEMP VIEW v AS SELECT a + 1 AS b FROM t")
    assert condition(spark, "CREATE TEMP VIEW v AS SELECT 1") == "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS"
    spark.sql("INSERT INTO t VALUES (5)")
    assert rows(spark, "SELECT * FROM v ORDER BY b") == [(2,), (6,)]
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW v (q COMMENT 'qq') AS SELECT a FROM t WHERE a = 5")
    assert rows(spark, "DESCRIBE v") == [("q", "int", "qq")] and rows(spark, "SELECT q FROM v") == [(5,)]
    name = "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS"
    assert condition(spark, "CREATE OR REPLACE TEMP VIEW v (q, r) AS SELECT 2 AS a") == name
    assert condition(spark, "CREATE TEMP VIEW d.v AS SELECT 1") == "INVALID_TEMP_OBJ_QUALIFIER"
    spark.sql("CREATE GLOBAL TEMP VIEW g AS SELECT 3 AS a")
    assert rows(spark, "SELECT * FROM global_temp.g") == [(3,)]
    assert condition(spark, "SELECT * FROM g") == "TABLE_OR_VIEW_NOT_FOUND"
    shown = rows(spark, "SHOW VIEWS IN global_temp")
    # Other tests may have left some: global views live as long as the application.
    assert [row for row in shown if row[1] in ("g", "v")] == [("global_temp", "g", True), ("", "v", True)]
    assert spark.catalog.dropGlobalTempView("g") and not spark.catalog.dropGlobalTempView("g")
    assert condition(spark, "INSERT INTO v VALUES (1)") == "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE"
    # Views that stay.
    spark.sql("CREATE VIEW pv (aa) AS SELECT a FROM t")
    assert condition(spark, "CREATE VIEW pv AS SELECT 1") == "TABLE_OR_VIEW_ALREADY_EXISTS"
    assert condition(spark, "CREATE VIEW pv2 AS SELECT * FROM v") == "INVALID_TEMP_OBJ_REFERENCE"
    assert condition(spark, "CREATE OR REPLACE VIEW pv AS SELECT * FROM pv") == "RECURSIVE_VIEW"
    assert condition(spark, "INSERT INTO pv VALUES (1)") == "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE"
    assert condition(spark, "DROP VIEW t") == "WRONG_COMMAND_FOR_OBJECT_TYPE"
    spark.sql("CREATE OR REPLACE TABLE t AS SELECT 7 AS a")
    assert rows(spark, "SELECT aa FROM pv") == [(7,)]
    assert rows(spark, "SHOW VIEWS") == [("default", "pv", False), ("", "v", True)]
    assert [view.name for view in spark.catalog.listViews()] == ["pv", "v"]
    spark.sql("DROP VIEW v")
    spark.sql("DROP VIEW pv")
    spark.sql("DROP VIEW IF EXISTS pv")
    assert condition(spark, "DROP VIEW pv") == "TABLE_OR_VIEW_NOT_FOUND"


def test_frames_into_tables(spark: SparkSession, warehouse: pathlib.Path) -> None:
    df = spark.range(3).selectExpr("id", "CAST(id AS STRING) AS s")
    df.write.saveAsTable("w")
    assert spark.table("w").schema == StructType().add("id", "bigint").add("s", "string")
    with pytest.raises(AnalysisException, match="`spark_catalog`.`default`.`w` because it already exists"):
        df.write.saveAsTable("w")
    df.write.mode("ignore").saveAsTable("w")
    df.select("s", "id").write.mode("append").saveAsTable("w")
    frame = spark.table("w")
    assert sorted(frame.collect()) == [Row(id=i, s=str(i)) for i in (0, 0, 1, 1, 2, 2)]
    with pytest.raises(AnalysisException, match="zz"):
        df.selectExpr("id", "s AS zz").write.mode("append").saveAsTable("w")
    # A frame sees what is written behind it, and may go where it comes from.
    df.write.insertInto("w")
    assert frame.count() == 9
    frame.filter("id = 1").write.mode("overwrite").saveAsTable("w")
    assert frame.count() == 3
    df.write.partitionBy("s").mode("overwrite").saveAsTable("w", format="csv")
    assert spark.table("w").columns == ["id", "s"] and (warehouse / "w" / "s=1").is_dir()
    df.write.insertInto("default.w", overwrite=True)
    assert spark.table("w").count() == 3
    with pytest.raises(AnalysisException, match="NOT_ENOUGH_DATA_COLUMNS"):
        df.select("id").write.insertInto("w")
    with pytest.raises(AnalysisException, match="partitionBy"):
        df.write.partitionBy("s").insertInto("w")
    with pytest.raises(AnalysisException, match="TABLE_OR_VIEW_NOT_FOUND"):
        df.write.insertInto("nope")
    with pytest.raises(AnalysisException, match="SCHEMA_NOT_FOUND"):
        df.write.saveAsTable("nope.t")
    assert spark.read.table("w").join(spark.table("w").alias("x"), "id").count() == 3


def test_tables_elsewhere(spark: SparkSession, warehouse: pathlib.Path, tmp_path: pathlib.Path) -> None:
    place = tmp_path / "else where"
    spark.range(3).write.option("path", str(place)).saveAsTable("x")
    assert spark.catalog.getTable("x").tableType == "EXTERNAL" and data_files(place)
    assert condition(spark, "TRUNCATE TABLE x") == "CANNOT_TRUNCATE_EXTERNAL_TABLE"
    spark.sql("DROP TABLE x")
    assert data_files(place)
    spark.sql(f"CREATE TABLE x USING parquet LOCATION '{place}'")
    assert spark.table("x").dtypes == [("id", "bigint")] and spark.table("x").count() == 3
    spark.sql("INSERT INTO x VALUES (9)")
    assert spark.read.parquet(str(place)).count() == 4
    made = spark.catalog.createTable("y", str(place), source="parquet", description="files")
    assert made.count() == 4 and spark.catalog.getTable("y").description == "files"
    spark.sql(f"CREATE TABLE c (id INT, s STRING) USING csv OPTIONS (path '{tmp_path}/c', header 'true')")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "one.csv").write_text("id,s\n1,x\n")
    assert rows(spark, "SELECT * FROM c") == [(1, "x")]
    assert rows(spark, f"SELECT count(*) FROM parquet.`{place}`") == [(4,)]
    assert condition(spark, "CREATE TABLE z USING parquet LOCATION '/nowhere/at/all'") == "UNABLE_TO_INFER_SCHEMA"
    assert condition(spark, "CREATE TABLE z") == "UNABLE_TO_INFER_SCHEMA"
    assert condition(spark, "CREATE TABLE z (a INT) USING foo") == "DATA_SOURCE_NOT_FOUND"


def test_the_catalog(spark: SparkSession, warehouse: pathlib.Path) -> None:
    catalog = spark.catalog
    spark.sql("CREATE TABLE d (a INT, p STRING COMMENT 'pp') USING csv PARTITIONED BY (p) COMMENT 'dd'")
    spark.range(1).createOrReplaceTempView("v")
    table = Table("d", "spark_catalog", ["default"], "dd", "MANAGED", False)
    view = Table("v", None, [], None, "TEMPORARY", True)
    assert catalog.listTables() == [table, view] and catalog.listTables("default", "d*") == [table]
    assert catalog.getTable("d") == catalog.getTable("default.d") == table and catalog.getTable("v") == view
    assert [tuple(column)[:5] for column in catalog.listColumns("d")] == [
        ("a", None, "int", True, False),
        ("p", "pp", "string", True, True),
    ]
    default = Database("default", "spark_catalog", "default database", f"file:{warehouse}")
    assert catalog.listDatabases() == [default] and catalog.getDatabase("default") == default
    assert catalog.databaseExists("spark_catalog.default") and not catalog.databaseExists("zz")
    names = ["d", "default.d", "spark_catalog.default.d", "D", "v", "zz", "zz.d"]
    assert [catalog.tableExists(name) for name in names] == [True] * 5 + [False] * 2
    assert catalog.tableExists("d", "default") and not catalog.tableExists("d", "zz")
    for ask in [catalog.getTable, catalog.listColumns, catalog.refreshTable, catalog.cacheTable, catalog.truncateTable]:
        with pytest.raises(AnalysisException, match="TABLE_OR_VIEW_NOT_FOUND"):
            ask("nope")
    for ask in [catalog.listTables, catalog.getDatabase, catalog.setCurrentDatabase]:
        with pytest.raises(AnalysisException, match="SCHEMA_NOT_FOUND"):
            ask("nope")
    catalog.createDatabase("made", properties={"comment": "it's", "k": "v"})
    assert catalog.getDatabase("made").description == "it's"
    catalog.createTable("made.t", schema=StructType().add("a", "int"))
    assert [found.name for found in catalog.listTables("made")] == ["t", "v"]
    catalog.dropTable("made.t")
    catalog.dropDatabase("made")
    assert catalog.listPartitions("d") == [] and not catalog.isCached("d")


def test_names_that_lead_elsewhere(spark: SparkSession, warehouse: pathlib.Path) -> None:
    for name in [
        "a.b",
        "../x",
        "..",
        ".",
        "a b",
        "a'b",
        'a"b',
        "a/b",
        "a\\b",
        "a\0b",
        "ä",
        "x" * 300,
        "%2e%2e",
        "_",
        "-",
    ]:
        quoted = "`" + name.replace("`", "``") + "`"
        if name == "_":
            continue
        for text in [
            f"CREATE TABLE {quoted} (a INT)",
            f"CREATE DATABASE {quoted}",
            f"CREATE TABLE {quoted} AS SELECT 1 AS a",
        ]:
            assert condition(spark, text) == "INVALID_SCHEMA_OR_RELATION_NAME", text
        assert condition(spark, f"SELECT * FROM {quoted}") == "TABLE_OR_VIEW_NOT_FOUND"
        assert condition(spark, f"CREATE TABLE {quoted}.t (a INT)") == "SCHEMA_NOT_FOUND"
        assert condition(spark, f"DROP TABLE {quoted}") == "TABLE_OR_VIEW_NOT_FOUND"
    for name in ["../x", "a..b", "", "`a"]:
        with pytest.raises(AnalysisException, match="INVALID_ATTRIBUTE_NAME_SYNTAX"):
            spark.range(1).write.saveAsTable(name)
    assert condition(spark, "CREATE TABLE x.y.z (a INT)") == "REQUIRES_SINGLE_PART_NAMESPACE"
    assert not warehouse.exists() or data_files(warehouse) == []
    assert sorted(path.name for path in warehouse.parent.iterdir()) in ([], [warehouse.name])


def test_folders_and_definitions_that_were_touched(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE TABLE t AS SELECT 1 AS a")
    shutil.rmtree(warehouse / "t")
    assert spark.table("t").collect() == []
    spark.sql("INSERT INTO t VALUES (2)")
    assert rows(spark, "SELECT * FROM t") == [(2,)]
    # A folder that is no table's is left alone.
    (warehouse / "taken").mkdir()
    (warehouse / "taken" / "file").write_text("x")
    for text in ["CREATE TABLE taken (a INT)", "CREATE TABLE taken AS SELECT 1 AS a"]:
        with pytest.raises(SparkRuntimeException) as caught:
            spark.sql(text)
        assert caught.value.getCondition() == "LOCATION_ALREADY_EXISTS"
    assert (warehouse / "taken" / "file").read_text() == "x"
    definition = next((warehouse / "_catalog" / "default").glob("t.*.json"))
    whole = definition.read_text()
    found = json.loads(whole)
    assert found["version"] == 1 and found["table"] == "t" and found["provider"] == "parquet"
    found["version"] = 99
    for text in ["", "{", "[]", "null", json.dumps(found), whole.replace('"t"', '"u"'), whole[:-20], "\0" * 50]:
        definition.write_text(text)
        assert condition(spark, "SELECT * FROM t") == "CORRUPTED_TABLE_METADATA", text
        with pytest.raises(AnalysisException, match=r"t\.1\.json"):
            spark.sql("INSERT INTO t VALUES (3)")
        assert ("default", "t", False) in rows(spark, "SHOW TABLES")
    definition.write_text(whole)
    assert rows(spark, "SELECT * FROM t") == [(2,)]
    definition.write_text("{")
    spark.sql("DROP TABLE t")
    assert not spark.catalog.tableExists("t") and data_files(warehouse / "t")


OTHER = """
import sys
from martlet.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.sql.warehouse.dir", sys.argv[1]).getOrCreate()
for text in sys.argv[2:]:
    try:
        print([tuple(row) for row in spark.sql(text).collect()])
    except Exception as error:
        print(error.getCondition())
"""


def other(warehouse: pathlib.Path, *texts: str) -> list[str]:
    """What another session says to statements."""
    command = [sys.executable, "-c", OTHER, str(warehouse), *texts]
    package = str(pathlib.Path(martlet.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": package}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_two_sessions(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE TABLE t (a INT, d DATE) USING json COMMENT 'both'")
    spark.sql("CREATE DATABASE d1")
    spark.sql("CREATE VIEW v AS SELECT a FROM t")
    spark.range(1).createOrReplaceTempView("mine")
    frame = spark.table("t")
    assert other(
        warehouse,
        "SHOW TABLES",
        "SHOW DATABASES",
        "INSERT INTO t VALUES (1, DATE '2026-01-02')",
        "SELECT a FROM v",
        "CREATE TABLE t (a INT)",
        "CREATE TABLE theirs AS SELECT 2 AS b",
        "SELECT * FROM mine",
    ) == [
        "[('default', 't', False), ('default', 'v', False)]",
        "[('d1',), ('default',)]",
        "[]",
        "[(1,)]",
        "TABLE_OR_VIEW_ALREADY_EXISTS",
        "[]",
        "TABLE_OR_VIEW_NOT_FOUND",
    ]
    assert frame.count() == 1 and rows(spark, "SELECT b FROM theirs") == [(2,)]
    assert other(warehouse, "DROP TABLE t", "CREATE OR REPLACE TABLE theirs AS SELECT 'x' AS c") == ["[]", "[]"]
    assert condition(spark, "SELECT * FROM t") == "TABLE_OR_VIEW_NOT_FOUND"
    assert rows(spark, "SELECT c FROM theirs") == [("x",)]
    assert frame.collect() == []


def test_a_near_name_is_proposed(spark: SparkSession, warehouse: pathlib.Path) -> None:
    spark.sql("CREATE TABLE people (a INT)")
    with pytest.raises(AnalysisException) as caught:
        spark.sql("SELECT *\nFROM peple")
    assert caught.value.getMessageParameters() == {
        "relationName": "`peple`",
        "searchPath": "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]",
    }
    assert "Did you mean `people`?" in str(caught.value) and "line 2 pos 5" in str(caught.value)


def test_values_of_all_kinds_come_back(spark: SparkSession, warehouse: pathlib.Path) -> None:
    df = spark.sql(
        "SELECT true b, 1Y t, 2S s, 3 i, 4L l, 0.5F f, 1.5D d, 12.34BD m, 'é' x, DATE '2026-01-02' day, "
        "TIMESTAMP '2026-01-02 03:04:05.000006' at, array(1, NULL) arr, map('k', 1) mp, named_struct('q', 'r') st"
    )
    for provider in ["parquet", "json"]:
        df.write.saveAsTable(f"all_{provider}", format=provider)
        found = spark.table(f"all_{provider}")
        assert found.dtypes == df.dtypes and found.collect() == df.collect()
    spark.sql("CREATE TABLE lines USING text AS SELECT 'a' AS value")
    assert rows(spark, "SELECT * FROM lines") == [("a",)]
    with pytest.raises(MartletError):
        spark.sql("CREATE TABLE bad USING csv AS SELECT array(1) AS a")
    assert not spark.catalog.tableExists("bad")
    spark.range(2).select(F.lit(1).alias("A"), F.lit(2).alias("b")).write.saveAsTable("cased")
    assert spark.table("cased").columns == ["A", "b"] and rows(spark, "SELECT a FROM cased LIMIT 1") == [(1,)]
