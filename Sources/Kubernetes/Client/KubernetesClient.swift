// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import JSONValues
import NIOCore
import NIOHTTP1
import NIOSSL
import Threads

/// Asks an API server, in one namespace, as one identity. Each request has a deadline; a 401 is answered once by
/// reading the credential anew. Nothing is opened before the first request; `shutdown` must come last.
package final class KubernetesClient: Sendable {
    package let access: ServerAccess
    private let transport: HTTPTransport
    private let credentials: CredentialCache
    /// What paths are put after.
    private let base: String

    package init(_ access: ServerAccess) throws(KubernetesError) {
        self.access = access
        credentials = CredentialCache(access.credential)
        var hosts: [String: String] = [:]
        if let name = access.serverName, !name.isEmpty {
            let host = access.host
            base = access.server.replacingOccurrence(of: "://" + host, with: "://" + name)
            hosts[name] = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        } else {
            base = access.server
        }
        transport = HTTPTransport(
            tls: access.server.hasPrefix("https:") ? try Self.tls(access) : nil, hosts: hosts,
            connectTimeout: .milliseconds(Int64(access.connectMillis)))
    }

    package func shutdown() async {
        try? await transport.shutdown()
    }

    private static func tls(_ access: ServerAccess) throws(KubernetesError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        do {
            if let authorities = access.authorities {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authorities))
            }
            if !access.verifiesServer { tls.certificateVerification = .none }
            if let certificate = access.certificate, let key = access.key {
                tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(certificate).map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
            }
        } catch {
            throw KubernetesError(
                .credentials, "a certificate or key of \(access.origin) cannot be used: it is no PEM (\(error))")
        }
        return tls
    }

    // MARK: Requests

    func url(_ path: String, _ query: [(String, String)] = []) -> String {
        let text = query.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
        return base + path + (text.isEmpty ? "" : "?" + text)
    }

    var corePath: String { "/api/v1/namespaces/\(percentEncoded(access.namespace))" }

    func subject(_ verb: String, _ resource: String, _ name: String? = nil) -> RequestSubject {
        RequestSubject(verb: verb, resource: resource, name: name, namespace: access.namespace)
    }

    /// A request with one JSON value as its answer.
    func ask(
        _ method: HTTPMethod, _ url: String, _ body: JSON? = nil, for subject: RequestSubject
    ) async throws(KubernetesError) -> JSON {
        let bytes = try await send(method, url, body, for: subject)
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw KubernetesError(.badAnswer, "cannot \(subject.text): the answer of \(access.server) is \(error)")
        }
    }

    /// A request and the body of a successful answer.
    func send(
        _ method: HTTPMethod, _ url: String, _ body: JSON? = nil, for subject: RequestSubject
    ) async throws(KubernetesError) -> [UInt8] {
        var answer = try await attempt(method, url, body, for: subject, renewing: false)
        if answer.status == 401 { answer = try await attempt(method, url, body, for: subject, renewing: true) }
        guard (200..<300).contains(answer.status) else {
            throw .refusal(answer, to: subject, of: access.server)
        }
        return answer.body
    }

    private func attempt(
        _ method: HTTPMethod, _ url: String, _ body: JSON?, for subject: RequestSubject, renewing: Bool
    ) async throws(KubernetesError) -> HTTPAnswer {
        let headers = try await headers(for: subject, hasBody: body != nil, renewing: renewing)
        do {
            return try await transport.send(
                method, url, headers: headers, body: body?.bytes,
                deadline: .milliseconds(Int64(access.requestMillis)))
        } catch {
            throw Self.failure(error, of: subject, at: access)
        }
    }

    private func headers(
        for subject: RequestSubject, hasBody: Bool, renewing: Bool
    ) async throws(KubernetesError) -> HTTPHeaders {
        var headers: HTTPHeaders = ["accept": "application/json", "user-agent": "martlet"]
        if hasBody { headers.add(name: "content-type", value: "application/json") }
        do {
            if let authorization = try await credentials.authorization(renewing: renewing) {
                headers.add(name: "authorization", value: authorization)
            }
        } catch {
            throw KubernetesError(.credentials, "cannot \(subject.text): \(error)")
        }
        return headers
    }

    /// Line by line; the answer is told once it is no 200.
    func follow(
        _ url: String, for subject: RequestSubject, deadline: TimeAmount, onLine: ([UInt8]) throws -> Void
    ) async throws(KubernetesError) {
        for renewing in [false, true] {
            let headers = try await headers(for: subject, hasBody: false, renewing: renewing)
            do {
                let answer = try await transport.lines(
                    url, headers: headers, lineBytesMax: KubernetesLimits.eventBytesMax, deadline: deadline,
                    onLine: onLine)
                guard let answer else { return }
                if answer.status == 401 && !renewing { continue }
                throw KubernetesError.refusal(answer, to: subject, of: access.server)
            } catch let error as KubernetesError {
                throw error
            } catch {
                throw Self.failure(error, of: subject, at: access)
            }
        }
    }

    /// What the network had to say, in the user's terms.
    private static func failure(
        _ error: any Error, of subject: RequestSubject, at access: ServerAccess
    ) -> KubernetesError {
        let text = "cannot \(subject.text): "
        if error is NIOTooManyBytesError {
            return KubernetesError(.badAnswer, text + "the answer of \(access.server) is longer than Martlet reads")
        }
        if let error = error as? HTTPClientError {
            if error == .deadlineExceeded || error == .readTimeout {
                return KubernetesError(
                    .timeout,
                    text + "no answer of \(access.server) in time; try again, or look at the API server's load")
            }
            if error == .connectTimeout {
                return KubernetesError(
                    .unreachable,
                    text + "no connection to \(access.server) within \(access.connectMillis) ms: is the address right, "
                        + "and does a firewall or NetworkPolicy let this host through?")
            }
        }
        let reason = String("\(error)".prefix(KubernetesLimits.messageCharactersMax))
        if reason.contains("CERTIFICATE_VERIFY_FAILED") || reason.contains("unableToValidateCertificate")
            || reason.contains("certificate")
        {
            return KubernetesError(
                .unreachable,
                text + "the certificate of \(access.server) is not signed by an authority of \(access.origin), or is "
                    + "for another name (\(reason)): check spark.kubernetes.authenticate.caCertFile")
        }
        return KubernetesError(
            .unreachable, text + "no connection to \(access.server), which \(access.origin) names (\(reason))")
    }
}

/// A text as a part of a URL: all but letters, digits and `-._~` as `%XX`.
func percentEncoded(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
        if plain.contains(byte) {
            output.append(byte)
        } else {
            output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: output, as: UTF8.self)
}
