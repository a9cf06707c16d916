// SPDX-License-Identifier: Apache-2.0

import Driver
package import Plan

extension Dataset {
    /// The same rows, which the executors that compute them keep at a level, until the dataset is released or nothing
    /// refers to it any more. What is made of this dataset reads them.
    ///
    /// - Parameters:
    ///   - label: the level in the front end's own words.
    ///   - name: what people call the rows.
    package func stored(_ level: StorageLevel, label: String = "", name: String) throws(MartletError) -> Dataset {
        let parent = try lineage(name: name)
        let id = engine.nextStored()
        let stored = Stored(id: id, level: level) { [weak engine] in engine?.release($0) }
        engine.keep(
            StoredFacts(id: id, name: name, level: level, label: label, partitionCount: parent.partitionCount))
        return Dataset(
            engine: engine, lineage: Lineage(.stored(parent, stored), rowType: parent.rowType, name: name))
    }
}
