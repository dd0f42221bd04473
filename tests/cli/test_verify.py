"""`trueup verify`: 0 where the ledger is as it was written, 1 and the entry's name where somebody was at it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desk import WHOLE
from drafts import draft
from trueup.adapters.ed25519 import new_key, public_key, sealed_by
from trueup.adapters.ledger_file import FileLedger

EXAMPLE = Path(__file__).parents[2] / "examples" / "flights-2014"


@pytest.fixture
def ledger(desk):
    ledger = FileLedger(desk.initiative() / "ledger.jsonl")
    for number in range(4):
        ledger.append(draft(f"e{number}", minutes=number))
    return ledger


def lines(ledger):
    return ledger.file.read_bytes().splitlines(keepends=True)


def test_a_sound_ledger_prints_its_head(desk, ledger):
    said = desk.call("verify", "orders")
    assert said.status == 0
    assert said.out == (f"ledger.jsonl: 4 entries, nothing was changed, removed or moved.\nhead {ledger.heads()[0]}\n")


DONE = {
    "2: wrong: Entry {1} on line 2 was edited": lambda rows: [rows[0], rows[1].replace(b"e1", b"e9"), *rows[2:]],
    "2: wrong: Entry {1} is not there, which entry {2} on line 2 follows": lambda rows: [rows[0], *rows[2:]],
    "1: wrong: Entry {1} on line 1 stands before {0} on line 2": lambda rows: [rows[1], rows[0], *rows[2:]],
    "5: wrong: Entry {0} stands on line 1 and again on line 5.": lambda rows: [*rows, rows[0]],
    "4: wrong: Line 4 is unfinished": lambda rows: [*rows[:3], rows[3][:30]],
    "5: wrong: Line 5: `<<<<<<< HEAD` is a conflict marker of git": lambda rows: [*rows, b"<<<<<<< HEAD\n"],
}


@pytest.mark.parametrize(("says", "change"), DONE.items())
def test_whatever_was_done_is_named_and_leaves_1(desk, ledger, says, change):
    ids = [entry.id[:12] for entry in ledger.entries()]
    ledger.file.write_bytes(b"".join(change(lines(ledger))))
    said = desk.call("verify", "orders")
    assert said.status == 1
    assert f"ledger.jsonl:{says.format(*ids)}" in said.out
    assert ", 1 problem." in said.out


def test_an_edit_is_not_called_a_branch(desk, ledger):
    ledger.file.write_bytes(b"".join(DONE["2: wrong: Entry {1} on line 2 was edited"](lines(ledger))))
    said = desk.call("verify", "orders")
    assert said.out.count("\nhead ") == 2
    assert "Two branches" not in said.out


def test_conflict_markers_come_with_the_way_out(desk, ledger):
    ledger.file.write_bytes(b"".join([*lines(ledger), b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> other\n"]))
    said = desk.call("verify", "orders")
    assert "two branches went on, and git could not join their entries" in said.out
    assert said.out.count("`trueup log merge` keeps both sides, each entry once") == 1
    assert "Likewise lines 6 and 7." in said.out


def test_what_was_cut_off_shows_against_the_head_that_was_printed(desk, ledger):
    head = desk.call("verify", "orders").out.split()[-1]
    ledger.file.write_bytes(b"".join(lines(ledger)[:3]))
    assert desk.call("verify", "orders").status == 0
    for known in (head, head[:12], head.upper()):
        said = desk.call("verify", "orders", "--head", known)
        assert said.status == 1
        assert f"The known head {head[:12]} is not among the 3 entries: the ledger was cut off" in said.out


def test_a_ledger_that_went_on_since_the_known_head_is_sound(desk, ledger):
    head = ledger.heads()[0]
    ledger.append(draft("later", minutes=9))
    assert desk.call("verify", "orders", "--head", head).status == 0


def test_a_ledger_that_was_taken_away_whole_shows_too(desk, ledger):
    head = ledger.heads()[0]
    ledger.file.unlink()
    assert desk.call("verify", "orders").out.startswith("There is no ledger to verify yet")
    said = desk.call("verify", "orders", "--head", head)
    assert (said.status, "is not among the 0 entries" in said.out) == (1, True)


@pytest.mark.parametrize("head", ["", "abc", "x" * 64, "a" * 65])
def test_what_is_no_head_is_told(desk, ledger, head):
    said = desk.call("verify", "orders", "--head", head)
    assert said.status == 2
    assert f"`{head}` is no head." in said.err


def test_a_head_is_of_one_initiative(desk):
    for name in ("a", "b"):
        desk.initiative(name=name)
    said = desk.call("verify", ".", "--head", "a" * 64)
    assert said.status == 2
    assert "There are 2 ledgers at .; a head is of one of them." in said.err


def test_a_portfolio_is_verified_whole(desk):
    for name in ("a", "b"):
        FileLedger(desk.initiative(name=name) / "ledger.jsonl").append(draft(name))
    assert desk.call("verify", ".").status == 0
    file = desk.folder / "b" / "ledger.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"b"', b'"c"'))
    said = desk.call("verify", ".", "--format", "json")
    assert said.status == 1
    assert [(each["file"], each["sound"]) for each in said.body["ledgers"]] == [
        ("a/ledger.jsonl", True),
        ("b/ledger.jsonl", False),
    ]
    assert said.body["ledgers"][1]["problems"][0]["kind"] == "edited"


def test_a_clock_that_went_back_is_a_note(desk, ledger):
    ledger.append(draft("early"))
    said = desk.call("verify", "orders")
    assert said.status == 0
    assert "ledger.jsonl:5: note: Entry" in said.out
    assert "Set the clock of the machine" in said.out


def test_signatures_with_keys_are_checked_and_false_ones_named(desk, ledger, tmp_path):
    for name in ("coo.pem", "new.pem"):
        new_key(tmp_path / name)
    ledger.append(sealed_by(tmp_path / "coo.pem", draft("agreed", minutes=5)))
    said = desk.call("verify", "orders")
    assert said.status == 0
    assert "1 signature made with a key, genuine; 0 of them with the key that is registered" in said.out
    assert f"write `people.coo.key: {public_key(tmp_path / 'coo.pem')}`" in said.out
    ledger.append(sealed_by(tmp_path / "new.pem", draft("again", minutes=6)))
    said = desk.call("verify", "orders")
    assert said.status == 0
    assert "! `coo` signed with 2 keys, and none is registered for them" in said.out


def registered(desk, **keys):
    """Register keys for people of the initiative."""
    file = desk.folder / "orders" / "initiative.yaml"
    people = "".join(f"{name}: {{side: business, key: '{key}'}}, " for name, key in keys.items())
    file.write_text(WHOLE.replace("people: {", f"people: {{{people}"), "utf-8")


def test_a_key_that_is_registered_for_the_person_is_told_from_one_that_is_not_theirs(desk, ledger, tmp_path):
    own, other = (new_key(tmp_path / name) for name in ("coo.pem", "new.pem"))
    ledger.append(sealed_by(tmp_path / "coo.pem", draft("agreed", minutes=5)))
    registered(desk, coo=own)
    said = desk.call("verify", "orders")
    assert (said.status, "!" in said.out) == (0, False)
    assert "1 signature made with a key, genuine; 1 of them with the key that is registered" in said.out
    registered(desk, coo=other)
    said = desk.call("verify", "orders")
    assert said.status == 1
    assert "is genuine and not theirs: it is sealed with another key than the one registered for `coo`" in said.out
    registered(desk, cfo=own)
    assert "not theirs: it is sealed with the key of `cfo`" in desk.call("verify", "orders").out
    registered(desk, coo=own, cfo=own)
    assert "one key for two people is nobody's own" in desk.call("verify", "orders").out


def test_an_earlier_key_stays_listed_beside_the_new_one(desk, ledger, tmp_path):
    old, new = (new_key(tmp_path / name) for name in ("coo.pem", "new.pem"))
    for number, name in enumerate(("coo.pem", "new.pem"), 5):
        ledger.append(sealed_by(tmp_path / name, draft("agreed", minutes=number)))
    file = desk.folder / "orders" / "initiative.yaml"
    file.write_text(WHOLE.replace("people: {", f"people: {{coo: {{key: ['{old}', '{new}']}}, "), "utf-8")
    assert "2 of them with the key that is registered" in desk.call("verify", "orders").out


def test_one_key_that_two_people_sealed_with_is_nobodys(desk, ledger, tmp_path):
    new_key(tmp_path / "one.pem")
    for number, who in enumerate(("coo", "it-lead"), 5):
        ledger.append(sealed_by(tmp_path / "one.pem", draft("agreed", minutes=number, who=who)))
    said = desk.call("verify", "orders")
    assert (said.status, said.out.count("one key for two people is nobody's own")) == (1, 2)


def test_whose_the_keys_are_is_not_known_where_the_document_cannot_be_read(desk, ledger, tmp_path):
    new_key(tmp_path / "coo.pem")
    ledger.append(sealed_by(tmp_path / "coo.pem", draft("agreed", minutes=5)))
    (desk.folder / "orders" / "initiative.yaml").write_text("title: [", "utf-8")
    said = desk.call("verify", "orders")
    assert said.status == 0
    assert "1 signature made with a key, genuine; whose keys they are is not known." in said.out
    body = desk.call("verify", "orders", "--format", "json").body["ledgers"][0]
    assert (body["genuine_keys"], body["registered_keys"]) == (1, None)


def test_what_the_whole_file_has_is_told_once_with_its_lines(desk, ledger):
    ledger.file.write_bytes(ledger.file.read_bytes().replace(b"\n", b"\r\n"))
    said = desk.call("verify", "orders")
    assert said.out.count("wrong:") == 1
    assert "Likewise lines 2, 3 and 4." in said.out
    assert "4 problems" in said.out
    assert len(desk.call("verify", "orders", "--format", "json").body["ledgers"][0]["problems"]) == 4


def test_many_lines_are_told_by_the_first_of_them(desk, ledger):
    for number in range(10, 40):
        ledger.append(draft("more", minutes=number))
    ledger.file.write_bytes(ledger.file.read_bytes().replace(b"\n", b"\r\n"))
    assert "Likewise lines 2, 3, 4, 5, 6 and 28 more." in desk.call("verify", "orders").out


def test_a_false_signature_is_named(desk, ledger, tmp_path):
    new_key(tmp_path / "coo.pem")
    sealed = sealed_by(tmp_path / "coo.pem", draft("agreed", minutes=5))
    forged = ledger.append(draft("agreed to more", minutes=5, proof="sealed", sealed=sealed.sealed))
    said = desk.call("verify", "orders")
    assert said.status == 1
    assert f"Entry {forged.id[:12]} carries a signature of `coo` that the key in it did not make." in said.out


def test_a_piece_that_a_crash_left_is_remarked(desk, ledger):
    ledger.file.write_bytes(ledger.file.read_bytes() + b'{"at":')
    ledger.append(draft("after", minutes=9))
    said = desk.call("verify", "orders")
    assert said.status == 0
    assert ".torn-" in said.out
    assert "holds a line that a crash left unfinished" in said.out


# ---- what the ledger rests on


@pytest.fixture
def year(desk):
    shutil.copytree(EXAMPLE, desk.folder / "year")
    return desk


def test_texts_and_proof_that_are_as_they_were_are_not_spoken_of(year):
    said = year.call("verify", "year")
    assert (said.status, "!" in said.out) == (0, False)


def test_a_signed_text_that_was_changed_or_taken_away_is_named_with_who_signed_it(year):
    first, second = sorted((year.folder / "year" / "evidence" / "agreements").glob("objective-*.json"))
    first.write_text(first.read_text("utf-8").replace("late", "soon", 1), "utf-8")
    second.unlink()
    said = year.call("verify", "year")
    assert said.status == 1
    assert f"wrong: evidence/agreements/{first.name} was changed since entry" in said.out
    assert f"wrong: evidence/agreements/{second.name} is not there: the text that `" in said.out
    assert "2 problems." in said.out


def test_minutes_that_were_changed_prove_nothing_any_more(year):
    (minutes,) = (year.folder / "year" / "minutes").iterdir()
    minutes.write_bytes(minutes.read_bytes() + b"And 25 % would do.\n")
    said = year.call("verify", "year")
    assert said.status == 1
    assert f"minutes/{minutes.name} was changed since entry" in said.out
    assert "no longer what `network-lead` recorded the answer of `coo` from" in said.out


def test_what_is_kept_elsewhere_is_said_and_is_no_fault(year):
    shutil.rmtree(year.folder / "year" / "minutes")
    shutil.rmtree(year.folder / "year" / "evidence")
    said = year.call("verify", "year")
    assert said.status == 0
    assert "! The texts that were signed are not here to compare: evidence/agreements/." in said.out
    assert "! Proof that is kept elsewhere was not compared: 2014-03-17.md." in said.out
