"""Every example of docs/figures.md comes out as the page says."""

import re
from pathlib import Path

import pytest

from core.measure.days import day
from core.value.documents import AS_OF, evidence, level, parsed
from trueup.core.measure.estimate import ratio
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.links import link
from trueup.core.model.results.benefit import Effect
from trueup.core.value.benefit import benefit
from trueup.core.value.spend import spend

PAGE = (Path(__file__).parents[3] / "docs" / "figures.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```\n\n?((?:\|[^\n]*\n)*)", PAGE, re.MULTILINE | re.DOTALL)
BASE = BLOCKS[0][0]
AMOUNTS = {
    "mandated": "mandated",
    "KPI does not qualify": "unqualified",
    "no KPI": "no_kpi",
    "not planned": "not_planned",
}


def rows(table):
    """The cells of a table, without its head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]


def table_under(head):
    return rows(re.search(rf"^\| {re.escape(head)} .*\n(?:\|.*\n)+", PAGE, re.MULTILINE)[0])


def number(text):
    return float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)


EXAMPLES = [(text, figure, said) for text, table in BLOCKS[1:] for figure, said, _ in rows(table)]


def test_the_page_has_its_examples():
    assert len(BLOCKS) == 9
    assert len(EXAMPLES) >= 20


@pytest.mark.parametrize(("text", "figure", "said"), EXAMPLES)
def test_an_example_comes_out_as_its_table_says(text, figure, said):
    found = parsed(BASE + text)
    money, promised = spend(found, link(found), evidence(), AS_OF), benefit(found, evidence(), AS_OF)
    if figure == "priced":
        assert f"{money.priced} of {len(money.leaves)}" == said
        return
    if figure in AMOUNTS:
        value = dict(money.segments)[AMOUNTS[figure]]
    else:
        value = {
            "aligned": lambda: money.aligned,
            "linked": lambda: money.linked,
            "total": lambda: money.total,
            "spent": lambda: money.spent,
            "at the median": lambda: money.at_median,
            "promised": lambda: promised.promised.value,
            "promised from": lambda: promised.promised.spread.low,
            "promised to": lambda: promised.promised.spread.high,
            "baseline measured": lambda: promised.baseline_measured,
            "evidenced": lambda: promised.evidenced,
        }[figure]()
    assert value == pytest.approx(number(said.replace(" %", "%")), rel=1e-5)


def effects(text):
    """The effects that a cell names, such as `stale production 18 % (17 % to 19 %)`."""
    found = re.findall(r"(stale )?(\w+) ([\d.]+) % \(([\d.]+) % to ([\d.]+) %\)", text)
    return [
        Effect("late", kind, level(*(float(n) / 100 for n in numbers)), AS_OF, current=not stale)
        for stale, kind, *numbers in found
    ]


@pytest.mark.parametrize(("evidence_of", "amount", "share"), table_under("effect evidence on `late`"))
def test_effect_evidence_bears_out_what_its_table_says(evidence_of, amount, share):
    found = benefit(parsed(BASE), evidence(), AS_OF, effects(evidence_of))
    assert len(effects(evidence_of)) == evidence_of.count("(")
    assert not isinstance(found.evidenced, NotRun)
    assert found.streams[0].evidenced == pytest.approx(float(amount), abs=0.01)
    assert found.evidenced == pytest.approx(number(share.replace(" %", "%")), abs=1e-4)


@pytest.mark.parametrize(("across", "days", "at", "error", "ends"), table_under("across | days"))
def test_levels_and_intervals_are_what_their_table_says(across, days, at, error, ends):
    made = []
    for number_, values in enumerate(days.split(";")):
        pairs = [(value + "/0").split("/") for value in values.split()]
        made.append(day(number_, *(float(p[0]) for p in pairs), over=[float(p[1]) for p in pairs]))
    found = ratio(made, "day", over=across == "ratio")
    spread = found.share_spread() if across == "share" else found.spread()
    assert (found.value, found.error) == pytest.approx((float(at), float(error)), abs=1e-4)
    assert (spread.low, spread.high) == pytest.approx([float(end) for end in ends.split(" to ")], abs=1e-4)
