"""Whether the same lies beside two documents: their ledgers, ballots and evidence."""

import os

import pytest

from trueup.adapters.beside import same_beside

KEPT = {
    "ledger.jsonl": "{}\n",
    "priorities/coo.csv": "outcome,points\nlate,100\n",
    "evidence/kpis.late.json": "{}",
}


@pytest.fixture
def two(tmp_path):
    for side in ("a", "b"):
        for name, text in KEPT.items():
            file = tmp_path / side / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    return tmp_path / "a", tmp_path / "b"


def test_what_is_equal_is_the_same_whatever_else_lies_there(two):
    (two[0] / "initiative.yaml").write_text("title: A\n")
    (two[0] / "orders.csv").write_text("x\n")
    assert same_beside(*two)


@pytest.mark.parametrize("name", KEPT)
def test_one_changed_letter_is_seen(two, name):
    file = two[1] / name
    file.write_text(file.read_text().swapcase() if name.endswith("csv") else "[]" + file.read_text()[2:])
    assert not same_beside(*two)
    assert not same_beside(*reversed(two))


@pytest.mark.parametrize("name", KEPT)
def test_what_is_there_on_one_side_only_is_seen(two, name):
    (two[0] / name).unlink()
    assert not same_beside(*two)
    assert not same_beside(*reversed(two))


def test_folders_without_any_of_it_are_looked_at_and_no_file_is_opened(tmp_path):
    for side in ("a", "b"):
        (tmp_path / side).mkdir()
        os.mkfifo(tmp_path / side / "initiative.yaml")  # to read it would wait for ever
    assert same_beside(tmp_path / "a", tmp_path / "b")
