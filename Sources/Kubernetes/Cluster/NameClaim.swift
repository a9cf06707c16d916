// SPDX-License-Identifier: Apache-2.0

extension PodAPI {
    /// Makes the Secret of an application, which its pods cannot start without, and with it takes the names of its
    /// pods: whoever makes it first has them, others take the next. A Secret that is there is the application's own,
    /// made by a request whose answer was lost, exactly if it has the application's labels.
    ///
    /// After an error nothing is known of the Secret; asked again, this goes on where it was.
    package func claimNames(for pods: inout ExecutorPods, secret: [UInt8]) async throws(KubernetesError) {
        var namesTried = 0
        while true {
            do throws(KubernetesError) {
                return try await create(secret: pods.secret(secret))
            } catch {
                guard error.kind == .alreadyExists else { throw error }
                if try await secrets(labels: pods.labels).contains(pods.secretName) { return }
                namesTried += 1
                guard namesTried < KubernetesLimits.namesTriedMax else { throw error }
                pods.application.takeNextNames()
            }
        }
    }
}
