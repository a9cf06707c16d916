// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// The `Authorization` header of requests. A token file is read for each request, because bound tokens end after an
/// hour and kubelets renew the file; what a plug-in printed is kept until shortly before its end.
final class CredentialCache: Sendable {
    private struct Kept {
        var token: String
        /// Seconds since 1970; nil: no end was said.
        var end: Int?
    }

    private let credential: Credential
    private let kept = Lock<Kept?>(nil)

    init(_ credential: Credential) { self.credential = credential }

    /// `renewing`: what was told before has been refused.
    func authorization(renewing: Bool) async throws -> String? {
        switch credential {
        case .none: return nil
        case .token(let token): return "Bearer " + token
        case .tokenFile(let path): return "Bearer " + (try SmallFile.token(path))
        case .basic(let user, let password):
            return "Basic " + base64("\(user):\(password)".utf8)
        case .plugin(let plugin):
            if !renewing, let kept = kept.withLock({ $0 }), isFresh(kept) { return "Bearer " + kept.token }
            let answer = try await plugin.run()
            kept.withLock { $0 = Kept(token: answer.token, end: answer.end) }
            return "Bearer " + answer.token
        }
    }

    private func isFresh(_ kept: Kept) -> Bool {
        guard let end = kept.end else { return true }
        return end - KubernetesLimits.credentialMarginSeconds > Int(time(nil))
    }
}
