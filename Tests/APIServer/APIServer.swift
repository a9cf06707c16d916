// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kubernetes
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// An API server of Kubernetes for tests, over TLS on a loopback address, with one node that runs pods' commands as
/// processes. What it answers agrees with recordings of a real one (Tests/KubernetesTests/Recorded).
package final class APIServer: Sendable {
    package struct Options: Sendable {
        /// What commands of pods are on this machine: `martlet-executor` and where it is.
        package var programs: [String: String]
        package var host: String
        package var runsProcesses: Bool

        package init(programs: [String: String] = [:], host: String = "127.0.0.1", runsProcesses: Bool = true) {
            self.programs = programs
            self.host = host
            self.runsProcesses = runsProcesses
        }
    }

    /// `https://127.0.0.1:port`.
    package let address: String
    package let port: Int
    /// A folder with `ca.crt`, `token`, `namespace`, as a pod has it, and the client's certificate and key.
    package let folder: String
    package static let namespace = "spark"
    package static let driverUser = "system:serviceaccount:spark:driver"
    package static let firstToken = "first-token"

    private let state: ServerState
    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel

    package static func start(_ options: Options = Options()) async throws -> APIServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let folder = try makeTemporaryFolder()
        var node = Kubelet.Node(programs: options.programs)
        node.runsProcesses = options.runsProcesses
        let state = ServerState(loop: loop, kubelet: Kubelet(node: node, folder: folder + "/pods"))
        state.rights.tokens = [firstToken: driverUser]
        state.rights.allowed = [driverUser: Rights.driver, "developer": Rights.driver]
        let context = try NIOSSLContext(configuration: tls())
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    // Requests come one after the other, and the end of a client that watches must be seen.
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try pipeline.addHandler(HTTPHandler(state))
                }
            }
            .bind(host: options.host, port: 0).get()
        return try APIServer(state, group, listener, folder, options.host)
    }

    private init(
        _ state: ServerState, _ group: MultiThreadedEventLoopGroup, _ listener: any Channel, _ folder: String,
        _ host: String
    ) throws {
        self.state = state
        self.group = group
        self.listener = listener
        self.folder = folder
        port = listener.localAddress?.port ?? 0
        address = "https://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        mkdir(folder + "/pods", 0o700)
        try write(TestCertificates.authority, "ca.crt")
        try write(TestCertificates.client, "client.crt")
        try write(TestCertificates.clientKey, "client.key")
        try write(Self.firstToken, "token")
        try write(Self.namespace, "namespace")
    }

    private static func tls() throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.server.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(TestCertificates.serverKey.utf8), format: .pem)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.authority.utf8)))
        // Clients may show a certificate; one that does is checked.
        tls.certificateVerification = .optionalVerification
        return tls
    }

    private static func makeTemporaryFolder() throws -> String {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((place + "/martlet-apiserver-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw PodSandbox.Failure(description: "no folder in \(place)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func write(_ text: String, _ name: String) throws {
        guard let file = fopen("\(folder)/\(name).new", "w") else {
            throw PodSandbox.Failure(description: "cannot write \(folder)/\(name)")
        }
        fputs(text, file)
        fclose(file)
        // As kubelets do it: readers see the old file or the new one.
        rename("\(folder)/\(name).new", "\(folder)/\(name)")
    }

    package var caFile: String { folder + "/ca.crt" }
    package var tokenFile: String { folder + "/token" }

    /// What a driver in a notebook of the guide sets, for this server.
    package var sparkSettings: [String: String] {
        [
            "spark.kubernetes.authenticate.caCertFile": caFile,
            "spark.kubernetes.authenticate.oauthTokenFile": tokenFile,
            "spark.kubernetes.namespace": Self.namespace, "spark.kubernetes.container.image": "martlet/executor:test",
        ]
    }

    /// What a pod's environment says about this server; its service account is in `folder`.
    package var podEnvironment: [String: String] {
        ["KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": String(port)]
    }

    /// Reads or changes the cluster, faults and rights, on the server's loop.
    @discardableResult
    package func control<Result: Sendable>(
        _ body: @escaping @Sendable (ServerState) throws -> Result
    ) async throws -> Result {
        let state = state
        return try await state.loop.submit { try body(state) }.get()
    }

    /// From now on only `token` opens the door; the file says so.
    package func rotateToken(to token: String) async throws {
        try write(token, "token")
        try await control { $0.rights.tokens = [token: Self.driverUser] }
    }

    /// Ends all pods' processes and waits for them.
    package func stop() async {
        let state = state
        try? await listener.close()
        try? await control { $0.endWatches(inOrder: false) }
        // Waits for processes, whose ends their own threads tell.
        try? await control { $0.kubelet.stop() }
        try? await group.shutdownGracefully()
        _ = state
        removeTree(folder)
    }
}
