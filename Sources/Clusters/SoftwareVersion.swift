// SPDX-License-Identifier: Apache-2.0

/// Version of this software, shown by `--version` and sent at registration.
public let softwareVersion = "0.1.0"
