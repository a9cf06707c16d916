// SPDX-License-Identifier: Apache-2.0

/// What was made of texts that are the same in most rows: a pattern, a zone, a type. Found again by comparing bytes,
/// without making texts of them.
struct Remembered<Value> {
    private var keys: [[UInt8]] = []
    private var value: Value?

    /// The value of these texts, when they are those of the last time.
    func find(_ texts: UnsafeRawBufferPointer...) -> Value? {
        guard texts.count == keys.count, zip(texts, keys).allSatisfy({ Remembered.same($0, $1) }) else { return nil }
        return value
    }

    mutating func keep(_ value: Value, of texts: UnsafeRawBufferPointer...) {
        keys = texts.map { Array($0) }
        self.value = value
    }

    private static func same(_ text: UnsafeRawBufferPointer, _ key: [UInt8]) -> Bool {
        text.count == key.count && text.elementsEqual(key)
    }
}
