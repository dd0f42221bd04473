"""The calendar: read back by the library that calendars are made with, the same bytes for the same day."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from trueup.adapters.folder import ledger_of
from trueup.adapters.ledger_file import FileLedger
from trueup.app.calendar import write_calendar
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.model.ledger import Condition, Draft

INQUIRIES = Path(__file__).parents[2] / "examples" / "inquiries"
AS_OF = date(2026, 7, 15)
TEXT = """\
title: Faster claims
people: {coo: {name: Chief operating officer, side: business}}
reviews: {steering: {title: Still right?, owner: coo, with: [cfo], every: %s days, held: [2026-07-01]}}
decisions: {vendor: {question: "Buy; the, router?", owner: coo, by: 2026-08-01}}
"""


def events(path, output, as_of=AS_OF):
    count = write_calendar(path, output, as_of=as_of)
    found = Calendar.from_ical(output.read_bytes()).walk("VEVENT")
    assert len(found) == count
    return found


def by_summary(found):
    return {str(event["SUMMARY"]): event for event in found}


def put(folder, text=TEXT % 30):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "initiative.yaml").write_text(text, "utf-8")
    return folder


def test_every_day_of_the_example_is_in_it(tmp_path):
    found = by_summary(events(INQUIRIES, tmp_path / "c.ics"))
    day = {name: event.decoded("DTSTART") for name, event in found.items()}
    assert day["The pilot starts"] == date(2026, 4, 13)
    assert day["The pilot ends"] == date(2026, 6, 5)
    assert day["Decide: After the pilot: production, and then the model or not?"] == date(2026, 9, 30)
    assert day["Tell: What came out of the pilot and what changes for the teams"] == date(2026, 6, 19)
    assert day["Ends: Exception to KPI001 on kpis.satisfaction"] == date(2026, 12, 31)
    assert day["Target of KPI: Minutes of handling per inquiry"] == date(2027, 6, 30)
    assert day["Execution gate to be passed"] == day["In production by this day"] == date(2026, 10, 31)


def test_an_event_lasts_its_whole_day_and_blocks_nobody_s_time(tmp_path):
    for event in events(INQUIRIES, tmp_path / "c.ics"):
        assert type(event.decoded("DTSTART")) is date
        assert event.decoded("DTEND") == event.decoded("DTSTART") + timedelta(days=1)
        assert event["TRANSP"] == "TRANSPARENT"
        assert event.decoded("DTSTAMP") == datetime(2026, 7, 15, tzinfo=UTC)


def test_what_is_done_is_left_out_and_what_recurs_is_one_event_from_the_day_it_is_due_next(tmp_path):
    found = by_summary(events(put(tmp_path / "a"), tmp_path / "c.ics"))
    assert sorted(found) == ["Decide: Buy; the, router?", "Review: Still right?"]
    review = found["Review: Still right?"]
    assert review.decoded("DTSTART") == date(2026, 7, 31)
    assert dict(review["RRULE"]) == {"FREQ": ["DAILY"], "INTERVAL": [30]}


def test_whole_weeks_recur_by_the_week(tmp_path):
    review = by_summary(events(put(tmp_path / "a", TEXT % 14), tmp_path / "c.ics"))["Review: Still right?"]
    assert dict(review["RRULE"]) == {"FREQ": ["WEEKLY"], "INTERVAL": [2]}


def test_an_event_names_who_takes_part(tmp_path):
    review = by_summary(events(put(tmp_path / "a"), tmp_path / "c.ics"))["Review: Still right?"]
    assert "Who: Chief operating officer" in review["DESCRIPTION"]
    assert "With: cfo" in review["DESCRIPTION"]


def test_the_same_day_gives_the_same_bytes_wherever_it_lies(tmp_path):
    for name in ("here/claims", "elsewhere/deep/claims"):
        write_calendar(put(tmp_path / name), tmp_path / name.replace("/", "-"), as_of=AS_OF)
    assert (tmp_path / "here-claims").read_bytes() == (tmp_path / "elsewhere-deep-claims").read_bytes()


def test_a_day_that_moves_moves_its_event(tmp_path):
    folder = put(tmp_path / "claims")
    before = by_summary(events(folder, tmp_path / "c.ics"))
    put(folder, (TEXT % 30).replace("2026-08-01", "2026-09-01"))
    after = by_summary(events(folder, tmp_path / "c.ics", date(2026, 7, 20)))
    name = "Decide: Buy; the, router?"
    assert before[name]["UID"] == after[name]["UID"]
    assert after[name].decoded("DTSTART") == date(2026, 9, 1)
    assert after[name]["SEQUENCE"] > before[name]["SEQUENCE"]


def test_no_two_events_share_an_id(tmp_path):
    folder = put(tmp_path / "p" / "a")
    put(tmp_path / "p" / "b")
    (folder / "waivers.yaml").write_text(
        "waivers:\n" + "  - {rule: KPI001, subject: kpis.x, until: 2026-12-31}\n"
        "  - {rule: KPI001, subject: kpis.x, until: 2027-12-31}\n", "utf-8"
    )  # fmt: skip
    (tmp_path / "p" / "portfolio.yaml").write_text("title: All of it\n", "utf-8")
    found = events(tmp_path / "p", tmp_path / "c.ics")
    assert len(found) == 6
    assert len({str(event["UID"]) for event in found}) == 6
    assert all(str(event["SUMMARY"]).startswith("Faster claims: ") for event in found)


def test_decisions_at_gates_and_their_conditions_come_from_the_ledger(tmp_path):
    folder = put(tmp_path / "claims")
    at = datetime(2026, 7, 10, 9, tzinfo=UTC)
    todo = (Condition("Name the owner", date(2026, 8, 20), "coo"),)
    decided = Draft("decide", "claims", "coo", "sponsor", at, phase="discovery", choice="go", conditions=todo)
    FileLedger(ledger_of(folder)).append(decided)
    found = by_summary(events(folder, tmp_path / "c.ics"))
    assert found["Discovery gate: go"].decoded("DTSTART") == date(2026, 7, 10)
    assert found["Condition of the go: Name the owner"].decoded("DTSTART") == date(2026, 8, 20)


def test_hostile_words_stay_words(tmp_path):
    nasty = "x\\\\nEND:VEVENT\\r\\nBEGIN:VALARM; a, b 🚆 " + "long" * 100
    folder = put(tmp_path / "a", f'title: x\ndecisions: {{d: {{question: "{nasty}", by: 2026-08-01}}}}\n')
    found = events(folder, tmp_path / "c.ics")
    assert len(found) == 1
    assert str(found[0]["SUMMARY"]).startswith("Decide: x\\nEND:VEVENT BEGIN:VALARM; a, b 🚆")
    assert all(len(line) <= 75 for line in (tmp_path / "c.ics").read_bytes().split(b"\r\n"))


def test_faults_of_the_document_are_told(tmp_path):
    with pytest.raises(DocumentFaults):
        write_calendar(put(tmp_path / "a", "title: [1]\n"), tmp_path / "c.ics", as_of=AS_OF)
    assert not (tmp_path / "c.ics").exists()


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "trueup.render.ics", raising=False)
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(TrueupError) as told:
        write_calendar(put(tmp_path / "a"), tmp_path / "c.ics", as_of=AS_OF)
    assert told.value.code == "extra"
    assert told.value.fix == "Run `pip install 'trueup[calendar]'`."
