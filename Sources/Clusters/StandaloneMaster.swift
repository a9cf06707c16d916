// SPDX-License-Identifier: Apache-2.0

public import Driver
import Net

/// `martlet://host:port`: listen there for executors that somebody starts.
public struct StandaloneMaster: ClusterProvider {
    public init() {}

    public var forms: [String] { ["martlet://host:port"] }

    public func parse(_ master: String) throws(MasterError) -> (any ClusterMaker)? {
        guard master.hasPrefix("martlet://") else { return nil }
        do { return Maker(address: try Address(parsing: String(master.dropFirst("martlet://".count)))) } catch {
            throw MasterError("'\(master)' is not a master: \(error)")
        }
    }

    struct Maker: ClusterMaker, Hashable {
        let address: Address

        func make(_ request: ClusterRequest) throws -> ClusterSetup {
            guard let path = request.secretFile else {
                throw MasterError(
                    "a master martlet://host:port needs a secret file that driver and executors share; make one "
                        + "with `head -c 32 /dev/urandom | base64 > secret && chmod 600 secret`")
            }
            return ClusterSetup(
                network: UVNetwork(loop: request.loop), cluster: StandaloneCluster(),
                secret: try Secret(contentsOf: path), listen: address, executorFailuresMax: 1_000)
        }
    }
}
