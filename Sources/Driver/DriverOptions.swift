// SPDX-License-Identifier: Apache-2.0

public import Net
public import Scheduling

/// What a driver needs to know to start.
public struct DriverOptions: Sendable {
    /// Where executors dial; port 0 = chosen by the system.
    public var listen: Address
    /// Ports behind that of `listen` that are tried when it is taken.
    public var portRetries = 0
    /// Host that executors are told to dial, when it is not the one listened on.
    public var advertisedHost: String?
    public var secret: Secret
    public var applicationID: String
    /// Rows of a batch on executors; 0 = their default.
    public var batchRowsMax = 0
    /// Bytes of one job's results that the driver holds.
    public var resultBytesMax = DriverLimits.resultBytesMaxDefault
    /// What executors' file systems go by.
    public var fileSystemSettings: [String: String] = [:]
    public var scheduler = SchedulerOptions()
    /// As many executors as there is work for; nil: as many as the cluster has.
    public var allocation: AllocationOptions?
    public var peerOptions = PeerOptions()
    /// Time between looks at how far a kept result is: tests look more often.
    package var resultLookMillis = DriverLimits.resultLookMillis
    /// Blocks of a part of a task's input, and definitions of stages, that travel in orders: tests go below the limits.
    package var inlinePartBytesMax = DriverLimits.inlinePartBytesMax
    package var inlineDefinitionBytesMax = DriverLimits.inlineDefinitionBytesMax

    public init(listen: Address, secret: Secret, applicationID: String) {
        self.listen = listen
        self.secret = secret
        self.applicationID = applicationID
    }
}
