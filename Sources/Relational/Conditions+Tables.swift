// SPDX-License-Identifier: Apache-2.0

extension Conditions {
    /// Those of tables, views and databases.
    static let ofTables: [String: Condition] = [
        "TABLE_OR_VIEW_ALREADY_EXISTS": Condition(
            state: "42P07",
            text: "Cannot create table or view <relationName> because it already exists.\nChoose a different "
                + "name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate "
                + "pre-existing objects."),
        "LOCATION_ALREADY_EXISTS": Condition(
            state: "42710",
            text: "Cannot name the managed table as <identifier>, as its associated location <location> "
                + "already exists. Please pick a different table name, or remove the existing location first."),
        "SCHEMA_NOT_FOUND": Condition(
            state: "42704",
            text: "The schema <schemaName> cannot be found. Verify the spelling and correctness of the schema "
                + "and catalog.\nIf you did not qualify the name with a catalog, verify the current_schema() "
                + "output, or qualify the name with the correct catalog.\nTo tolerate the error on drop use "
                + "DROP SCHEMA IF EXISTS."),
        "SCHEMA_ALREADY_EXISTS": Condition(
            state: "42P06",
            text: "Cannot create schema <schemaName> because it already exists.\nChoose a different name, drop "
                + "the existing schema, or add the IF NOT EXISTS clause to tolerate pre-existing schema."),
        "SCHEMA_NOT_EMPTY": Condition(
            state: "2BP01",
            text: "Cannot drop a schema <schemaName> because it contains objects.\nUse DROP SCHEMA ... CASCADE "
                + "to drop the schema and all its objects."),
        "INVALID_SCHEMA_OR_RELATION_NAME": Condition(
            state: "42602",
            text: "<name> is not a valid name for tables/schemas. Valid names only contain alphabet "
                + "characters, numbers and _."),
        "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS": Condition(
            state: "21S01",
            text: "Cannot write to <tableName>, the reason is not enough data columns:\nTable columns: "
                + "<tableColumns>.\nData columns: <dataColumns>."),
        "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS": Condition(
            state: "21S01",
            text: "Cannot write to <tableName>, the reason is too many data columns:\nTable columns: "
                + "<tableColumns>.\nData columns: <dataColumns>."),
        "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST": Condition(
            state: "KD000",
            text: "Cannot write incompatible data for the table <tableName>: Cannot safely cast <colName> "
                + "<srcType> to <targetType>."),
        "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS": Condition(
            state: "KD000",
            text: "Cannot write incompatible data for the table <tableName>: Cannot write extra columns "
                + "<extraColumns>."),
        "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE": Condition(
            state: "42809",
            text: "The table <tableName> does not support <operation>."),
        "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE": Condition(
            state: "42809",
            text: "'<operation>' expects a table but <viewName> is a view."),
        "RECURSIVE_VIEW": Condition(
            state: "42K0H",
            text: "Recursive view <viewIdent> detected (cycle: <newPath>)."),
        "NON_PARTITION_COLUMN": Condition(
            state: "42000",
            text: "PARTITION clause cannot contain the non-partition column: <columnName>."),
        "STATIC_PARTITION_COLUMN_IN_INSERT_COLUMN_LIST": Condition(
            state: "42713",
            text: "Static partition column <staticName> is also specified in the column list."),
        "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS": Condition(
            state: "428EK",
            text: "CREATE TEMPORARY VIEW or the corresponding Dataset APIs only accept single-part view names, "
                + "but got: <actualName>."),
        "COLUMN_NOT_DEFINED_IN_TABLE": Condition(
            state: "42703",
            text: "<colType> column <colName> is not defined in table <tableName>, defined table columns are: "
                + "<tableCols>."),
        "COLUMN_NOT_FOUND": Condition(
            state: "42703",
            text: "The column <colName> cannot be found. Verify the spelling and correctness of the column "
                + "name according to the SQL config <caseSensitiveConfig>."),
        "INVALID_TEMP_OBJ_REFERENCE": Condition(
            state: "42K0F",
            text: "Cannot create the persistent object <objName> of the type <obj> because it references to "
                + "the temporary object <tempObjName> of the type <tempObj>. Please make the temporary object "
                + "<tempObjName> persistent, or make the persistent object <objName> temporary."),
        "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS": Condition(
            state: "21S01",
            text: "Cannot create view <viewName>, the reason is not enough data columns:\nView columns: "
                + "<viewColumns>.\nData columns: <dataColumns>."),
        "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS": Condition(
            state: "21S01",
            text: "Cannot create view <viewName>, the reason is too many data columns:\nView columns: "
                + "<viewColumns>.\nData columns: <dataColumns>."),
        "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY": Condition(
            state: "42601",
            text: "The partition command is invalid. Table <name> is not partitioned."),
        "ALL_PARTITION_COLUMNS_NOT_ALLOWED": Condition(
            state: "KD005",
            text: "Cannot use all columns for partition columns."),
        "REQUIRES_SINGLE_PART_NAMESPACE": Condition(
            state: "42K05",
            text: "<sessionCatalog> requires a single-part namespace, but got identifier <identifier>."),
        "INVALID_EMPTY_LOCATION": Condition(
            state: "42K05",
            text: "The location name cannot be empty string, but `<location>` was given."),
        "WRONG_COMMAND_FOR_OBJECT_TYPE": Condition(
            state: "42809",
            text: "The operation <operation> requires a <requiredType>. But <objectName> is a <foundType>. Use "
                + "<alternative> instead."),
        "UNSUPPORTED_FEATURE.DROP_DATABASE": Condition(
            state: "0A000",
            text: "The feature is not supported: Drop the default database <database>."),
        "PARTITIONS_NOT_FOUND": Condition(
            state: "428FT",
            text: "The partition(s) <partitionList> cannot be found in table <tableName>.\nVerify the "
                + "partition specification and table name.\nTo tolerate the error on drop use ALTER TABLE … "
                + "DROP IF EXISTS PARTITION."),
        "INVALID_ATTRIBUTE_NAME_SYNTAX": Condition(
            state: "42601",
            text: "Syntax error in the attribute name: <name>. Check that backticks appear in pairs, a quoted "
                + "string is a complete name part and use a backtick only inside quoted name parts."),
        "CANNOT_TRUNCATE_EXTERNAL_TABLE": Condition(
            state: "0A000",
            text: "Operation not allowed: TRUNCATE TABLE on external tables: <tableName>."),
        "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE": Condition(
            state: "0A000",
            text: "The <format> datasource doesn't support the column <columnName> of the type <columnType>."),
        "INVALID_TEMP_OBJ_QUALIFIER": Condition(
            state: "42602",
            text: "Temporary <objectType> <objectName> cannot be qualified with <qualifier>. Temporary objects "
                + "can only be qualified with SESSION or SYSTEM.SESSION."),
        "CORRUPTED_TABLE_METADATA": Condition(
            state: "XX000",
            text: "The metadata of <relationName> cannot be used: the file <path> <reason>. Put the file back "
                + "as it was, or drop the table and create it again; its data are not touched by either unless "
                + "they are the warehouse's own."),
        "UNSUPPORTED_SCHEMA_WITH_QUERY": Condition(
            state: "42601",
            text: "Schema may not be specified in a Create Table As Select (CTAS) statement: <table>."),
    ]
}
