// SPDX-License-Identifier: Apache-2.0

import Plan

/// How pages name one another: as what is asked for, all of the same depth so that they work under any prefix, or as
/// places within one file.
enum PageLinks: Sendable {
    case pages, anchors
}

extension ConsoleView {
    func place(_ job: JobID) -> HTMLText {
        switch links {
        case .pages: "job?id=\(job.rawValue)"
        case .anchors: "#job-\(job.rawValue)"
        }
    }

    func place(_ stage: StageID) -> HTMLText {
        switch links {
        case .pages: "stage?id=\(stage.rawValue)"
        case .anchors: "#stage-\(stage.rawValue)"
        }
    }

    func place(ofQuery id: Int) -> HTMLText {
        switch links {
        case .pages: "query?id=\(id)"
        case .anchors: "#query-\(id)"
        }
    }
}
