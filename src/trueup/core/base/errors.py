"""Not being able to go on: one root, a closed list of codes, four fields. Anything else that escapes is a bug."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.core.base.finding import Finding


class ErrorCode(StrEnum):
    """Why trueup could not go on; the list is closed and its values are part of the JSON output."""

    DOCUMENT = "document"
    SOURCE = "source"
    OPTION = "option"
    OUTPUT = "output"
    EXTRA = "extra"


class TrueupError(Exception):
    """What stopped us (`problem`), where, and what the user can do about it (`fix`). Exit status 2."""

    def __init__(self, code: ErrorCode, problem: str, where: str, fix: str) -> None:
        """Keep the four fields; the text of the exception joins them."""
        super().__init__(f"{problem} ({where}) {fix}")
        self.code = code
        self.problem = problem
        self.where = where
        self.fix = fix

    @classmethod
    def option(cls, problem: str, where: str, fix: str) -> TrueupError:
        """Return the error for an option or argument that cannot be followed."""
        return cls(ErrorCode.OPTION, problem, where, fix)


class DocumentFaults(TrueupError):
    """The document cannot be judged before its faults are mended; carries all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep every fault; the fields of the error describe the first one."""
        first = findings[0]
        count = len(findings)
        what = first.problem if count == 1 else f"{count} faults, the first: {first.problem}"
        super().__init__(ErrorCode.DOCUMENT, what, str(first.place), first.fix)
        self.findings = tuple(findings)
