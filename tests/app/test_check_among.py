"""What a check of a portfolio takes from the other initiatives: what is defined otherwise there."""

from __future__ import annotations

from datetime import UTC, date, datetime

from trueup.adapters.ledger_file import FileLedger
from trueup.app.assess import Settings
from trueup.app.check import check
from trueup.app.portfolio import assess_all
from trueup.core.model.ledger import Draft

AS_OF = date(2026, 1, 15)


def defined(by):
    """Return an initiative whose KPI counts from a moment, with the data it names."""
    return f"""\
title: T
objective: {{statement: S, owner: coo, kpi: days}}
kpis:
  days: {{title: Days per claim, unit: day, direction: decrease, data: claims, value: closed - {by}, across: mean,
         at: closed}}
data: {{claims: {{source: claims.csv}}}}
people: {{coo: {{roles: [sponsor]}}}}
"""


def test_a_definition_disputed_with_another_initiative_counts_in_collaboration_as_in_an_assessment(tmp_path):
    (tmp_path / "portfolio.yaml").write_text("title: P\n")
    for name, by in (("a", "received"), ("b", "click")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "initiative.yaml").write_text(defined(by))
        (tmp_path / name / "claims.csv").write_text("received,click,closed\n2025-01-01,2025-01-02,2025-01-03\n")
        begin_ledger(tmp_path / name)
    found = check(tmp_path, as_of=AS_OF, phase=None)
    assert not found.faults
    checked = found.assessments
    assessed = assess_all(tmp_path, as_of=AS_OF, phase=None, settings=Settings(cache=None)).assessments
    assert [open_in(each) for each in checked] == [["definition"], ["definition"]]
    assert [open_in(each) for each in checked] == [open_in(each) for each in assessed]


def test_a_damaged_ledger_is_placed_at_its_line_in_the_folder_that_was_checked(tmp_path):
    (tmp_path / "portfolio.yaml").write_text("title: P\n")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "initiative.yaml").write_text("title: T\n")
    begin_ledger(tmp_path / "b")
    with (tmp_path / "b" / "ledger.jsonl").open("a") as ledger:
        ledger.write("damaged\n")
    assert places(tmp_path) == [("DOC031", "b/ledger.jsonl:2")]
    assert places(tmp_path / "b") == [("DOC031", "ledger.jsonl:2")]


def places(path):
    """Return the codes and places of the faults of a check."""
    return [(fault.code, str(fault.place)) for fault in check(path, as_of=AS_OF, phase=None).faults]


def test_an_initiative_that_is_no_file_is_told_and_the_rest_is_judged(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "initiative.yaml").write_text("title: T\n")
    (tmp_path / "b" / "initiative.yaml").mkdir(parents=True)
    assert places(tmp_path) == [("DOC031", "b/initiative.yaml:1")]
    assert len(check(tmp_path, as_of=AS_OF, phase=None).assessments) == 1


def begin_ledger(folder):
    """Keep one review: who looks after what is open is asked once something is remembered."""
    draft = Draft("review", folder.name, "coo", "sponsor", datetime(2026, 1, 10, tzinfo=UTC), attended=("coo",))
    FileLedger(folder / "ledger.jsonl").append(draft)


def open_in(assessment):
    """Return the subjects of what is not settled."""
    return [each.subject for each in assessment.together.unsettled]
