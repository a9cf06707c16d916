// SPDX-License-Identifier: Apache-2.0

import Driver
import Kubernetes
import Net
import Testing

@Suite struct DriverAddressTests {
    private func address(
        _ settings: [String: String] = [:], _ environment: [String: String] = [:]
    ) throws(MasterError) -> DriverAddress {
        try DriverAddress(
            settings, ["MARTLET_POD_IP": "10.0.0.7"].merging(environment) { _, set in set },
            server: "https://127.0.0.1:443")
    }

    @Test func `what is set, else what the chart says, else the port that policies are written for`() throws {
        let plain = try address()
        #expect(plain.listen.host == "0.0.0.0" && plain.listen.port == 7_078 && plain.portRetries == 16)
        #expect(plain.advertised == "10.0.0.7")
        let chart = try address(
            [:], ["MARTLET_DRIVER_HOST": "book-spark-driver.default.svc", "MARTLET_DRIVER_PORT": "9000"])
        #expect(chart.advertised == "book-spark-driver.default.svc" && chart.listen.port == 9_000)
        let set = try address(
            ["spark.driver.port": "29413", "spark.driver.host": "fd00::7", "spark.port.maxRetries": "2"],
            ["MARTLET_DRIVER_HOST": "other", "MARTLET_DRIVER_PORT": "9000"])
        #expect(set.listen.port == 29_413 && set.advertised == "fd00::7" && set.portRetries == 2)
        #expect(set.listen.host == "::", "IPv6 is dialled, so it is listened on")
    }

    @Test func `a port that is none`() {
        for (settings, environment, name) in [
            (["spark.driver.port": "65536"], [:], "spark.driver.port"),
            ([:], ["MARTLET_DRIVER_PORT": "many"], "MARTLET_DRIVER_PORT"),
        ] {
            let error = #expect(throws: MasterError.self) { try address(settings, environment) }
            #expect(error?.description.contains(name) == true)
        }
    }
}
