"""The history of a ledger: whatever is done to its text is found and named, and branches come together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts import DRAFTS, START, draft
from trueup.core.base.digest import Digest
from trueup.core.gates.entry_grammar import MEMBERS
from trueup.core.gates.entry_text import Checked, LineFault, check_line, line_of, placed, read_line, sealed_text
from trueup.core.gates.history import heads, joined, order, verify
from trueup.core.model.ledger import Agreement, Draft, Sealed, Seen


def chain(count, start=(), name="e"):
    """Return entries in one line, a minute apart; those that follow others come ten minutes later."""
    entries, prev = [], tuple(start)
    for number in range(count):
        entries.append(placed(draft(f"{name}{number}", minutes=number + 10 * len(start)), prev))
        prev = (entries[-1].id,)
    return entries


def text(entries):
    return b"".join(map(line_of, entries))


def told(data, known_head=None):
    """Return what is wrong as (kind, line, first letters of the entry)."""
    return [(each.kind, each.line, each.entry[:12]) for each in verify(data, known_head).problems]


@pytest.fixture
def five():
    return chain(5)


# ---- one entry, one text


@given(DRAFTS)
def test_an_entry_is_read_back_as_it_was_written(found):
    first = placed(found)
    second = placed(found, (first.id,))
    for entry in (first, second):
        line = line_of(entry)
        assert line.count(b"\n") == 1
        assert read_line(line[:-1]) == entry
    assert first.id != second.id


@given(DRAFTS, DRAFTS)
def test_two_entries_have_the_same_id_only_if_they_are_the_same(one, other):
    assert (placed(one).id == placed(other).id) == (one == other) or 0.0 in _figures(one)


def _figures(found):
    return {abs(each.value) for each in found.seen} | ({abs(found.released[0])} if found.released else set())


def test_every_field_of_a_draft_has_its_place_in_a_line():
    assert set(MEMBERS) == {*Draft.__dataclass_fields__, "id", "prev"}
    assert list(MEMBERS) == sorted(MEMBERS)


@settings(max_examples=400)
@given(DRAFTS, st.data())
def test_a_line_that_differs_in_a_byte_is_no_entry(found, data):
    line = line_of(placed(found))[:-1]
    at = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda new: new != line[at]))
    assert isinstance(check_line(line[:at] + bytes([byte]) + line[at + 1 :]), LineFault)
    assert isinstance(check_line(line[:at] + line[at + 1 :]), LineFault)
    assert isinstance(check_line(line[:at] + bytes([byte]) + line[at:]), LineFault)


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.5, "1.5"), (3, "3.0"), (0.1 + 0.2, "0.30000000000000004"), (1e22, "1e+22"), (-0.0, "-0.0")],
)
def test_a_number_has_one_way_to_be_written(value, written):
    line = line_of(placed(draft(seen=(Seen("late", value, "1", "measured"),))))[:-1]
    assert f'"value":{written}}}'.encode() in line
    assert isinstance(check_line(line), Checked)


@settings(max_examples=500)
@given(st.from_regex(r"-?(0|[1-9][0-9]{0,9})\.0{0,5}[0-9]{1,16}(e[+-]?[0-9]{1,2})?", fullmatch=True))
def test_no_other_way_of_writing_a_number_passes(written):
    plain = line_of(placed(draft(released=(1.5, "EUR"))))[:-1]
    found = check_line(plain.replace(b"[1.5,", f"[{written},".encode()))
    passed = isinstance(found, Checked) or found.kind == "edited"
    assert passed == (repr(float(written)) == written)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b'"value":1.5', b'"value":1.50', "one way for each letter and number"),
        (b'"value":1.5', b'"value":0.150e1', "one way for each letter and number"),
        (b'"value":1.5', b'"value":"1.5"', "its member `seen` is not one that this version knows"),
        (b'"value":1.5', b'"value":NaN', "it holds what cannot be written"),
        (b'"2026-05-31"', b'"2026-02-31"', "a day that is not in the calendar"),
        (b"2026-03-02T", b"2026-02-31T", "a day that is not in the calendar"),
        (b'"kind":"review"', b'"kind":"revue"', "its member `kind` is not one that this version knows"),
        (b'"note":"n"', b'"note":null', "its member `note` is not one that this version knows"),
        (b'"note":"n"', b'"note":"\\u006e"', "one way for each letter and number"),
        (b'"note":"n",', b'"note":"n","note":"n",', "one way for each letter and number"),
        (b'"note":"n"', b'"mood":"n"', "does not know its member `mood`; a later one may have written it"),
        (b'"note":"n"', b'"note": "n"', "keys sorted, no blanks"),
        (b'"role":"sponsor",', b"", "it has no `role`"),
        (b"{", b"[{", "it is not one JSON object"),
        (b'"n"', b'"\xff"', "it is not UTF-8"),
    ],
)
def test_a_line_that_is_written_otherwise_says_why_it_is_no_entry(old, new, why):
    more = {"seen": (Seen("late", 1.5, "1", "measured"),), "until": START.date().replace(month=5, day=31)}
    line = line_of(placed(draft("n", **more)))[:-1]
    assert old in line
    fault = check_line(line.replace(old, new, 1))
    assert isinstance(fault, LineFault)
    assert fault.kind == "unreadable"
    assert why in fault.problem


def test_a_no_is_written_as_a_signature_is_but_for_its_kind():
    text_of = Agreement("objective", Digest("objective/1:00"))
    no = replace(draft("Too soon"), kind="decline", agreement=text_of)
    line, signed = line_of(placed(no)), line_of(placed(replace(no, kind="sign")))
    assert b'"kind":"decline","note":"Too soon"' in line
    without = re.compile(rb'"id":"[0-9a-f]{64}",')
    assert without.sub(b"", line).replace(b'"decline"', b'"sign"') == without.sub(b"", signed)
    assert told(line.replace(b'"decline"', b'"sign"'))[0][0] == "edited"


def test_ledgers_of_before_there_was_a_no_are_the_same_bytes():
    data = (Path(__file__).parents[3] / "examples" / "flights-2014" / "ledger.jsonl").read_bytes()
    found = verify(data)
    assert found.sound
    assert sorted(line_of(entry) for entry in found.entries()) == sorted(data.splitlines(keepends=True))


def test_brackets_without_end_are_no_entry_and_no_crash():
    assert check_line(b'{"at":' + b"[" * 200_000).problem == "it is not one JSON object"


def test_a_key_signs_the_words_and_not_the_place():
    found = draft("agreed")
    sealed = replace(found, proof="sealed", sealed=Sealed("key", "signature"))
    assert sealed_text(sealed) == sealed_text(found)
    assert sealed_text(replace(found, note="agreed not")) != sealed_text(found)
    assert sealed_text(replace(found, at=START + timedelta(seconds=1))) != sealed_text(found)


# ---- what was done to the text


def test_a_ledger_as_it_was_written_has_no_problem_and_one_head(five):
    found = verify(text(five))
    assert (found.problems, found.heads, found.count, found.torn) == ((), (five[-1].id,), 5, b"")
    assert found.sound
    assert found.entries() == tuple(five)


def test_an_empty_ledger_has_neither(five):
    found = verify(b"")
    assert (found.problems, found.heads, found.entries()) == ((), (), ())


def test_an_edited_entry_is_named_alone(five):
    data = text(five).replace(b'"note":"e2"', b'"note":"e9"')
    assert told(data) == [("edited", 3, five[2].id[:12])]
    problem = verify(data).problems[0]
    assert problem.problem == f"Entry {five[2].id[:12]} on line 3 was edited: its content does not give its id."
    assert "git" in problem.fix


def test_an_entry_with_another_id_is_named_alone(five):
    forged = "0" * 64
    assert told(text(five).replace(b'"id":"%s"' % five[2].id.encode(), b'"id":"%s"' % forged.encode())) == [
        ("edited", 3, forged[:12])
    ]


def test_an_entry_that_was_rewritten_with_its_id_leaves_its_follower_without_a_parent(five):
    five[2] = placed(replace(five[2].draft, note="never said"), five[2].prev)
    assert [kind for kind, _, _ in told(text(five))] == ["removed"]


@pytest.mark.parametrize("gone", range(4))
def test_a_removed_entry_is_named_by_its_follower(five, gone):
    left = [each for each in five if each is not five[gone]]
    assert told(text(left)) == [("removed", gone + 1, five[gone].id[:12])]


def test_what_was_cut_off_shows_against_a_known_head_only(five):
    data = text(five[:3])
    assert told(data) == []
    assert told(data, five[2].id) == []
    assert told(data, five[1].id[:12]) == []
    assert told(data, five[4].id) == [("cut", None, five[4].id[:12])]
    assert told(b"", five[4].id) == [("cut", None, five[4].id[:12])]


def test_moved_lines_are_named_and_the_order_is_known_nevertheless(five):
    moved = [five[0], five[3], five[1], five[2], five[4]]
    assert told(text(moved)) == [("reordered", 2, five[3].id[:12])]
    assert verify(text(moved)).entries() == tuple(five)
    assert verify(text(moved)).readable
    assert not verify(text(moved)).sound


def test_a_repeated_entry_is_named_and_counts_once(five):
    found = verify(text([*five, five[1]]))
    assert told(text([*five, five[1]])) == [("duplicated", 6, five[1].id[:12])]
    assert found.entries() == tuple(five)


def test_a_clock_that_went_back_is_said_and_nothing_is_refused():
    first = placed(draft("late", minutes=60))
    second = placed(draft("early"), (first.id,))
    found = verify(text([first, second]))
    assert told(text([first, second])) == [("clock", 2, second.id[:12])]
    assert found.sound
    assert found.entries() == (first, second)


def test_a_copied_signature_is_named():
    first = placed(draft("yes", proof="sealed", sealed=Sealed("key", "signature")))
    second = placed(first.draft, (first.id,))
    assert told(text([first, second])) == [("replayed", 2, second.id[:12])]


def test_windows_line_ends_are_recognised(five):
    found = verify(text(five).replace(b"\n", b"\r\n"))
    assert {each.kind for each in found.problems} == {"unreadable"}
    assert found.problems[0].problem == "Line 1 ends as lines do on Windows."
    assert "-text" in found.problems[0].fix


def test_an_end_without_line_break_is_unfinished(five):
    assert told(text(five)[:-1]) == [("unfinished", 5, five[4].id[:12])]
    assert verify(text(five)[:-1]).count == 5
    assert told(text(five)[:-9]) == [("unfinished", 5, "")]
    assert verify(text(five)[:-9]).torn == line_of(five[4])[:-9]


OPERATIONS = st.lists(st.tuples(st.integers(0, 10), st.booleans(), DRAFTS), min_size=1, max_size=8)


def grown(operations):
    """Return entries made by any operations: each follows all heads, or one earlier entry, as on another branch."""
    entries = []
    for at, apart, found in operations:
        prev = (entries[at % len(entries)].id,) if apart and entries else heads(entries)
        entry = placed(replace(found, sealed=None), prev)
        if entry not in entries:
            entries.append(entry)
    return entries


@given(OPERATIONS, st.randoms())
def test_any_sequence_of_operations_verifies_and_has_one_order(operations, shuffled):
    entries = grown(operations)
    found = verify(text(entries))
    assert found.sound
    assert found.heads == heads(entries)
    lines = list(entries)
    shuffled.shuffle(lines)
    assert order(lines) == order(entries) == found.entries() == verify(text(lines)).entries()
    places = {entry.id: place for place, entry in enumerate(order(lines))}
    assert all(places[parent] < places[entry.id] for entry in entries for parent in entry.prev)


@settings(max_examples=100)
@given(OPERATIONS, st.data())
def test_any_single_byte_that_changes_is_found(operations, data):
    before = text(grown(operations))
    at = data.draw(st.integers(0, len(before) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda new: new != before[at]))
    head = verify(before).heads[0]
    changes = {before[:at] + bytes([byte]) + before[at + 1 :], before[:at] + before[at + 1 :]}
    changes.add(before[:at] + bytes([byte]) + before[at:])
    for after in changes - {before}:
        assert not verify(after, head).sound


def test_every_byte_of_a_small_ledger_counts():
    """Each byte set to each of six others, taken out, and doubled."""
    before = text(chain(2))
    for at in range(len(before)):
        for new in (b"", b" ", b"\n", b"0", b"a", b'"', b"\\", before[at : at + 1] * 2):
            after = before[:at] + new + before[at + 1 :]
            assert after == before or not verify(after).sound, (at, new)


# ---- branches


def test_a_fork_and_its_join_are_accepted(five):
    left = placed(draft("left", minutes=7), (five[-1].id,))
    right = placed(draft("right", minutes=6), (five[-1].id,))
    found = verify(text([*five, left, right]))
    assert found.problems == ()
    assert found.heads == tuple(sorted((left.id, right.id)))
    assert found.entries() == (*five, right, left)
    join = placed(draft("both", minutes=8), found.heads)
    assert verify(text([*five, left, right, join])).heads == (join.id,)
    assert verify(text([*five, left, right, join])).problems == ()


def test_two_beginnings_are_said_and_accepted():
    found = verify(text([*chain(2), *chain(2, name="f")]))
    assert [each.kind for each in found.problems] == ["begun_twice"]
    assert found.sound


def test_conflict_markers_are_explained_and_both_sides_are_there(five):
    left, right = chain(2, (five[-1].id,), "l"), chain(1, (five[-1].id,), "r")
    data = text(five) + b"<<<<<<< HEAD\n" + text(left) + b"=======\n" + text(right) + b">>>>>>> other\n"
    found = verify(data)
    assert told(data) == [("conflict", line, "") for line in (6, 9, 11)]
    assert "`<<<<<<< HEAD` is a conflict marker of git" in found.problems[0].problem
    assert "`trueup log merge`" in found.problems[0].fix
    assert not found.readable
    assert set(joined([data]).entries()) == {*five, *left, *right}
    assert joined([data]).problems == ()


def test_joining_keeps_every_entry_once_in_order(five):
    left, right = chain(2, (five[-1].id,), "l"), chain(1, (five[-1].id,), "r")
    found = joined([text([*five, *left]), text([*five, *right]).replace(b"\n", b"\r\n")])
    assert found.problems == ()
    assert sorted(each.id for each in found.entries()) == sorted(each.id for each in [*five, *left, *right])
    assert verify(found.text()).problems == ()


def test_joining_names_what_it_cannot_mend(five):
    edited = text(five).replace(b'"note":"e2"', b'"note":"e9"')
    assert [each.kind for each in joined([edited]).problems] == ["edited", "removed"]
    assert joined([edited, text(five)]).problems[0].kind == "edited"
    assert [each.kind for each in joined([text(five[:2]), text(five[3:])]).problems] == ["removed"]
    assert not any(each.kind == "removed" for each in joined([text(five[:3]), text(five[3:])]).problems)


@given(st.text(max_size=40))
def test_any_text_is_judged_and_never_crashes(words):
    found = verify(words.encode("utf-8", "surrogatepass"))
    assert found.sound == (not words)
    assert all(re.match(r"[A-Z].*\.$", each.problem) for each in found.problems)
