// SPDX-License-Identifier: Apache-2.0

/// What becomes of a setting.
public struct SettingMeaning: Hashable, Sendable {
    /// `accepted`, `ignored` or `unknown`.
    public var state: String
    /// What it does, or why it does nothing.
    public var text: String

    public init(state: String, text: String) {
        self.state = state
        self.text = text
    }
}

/// What the console says of the application, besides what happens in it.
public struct ConsoleFacts: Sendable {
    public var applicationID: String
    public var applicationName: String
    public var master: String
    public var user: String
    /// Of the software.
    public var version: String
    /// As the user wrote them.
    public var settings: [String: String]
    /// What they mean, by their keys, as far as anybody says.
    public var meanings: [String: SettingMeaning] = [:]
    /// By the driver's clock.
    public var startedMillis: UInt64
    /// What is added to the driver's clock to get milliseconds since 1970.
    public var wallOffsetMillis: Int

    public init(
        applicationID: String, applicationName: String, master: String, user: String, version: String,
        settings: [String: String], startedMillis: UInt64, wallOffsetMillis: Int
    ) {
        self.applicationID = applicationID
        self.applicationName = applicationName
        self.master = master
        self.user = user
        self.version = version
        self.settings = settings
        self.startedMillis = startedMillis
        self.wallOffsetMillis = wallOffsetMillis
    }

    struct Setting: Equatable {
        var key: String
        var value: String
        /// Empty where nobody says.
        var state: String
        var meaning: String
    }

    /// The settings in the order of their keys, without what is secret.
    var settingsShown: [Setting] {
        settings.sorted { $0.key < $1.key }.map { key, value in
            let word = key.lowercased()
            let isSecret = ["secret", "password", "token", "access.key", "accesskey", "credential"].contains {
                word.contains($0)
            }
            let meaning = meanings[key]
            return Setting(
                key: key, value: isSecret ? "*********(redacted)" : value, state: meaning?.state ?? "",
                meaning: meaning?.text ?? "")
        }
    }
}
