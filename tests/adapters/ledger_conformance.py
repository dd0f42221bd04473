"""What every ledger keeps, whatever it is kept in: a class of tests to inherit, with one fixture to give.

class TestMine(LedgerConformance):
    @pytest.fixture
    def opened(self): return lambda: MyLedger(...)     # each call opens the same ledger anew
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings

from drafts import DRAFTS, START, draft
from trueup.core.base.digest import Digest
from trueup.core.base.errors import TrueupError
from trueup.core.gates.entry_text import line_of, placed
from trueup.core.gates.history import heads, order, verify
from trueup.core.model.ledger import Agreement, Draft, LedgerMoved, Sealed


class LedgerConformance:
    """Any number of handles on one ledger see and keep the same entries."""

    @pytest.fixture
    def opened(self):
        """Return a function that opens the ledger, which is empty at first."""
        raise NotImplementedError

    def test_a_new_ledger_is_empty_and_has_no_head(self, opened):
        assert tuple(opened().entries()) == ()
        assert opened().heads() == ()

    def test_what_was_appended_is_there_for_everybody(self, opened):
        ledger = opened()
        first, second = ledger.append(draft("first")), ledger.append(draft("second", minutes=1))
        assert tuple(opened().entries()) == (first, second)
        assert tuple(ledger.entries()) == (first, second)

    def test_an_entry_follows_the_head_and_becomes_it(self, opened):
        first = opened().append(draft("first"))
        second = opened().append(draft("second"))
        assert first.prev == ()
        assert second.prev == (first.id,)
        assert opened().heads() == (second.id,)

    def test_the_same_words_twice_are_two_entries(self, opened):
        ledger = opened()
        assert ledger.append(draft()).id != ledger.append(draft()).id
        assert len(ledger.entries()) == 2

    def test_an_id_is_the_hash_of_the_entry_whatever_keeps_it(self, opened):
        ledger = opened()
        first = ledger.append(draft("first"))
        second = ledger.append(draft("second"))
        assert first == placed(draft("first"))
        assert second == placed(draft("second"), (first.id,))

    def test_an_entry_is_refused_when_another_came_between(self, opened):
        ledger = opened()
        first = ledger.append(draft("first"), expected=())
        with pytest.raises(LedgerMoved) as moved:
            opened().append(draft("too late"), expected=())
        assert moved.value.heads == (first.id,)
        assert "Another entry was added meanwhile" in moved.value.problem
        assert tuple(opened().entries()) == (first,)
        assert opened().append(draft("again"), expected=(first.id,)).prev == (first.id,)

    def test_a_no_is_kept_as_a_no_to_its_text(self, opened):
        text = Agreement("objective", Digest("objective/1:00"))
        kept = opened().append(replace(draft("Too soon"), kind="decline", agreement=text))
        assert (kept.draft.kind, kept.draft.note, kept.draft.agreement) == ("decline", "Too soon", text)
        assert tuple(opened().entries()) == (kept,)
        assert kept.id != placed(replace(kept.draft, kind="sign")).id

    @settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(found=DRAFTS)
    def test_every_draft_comes_back_as_it_was_given(self, opened, found):
        ledger = opened()
        if found.sealed:  # the ledger goes on through all examples, and takes a signature once
            found = replace(found, sealed=Sealed(found.sealed.key, f"{found.sealed.signature}{ledger.heads()}"))
        kept = ledger.append(found)
        assert kept.draft == found
        assert next(entry for entry in opened().entries() if entry.id == kept.id) == kept

    def test_a_signature_made_with_a_key_is_taken_once(self, opened):
        sealed = draft("signed", proof="sealed", sealed=Sealed("key", "signature"))
        first = opened().append(sealed)
        with pytest.raises(TrueupError, match=f"stands in entry {first.id[:12]} already"):
            opened().append(replace(sealed, at=START + timedelta(days=1)))
        assert tuple(opened().entries()) == (first,)

    def test_times_are_kept_in_utc_to_the_second(self, opened):
        there = timezone(timedelta(hours=2))
        at = (START + timedelta(microseconds=700)).astimezone(there)
        kept = opened().append(Draft("sign", "late-orders", "coo", "sponsor", at))
        assert kept.draft.at == START
        assert opened().entries()[0].draft.at.utcoffset() == timedelta(0)

    @pytest.mark.parametrize(
        "wrong",
        [
            draft("no zone", who="x", released=(float("nan"), "EUR")),
            draft("half a letter \ud800"),
            Draft("sign", "late-orders", "coo", "sponsor", START.replace(tzinfo=None)),
        ],
    )
    def test_what_cannot_be_written_is_refused_and_changes_nothing(self, opened, wrong):
        first = opened().append(draft("first"))
        with pytest.raises(TrueupError, match="cannot be written"):
            opened().append(wrong)
        assert tuple(opened().entries()) == (first,)

    def test_many_at_once_lose_nothing_and_stand_in_one_line(self, opened):
        def write(name):
            for number in range(10):
                opened().append(draft(str(number), who=name))

        threads = [threading.Thread(target=write, args=(f"p{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        entries = opened().entries()
        assert sorted((e.draft.who, int(e.draft.note)) for e in entries) == [
            (f"p{n}", number) for n in range(4) for number in range(10)
        ]
        assert all(after.prev == (before.id,) for before, after in itertools.pairwise(entries))

    def test_its_entries_verify_in_any_order_of_lines(self, opened):
        ledger = opened()
        for number in range(5):
            ledger.append(draft(minutes=number))
        entries = ledger.entries()
        assert verify(b"".join(map(line_of, entries))).problems == ()
        assert order(reversed(entries)) == tuple(entries)
        assert heads(entries) == ledger.heads()
