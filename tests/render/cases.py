"""Documents the report is made from in the tests: ten lines with a CSV, a title alone, a large one, hostile ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from trueup.app.assess import Settings, assess

if TYPE_CHECKING:
    from pathlib import Path

    from trueup.core.base.finding import Phase
    from trueup.core.gates.assessment import Assessment

AS_OF = date(2026, 1, 15)

TEN_LINES = """\
title: Answer customers sooner
objective: Answer 90 % of claims within three days by the end of 2026
kpis:
  quick:
    title: Claims answered within three days
    data: claims
    value: days <= 3
    across: share
    at: received
data: {claims: {source: claims.csv}}
"""

TITLE = "title: Something with AI\n"

LONG = "Donaudampfschifffahrt" * 476 + "abcd"
"""10,000 characters without a space."""

HOSTILE_TITLES = {
    "script": "<script>document.title='taken'</script><img src=x onerror=alert(1)>",
    "quotes": """" onmouseover="alert(1) ' ` { {{ 7*7 }} {% raw %} &amp; ]]> -->""",
    "rtl": "מערכת התרעה מוקדמת \u202eabc",
    "long": LONG,
    "emoji": "👩‍👩‍👧‍👦 late trains 🚆🚆🚆 naïve ﷽ 漢字かな",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A document on disk and how to assess it."""

    folder: Path
    phase: Phase = "feasibility"
    as_of: date = AS_OF

    def assess(self, cache: Path | None = None) -> Assessment:
        settings = Settings(cache=cache, keep_evidence=False)
        return assess(self.folder, as_of=self.as_of, phase=self.phase, settings=settings)


def written(folder: Path, text: str, **made: object) -> Made:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "initiative.yaml").write_text(text, "utf-8")
    return Made(folder, **made)  # type: ignore[arg-type]


def flights(root: Path) -> Made:
    return Made(root / "examples" / "flights", "feasibility", date(2014, 1, 15))


def ten_lines(folder: Path) -> Made:
    made = written(folder, TEN_LINES)
    first = date(2025, 1, 1)
    rows = (f"{first + timedelta(days=k % 330)},{k % 7}" for k in range(2_000))
    (folder / "claims.csv").write_text("received,days\n" + "\n".join(rows) + "\n", "utf-8")
    return made


def title_only(folder: Path) -> Made:
    return written(folder, TITLE)


def large(folder: Path, kpis: int = 60, epics: int = 30, stories: int = 100) -> Made:
    """Return a document with so many KPIs (half of them measured), and epics of so many stories each."""
    made = written(folder, "\n".join(_large(kpis, epics, stories)) + "\n", phase="planning")
    first = date(2025, 1, 1)
    rows = (f"{first + timedelta(days=k % 360)},{k % 11}" for k in range(3_000))
    (folder / "rows.csv").write_text("day,amount\n" + "\n".join(rows) + "\n", "utf-8")
    return made


def _large(kpis: int, epics: int, stories: int) -> list[str]:
    lines = [
        "title: A very large plan",
        "currency: EUR",
        "rates: {default: 500}",
        "objective:",
        "  statement: Do all of it",
    ]
    lines += ["  kpi: k0", f"  guardrails: [{', '.join(f'k{k}' for k in range(1, kpis // 4))}]"]
    lines += [
        "data: {rows: {source: rows.csv, key: [day, amount]}}",
        "people: {ann: {name: Ann, side: business}}",
        "kpis:",
    ]
    for k in range(kpis):
        defined = f", data: rows, value: amount > {k % 9}, across: share, at: day" if k % 2 == 0 else ""
        lines.append(f"  k{k}: {{title: Measure {k}, unit: 1, owner: ann, direction: increase{defined}}}")
    lines.append("epics:")
    for e in range(epics):
        lines += [f"  E{e}:", f"    title: Epic {e}", f"    advances: k{e % kpis}", "    stories:"]
        lines += [f"      S{e}x{s}: {{title: Story {s} of epic {e}, estimate: 3}}" for s in range(stories)]
    return lines


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hostile(folder: Path, title: str) -> Made:
    """Return a document in which one text stands wherever a text may; beyond the title, its first 1,000 characters."""
    words, whole = _quoted(title[:1_000]), _quoted(title)
    text = f"""\
title: {whole}
objective: {{statement: {words}, kpi: k, owner: ann}}
people: {{ann: {{name: {words}, side: business}}}}
kpis:
  k: {{title: {words}, unit: 1, direction: increase, owner: ann, data: d, value: n > 1, across: share, at: day,
      baseline: {{from: 2025-01-01, to: 2025-12-31}}, target: {{value: 90 %, by: 2026-12-31}}}}
  k2: {{title: {words}, instead_of: k, value: n > 2, because: {words}}}
  k3: {{title: {words}, unit: 1, owner: ann}}
data: {{d: {{title: {words}, source: d.csv, owner: ann, key: day}}}}
operational_goals: {{g: {{statement: {words}, owner: ann, moves: [k]}}}}
options: {{a: {{kind: rules, title: {words}, uses: [d.n]}}, b: {{kind: ml, title: {words}, uses: [d.nowhere]}}}}
assumptions: {{price: {{range: 1/2/3, unit: EUR/arrival, because: {words}}}}}
epics: {{E1: {{title: {words}, for: g, advances: k, estimate: 5}}, E2: {{title: {words}, estimate: 3}}}}
"""
    made = written(folder, text)
    first = date(2025, 1, 1)
    (folder / "d.csv").write_text(
        "day,n\n" + "".join(f"{first + timedelta(days=k)},{k % 5}\n" for k in range(365)), "utf-8"
    )
    return made
