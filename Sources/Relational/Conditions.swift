// SPDX-License-Identifier: Apache-2.0

/// The conditions that queries end with: name, SQLSTATE and text, where `<name>` stands for a parameter.
enum Conditions {
    struct Condition {
        let state: String
        let text: String
    }

    static func find(_ condition: String) -> Condition? {
        table[condition] ?? ofTables[condition] ?? ofArguments[condition] ?? ofVariables[condition]
    }

    static func text(_ condition: String, _ parameters: [String: String]) -> String {
        guard let template = find(condition)?.text else {
            return parameters.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        }
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "<") {
            result += rest[..<open]
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: ">") else { return result + "<" + rest }
            result += parameters[String(rest[..<close])] ?? "<\(rest[..<close])>"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    static let mismatch = "Cannot resolve <sqlExpr> due to data type mismatch: "

    static let table: [String: Condition] = [
        "ROUTINE_ALREADY_EXISTS": Condition(
            state: "42723",
            text: "Cannot create the routine <routineName> because a routine of that name already exists. Choose a "
                + "different name, drop or replace the existing routine."),
        "ROUTINE_NOT_FOUND": Condition(
            state: "42883", text: "The routine <routineName> cannot be found. Verify the spelling of its name."),
        "UNSET_NONEXISTENT_PROPERTIES": Condition(
            state: "42K0J",
            text: "Attempted to unset non-existent properties [<properties>] in table <table>."),
        "PARTITIONS_ALREADY_EXIST": Condition(
            state: "428FT", text: "Cannot ADD <partitionList> to table <tableName> because it already exists."),
        "PARTITIONS_NOT_FOUND": Condition(
            state: "428FT", text: "The <partitionList> cannot be found in table <tableName>."),
        "NOT_A_CONSTANT_STRING.NOT_CONSTANT": Condition(
            state: "42601",
            text: "The expression <expr> used for the routine or clause <name> must be a constant STRING which is "
                + "NOT NULL."),
        "RECURSION_LEVEL_LIMIT_EXCEEDED": Condition(
            state: "42836",
            text: "Recursion level limit <levelLimit> reached but query has not exhausted, try increasing it like "
                + "'<example>'."),
        "RECURSION_ROW_LIMIT_EXCEEDED": Condition(
            state: "42836",
            text: "Recursion row limit <rowLimit> reached but query has not exhausted: end it with a condition."),
        "INVALID_FORMAT.EMPTY": Condition(state: "42601", text: "The format is invalid: <format>. <why>"),
        "INVALID_FORMAT.WRONG_NUM_DIGIT": Condition(state: "42601", text: "The format is invalid: <format>. <why>"),
        "INVALID_FORMAT.UNEXPECTED_TOKEN": Condition(state: "42601", text: "The format is invalid: <format>. <why>"),
        "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION": Condition(
            state: "42K09",
            text: mismatch + "The <leftExprName>(<leftExprValue>) must be <constraint> the <rightExprName>"
                + "(<rightExprValue>)."),
        "UNRESOLVED_COLUMN.WITH_SUGGESTION": Condition(
            state: "42703",
            text: "A column, variable, or function parameter with name <objectName> cannot be resolved. "
                + "Did you mean one of the following? [<proposal>]."),
        "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION": Condition(
            state: "42703",
            text: "A column, variable, or function parameter with name <objectName> cannot be resolved."),
        "AMBIGUOUS_REFERENCE": Condition(
            state: "42704", text: "Reference <name> is ambiguous, could be: [<referenceNames>]."),
        "FIELD_NOT_FOUND": Condition(state: "42704", text: "No such struct field <fieldName> in <fields>."),
        "INVALID_EXTRACT_BASE_FIELD_TYPE": Condition(
            state: "42000",
            text: "Can't extract a value from <base>. Need a complex type [STRUCT, ARRAY, MAP] but got <other>."),
        "CANNOT_RESOLVE_STAR_EXPAND": Condition(
            state: "42704",
            text: "Cannot resolve <targetString>.* given input columns <columns>. Please check that the specified "
                + "table or struct exists and is accessible in the input columns."),
        "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES": Condition(
            state: "42K09",
            text: mismatch + "the left and right operands of the binary operator have incompatible types "
                + "(<left> and <right>)."),
        "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE": Condition(
            state: "42K09",
            text: mismatch + "the binary operator requires the input type <inputType>, not <actualDataType>."),
        "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE": Condition(
            state: "42K09",
            text: mismatch + "The <paramIndex> parameter requires the <requiredType> type, however <inputSql> has the "
                + "type <inputType>."),
        "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION": Condition(
            state: "42K09", text: mismatch + "cannot cast <srcType> to <targetType>."),
        "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION": Condition(
            state: "42K09",
            text: mismatch + "cannot cast <srcType> to <targetType> with ANSI mode on.\nIf you have to cast <srcType> "
                + "to <targetType>, you can set <config> as <configVal>."),
        "DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES": Condition(
            state: "42K09",
            text: mismatch + "The given keys of function <functionName> should all be the same type, but they are "
                + "<dataType>."),
        "DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES": Condition(
            state: "42K09",
            text: mismatch + "The given values of function <functionName> should all be the same type, but they are "
                + "<dataType>."),
        "DATATYPE_MISMATCH.HASH_MAP_TYPE": Condition(
            state: "42K09",
            text: mismatch + "Input to the function <functionName> cannot contain elements of the \"MAP\" type: equal "
                + "maps may have other hashes."),
        "DATATYPE_MISMATCH.DATA_DIFF_TYPES": Condition(
            state: "42K09",
            text: mismatch + "Input to <functionName> should all be the same type, but it's <dataType>."),
        "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE": Condition(
            state: "42K09",
            text: mismatch + "The <functionName> does not support ordering on type <dataType>."),
        "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN": Condition(
            state: "42K09", text: mismatch + "Filter expression <filter> of type <type> is not a boolean."),
        "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN": Condition(
            state: "42903",
            text: "The FILTER expression <filterExpr> in an aggregate function is invalid. Expected a FILTER "
                + "expression of the BOOLEAN type."),
        "DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES": Condition(
            state: "42K09",
            text: mismatch + "The data type of the column (<columnIndex>) do not have the same type: <leftType> "
                + "(<leftParamIndex>) <> <rightType> (<rightParamIndex>)."),
        "DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES": Condition(
            state: "42K09",
            text: mismatch + "<functionName> uses the wrong parameter type. The parameter type must conform to: 1. The "
                + "start and stop expressions must resolve to the same type. 2. If start and stop expressions resolve "
                + "to a time, the step expression must resolve to an interval, otherwise to their own type."),
        "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES": Condition(
            state: "42703", text: "Cannot resolve column name <colName> among (<fieldNames>)."),
        "CANNOT_RESOLVE_DATAFRAME_COLUMN": Condition(
            state: "42704",
            text: "Cannot resolve dataframe column <name>. It's probably because of illegal references like "
                + "`df1.select(df2.col(\"a\"))`."),
        "INVALID_USAGE_OF_STAR_OR_REGEX": Condition(
            state: "42000", text: "Invalid usage of <elem> in <prettyName>."),
        "UNRESOLVED_ROUTINE": Condition(
            state: "42883", text: "Cannot resolve routine <routineName> on search path <searchPath>."),
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION": Condition(
            state: "42605",
            text: "The <functionName> requires <expectedNum> parameters but the actual number is <actualNum>. Please, "
                + "refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix."),
        "TABLE_OR_VIEW_NOT_FOUND": Condition(
            state: "42P01",
            text: "The table or view <relationName> cannot be found. Verify the spelling and correctness of the schema "
                + "and catalog.\nSearch path: <searchPath>.\nIf you did not qualify the name with a schema, verify the "
                + "current_schema() output, or qualify the name with the correct schema and catalog.\nTo tolerate the "
                + "error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS."),
        "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS": Condition(
            state: "42P07",
            text:
                "Cannot create the temporary view <relationName> because it already exists.\nChoose a different name, "
                + "drop or replace the existing view."),
        "PARSE_SYNTAX_ERROR": Condition(state: "42601", text: "Syntax error at or near <error><hint>."),
        "PARSE_EMPTY_STATEMENT": Condition(state: "42617", text: "Syntax error, unexpected empty statement."),
        "UNSUPPORTED_DATATYPE": Condition(state: "0A000", text: "Unsupported data type <typeName>."),
        "COLUMN_ALREADY_EXISTS": Condition(
            state: "42711",
            text: "The column <columnName> already exists. Choose another name or rename the existing column."),
        "NUM_COLUMNS_MISMATCH": Condition(
            state: "42826",
            text: "<operator> can only be performed on inputs with the same number of columns, but the first input has "
                + "<firstNumColumns> columns and the <invalidOrdinalNum> input has <invalidNumColumns> columns."),
        "INCOMPATIBLE_COLUMN_TYPE": Condition(
            state: "42825",
            text: "<operator> can only be performed on tables with compatible column types. The <columnOrdinalNumber> "
                + "column of the <tableOrdinalNumber> table is <dataType1> type which is not compatible with "
                + "<dataType2> at the same column of the first table.<hint>."),
        "ASSIGNMENT_ARITY_MISMATCH": Condition(
            state: "42802",
            text: "The number of columns or variables assigned or aliased: <numTarget> does not match the number of "
                + "source expressions: <numExpr>."),
        "MISSING_AGGREGATION": Condition(
            state: "42803",
            text: "The non-aggregating expression <expression> is based on columns which are not participating in the "
                + "GROUP BY clause.\nAdd the columns or the expression to the GROUP BY, aggregate the "
                + "expression, or use "
                + "<expressionAnyValue> if you do not care which of the values within a group is returned."),
        "MISSING_GROUP_BY": Condition(
            state: "42803",
            text: "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions "
                + "using OVER clauses."),
        "GROUP_BY_AGGREGATE": Condition(
            state: "42903", text: "Aggregate functions are not allowed in GROUP BY, but found <sqlExpr>."),
        "GROUP_BY_POS_OUT_OF_RANGE": Condition(
            state: "42805", text: "GROUP BY position <index> is not in select list (valid range is [1, <size>])."),
        "ORDER_BY_POS_OUT_OF_RANGE": Condition(
            state: "42805", text: "ORDER BY position <index> is not in select list (valid range is [1, <size>])."),
        "INVALID_WHERE_CONDITION": Condition(
            state: "42903",
            text:
                "The WHERE condition <condition> contains invalid expressions: <expressionList>.\nRewrite the query to "
                + "avoid window functions, aggregate functions, and generator functions in the WHERE clause."),
        "NESTED_AGGREGATE_FUNCTION": Condition(
            state: "42607",
            text:
                "It is not allowed to use an aggregate function in the argument of another aggregate function. Please "
                + "use the inner aggregate function in a sub-query."),
        "UNRESOLVED_USING_COLUMN_FOR_JOIN": Condition(
            state: "42703",
            text: "USING column <colName> cannot be resolved on the <side> side of the join. The <side>-side columns: "
                + "[<suggestion>]."),
        "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE": Condition(
            state: "42K0E",
            text: "The limit like expression <expr> is invalid. The <name> expression must be equal to or greater than "
                + "0, but got <v>."),
        "PATH_NOT_FOUND": Condition(state: "42K03", text: "Path does not exist: <path>."),
        "PATH_ALREADY_EXISTS": Condition(
            state: "42K04",
            text: "Path <outputPath> already exists. Set mode as \"overwrite\" to overwrite the existing path."),
        "UNABLE_TO_INFER_SCHEMA": Condition(
            state: "42KD9", text: "Unable to infer schema for <format>. It must be specified manually."),
        "DATA_SOURCE_NOT_FOUND": Condition(
            state: "42K02",
            text: "Failed to find the data source: <provider>. Make sure the provider name is correct and the package "
                + "is properly registered and compatible with your Spark version."),
        "DIVIDE_BY_ZERO": Condition(
            state: "22012",
            text:
                "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary "
                + "set <config> to \"false\" to bypass this error."),
        "REMAINDER_BY_ZERO": Condition(
            state: "22012",
            text: "Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead. If necessary "
                + "set <config> to \"false\" to bypass this error."),
        "ARITHMETIC_OVERFLOW": Condition(
            state: "22003",
            text: "<message>.<alternative> If necessary set <config> to \"false\" to bypass this error."),
        "CAST_INVALID_INPUT": Condition(
            state: "22018",
            text: "The value <expression> of the type <sourceType> cannot be cast to <targetType> because it is "
                + "malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to "
                + "tolerate "
                + "malformed input and return NULL instead."),
        "CAST_OVERFLOW": Condition(
            state: "22003",
            text: "The value <value> of the type <sourceType> cannot be cast to <targetType> due to an overflow. Use "
                + "`try_cast` to tolerate overflow and return NULL instead."),
        "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION": Condition(
            state: "22003",
            text: " <value> cannot be represented as Decimal(<precision>, "
                + "<scale>). If necessary set <config> to \"false\" to bypass this error, and return NULL instead."),
        "INVALID_ARRAY_INDEX": Condition(
            state: "22003",
            text: "The index <indexValue> is out of bounds. The array has <arraySize> elements. Use the SQL function "
                + "`get()` to tolerate accessing element at invalid index and return NULL instead."),
        "INVALID_ARRAY_INDEX_IN_ELEMENT_AT": Condition(
            state: "22003",
            text: "The index <indexValue> is out of bounds. The array has <arraySize> elements. Use `try_element_at` "
                + "to tolerate accessing element at invalid index and return NULL instead."),
        "SCALAR_SUBQUERY_TOO_MANY_ROWS": Condition(
            state: "21000", text: "More than one row returned by a subquery used as an expression."),
        "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN": Condition(
            state: "42823",
            text: "Invalid subquery: Scalar subquery must return only one column, but got <number>."),
        "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH": Condition(
            state: "42K09",
            text: mismatch
                + "The number of columns in the left hand side of an IN subquery does not match the number of "
                + "columns in the output of subquery. Left hand side columns(length: <leftLength>): [<leftColumns>], "
                + "right hand side columns(length: <rightLength>): [<rightColumns>]."),
        "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH": Condition(
            state: "42K09",
            text: mismatch + "The data type of one or more elements in the left hand side of an IN subquery is not "
                + "compatible with the data type of the output of the subquery. Mismatched columns: "
                + "[<mismatchedColumns>], left side: [<leftType>], right side: [<rightType>]."),
        "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE": Condition(
            state: "42601", text: "Window function <funcName> requires an OVER clause."),
        "WINDOW_FUNCTION_FRAME_NOT_ORDERED": Condition(
            state: "42601",
            text: "Window function <wf> requires the window to be ordered. You need to add an ORDER BY clause. For "
                + "example: SELECT <wf> OVER (PARTITION BY window_partition ORDER BY window_ordering) FROM table."),
        "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON": Condition(
            state: "42K09",
            text: mismatch + "The lower bound of a window frame must be less than or equal to the upper bound."),
        "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED": Condition(
            state: "0A000", text: "Distinct window functions are not supported: <windowExpr>."),
        "INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC": Condition(
            state: "42601", text: "Cannot specify ORDER BY or a window frame for <aggFunc>."),
        "UNSUPPORTED_EXPR_FOR_WINDOW": Condition(
            state: "42P20", text: "Expression <sqlExpr> not supported within a window function."),
        "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED": Condition(
            state: "42K09", text: mismatch + "The window function has a frame of its own, and another one is given."),
        "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER": Condition(
            state: "42K09", text: mismatch + "A range window frame cannot be used in an unordered window specification."
        ),
        "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER": Condition(
            state: "42K09",
            text: mismatch + "A range window frame with value boundaries cannot be used in a window specification with "
                + "multiple order by expressions: <orderSpec>."),
        "UNSUPPORTED_GROUPING_EXPRESSION": Condition(
            state: "42K0E", text: "grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup."),
        "GROUPING_COLUMN_MISMATCH": Condition(
            state: "42803",
            text: "Column of grouping (<grouping>) can't be found in grouping columns <groupingColumns>."),
        "GROUPING_ID_COLUMN_MISMATCH": Condition(
            state: "42803",
            text: "Columns of grouping_id (<groupingIdColumn>) does not match grouping columns (<groupByColumns>)."),
        "UNSUPPORTED_GENERATOR.MULTI_GENERATOR": Condition(
            state: "42K0E",
            text: "The generator is not supported: only one generator allowed per SELECT clause but found <num>."),
        "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS": Condition(
            state: "42K0E", text: "The generator is not supported: nested in expressions <expression>."),
        "UDTF_ALIAS_NUMBER_MISMATCH": Condition(
            state: "42802",
            text: "The number of aliases supplied in the AS clause does not match the number of columns output by the "
                + "UDTF. Expected <aliasesSize> aliases, but got <aliasesNames>. Please ensure that the number of "
                + "aliases provided matches the number of columns output by the UDTF."),
        "UNPIVOT_REQUIRES_VALUE_COLUMNS": Condition(
            state: "42K0A",
            text: "At least one value column needs to be specified for UNPIVOT, all columns specified as ids."),
        "UNPIVOT_VALUE_DATA_TYPE_MISMATCH": Condition(
            state: "42K09",
            text: "Unpivot value columns must share a least common type, some types do not: [<types>]."),
        "UNPIVOT_VALUE_SIZE_MISMATCH": Condition(
            state: "428C4",
            text: "All unpivot value columns must have the same size as there are value column names (<names>)."),
        "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH": Condition(
            state: "42000", text: "Invalid inline table. Inline table expected columns but found others in a row."),
        "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE": Condition(
            state: "42000",
            text: "Invalid inline table. Found incompatible types in the column <colName> for inline table."),
    ]
}
