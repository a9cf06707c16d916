// SPDX-License-Identifier: Apache-2.0

import Plan

extension StorageLevel {
    /// In event logs, and on pages where the user's own word is not known.
    var word: String {
        switch self {
        case .memory: "memory"
        case .memoryAndDisk: "memoryAndDisk"
        case .disk: "disk"
        }
    }

    init?(word: String?) {
        guard let level = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = level
    }
}
