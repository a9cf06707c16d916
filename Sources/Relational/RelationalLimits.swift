// SPDX-License-Identifier: Apache-2.0

/// Bounds of what relations are made of.
public enum RelationalLimits {
    /// Bytes of a line of a plan with sizes.
    static let labelBytesMax = 2_000
    /// Rows that `stack` makes of one.
    static let stackedRowsMax = 1_000
    /// Windows of time that one row is in.
    static let windowSlidesMax = 1_000
    /// How often rows follow from rows in WITH RECURSIVE, unless the query says.
    static let recursionLevelsMax = 100
    /// Rows of WITH RECURSIVE.
    public static let recursiveRowsMax = 1_000_000
    /// Digits of a decimal.
    public static let decimalDigitsMax = 38
    /// Digits of a second that a time of day has.
    public static let timeDigitsMax = 6
    /// The least digits behind the point that a result too long for `decimalDigitsMax` keeps.
    static let decimalScaleKept = 6
    /// Levels of a schema's JSON.
    static let jsonDepthMax = 200
    /// Names that an error proposes.
    static let suggestionsMax = 5
    /// Bytes of a name that is compared with others for a proposal.
    static let suggestedBytesMax = 200
    /// Levels of an expression, which is walked recursively.
    public static let expressionDepthMax = 300
    /// Bytes of an expression's generated name.
    public static let nameBytesMax = 4_000
    /// Levels of expressions that are made of those of several projections.
    static let mergedDepthMax = 20
    /// Keys of CUBE, which makes two sets of each.
    static let cubeKeysMax = 12
    /// Relations whose joins are put in order by trying all trees; for more the next pair is taken that looks best.
    static let joinsTriedMax = 10
    /// Rows of a source of which nothing is known, and elements of an array.
    static let guessedRows = 1_000_000.0
    static let guessedElements = 4.0
    /// First rows of a partition that are kept as they come, and how many times as many there are to be of all.
    static let windowRowsKeptMax = 1_000
    static let windowRowsDroppedFactor = 2.0
    /// Rows of a partition of a window that plans reckon with.
    static let partitionRowsMax = 1e9
    /// The part of rows that a semi join leaves, at most, where it is done before other joins.
    static let reducedShareMax = 0.5
    /// Groups of an aggregate that a join asks for, and rows that are read to know which, at most and as parts of all,
    /// where the others are left out.
    static let groupsAskedShareMax = 0.2
    static let carrierWorkShareMax = 0.5
    /// Joins and windows that occur twice are kept when so many rows are read to make them, and a join when it leaves
    /// so small a part of them; how many relations are looked through for such.
    static let repeatedRowsReadMin = 50_000.0
    static let repeatedJoinShareMax = 0.25
    static let repeatedRowsMax = 64
    /// The part of groups that a condition on the result of an aggregate is guessed to leave, at least.
    static let groupsKeptShareMin = 0.01
    /// Bytes of the name of a table or a database, which is a part of paths.
    static let tableNameBytesMax = 200
    /// Columns of a relation.
    public static let columnsMax = 4_000
}
