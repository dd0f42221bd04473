"""Claims of a portfolio's initiatives on one KPI: what counts of each, wherever the figure is shown."""

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from revisions import commit, git
from trueup.adapters.yaml_document import Bounds
from trueup.app.assess import Settings
from trueup.app.check import check
from trueup.app.claims import Neighbours, shares_of
from trueup.app.diff import Side
from trueup.app.diff import diff as difference
from trueup.app.load import Shelf, load
from trueup.app.portfolio import assess_all
from trueup.render.html.report import report_html
from trueup.render.json import assessments_json
from trueup.render.terminal import Screen, assessment_text

AS_OF = date(2026, 1, 15)
PORTFOLIO = """\
currency: EUR
kpis:
  days: {title: Days per claim, unit: day, direction: decrease, owner: coo, baseline: 14,
         target: {value: 10, by: 2026-12-31}, worth: (baseline - level) * cost}
assumptions: {cost: {range: 9000, unit: EUR/day/year}}
"""
DECIDES = "title: T\nobjective: {statement: S, owner: coo, kpi: days}\n"
GUARDS = "title: T\nobjective: {statement: S, owner: coo, guardrails: [days]}\n"


@pytest.fixture
def folder(tmp_path):
    def made(portfolio=PORTFOLIO, **initiatives):
        (tmp_path / "portfolio.yaml").write_text(portfolio, "utf-8")
        for name, text in initiatives.items():
            (tmp_path / name).mkdir(parents=True, exist_ok=True)
            (tmp_path / name / "initiative.yaml").write_text(text, "utf-8")
        return tmp_path

    return made


def claiming(share):
    return f"{DECIDES}claims: {{days: {share}}}\n"


def shares(folder):
    """What counts of each initiative, read with all others; alone it must be the same."""
    target, found = load(folder)
    read = Neighbours(target, found, AS_OF, Shelf())
    together = {one.name: dict(read.shares(one.document, one.folder)) for one in found}
    alone = {one.name: dict(shares_of(load(one.folder)[1][0].document, one.folder, Bounds(), AS_OF)) for one in found}
    assert together == alone
    return {name: each.get("days", 1) for name, each in together.items()}


def test_claims_that_come_to_no_more_than_the_whole_count_as_stated(folder):
    assert shares(folder(a=claiming("60 %"), b=claiming("30 %"))) == {"a": 0.6, "b": 0.3}


def test_claims_that_come_to_more_are_cut_pro_rata(folder):
    assert shares(folder(a=DECIDES, b=claiming("60 %"))) == pytest.approx({"a": 1 / 1.6, "b": 0.6 / 1.6})


def test_who_only_guards_a_kpi_takes_nothing_from_who_moves_it(folder):
    assert shares(folder(a=DECIDES, b=GUARDS, c="title: T\n")) == {"a": 1, "b": 0, "c": 1}


def test_a_claim_holds_for_one_alone(folder):
    assert shares(folder(a=claiming("40 %"))) == {"a": 0.4}


def test_a_claim_on_its_own_kpi_holds_without_a_portfolio(tmp_path):
    kpis = PORTFOLIO.partition("\n")[2]
    (tmp_path / "initiative.yaml").write_text(f"{claiming('40 %')}currency: EUR\n{kpis}", "utf-8")
    document = load(tmp_path)[1][0].document
    assert shares_of(document, tmp_path, Bounds(), AS_OF) == {"days": 0.4}


def test_a_kpi_of_its_own_is_not_cut_by_claims_on_the_portfolios_kpi_of_that_name(folder):
    own = f"{claiming('50 %')}{PORTFOLIO.partition(chr(10))[2]}"
    path = folder(a=DECIDES, b=claiming("60 %"), d=own)
    assert shares(path) == pytest.approx({"a": 1 / 1.6, "b": 0.6 / 1.6, "d": 0.5})
    assert [promised(each)["days"] for each in assessed(path).assessments] == pytest.approx([22_500, 13_500, 18_000])


@pytest.fixture
def opened(monkeypatch):
    """How often each initiative's file is opened."""
    count, real = Counter(), Path.open

    def counting(file, *rest, **more):
        if file.name == "initiative.yaml":
            count[file.parent.name] += 1
        return real(file, *rest, **more)

    monkeypatch.setattr(Path, "open", counting)
    return count


@pytest.mark.parametrize("portfolio_at", ["area", ".", "above"])
@pytest.mark.parametrize("judged_by", ["check", "assess"])
def test_a_portfolio_is_read_once_wherever_it_stands_around_what_is_judged(tmp_path, opened, portfolio_at, judged_by):
    area = tmp_path / "top" / "area"
    folders = [area / name for name in "abcdefgh"] + ([tmp_path / "top" / "z"] if portfolio_at == "above" else [])
    for each in folders:
        each.mkdir(parents=True)
        (each / "initiative.yaml").write_text(claiming("25 %"), "utf-8")
    above = {"area": area, ".": tmp_path / "top", "above": tmp_path / "top"}[portfolio_at]
    (above / "portfolio.yaml").write_text(PORTFOLIO, "utf-8")
    path = area if portfolio_at == "above" else tmp_path / "top"
    found = check(path, as_of=AS_OF, phase=None) if judged_by == "check" else assessed(path)
    whole = 2.25 if portfolio_at == "above" else 2
    assert [promised(each)["days"] for each in found.assessments] == pytest.approx([36_000 * 0.25 / whole] * 8)
    assert max(opened.values()) <= 5, "each of eight initiatives had all of them read again"


@pytest.mark.parametrize("wrong", ["sql", "ledger"])
@pytest.mark.parametrize("judged_by", ["check", "assess"])
def test_an_initiative_that_cannot_be_judged_claims_in_the_figures_and_in_the_rule(folder, wrong, judged_by):
    path = folder(a=DECIDES, b=claiming("60 %"), s=DECIDES)
    if wrong == "sql":
        sql = "kpis: {own: {unit: 1, direction: increase, data: d, value: 'nosuch(', across: share, at: x}}"
        (path / "s" / "initiative.yaml").write_text(f"{DECIDES}{sql}\ndata: {{d: d.csv}}\n", "utf-8")
    else:
        (path / "s" / "ledger.jsonl").write_text("{}\n", "utf-8")
    found = check(path, as_of=AS_OF, phase=None) if judged_by == "check" else assessed(path)
    assert [promised(each)["days"] for each in found.assessments] == pytest.approx([36_000 / 2.6, 36_000 * 0.6 / 2.6])
    (told,) = [f for f in found.over.findings if f.code == "OVL001"]
    assert "`a` 100 % (not stated), `b` 60 % and `s` 100 % (not stated)" in told.problem
    assert told.problem.endswith("They count pro rata: 38.46 %, 23.08 % and 38.46 %.")


def test_a_portfolio_within_another_shares_its_own_kpi(folder, tmp_path):
    folder(a=DECIDES, **{"south/b": DECIDES})
    (tmp_path / "south" / "portfolio.yaml").write_text(PORTFOLIO, "utf-8")
    assert shares(tmp_path) == {"a": 1, "south/b": 1}


def test_a_portfolio_that_cannot_be_read_leaves_the_own_claim(folder, tmp_path):
    path = folder(a=claiming("40 %"), b=DECIDES)
    document = load(path / "a")[1][0].document
    (path / "portfolio.yaml").unlink()
    assert shares_of(document, path / "a", Bounds(), AS_OF) == {"days": 0.4}


def promised(assessment):
    return {stream.kpi: stream.promised.value for stream in assessment.evidence.benefit.streams}


def assessed(path):
    return assess_all(path, as_of=AS_OF, phase=None, settings=Settings(cache=None))


def test_what_counts_is_promised_and_shown_with_what_is_claimed(folder):
    found = assessed(folder(a=DECIDES, b=claiming("60 %"), c=claiming("0 %")))
    a, b, c = found.assessments
    assert [promised(each) for each in (a, b, c)] == [{"days": 22_500}, {"days": pytest.approx(13_500)}, {}]
    assert c.evidence.benefit.promised.detail == "no benefit is promised: the initiative claims nothing of KPI `days`"
    (stream,) = json.loads(assessments_json([b], []))["initiatives"][0]["figures"]["benefit"]["streams"]
    assert (stream["claimed"], stream["share"]) == (0.6, pytest.approx(0.375))
    said = " ".join(assessment_text(b, Screen(200, colour=False)).split())
    assert "claims 60 % of KPI `days`; 37.5 % counts" in said
    page = report_html(b)
    assert "claims 60\N{NO-BREAK SPACE}% of it; 37.5\N{NO-BREAK SPACE}% counts" in page


def test_the_rule_over_the_portfolio_tells_what_the_claims_come_to(folder):
    (told,) = [f for f in assessed(folder(a=DECIDES, b=claiming("60 %"))).over.findings if f.code == "OVL001"]
    assert told.problem == (
        "The claims on the benefit of KPI `days` come to 160 % of it, €36,000 a year: `a` 100 % (not stated) and `b` "
        "60 %. They count pro rata: 62.5 % and 37.5 %."
    )


@pytest.mark.parametrize("where", [".", "a"], ids=["with the others", "alone"])
def test_a_check_promises_what_an_assessment_promises(folder, where):
    path = folder(a=DECIDES, b=claiming("60 %")) / where
    found = [promised(each) for each in check(path, as_of=AS_OF, phase=None).assessments]
    assert found == [promised(each) for each in assessed(path).assessments]
    assert found[0] == {"days": 22_500}


def test_a_claim_that_changes_is_told_with_what_it_moves(here, told, diff):
    here.initiative()
    here.assess()
    shutil.copytree("orders", "later")
    text = (here.folder / "later" / "initiative.yaml").read_text("utf-8")
    (here.folder / "later" / "initiative.yaml").write_text(f"{text}claims: {{late: 40 %}}\n", "utf-8")
    assert "claim on KPI `late` is set now: 40 %: worth down €1.08k a year" in diff("orders", "later")
    (change,) = told("later", "orders")["initiatives"][0]["changes"]
    assert change["moves"]["by"] == pytest.approx(1_808 * 0.6, rel=0.01)


@pytest.fixture
def neighbours(folder):
    """Two that claim one KPI as committed, and a third that joined them since."""
    path = folder(a=DECIDES.replace("title: T", "title: A"), b=claiming("60 %").replace("title: T", "title: B"))
    git(path, "init", "-q")
    commit(path)
    return folder(c=DECIDES)


def moved(path):
    """What the promised benefit of each initiative was and is."""
    found = difference(Side(path, "HEAD"), Side(path), as_of=AS_OF)
    figures = {each.title: each.figures for each in found.initiatives if each.before and each.after}
    return {
        title: [(round(each.before), round(each.after)) for each in told if each.name == "promised benefit"]
        for title, told in figures.items()
    }


def test_what_another_claims_moves_the_benefit_of_who_did_not_change(neighbours):
    assert moved(neighbours) == {"A": [(22_500, 13_846)], "B": [(13_500, 8_308)]}


def test_alone_it_is_held_against_its_neighbours_of_then_and_of_now(neighbours):
    assert moved(neighbours / "b") == {"B": [(13_500, 8_308)]}
