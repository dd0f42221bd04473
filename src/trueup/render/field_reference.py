"""The reference of every field of the document, as one page of Markdown generated from its types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from trueup.core.model import fields
from trueup.core.model.backlog import Backlog
from trueup.core.model.fields import LONGEST_NAME, Part, Written
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.parse import SHOWN_AT_MOST
from trueup.core.model.shape import Key, Shape, keys_of
from trueup.core.model.waiver import Waivers
from trueup.core.model.work import Item

EXAMPLE: Final = """\
trueup: 1
initiative: claims-first-time
title: Settle a claim right the first time
currency: EUR

objective:
  statement: Cut the cost of settling a claim by 10 % within 12 months
  owner: coo
  kpi: steps                     # the one that decides
  guardrails: [reopened]         # those that must not get worse

kpis:
  steps:
    title: Manual steps per claim
    unit: step/claim
    direction: decrease
    owner: head-of-claims
    data: claim_log
    per: claim_id                # one claim is a unit, not one row of the log
    value: count(*) filter (where changed_by <> 'automation')
    across: mean
    at: min(received_at)
    zone: Europe/London
    settles: 30 days
    baseline: {from: 2025-04-01, to: 2025-05-31}
    target: {value: 3.3, by: 2026-05-31}
    worth: claims_per_year * (baseline - level) * cost_per_step
  reopened: Claims opened again  # a text alone is its title

assumptions:
  cost_per_step: {range: 3.00..4.50, unit: EUR/step, by: finance, because: 6 minutes at 36 EUR an hour}
  claims_per_year: {range: 40_000..48_000, unit: claim/year, by: claims-control}

data:
  claim_log: {source: data/claim_log.parquet, owner: it-data-lead, key: [claim_id, changed_at]}

operational_goals:
  route: {statement: Propose the right handler when a claim arrives, owner: tech-lead, moves: steps}

options:
  keep: do_nothing
  lookup: {kind: rules, build_cost: 6000..12000}
  router: {kind: ml, uses: [claim_log], build_cost: 90_000..160_000}

epics:
  E1: {title: Trustworthy baseline, for: route, enables: E2, estimate: 8..15}
  E2:
    title: Routing rules
    for: route
    advances: {steps: 3, reopened: 1}
    stories:
      S1: {title: Look the handler up, estimate: 8/12/20, role: developer}
      S2: {title: Offer it in the inbox, estimate: 5 days, depends_on: S1}

rates: {default: 600, developer: 680}
"""

LATER: Final = """\
mvp: {items: [E1, E2.S1], because: Where the handler is looked up the steps must fall already}

stakeholders:
  head-of-claims: {side: business, wants: Fewer questions back, priorities: {cost: 60, speed: 40}, heard: 2025-05-12}
  works-council: {red_lines: No figures about single people, heard: 2025-05-14}

people:
  coo: {name: Ada Ward, side: business}
  tech-lead:
    name: Li Chen
    side: technology
    role: developer
    competences: [python, sql]
    availability: 60 %
    calendar: office

roles:
  developer: {side: technology, needs: [python]}

raci:
  E2: {responsible: tech-lead, accountable: coo, informed: works-council}

calendars:
  office: {country: DE, subdivision: BY, closed: [2025-12-24..2026-01-02]}

risks:
  turnover: {title: Handlers change teams, probability: 30 %, impact: 20_000..60_000, owner: coo, response: Reviews}

decisions:
  build-or-buy: {question: Whether to build the router or to buy it, owner: coo, by: 2025-09-30}

pilot:
  statement: Routing proposals in two of six teams
  owner: tech-lead
  kpis: steps
  starts: 2026-01-12
  ends: 2026-03-31
  control: The other four teams
  success: At least 0.2 steps fewer per claim
  production: All teams, one after the other
  production_owner: head-of-claims

reviews:
  steering:
    title: Whether it still serves the objective
    with: [coo, tech-lead]
    every: 30 days
    held: [2025-06-02, 2025-07-01]

communication:
  handlers: {title: What changes for you, to: [head-of-claims], how: team meeting, every: 60 days, sent: 2025-06-20}
"""

_HEAD: Final = """\
# The document

An initiative is one file, `initiative.yaml`, in a folder of its own. Only `title` is needed; ten lines already give
useful findings, and everything else is added when its phase is due. This page is generated from the types that read the
document, so it lists every key of this version.

```yaml
{example}```

Later phases ask for more, in sections of their own:

```yaml
{later}```

`trueup schema` prints the JSON Schema of this file: editors complete and check with it.

## What holds everywhere

- **What is left empty counts as not written**: `owner:` without a value, also `~` and `null`. In a section of ids
  (`kpis:`, `epics:` ...) the id is there, and everything about it is left open; where a single figure belongs
  (`claims:`, `rates:` ...) the id is not there.
- **A text in place of a section** stands for its most important key: `E1: Routing rules` is an epic with that title.
- **One entry in place of a list** is a list of one: `moves: late`.
- **Ids** ({ident}) are for what the document
  defines. People and roles may have any name of one line: `anna@firm.de`.
- **Work is named** by its path, such as `E1` or `E2.S1.T3`, or by its last id where no other item has it. `E1` is
  always the epic, also where a story of another one is called so: that is `E2.E1`.
- **Values are read as they are written**: `NO` is a text, `12:30:45` is no number, 31 February is a fault.
- **Formulas** (`worth`, `formula`) know assumptions and other KPIs by their ids; therefore no id of these stands twice.
- **Faults** are told all at once, each with file and line, what was expected and what to write; of more than {most} in
  one file the first {most}. An unknown key or id is answered with the nearest known one.
- **A file** may have 4,000,000 bytes and 250,000 parts (keys, values, beginnings and ends of lists), or what the
  environment says in `TRUEUP_MAX_BYTES` and `TRUEUP_MAX_EVENTS`; sections stand at most 40 levels deep.

## How values are written

| kind | how |
|---|---|
"""

_KINDS: Final = (
    fields.TEXT,
    fields.IDENT,
    fields.NAME,
    fields.ITEM,
    fields.NUMBER,
    fields.AMOUNT,
    fields.SHARE,
    fields.RANGE,
    fields.COST,
    fields.DATE,
    fields.DAYS,
    fields.UNIT,
    fields.CURRENCY,
    fields.FLAG,
)


_SHARED: Final = """
## portfolio.yaml

A portfolio is a folder of initiatives, up to two folders down, with a `portfolio.yaml` for what they share. An
initiative takes part in the portfolio's KPIs that it names; where both define something, its own counts.
"""


_BESIDE: Final = """
## backlog.yaml and backlog/*.yaml

The work may stand in files of its own beside `initiative.yaml`: `backlog.yaml`, or any number of files in `backlog/`.
All their epics are read as one; an epic stands in one file only.
"""

_EXCEPTIONS: Final = """
## waivers.yaml

Exceptions to rules, beside `initiative.yaml`. One holds until its last day when it says why and when somebody allowed
it who did not ask for it and has another role, or speaks for another side where one of the two has none. The finding
stays and is shown as waived; no criterion changes its status, and the gate says that it is passed by waiver. A document
or data that cannot be read and a rule that stopped with an error cannot be waived.

```yaml
waivers:
  - rule: KPI001
    subject: kpis.reopened
    because: The new head of claims begins in March
    by: tech-lead
    approved_by: coo
    until: 2026-03-31
```
"""

_VERSION: Final = """
## The version of the language

`trueup: 1` at the top says which version of this language a file is written in; without it the current one is meant. A
newer program reads older versions, bringing them up to date as it reads, and `trueup fmt` writes what it read in the
current version. A version newer than the program is refused with that reason. Version 1 is the first.
"""


def field_reference() -> str:
    """Return the page `docs/document.md`."""
    ident = f"letters from a to z, digits, `_` and `-`, at most {LONGEST_NAME} characters"
    seen: dict[type[Part], str] = {}
    parts = [
        _HEAD.format(example=EXAMPLE, later=LATER, ident=ident, most=SHOWN_AT_MOST),
        *(f"| {kind.name} | {_cell(kind.how)} |\n" for kind in _KINDS),
        "\n## initiative.yaml\n",
        *_sections(Initiative, "", seen),
        _SHARED,
        *_sections(Portfolio, "", seen),
        _BESIDE,
        *_sections(Backlog, "", seen),
        _EXCEPTIONS,
        *_sections(Waivers, "", seen),
        _VERSION,
    ]
    return "".join(parts)


def _sections(part: type[Part], path: str, seen: dict[type[Part], str]) -> Iterator[str]:
    """Yield the table of a section and those of the sections in it, each kind of section once.

    `seen` are the paths at which each kind is shown, where it was linked first; one that is shown is not linked anew.
    """
    keys = list(keys_of(part))
    own = _new_keys(part, keys, seen)
    known = set(seen)
    seen[part] = path
    if path:
        yield f"\n### {path}\n"
    yield f"\n{_words(part, own)}\n"
    if own:
        yield "\n| key | kind | meaning |\n|---|---|---|\n"
        for key in own:
            home = _path(path, key)
            if (inner := _inner(key)) is not None:
                home = seen.setdefault(inner, home)
            yield f"| {_name(key)} | {_kind(key.shape, home)} | {_meaning(key)} |\n"
    for key in keys:
        inner = _inner(key)
        if inner is not None and inner not in known and seen.get(inner) == _path(path, key):
            known.add(inner)
            yield from _sections(inner, _path(path, key), seen)


def _inner(key: Key) -> type[Part] | None:
    return key.shape.part or (key.shape.entries.part if key.shape.entries else None)


def _new_keys(part: type[Part], keys: list[Key], seen: Iterable[type[Part]]) -> list[Key]:
    """Leave out what every piece of work has where it was listed before."""
    if not issubclass(part, Item) or not any(issubclass(other, Item) for other in seen if other is not part):
        return keys
    common = {key.name for key in keys_of(Item)}
    return [key for key in keys if key.name not in common]


def _words(part: type[Part], own: list[Key]) -> str:
    words = [(part.__doc__ or "").strip()]
    if part.alone:
        words.append(f"A {'list' if part.listed else 'text'} alone is its `{part.alone}`.")
    if len(own) < len(part.model_fields):
        words.append("It has an epic's keys except `for` and `stories`" + (", and:" if own else "."))
    return " ".join(words)


def _path(path: str, key: Key) -> str:
    here = f"{path}.{key.name}" if path else key.name
    return f"{here}.ID" if key.shape.key is not None and key.shape.entries and key.shape.entries.part else here


def _name(key: Key) -> str:
    return f"**`{key.name}`**" if key.required else f"`{key.name}`"


def _meaning(key: Key) -> str:
    text = key.meaning[:1].upper() + key.meaning[1:]
    if key.required:
        return f"{_cell(text)} (needed)"
    word = str(key.default).lower() if isinstance(key.default, bool | str) else ""
    return f"{_cell(text)} (`{word}` unless said)" if word else _cell(text)


def _kind(shape: Shape, path: str) -> str:
    if shape.choices:
        return ", ".join(f"`{word}`" for word in shape.choices)
    if shape.written is not None:
        return _written(shape.written)
    if shape.part is not None or (shape.entries is not None and shape.entries.part is not None):
        return f"[{'section' if shape.part else 'section of ids'}](#{_anchor(path)})"
    if shape.entries is not None and shape.entries.choices:
        return f"list of {', '.join(f'`{word}`' for word in shape.entries.choices)}"
    if shape.entries is not None and shape.entries.written is not None:
        each = shape.entries.written.name
        return f"list of {each}s" if shape.is_list else f"{each} for each name"
    return "value"


def _written(written: Written) -> str:
    return written.name if written in _KINDS else f"{written.name}: {_cell(written.how.removeprefix('Write '))}"


def _anchor(path: str) -> str:
    return path.lower().replace(".", "")


def _cell(text: str) -> str:
    return text.replace("|", "&#124;")
