"""`trueup log`: what was signed and decided, and two branches of it joined."""

from __future__ import annotations

from datetime import date

import pytest

from drafts import START, draft
from trueup.adapters.ledger_file import FileLedger
from trueup.core.model.ledger import Agreement, Condition, Draft, Recorded


@pytest.fixture
def ledger(desk):
    return FileLedger(desk.initiative() / "ledger.jsonl")


def signature(who, role, **more):
    agreement = Agreement("objective", "objective/1:" + "9f2c" * 16)
    return Draft("sign", "orders", who, role, START, phase="discovery", agreement=agreement, **more)


@pytest.fixture
def story(ledger):
    """Sign (own and recorded), go with a condition, hold a review, waive, and kill with money released."""
    mail = Recorded("pm", "mail.eml", "ab" * 32)
    ledger.append(signature("coo", "sponsor", proof="session"))
    ledger.append(signature("cfo", "finance", proof="recorded", recorded=mail))
    condition = Condition("ask the data owner", date(2026, 4, 1), "pm")
    ledger.append(Draft("decide", "orders", "coo", "sponsor", START, "discovery", choice="go", conditions=(condition,)))
    ledger.append(draft("costs looked at", subject="steering", attended=("coo", "cfo")))
    ledger.append(Draft("waive", "orders", "pm", "", START, subject="KPI001 kpis.late", until=date(2026, 6, 30)))
    ledger.append(
        Draft("decide", "orders", "coo", "sponsor", START, "feasibility", choice="kill", released=(120_000.0, "EUR"))
    )
    return ledger


def test_the_log_says_who_did_what_and_how_we_know(desk, story):
    said = desk.call("log", "orders")
    assert said.status == 0
    ids = [entry.id[:12] for entry in story.entries()]
    assert said.out.startswith("ledger.jsonl: 6 entries\n\n")
    signed = "signed the shared objective agreement objective/1:9f2c9f2c9f2c"
    for line in (
        f"2026-03-02 coo (sponsor) {signed} (own, in their session) [{ids[0]}]",
        f"2026-03-02 cfo (finance) {signed} (recorded by pm from mail.eml) [{ids[1]}]",
        f"2026-03-02 coo (sponsor) decided go at the gate of discovery [{ids[2]}]",
        f"[{ids[2]}] condition: ask the data owner by 2026-04-01 (pm)",
        f"coo (sponsor) held the review steering [{ids[3]}] costs looked at present: coo, cfo",
        f"pm waived KPI001 kpis.late until 2026-06-30 [{ids[4]}]",
        f"coo (sponsor) decided kill at the gate of feasibility, which released €120k [{ids[5]}]",
    ):
        assert line in said.flat
    assert said.out.endswith(f"\nhead {story.heads()[0]}\n")


def test_the_log_lists_what_each_phase_delivered_and_money_only_where_it_was_released(desk, story):
    said = desk.call("log", "orders").flat
    assert (
        "Value before code: what each phase delivered discovery agreed objective, 2026-03-02, signed by coo (sponsor, "
        "own, in their session), cfo (finance, recorded by pm from mail.eml); go on 2026-03-02"
    ) in said
    assert "released €120k by the kill of coo on 2026-03-02 in all €120k of committed budget released" in said


def test_no_money_stands_in_a_log_without_a_release(desk, ledger):
    ledger.append(signature("coo", "sponsor"))
    said = desk.call("log", "orders")
    assert "(claimed)" in said.flat
    assert "€" not in said.out
    assert "released" not in said.out


def test_a_note_cannot_move_the_cursor(desk, ledger):
    ledger.append(draft("fine\x1b[2K\rforged\nline"))
    said = desk.call("log", "orders").out
    assert "\x1b" not in said
    assert "fine [2K forged line" in said


def test_as_json_the_entries_are_those_of_the_file(desk, story):
    said = desk.call("log", "orders", "--format", "json")
    (found,) = said.body["ledgers"]
    assert [each["id"] for each in found["entries"]] == [each.id for each in story.entries()]
    assert found["heads"] == list(story.heads())
    assert found["released"] == {"EUR": 120_000.0}
    assert found["delivered"][0]["agreement"] == "objective"
    assert [each["proof"] for each in found["delivered"][0]["signatures"]] == ["session", "recorded"]


def test_the_log_goes_into_a_file(desk, story):
    assert desk.call("log", "orders", "-o", "log.txt").out == "Wrote log.txt.\n"
    assert (desk.folder / "log.txt").read_text() == desk.call("log", "orders").out


def test_a_portfolio_has_the_logs_of_its_initiatives_and_a_broken_document_stops_none(desk):
    for name in ("a", "b", "c"):
        desk.initiative(name=name)
    FileLedger(desk.folder / "a" / "ledger.jsonl").append(draft("first"))
    FileLedger(desk.folder / "b" / "ledger.jsonl").append(draft("second"))
    (desk.folder / "a" / "initiative.yaml").write_text("nothing: [")
    said = desk.call("log", ".")
    assert said.status == 0
    assert "a/ledger.jsonl: 1 entry" in said.out
    assert "b/ledger.jsonl: 1 entry" in said.out
    assert "c/" not in said.out


def test_where_nothing_was_signed_it_says_how_to_begin(desk):
    desk.initiative()
    said = desk.call("log", "orders")
    assert (said.status, said.out) == (0, "Nothing was signed or decided here yet. Begin with `trueup sign`.\n")


def test_a_ledger_that_was_changed_is_not_shown(desk, story):
    story.file.write_bytes(story.file.read_bytes().replace(b'"cfo"', b'"ceo"', 1))
    said = desk.call("log", "orders")
    assert said.status == 2
    assert "ledger.jsonl:2: Entry" in said.err
    assert "was edited" in said.err
    assert said.out == ""


# ---- merge


@pytest.fixture
def branches(desk):
    one, other = (FileLedger(desk.folder / name) for name in ("one.jsonl", "other.jsonl"))
    one.append(draft("common"))
    other.file.write_bytes(one.file.read_bytes())
    one.append(draft("left"))
    other.append(draft("right"))
    return one, other


def test_two_branches_become_one_ledger_with_one_head(desk, branches):
    said = desk.call("log", "merge", "one.jsonl", "other.jsonl", "-o", "both.jsonl", "--by", "pm")
    joined = FileLedger(desk.folder / "both.jsonl")
    assert said.out == f"Wrote both.jsonl: 4 entries, 2 branches joined.\nhead {joined.heads()[0]}\n"
    assert {entry.draft.note for entry in joined.entries()} == {"common", "left", "right", ""}
    assert desk.call("verify", "both.jsonl").status == 0
    assert "pm joined 2 branches of the ledger" in desk.call("log", "both.jsonl").out


def test_without_a_file_the_ledger_here_is_joined_in_its_place(desk, branches):
    one, other = branches
    here = desk.folder / "ledger.jsonl"
    lines = one.file.read_bytes().splitlines(keepends=True)
    end = other.file.read_bytes().splitlines(keepends=True)[1]
    here.write_bytes(b"%s<<<<<<< HEAD\n%s=======\n%s>>>>>>> other\n" % (*lines, end))
    assert desk.call("verify", ".").status == 1
    said = desk.call("log", "merge", "--by", "pm")
    assert said.status == 0
    assert "4 entries, 2 branches joined" in said.out
    assert desk.call("verify", ".").status == 0


def test_whom_the_document_does_not_know_joins_nothing(desk, branches):
    folder = desk.initiative()
    (folder / "ledger.jsonl").write_bytes(branches[0].file.read_bytes())
    before = (folder / "ledger.jsonl").read_bytes()
    words = ("log", "merge", "orders/ledger.jsonl", "other.jsonl", "-o", "orders/ledger.jsonl", "--by")
    said = desk.call(*words, "op")
    assert said.status == 2
    assert "Nobody called `op` is listed in `people`." in said.flat
    assert (folder / "ledger.jsonl").read_bytes() == before
    assert desk.call(*words, "ops").status == 0


def test_who_joins_has_to_be_said(desk, branches):
    said = desk.call("log", "merge", "one.jsonl", "other.jsonl", "-o", "both.jsonl")
    assert said.status == 2
    assert "has 2 heads, and nobody says who joins them" in said.err
    assert not (desk.folder / "both.jsonl").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("merge", "one.jsonl", "other.jsonl", "--by", "pm"), "Say where the joined ledger goes: -o ledger.jsonl"),
        (("merge", "one.jsonl", "nowhere.jsonl", "-o", "x", "--by", "pm"), "nowhere.jsonl is not there."),
        (("one.jsonl", "other.jsonl"), "Name one PATH, or `merge` and the files to join."),
        (("one.jsonl", "--by", "pm"), "--by says who joins branches"),
    ],
)
def test_what_cannot_be_followed_is_told_and_writes_nothing(desk, branches, words, says):
    before = {file.name: file.read_bytes() for file in desk.folder.glob("*.jsonl")}
    said = desk.call("log", *words)
    assert said.status == 2
    assert says in said.err
    assert {file.name: file.read_bytes() for file in desk.folder.glob("*.jsonl")} == before
