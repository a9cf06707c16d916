# SPDX-License-Identifier: Apache-2.0
"""What the translator of closures raises."""

from __future__ import annotations

from ..errors import MartletError


class ClosureWarning(UserWarning):
    """A function that executors run, but hardly as it was meant."""


class ClosureError(MartletError, TypeError):
    """A function that cannot be translated for the executors. Raised at the call, before anything runs.

    ``construct`` names what was found; ``file``, ``line``, ``column`` and ``end_column`` say where (1-based, columns
    in code points, 0 where unknown), ``text`` is the line, ``function`` the function it stands in, and ``advice`` says
    what to write instead.
    """

    def __init__(
        self,
        construct: str = "",
        *,
        function: str = "",
        file: str = "",
        line: int = 0,
        column: int = 0,
        end_column: int = 0,
        text: str = "",
        advice: str = "",
    ) -> None:
        super().__init__(construct, file=file, line=line, column=column, end_column=end_column, text=text)
        self.construct = construct
        self.function = function
        self.advice = advice

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text}\n{self.advice}" if self.advice else text
