// SPDX-License-Identifier: Apache-2.0

extension Conditions {
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
