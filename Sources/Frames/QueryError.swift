// SPDX-License-Identifier: Apache-2.0

public import Martlet
public import Relational

extension MartletError {
    /// Of a query that means nothing: which condition of SQL's, where.
    public var sqlError: SQLError? {
        guard case .query(let error) = self else { return nil }
        return error as? SQLError
    }
}
