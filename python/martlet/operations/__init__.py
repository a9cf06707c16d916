# SPDX-License-Identifier: Apache-2.0
"""The methods of an RDD, by what they do."""
