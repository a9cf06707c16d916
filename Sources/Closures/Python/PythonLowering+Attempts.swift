// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension PythonLowering {
    /// `try` whose body and whose only handler both give a value back, or both give one to the same name.
    mutating func attempted(
        _ attempt: PythonAttempt, _ purpose: Purpose, _ place: Place
    ) throws(ClosureError) -> Node {
        guard attempt.handlers.count == 1, attempt.orElse.isEmpty, attempt.finally.isEmpty,
            attempt.handlers[0].name == nil, let caught = caught(by: attempt.handlers[0].type)
        else { throw refused("try", place, advice: "ask with if what try would catch") }
        let body = attempt.body.withoutRemarks
        let handler = attempt.handlers[0].body.withoutRemarks
        if body.count == 1, handler.count == 1, case .assign(let targets, let value) = body[0].kind,
            case .assign(let others, let other) = handler[0].kind, targets.count == 1, others.count == 1,
            case .name(let name) = targets[0].kind, case .name(name) = others[0].kind
        {
            let whole = Node.Kind.attempt(try expression(value), caught, otherwise: try expression(other))
            return try node(.assign(plainVariable(name, place), node(whole, place)), place)
        }
        guard body.returns, handler.returns else {
            throw refused("try", place, advice: "ask with if what try would catch")
        }
        let outer = names
        let value = try self.value(of: body[...], for: purpose)
        names = outer
        let other = try self.value(of: handler[...], for: purpose)
        names = outer
        return try node(.return(node(.attempt(value, caught, otherwise: other), place)), place)
    }

    /// What the handler catches; nil where that is more than typed form can tell.
    private func caught(by type: PythonExpression?) -> Caught? {
        var names: [PythonExpression] = []
        switch type?.kind {
        case .tuple(let types)?: names = types
        case .builtin?: names = [type!]
        // All that a body of typed form can raise is one of the two.
        case nil: break
        default: return nil
        }
        var caught = Caught()
        if type == nil {
            caught.values = true
            caught.indices = true
        }
        for name in names {
            switch name.kind {
            case .builtin("ValueError"): caught.values = true
            case .builtin("IndexError"), .builtin("LookupError"): caught.indices = true
            case .builtin("Exception"):
                caught.values = true
                caught.indices = true
            // Of what stays typed, nothing raises these.
            case .builtin("TypeError"), .builtin("KeyError"), .builtin("AttributeError"): break
            default: return nil
            }
        }
        return caught
    }
}

extension [PythonStatement] {
    /// Whether the statements end by giving a value back.
    fileprivate var returns: Bool {
        guard let last else { return false }
        switch last.kind {
        case .return(_?): return true
        case .branch(_, let yes, let no): return yes.returns && no.returns
        default: return false
        }
    }
}
