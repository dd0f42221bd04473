"""What `check` found, as the formats for other programs and for mails tell it: due, not due yet, not run, waived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from trueup.core.base.finding import PHASES, SEVERITIES, Finding, Place
from trueup.core.base.record import dataclass
from trueup.core.gates.actions import Action
from trueup.core.gates.assessment import Assessment
from trueup.core.rules.run import CRASHED, RuleRun, Skipped
from trueup.render.charts.numbers import amount
from trueup.render.harmless import cut, one_line, visible
from trueup.render.plain import count_of

PAGE: Final = "rules/{code}.md"
"""Where a rule's page stands in the documentation."""

LONGEST_REVISION: Final = 80
"""Characters of a git revision that are repeated."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the initiative it was found in; of the portfolio, or of a document that cannot be read, none."""

    initiative: str | None
    finding: Finding
    due: bool = True
    killed: bool = False


@dataclass(frozen=True, slots=True)
class Unrun:
    """A rule that did not run for one and the same reason in these initiatives; none where it is over all of them."""

    code: str
    name: str
    reason: str
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything `check` found.

    `over` is what the rules over the portfolio found; a portfolio has no phase, so that all of it is due. `known`
    findings were there at the git revision `since` and are left out, `known_due` of them are due, and `known_blocking`
    of those block. `folder` leads from where the reader stands to
    where the places begin; it is empty or ends in a slash.
    """

    assessments: tuple[Assessment, ...]
    faults: tuple[Finding, ...] = ()
    over: RuleRun | None = None
    known: int = 0
    since: str | None = None
    folder: str = ""
    known_due: int = 0
    known_blocking: int = 0

    def due(self) -> list[Told]:
        """Return what is due, most serious, earliest and dearest first; neither faults nor what is waived."""
        return _weighed([told for told in self._told() if told.due and told.finding.waived is None])

    def later(self) -> list[Told]:
        """Return the findings of phases that are not due yet, in the same order; not what is waived."""
        return _weighed([t for t in self._told() if not t.due and not t.killed and t.finding.waived is None])

    def kept(self) -> list[Told]:
        """Return the findings of initiatives that were killed: listed, and nothing is due because of them."""
        return _weighed([told for told in self._told() if told.killed and told.finding.waived is None])

    def waived(self) -> list[Told]:
        """Return the findings that a waiver covers today, in the same order: nothing is due because of them."""
        return _weighed([replace(told, due=False) for told in self._told() if told.finding.waived is not None])

    def _told(self) -> Iterator[Told]:
        for each in self.assessments:
            last = PHASES.index(each.phase)
            for finding in each.findings:
                due = each.killed is None and PHASES.index(finding.phase) <= last
                yield Told(each.document.initiative.id, finding, due, each.killed is not None)
        for finding in self.over.findings if self.over else ():
            yield Told(None, finding)

    def later_counts(self) -> Mapping[str, int]:
        """Return how many findings wait in each later phase."""
        found = self.later()
        counts = {phase: sum(each.finding.phase == phase for each in found) for phase in PHASES}
        return {phase: count for phase, count in counts.items() if count}

    def unrun(self) -> list[Unrun]:
        """Return the rules that did not run, once for each reason, in the order of the catalogue."""
        where: dict[Skipped, list[str]] = {}
        for each in self.assessments:
            for skipped in each.skipped:
                where.setdefault(skipped, []).append(each.document.initiative.id)
        for skipped in self.over.skipped if self.over else ():
            where.setdefault(skipped, [])
        return [Unrun(rule.code, rule.name, rule.reason, tuple(ids)) for rule, ids in where.items()]

    def file(self, place: Place) -> str | None:
        """Return the file of a place as the reader would open it."""
        return None if place.file is None else f"{self.folder}{place.file}"

    def shown(self, place: Place) -> str:
        """Return a place as `file:line`, or as the document path where there is no file."""
        file = self.file(place)
        return visible(place.path if file is None else file if place.line is None else f"{file}:{place.line}")

    def judged(self) -> bool:
        """Whether anything was judged; where every document has faults, counts of findings and rules say nothing."""
        return bool(self.assessments or not self.faults or (self.over and self.over.findings))

    def summary(self) -> str:
        """Return in one sentence how many findings are due, how many block, and how many rules ran or did not."""
        if not self.judged():
            return f"{count_of(len(self.faults), 'fault')} to mend first; nothing was judged."
        due = self.due()
        blocking = sum(each.finding.severity == "blocks" for each in due)
        waived = len(self.waived())
        ran = len({code for each in self.assessments for code in each.ran} | set(self.over.ran if self.over else ()))
        unrun = len({each.code for each in self.unrun()})
        parts = [
            f"{count_of(len(self.faults), 'fault')} to mend first" if self.faults else "",
            f"{count_of(len(due), 'finding')} due, {blocking:,} of them {'blocks' if blocking == 1 else 'block'}",
            f"{waived:,} waived" if waived else "",
            self.killed_words(),
            f"{count_of(ran, 'rule')} ran" + (f", {unrun} not run" if unrun else ""),
            f"{count_of(self.known, 'finding')} left out, there at {self.revision()}" if self.since else "",
        ]
        return "; ".join(part for part in parts if part) + "."

    def killed_words(self) -> str:
        """Return which initiatives were killed, with how many findings stay listed of them; nothing where none was."""
        ids = [each.document.initiative.id for each in self.assessments if each.killed is not None]
        return f"killed: {', '.join(ids)} ({count_of(len(self.kept()), 'finding')} listed, none due)" if ids else ""

    def revision(self) -> str:
        """Return the git revision that findings are told apart by, on one line."""
        return cut(one_line(self.since or ""), LONGEST_REVISION)


def stake_words(found: Finding | Action) -> str:
    """Return the money at stake with its basis, such as `€96k, estimated`; nothing where it is not known."""
    return one_line(f"{amount(found.stake.value, found.stake.unit)}, {found.stake.basis.value}") if found.stake else ""


def about(found: Finding) -> str:
    """Return the code of the rule that a finding speaks of: a crash speaks of the rule that crashed."""
    return str(found.subject) if found.code == CRASHED else found.code


def _weighed(found: list[Told]) -> list[Told]:
    return sorted(found, key=lambda each: _weight(each.finding))


def _weight(found: Finding) -> tuple[int, int, float]:
    stake = -found.stake.value if found.stake else 0.0
    return SEVERITIES.index(found.severity), PHASES.index(found.phase), stake
