"""What was asked once is not asked again, and what was seen is told to those who do not have the data."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import date

import pytest

from desk import WHOLE, Desk, as_csv, rows
from trueup.app.assess import Settings, Trace, assess
from trueup.core.model.ask.identity import NotRun

DAY = date(2027, 1, 15)
LONG_AGO = 1_700_000_000
SECOND_KPI = """\
  punctual:
    unit: 1
    direction: at_least
    owner: ops
    data: orders
    value: delivered_on <= promised_on
    across: share
    at: promised_on
    baseline: {from: 2026-01-01, to: 2026-12-31}
    target: {value: 80 %, by: 2027-12-31}
assumptions:
"""
TWO_KPIS = WHOLE.replace("assumptions:\n", SECOND_KPI)


@pytest.fixture
def folder(desk):
    """An initiative whose data was written long ago."""
    made = desk.initiative(TWO_KPIS)
    os.utime(made / "orders.csv", (LONG_AGO, LONG_AGO))
    return made


@pytest.fixture
def look(desk, folder):
    """Assess, and tell how the assessment came about."""

    def assessed(**settings):
        trace = Trace()
        chosen = replace(Settings(cache=desk.cache), **settings)
        return assess(folder, as_of=DAY, settings=chosen, trace=trace), trace

    return assessed


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A desk where it was looked at once, without keeping evidence; what was found, and how."""
    desk = Desk(tmp_path_factory.mktemp("first"))
    folder, trace = desk.initiative(TWO_KPIS), Trace()
    os.utime(folder / "orders.csv", (LONG_AGO, LONG_AGO))
    settings = Settings(cache=desk.cache, keep_evidence=False)
    return desk, assess(folder, as_of=DAY, settings=settings, trace=trace), trace


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """The evidence of it."""
    desk = Desk(tmp_path_factory.mktemp("evidence"))
    folder = desk.initiative(TWO_KPIS)
    assess(folder, as_of=DAY, settings=Settings(cache=None))
    return folder / "evidence"


def late(assessment, kpi="late"):
    reading = assessment.evidence.reading(kpi)
    return reading if isinstance(reading, NotRun) else round(reading.level.value, 6)


def evidence_of(folder):
    return {file.name: file.read_bytes() for file in sorted((folder / "evidence").iterdir())}


# ---- the cache -------------------------------------------------------------------------------------------------------


def test_a_second_assessment_runs_no_statement(look):
    first, asked = look()
    again, cached = look()
    assert asked.statements > 0
    assert (cached.statements, cached.cached > 0, cached.earlier) == (0, True, 0)
    assert again == first


def test_a_file_that_was_only_touched_is_hashed_again_and_asked_nothing(look, folder):
    look()
    os.utime(folder / "orders.csv", (LONG_AGO + 60, LONG_AGO + 60))
    assert look()[1].statements == 0


def test_a_file_with_another_modification_time_and_one_other_byte_is_asked_again(look, folder):
    before, _ = look()
    (folder / "orders.csv").write_bytes(as_csv(rows(late_every=5)))
    after, trace = look()
    assert trace.statements > 0
    assert late(before) == pytest.approx(183 / 730, abs=1e-6)
    assert late(after) == pytest.approx(146 / 730, abs=1e-6)


def test_a_file_rewritten_within_the_tick_of_the_clock_is_asked_again(look, folder):
    look()
    (folder / "orders.csv").write_bytes(as_csv(rows(late_every=5)))
    state = (folder / "orders.csv").stat()
    assert late(look()[0]) == pytest.approx(146 / 730, abs=1e-6)
    (folder / "orders.csv").write_bytes(as_csv(rows(late_every=10)).ljust(state.st_size)[: state.st_size])
    os.utime(folder / "orders.csv", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (folder / "orders.csv").stat().st_ino == state.st_ino
    assert late(look()[0]) != pytest.approx(146 / 730, abs=1e-6)


def test_another_field_of_the_document_asks_nothing(look, folder):
    look()
    text = TWO_KPIS.replace("title: Faster deliveries", "title: Quicker deliveries").replace("4..8", "5..9")
    (folder / "initiative.yaml").write_text(text.replace("to: 2026-12-31", "to: 2026-06-30"))
    changed, trace = look()
    assert trace.statements == 0
    assert changed.document.initiative.title == "Quicker deliveries"


def test_another_value_of_one_kpi_asks_only_for_that_kpi(look, folder):
    _, first = look()
    text = TWO_KPIS.replace("value: delivered_on > promised_on", "value: delivered_on > promised_on + 1")
    (folder / "initiative.yaml").write_text(text)
    changed, trace = look()
    assert 0 < trace.statements < first.statements
    assert trace.cached == first.cached + len(_questions(folder)) - 1
    assert late(changed) == 0
    assert late(changed, "punctual") == pytest.approx(1 - 183 / 730, abs=1e-6)


def _questions(folder):
    return {
        row["question"]
        for file in (folder / "evidence").glob("*.json")
        for row in json.loads(file.read_text())["answers"]
    }


@pytest.mark.parametrize(
    "junk",
    [b"", b"{", b"[" * 100_000, b'["KpiDays",{}]', b"\xff", b'[["a", Infinity, 1, 1, "x"]]', b'{"guard": 1}', b"null"],
    ids=["empty", "cut short", "deep", "another shape", "no text", "infinite", "another guard", "null"],
)
def test_a_broken_cache_is_asked_again_and_mended(look, desk, first, junk):
    before, found, asked = first
    shutil.copytree(before.cache, desk.cache)
    files = [file for file in desk.cache.rglob("*") if file.is_file()]
    assert len(files) > 5
    for file in files:
        file.write_bytes(junk)
    again, trace = look(keep_evidence=False)
    assert again == found
    assert trace.statements == asked.statements
    assert look(keep_evidence=False)[1].statements == 0


def test_a_cache_full_of_folders_is_as_good_as_none(look, desk):
    first, asked = look(keep_evidence=False)
    for file in [file for file in desk.cache.rglob("*") if file.is_file()]:
        file.unlink()
        file.mkdir()
    again, trace = look(keep_evidence=False)
    assert again == first
    assert trace.statements == asked.statements
    assert any("not cached" in remark for remark in trace.remarks)


def test_without_a_cache_nothing_is_kept_or_used(look, desk):
    assert look(cache=None)[1].statements == look(cache=None)[1].statements > 0
    assert not desk.cache.exists()


# ---- evidence --------------------------------------------------------------------------------------------------------


def test_evidence_has_the_same_bytes_each_time(look, folder, desk):
    look()
    first = evidence_of(folder)
    assert set(first) == {"checks.jsonl", "data.orders.json", "kpis.late.json", "kpis.punctual.json"}
    times = {file: file.stat().st_mtime_ns for file in (folder / "evidence").iterdir()}
    look()
    shutil.rmtree(desk.cache)
    look()
    look(cache=None, threads=1)
    assert evidence_of(folder) == first
    assert {file: file.stat().st_mtime_ns for file in times} == times


def test_without_data_and_cache_the_evidence_answers_and_the_output_says_so(look, folder, desk):
    first, _ = look()
    kept = evidence_of(folder)
    (folder / "orders.csv").unlink()
    shutil.rmtree(desk.cache)
    again, trace = look()
    assert late(again) == late(first)
    assert again.evidence.table("orders") == first.evidence.table("orders")
    assert trace.statements == 0
    assert trace.earlier > 0
    assert trace.remarks == ["The data is not here (`orders`): its figures were seen earlier and are from evidence/."]
    assert evidence_of(folder) == kept
    said = desk.assess()
    assert said.status == 0
    assert trace.remarks[0] in said.flat
    assert desk.assess("--format", "json").body["initiatives"][0]["remarks"] == trace.remarks
    assert trace.remarks[0] in desk.call("report", "orders", "--as-of", "2027-01-15").flat


def test_evidence_of_another_definition_does_not_answer(look, folder):
    look(cache=None)
    (folder / "orders.csv").unlink()
    text = TWO_KPIS.replace("value: delivered_on > promised_on", "value: delivered_on > promised_on + 1")
    (folder / "initiative.yaml").write_text(text)
    changed, _ = look(cache=None)
    assert isinstance(late(changed), NotRun)
    assert late(changed, "punctual") == pytest.approx(1 - 183 / 730, abs=1e-6)


@pytest.mark.parametrize(
    "junk",
    [b"", b"{", b"[" * 100_000, b'{"evidence":1,"answers":[{}]}', b"\xff", b'{"answers": 5}', b"null"],
    ids=["empty", "cut short", "deep", "an empty answer", "no text", "a number", "null"],
)
def test_broken_evidence_is_no_evidence(look, folder, evidence, junk):
    shutil.copytree(evidence, folder / "evidence")
    for file in (folder / "evidence").iterdir():
        file.write_bytes(junk)
    data = (folder / "orders.csv").read_bytes()
    (folder / "orders.csv").unlink()
    absent, trace = look(cache=None)
    assert isinstance(late(absent), NotRun)
    assert trace.earlier == 0
    (folder / "orders.csv").write_bytes(data)
    assert late(look(cache=None)[0]) == pytest.approx(183 / 730, abs=1e-6)
    kept = {name: text for name, text in evidence_of(folder).items() if name.endswith(".json")}
    assert all(json.loads(text)["evidence"] == 1 for text in kept.values())


def test_evidence_of_data_that_is_not_here_survives_an_assessment_with_the_rest_of_the_data(desk):
    folder = desk.initiative(
        change={
            "key: order_id}}": (
                "key: order_id, references: {order_id: shops.id}}, shops: {source: shops.csv, owner: ops, key: id}}"
            )
        }
    )
    (folder / "shops.csv").write_text("id\n" + "\n".join(map(str, range(700))) + "\n")
    settings = Settings(cache=None)
    first = assess(folder, as_of=DAY, settings=settings)
    kept = evidence_of(folder)
    (folder / "shops.csv").unlink()
    trace = Trace()
    again = assess(folder, as_of=DAY, settings=settings, trace=trace)
    assert again.evidence.table("orders") == first.evidence.table("orders")
    assert trace.remarks == ["The data is not here (`shops`): its figures were seen earlier and are from evidence/."]
    assert evidence_of(folder) == kept


def test_a_link_out_of_an_untrusted_folder_is_not_written_through(look, folder, desk):
    outside = desk.folder / "outside.json"
    outside.write_text("mine")
    (folder / "evidence").mkdir()
    (folder / "evidence" / "kpis.late.json").symlink_to(outside)
    assessment, trace = look(untrusted=True)
    assert late(assessment) == pytest.approx(183 / 730, abs=1e-6)
    assert outside.read_text() == "mine"
    assert any("leads out of the initiative's folder" in remark for remark in trace.remarks)


# ---- data that changes or vanishes meanwhile -------------------------------------------------------------------------


@pytest.mark.parametrize("deed", ["rewritten", "removed", "cut short"])
def test_data_that_changes_while_it_is_read_gives_no_figure_and_is_never_cached(look, folder, deed):
    data = folder / "orders.csv"
    whole = data.read_bytes()

    deeds = {
        "rewritten": lambda: data.write_bytes(as_csv(rows(late_every=5))),
        "removed": data.unlink,
        "cut short": lambda: data.write_bytes(whole[:1000]),
    }

    def meddle(step):
        if step.startswith("reading the data: 1 of "):
            deeds[deed]()

    assessment, _ = look(progress=meddle)
    found = (late(assessment), late(assessment, "punctual"), assessment.evidence.table("orders"))
    missed = [each for each in found if isinstance(each, NotRun)]
    assert missed
    assert all("`orders.csv` changed while it was read" in each.detail for each in missed)
    assert all(each.fix == "Run the assessment again." for each in missed)
    data.write_bytes(whole)
    os.utime(data, (LONG_AGO, LONG_AGO))
    again, _ = look()
    assert late(again) == pytest.approx(183 / 730, abs=1e-6)


def test_data_that_changes_after_it_was_hashed_is_kept_under_its_own_hash(look, folder):
    data = folder / "orders.csv"
    whole = data.read_bytes()

    def meddle(step):
        if step.startswith("reading the data: ") and "answered" not in step:
            data.write_bytes(as_csv(rows(late_every=5)))

    meddled, _ = look(progress=meddle, keep_evidence=False)
    assert isinstance(late(meddled), NotRun) or late(meddled) == pytest.approx(146 / 730, abs=1e-6)
    data.write_bytes(whole)
    assert late(look()[0]) == pytest.approx(183 / 730, abs=1e-6)
