"""A first `initiative.yaml` from a few answers: what was answered as it is, the rest as examples to uncomment.

Where a `#` stands right before a word, the line is an example: without its `#` it is part of the document. Comments
with a blank after the `#` speak to people.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.consistency import LEVELS
from trueup.render.wanted import Measure, wanted

_PLAIN: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./()' -]*[A-Za-z0-9_./()'-])?")
_NOTHING: Final = frozenset({"null"})
_RESERVED: Final = frozenset({*_NOTHING, *LEVELS, "cases_a_year", "months_a_year", "value_of_a_case"})
"""Ids that mean something else in a document, or in the examples of a draft."""
_IDENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_COLUMN: Final = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)
_DATE_WORDS: Final = ("date", "time", "day", "_at", "_on", "created", "received", "month")
_SQL_WORDS: Final = frozenset(
    """
    all and any as asc at both by case cast check column current_date date day default desc distinct do else end except
    exists false for from full grant group having hour in index inner interval into is join key lateral left like limit
    minute month natural not null of offset on only or order outer over primary qualify range references returning
    right row rows second select set show some table then time timestamp to true union unique user using value values
    view when where window with year
    """.split()  # noqa: SIM905 - as a hundred quoted words this would fill a page
)
_YEAR: Final = 2027
"""The year of the examples where the answers name none."""
_ACROSS: Final[Mapping[Measure, str]] = {"share": "share", "time": "mean", "money": "mean", "count": "sum"}
_VALUES: Final[Mapping[Measure, str]] = {
    "share": "days_to_settle <= 10",
    "time": "date_diff('day', received_on, settled_on)",
    "money": "handling_cost",
    "count": "1",
}
_WORTH: Final[Mapping[Measure, str]] = {
    "share": "cases_a_year * {} * value_of_a_case",
    "time": "cases_a_year * {} * value_of_a_case",
    "money": "cases_a_year * {}",
    "count": "months_a_year * {} * value_of_a_case",
}
_NO_CHARACTER: Final = 0xFFFE
"""U+FFFE, U+FFFF and their like in every plane are no characters; neither are marks that turn the direction of text."""
_LONGEST: Final = 15_000
_LONGEST_TITLE: Final = 80
_LONGEST_ID: Final = 40
_LONGEST_OWNER: Final = 60
_WIDTH: Final = 100
_WORDS_OF_ID: Final = 6
_FILLERS: Final = frozenset(
    {
        *("all", "any", "are", "at", "be", "by", "each", "every", "for", "in", "is", "of", "on", "our"),
        *("that", "the", "was", "were", "which", "who"),
    }
)
"""Words that tell nothing in an id."""

_BEGINS_PHRASE: Final = frozenset(
    {
        *(
            "about",
            "after",
            "as",
            "because",
            "before",
            "between",
            "by",
            "during",
            "for",
            "from",
            "if",
            "in",
            "on",
            "per",
        ),
        *("since", "than", "that", "until", "when", "where", "which", "while", "who", "with", "within", "without"),
    }
)
"""Words at which an id may end, for what they begin stands as a whole or not at all."""
_MOST_COLUMNS: Final = 40
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody answered; each part may be empty. `columns` are those of the data file.

    `beside` is the file that holds the work, where it stands in one of its own.
    """

    title: str
    objective: str
    measure: str
    owner: str
    data: str
    columns: tuple[str, ...]
    planned: tuple[str, ...]
    beside: str = ""


def draft(given: Draft) -> str:
    """Return the text of a document that is read without faults, whatever the answers hold."""
    named = _Named(given)
    parts = (_top(given), _objective(given, named), _kpis(given, named), _assumptions(given), _data(given, named))
    return "\n".join(line for part in (*parts, _work(given, named)) for line in part) + "\n"


class _Named:
    """The ids that a draft gives to what was answered; where nothing was answered, those of its examples."""

    def __init__(self, given: Draft) -> None:
        """Make ids of the answers."""
        self.kpi = _id(given.measure, "kpi") if clean(given.measure) else "settled_in_time"
        self.table = _id(_stem(given.data), "table") if clean(given.data) else "cases"
        self.guardrail = "complaints" if self.kpi != "complaints" else "complaints_upheld"
        said = clean(given.owner)
        slug = said if _IDENT.fullmatch(said) else _slug(said, "-")[:_LONGEST_OWNER].strip("-")
        self.owner = slug if slug.lower() not in ("", *_NOTHING) else "owner" if said else ""
        self.said = "a person of the business" if said == self.owner else said[:_LONGEST_TITLE]
        self.example = self.owner or "head-of-operations"

    def owned(self, indent: str, said: str) -> str:
        """Return the line that names the owner, or an example of one."""
        return f"{indent}owner: {self.owner}    # {said}" if self.owner else f"{indent}#owner: {self.example}"


def clean(text: str) -> str:
    """Return a text on one line, without characters that no editor shows or that cannot stand in a document."""
    kept = "".join(" " if c.isspace() or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    shown = "".join(c for c in kept if c not in _BIDI and ord(c) & _NO_CHARACTER != _NO_CHARACTER)
    return " ".join(shown.split())[:_LONGEST].strip()


def scalar(text: str) -> str:
    """Return a text as a YAML scalar that reads back as the cleaned text: plain where that is safe, else in quotes."""
    said = clean(text)
    if _PLAIN.fullmatch(said) and said.lower() not in _NOTHING:
        return said
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _top(given: Draft) -> Iterator[str]:
    yield "# An initiative for trueup. What only people can say is left open, each with an example:"
    yield "# delete the `#` of a line whose `#` stands right before a word, and put your own words there."
    yield "trueup: 1"
    yield f"title: {scalar(clean(given.title)[:_LONGEST_TITLE]) if clean(given.title) else 'New initiative'}"
    yield "#currency: EUR"


def _objective(given: Draft, named: _Named) -> Iterator[str]:
    yield ""
    yield "# The outcome the business wants: how much, for whom, by when. Its owner answers for it and signs it."
    statement = clean(given.objective) or "Settle nine of ten claims within ten days in 2027"
    sign = "" if clean(given.objective) else "#"
    yield f"{sign}objective:"
    yield f"  {sign}statement: {scalar(statement)}"
    yield named.owned("  ", named.said) if not sign else f"  #owner: {named.example}"
    yield f"  {sign if clean(given.measure) else '#'}kpi: {named.kpi}    # the one that decides"
    yield "  # What must not get worse while this gets better? Name those KPIs here and define them below."
    yield f"  #guardrails: [{named.guardrail}]"


def _kpis(given: Draft, named: _Named) -> Iterator[str]:
    measure = clean(given.measure)
    sign = "" if measure else "#"
    yield ""
    yield "# Each KPI has one definition that everything uses, and one owner who answers for the figure."
    yield f"{sign}kpis:"
    yield f"  {sign}{named.kpi}:"
    yield f"    {sign}title: {scalar(measure) if measure else 'Share of claims settled within ten days'}"
    change = "change it if somebody else answers for the figure"
    yield named.owned("    ", change) if measure else f"    #owner: {named.example}"
    yield from _definition(given, named)
    yield "  # A guardrail: it must not get worse."
    yield f"  #{named.guardrail}:"
    yield "    #title: Share of cases with a complaint"
    yield "    #unit: 1"
    yield "    #direction: at_most"
    yield f"    #owner: {named.example}"
    by = wanted(clean(given.objective), measure).by or date(_YEAR, 12, 31)
    yield f"    #target: {{value: 2 %, by: {by}}}"


def _definition(given: Draft, named: _Named) -> Iterator[str]:
    found = wanted(clean(given.objective), clean(given.measure))
    kind = found.measure or "share"
    up = found.direction != "decrease"
    others = "or decrease, at_least, at_most" if up else "or increase, at_least, at_most"
    level = found.level or {"share": "90 %" if up else "10 %", "time": "10", "money": "10", "count": "100"}[kind]
    by = found.by or date(_YEAR, 12, 31)
    said = "    # as you said: check both" if found.level and found.by else ""
    value, at = _example_columns(given, kind, found.unit or "day")
    yield f"    #unit: {found.unit or '1'}    # singular base units: 1 for a share, day, EUR, step/claim"
    yield f"    #direction: {'increase' if up else 'decrease'}    # {others}"
    yield f"    #target: {{value: {level}, by: {by}}}{said}"
    yield "    # How to compute it: from which table, an expression over its columns, when a row counts."
    yield f"    #data: {named.table}"
    yield "    #per: row    # or the column that names one case, where a case has several rows"
    yield f"    #value: {value}"
    yield f"    #across: {_ACROSS[kind]}    # how rows become one figure: share, mean, sum, ratio, median"
    yield f"    #at: {at}"
    yield "    #zone: Europe/London    # needed where `at:` has a time of day; region and city, yours"
    before = max(by.year - 1, 1)
    yield f"    #baseline: {{from: {before}-01-01, to: {before}-12-31}}    # measured on the data, not typed"
    yield "    # What reaching the target is worth a year, from the assumptions below."
    gain = "(level - baseline)" if up else "(baseline - level)"
    yield f"    #worth: {_WORTH[kind].format(gain)}"


def _example_columns(given: Draft, kind: Measure, unit: str) -> tuple[str, str]:
    """Return (value, at) as examples over the columns that were found: for the kind of measure, and the last date."""
    columns = _columns(given)
    if not columns:
        return _VALUES[kind], "settled_on"
    dates = [name for name in columns if any(word in name.lower() for word in _DATE_WORDS)]
    at = (dates or columns)[-1 if kind == "time" else 0]
    others = [name for name in columns if name != at and not name.lower().endswith("id")]
    one = _column((others or columns)[-1])
    if kind == "time" and len(dates) > 1:
        return _sql(f"date_diff('{unit}', {_column(dates[0])}, {_column(at)})"), _sql(_column(at))
    value = {"share": f"{one} is not null", "count": "1"}.get(kind, one)
    return _sql(value), _sql(_column(at))


def _sql(expression: str) -> str:
    return scalar(expression) if '"' in expression else expression


def _column(name: str) -> str:
    if _COLUMN.fullmatch(name) and name.lower() not in _SQL_WORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def _assumptions(given: Draft) -> Iterator[str]:
    found = wanted(clean(given.objective), clean(given.measure))
    yield ""
    yield "# Figures that nobody measured: with a range (5..10 is P5 to P95), who vouches for them, and why."
    yield "#assumptions:"
    if found.measure == "count":
        yield "  #months_a_year: {range: 12, unit: 1/year, by: finance, because: a sum is one of each calendar month}"
    else:
        yield "  #cases_a_year: {range: 40000..48000, unit: case/year, by: finance, because: the last two years}"
    if found.measure == "time":
        unit = found.unit or "day"
        why = f"one {unit} less at 2 EUR"
        yield f"  #value_of_a_case: {{range: 1/2/4, unit: EUR/case/{unit}, by: finance, because: {why}}}"
    elif found.measure != "money":
        yield "  #value_of_a_case: {range: 20/30/45, unit: EUR/case, by: finance, because: one call less at 30 EUR}"


def _data(given: Draft, named: _Named) -> Iterator[str]:
    source = clean(given.data)
    sign = "" if source else "#"
    yield ""
    yield "# The tables it stands on, each with the person who answers for it. Paths begin at this file's folder."
    yield f"{sign}data:"
    yield f"  {sign}{named.table}:"
    yield f"    {sign}source: {scalar(source) if source else 'data/cases.csv    # or Parquet, JSON lines, DuckDB'}"
    yield "    #owner: head-of-data"
    columns = _columns(given)
    key = next((name for name in columns if name.lower().endswith("id")), columns[0] if columns else "case_id")
    yield f"    #key: [{scalar(key)}]    # the columns that name one row"
    yield from _columns_found(columns)


def _columns(given: Draft) -> list[str]:
    return [name for name in map(clean, given.columns[:_MOST_COLUMNS]) if name]


def _columns_found(columns: list[str]) -> Iterator[str]:
    if not columns:
        return
    said = "Columns found: " + ", ".join(name[:_LONGEST_ID] for name in columns)
    yield from textwrap.wrap(said, _WIDTH, initial_indent="    # ", subsequent_indent="    #   ")


def _work(given: Draft, named: _Named) -> Iterator[str]:
    planned = [text for text in map(clean, given.planned) if text]
    sign = "" if planned else "#"
    yield ""
    if given.beside:
        yield f"# The work stands in {given.beside}. Which epic moves which KPI: fill in links.csv, then `trueup link`."
        yield from _later()
        return
    yield "# The work. Say of each part which KPI it advances (or which part it enables), and its estimate in days."
    yield f"{sign}epics:"
    for number, text in enumerate(planned or ["A baseline that everybody trusts"], 1):
        yield f"  {sign}E{number}:"
        yield f"    {sign}title: {scalar(text)}"
        yield f"    #advances: {named.kpi}"
        yield "    #estimate: 10..20"
    yield from _later()


def _later() -> Iterator[str]:
    yield ""
    yield "# Later: operational_goals (what the product does), options (also ways without AI), people, rates, budget."
    yield "# `trueup check --phase feasibility` says what the next phase wants; `trueup explain CODE` says why."


def _stem(data: str) -> str:
    name = clean(data).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return name.partition("#")[2] or name.partition(".")[0]


def _id(text: str, otherwise: str) -> str:
    found = "_".join(_telling(_slug(text, "_").split("_")))[:_LONGEST_ID].strip("_")
    usable = found and not found[0].isdigit() and found not in _RESERVED
    return found if usable else f"{otherwise}_{found}".strip("_")


def _telling(words: Sequence[str]) -> list[str]:
    """Return the first words of a text that tell what it is about, cut where a phrase begins."""
    phrases: list[list[str]] = [[]]
    for word in words:
        if word in _BEGINS_PHRASE:
            phrases.append([])
        if word not in _FILLERS:
            phrases[-1].append(word)
    found: list[str] = []
    for phrase in phrases:
        whole = [*found, *phrase]
        if found and (len(whole) > _WORDS_OF_ID or len("_".join(whole)) > _LONGEST_ID):
            break
        found = whole
    found = (found or list(words))[:_WORDS_OF_ID]
    while len(found) > 1 and len("_".join(found)) > _LONGEST_ID:
        found.pop()
    return found


def _slug(text: str, joint: str) -> str:
    folded = unicodedata.normalize("NFKD", clean(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", joint, folded).strip(joint).lower()
