# SPDX-License-Identifier: Apache-2.0
"""PySpark's names of serializers, for programs that choose one. None has any effect: rows travel as columns."""

from __future__ import annotations

from typing import Any

__all__ = [
    "AutoBatchedSerializer",
    "BatchedSerializer",
    "CPickleSerializer",
    "CloudPickleSerializer",
    "MarshalSerializer",
    "PickleSerializer",
]


class _Chosen:
    """A choice without effect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Takes what PySpark's takes."""


class CPickleSerializer(_Chosen):
    """By pickle."""


class CloudPickleSerializer(_Chosen):
    """By pickle, functions too."""


class MarshalSerializer(_Chosen):
    """By marshal."""


class BatchedSerializer(_Chosen):
    """Several at a time."""


class AutoBatchedSerializer(BatchedSerializer):
    """As many at a time as fit."""


PickleSerializer = CPickleSerializer
