// SPDX-License-Identifier: Apache-2.0

import Console
import Testing

@Suite("Records by key")
struct RecordTableTests {
    @Test func `it holds what a dictionary would`() {
        var random = SystemRandomNumberGenerator()
        var table = RecordTable<Int, String>()
        var model: [Int: String] = [:]
        for step in 0..<5_000 {
            let key = Int.random(in: 0..<40, using: &random)
            switch (model[key], Bool.random(using: &random)) {
            case (nil, _):
                table.insert("\(step)", for: key)
                model[key] = "\(step)"
            case (_?, true):
                let (found, expected) = (table.remove(key), model.removeValue(forKey: key))
                let again = table.remove(key)
                #expect(found == expected && again == nil)
            case (_?, false):
                table[at: table.place(of: key)!] += "."
                model[key]! += "."
            }
            #expect(table[key] == model[key] && table.count == model.count)
        }
        #expect(Set(table.keys) == Set(model.keys))
        #expect(table.values.sorted() == model.values.sorted())
    }

    @Test func `a place stays when others are removed, and is used again`() {
        var table = RecordTable<String, Int>()
        let first = table.insert(1, for: "one")
        let second = table.insert(2, for: "two")
        table.remove("one")
        #expect(table.place(of: "two") == second && table[at: second] == 2)
        let third = table.insert(3, for: "three")
        #expect(third == first && table["one"] == nil && table["three"] == 3)
    }
}
