// SPDX-License-Identifier: Apache-2.0

/// The one of `names` that was probably meant by `word`; nil when none is near. Used where a person mistypes an option.
public func nearestName(to word: String, among names: [String]) -> String? {
    guard word.utf8.count <= ExecutionLimits.nameBytesCompared else { return nil }
    let reach = max(1, word.utf8.count / 3)
    let ranked = names.map { (name: $0, distance: editDistance(Array(word.utf8), Array($0.utf8))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= reach else {
        let longer = names.filter { word.utf8.count > 2 && $0.hasPrefix(word) }
        return longer.count == 1 ? longer[0] : nil
    }
    return best.name
}

/// Bytes to add, drop, replace or swap with their neighbour.
private func editDistance(_ one: [UInt8], _ two: [UInt8]) -> Int {
    var before = [Int](repeating: 0, count: two.count + 1)
    var last = Array(0...two.count)
    for row in 0..<one.count {
        var next = [row + 1] + [Int](repeating: 0, count: two.count)
        for column in 0..<two.count {
            let isSame = one[row] == two[column]
            next[column + 1] = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, next[column] + 1)
            if row > 0, column > 0, one[row] == two[column - 1], one[row - 1] == two[column] {
                next[column + 1] = min(next[column + 1], before[column - 1] + 1)
            }
        }
        (before, last) = (last, next)
    }
    return last[two.count]
}
