// SPDX-License-Identifier: Apache-2.0

/// The name that may have been meant by another one.
public enum NearestName {
    /// Nil when none is near.
    public static func among(_ names: [String], to wanted: String) -> String? {
        let ranked = names.map { (distance: Scope.distance(wanted.lowercased(), $0.lowercased()), name: $0) }
        guard let best = ranked.min(by: { $0 < $1 }), best.distance > 0 else { return nil }
        return best.distance <= max(1, wanted.unicodeScalars.count / 3) ? best.name : nil
    }
}
