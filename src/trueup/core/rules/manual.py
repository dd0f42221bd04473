"""A rule's documentation, read from its docstring: why it matters, examples that are executed, how to fix."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.rules.rule import AnyRule

DOCUMENT: Final = "initiative.yaml"
COMMANDS: Final = "sh"
_HEADING: Final = re.compile(r"^(Why it matters|Flagged|Accepted|How to fix):$", re.MULTILINE)
_BLOCK: Final = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """One file of an example: its name within its folder, its language (yaml, csv) and its text.

    Commands (sh) are run where they stand among the files, and have no name; a file may be written again after them.
    """

    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Manual:
    """The parts of a rule's documentation; an example is the files of a small initiative or portfolio."""

    fault: str
    why: str
    flagged: tuple[ExampleFile, ...]
    accepted: tuple[ExampleFile, ...]
    fix: str


def manual_of(rule: AnyRule) -> Manual:
    """Return the documentation of a rule. Raises ValueError for one whose docstring lacks a part."""
    fault, *parts = _HEADING.split(_dedented(rule.text))
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    missing = {"Why it matters", "Flagged", "Accepted", "How to fix"} - sections.keys()
    if missing:
        raise ValueError(f"{rule.code} does not document: {', '.join(sorted(missing))}")
    return Manual(
        " ".join(fault.split()),
        " ".join(sections["Why it matters"].split()),
        _files(sections["Flagged"]),
        _files(sections["Accepted"]),
        " ".join(sections["How to fix"].split()),
    )


def _dedented(text: str) -> str:
    """Return a docstring with its headings at the margin; from Python 3.13 on the compiler does that itself."""
    first, _, rest = text.partition("\n")
    return f"{first}\n{dedent(rest)}"


def _files(section: str) -> tuple[ExampleFile, ...]:
    plain = re.sub(r"^ {4}", "", section, flags=re.MULTILINE)
    return tuple(
        ExampleFile(name or ("" if language == COMMANDS else DOCUMENT), language, text)
        for language, name, text in _BLOCK.findall(plain)
    )
