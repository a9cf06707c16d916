// SPDX-License-Identifier: Apache-2.0

extension Conditions {
    private static let routine = "Cannot invoke routine <routineName> because "
    private static let assigned =
        "Call to routine <routineName> is invalid because it includes multiple argument assignments to the same "
        + "parameter name <parameterName>. "

    /// Those of values that are written out, and of what functions are given.
    static let ofArguments: [String: Condition] = [
        "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE": Condition(
            state: "42K09",
            text: mismatch + "The <exprName> must be between <valueRange> (current value = <currentValue>)."),
        "DATATYPE_MISMATCH.INVALID_ARG_VALUE": Condition(
            state: "42K09",
            text: mismatch
                + "The <inputName> value must to be a <requireType> literal of <validValues>, but got <inputValue>."),
        "DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS": Condition(
            state: "42K09", text: mismatch + "Cannot drop all fields in struct."),
        "INVALID_NUMERIC_LITERAL_RANGE": Condition(
            state: "22003",
            text: "Numeric literal <rawStrippedQualifier> is outside the valid range for <typeName> with minimum value "
                + "of <minValue> and maximum value of <maxValue>. Please adjust the value accordingly."),
        "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION": Condition(
            state: "22003", text: "Decimal precision <precision> exceeds max precision <maxPrecision>."),
        "UNSUPPORTED_TIME_PRECISION": Condition(
            state: "0A001",
            text: "The seconds precision <precision> of the TIME data type is out of the supported range "
                + "[0, \(RelationalLimits.timeDigitsMax)]."),
        "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER": Condition(
            state: "22006",
            text: "Error parsing '<input>' to interval. Please ensure that the value provided is in a valid format for "
                + "defining an interval. You can reference the documentation for the correct format. Unrecognized "
                + "number <number>."),
        "INVALID_TYPED_LITERAL": Condition(
            state: "42604", text: "The value of the typed literal <valueType> is invalid: <value>."),
        "INVALID_PARAMETER_VALUE.DATETIME_UNIT": Condition(
            state: "22023",
            text: "The value of parameter(s) <parameter> in <functionName> is invalid: expects one of the units "
                + "without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, "
                + "MICROSECOND, but got the string literal <invalidValue>."),
        "SECOND_FUNCTION_ARGUMENT_NOT_INTEGER": Condition(
            state: "22023", text: "The second argument of <functionName> function needs to be an integer."),
        "UNEXPECTED_POSITIONAL_ARGUMENT": Condition(
            state: "4274K",
            text: routine + "it contains positional argument(s) following the named argument assigned to "
                + "<parameterName>; please rearrange them so the positional arguments come first and then retry the "
                + "query again."),
        "UNRECOGNIZED_PARAMETER_NAME": Condition(
            state: "4274K",
            text: routine + "the routine call included a named argument reference for the argument named "
                + "<argumentName>, but this routine does not include any signature containing an argument with this "
                + "name. Did you mean one of the following? [<proposal>]."),
        "REQUIRED_PARAMETER_NOT_FOUND": Condition(
            state: "4274K",
            text: routine + "the parameter named <parameterName> is required, but the routine call did not supply a "
                + "value. Please update the routine call to supply an argument value (either positionally at index "
                + "<index> or by name) and retry the query again."),
        "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE": Condition(
            state: "4274K",
            text: assigned + "More than one named argument referred to the same parameter. Please assign a value only "
                + "once."),
        "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED": Condition(
            state: "4274K",
            text: assigned + "A positional argument and named argument both referred to the same parameter. Please "
                + "remove the named argument referring to this parameter."),
        "INVALID_EXTRACT_FIELD": Condition(state: "42601", text: "Cannot extract <field> from <expr>."),
        "UNBOUND_SQL_PARAMETER": Condition(
            state: "42P02",
            text: "Found the unbound parameter: <name>. Please, fix `args` and provide a mapping of the parameter to "
                + "either a SQL literal or collection constructor functions such as `map()`, `array()`, `struct()`."),
        "EXPRESSION_TYPE_IS_NOT_ORDERABLE": Condition(
            state: "42822",
            text: "Column expression <expr> cannot be sorted because its type <exprType> is not orderable."),
        "INVALID_COLUMN_OR_FIELD_DATA_TYPE": Condition(
            state: "42000",
            text: "Column or field <name> is of type <type> while it's required to be <expectedType>."),
        "NULLABLE_COLUMN_OR_FIELD": Condition(
            state: "42000", text: "Column or field <name> is nullable while it's required to be non-nullable."),
        "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE": Condition(
            state: "0A000",
            text: "The feature is not supported: Cannot have MAP type columns in a set operation (INTERSECT, EXCEPT, "
                + "etc.), but the type of column <colName> is <dataType>."),
        "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH": Condition(
            state: "42K0D",
            text: "Invalid lambda function call. A higher order function expects <expectedNumArgs> arguments, but got "
                + "<actualNumArgs>."),
        "UNSUPPORTED_JOIN_TYPE": Condition(
            state: "0A000", text: "Unsupported join type '<typ>'. Supported join types include: <supported>."),
        "UNSUPPORTED_GROUPING_EXPRESSION": Condition(
            state: "42K0E", text: "grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup."),
    ]
}
