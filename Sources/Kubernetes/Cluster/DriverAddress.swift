// SPDX-License-Identifier: Apache-2.0

package import Driver
package import Net

/// Where the driver listens, and what executors dial.
package struct DriverAddress: Sendable {
    static let portDefault: UInt16 = 7_078
    static let retriesDefault = 16

    package let listen: Address
    package let advertised: String
    /// How many ports after that of `listen` may be taken instead when it is busy.
    package let portRetries: Int

    /// What is set comes before what the chart says (MARTLET_DRIVER_HOST, MARTLET_POD_IP, MARTLET_DRIVER_PORT).
    /// - Parameter server: the API server, on the way to which this host's own address is found.
    package init(
        _ settings: [String: String], _ environment: [String: String], server: String
    ) throws(MasterError) {
        func text(_ key: String) -> String? { settings[key].flatMap { $0.isEmpty ? nil : $0 } }
        func number(_ key: String, _ text: String?, _ range: ClosedRange<Int>) throws(MasterError) -> Int? {
            guard let text, !text.isEmpty else { return nil }
            guard let number = Int(text), range.contains(number) else {
                throw MasterError(
                    "\(key) is '\(text)', not a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        guard
            let host = OwnAddress.driverHost(settings: settings, environment: environment, server: server)
        else {
            throw MasterError(
                "no address of this host leads to \(server): set spark.driver.host to a name or address by which pods "
                    + "reach this process")
        }
        advertised = host
        // All interfaces; of both families where executors dial an IPv6 address.
        let all = host.contains(":") ? "::" : "0.0.0.0"
        let variable = "MARTLET_DRIVER_PORT"
        let port = try number("spark.driver.port", text("spark.driver.port"), 0...65_535)
        let chart = try number(variable, environment[variable], 0...65_535)
        listen = Address(
            host: text("spark.driver.bindAddress") ?? all, port: UInt16(port ?? chart ?? Int(Self.portDefault)))
        portRetries =
            try number("spark.port.maxRetries", text("spark.port.maxRetries"), 0...1_000) ?? Self.retriesDefault
    }
}
