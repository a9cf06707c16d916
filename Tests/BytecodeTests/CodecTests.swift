// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Testing

@Suite("Codec")
struct CodecTests {
    @Test("programs survive encoding and decoding", arguments: [Samples.words, Samples.blocks])
    func programsRoundTrip(program: Program) throws {
        let bytes = ProgramCodec.encode(program)
        #expect(try ProgramCodec.decode(bytes) == program)
        #expect(try ProgramCodec.encode(ProgramCodec.decode(bytes)) == bytes)
    }

    @Test("every truncation of a program is refused", arguments: [Samples.words, Samples.blocks])
    func truncationsAreRefused(program: Program) {
        let bytes = ProgramCodec.encode(program)
        for count in 0..<bytes.count {
            #expect(throws: BytecodeError.self) { try ProgramCodec.decode(Array(bytes[..<count])) }
        }
        #expect(throws: BytecodeError.self) { try ProgramCodec.decode(bytes + [0]) }
    }

    @Test("every corruption of one byte is refused or is the one encoding of another program")
    func corruptionsAreHarmless() {
        for program in [Samples.words, Samples.blocks] {
            let bytes = ProgramCodec.encode(program)
            for index in bytes.indices {
                for change in [1, 2, 4, 8, 16, 32, 64, 128, 255, 0x7F] as [UInt8] {
                    var corrupted = bytes
                    corrupted[index] ^= change
                    corrupted.withUnsafeBytes { fuzzVerifier($0) }
                    // Holds that what decodes encodes to the same bytes, which are not those of the program.
                    corrupted.withUnsafeBytes { fuzzProgramDecoder($0) }
                }
            }
        }
    }

    @Test("random bytes behind the mark are harmless")
    func randomBytesAreHarmless() {
        var random = ProgramRandom(seed: 1)
        for round in 0..<20_000 {
            let bytes =
                ProgramCodec.header + (0..<round % 64).map { _ in UInt8(random.below(round % 2 == 0 ? 8 : 256)) }
            bytes.withUnsafeBytes { fuzzVerifier($0) }
            bytes.withUnsafeBytes { fuzzProgramDecoder($0) }
        }
    }

    @Test("random changes of generated programs are harmless")
    func changedProgramsAreHarmless() {
        var random = ProgramRandom(seed: 2)
        for seed in 0..<2_000 as Range<UInt64> {
            var bytes = ProgramCodec.encode(ProgramGenerator.program(seed: seed))
            for _ in 0..<1 + random.below(4) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            bytes.withUnsafeBytes { fuzzVerifier($0) }
            bytes.withUnsafeBytes { fuzzProgramDecoder($0) }
        }
    }

    @Test("the fuzzer of changed programs takes any bytes")
    func fuzzerEntry() {
        var random = ProgramRandom(seed: 4)
        for round in 0..<1_000 {
            let bytes = (0..<round % 40).map { _ in UInt8(random.below(256)) }
            bytes.withUnsafeBytes { fuzzChangedProgram($0) }
        }
    }

    @Test("a huge declared count allocates nothing and is refused")
    func hugeCountsAreRefused() {
        var bytes = ProgramCodec.header
        bytes += [0xFF, 0xFF, 0x03]  // 65 535 registers, and nothing behind
        let error = #expect(throws: BytecodeError.self) { try ProgramCodec.decode(bytes) }
        #expect(error?.reason.contains("do not fit in the 0 bytes left") == true)
    }

    @Test("a number that is not in its shortest form is refused")
    func longNumbersAreRefused() {
        let error = #expect(throws: BytecodeError.self) { try ProgramCodec.decode(ProgramCodec.header + [0x80, 0x00]) }
        #expect(error?.reason.contains("shortest form") == true)
    }

    @Test("types survive encoding and decoding; deep and wide ones are refused")
    func types() throws {
        for seed in 0..<200 as Range<UInt64> {
            let type = ProgramGenerator.type(seed: seed, depth: 6)
            #expect(try TypeCodec.decode(TypeCodec.encode(type)) == type)
        }
        let map = DataType.map(.string, .tuple([]))
        #expect(try TypeCodec.decode(TypeCodec.encode(map)) == map)
        var deep = DataType.int
        for _ in 0..<BytecodeLimits.typeDepthMax { deep = .list(deep) }
        #expect(throws: TypeCodingError.self) { try TypeCodec.decode(TypeCodec.encode(deep)) }
        let wide = DataType.tuple(Array(repeating: .int, count: BytecodeLimits.tupleMembersMax + 1))
        #expect(throws: TypeCodingError.self) { try TypeCodec.decode(TypeCodec.encode(wide)) }
        let row = DataType.tuple(Array(repeating: .int, count: 1_000))
        let many = DataType.tuple(Array(repeating: row, count: ColumnarLimits.typeNodesMax / 1_000 + 1))
        #expect(throws: TypeCodingError.self) { try TypeCodec.decode(TypeCodec.encode(many)) }
        #expect(throws: TypeCodingError.self) { try TypeCodec.decode([11]) }
    }

    @Test("values survive encoding and decoding, to the bit")
    func scalars() throws {
        let values: [Scalar] = [
            .null, .bool(true), .int(.min), .int(.max), .int(-1), .float(-0.0), .float(.infinity),
            .string("é\u{1F600}"),
            .bytes([0, 1, 255]), .tuple([.int(1), .null]), .list([]), .list([.list([.string("")])]),
            .map([Scalar.Entry(key: .int(1), value: .bool(false))]), .set([.int(1)]), .frozenSet([]),
            .object("range", [.int(1), .null]),
        ]
        for value in values { #expect(try ScalarCodec.decode(ScalarCodec.encode(value)) == value) }
        let nan = ScalarCodec.encode(.float(.nan))
        #expect(try ScalarCodec.encode(ScalarCodec.decode(nan)) == nan)
        #expect(ScalarCodec.encode(.float(0.0)) != ScalarCodec.encode(.float(-0.0)))
        #expect(throws: BytecodeError.self) { try ScalarCodec.decode([4, 1, 0xFF]) }
        #expect(throws: BytecodeError.self) { try ScalarCodec.decode([1, 2]) }
    }

    @Test("reduce programs survive encoding and decoding")
    func reducePrograms() throws {
        let program = ProgramGenerator.reduceProgram(seed: 3, type: .int)
        let all: [ReduceProgram] = [.sum, .minimum, .maximum, .and, .or, .program(program)]
        for reduce in all { #expect(try ReduceProgramCodec.decode(ReduceProgramCodec.encode(reduce)) == reduce) }
        #expect(throws: BytecodeError.self) { try ReduceProgramCodec.decode([]) }
        #expect(throws: BytecodeError.self) { try ReduceProgramCodec.decode([6]) }
        #expect(throws: BytecodeError.self) { try ReduceProgramCodec.decode([0, 0]) }
    }

    @Test("reduce functions fit their types only")
    func reduceTypes() throws {
        _ = try ReduceProgram.sum.verified(for: .float)
        _ = try ReduceProgram.minimum.verified(for: .string)
        #expect(throws: BytecodeError.self) { try ReduceProgram.sum.verified(for: .string) }
        #expect(throws: BytecodeError.self) { try ReduceProgram.and.verified(for: .int) }
        let program = ReduceProgram.program(ProgramGenerator.reduceProgram(seed: 3, type: .int))
        #expect(throws: BytecodeError.self) { try program.verified(for: .float) }
    }
}
