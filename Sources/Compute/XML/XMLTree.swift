// SPDX-License-Identifier: Apache-2.0

import CExpat

/// A node of XML: the document, an element, an attribute or a text. Nodes are numbered as they come in the document.
final class XMLNode {
    enum Kind { case document, element, attribute, text }

    let kind: Kind
    let name: String
    let order: Int
    /// Of attributes and texts.
    var value: String
    var attributes: [XMLNode] = []
    var children: [XMLNode] = []
    private(set) weak var parent: XMLNode?

    init(_ kind: Kind, _ name: String = "", value: String = "", order: Int, parent: XMLNode?) {
        self.kind = kind
        self.name = name
        self.value = value
        self.order = order
        self.parent = parent
    }

    /// All text within.
    var text: String {
        switch kind {
        case .attribute, .text: value
        case .document, .element: children.map(\.text).joined()
        }
    }

    /// The elements and texts within, in the order of the document, this node first.
    func forEach(_ body: (XMLNode) -> Void) {
        body(self)
        for child in children { child.forEach(body) }
    }
}

/// Builds the tree of a document.
final class XMLReader {
    static let depthMax = 256

    private let document = XMLNode(.document, order: 0, parent: nil)
    private var open: [XMLNode]
    private var count = 1
    private var isTooDeep = false

    private init() { open = [document] }

    /// The document; nil when the text is none, nests too deep, or defines entities.
    static func document(_ text: UnsafeRawBufferPointer) -> XMLNode? {
        guard let count = Int32(exactly: text.count), let parser = XML_ParserCreate("UTF-8") else { return nil }
        defer { XML_ParserFree(parser) }
        let reader = XMLReader()
        XML_SetUserData(parser, Unmanaged.passUnretained(reader).toOpaque())
        XML_SetElementHandler(parser, began, ended)
        XML_SetCharacterDataHandler(parser, came)
        // Entities of the document's own could be any number of others.
        XML_SetEntityDeclHandler(parser) { user, _, _, _, _, _, _, _, _ in
            user.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue().isTooDeep = true }
        }
        let status = withExtendedLifetime(reader) {
            XML_Parse(parser, text.baseAddress?.assumingMemoryBound(to: CChar.self), count, 1)
        }
        return status == XML_STATUS_OK && !reader.isTooDeep ? reader.document : nil
    }

    private func next() -> Int {
        count += 1
        return count
    }

    private static let began: XML_StartElementHandler = { user, name, pairs in
        guard let user, let name else { return }
        let reader = Unmanaged<XMLReader>.fromOpaque(user).takeUnretainedValue()
        guard let parent = reader.open.last, reader.open.count < depthMax else {
            reader.isTooDeep = true
            return
        }
        let node = XMLNode(.element, String(cString: name), order: reader.next(), parent: parent)
        var place = 0
        while let pairs, let key = pairs[place], let value = pairs[place + 1] {
            node.attributes.append(
                XMLNode(
                    .attribute, String(cString: key), value: String(cString: value), order: reader.next(),
                    parent: node))
            place += 2
        }
        parent.children.append(node)
        reader.open.append(node)
    }

    private static let ended: XML_EndElementHandler = { user, _ in
        guard let user else { return }
        let reader = Unmanaged<XMLReader>.fromOpaque(user).takeUnretainedValue()
        if !reader.isTooDeep { reader.open.removeLast() }
    }

    private static let came: XML_CharacterDataHandler = { user, text, count in
        guard let user else { return }
        let reader = Unmanaged<XMLReader>.fromOpaque(user).takeUnretainedValue()
        guard !reader.isTooDeep, let parent = reader.open.last else { return }
        let content = String(decoding: UnsafeRawBufferPointer(start: text, count: Int(count)), as: UTF8.self)
        if let last = parent.children.last, last.kind == .text {
            last.value += content
        } else {
            parent.children.append(XMLNode(.text, value: content, order: reader.next(), parent: parent))
        }
    }
}
