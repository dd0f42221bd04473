"""The page of a rule, and the table of all of them, made of the rules' own documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from trueup.core.rules.manual import ExampleFile, manual_of
from trueup.core.rules.rule import AnyRule, Ground, LaterRule, Need, PortfolioRule

TOGETHER: Final = "Judges all initiatives of a portfolio together."
_SEVERITIES: Final = {
    "blocks": "blocks the gate",
    "warns": "warns",
    "notes": "notes, and blocks nothing",
}
_NEEDS: Final[dict[Need, str]] = {
    "kpis": "KPIs measured on data",
    "tables": "data sets that were read",
    "spend": "planned work",
}
GROUNDS: Final[dict[Ground, str]] = {
    "ledger": "what was signed and decided",
    "run": "the document and all that was found in it",
}


def rule_page(rule: AnyRule) -> str:
    """Return a rule's page in Markdown: its fault, why that matters, what is flagged and accepted, how to fix it."""
    manual = manual_of(rule)
    return "\n".join(
        [
            f"# {rule.code} {rule.name}",
            "",
            manual.fault,
            "",
            "| severity | due from | stands on |",
            "|---|---|---|",
            f"| {_SEVERITIES[rule.severity]} | {rule.phase} | {_ground(rule)} |",
            "",
            *_limits(rule),
            "## Why it matters",
            "",
            manual.why,
            "",
            "## Flagged",
            "",
            *_example(manual.flagged),
            "## Accepted",
            "",
            *_example(manual.accepted),
            "## How to fix",
            "",
            manual.fix,
            "",
        ]
    )


def limits_text(rule: AnyRule) -> str:
    """Return the thresholds of a rule with their values and where others are set; empty for a rule without any."""
    if not rule.thresholds:
        return ""
    known = [f"`{name}` = {value:g}" for name, value in rule.thresholds.items()]
    held = ", ".join(f"{name}: {value:g}" for name, value in rule.thresholds.items())
    return (
        f"Limits: {', '.join(known)}. A portfolio sets its own in `rules:` of portfolio.yaml: "
        f"`{rule.code}: {{thresholds: {{{held}}}}}`."
    )


def rule_index(rules: Sequence[AnyRule]) -> str:
    """Return the page that lists all rules by the phase they are due from, in Markdown."""
    phases = dict.fromkeys(rule.phase for rule in rules)
    sections = [line for phase in phases for line in _section(phase, (rule for rule in rules if rule.phase == phase))]
    intro = (
        f"trueup knows {len(rules)} rules. Each finds one fault, is named after it, and says who acts and what to do. "
        "A rule that could not run is shown as not run; it never counts as passed. Codes are never reused."
    )
    return "\n".join(
        [
            "# Rules",
            "",
            intro,
            "",
            "*Blocks* closes its phase's gate; *warns* and *notes* do not. A rule may say less where less is at stake.",
            "The examples on the pages are executed by the tests, with 2026-01-15 as the date of judgement.",
            "",
            *sections,
        ]
    )


def _section(phase: str, rules: Iterable[AnyRule]) -> list[str]:
    rows = [f"| [{r.code}]({r.code}.md) | {r.name} | {r.severity} | {_fault(r)} |" for r in rules]
    return [f"## {phase.capitalize()}", "", "| code | fault | severity | |", "|---|---|---|---|", *rows, ""]


def _fault(rule: AnyRule) -> str:
    return manual_of(rule).fault + (f" {TOGETHER}" if isinstance(rule, PortfolioRule) else "")


def _ground(rule: AnyRule) -> str:
    if isinstance(rule, PortfolioRule):
        return "all initiatives of a portfolio together"
    if isinstance(rule, LaterRule):
        return GROUNDS[rule.ground]
    return ", ".join(_NEEDS[need] for need in rule.needs) or "the document alone"


def _limits(rule: AnyRule) -> list[str]:
    text = limits_text(rule)
    return [text, ""] if text else []


def _example(files: Sequence[ExampleFile]) -> list[str]:
    lines: list[str] = []
    for place, file in enumerate(files):
        if len(files) > 1 and file.name:
            again = any(one.name == file.name for one in files[:place])
            lines += [f"`{file.name}`, later:" if again else f"`{file.name}`:", ""]
        lines += [f"```{file.language}", *file.text.splitlines(), "```", ""]
    return lines
