// SPDX-License-Identifier: Apache-2.0

package import JSONValues

/// What Martlet asks of an API server, in one namespace. The client is one; simulations have others.
package protocol PodAPI: Sendable {
    func create(pod: JSON) async throws(KubernetesError) -> Pod
    func pod(named name: String) async throws(KubernetesError) -> Pod
    /// All pods that have these labels.
    func pods(labels: [String: String]) async throws(KubernetesError) -> PodList
    /// Says what happens to pods that have these labels, after `version`. Returns when the server ends the watch in
    /// order: then watch again from the last version that was seen. `.gone`: list anew.
    func watchPods(
        labels: [String: String], from version: String, onEvent: @escaping @Sendable (PodEvent) -> Void
    ) async throws(KubernetesError)
    /// A pod that is not there, or no longer the one with this `uid`, is no error.
    func deletePod(_ name: String, uid: String?, graceSeconds: Int?) async throws(KubernetesError)
    /// Deletes all pods that have these labels.
    func deletePods(labels: [String: String], graceSeconds: Int?) async throws(KubernetesError)
    /// The last lines of what the pod's executor wrote.
    func log(pod: String, tailLines: Int) async throws(KubernetesError) -> String
    func create(secret: JSON) async throws(KubernetesError)
    /// Deletes all Secrets that have these labels. One that is not there any more is no error.
    func deleteSecrets(labels: [String: String]) async throws(KubernetesError)
    /// Names of the Secrets that have these labels.
    func secrets(labels: [String: String]) async throws(KubernetesError) -> [String]
}
