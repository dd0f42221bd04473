"""Definitions of one KPI that contradict each other: within a document, and against its portfolio's; with their age.

The age comes from `since:` of the KPIs. Where that is not written, a text that somebody signed may hold both
definitions as they are today: they contradicted each other on that day at the latest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from trueup.core.base.digest import Digest
from trueup.core.gates.canonical import Content, Value
from trueup.core.gates.disagreement import Disagreement, Known, Position
from trueup.core.model.document import Document
from trueup.core.model.kpi import Kpi
from trueup.core.model.ledger import AgreementKind, Entry
from trueup.core.rules.kpi.same_measure_opposite_ways import opposed
from trueup.core.rules.levels import differing
from trueup.core.rules.words import joined, plain

if TYPE_CHECKING:
    from trueup.core.gates.standing import Memory

Since: TypeAlias = tuple[date | None, Known]
Shown: TypeAlias = Callable[[tuple[str, str]], date | None]
"""From when on the ledger shows two definitions that contradict each other, None where it does not."""

KEEP_ONE: Final = "Show both owners both figures, and keep one definition."


def definitions(document: Document, as_of: date, shown: Shown) -> Iterator[Disagreement]:
    """Yield the KPIs of which there are two definitions, two with one title, and two that cannot both be reached."""
    kpis = document.initiative.kpis
    for name, kpi in kpis.items():
        base = kpis.get(kpi.instead_of or "")
        if base is not None and kpi.instead_of and (fields := differing(kpi, base)):
            what = f"KPI `{kpi.instead_of}` is also defined as `{name}`: they differ in {fields_words(fields)}"
            pair = (kpi.instead_of, name)
            since = _written_day(kpi, as_of) or written(base, kpi, as_of)
            yield _disputed(document, pair, what, since, shown, kpi.because or "")
    yield from _against_portfolio(document, as_of)
    own = {name: kpi for name, kpi in kpis.items() if kpi.instead_of is None}
    titled: dict[str, list[str]] = {}
    for name, kpi in own.items():
        if title := plain(kpi.title or ""):
            titled.setdefault(title, []).append(name)
    alike = [(first, name) for first, *others in titled.values() for name in others]
    for pair in alike:
        what = f"KPIs `{pair[0]}` and `{pair[1]}` bear one title"
        yield _disputed(document, pair, what, written(own[pair[0]], own[pair[1]], as_of), shown)
    for pair in opposed(own):
        what = f"KPIs `{pair[0]}` and `{pair[1]}` measure the same and cannot both be reached"
        yield _disputed(document, pair, what, written(own[pair[0]], own[pair[1]], as_of), shown)


def written(one: Kpi, other: Kpi, as_of: date) -> Since:
    """Return since when two definitions stand side by side: the later day of both, or some day after the only one."""
    days = [each.since for each in (one, other) if each.since is not None and each.since <= as_of]
    if not days:
        return None, "unknown"
    return max(days), "on" if len(days) > 1 else "after"


def undated(path: str) -> str:
    """Return what is said of the age of a definition that nobody dated."""
    return f"since an unknown day: add `since:` to `{path}`"


def fields_words(names: Sequence[str]) -> str:
    """Return fields as a list in words."""
    return joined([f"`{name}`" for name in names])


def _written_day(kpi: Kpi, as_of: date) -> Since | None:
    """Return the day of a definition that names the one it competes with: that was there before."""
    return (kpi.since, "on") if kpi.since is not None and kpi.since <= as_of else None


def _against_portfolio(document: Document, as_of: date) -> Iterator[Disagreement]:
    around = document.portfolio.kpis if document.portfolio else {}
    for name, kpi in document.initiative.kpis.items():
        other = around.get(name)
        if other is None or name in document.shared or not (other.is_defined and kpi.is_defined):
            continue
        if fields := differing(kpi, other):
            what = f"KPI `{name}` is defined here and in the portfolio: they differ in {fields_words(fields)}"
            sides = (Position(kpi.owner or "", "as here"), Position(other.owner or "", "as in the portfolio"))
            owner, path = other.owner or kpi.owner, f"kpis.{name}"
            since = written(kpi, other, as_of)
            yield Disagreement(
                "definition", path, "discovery", what, sides, owner, KEEP_ONE, *since, undated=undated(path)
            )


def _disputed(
    document: Document, pair: tuple[str, str], what: str, since: Since, shown: Shown, because: str = ""
) -> Disagreement:
    initiative, (one, other) = document.initiative, pair
    owner = initiative.objective.owner if initiative.objective else None
    holders = [initiative.kpis[name].owner for name in pair]
    told = (f"`{one}`", f"`{other}`" + (f": {because}" if because else ""))
    sides = tuple(Position(who or "", holds) for who, holds in zip(holders, told, strict=True))
    if since[0] is None and (day := shown(pair)) is not None:
        since = day, "before"
    path, who = f"kpis.{other}", holders[0] or owner
    return Disagreement("definition", path, "discovery", what, sides, who, KEEP_ONE, *since, undated=undated(path))


# ---- what the ledger shows


def shown_by(memory: Memory, today: Mapping[AgreementKind, Content] | None) -> Shown:
    """Return what finds the first day on which texts that were signed or declined held two definitions of today."""
    now = [_kpis_of(content) for content in today.values()] if today else []

    def first(pair: tuple[str, str]) -> date | None:
        if not all(any(name in kpis for kpis in now) for name in pair):
            return None
        days = (e.draft.at.date() for e in memory.entries if _holds(_texts(e, memory.kept), pair, now))
        return next(days, None)

    return first


def _texts(entry: Entry, kept: Mapping[Digest, Content]) -> list[Mapping[str, Value]]:
    """Return the KPIs of the texts that an entry is about, and of those these build on."""
    agreement = entry.draft.agreement
    digests = (*agreement.covers, agreement.digest) if agreement else ()
    return [_kpis_of(kept[digest]) for digest in digests if digest in kept]


def _holds(then: Sequence[Mapping[str, Value]], pair: tuple[str, str], now: Sequence[Mapping[str, Value]]) -> bool:
    return all(any(name in a and a[name] == b.get(name) for a in then for b in now) for name in pair)


def _kpis_of(content: Content) -> Mapping[str, Value]:
    kpis = content.get("kpis")
    return kpis if isinstance(kpis, dict) else {}
