"""Two branches of a ledger, merged by git itself: no entry is lost, and after a join there is one head."""

from __future__ import annotations

import itertools
import os
import subprocess
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafts import START, draft
from trueup.adapters.git_attributes import keep_union
from trueup.adapters.ledger_file import FileLedger
from trueup.app.ledger import join
from trueup.core.base.errors import TrueupError

LATER = START + timedelta(days=1)
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder, *words, check=True):
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    around = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | ALONE
    done = subprocess.run(["git", *who, *words], cwd=folder, check=check, capture_output=True, env=around)
    return done.returncode


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "step")


@pytest.fixture
def fresh(tmp_path):
    """Return a function that makes a repository with an initiative in a folder of it."""
    numbers = itertools.count()

    def made(*, union=True):
        top = tmp_path / str(next(numbers))
        folder = top / "orders"
        folder.mkdir(parents=True)
        git(top, "init", "-q", "-b", "main")
        if union:
            keep_union(folder)
        commit(top)
        return folder

    return made


def ledger(folder):
    return FileLedger(folder / "ledger.jsonl")


def add(folder, count, name):
    for number in range(count):
        ledger(folder).append(draft(f"{name}{number}", minutes=number + 10 * (name != "c")))
    commit(folder)


def forked(folder, common, left, right):
    """Make two branches that went on from the same entries; the left one is checked out."""
    add(folder, common, "c")
    git(folder, "branch", "other")
    add(folder, left, "l")
    git(folder, "checkout", "-q", "other")
    add(folder, right, "r")
    git(folder, "checkout", "-q", "main")


def notes(folder):
    return sorted(entry.draft.note for entry in ledger(folder).entries() if entry.draft.kind != "merge")


def wanted(**counts):
    return sorted(f"{name}{number}" for name, count in counts.items() for number in range(count))


def joins(folder):
    return join([folder], None, "pm", LATER, print)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 3), st.integers(1, 3), st.integers(0, 3))
def test_any_two_branches_merge_without_markers_verify_and_join(fresh, common, left, right):
    folder = fresh()
    forked(folder, common, left, right)
    assert git(folder, "merge", "-q", "other", "-m", "merge") == 0
    assert ledger(folder).verified().sound
    assert notes(folder) == wanted(c=common, l=left, r=right)
    joined = joins(folder)
    assert (joined.join is not None) == bool(right)
    assert ledger(folder).heads() == (joined.head,)
    assert ledger(folder).verified().sound
    assert notes(folder) == wanted(c=common, l=left, r=right)


def test_the_join_names_both_heads_who_joined_and_when(fresh):
    folder = fresh()
    forked(folder, 1, 1, 1)
    git(folder, "merge", "-q", "other", "-m", "merge")
    heads = ledger(folder).heads()
    with pytest.raises(TrueupError, match="has 2 heads, and nobody says who joins them"):
        join([folder], None, None, LATER, print)
    entry = joins(folder).join
    assert (entry.prev, entry.draft.who, entry.draft.at) == (heads, "pm", LATER)
    assert entry.draft.initiative == "late-orders"
    assert joins(folder).join is None


def test_the_next_entry_joins_by_itself(fresh):
    folder = fresh()
    forked(folder, 1, 1, 1)
    git(folder, "merge", "-q", "other", "-m", "merge")
    entry = ledger(folder).append(draft("both", minutes=9))
    assert len(entry.prev) == 2
    assert ledger(folder).heads() == (entry.id,)


def test_both_branches_may_merge_each_other_again_and_again(fresh):
    folder = fresh()
    forked(folder, 1, 1, 1)
    for number in range(3):
        git(folder, "merge", "-q", "other", "-m", "merge")
        joins(folder)
        add(folder, 1, f"l{number}-")
        git(folder, "checkout", "-q", "other")
        git(folder, "merge", "-q", "main~1", "-m", "merge")
        add(folder, 1, f"r{number}-")
        git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "other", "-m", "merge")
    found = ledger(folder).verified()
    assert {each.kind for each in found.problems} <= {"clock", "duplicated"}
    joins(folder)
    assert ledger(folder).verified().sound
    assert len(ledger(folder).heads()) == 1
    assert len(notes(folder)) == len(set(notes(folder))) == 9


def test_an_entry_that_was_picked_to_the_other_branch_counts_once(fresh):
    folder = fresh()
    add(folder, 1, "c")
    git(folder, "branch", "other")
    add(folder, 1, "l")
    git(folder, "checkout", "-q", "other")
    git(folder, "cherry-pick", "main")
    add(folder, 1, "r")
    git(folder, "checkout", "-q", "main")
    add(folder, 1, "m")
    git(folder, "merge", "-q", "other", "-m", "merge")
    assert notes(folder) == ["c0", "l0", "m0", "r0"]


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_without_the_attribute_git_leaves_markers_and_the_join_takes_them_out(fresh, style):
    folder = fresh(union=False)
    git(folder, "config", "merge.conflictStyle", style)
    forked(folder, 2, 2, 3)
    assert git(folder, "merge", "-q", "other", "-m", "merge", check=False) != 0
    assert b"<<<<<<<" in (folder / "ledger.jsonl").read_bytes()
    assert not ledger(folder).verified().readable
    with pytest.raises(TrueupError, match=r"is a conflict marker of git.*`trueup log merge`"):
        ledger(folder).append(draft("over the markers"))
    joined = joins(folder)
    assert len(joined.join.prev) == 2
    assert ledger(folder).verified().problems == ()
    assert notes(folder) == wanted(c=2, l=2, r=3)


def test_git_leaves_the_line_ends_alone_whatever_it_is_told(fresh):
    folder = fresh()
    git(folder, "config", "core.autocrlf", "true")
    add(folder, 2, "c")
    before = (folder / "ledger.jsonl").read_bytes()
    (folder / "ledger.jsonl").unlink()
    git(folder, "checkout", "-q", "--", "ledger.jsonl")
    assert (folder / "ledger.jsonl").read_bytes() == before


# ---- .gitattributes


def test_the_attribute_is_written_once_and_what_stands_there_stays(tmp_path):
    file = tmp_path / ".gitattributes"
    file.write_text("*.png binary")
    assert keep_union(tmp_path) is True
    assert keep_union(tmp_path) is False
    first, _, last = file.read_text().splitlines()
    assert (first, last) == ("*.png binary", "ledger.jsonl merge=union -text")


def test_what_somebody_said_about_merging_the_ledger_stays(tmp_path):
    file = tmp_path / ".gitattributes"
    file.write_text("# ledgers\n**/ledger.jsonl merge=ours\n")
    assert keep_union(tmp_path) is False
    assert file.read_text() == "# ledgers\n**/ledger.jsonl merge=ours\n"


def test_a_place_where_it_cannot_be_written_is_named(tmp_path):
    (tmp_path / ".gitattributes").mkdir()
    with pytest.raises(TrueupError, match=r"\.gitattributes cannot be read"):
        keep_union(tmp_path)


# ---- files that are joined without git


def test_two_files_are_joined_into_a_third_and_stay_as_they_are(tmp_path):
    common = FileLedger(tmp_path / "a.jsonl")
    common.append(draft("c"))
    (tmp_path / "b.jsonl").write_bytes((tmp_path / "a.jsonl").read_bytes())
    common.append(draft("l"))
    FileLedger(tmp_path / "b.jsonl").append(draft("r"))
    sources = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    before = [file.read_bytes() for file in sources]
    joined = join(sources, tmp_path / "out.jsonl", "pm", LATER, print)
    assert [file.read_bytes() for file in sources] == before
    assert joined.count == 4
    assert FileLedger(tmp_path / "out.jsonl").heads() == (joined.head,)


def test_a_ledger_that_is_not_joined_is_not_replaced(tmp_path):
    for name in ("a.jsonl", "b.jsonl", "out.jsonl"):
        FileLedger(tmp_path / name).append(draft(name))
    before = (tmp_path / "out.jsonl").read_bytes()
    with pytest.raises(TrueupError, match="is there already and is not joined"):
        join([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path / "out.jsonl", "pm", LATER, print)
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_an_unfinished_end_is_kept_aside_by_a_join(tmp_path):
    file = tmp_path / "ledger.jsonl"
    FileLedger(file).append(draft("c"))
    file.write_bytes(file.read_bytes() + b'{"at":"20')
    said = []
    join([file], None, "pm", LATER, said.append)
    assert [piece.read_bytes() for piece in FileLedger(file).pieces()] == [b'{"at":"20']
    assert "was unfinished" in said[0]


def test_an_edited_branch_is_not_joined(tmp_path):
    file = tmp_path / "ledger.jsonl"
    FileLedger(file).append(draft("c"))
    file.write_bytes(file.read_bytes().replace(b'"c"', b'"d"'))
    before = file.read_bytes()
    with pytest.raises(TrueupError, match="on line 1 was edited"):
        join([file], None, "pm", LATER, print)
    assert file.read_bytes() == before
