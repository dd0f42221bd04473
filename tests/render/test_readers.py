"""The sheets of the five readers: the figures of the full report in their terms, as much as there is room for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from render.cases import HOSTILE_TITLES, Made, flights, hostile, large, ten_lines, title_only, written
from trueup.adapters.folder import ledger_of
from trueup.adapters.ledger_file import FileLedger
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.model.ledger import Agreement, Condition, Draft, Entry, Recorded
from trueup.render.charts.numbers import amount, share
from trueup.render.html.figures import evidenced_figure, promised_figure, spend_figure
from trueup.render.html.for_readers import READERS, sheet_for, sheet_html
from trueup.render.html.readers.data_owner import data_people
from trueup.render.html.readers.markdown import sheet_markdown
from trueup.render.html.readers.sheet import LONGEST, Table, told
from trueup.render.html.readers.wording import fault_words

ROOT = Path(__file__).parents[2]
HUNDRED = ("executive", "delivery", "technical")
"""Readers whose sheets carry the key figures."""


@pytest.fixture(scope="module")
def example(answers):
    return flights(ROOT).assess(answers)


@pytest.fixture(scope="module")
def again():
    """The example, assessed and its data asked once more."""
    return flights(ROOT).assess()


@pytest.fixture(scope="module")
def inquiries(answers):
    return Made(ROOT / "examples" / "inquiries", None, date(2026, 7, 15)).assess(answers)


@pytest.fixture(scope="module")
def plan(tmp_path_factory, answers):
    return large(tmp_path_factory.mktemp("large")).assess(answers)


@pytest.fixture(scope="module")
def hostiles(tmp_path_factory, answers):
    """The assessments of documents with hostile texts, by the name of the text."""
    folder = tmp_path_factory.mktemp("hostile")
    return {name: hostile(folder / name, title).assess(answers) for name, title in HOSTILE_TITLES.items()}


def text(page):
    """The words of a page, without its style."""
    body = page[page.index("<body>") :]
    return " ".join(unescape(re.sub(r"<wbr>|<[^>]+>", lambda tag: "" if tag[0] == "<wbr>" else " ", body)).split())


def tables(sheet):
    return {s.id: block for s in sheet.sections for block in s.blocks if isinstance(block, Table)}


@pytest.mark.parametrize("reader", READERS)
def test_the_same_assessment_gives_the_same_bytes(example, again, reader):
    assert sheet_html(sheet_for(example, reader)) == sheet_html(sheet_for(again, reader))
    assert sheet_markdown(sheet_for(example, reader)) == sheet_markdown(sheet_for(again, reader))


@pytest.mark.parametrize("reader", READERS)
def test_a_sheet_asks_nothing_of_a_network_and_names_no_place_of_this_machine(example, reader):
    page = sheet_html(sheet_for(example, reader))
    assert re.search(r"<(?:script|iframe|object|embed|form|img|base)\b|https?://(?!www\.w3\.org/)", page) is None
    assert str(ROOT) not in page


@pytest.mark.parametrize("reader", HUNDRED)
def test_its_key_figures_are_those_of_the_full_report(example, inquiries, reader):
    for found in (example, inquiries):
        shown = {(figure.value, figure.unit, figure.basis) for _, figure, _ in sheet_for(found, reader).figures}
        for whole in (promised_figure(found), evidenced_figure(found), spend_figure(found)):
            assert (whole.value, whole.unit, whole.basis) in shown


@pytest.mark.parametrize("form", [lambda s: text(sheet_html(s)), sheet_markdown], ids=["html", "markdown"])
def test_the_executive_reads_no_code_word(example, inquiries, form):
    for found in (example, inquiries):
        said = form(sheet_for(found, "executive"))
        assert re.findall(r"\b[A-Z]{3}\d{3}\b", said) == []
        assert "`" not in said
        assert (
            re.findall(r"--[a-z]+|\b\w+\.yaml|\.parquet|\b(?:kpis|epics|options|data)\.\w+|\b[a-z]+_[a-z_]+\b", said)
            == []
        )
        assert re.findall(r"\b(?:ml|llm|NotRun|None)\b", said) == []


def test_the_executive_sees_what_to_decide_by_when_and_what_each_way_costs(inquiries):
    sheet = sheet_for(inquiries, "executive")
    decide = {row[0].words: row for row in tables(sheet)["decide"].rows}
    assert decide["After the pilot: production, and then the model or not?"][2].words == "30\u00a0Sep\u00a02026"
    assert decide["Is the router of the vendor bought?"][2].words == "no day set"
    assert "Go on, hold, rework or stop at the Execution gate" in decide
    ways = {row[0].words: row for row in tables(sheet)["ways"].rows}
    vendor = next(row for words, row in ways.items() if words.startswith("The router of a vendor"))
    assert vendor[1].words == "held"
    late = "It uses data that is known only after the decision."
    assert vendor[2].words == f"{late} The data it would learn from is not fit for that."
    assert vendor[3].words == "€80k to €120k"
    assert vendor[3].basis == "assumed"


def test_a_decision_past_its_day_is_overdue_by_so_many_days(inquiries):
    late = replace(inquiries, as_of=date(2026, 10, 10))
    row = next(row for row in tables(sheet_for(late, "executive"))["decide"].rows if row[0].words.startswith("After"))
    assert (row[2].state, row[2].note) == ("bad", "10 days overdue")


def test_delivery_sees_what_blocks_what_is_overdue_and_work_that_reaches_nothing(inquiries):
    sheet = sheet_for(inquiries, "delivery")
    shown = tables(sheet)
    blocking = [f for f in inquiries.due() if f.severity == "blocks"]
    assert [row[0].words for row in shown["blocks"].rows] == [told(f.problem) for f in blocking]
    assert [row[2].note for row in shown["dates"].rows if row[2].state == "bad"] == [
        "47 days overdue",
        "26 days overdue",
    ]
    assert [row[0].note for row in shown["idle"].rows] == ["epics.E5", "epics.E6"]
    steps = next(s for s in sheet.sections if s.id == "next").blocks[0].rows
    assert [row[0] for row in steps] == [told(action.what) for action in inquiries.actions]


def test_the_technical_lead_sees_lines_and_columns_known_too_late(inquiries):
    shown = tables(sheet_for(inquiries, "technical"))
    assert {row[0].words: row[3].words for row in shown["data"].rows}["inquiries"] == "closing_code"
    assert shown["findings"].rows[0][0].words == str(inquiries.due()[0].place)
    assert re.fullmatch(r"[\w./-]+:\d+", shown["findings"].rows[0][0].words)


def test_where_all_columns_are_known_late_each_that_is_asked_for_is_named(example):
    rows = {row[0].words: row for row in tables(sheet_for(example, "technical"))["data"].rows}
    assert rows["weather"][3].words == "visib, wind_speed"
    assert rows["planes"][3].words == "none that is asked for"


def test_a_data_owner_sees_their_data_sets_and_what_is_theirs_to_mend(inquiries):
    sheet = sheet_for(inquiries, "data-owner", who="crm-data-lead")
    shown = tables(sheet)
    assert [row[0].words for row in shown["sets"].rows] == ["customers"]
    faults = [row[2].words for row in shown["checks"].rows]
    assert faults[0] == (
        "420 rows of 40,594 in `inquiries` (1.03 %) have a `customer_id` that `customers` does not hold: 35 values."
    )
    assert [row[0].note.rpartition(" ")[2] for row in shown["checks"].rows] == ["DAT004", "DAT012", "DAT014"]
    assert "2 do not hold on columns that nothing stands on: every `since` is at least 2004-01-01" in faults[1]
    assert dict(sheet.meta)["For"] == "Head of customer data"


def test_the_money_on_a_data_set_is_what_its_most_important_kpi_promises(inquiries):
    rows = {row[0].words: row for row in tables(sheet_for(inquiries, "data-owner"))["hangs"].rows}
    stream = inquiries.evidence.benefit.streams[0]
    assert rows["inquiries"][3].words == amount(stream.promised.value, stream.promised.unit)
    assert rows["inquiries"][3].basis == stream.promised.basis.value
    assert rows["customers"][3].words == ""


def test_stewards_and_custodians_have_a_sheet_as_well(inquiries):
    assert set(data_people(inquiries)) >= {
        "service-data-lead",
        "data-steward",
        "head-of-digital",
        "crm-data-lead",
        "cfo",
    }
    sheet = sheet_for(inquiries, "data-owner", who="data-steward")
    assert [row[0].words for row in tables(sheet)["sets"].rows] == ["inquiries", "events"]


def test_legal_sees_classes_licences_red_lines_duties_and_exceptions(inquiries):
    shown = tables(sheet_for(inquiries, "legal"))
    classes = {row[0].words: row[1].words for row in shown["data"].rows}
    assert classes["customers"] == "personal"
    assert classes["agents"] == "not stated"
    assert classes["costs"] == "none"
    assert [row[0].words for row in shown["limits"].rows][:2] == [
        "More inquiries opened again",
        "Counting the errors of single people",
    ]
    assert "GDPR" in shown["duties"].rows[0][1].words
    assert [row[4].state for row in shown["exceptions"].rows] == ["ok", "warn"]
    assert "No signature" in sheet_for(inquiries, "legal").sections[-1].blocks[0].words


def entries():
    at = datetime(2026, 7, 1, 9, tzinfo=UTC)
    signed = Agreement("objective", Digest("objective/1:" + "a" * 64))
    mail = Recorded("service-po", "mail of 1 July", "b" * 64)
    go = (Condition("Name who owns it after the pilot", date(2026, 7, 10), "head-of-service"),)
    drafts = (
        Draft(
            "sign",
            "cost-of-inquiries",
            "head-of-service",
            "sponsor",
            at,
            agreement=signed,
            proof="recorded",
            recorded=mail,
        ),
        Draft(
            "decide",
            "cost-of-inquiries",
            "head-of-service",
            "sponsor",
            at,
            phase="discovery",
            choice="go",
            conditions=go,
        ),
        Draft("waive", "cost-of-inquiries", "cfo", "cfo", at, subject="KPI001 kpis.x", until=date(2026, 12, 31)),
    )
    return tuple(Entry(str(number), (), draft) for number, draft in enumerate(drafts))


def test_legal_sees_what_was_signed_by_whom_and_how_we_know(inquiries):
    rows = tables(sheet_for(inquiries, "legal", entries(), ("c" * 64,)))["signed"].rows
    assert [(row[0].words, row[4].words) for row in rows] == [
        ("Signed: shared objective agreement", "recorded by service-po from mail of 1 July"),
        ("Exception allowed: KPI001 kpis.x until 31\u00a0Dec\u00a02026", "claimed, no proof"),
    ]
    assert "c" * 64 in sheet_for(inquiries, "legal", entries(), ("c" * 64,)).foot[-1]


def test_legal_sees_what_was_decided_at_gates_among_the_decisions(inquiries):
    [go, *_] = tables(sheet_for(inquiries, "legal", entries()))["decisions"].rows
    assert (go[0].words, go[3].words) == ("Discovery gate", "go, under 1 condition")


def test_legal_sees_first_what_is_proven_however_old_it_is(inquiries):
    old, *_ = entries()
    claimed = replace(old.draft, proof="claimed", recorded=None)
    later = [replace(old, id=f"{n}", draft=replace(claimed, at=old.draft.at + timedelta(n))) for n in range(1, 20)]
    rows = tables(sheet_for(inquiries, "legal", (old, *later)))["signed"].rows
    assert rows[0][4].words == "recorded by service-po from mail of 1 July"


def test_the_condition_of_a_go_is_the_executive_s_to_see_to(inquiries):
    rows = {row[0].words: row for row in tables(sheet_for(inquiries, "executive", entries()))["decide"].rows}
    assert rows["Name who owns it after the pilot"][2].note == "5 days overdue"


def test_what_changed_since_it_was_signed_is_to_be_signed_again(tmp_path):
    folder = tmp_path / "claims"
    text = """title: Faster claims
objective: {statement: %s, owner: coo, kpi: late}
people: {coo: {name: Chief operating officer, side: business, role: sponsor}}
kpis: {late: {title: Late claims}}
"""
    made = written(folder, text % "Settle claims in ten days")
    begun = Draft("review", "claims", "coo", "sponsor", datetime(2026, 1, 1, 9, tzinfo=UTC))
    FileLedger(ledger_of(folder)).append(begun)
    today = made.assess().agreed.agreements["objective"]
    signed = replace(begun, kind="sign", phase="discovery", agreement=today, at=datetime(2026, 1, 2, 9, tzinfo=UTC))
    entry = FileLedger(ledger_of(folder)).append(signed)
    held = tables(sheet_for(made.assess(), "legal", [entry]))["signed"].rows
    assert held[0][3].words == "as entered"
    changed = written(folder, text % "Settle claims in nine days").assess()
    again = next(
        row for row in tables(sheet_for(changed, "executive"))["decide"].rows if row[0].words.startswith("Sign again")
    )
    assert again[0].words == "Sign again: shared objective agreement"
    assert again[1].words == "Chief operating officer"
    assert tables(sheet_for(changed, "legal", [entry]))["signed"].rows[0][3].words == "lapsed: the text changed"


@pytest.mark.parametrize("reader", READERS)
def test_what_is_not_there_is_said(tmp_path, reader):
    sheet = sheet_for(title_only(tmp_path / "t").assess(), reader)
    said = text(sheet_html(sheet)) + sheet_markdown(sheet)
    assert "None" not in said
    assert "No " in said


@pytest.mark.parametrize("reader", READERS)
def test_a_large_plan_leaves_most_out_and_says_how_much(plan, reader):
    sheet = sheet_for(plan, reader)
    for section in sheet.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert len(block.rows) <= 16
                assert all(len(cell.words) <= 300 and len(cell.note) <= 300 for row in block.rows for cell in row)
    assert len(sheet_html(sheet).encode()) < 160_000
    if reader == "delivery":
        assert re.fullmatch(r"And [\d,]+ more pieces of work: .*", tables(sheet)["idle"].left_out)


@pytest.mark.parametrize("name", HOSTILE_TITLES)
@pytest.mark.parametrize("reader", READERS)
def test_hostile_texts_are_neither_markup_nor_longer_than_a_sheet_holds(hostiles, name, reader):
    sheet = sheet_for(hostiles[name], reader)
    page, said = sheet_html(sheet), sheet_markdown(sheet)
    assert "<script" not in page
    assert "<img" not in page
    assert "<script" not in re.sub(r"`[^`]*`", "", said)
    assert len(page.encode()) < 160_000


def test_a_text_is_cut_between_words_so_that_no_figure_is_halved():
    words = f"{'a ' * 100}€1,234,567 b"
    for most in range(190, len(words)):
        assert not re.search(r"€[\d,]*…", told(words, most).replace("€1,234,567", ""))
    assert told("x" * 1_000) == "x" * (LONGEST - 1) + "…"
    assert told(None) == ""


def test_a_fault_s_name_reads_as_words():
    assert fault_words("ai-without-plain-option") == "AI without plain option"
    assert fault_words("kpi-without-owner") == "KPI without owner"


def test_markdown_has_the_figures_with_their_basis(example):
    said = sheet_markdown(sheet_for(example, "executive"))
    assert f"**{share(example.evidence.spend.aligned)} of €132k** (estimated)".replace("\u00a0", " ") in said
    assert "**€645k a year** (assumed)" in said
    assert said.count("\n## ") == 4


def test_an_unknown_person_has_no_data_sets(example):
    assert Id("nobody") not in data_people(example)


def test_ten_lines_have_a_sheet_for_each_reader(tmp_path):
    found = ten_lines(tmp_path / "ten").assess()
    assert len({sheet_html(sheet_for(found, reader)) for reader in READERS}) == len(READERS)
