// SPDX-License-Identifier: Apache-2.0

import Testing

/// The engine with real processes, sockets, files and signals. One test at a time: each has the machine's cores, memory
/// and process table for itself.
@Suite(.serialized) enum ClusterTests {}
