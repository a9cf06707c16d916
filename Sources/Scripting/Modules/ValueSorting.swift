// SPDX-License-Identifier: Apache-2.0

/// The places of `count` values in order, equal ones as they stood (merge sort).
func sortedPlaces(
    _ count: Int, _ host: any ScriptHost, precedes: (Int, Int) throws(Raised) -> Bool
) throws(Raised) -> [Int] {
    var places = Array(0..<count)
    try host.reserve(count * 16)
    var merged = places
    var width = 1
    while width < count {
        try host.spend(count)
        var start = 0
        while start < count {
            let middle = min(start + width, count)
            let end = min(start + 2 * width, count)
            var (left, right, out) = (start, middle, start)
            while left < middle || right < end {
                let takesRight: Bool
                if left == middle {
                    takesRight = true
                } else if right == end {
                    takesRight = false
                } else {
                    takesRight = try precedes(places[right], places[left])
                }
                merged[out] = takesRight ? places[right] : places[left]
                if takesRight { right += 1 } else { left += 1 }
                out += 1
            }
            start = end
        }
        swap(&places, &merged)
        width *= 2
    }
    return places
}

/// `sorted(values, key=key, reverse=reverse)`.
func sortedValues(
    _ values: [Value], key: Value? = nil, reverse: Bool = false, _ host: any ScriptHost
) throws(Raised) -> [Value] {
    var keys = values
    if let key, typeName(of: key) != "NoneType" {
        for place in keys.indices { keys[place] = try host.call(key, [keys[place]], keywords: []) }
    }
    let places = try sortedPlaces(values.count, host) { (left, right) throws(Raised) -> Bool in
        try reverse ? compareValues(keys[right], keys[left], host) < 0 : compareValues(keys[left], keys[right], host) < 0
    }
    return places.map { values[$0] }
}
