"""What `trueup why` prints: one tree of at most 100 columns, and the same as JSON."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueup.core.base.finding import Place
from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.gates.way import Step, Way
from trueup.core.gates.ways import Ways
from trueup.render.why import why_json, why_text

AS_OF = date(2026, 1, 31)


def money(value, unit="EUR"):
    return Quantity(point(value), Unit(unit), Basis.ESTIMATED, "estimates", AS_OF)


def step(path, kind, title="", **more):
    return Step(path, kind, title, more.pop("owner", "ana"), Place("initiative.yaml", 7, path), **more)


EPIC = step("epics.E1", "epic", "Trustworthy baseline", spend=money(18_000))
KPI = step("kpis.late", "KPI", "Late arrivals", note="decides", owner="coo", benefit=money(645_000, "EUR/year"))
OBJECTIVE = step("objective", "primary objective", "Fewer late arrivals", owner="coo")
STRATEGY = step("strategic_objectives.on-time", "strategic objective", "Be on time", owner="ceo")
ORPHAN = step(
    "kpis.joy",
    "KPI",
    "Satisfaction",
    owner=None,
    held="breaks",
    missing=("KPI `joy` has no owner", "KPI `joy` has no target"),
    fix="Add `owner:` to `kpis.joy`.",
)
WHOLE = Way((EPIC, KPI, OBJECTIVE, STRATEGY), 0.75, money(13_500))
BROKEN = Way((EPIC, ORPHAN), 0.25, money(4_500))


def of(*ways):
    broken = next((way.broken.path for way in ways if way.broken), None)
    return Ways(ways[0].steps[0].path, ways[0].steps[0], ways, any(way.holds for way in ways), broken)


def test_one_way_reads_from_the_item_down_to_what_it_is_for():
    assert why_text(of(Way(WHOLE.steps, 1.0, money(18_000)))) == (
        "Epic `E1` reaches the strategic objective `on-time`.\n"
        "\n"
        "  ✓ epic                E1: Trustworthy baseline                ana               €18k ◐\n"
        "  ✓ KPI                 late: Late arrivals (decides)           coo               €645k a year ◐\n"
        "  ✓ primary objective   Fewer late arrivals                     coo\n"
        "  ✓ strategic objective on-time: Be on time                     ceo\n"
        "\n"
        "✓ holds  ✗ breaks  ? not known here    ● measured  ◐ estimated  ○ assumed\n"
    )


def test_several_ways_branch_where_they_part_with_their_shares_and_what_is_missing():
    assert why_text(of(WHOLE, BROKEN)).replace("\N{NO-BREAK SPACE}", " ") == (
        "Epic `E1` reaches the strategic objective `on-time`; 25 % of it does not: the way breaks at KPI\n"
        "`joy` (initiative.yaml:7).\n"
        "\n"
        "  ✓ epic                E1: Trustworthy baseline                ana               €18k ◐\n"
        "  ├─ 75 % of it, €13.5k ◐ of remaining work\n"
        "  │  ✓ KPI                 late: Late arrivals (decides)        coo               €645k a year ◐\n"
        "  │  ✓ primary objective   Fewer late arrivals                  coo\n"
        "  │  ✓ strategic objective on-time: Be on time                  ceo\n"
        "  └─ 25 % of it, €4.5k ◐ of remaining work\n"
        "     ✗ KPI                 joy: Satisfaction                    nobody\n"
        "                           KPI `joy` has no owner.\n"
        "                           → Add `owner:` to `kpis.joy`.\n"
        "                           Also: KPI `joy` has no target.\n"
        "\n"
        "✓ holds  ✗ breaks  ? not known here    ● measured  ◐ estimated  ○ assumed\n"
    )


def test_what_was_told_once_is_not_told_again():
    other = Way((EPIC, step("kpis.steps", "KPI", "Steps"), OBJECTIVE, STRATEGY), 0.25)
    text = why_text(of(WHOLE, other))
    assert text.count("on-time: Be on time") == 1
    assert "↑ primary objective, and on as above" in text


def test_a_way_that_breaks_says_where_first():
    text = why_text(of(Way((EPIC, ORPHAN), 1.0)))
    assert text.startswith(
        "Epic `E1` does not reach the strategic objective: the way breaks at KPI `joy` (initiative.yaml:7).\n"
    )


def test_work_by_law_has_to_be_done():
    mandate = step("epics.E1.mandated", "mandate", "The new act", note="has to be done")
    assert why_text(of(Way((EPIC, mandate), 1.0))).startswith("Epic `E1` has to be done.\n")


def test_a_strategy_that_is_not_known_is_not_claimed():
    unknown = step("supports", "strategic objective", held="unknown", missing=("no portfolio",), fix="Add one.")
    text = why_text(of(Way((KPI, OBJECTIVE, unknown))))
    assert text.startswith("KPI `late` reaches the primary objective; no strategic objective is known.")
    assert "  ? strategic objective" in text


def test_a_kpi_that_was_not_read_is_said_to_be_unknown():
    unread = step("kpis.late", "KPI", held="unknown", missing=("not read",), fix="Run `trueup assess`.")
    text = why_text(of(Way((unread, OBJECTIVE, STRATEGY))))
    assert text.startswith("KPI `late` reaches the strategic objective `on-time`. What is marked ? was not read here.")


def test_many_ways_are_cut_and_counted():
    ways = [Way((EPIC, step(f"kpis.k{n}", "KPI")), 0.02) for n in range(50)]
    text = why_text(of(*ways))
    assert "and 30 more ways; `--format json` lists all" in text
    assert len(text.splitlines()) < 60


texts = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Mn", "Lo", "So"]), max_size=300)


@settings(max_examples=60)
@given(texts, texts, texts, st.integers(1, 3))
def test_no_line_is_wider_than_a_screen_and_nothing_breaks_the_lines(title, owner, missing, count):
    odd = step("kpis." + "x" * 80, "KPI", title, owner=owner, held="breaks", missing=(missing, missing), fix=title)
    text = why_text(of(*[Way((EPIC, odd, OBJECTIVE), 1 / count)] * count))
    assert max(map(len, text.splitlines())) <= 100


def test_json_holds_each_step_with_owner_place_and_money():
    body = json.loads(why_json(of(WHOLE, BROKEN)))
    assert (body["item"], body["reaches"], body["broken_at"]) == ("epics.E1", True, "kpis.joy")
    assert [way["share"] for way in body["ways"]] == [0.75, 0.25]
    assert [way["holds"] for way in body["ways"]] == [True, False]
    kpi = body["ways"][0]["steps"][1]
    assert (kpi["path"], kpi["owner"], kpi["held"], kpi["benefit"]["value"]) == ("kpis.late", "coo", "holds", 645_000)
    assert kpi["place"] == {"file": "initiative.yaml", "line": 7, "path": "kpis.late"}
    assert body["ways"][1]["steps"][1]["missing"] == ["KPI `joy` has no owner", "KPI `joy` has no target"]


@pytest.mark.parametrize("form", [why_text, why_json])
def test_the_same_ways_give_the_same_bytes(form):
    assert form(of(WHOLE, BROKEN)) == form(of(WHOLE, BROKEN))
