"""Several portfolios below one path: each with its own initiatives; what cannot be read is not called missing."""

from datetime import date

import pytest

from trueup.app.assess import Settings
from trueup.app.check import check
from trueup.app.strategy import strategise
from trueup.core.base.errors import TrueupError

AS_OF = date(2026, 1, 15)
STRATEGY = """\
title: {title}
currency: EUR
strategic_objectives: {{cost: {title} costs less}}
data_strategy:
  who: {{objective: cost, decision: D, owner: o, data: log, initiatives: [{names}], gap: g, value: 50_000..90_000}}
"""


def initiative(folder, text="title: A\nsupports: cost\ndata: {log: log.csv}\n"):
    folder.mkdir(parents=True)
    (folder / "initiative.yaml").write_text(text, "utf-8")


def portfolio(folder, title, names):
    (folder / "portfolio.yaml").write_text(STRATEGY.format(title=title, names=names), "utf-8")


def over(path):
    return check(path, as_of=AS_OF, phase=None).over


def found(path):
    return sorted((f.code, f.place.file) for f in over(path).findings)


def test_each_portfolio_below_a_path_is_judged_with_its_own_initiatives(tmp_path):
    for name in ("north", "south"):
        initiative(tmp_path / name / "claims")
        portfolio(tmp_path / name, name, "claims")
    assert found(tmp_path) == [("STR004", "north/portfolio.yaml"), ("STR004", "south/portfolio.yaml")]


def test_a_portfolio_within_another_keeps_its_initiatives(tmp_path):
    initiative(tmp_path / "claims")
    initiative(tmp_path / "south" / "visits")
    portfolio(tmp_path, "whole", "claims")
    portfolio(tmp_path / "south", "south", "visits")
    assert found(tmp_path) == [("STR004", "portfolio.yaml"), ("STR004", "south/portfolio.yaml")]
    whole = strategise(tmp_path, as_of=AS_OF, settings=Settings(cache=None)).strategy
    assert (whole.title, tuple(whole.titles)) == ("whole", ("claims",))


def test_where_several_portfolios_could_be_meant_they_are_named(tmp_path):
    for name in ("north", "south"):
        initiative(tmp_path / name / "claims")
        portfolio(tmp_path / name, name, "claims")
    with pytest.raises(TrueupError, match="2 portfolios") as caught:
        strategise(tmp_path, as_of=AS_OF, settings=Settings(cache=None))
    assert "south" in caught.value.problem


def test_an_initiative_that_cannot_be_read_is_not_called_missing(tmp_path):
    initiative(tmp_path / "claims")
    initiative(tmp_path / "visits", "titel: A\n")
    portfolio(tmp_path, "whole", "claims, visits")
    assert "STR005" not in {code for code, _ in found(tmp_path)}
    portfolio(tmp_path, "whole", "claims, visit")
    assert "STR005" in {code for code, _ in found(tmp_path)}


def test_a_value_without_a_unit_is_money_a_year(tmp_path):
    initiative(tmp_path / "claims")
    portfolio(tmp_path, "whole", "claims")
    [gap] = [f for f in over(tmp_path).findings if f.code == "STR004"]
    assert (gap.stake.value, gap.stake.unit) == (70_000, "EUR/year")


def test_an_id_that_two_initiatives_have_is_a_fault_that_names_the_other(tmp_path):
    initiative(tmp_path / "a", "title: A\ninitiative: same\n")
    initiative(tmp_path / "b", "title: B\n\ninitiative: same\n")
    portfolio(tmp_path, "whole", "same")
    outcome = check(tmp_path, as_of=AS_OF, phase=None)
    assert [(f.code, str(f.place)) for f in outcome.faults] == [("DOC034", "b/initiative.yaml:3")]
    assert "a/initiative.yaml" in outcome.faults[0].problem
    assert len(outcome.assessments) == 1


def test_a_waiver_covers_what_a_rule_over_the_portfolio_finds_in_its_document(tmp_path):
    initiative(tmp_path / "claims")
    initiative(tmp_path / "visits")
    portfolio(tmp_path, "whole", "claims")
    waiver = "{rule: STR003, subject: data_strategy.visits, because: b, by: ana, approved_by: bo, until: 2026-03-01}"
    (tmp_path / "visits" / "waivers.yaml").write_text(f"waivers: [{waiver}]\n", "utf-8")
    [outside] = [f for f in over(tmp_path).findings if f.code == "STR003"]
    assert outside.waived is not None


@pytest.mark.parametrize(("rule", "fix"), [("KPI0001", "Write `KPI001`."), ("kpi-without-owner", "Write `KPI001`.")])
def test_a_waiver_of_a_rule_that_does_not_exist_is_a_fault_with_its_line(tmp_path, rule, fix):
    initiative(tmp_path / "claims")
    (tmp_path / "claims" / "waivers.yaml").write_text(f"waivers:\n  - {{rule: {rule}, subject: kpis.a}}\n", "utf-8")
    [fault] = check(tmp_path, as_of=AS_OF, phase=None).faults
    assert (fault.code, str(fault.place), fault.fix) == ("DOC024", "claims/waivers.yaml:2", fix)
