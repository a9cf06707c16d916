// SPDX-License-Identifier: Apache-2.0

import Execution
import Martlet
import Testing

@Suite struct LocalMemoryTests {
    @Test func aSessionThatAsksForNoneHasAPartOfTheMachines() throws {
        let gigabyte = 1 << 30
        #expect(ContainerMemory.share(machine: 64 * gigabyte, limit: nil) == 16 * gigabyte)
        #expect(ContainerMemory.share(machine: 64 * gigabyte, limit: 8 * gigabyte) == 2 * gigabyte)
        #expect(ContainerMemory.share(machine: 2 * gigabyte, limit: nil) == gigabyte)
        #expect(ContainerMemory.share(machine: 6 * gigabyte + 12_345, limit: nil) == 1_536 << 20)
        #expect(try MemorySize.parse(SessionOptions(master: "local").localMemory) == ContainerMemory.share)
        var options = SessionOptions(master: "local")
        try options.apply(["spark.driver.memory": "300m"])
        #expect(options.localMemory == "300m")
    }
}
