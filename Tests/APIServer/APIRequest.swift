// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import NIOHTTP1

/// A request as RBAC and the store see it.
struct APIRequest {
    var method: HTTPMethod
    var path: String
    var query: [String: String]
    var headers: HTTPHeaders
    var body: [UInt8]
    /// The name in the client's certificate, if it showed one that the authority signed.
    var certificateUser: String?

    /// `pods`, `secrets`, …; empty for what is no resource.
    private(set) var resource = ""
    private(set) var subresource: String?
    private(set) var namespace = ""
    private(set) var name: String?

    init(head: HTTPRequestHead, body: [UInt8], certificateUser: String?) {
        method = head.method
        headers = head.headers
        self.body = body
        self.certificateUser = certificateUser
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        path = percentDecoded(parts[0])
        query = [:]
        for item in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            query[percentDecoded(pair[0])] = pair.count > 1 ? percentDecoded(pair[1]) : ""
        }
        let steps = parts[0].split(separator: "/").map { percentDecoded(String($0)) }
        if steps.count >= 5, steps[0] == "api", steps[1] == "v1", steps[2] == "namespaces" {
            namespace = steps[3]
            resource = steps[4]
            if steps.count > 5 { name = steps[5] }
            if steps.count > 6 { subresource = steps[6] }
        }
    }

    /// As RBAC calls it.
    var verb: String {
        switch method {
        case .POST: "create"
        case .DELETE: name == nil ? "deletecollection" : "delete"
        case .PATCH: "patch"
        case .PUT: "update"
        default: name != nil ? "get" : query["watch"] == "true" ? "watch" : "list"
        }
    }

    /// `pods` or `pods/log`.
    var wholeResource: String { resource + (subresource.map { "/" + $0 } ?? "") }

    /// The labels of the request's selector; nil: one of a form that is not known here.
    var selector: [String: String]? {
        guard let text = query["labelSelector"], !text.isEmpty else { return [:] }
        var labels: [String: String] = [:]
        for item in text.split(separator: ",") {
            let pair = item.split(separator: "=", omittingEmptySubsequences: true).map(String.init)
            guard pair.count == 2 else { return nil }
            labels[pair[0]] = pair[1]
        }
        return labels
    }
}

private func percentDecoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2,
            let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
