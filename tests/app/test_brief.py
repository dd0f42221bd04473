"""What happened since the last review: from the ledger, the document, its history in git, and figures seen earlier."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trueup.adapters.folder import ledger_of
from trueup.adapters.ledger_file import FileLedger
from trueup.app.assess import Settings, assess
from trueup.app.brief import brief
from trueup.core.base.errors import TrueupError
from trueup.core.gates.movement import Movement
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ledger import Draft
from trueup.render.brief import brief_html, brief_markdown

FLIGHTS = Path(__file__).parents[2] / "examples" / "flights-2014"
INQUIRIES = Path(__file__).parents[2] / "examples" / "inquiries"
AS_OF = date(2026, 7, 15)
SINCE = date(2026, 4, 29)
NOTHING = Settings(cache=None)
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
TEXT = """\
title: Faster claims
objective: {statement: Settle claims in ten days by 2027, owner: coo, kpi: late}
people: {coo: {name: Chief operating officer, side: business}}
kpis: {late: {title: Late claims, unit: 1, direction: decrease, target: {value: 0.2, by: 2027-01-01}}}
decisions: {vendor: {question: Buy the router?, owner: coo, by: 2026-06-01}}
"""


def git(folder, *words, day="2026-04-01"):
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    around = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | ALONE
    around |= {"GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_DATE": f"{day}T12:00:00Z"}
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env=around)


def put(folder, text=TEXT):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "initiative.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def claims(tmp_path):
    """A document in git since the first of April."""
    folder = put(tmp_path / "claims")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "begin")
    return folder


def told(folder, since=SINCE, as_of=AS_OF):
    return brief(folder, since, as_of=as_of, settings=NOTHING)


def codes(findings):
    return {f"{f.code} {f.subject}" for f in findings}


@pytest.fixture(scope="module")
def example():
    return told(INQUIRIES)


# ---- from which day


def test_without_a_day_it_begins_after_the_last_review_held():
    found = told(INQUIRIES, None)
    assert (found.since, found.why) == (date(2026, 7, 13), "the last review (Corrections of the keyword rules)")


def test_where_no_review_was_held_it_goes_back_thirty_days(tmp_path):
    found = told(put(tmp_path / "claims"), None)
    assert found.since == date(2026, 6, 15)
    assert "no review was held" in found.why


def test_a_review_in_the_ledger_counts(tmp_path):
    folder = put(tmp_path / "claims")
    held = Draft("review", "claims", "coo", "sponsor", datetime(2026, 7, 1, 9, tzinfo=UTC), subject="steering")
    FileLedger(ledger_of(folder)).append(held)
    assert told(folder, None).since == date(2026, 7, 1)


def test_a_review_names_who_held_it_and_who_was_there(tmp_path):
    people = "people: {coo: {name: Ann}, lead: {name: Bo}}"
    folder = put(tmp_path / "claims", f"title: T\n{people}\nreviews: {{a: {{held: [2026-05-01]}}, b: {{}}}}\n")
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    held = Draft("review", "claims", "coo", "sponsor", at, subject="b", attended=("coo", "lead"))
    FileLedger(ledger_of(folder)).append(held)
    said = brief_markdown(told(folder))
    assert "| Review held: b | Ann (with Bo) |" in said
    assert "| Review held: a | not recorded |" in said


def test_a_day_that_lies_ahead_is_refused():
    with pytest.raises(TrueupError, match="2026-07-16 lies after 2026-07-15"):
        told(INQUIRIES, date(2026, 7, 16))


# ---- what happened


def test_what_was_held_told_decided_and_ran_out_since_is_listed_once(example):
    said = brief_markdown(example)
    happened = said[said.index("## What happened") : said.index("## How the KPIs moved")]
    assert "Review held: Corrections of the keyword rules (11 times since then, last on this day)" in happened
    assert "The pilot ends, by the plan" in happened
    assert "Ran out: Exception to WRK001 on epics.E6" in happened
    assert "Does it still serve the objective" not in happened
    assert "Is the pilot with keyword rules worth its effort" not in happened


def test_what_the_ledger_holds_since_is_listed_with_its_head(tmp_path):
    folder = put(tmp_path / "claims")
    ledger = FileLedger(ledger_of(folder))
    for day, choice in ((date(2026, 4, 20), "hold"), (date(2026, 5, 20), "go")):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        ledger.append(
            Draft("decide", "claims", "coo", "sponsor", at, phase="discovery", choice=choice, note="as agreed")
        )
    said = brief_markdown(told(folder))
    assert "| 20 May 2026 | Discovery gate: go (as agreed) | Chief operating officer |" in said
    assert "Discovery gate: hold" not in said
    assert ledger.heads()[0] in said


def test_a_day_before_the_first_entry_lists_all_and_says_when_the_ledger_begins(tmp_path):
    folder = put(tmp_path / "claims")
    at = datetime(2026, 5, 20, 9, tzinfo=UTC)
    FileLedger(ledger_of(folder)).append(
        Draft("decide", "claims", "coo", "sponsor", at, phase="discovery", choice="hold")
    )
    said = brief_markdown(told(folder, date(2020, 1, 1)))
    assert "Since 1 Jan 2020, as asked; the ledger begins on 20 May 2026" in said
    assert "| 20 May 2026 | Discovery gate: hold" in said


def test_without_a_ledger_it_says_that_nobody_signed_and_how_to_begin(tmp_path):
    said = brief_markdown(told(put(tmp_path / "claims")))
    assert "The ledger is empty: nobody signed, decided or reviewed anything yet" in said
    assert "Nothing was agreed yet. Have the objective signed: `trueup sign --phase discovery --as WHO`" in said


def test_what_was_agreed_stands_against_now_with_what_drifted_first(tmp_path):
    folder = put(tmp_path / "claims", TEXT + "currency: EUR\nbudget: {amount: 1000, spent: 2000}\n")
    at = datetime(2026, 5, 20, 9, tzinfo=UTC)
    FileLedger(ledger_of(folder)).append(
        Draft("decide", "claims", "coo", "sponsor", at, phase="discovery", choice="hold")
    )
    said = brief_markdown(told(folder))
    against = said[said.index("## Agreed against now") : said.index("## How the KPIs moved")]
    assert "Drifted: spent by now. Decide: go on, rework, hold or kill" in against
    rows = [line for line in against.splitlines() if line.startswith("|")][2:]
    assert "2,000 EUR spent of 1,000 EUR | ✗ drifted" in rows[0]
    assert "course of late" in against


def test_another_initiative_s_entries_are_not_this_one_s(tmp_path):
    folder = put(tmp_path / "claims")
    at = datetime(2026, 5, 20, 9, tzinfo=UTC)
    FileLedger(ledger_of(folder)).append(Draft("waive", "other", "coo", "sponsor", at, subject="KPI001 kpis.late"))
    assert "Exception allowed" not in brief_markdown(told(folder))


# ---- how KPIs moved


def test_kpis_move_between_measured_months(example):
    found = example.movements["minutes"]
    assert isinstance(found, Movement)
    assert (found.then.first, found.now.first) == (date(2026, 3, 1), date(2026, 5, 1))
    reading = assess(INQUIRIES, as_of=AS_OF, settings=Settings(cache=None, keep_evidence=False)).evidence.reading(
        "minutes"
    )
    assert found.now in reading.series


def test_without_figures_seen_earlier_it_says_that_they_are_not_known(tmp_path):
    defined = "data: log, value: days > 10, across: share, at: day, direction: decrease"
    folder = put(tmp_path / "claims", TEXT.replace("direction: decrease", defined) + "data: {log: {source: log.csv}}\n")
    (folder / "log.csv").write_text("day,days\n2026-05-01,3\n2026-06-02,12\n", "utf-8")
    said = brief_markdown(told(folder))
    assert "Not known: this command reads no data; `trueup assess` does." in said


# ---- what was found


def test_findings_come_and_go_with_the_document(claims):
    put(claims, TEXT.replace("direction: decrease, ", "").replace("kpis: {late: {", "kpis: {late: {owner: coo, "))
    found = told(claims).turnover
    assert "KPI004 kpis.late" not in codes(found.new)
    assert "KPI001 kpis.late" in codes(found.gone)
    assert any(f.subject == "kpis.late" for f in found.new)
    assert "29\u00a0Apr\u00a02026" in found.against


def test_what_became_overdue_since_is_new_though_the_document_did_not_change(claims):
    assert codes(told(claims).turnover.new) == {"PLN004 decisions.vendor"}


def test_a_commit_after_the_day_is_not_what_it_is_set_against(claims):
    put(claims, TEXT.replace("kpis: {late: {", "kpis: {late: {owner: coo, "))
    git(claims, "commit", "-qam", "owner", day="2026-05-01")
    assert "KPI001 kpis.late" in codes(told(claims).turnover.gone)
    assert told(claims, date(2026, 5, 1)).turnover.gone == ()


@pytest.mark.parametrize(
    ("since", "why"),
    [(date(2026, 3, 31), "no commit as old as 2026-03-31"), (date(2026, 1, 1), "no commit as old as 2026-01-01")],
)
def test_before_the_first_commit_nothing_is_known(claims, since, why):
    found = told(claims, since).turnover
    assert isinstance(found, NotRun)
    assert why in found.detail
    assert why in brief_markdown(told(claims, since))


def test_outside_a_repository_it_says_so(tmp_path):
    found = told(put(tmp_path / "claims")).turnover
    assert isinstance(found, NotRun)
    assert "in no git repository" in found.detail
    assert "`git init`" in found.fix


def test_an_initiative_that_was_not_there_then_is_said(claims):
    later = put(claims / "more")
    found = told(later).turnover
    assert isinstance(found, NotRun)
    assert "was not in git on 2026-04-29" in found.detail


def test_a_document_that_could_not_be_read_then_is_said(tmp_path):
    folder = put(tmp_path / "claims", "title: [")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "begin")
    put(folder)
    assert "cannot be read" in told(folder).turnover.detail


def test_a_contract_beside_the_document_is_no_finding_that_went(tmp_path):
    text = TEXT + "data: {log: {source: log.csv, contract: log.odcs.yaml}}\n"
    folder = put(tmp_path / "claims", text)
    (folder / "log.odcs.yaml").write_text("id: log\n", "utf-8")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "begin")
    assert not any(f.code == "DAT010" for f in told(folder).turnover.gone)


# ---- as a page


def test_the_page_is_small_and_needs_nothing(example):
    page = brief_html(example)
    assert len(page.encode()) < 30_000
    assert "<script" not in page
    assert "url(" not in page
    assert page == brief_html(told(INQUIRIES))


def test_both_forms_say_the_same(example):
    page, said = brief_html(example), brief_markdown(example)
    for words in (
        "Not yet fit to pass Execution",
        "11 times since then",
        "47 days overdue",
        "Head of customer service",
        "Nothing was agreed yet.",
    ):
        assert words in page
        assert words in said


def test_it_tells_what_is_known_of_the_data_from_evidence_and_what_is_not():
    found = brief(FLIGHTS, None, as_of=date(2014, 12, 19), settings=NOTHING)
    assert found.found.actions[0].code == "DAT011"
    assert "See the rows with `trueup data . flights`" in brief_markdown(found)


def test_it_says_which_checks_of_the_data_did_not_run(claims):
    text = TEXT + "data: {orders: {source: orders.csv, owner: coo, key: id}}\n"
    put(claims, text.replace("unit: 1,", "unit: 1, data: orders, value: late, across: share, at: day,"))
    (claims / "orders.csv").write_text("id,late,day\n1,true,2026-01-01\n", "utf-8")
    foot = brief_markdown(told(claims)).splitlines()[-1]
    assert "checks of the data did not run" in foot
