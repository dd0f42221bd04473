"""A kept tree is the parsed one, line for line; a text, a cache or a version that changed is parsed again."""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trueup.adapters.tree_cache as module
from trueup.adapters.tree_cache import TreeCache
from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.app.check import check
from trueup.app.load import Shelf, load
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.tree import Branch, Row
from yaml_texts import documents

LONG = "# " + "x" * 100_000 + "\n"
"""A comment that makes a text long enough to be kept."""

TEXT = f"{LONG}title: Später\nkpis:\n  late:\n    drives: [a, [b, c],\n      {{d: e}}]\n    empty:\n".encode()
DAY = date(2026, 9, 1)


def kept(folder, *texts):
    """Keep texts as a run does, and return a cache that begins anew."""
    cache = TreeCache(folder, folder)
    for text in texts:
        cache.put(text, read_tree(text, "initiative.yaml"))
    cache.save()
    return TreeCache(folder, folder)


def lines(tree):
    """Return a tree with its kinds and all its lines."""
    if isinstance(tree, Branch):
        return "branch", tree.line, [(key, tree.lines[key], lines(part)) for key, part in tree.items()], len(tree.lines)
    if isinstance(tree, Row):
        return "row", tree.line, tree.lines, [lines(part) for part in tree]
    return tree


def file_of(folder):
    (file,) = (folder / "trees").iterdir()
    return file


@given(documents())
def test_a_kept_tree_is_the_parsed_one_with_the_lines_of_all_its_parts(tmp_path_factory, document):
    folder = tmp_path_factory.mktemp("any")
    text = LONG.encode() + document[0].encode()
    assert lines(kept(folder, text).get(text)) == lines(read_tree(text, "initiative.yaml"))


def test_a_text_that_changed_is_not_known(tmp_path):
    cache = kept(tmp_path, TEXT)
    assert cache.get(TEXT) is not None
    assert cache.get(TEXT.replace(b"late", b"soon")) is None


@given(st.data())
def test_a_cache_that_was_damaged_anywhere_never_gives_another_tree(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    kept(folder, TEXT)
    file = file_of(folder)
    whole = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    file.write_bytes(whole)
    found = TreeCache(folder, folder).get(TEXT)
    assert found is None or lines(found) == lines(read_tree(TEXT, "initiative.yaml"))


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\x00", b"trees/1, trueup 0\n" + b"0" * 64 + b" {}", b"{}"])
def test_a_file_that_is_no_cache_of_this_version_is_as_good_as_none(tmp_path, content):
    kept(tmp_path, TEXT)
    file_of(tmp_path).write_bytes(content)
    assert TreeCache(tmp_path, tmp_path).get(TEXT) is None


def test_another_version_of_trueup_parses_everything_again(tmp_path, monkeypatch):
    kept(tmp_path, TEXT)
    monkeypatch.setattr(module, "_METHOD", "trees/1, trueup another")
    assert TreeCache(tmp_path, tmp_path).get(TEXT) is None


def test_what_is_small_is_not_kept(tmp_path):
    kept(tmp_path, b"title: Small\n")
    assert not (tmp_path / "trees").exists()


def test_texts_that_are_gone_are_forgotten_once_another_is_new(tmp_path):
    other = TEXT.replace(b"late", b"soon")
    cache = kept(tmp_path, TEXT)
    cache.put(other, read_tree(other, "initiative.yaml"))
    cache.save()
    again = TreeCache(tmp_path, tmp_path)
    assert again.get(TEXT) is None
    assert again.get(other) is not None


def test_trees_of_the_eight_folders_worked_on_last_are_kept(tmp_path):
    for number in range(10):
        cache = TreeCache(tmp_path, tmp_path / str(number))
        cache.put(TEXT, read_tree(TEXT, "initiative.yaml"))
        cache.save()
        for file in (tmp_path / "trees").iterdir():
            moment = file.stat().st_mtime_ns - 1_000_000_000  # each a second later than the one before
            os.utime(file, ns=(moment, moment))
    found = [TreeCache(tmp_path, tmp_path / str(number)).get(TEXT) is not None for number in range(10)]
    assert found == [False, False, *[True] * 8]


def test_nobody_else_may_read_the_texts_that_are_kept(tmp_path):
    kept(tmp_path, TEXT)
    assert (tmp_path / "trees").stat().st_mode & 0o077 == 0


def test_a_cache_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path):
    (tmp_path / "trees").write_text("a file where the folder should be")
    assert kept(tmp_path, TEXT).get(TEXT) is None


@pytest.fixture
def portfolio(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "work"
    for name in ("first", "second"):
        (folder / name).mkdir(parents=True)
        text = f"title: {name}\nobjective:\n  statement: Better\n{LONG}kpis:\n  late: {{unit: 1}}\n"
        (folder / name / "initiative.yaml").write_text(text)
    return folder


def test_a_second_check_finds_the_same_at_the_same_lines(portfolio):
    first = check(portfolio, as_of=DAY, phase=None)
    second = check(portfolio, as_of=DAY, phase=None)
    assert [each.findings for each in second.assessments] == [each.findings for each in first.assessments]
    assert all(each.findings for each in second.assessments)


def test_a_second_check_takes_what_the_first_kept(portfolio, tmp_path):
    check(portfolio, as_of=DAY, phase=None)
    file = file_of(tmp_path / "cache")
    method, *rest = file.read_bytes().split(b"\n")
    changed = []
    for line in rest:
        text = line.split(b" ", 2)[2].replace(b'"first"', b'"taken from the cache"')
        changed.append(b" ".join([line[:64], module.digest_of_text(text), text]))
    file.write_bytes(b"\n".join([method, *changed]))
    titles = [each.document.initiative.title for each in check(portfolio, as_of=DAY, phase=None).assessments]
    assert titles == ["taken from the cache", "second"]


def test_bounds_that_somebody_set_hold_for_what_is_kept_as_well(portfolio, tmp_path):
    check(portfolio, as_of=DAY, phase=None)
    trees = TreeCache(tmp_path / "cache", portfolio.absolute())
    found = load(portfolio, Bounds(depth=1), Shelf(Bounds(depth=1), trees))[1]
    assert [each.document for each in found] == [None, None]
    with pytest.raises(DocumentFaults, match="deep"):
        read_tree((portfolio / "first" / "initiative.yaml").read_bytes(), "initiative.yaml", Bounds(depth=1))
