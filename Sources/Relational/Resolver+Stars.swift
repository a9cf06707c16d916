// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One of the columns that a star stands for.
struct StarColumn {
    let item: NamedExpression
    /// The name by which it can be written alone.
    let path: [String]

    init(_ item: NamedExpression, _ path: [String]) { (self.item, self.path) = (item, path) }

    /// A column as it is.
    init(_ attribute: Attribute) {
        item = NamedExpression(attribute)
        path = [attribute.name]
    }

    /// A field of a struct.
    init(_ field: Field, at index: Int, of value: Expression, _ parts: [String], _ place: SQLPlace?) {
        let isNullable = value.isNullable || field.isNullable
        item = NamedExpression(
            Attribute(field.name, field.type, isNullable: isNullable, metadata: field.metadata),
            Expression(.field(value, index), field.type, isNullable: isNullable, at: place))
        path = parts + [field.name]
    }
}

/// Names of calls that stand for several columns.
public enum StarCall {
    /// `* EXCEPT (…)`: a star, then columns.
    public static let except = "* except"
    /// All columns of a frame by its number.
    public static let ofFrame = "* of frame"
}

extension Resolver {
    // MARK: Stars

    /// The columns that a star stands for: all, those of a relation's alias, or the fields of a struct.
    func star(_ parts: [String], _ place: SQLPlace?) throws(SQLError) -> [StarColumn] {
        if parts.isEmpty { return scope.attributes.map { StarColumn($0) } }
        let found = scope.columns(of: parts)
        guard found.isEmpty else { return found.map { StarColumn($0) } }
        // Columns of the rows around a subquery, too.
        if parts.count == 1, let around = outer.first?.columns(of: parts), !around.isEmpty {
            return around.map { StarColumn($0) }
        }
        if try find(parts, place) != nil {
            let value = try column(parts, nil, place)
            if case .structure(let fields) = value.type {
                return fields.indices.map { StarColumn(fields[$0], at: $0, of: value, parts, place) }
            }
        }
        throw SQLError(
            "CANNOT_RESOLVE_STAR_EXPAND",
            [
                "targetString": parts.map { quoted($0) }.joined(separator: "."),
                "columns": scope.attributes.map { quoted($0.name) }.joined(separator: ", "),
            ], at: place)
    }

    /// The columns of a star with exceptions, or of a frame's; nil of anything else.
    func stars(_ syntax: Syntax) throws(SQLError) -> [StarColumn]? {
        guard case .call(let name, let arguments, _) = syntax.bare else { return nil }
        if name == StarCall.ofFrame, case .literal(.int(let number), _)? = arguments.first {
            return try ofFrame?(number, syntax.place).map { StarColumn($0) }
        }
        guard name == StarCall.except, case .star(let parts)? = arguments.first?.bare else { return nil }
        var left = try star(parts, syntax.place)
        for unwanted in arguments.dropFirst() {
            guard case .column(let path, _) = unwanted.bare else { continue }
            if let changed = try without(path, left, unwanted.place) {
                left = changed
                continue
            }
            let value = try column(path, nil, unwanted.place)
            guard let place = left.firstIndex(where: { $0.item.expression.isSame(as: value) }) else {
                throw scope.unresolved(path, at: unwanted.place)
            }
            left.remove(at: place)
        }
        return left
    }

    /// The columns without the one, or the field of a struct, that a path names among them; nil where it names none.
    private func without(
        _ path: [String], _ columns: [StarColumn], _ place: SQLPlace?
    ) throws(SQLError) -> [StarColumn]? {
        let named = columns.indices.filter { scope.isNamed(columns[$0].item.attribute, path[0]) }
        guard named.count == 1, let index = named.first else { return nil }
        let item = columns[index].item
        var left = columns
        guard path.count > 1 else {
            left.remove(at: index)
            return left
        }
        guard case .structure = item.expression.type, item.attribute.qualifier?.lowercased() != path[0].lowercased()
        else { return nil }
        let value = try dropping(item.expression, path.dropFirst(), place)
        guard value.type != item.expression.type else { throw scope.unresolved(path, at: place) }
        let attribute = Attribute(item.attribute.name, value.type, isNullable: value.isNullable)
        left[index] = StarColumn(NamedExpression(attribute, value), columns[index].path)
        return left
    }

    // MARK: Names of results

    var naming: Naming {
        Naming(
            column: { parts in
                if let match = try? scope.find(parts, at: nil) {
                    return parts.suffix(match.fields.count + 1).joined(separator: ".")
                }
                guard selected[parts[0].lowercased()] != nil else {
                    if let known = settings.variable(parts) {
                        return ([known.variable.shown] + known.fields).joined(separator: ".")
                    }
                    return LiteralFunctions.shown(parts) ?? parts.joined(separator: ".")
                }
                return "lateralAliasReference(\(parts[parts.count - 1]))"
            },
            type: { try? resolve($0).type },
            outer: { syntax in
                let known = Dictionary(scope.attributes.map { ($0.id, $0.name) }, uniquingKeysWith: { one, _ in one })
                let named = (try? query?(syntax, [scope] + outer))?.attributesNamed ?? []
                return named.compactMap { known[$0] }
            },
            columns: { parts in
                (try? star(parts, nil).map(\.item.attribute.name)) ?? [(parts + ["*"]).joined(separator: ".")]
            })
    }

    /// Whether a name is that of a function for want of a column.
    private func isLiteralFunction(_ parts: [String]) -> Bool {
        guard LiteralFunctions.call(parts) != nil, settings.variable(parts) == nil else { return false }
        return (try? find(parts, nil)) == nil && selected[parts[0].lowercased()] == nil
    }

    /// What the column of an expression is called; with `isExplicit` nil unless it has a name of its own.
    func outputName(_ syntax: Syntax, isExplicit: Bool = false) -> String? {
        switch syntax.bare {
        case .alias(_, let names) where names.count == 1: return names[0]
        case .noted(let value, _): return outputName(value, isExplicit: isExplicit)
        case .column(let parts, nil) where isLiteralFunction(parts): return isExplicit ? nil : naming.name(syntax)
        case .column(let parts, _): return parts.last
        case .variable(let name): return name
        case .cast(let value, _, let form):
            let isMethod = form == .method || form == .attemptMethod
            switch value.bare {
            // One of a column is called as the column is, also where it is written `CAST(a AS INT)`.
            case .column where isMethod: return outputName(value, isExplicit: isExplicit)
            case .column(let parts, _) where !isExplicit:
                // A field of a struct gives no name.
                let last = outputName(value)
                if parts.count == 1 || naming.name(value).lowercased() == last?.lowercased() { return last }
            case .alias where isMethod, .cast(_, _, .method) where isMethod,
                .cast(_, _, .attemptMethod) where isMethod:
                return outputName(value, isExplicit: isExplicit)
            default: break
            }
        default: break
        }
        return isExplicit ? nil : naming.name(syntax)
    }
}
