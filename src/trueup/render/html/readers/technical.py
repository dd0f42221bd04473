"""The technical lead's sheet: operational goal, options and what holds them, data and late columns, findings, CI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.core.gates.assessment import Assessment
from trueup.render.html.data import data_rows, option_rows
from trueup.render.html.readers import heading
from trueup.render.html.readers.sheet import (
    SIGNS,
    Block,
    Cell,
    Code,
    Facts,
    Nothing,
    Section,
    Sheet,
    Table,
    rest,
    told,
    who,
    worth,
)
from trueup.render.plain import count_of

MOST: Final = 8
MOST_FINDINGS: Final = 7
ALL: Final = "all"
"""What `known_after:` says where every column is known only after the decision."""


def technical(found: Assessment, heads: Sequence[str] = ()) -> Sheet:
    """Return the sheet of the technical lead."""
    state, words, points = heading.verdict_of(found)
    return Sheet(
        "technical",
        heading.title_of(found),
        heading.lede_of(found),
        heading.meta_of(found, "technical"),
        state,
        words,
        points,
        heading.key_figures(found),
        (_goal(found), _options(found), _data(found), _findings(found), _ci(found)),
        heading.foot_of(found, heads),
    )


def _goal(found: Assessment) -> Section:
    initiative = found.document.initiative
    blocks: list[Block] = []
    for each in list(initiative.operational_goals.values())[:2]:
        vision = each.vision
        rows = [
            ("Goal", Cell(told(each.statement))),
            ("Owner", Cell(who(found, each.owner))),
            ("Moves", Cell(told(", ".join(f"`{name}`" for name in each.moves)) or "no KPI")),
            ("Decides", Cell(told(each.decides) or "not stated: which columns are known in time cannot be told")),
        ]
        rows += (
            [("Product", Cell(told(vision.high), told(vision.low)))] if vision and (vision.high or vision.low) else []
        )
        blocks.append(Facts(tuple(rows)))
    more = rest(len(initiative.operational_goals) - len(blocks), "operational goal")
    if not blocks:
        blocks.append(Nothing("No operational goal is written down yet.", "Add `operational_goals:`."))
    return Section("goal", "Operational goal", tuple(blocks), more)


def _options(found: Assessment) -> Section:
    options = found.document.initiative.options
    if not found.options:
        return Section("options", "Options", (Nothing("No option is named yet.", "Add `options:`."),))
    rows = []
    for option, row in list(zip(found.options, option_rows(found), strict=True))[:MOST]:
        state = Cell("held", state="bad") if row.held else Cell("may go on", state="ok")
        chosen = ", chosen" if options[option.id].chosen else ""
        uses = told(", ".join(f"`{use}`" for use in options[option.id].uses), 150) or "no data named"
        why = Cell(told(" ".join(row.because)) or "nothing in the data holds it up", told(row.stated))
        rows.append((Cell(told(row.title, 110), f"{option.id}, {row.kind}{chosen}"), state, Cell(uses), why))
    left = rest(len(found.options) - MOST, "option")
    return Section(
        "options", "Options", (Table(("Option", "State", "Uses", "What holds it"), tuple(rows), left_out=left),)
    )


def _data(found: Assessment) -> Section:
    initiative = found.document.initiative
    if not initiative.data:
        return Section("data", "Data it needs", (Nothing("No data set is named yet.", "Add `data:`."),))
    named = _named(found)
    rows = []
    for row in data_rows(found)[:MOST]:
        table, wanted = initiative.data[row.name], named.get(row.name, set())
        late = _late(wanted, table.known_after)
        asked = told(", ".join(f"`{name}`" for name in sorted(wanted)), 120) or (
            "the whole of it" if wanted else "no option"
        )
        known = "none that is asked for"
        if late:
            known = told(", ".join(late), 120)
        after = told(", ".join(table.known_after), 80)
        rows.append(
            (
                Cell(row.name, row.source or "no source"),
                Cell(row.rows or row.missing.word, state=None if row.rows else row.missing.state),
                Cell(asked),
                Cell(known, f"known after the decision: {after}" if after else "", "bad" if late else None),
            )
        )
    columns = ("Data set", "Rows", "Options ask for", "Known too late")
    left = rest(len(initiative.data) - MOST, "data set")
    return Section("data", "Data it needs, and columns known too late", (Table(columns, tuple(rows), (1,), left),))


def _named(found: Assessment) -> dict[str, set[str]]:
    """Return the columns that options name, by data set; `*` where they take all of it."""
    named: dict[str, set[str]] = {}
    for option in found.document.initiative.options.values():
        for use in option.uses:
            data, _, column = use.partition(".")
            named.setdefault(data, set()).add(column.strip() or "*")
    return named


def _late(wanted: set[str], known_after: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns asked for that are known only after the decision."""
    if ALL in known_after:
        return tuple(sorted(wanted))
    late = {name.lower() for name in known_after}
    return tuple(sorted(name for name in wanted if name.lower() in late))


def _findings(found: Assessment) -> Section:
    due = found.due()
    if not due:
        kept = f"{count_of(len(found.kept()), 'finding')} stay listed (`trueup check`); nothing is due, it was killed."
        words = kept if found.killed else "Nothing that is due is open."
        return Section("findings", "Findings", (Nothing(words),))
    rows = tuple(
        (
            Cell(str(f.place), f.code),
            Cell(f.severity, state=SIGNS[f.severity]),
            Cell(told(f.problem), told(f.fix, 120)),
            Cell(who(found, f.owner)),
            worth(f.stake),
        )
        for f in due[:MOST_FINDINGS]
    )
    left = rest(len(due) - MOST_FINDINGS, "finding", where="`trueup check` lists all")
    columns = ("Place", "Severity", "Finding", "Who", "Money")
    return Section(
        "findings", "Findings", (Table(columns, rows, (4,), left),), "Gravest first, as `trueup check` lists them"
    )


def _ci(found: Assessment) -> Section:
    phase = f"--phase {found.phase}"
    rows = (
        (
            f"trueup check . {phase} --format github",
            "annotates a pull request; leaves with 1 when something due blocks",
        ),
        (f"trueup check . {phase} --new-since origin/main", "judges only what a branch adds"),
        (f"trueup assess . {phase} --strict", "measures on the data, too; `evidence/` is committed with it"),
        ("trueup explain CODE", "says why a rule matters, with an example that passes"),
    )
    return Section("ci", "In continuous integration", (Code(rows),))
