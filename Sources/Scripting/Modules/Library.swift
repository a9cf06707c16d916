// SPDX-License-Identifier: Apache-2.0

/// A new object of the module `name`; nil when scripts have no such module. A script keeps one object a module: the
/// state of `random` lives in it.
public func module(named name: String) -> ScriptObject? { makers[name]?() }

/// The names of all modules of the library.
public var moduleNames: [String] { makers.keys.sorted() }

private let makers: [String: @Sendable () -> ScriptObject] = [:]

/// The object that arrives as data: its type's name and its fields; nil when the library has no such type or the fields
/// do not fit it.
public func decodeObject(_ type: String, _ fields: [Value]) -> ScriptObject? { nil }
