// SPDX-License-Identifier: Apache-2.0

/// Whether this compiler lays registers out as `ValueTag` and the interpreter read them. Looked at once a process,
/// before the first script runs: another compiler must not make scripts read what is not there.
enum RegisterLayout {
    static let isAsRead: Bool = {
        guard MemoryLayout<Value?>.size == 9, MemoryLayout<Value?>.stride == 16, MemoryLayout<Value>.size == 9,
            MemoryLayout<Value>.stride == 16
        else { return false }
        let list = ListObject([])
        let samples: [(Value?, UInt8)] = [
            (.bool(true), ValueTag.bool), (.int(-7), ValueTag.int), (.float(2.5), ValueTag.float),
            (.text(Text("ab")), ValueTag.text), (.bytes(ByteString([1])), ValueTag.bytes),
            (.tuple(TupleObject([])), ValueTag.tuple), (.list(list), ValueTag.list),
            (.dict(DictObject()), ValueTag.dict),
            (.set(SetObject(isFrozen: false)), ValueTag.set), (.object(ScriptObject()), ValueTag.object),
        ]
        for (value, tag) in samples where RegisterLayout.tag(of: value) != tag { return false }
        // What is missing and None are no kind of value.
        guard RegisterLayout.tag(of: Value?.none) > ValueTag.object,
            RegisterLayout.tag(of: .some(.none)) > ValueTag.object
        else { return false }
        var register: Value? = .list(list)
        return withUnsafeMutablePointer(to: &register) {
            $0.borrowed(ListObject.self).toOpaque() == Unmanaged.passUnretained(list).toOpaque()
        }
    }()

    private static func tag(of value: Value?) -> UInt8 {
        var register = value
        return withUnsafeMutablePointer(to: &register) { $0.tag }
    }
}
