// SPDX-License-Identifier: Apache-2.0

import Columnar
import Messages
import SwiftProtobuf

// Windows as messages, and back (protocol/messages.md).

extension Window {
    var message: Martlet_Window {
        .with {
            $0.calls = calls.map(\.message)
            $0.order = order.map { order in
                .with {
                    $0.member = UInt32(order.member)
                    $0.direction = order.direction.message
                }
            }
        }
    }

    init(_ message: Martlet_Window) throws(PlanError) {
        guard message.calls.count <= PlanLimits.windowCallsMax, message.order.count <= PlanLimits.sortKeysMax else {
            throw PlanError("a window of \(message.calls.count) functions, ordered by \(message.order.count) members")
        }
        var calls: [WindowCall] = []
        for call in message.calls { calls.append(try WindowCall(call)) }
        self.init(
            calls,
            order: message.order.map { WindowOrder(member: Int($0.member), SortDirection($0.direction)) })
    }
}

extension WindowCall {
    fileprivate var message: Martlet_WindowCall {
        .with {
            switch function {
            case .rowNumber: $0.place = .rowNumber
            case .rank: $0.place = .rank
            case .denseRank: $0.place = .denseRank
            case .percentRank: $0.place = .percentRank
            case .cumulativeShare: $0.place = .cumulativeShare
            case .tile(let parts): $0.tiles = UInt64(parts)
            case .shifted(let input, let offset, let otherwise, let skipsNulls):
                $0.shifted = .with {
                    $0.input = UInt32(input)
                    $0.offset = Int64(offset)
                    if let otherwise { $0.otherwise = UInt32(otherwise) }
                    $0.skipsNulls = skipsNulls
                }
            case .nth(let input, let number, let skipsNulls):
                $0.nth = .with {
                    $0.input = UInt32(input)
                    $0.number = UInt64(number)
                    $0.skipsNulls = skipsNulls
                }
            case .aggregate(let call): $0.aggregate = call.message
            }
            $0.start = start.message
            $0.end = end.message
        }
    }

    fileprivate init(_ message: Martlet_WindowCall) throws(PlanError) {
        let function: WindowFunction
        switch message.function {
        case .place(.rowNumber): function = .rowNumber
        case .place(.rank): function = .rank
        case .place(.denseRank): function = .denseRank
        case .place(.percentRank): function = .percentRank
        case .place(.cumulativeShare): function = .cumulativeShare
        case .place(let place): throw PlanError("unknown place \(place.rawValue) in a window")
        case .tiles(let parts): function = .tile(try decodeCount(parts, "number of parts"))
        case .shifted(let shift):
            function = .shifted(
                input: Int(shift.input), by: Int(shift.offset),
                otherwise: shift.hasOtherwise ? Int(shift.otherwise) : nil, skipsNulls: shift.skipsNulls)
        case .nth(let nth):
            function = .nth(
                input: Int(nth.input), try decodeCount(nth.number, "number of a row"), skipsNulls: nth.skipsNulls)
        case .aggregate(let call): function = .aggregate(try AggregateCall(call))
        case nil: throw PlanError("a window's call without a function")
        }
        self.init(function, from: WindowBound(message.start), to: WindowBound(message.end))
    }
}

extension WindowBound {
    fileprivate var message: Martlet_WindowBound {
        .with {
            switch self {
            case .unbounded: break
            case .rows(let offset): $0.rows = Int64(offset)
            case .peers: $0.peers = true
            case .value(let member): $0.value = UInt32(member)
            }
        }
    }

    fileprivate init(_ message: Martlet_WindowBound) {
        self =
            switch message.kind {
            case .rows(let offset): .rows(Int(offset))
            case .peers: .peers
            case .value(let member): .value(member: Int(member))
            case nil: .unbounded
            }
    }
}
