"""The page that asks somebody to sign: what they agree to, what they see today, what changed, how to answer by mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.canonical import Content, Value
from trueup.core.gates.declined import because_of
from trueup.core.gates.options import untested_words
from trueup.core.gates.seen import figures
from trueup.core.gates.signatures.case import told
from trueup.core.gates.signers import SIDES, TITLES
from trueup.core.gates.standing import Standing
from trueup.core.gates.verdicts import WITH_VERDICTS, verdict_words
from trueup.core.model.change_words import NOUNS, SINGLE, shown
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import item_path, items_of, kind_of, short_path
from trueup.core.model.kpi import Kpi
from trueup.core.model.ledger import AgreementKind
from trueup.render.charts.numbers import full_date
from trueup.render.html.page import page
from trueup.render.mvp import mvp_line
from trueup.render.plain import level, person

MOST_ROWS: Final = 12
"""Rows of one list on the page: two minutes are not enough for more."""
_QUIET: Final = frozenset({"title", "statement", "key", "references", "source", "known_after", "stories", "tasks"})
_SAID_BY_KPIS: Final = frozenset({("objective", "kpi"), ("objective", "guardrails")})
_MOST_FIELDS: Final = 5
_KPI_WORDS: Final = {"decrease": "down to", "increase": "up to", "at_least": "at least", "at_most": "at most"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what is agreed: its name, what it says, and who answers for it."""

    name: str
    says: str
    owner: str


@dataclass(frozen=True, slots=True)
class Section:
    """A list of what is agreed; `more` counts the lines that are left out."""

    heading: str
    rows: tuple[Row, ...]
    more: int = 0

    @property
    def owned(self) -> bool:
        """Whether any line names who answers for it."""
        return any(row.owner for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One agreement on the page: title, digest, its lists, what changed since it was answered, and a no that stands.

    `verdicts` are what is signed with it: what the data says today of each option, with why; None where none belongs to
    this agreement.
    """

    title: str
    digest: str
    sections: tuple[Section, ...]
    changed: str
    was: str
    declined: str
    verdicts: tuple[tuple[str, str], ...] | None = None


def request_html(found: Assessment, agreed: Standing, kinds: Sequence[AgreementKind], who: str, role: str) -> str:
    """Return the page that asks a person to sign some agreements of an initiative in a role."""
    initiative = found.document.initiative
    sheets = tuple(_sheet(kind, found, agreed, who) for kind in kinds)
    names = " and the ".join(TITLES[kind] for kind in kinds)
    digests = " and ".join(sheet.digest for sheet in sheets)
    verdicts = ", ".join(dict.fromkeys(words for sheet in sheets for words, _ in sheet.verdicts or ()))
    if any(sheet.verdicts is not None for sheet in sheets):
        known = f"on the verdicts of {found.as_of}: {verdicts}"
        digests += f", {known if verdicts else f'when no verdict was known ({found.as_of})'}"
    answer = f"I agree, as {role}, to the {names} of {initiative.title}: {digests}"
    no = f"I do not agree, as {role}, to the {names} of {initiative.title}: {digests}, because:"
    subject = f"{initiative.title}: {names}"
    gate = found.gate
    return page(
        "request.html.j2",
        {
            "title": initiative.title,
            "names": names,
            "who": person(initiative, who),
            "role": role,
            "objective": initiative.objective.statement if initiative.objective else "",
            "sheets": sheets,
            "seen": [
                (_figure_name(initiative, each.seen.name), each.words_of(each.seen.value), each.seen.basis)
                for each in figures(kinds[-1], initiative, found.evidence)
            ],
            "mvp": mvp_line(found) if "blueprint" in kinds else "",
            "open": [c.title for c in gate.criteria if c.kind == "must" and c.part == "content" and c.status != "met"],
            "phase": gate.phase.capitalize(),
            "answer": answer,
            "mail": f"mailto:?subject={quote(subject)}&body={quote(answer)}",
            "no": no,
            "mail_no": f"mailto:?subject={quote(subject)}&body={quote(no + ' ')}",
            "day": full_date(found.as_of),
            "head": agreed.heads[0] if agreed.heads else "",
        },
    )


def _sheet(kind: AgreementKind, found: Assessment, agreed: Standing, who: str) -> Sheet:
    content, initiative = agreed.contents[kind], found.document.initiative
    sections = tuple(_section(name, part, initiative) for name, part in content.items())
    sides = [each for side in SIDES if (each := agreed.of(kind, side))]
    lapses = [lapse for each in sides for lapse in (*each.once_declined, *each.lapsed)]
    mine = next((lapse for lapse in lapses if lapse.signature.who == who), lapses[0] if lapses else None)
    changed, was = "", "signed"
    if mine is not None:
        when = full_date(mine.signature.at.date())
        name, no = person(initiative, mine.signature.who), mine.signature.declines
        was = "declined" if no else "signed"
        text = "on other verdicts" if mine.same_text else "an earlier text" if no else "another text"
        why = f" ({because_of(mine.signature)})" if no else ""
        changed = f"{name} {was} {text} on {when}{why}. Since then: {told(mine)}."
    nos = dict.fromkeys(
        f"{person(initiative, no.who)} declined this text on {full_date(no.at.date())}: {because_of(no)}."
        for each in sides
        for no in each.declined
    )
    verdicts = tuple((verdict_words(each.verdict), each.because) for each in agreed.verdicts)
    shown_ = verdicts if kind in WITH_VERDICTS else None
    return Sheet(TITLES[kind], agreed.agreements[kind].digest, sections, changed, was, " ".join(nos), shown_)


def _section(name: str, part: Value, initiative: Initiative) -> Section:
    if name == "priorities" and isinstance(part, dict):
        rows = [Row(key, f"{value} of 100 points", "") for key, value in part.items()]
        return _cut("Priorities of all stakeholders, merged", rows)
    if isinstance(part, list):
        return _cut(name.replace("_", " ").capitalize(), [Row(str(each), "", "") for each in part])
    if not isinstance(part, dict):
        return Section(name, ())
    if name == "mvp":
        return _cut("MVP", list(_of_mvp(part, initiative)))
    if name in SINGLE:
        return _cut(SINGLE[name].removeprefix("the ").capitalize(), _fields(name, part, initiative))
    if name == "kpis":
        rows = [_kpi(key, initiative.kpis[key], initiative) for key in part if key in initiative.kpis]
        return _cut("KPIs", sorted(rows, key=lambda row: not row.says.startswith("decides")))
    if name == "claims":
        return _cut("Claims", [_claim(key, each, initiative) for key, each in part.items()])
    noun = NOUNS.get(name, name)
    plural = "People" if noun == "person" else f"{noun.capitalize()}s"
    return _cut(plural, [_entry((name, key), each, initiative) for key, each in part.items() if isinstance(each, dict)])


def _claim(kpi: str, share: Value, initiative: Initiative) -> Row:
    """Return what an initiative claims of a KPI's benefit, where that is not the whole of it."""
    says = f"claims {shown(share, ('claims', kpi), initiative)} of KPI {kpi}: that share of its benefit is promised"
    return Row(_title(initiative, kpi), says, "")


def _of_mvp(part: Content, initiative: Initiative) -> Iterator[Row]:
    """Yield the work that the MVP names, in the order of the document; of a story what is agreed of it as well."""
    names, stories = part.get("items"), part.get("stories")
    paths = [item_path(str(each)) for each in names] if isinstance(names, list) else []
    for path, item in items_of(initiative):
        if path in paths:
            what = stories.get(short_path(path)) if isinstance(stories, dict) else None
            says = _entry(("stories", short_path(path)), what, initiative).says if isinstance(what, dict) else ""
            name = f"{kind_of(item)} {short_path(path)}"
            yield Row(item.title or short_path(path), "; ".join(each for each in (name, says) if each), "")


def _cut(heading: str, rows: Sequence[Row]) -> Section:
    return Section(heading, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))


def _fields(name: str, part: Mapping[str, Value], initiative: Initiative) -> list[Row]:
    rows = []
    for key, value in part.items():
        if (name, key) in _SAID_BY_KPIS:
            continue
        text = "; ".join(str(each) for each in value) if isinstance(value, list) else ""
        text = person(initiative, value) if key == "owner" and isinstance(value, str) else text
        rows.append(Row(_word(key).capitalize(), text or shown(value, (name, key), initiative), ""))
    return sorted(rows, key=lambda row: row.name != "Statement")


def _kpi(name: str, kpi: Kpi, initiative: Initiative) -> Row:
    objective = initiative.objective
    role = (
        "decides"
        if objective and objective.kpi == name
        else "must not get worse"
        if objective and name in objective.guardrails
        else ""
    )
    target = ""
    if kpi.target is not None:
        by = f" by {full_date(kpi.target.by)}" if kpi.target.by else ""
        target = f"{_KPI_WORDS.get(kpi.direction or '', 'target')} {level(kpi.target.value, kpi)}{by}"
    says = "; ".join(part for part in (role, target) if part) or "no target"
    return Row(kpi.title or name, says, person(initiative, kpi.owner))


def _entry(steps: tuple[str, str], part: Content, initiative: Initiative) -> Row:
    title = next((str(part[key]) for key in ("statement", "title") if key in part), steps[1])
    fields = [
        f"{_word(key)} {shown(value, (*steps, key), initiative)}".replace("_", " " if key == "kind" else "_")
        for key, value in part.items()
        if key not in _QUIET and key != "owner" and not isinstance(value, dict)
    ]
    moves = part.get("advances")
    if isinstance(moves, dict):
        fields.insert(0, f"moves {', '.join(_title(initiative, kpi) for kpi in moves)}")
    vision = part.get("vision")
    if isinstance(vision, dict):
        fields.append(str(vision.get("high", "")))
    below = part.get("stories")
    if isinstance(below, dict):
        fields.append(f"{len(below)} {'story' if len(below) == 1 else 'stories'}")
    owner = part.get("owner")
    says = "; ".join((*fields[:_MOST_FIELDS], *_stated(steps, part, initiative)))
    return Row(title, says, person(initiative, owner) if isinstance(owner, str) else "")


def _stated(steps: tuple[str, str], part: Content, initiative: Initiative) -> Iterator[str]:
    """Yield the verdict that people state of an option's probe, where the probe is part of what is agreed."""
    option = initiative.options.get(steps[1]) if steps[0] == "options" and "probe" in part else None
    verdict = option.stated if option else None
    if verdict is not None:
        by = person(initiative, verdict.by) if verdict.by else ""
        yield untested_words(verdict, by)


def _word(key: str) -> str:
    return {"for": "serves", "kpi": "deciding KPI"}.get(key, key.replace("_", " "))


def _title(initiative: Initiative, kpi: str) -> str:
    known = initiative.kpis.get(kpi)
    return (known.title if known else None) or kpi


def _figure_name(initiative: Initiative, name: str) -> str:
    kpi = initiative.kpis.get(name.removeprefix("kpis."))
    return (kpi.title or name) if kpi else name.capitalize()
