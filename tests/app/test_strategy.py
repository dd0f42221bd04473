"""The data strategy of a portfolio: what is there, what is a gap, what it is worth; as text, JSON and a page."""

import json
from datetime import date

import pytest

from trueup.app.assess import Settings
from trueup.app.strategy import strategise
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.render.html.strategy import picture, strategy_html
from trueup.render.strategy import strategy_json, strategy_text, summary
from trueup.render.terminal import Screen

AS_OF = date(2026, 1, 15)
PORTFOLIO = """\
title: Insurance
currency: EUR
strategic_objectives:
  cost: {statement: Serve every customer at a tenth less cost, owner: ceo}
  trust: {statement: Be the insurer people recommend, owner: cmo}
data_strategy:
  handler:
    objective: cost
    decision: Who handles a claim
    needs: Every step of a claim
    owner: it-data-lead
    data: claim_log
    initiatives: claims
    value: {range: 100_000..300_000, unit: EUR/year, by: finance}
  fraud: {objective: cost, owner: it, gap: Inspections are on paper, gap_by: audit, initiatives: [claims, gone]}
  letters: {decision: Which letter to send, data: templates}
"""
CLAIMS = """\
title: Settle claims
supports: cost
objective: {statement: Fewer steps by 2027, owner: coo, kpi: steps}
kpis:
  steps:
    unit: step
    direction: decrease
    owner: coo
    baseline: {value: 4}
    target: {value: 3, by: 2027-01-01}
    worth: claims * (baseline - level) * price
assumptions:
  claims: {range: 1000, unit: 1/year}
  price: {range: 5, unit: EUR/step}
data: {claim_log: log.csv}
"""


@pytest.fixture
def portfolio(tmp_path):
    """A portfolio of two initiatives; one is in the strategy."""
    for name, text in {"claims": CLAIMS, "disputes": "title: Fewer disputes\nsupports: trust\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "initiative.yaml").write_text(text, "utf-8")
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO, "utf-8")
    return tmp_path


def found(path):
    return strategise(path, as_of=AS_OF, settings=Settings(cache=None))


def test_each_row_says_what_is_there_and_what_it_is_worth(portfolio):
    rows = {row.id: row for row in found(portfolio).strategy.rows}
    assert {name: row.standing for name, row in rows.items()} == {"handler": "have", "fraud": "gap", "letters": "gap"}
    assert rows["handler"].data[0].initiatives == ("claims",)
    assert rows["handler"].stated.value == 200_000
    assert [each.value for each in rows["handler"].promised] == [5_000]
    assert rows["fraud"].strangers == ("gone",)


def test_objectives_without_data_and_initiatives_outside_are_seen(portfolio):
    strategy = found(portfolio).strategy
    assert [(aim.id, len(aim.rows), aim.supported_by) for aim in strategy.aims] == [
        ("cost", 2, ("claims",)),
        ("trust", 0, ("disputes",)),
    ]
    assert strategy.outside == ("disputes",)
    assert [row.id for row in strategy.adrift] == ["letters"]


def test_what_is_wrong_in_it_is_found_with_the_money_on_it(portfolio):
    findings = {each.code: each for each in found(portfolio).findings}
    assert set(findings) == {"STR001", "STR002", "STR003", "STR004", "STR005", "STR006"}
    assert findings["STR004"].stake.value == 5_000
    assert str(findings["STR003"].place) == "disputes/initiative.yaml:1"


def test_from_inside_an_initiative_the_whole_portfolio_is_meant(portfolio):
    assert found(portfolio / "claims").strategy == found(portfolio).strategy


def test_the_text_fits_its_screen_and_names_every_row(portfolio):
    outcome = found(portfolio)
    text = strategy_text(outcome.strategy, outcome.findings, Screen(100, colour=False))
    table = text.partition("✓ have  ✗ gap")[0]
    assert max(map(len, table.splitlines())) <= 100
    for words in ("Who handles a claim", "Inspections are", "found)", "○ €5k a year", "serves no"):
        assert words in table
    assert "\x1b" not in text


def test_the_json_holds_the_same(portfolio):
    outcome = found(portfolio)
    body = json.loads(strategy_json(outcome.strategy, outcome.findings))
    assert [row["id"] for aim in body["objectives"] for row in aim["rows"]] == ["handler", "fraud"]
    assert body["objectives"][0]["rows"][0]["stated"]["basis"] == "assumed"


def test_the_page_draws_it_and_escapes_what_people_wrote(portfolio):
    file = portfolio / "portfolio.yaml"
    file.write_text(file.read_text("utf-8").replace("Who handles a claim", "<script>alert(1)</script>"), "utf-8")
    outcome = found(portfolio)
    page = strategy_html(outcome.strategy, outcome.findings)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert [column.title for column in picture(outcome.strategy).columns] == [
        "Strategic objective", "Decision", "Data", "Initiative",
    ]  # fmt: skip


def test_without_a_strategy_it_says_what_to_write(portfolio):
    (portfolio / "portfolio.yaml").write_text("title: P\nstrategic_objectives: {cost: C, trust: T}\n", "utf-8")
    outcome = found(portfolio)
    assert "Add `data_strategy:`" in summary(outcome.strategy)
    assert "Add a row to" in strategy_html(outcome.strategy, outcome.findings)


def test_without_a_portfolio_it_says_what_to_write(tmp_path):
    (tmp_path / "initiative.yaml").write_text("title: A\n", "utf-8")
    with pytest.raises(TrueupError, match="no portfolio"):
        found(tmp_path)


def test_an_initiative_that_cannot_be_read_does_not_hide_the_others(portfolio):
    (portfolio / "disputes" / "initiative.yaml").write_text("titel: A\n", "utf-8")
    outcome = found(portfolio)
    assert outcome.faults
    assert [row.id for row in outcome.strategy.rows] == ["handler", "fraud", "letters"]


def test_a_portfolio_that_cannot_be_read_is_told(portfolio):
    (portfolio / "portfolio.yaml").write_text("titel: P\n", "utf-8")
    with pytest.raises(DocumentFaults, match="titel"):
        found(portfolio)
