// SPDX-License-Identifier: Apache-2.0

/// Which tuples of a typed value are dicts for Python: each with the same keys, texts, in one order in all rows. Such
/// rows are kept in columns, and become dicts where something needs them whole.
public indirect enum RowForm: Hashable, Sendable {
    /// As its type says.
    case plain
    case tuple([RowForm])
    /// The tuple of the values, which have forms of their own.
    case dict([String], [RowForm])

    /// Whether there are no dicts inside.
    public var isPlain: Bool {
        switch self {
        case .plain: true
        case .tuple(let members): members.allSatisfy(\.isPlain)
        case .dict: false
        }
    }
}
