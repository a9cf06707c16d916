// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A class of the user's, as its objects bring it along: a text of six parts (blocks.md, "Objects of named classes").
final class ClassDescription: Sendable {
    enum Kind: String, Sendable {
        case namedTuple = "namedtuple"
        case data = "dataclass"
        case plain = "object"
        case enumeration = "enum"
        case exception
    }

    struct Field: Sendable {
        let name: String
        let isCompared: Bool
        let isShown: Bool
        /// Whether it is a parameter of the class, and whether by name only.
        let isGiven: Bool
        let isKeywordOnly: Bool

        init(_ text: Substring) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let marks = parts.count > 1 ? parts[1] : ""
            name = String(parts[0])
            isCompared = !marks.contains("c")
            isShown = !marks.contains("r")
            isGiven = !marks.contains("i")
            isKeywordOnly = marks.contains("k")
        }
    }

    static let separator: Character = "\u{1F}"

    /// As it travels.
    let text: Text
    let kind: Kind
    let module: String
    let qualifiedName: String
    /// The last part of the qualified name.
    let name: String
    /// What tells the class from all others; objects of one class may have different descriptions.
    let key: String
    /// Keys of the user's classes and names of Python's that it derives from, the nearest first.
    let ancestors: [String]
    let fields: [Field]
    let names: [String]
    private let flags: String

    init?(_ text: Text) {
        let parts = text.string.split(separator: Self.separator, omittingEmptySubsequences: false)
        guard parts.count == 6, text.utf8.count <= ScriptingLimits.classDescriptionBytesMax,
            let kind = Kind(rawValue: String(parts[0]))
        else { return nil }
        self.text = text
        self.kind = kind
        module = String(parts[1])
        qualifiedName = String(parts[2])
        name = String(parts[2].split(separator: ".").last ?? parts[2])
        key = module + ":" + qualifiedName
        flags = String(parts[3])
        ancestors = parts[4].split(separator: ",").map(String.init)
        fields = parts[5].split(separator: ",").map { Field($0) }
        names = fields.map(\.name)
    }

    /// The description that is `text`; one object on each thread.
    static func of(_ text: Text) -> ClassDescription? { ClassDescriptions.current.description(text) }

    /// That of an object with other fields.
    func with(names wanted: [String]) -> ClassDescription? {
        var head = text.string
        if let last = head.lastIndex(of: Self.separator) { head.removeSubrange(head.index(after: last)...) }
        let fieldTexts = text.string.split(separator: Self.separator, omittingEmptySubsequences: false)[5]
            .split(separator: ",").map(String.init)
        let marked = wanted.map { name in
            names.firstIndex(of: name).map { fieldTexts[$0] } ?? name
        }
        return .of(Text(head + marked.joined(separator: ",")))
    }

    /// A class that `collections.namedtuple` makes.
    static func namedTuple(
        _ name: String, _ names: [String], module: String = "__main__"
    ) -> ClassDescription? {
        let parts = ["namedtuple", module, name, "", "tuple", names.joined(separator: ",")]
        return .of(Text(parts.joined(separator: String(separator))))
    }

    /// Whether it is the class of this key, or derives from what has this key or name.
    func derives(from name: String) -> Bool { key == name || ancestors.contains(name) }

    // What the dataclass decorator made.
    var comparesFields: Bool { flags.contains("e") }
    var isOrdered: Bool { flags.contains("o") }
    var isFrozen: Bool { flags.contains("f") }
    var hashesFields: Bool { flags.contains("h") }
    var showsFields: Bool { flags.contains("r") }
    var takesFields: Bool { flags.contains("g") }
    // What the user wrote.
    var hasOwnEquality: Bool { flags.contains("E") }
    var hasOwnHash: Bool { flags.contains("H") }
    var isUnhashable: Bool { flags.contains("u") }
}

/// The descriptions that a thread has met.
private final class ClassDescriptions {
    private var known: [[UInt8]: ClassDescription] = [:]

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let failure = pthread_key_create(&key) {
            if let own = $0 { Unmanaged<ClassDescriptions>.fromOpaque(own).release() }
        }
        return failure == 0 ? key : nil
    }()

    /// The thread's own; a new one each time where the process has no room for it.
    static var current: ClassDescriptions {
        guard let key else { return ClassDescriptions() }
        if let own = pthread_getspecific(key) {
            return Unmanaged<ClassDescriptions>.fromOpaque(own).takeUnretainedValue()
        }
        let made = ClassDescriptions()
        let own = Unmanaged.passRetained(made)
        if pthread_setspecific(key, own.toOpaque()) != 0 { own.release() }
        return made
    }

    func description(_ text: Text) -> ClassDescription? {
        if let found = known[text.utf8] { return found }
        guard let made = ClassDescription(text) else { return nil }
        if known.count >= ScriptingLimits.classDescriptionsMax { known.removeAll() }
        known[text.utf8] = made
        return made
    }
}
