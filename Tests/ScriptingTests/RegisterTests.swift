// SPDX-License-Identifier: Apache-2.0

import Scripting
import Testing

@Suite("Registers are laid out as the interpreter reads them")
struct RegisterTests {
    private static var values: [(Value?, UInt8)] {
        [
            (.bool(true), ValueTag.bool), (.int(-7), ValueTag.int), (.float(2.5), ValueTag.float),
            (.text(Text("ab")), ValueTag.text), (.bytes(ByteString([1])), ValueTag.bytes),
            (.tuple(TupleObject([.int(1)])), ValueTag.tuple), (.list(ListObject([])), ValueTag.list),
            (.dict(DictObject()), ValueTag.dict), (.set(SetObject(isFrozen: false)), ValueTag.set),
            (.object(ScriptObject()), ValueTag.object),
        ]
    }

    @Test func tagsAreThoseOfTheCompiler() {
        #expect(MemoryLayout<Value?>.size == 9 && MemoryLayout<Value?>.stride == 16)
        #expect(MemoryLayout<Value>.size == 9 && MemoryLayout<Value>.stride == 16)
        for (value, tag) in Self.values {
            var register = value
            withUnsafeMutablePointer(to: &register) { place in
                #expect(place.tag == tag)
                #expect(place.isCounted == (tag >= ValueTag.text))
            }
            // Constants are values, registers optional ones: both look the same.
            var constant = value ?? .none
            withUnsafeMutablePointer(to: &constant) { place in
                let seen = UnsafeMutableRawPointer(place).assumingMemoryBound(to: Value?.self)
                #expect(seen.tag == tag)
            }
        }
        for empty in [Value?.none, .some(.none)] {
            var register = empty
            withUnsafeMutablePointer(to: &register) { place in
                #expect(!place.isCounted)
                #expect(place.tag > ValueTag.object)
            }
        }
    }

    @Test func objectsAreBorrowedWhereTheyAre() {
        let list = ListObject([.int(3)])
        var register: Value? = .list(list)
        withUnsafeMutablePointer(to: &register) { place in
            #expect(place.borrowed(ListObject.self).takeUnretainedValue() === list)
        }
    }

    @Test func whatIsPutLetsGoOfWhatWasThere() {
        weak var held: ListObject?
        var register: Value?
        func fill() {
            let list = ListObject([])
            held = list
            register = .list(list)
        }
        for put in [{ $0.put(1) }, { $0.put(true) }, { $0.put(1.5) }, { $0.unbind() }]
            as [(UnsafeMutablePointer<Value?>) -> Void]
        {
            fill()
            #expect(held != nil)
            withUnsafeMutablePointer(to: &register) { put($0) }
            #expect(held == nil)
        }
    }
}
