# SPDX-License-Identifier: Apache-2.0
"""Groups, tags and properties of jobs, per thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .output import LEVELS_PROPERTY, logging_levels

if TYPE_CHECKING:
    from .session import Session


class _Local(threading.local):
    def __init__(self) -> None:
        self.group: str | None = None
        self.description: str | None = None
        self.tags: set[str] = set()
        self.properties: dict[str, str] = {}


class JobControl:
    """Methods of a context that label the jobs of a thread, and cancel jobs by their labels."""

    _session: Session

    def __init__(self) -> None:
        self._local = _Local()

    def _labels(self, request: dict[str, Any]) -> tuple[str | None, frozenset[str]]:
        """Adds the thread's labels to a request."""
        local = self._local
        if local.group is not None:
            request["group"] = local.group
        if local.description is not None:
            request["description"] = local.description
        if local.tags:
            request["tags"] = sorted(local.tags)
        properties = dict(local.properties)
        if local.group is not None:
            properties["spark.jobGroup.id"] = local.group
        if local.description is not None:
            properties["spark.job.description"] = local.description
        if local.tags:
            properties["spark.job.tags"] = ",".join(sorted(local.tags))
        levels = logging_levels()
        if levels is not None:
            properties[LEVELS_PROPERTY] = levels
        if properties:
            request["properties"] = properties
        return local.group, frozenset(local.tags)

    def setJobGroup(self, groupId: str, description: str, interruptOnCancel: bool = False) -> None:
        """Puts the jobs that this thread starts from now on into a group that can be cancelled."""
        self._local.group = groupId
        self._local.description = description

    def cancelJobGroup(self, groupId: str) -> None:
        """Ends the running jobs of a group; their actions raise ``JobCancelledError``."""
        self._session.cancel(lambda record: record.group == groupId)

    def cancelAllJobs(self) -> None:
        """Ends all running jobs; their actions raise ``JobCancelledError``."""
        self._session.cancel(lambda record: True)

    def setInterruptOnCancel(self, interruptOnCancel: bool) -> None:
        """Without effect: a cancelled task always stops at once."""

    def addJobTag(self, tag: str) -> None:
        """Tags the jobs that this thread starts from now on.

        Raises ``ValueError`` for an empty tag or one with a comma.

        >>> sc.addJobTag("nightly")
        >>> sc.getJobTags()
        {'nightly'}
        >>> sc.clearJobTags()
        """
        self._local.tags.add(_tag(tag))

    def removeJobTag(self, tag: str) -> None:
        """Takes a tag back."""
        self._local.tags.discard(_tag(tag))

    def getJobTags(self) -> set[str]:
        """The tags of this thread."""
        return set(self._local.tags)

    def clearJobTags(self) -> None:
        """Takes all tags of this thread back."""
        self._local.tags.clear()

    def cancelJobsWithTag(self, tag: str) -> None:
        """Ends the running jobs with a tag; their actions raise ``JobCancelledError``."""
        wanted = _tag(tag)
        self._session.cancel(lambda record: wanted in record.tags)

    def setJobDescription(self, value: str | None) -> None:
        """A text for the jobs that this thread starts from now on."""
        self._local.description = value

    def setLocalProperty(self, key: str, value: str | None) -> None:
        """A property of this thread; None takes it back."""
        if key == "spark.jobGroup.id":
            self._local.group = value
        elif key == "spark.job.description":
            self._local.description = value
        if value is None:
            self._local.properties.pop(key, None)
        else:
            self._local.properties[key] = value

    def getLocalProperty(self, key: str) -> str | None:
        """A property of this thread, or None."""
        if key == "spark.jobGroup.id":
            return self._local.group
        if key == "spark.job.description":
            return self._local.description
        return self._local.properties.get(key)


def _tag(tag: str) -> str:
    if not isinstance(tag, str) or not tag or "," in tag:
        raise ValueError(f"a job's tag is a text without commas, not {tag!r}")
    return tag


class InheritableThread(threading.Thread):
    """A thread whose jobs have the labels that the thread had which made it."""

    def __init__(self, target: Callable[..., Any], *args: Any, session: Any = None, **kwargs: Any) -> None:
        from .context import SparkContext

        context = SparkContext._active_spark_context
        copied: dict[str, Any] | None = None
        if context is not None:
            local = context._local
            copied = {
                "group": local.group,
                "description": local.description,
                "tags": set(local.tags),
                "properties": dict(local.properties),
            }

        def run(*inner: Any, **named: Any) -> Any:
            if context is not None and copied is not None:
                context._local.__dict__.update(copied)
            return target(*inner, **named)

        super().__init__(None, run, *args, **kwargs)


def inheritable_thread_target(f: Callable[..., Any]) -> Callable[..., Any]:
    """A thread's function as one that has the labels of the thread which asks for it."""
    return InheritableThread(f)._target  # type: ignore[attr-defined,no-any-return]
