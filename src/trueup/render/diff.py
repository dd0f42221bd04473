"""The difference of two versions as text and as Markdown: the money first, what is alike in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Finding
from trueup.core.base.record import dataclass
from trueup.core.gates.criteria import Status
from trueup.core.model.change_words import split
from trueup.core.model.changes import ChangeKind, Steps
from trueup.core.portfolio.at_stake import Moved, Moves
from trueup.core.portfolio.beside import BESIDE
from trueup.core.portfolio.consequences import Figure, GateChange
from trueup.core.portfolio.difference import Difference, Effect, InitiativeDifference, Suspect
from trueup.render.charts.numbers import amount, share
from trueup.render.harmless import one_line
from trueup.render.markdown import inline
from trueup.render.plain import count_of, first_sentence

if TYPE_CHECKING:
    from trueup.core.portfolio.lapses import Lapse

NOTHING: Final = "Nothing changed."
PARTLY: Final = "Nothing changed in what can be read on both sides."
UNREAD: Final = "Nothing can be compared: it cannot be read on both sides."
SHOWN: Final = 12
"""Lines of one kind that are shown of one initiative, unless all are asked for."""
INITIATIVES: Final = 10
"""Initiatives that are shown with their changes; of the others one line each."""
_FOLDED_FROM: Final = 4
"""Changes below one epic, or of one section, that become one line."""
_WORK: Final = "epics"
_KINDS: Final[Mapping[ChangeKind, str]] = {
    "added": "new",
    "removed": "gone",
    "renamed": "renamed",
    "moved": "moved",
    "changed": "changed",
}
_STATUS: Final[Mapping[Status, str]] = {"met": "met", "not_met": "not met", "unknown": "unknown"}
_MOVES: Final[Mapping[Moves, str]] = {"worth": "worth", "cost": "work", "amount": ""}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; `more` lines are left out."""

    heading: str
    lines: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """What is told of one initiative, or of the portfolio."""

    title: str
    sections: tuple[Section, ...]


def diff_text(found: Difference, *, everything: bool = False) -> str:
    """Return the difference as lines; with `everything` nothing is folded or left out."""
    lines = [_headline(found)]
    for block in blocks(found, everything=everything):
        lines += ["", block.title]
        for section in block.sections:
            lines.append(f"  {section.heading}")
            lines += [f"    {line}" for line in section.lines]
            lines += [f"    and {section.more:,} more; --all shows them"] if section.more else []
    for side, fault in found.faults:
        lines += [f"{fault.place} ({side}): {fault.code} {fault.problem}", f"    {fault.fix}"]
    return "".join(f"{_indented(line)}\n" for line in lines)


def diff_markdown(found: Difference, *, everything: bool = False) -> str:
    """Return the difference for a pull request or a mail; text of documents is never taken for markup."""
    parts = [_headline(found)]
    for block in blocks(found, everything=everything):
        parts.append(f"### {inline(block.title)}")
        for section in block.sections:
            rows = [f"- {inline(line)}" for line in section.lines]
            rows += [f"- and {section.more:,} more" if section.more else ""]
            parts.append("\n".join([f"**{inline(section.heading)}**", "", *(row for row in rows if row)]))
    faults = [f"- {inline(f'{f.place} ({side}): {f.code} {f.problem} {f.fix}')}" for side, f in found.faults]
    parts += ["\n".join(["**Cannot be read**", "", *faults])] if faults else []
    return "\n\n".join(parts) + "\n"


def _indented(line: str) -> str:
    bare = line.lstrip(" ")
    return " " * (len(line) - len(bare)) + one_line(bare)


def _headline(found: Difference) -> str:
    if found.empty:
        return NOTHING if not found.faults else PARTLY if found.same else UNREAD
    parts = [count_of(len(found.shared), "change") + " of the portfolio"] if found.shared else []
    effects = sum(len(each.effects) for each in found.initiatives)
    if len(found.initiatives) + found.same > 1:
        parts.append(f"{len(found.initiatives):,} of {count_of(len(found.initiatives) + found.same, 'initiative')}")
    entries = sum(each.entries for each in found.initiatives)
    parts += [count_of(effects, "change")] if effects or not entries else []
    parts += [f"{_entries(entries)} of the ledger"] if entries else []
    lapsed = sum(each.sign_offs for each in found.initiatives)
    again = sum(each.signed_again for each in found.initiatives)
    parts += [f"{_sign_offs(lapsed)}{_again(lapsed, again)}"] if lapsed else []
    return f"{found.before} to {found.after}: {', '.join(parts)}."


def blocks(found: Difference, *, everything: bool) -> list[Block]:
    """Return what is told, block by block: the portfolio, then its initiatives, those with most money first."""
    told = [Block("portfolio", _portfolio(found, everything=everything))] if _has_portfolio(found) else []
    open_ = found.initiatives if everything else found.initiatives[:INITIATIVES]
    told += [Block(_title(each), tuple(_sections(each, everything=everything))) for each in open_]
    closed = found.initiatives[len(open_) :]
    if closed:
        lines = tuple(f"{_title(each)}: {count_of(len(each.effects), 'change')}" for each in closed)
        told.append(Block("further initiatives", (Section("with less money", lines),)))
    return told


def _has_portfolio(found: Difference) -> bool:
    return bool(found.shared or found.new or found.gone)


def _portfolio(found: Difference, *, everything: bool) -> tuple[Section, ...]:
    sections = [
        _section("changed", _changes(found.shared, everything=everything), everything=everything),
        _section("new findings", [_finding(each) for each in found.new], everything=everything),
        _section("findings gone", [_finding(each) for each in found.gone], everything=everything),
    ]
    return tuple(each for each in sections if each.lines)


def _title(each: InitiativeDifference) -> str:
    name = f"{each.id}: {each.title}"
    if each.before is None:
        return f"{name} (new)"
    if each.after is None:
        return f"{name} (gone)"
    return name if each.before == each.after else f"{name} (was {each.before})"


def _sections(found: InitiativeDifference, *, everything: bool) -> Iterator[Section]:
    told: tuple[tuple[str, list[str]], ...] = (
        ("changed", _changes(found.effects, everything=everything)),
        ("in all", [_figure(each) for each in found.figures]),
        ("sign-offs that lapse", [_lapse(each) for each in found.lapsed]),
        ("in the ledger", _ledger(found)),
        ("gates", [line for each in found.gates for line in _gate(each)]),
        ("new findings", [_finding(each) for each in found.new_told]),
        ("findings gone", [_finding(each) for each in found.gone_told]),
        ("to be looked at again", _suspects(found.suspects, everything=everything)),
    )
    for heading, lines in told:
        if lines:
            yield _section(heading, lines, everything=everything)


def _section(heading: str, lines: Sequence[str], *, everything: bool) -> Section:
    shown = lines if everything else lines[:SHOWN]
    return Section(heading, tuple(shown), len(lines) - len(shown))


def _changes(effects: Sequence[Effect], *, everything: bool) -> list[str]:
    """Return one line a change; many below one epic, or in one section, are one line where the first would stand."""
    groups: dict[tuple[str, ...], list[Effect]] = {}
    for each in effects:
        groups.setdefault(_group(each, effects), []).append(each)
    lines: list[str] = []
    for group, members in groups.items():
        if everything or len(members) < _FOLDED_FROM:
            lines += [_effect(each) for each in members]
        else:
            lines.append(_folded(group, members))
    return lines


def _group(effect: Effect, effects: Sequence[Effect]) -> Steps:
    """Return what a change is folded with: those below its epic, else, of very many, those of its section."""
    steps = effect.change.steps
    if steps[2:3] == ("stories",):
        return steps[:2]
    if steps[0] in BESIDE:
        return steps
    many = len(effects) > SHOWN and effect.moved is None and len(steps) > 1
    return steps[:1] if many else steps


def _folded(group: Steps, members: Sequence[Effect]) -> str:
    """Return many changes as one line: how many things, what happened to them, and the money of all together."""
    things: dict[Steps, None] = {}
    kinds: Counter[str] = Counter()
    for each in members:
        thing, rest = split(each.change.steps)
        things[thing or each.change.steps] = None
        kinds[rest[0].replace("_", " ") if rest else _KINDS[each.change.kind]] += 1
    what = ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common(_FOLDED_FROM))
    if len(group) > 1:
        told = f"{members[0].holder}: {len(things):,} stories and tasks changed ({what})"
    else:
        told = f"`{group[0]}`: {len(things):,} changed ({what})"
    return told + "".join(f": {_moved(each)}" for each in _sums(members))


def _sums(members: Sequence[Effect]) -> list[Moved]:
    """Return what changes move together, by kind of amount and unit."""
    found: dict[tuple[Moves, str], list[float]] = {}
    for each in members:
        if each.moved:
            found.setdefault((each.moved.what, each.moved.unit), []).append(each.moved.by)
    return [Moved(what, total, unit) for (what, unit), all_ in found.items() if (total := fsum(all_))]


def _effect(each: Effect) -> str:
    told = [_moved(each.moved)] if each.moved else []
    told += [f"{amount(each.stake.value, each.stake.unit)} at stake"] if each.stake and not each.moved else []
    told += [_sign_offs(each.lapses)] if each.lapses else []
    return f"{each.words}: {', '.join(told)}" if told else each.words


def _sign_offs(count: int) -> str:
    return f"{count_of(count, 'sign-off')} {'lapses' if count == 1 else 'lapse'}"


def _moved(found: Moved) -> str:
    way = "up" if found.by > 0 else "down"
    return f"{_MOVES[found.what]} {way} {amount(abs(found.by), found.unit)}".strip()


def _figure(found: Figure) -> str:
    old, new = _level(found.before, found.unit_before), _level(found.after, found.unit)
    line = f"{found.name} went from {old} to {new}"
    if isinstance(found.before, str) or isinstance(found.after, str) or found.unit == "share":
        return line
    if found.unit != found.unit_before:
        return f"{line}: two units, which cannot be compared"
    way = "up" if found.after > found.before else "down"
    return f"{line}: {way} {amount(abs(found.after - found.before), found.unit)}"


def _level(value: float | str, unit: str) -> str:
    if isinstance(value, str):
        return f"unknown ({value})" if value != "not there" else value
    return share(value) if unit == "share" else amount(value, unit)


def _again(lapsed: int, again: int) -> str:
    """Return how many of the sign-offs that lapse were given again since."""
    if not again:
        return ""
    if again < lapsed:
        return f", {again:,} of them signed again since"
    return f", {'' if lapsed == 1 else 'both ' if lapsed == 2 else 'all '}signed again since"  # noqa: PLR2004 - both


def _lapse(found: Lapse) -> str:
    if found.same_text:
        why = f"the text is the same, {'; '.join(found.turned)}"
    else:
        why = "its own content changed" if found.own else "what it builds on changed"
    count, again = len(found.signers), len(found.again)
    since = _again(count, again)
    if 0 < again < count:
        since = f", {_names(found.again)} signed again since"
    return f"{found.kind}: {why}, {_sign_offs(count)} ({_names(found.signers)}){since}"


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _ledger(found: InitiativeDifference) -> list[str]:
    if not found.entries:
        return []
    if found.entered.lost:
        return [f"there is none any more: {_entries(found.entries)} before"]
    from trueup.render.log import entry_words  # what tells a ledger is loaded where one was begun

    lines = [f"{each.draft.at.date()} {entry_words(each)}" for each in found.entered.new]
    return lines + [f"not there any more: {each.draft.at.date()} {entry_words(each)}" for each in found.entered.gone]


def _gate(found: GateChange) -> Iterator[str]:
    name = found.phase.capitalize()
    if found.opens is not None:
        yield f"the {name} gate {'opens' if found.opens else 'closes'}"
    for code, title, was, now in found.criteria:
        yield f"{name} {code}, {title}: {_STATUS[now]}, was {_STATUS[was]}"


def _finding(found: Finding) -> str:
    stake = f" [{amount(found.stake.value, found.stake.unit)}, {found.stake.basis}]" if found.stake else ""
    waiver = found.waived
    if waiver is None:
        return f"{found.severity} {found.code} {first_sentence(found.problem)}{stake}"
    held = f"until {waiver.until} by {waiver.approved_by}: {waiver.because}"
    return f"waived {found.code} {first_sentence(found.problem)}{stake} ({held})"


def _suspects(found: Sequence[Suspect], *, everything: bool) -> list[str]:
    """Return what has to be looked at again, with what it hangs on; work that hangs on the same things in one line."""
    if everything:
        return [f"{each.words}: hangs on {_paths(each.because)}" for each in found]
    groups: dict[tuple[bool, tuple[str, ...]], list[Suspect]] = {}
    for each in found:
        groups.setdefault((each.path.startswith(_WORK), each.because), []).append(each)
    lines = []
    for (_, because), members in groups.items():
        names = [each.words for each in members]
        rest = f" and {len(names) - _FOLDED_FROM:,} more" if len(names) > _FOLDED_FROM else ""
        hang = "hangs" if len(names) == 1 else "hang"
        lines.append(f"{', '.join(names[:_FOLDED_FROM])}{rest}: {hang} on {_paths(because)}")
    return lines


def _paths(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _FOLDED_FROM:,} more" if len(paths) > _FOLDED_FROM else ""
    return ", ".join(f"`{path}`" for path in paths[:_FOLDED_FROM]) + more
