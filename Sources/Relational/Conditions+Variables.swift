// SPDX-License-Identifier: Apache-2.0

extension Conditions {
    /// Those of variables and of statements in them.
    static let ofVariables: [String: Condition] = [
        "UNRESOLVED_VARIABLE": Condition(
            state: "42883", text: "Cannot resolve variable <variableName> on search path <searchPath>."),
        "VARIABLE_ALREADY_EXISTS": Condition(
            state: "42723",
            text: "Cannot create the variable <variableName> because it already exists.\nChoose a different name, or "
                + "drop or replace the existing variable."),
        "VARIABLE_NOT_FOUND": Condition(
            state: "42883",
            text: "The variable <variableName> cannot be found. Verify the spelling and correctness of the schema and "
                + "catalog.\nIf you did not qualify the name with a schema and catalog, verify the current_schema() "
                + "output, or qualify the name with the correct schema and catalog.\nTo tolerate the error on drop "
                + "use DROP VARIABLE IF EXISTS."),
        "DUPLICATE_ASSIGNMENTS": Condition(
            state: "42701",
            text: "The columns or variables <nameList> appear more than once as assignment targets."),
        "ROW_SUBQUERY_TOO_MANY_ROWS": Condition(
            state: "21000", text: "More than one row returned by a subquery used as a row."),
        "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED": Condition(
            state: "42000",
            text: "Invalid SQL syntax: The definition of a SQL variable requires either a datatype or a DEFAULT "
                + "clause.\nFor example, use `DECLARE name STRING` or `DECLARE name = 'SQL'` instead of "
                + "`DECLARE name`."),
        "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION": Condition(
            state: "42623",
            text: "Failed to execute <statement> command because the destination column or variable <colName> has a "
                + "DEFAULT value <defaultValue>, which contains subquery expressions."),
        "INVALID_STATEMENT_FOR_EXECUTE_INTO": Condition(
            state: "07501",
            text: "The INTO clause of EXECUTE IMMEDIATE is only valid for queries but the given statement is not a "
                + "query: <sqlString>."),
        "UNSUPPORTED_EXPR_FOR_PARAMETER": Condition(
            state: "42K0E",
            text: "A query parameter contains unsupported expression.\nParameters can either be variables or "
                + "literals.\nInvalid expression: [<invalidExprSql>]"),
        "ALL_PARAMETERS_MUST_BE_NAMED": Condition(
            state: "07001",
            text: "Using name parameterized queries requires all parameters to be named. Parameters missing names: "
                + "<exprs>."),
        "INVALID_QUERY_MIXED_QUERY_PARAMETERS": Condition(
            state: "42613",
            text: "Parameterized query must either use positional, or named parameters, but not both."),
        "INVALID_VARIABLE_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE": Condition(
            state: "42K09", text: "Variable type must be string type but got <varType>."),
        "NULL_QUERY_STRING_EXECUTE_IMMEDIATE": Condition(
            state: "22004",
            text: "Execute immediate requires a non-null variable as the query string, but the provided variable "
                + "<varName> is null."),
        "NESTED_EXECUTE_IMMEDIATE": Condition(
            state: "07501",
            text: "Nested EXECUTE IMMEDIATE commands are not allowed. Please ensure that the SQL query provided "
                + "(<sqlString>) does not contain another EXECUTE IMMEDIATE command."),
        "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES": Condition(
            state: "42701",
            text: "The USING clause of this EXECUTE IMMEDIATE command contained multiple arguments with same alias "
                + "(<aliases>), which is invalid; please update the command to specify unique aliases and then try it "
                + "again."),
    ]
}
