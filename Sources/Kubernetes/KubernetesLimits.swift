// SPDX-License-Identifier: Apache-2.0

/// The bounds of what speaks to an API server.
package enum KubernetesLimits {
    /// Values that a YAML file may have once its aliases are written out.
    static let yamlValuesMax = 1_000_000
    /// The most bytes that a whole answer may have; a page of pods is some megabytes.
    static let answerBytesMax = 64 << 20
    /// The most bytes of one event of a watch: an object is at most 1.5 MiB in the server's store.
    static let eventBytesMax = 8 << 20
    /// Bytes of a token, certificate, kubeconfig or pod template.
    static let fileBytesMax = 4 << 20
    /// Bytes that a plug-in for credentials may write, and how long it may take.
    static let pluginBytesMax = 1 << 20
    static let pluginSeconds = 60
    /// How long before its end a plug-in's credential is renewed.
    static let credentialMarginSeconds = 60
    /// How long a connection may take; `spark.kubernetes.*.connectionTimeout` in Spark.
    static let connectMillis = 10_000
    /// How long a request may take in all.
    static let requestMillis = 10_000
    /// How long the server is asked to keep a watch; it ends it in order, and the next one takes over.
    static let watchSeconds = 240
    /// How much longer than that is waited for the end.
    static let watchEndSeconds = 30
    /// A watch without an event for so long is lost: bookmarks come about once a minute.
    static let watchSilenceSeconds = 150
    /// Objects in a page of a list.
    static let pageObjects = 250
    /// Pages of a list.
    static let pagesMax = 400
    /// Lists that begin anew because their continue token was too old.
    static let listRestartsMax = 3
    /// Bytes of a log that are read.
    static let logBytesMax = 1 << 20
    /// Characters of a server's message in an error.
    static let messageCharactersMax = 2_000
    /// Bytes of memory that a setting may ask for.
    static let memoryBytesMax = 1 << 50
    /// Names of other applications that are passed over until one is free.
    static let namesTriedMax = 1_000
    /// Executors that are said to fit into a quota.
    static let fittingMax = 1_000_000.0
    /// How long the doctor's executor may take to dial it: an image may have to be pulled.
    static let trialSeconds = 120
    /// How often it looks at the pod.
    static let trialPollMillis = 250
    /// How long all of the doctor's checks may take.
    static let doctorSeconds = 300
}
