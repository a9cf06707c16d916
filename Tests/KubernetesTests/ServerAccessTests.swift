// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import Testing

@Suite struct ServerAccessTests {
    private func find(
        _ master: String, _ settings: [String: String] = [:], _ environment: [String: String] = [:],
        serviceAccount: String = "/nowhere"
    ) throws -> ServerAccess {
        try ServerAccess.find(
            master: master, settings: settings, environment: environment, serviceAccount: serviceAccount)
    }

    @Test(arguments: [
        ("k8s://https://host:6443", "https://host:6443"), ("k8s://https://host", "https://host:443"),
        ("k8s://host:6443", "https://host:6443"), ("k8s://http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("k8s://http://host", "http://host:80"), ("k8s:https://host:1", "https://host:1"),
        ("k8s://https://[2001:db8::1]:6443/", "https://[2001:db8::1]:6443"),
        ("k8s://https://host/k8s/clusters/c-1", "https://host:443/k8s/clusters/c-1"),
    ])
    func `masters`(master: String, server: String) throws {
        #expect(try find(master).server == server)
    }

    @Test(arguments: [
        "spark://host:7077", "k8s://ftp://host", "k8s://https://", "k8s://https://host:port", "k8s://https://host:0",
        "k8s://https://[::1", "k8s://https://user@host", "k8s://",
    ])
    func `masters that say nothing are refused`(master: String) {
        #expect(throws: SettingError.self) { try find(master) }
    }

    @Test func `inside a pod k8s alone is enough`() throws {
        let folder = try TemporaryFolder()
        let token = try folder.write("secret\n", "token")
        try folder.write("team-a", "namespace")
        try folder.write("PEM", "ca.crt")
        for (host, server) in [("10.0.0.1", "https://10.0.0.1:443"), ("fd00::1", "https://[fd00::1]:443")] {
            let environment = ["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "443"]
            let access = try find("k8s://", [:], environment, serviceAccount: folder.path)
            #expect(access.server == server && access.namespace == "team-a" && access.credential == .tokenFile(token))
            #expect(access.authorities == Array("PEM".utf8))
            // The guide's own address is the same cluster; another is not.
            let guide = "k8s://https://kubernetes.default.svc.cluster.local:443"
            let named = try find(guide, [:], environment, serviceAccount: folder.path)
            #expect(named.server == "https://kubernetes.default.svc.cluster.local:443")
            #expect(named.credential == .tokenFile(token) && named.namespace == "team-a")
            let other = try find("k8s://https://other:6443", [:], environment, serviceAccount: folder.path)
            #expect(other.credential == .none && other.namespace == "default")
        }
    }

    @Test func `the keys of the guide come first`() throws {
        let folder = try TemporaryFolder()
        let settings = [
            "spark.kubernetes.authenticate.caCertFile": try folder.write("A", "ca"),
            "spark.kubernetes.authenticate.oauthTokenFile": try folder.write("T", "t"),
            "spark.kubernetes.authenticate.driver.clientCertFile": try folder.write("C", "c"),
            "spark.kubernetes.authenticate.clientKeyFile": try folder.write("K", "k"),
            "spark.kubernetes.namespace": "spark", "spark.kubernetes.trust.certificates": "true",
            "spark.kubernetes.driver.requestTimeout": "1500",
        ]
        let access = try find("k8s://https://host:1", settings)
        #expect(access.authorities == [65] && access.certificate == [67] && access.key == [75])
        #expect(access.credential == .tokenFile(folder.path + "/t") && access.namespace == "spark")
        #expect(!access.verifiesServer && access.requestMillis == 1_500)
        let absent = ["spark.kubernetes.authenticate.oauthTokenFile": "/no/such/token"]
        let error = #expect(throws: SettingError.self) { try find("k8s://https://host:1", absent) }
        #expect(error?.description.contains("/no/such/token") == true)
    }

    private static let config = """
        apiVersion: v1
        kind: Config
        current-context: dev
        clusters:
        - name: one
          cluster: {server: "https://one:6443", certificate-authority: ca.pem}
        - name: two
          cluster:
            server: https://two:6443/
            insecure-skip-tls-verify: true
            tls-server-name: inner
        users:
        - name: cert
          user: {client-certificate-data: Qw==, client-key-data: Sw==}
        - name: token
          user: {token: abc}
        - name: exec
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: ./login
              args: [get, token]
              env: [{name: REGION, value: eu}]
        contexts:
        - name: dev
          context: {cluster: one, user: cert, namespace: team}
        - name: prod
          context: {cluster: two, user: token}
        - name: cloud
          context: {cluster: two, user: exec}
        - name: broken
          context: {cluster: three, user: cert}
        """

    @Test func `contexts of a kubeconfig`() throws {
        let folder = try TemporaryFolder()
        try folder.write("PEM", "ca.pem")
        let environment = ["KUBECONFIG": try folder.write(Self.config, "config")]
        let dev = try find("k8s://", [:], environment)
        #expect(
            dev.server == "https://one:6443" && dev.namespace == "team" && dev.certificate == [67] && dev.key == [75])
        #expect(dev.authorities == Array("PEM".utf8), "relative to the kubeconfig")
        let prod = try find("k8s://", ["spark.kubernetes.context": "prod"], environment)
        #expect(prod.credential == .token("abc") && !prod.verifiesServer && prod.serverName == "inner")
        // A master with an address chooses the context that leads there.
        let found = try find("k8s://https://two:6443", [:], environment)
        #expect(found.server == "https://two:6443" && found.credential != .none)
        let cloud = try find("k8s://", ["spark.kubernetes.context": "cloud"], environment)
        guard case .plugin(let plugin) = cloud.credential else {
            Issue.record("no plug-in")
            return
        }
        #expect(plugin.command == folder.path + "/./login" && plugin.arguments == ["get", "token"])
        #expect(plugin.environment == ["REGION": "eu"])
    }

    @Test func `mistakes in a kubeconfig are named`() throws {
        let folder = try TemporaryFolder()
        try folder.write("PEM", "ca.pem")
        let environment = ["KUBECONFIG": try folder.write(Self.config, "config")]
        func message(_ context: String) -> String {
            let error = #expect(throws: SettingError.self) {
                try find("k8s://", ["spark.kubernetes.context": context], environment)
            }
            return error?.description ?? ""
        }
        #expect(message("pord").contains("did you mean prod?"))
        #expect(message("broken").contains("no cluster 'three'"))
        let bad = ["KUBECONFIG": try folder.write("a: [", "bad")]
        let error = #expect(throws: SettingError.self) { try find("k8s://", [:], bad) }
        #expect(error?.description.contains("line") == true)
    }

    @Test func `a list of kubeconfigs, the first one wins`() throws {
        let folder = try TemporaryFolder()
        let first = try folder.write("current-context: prod\nusers: [{name: token, user: {token: mine}}]", "first")
        try folder.write("PEM", "ca.pem")
        let second = try folder.write(Self.config, "second")
        let access = try find("k8s://", [:], ["KUBECONFIG": "/no/such/file:\(first):\(second)"])
        #expect(access.server == "https://two:6443" && access.credential == .token("mine"))
    }
}
