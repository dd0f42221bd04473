"""Another process parses and guards what is not kept; what it cannot do, this one does; the answers are equal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date

import pytest

import trueup.adapters.ahead as module
from trueup.adapters.sql_cache import SqlCache
from trueup.adapters.sql_guard import guard
from trueup.adapters.tree_cache import TreeCache, digest_of_text
from trueup.adapters.yaml_document import read_tree
from trueup.app.check import check
from trueup.app.diff import Side, diff
from trueup.app.settings import Settings

DAY = date(2026, 9, 1)
FAULTY = "title: broken\ntitle: twice\n"


def text_of(number):
    """Return a document of 60 kB."""
    title = "ä long name " * 40
    kpis = "".join(f"  kpi{each}: {{title: '{title}', unit: 1, drives: [all]}}\n" for each in range(100))
    return f"title: number {number}\nkpis:\n  all: {{unit: 1}}\n{kpis}"


@pytest.fixture
def files(tmp_path):
    """Five documents that together are worth another process, one of them with a fault."""
    found = []
    for number in range(5):
        file = tmp_path / "work" / f"it{number}" / "initiative.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text_of(number) if number != 3 else FAULTY + text_of(number), "utf-8")
        found.append(file)
    return found


@pytest.fixture
def ahead(tmp_path, files):
    cache = TreeCache(tmp_path / "cache", tmp_path / "work")
    cache.begin(files)
    yield cache
    cache.close()


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(module, "_cores", lambda: 2)


def test_the_trees_are_those_that_this_process_would_have_parsed(ahead, files):
    for file in files:
        data = file.read_bytes()
        found = ahead.get(data)
        if file.parent.name == "it3":
            assert found is None
        else:
            assert found == read_tree(data, "")
            assert found["kpis"].lines == read_tree(data, "")["kpis"].lines


def test_what_came_is_kept_for_the_next_run(ahead, files, tmp_path):
    ahead.get(files[0].read_bytes())
    ahead.get(files[1].read_bytes())
    ahead.save()
    again = TreeCache(tmp_path / "cache", tmp_path / "work")
    assert again.get(files[0].read_bytes()) == read_tree(files[0].read_bytes(), "")
    assert again.get(files[2].read_bytes()) is None


def test_texts_may_be_asked_for_in_any_order_and_one_that_was_not_named_waits_for_nobody(ahead, files):
    assert ahead.get(files[4].read_bytes()) is not None
    assert ahead.get(b"title: not named\n") is None
    assert ahead.get(files[0].read_bytes()) is not None


def test_a_text_that_changed_after_it_was_named_is_left_to_this_process(tmp_path, files):
    named = {digest_of_text(b"what it was before"): files[0], digest_of_text(files[1].read_bytes()): files[1]}
    ahead = module.Ahead(named, tmp_path / "cache")
    assert ahead.tree(digest_of_text(files[1].read_bytes()))
    assert ahead.tree(digest_of_text(b"what it was before")) is None
    ahead.close()


def test_a_process_that_dies_at_once_costs_nothing_but_its_help(monkeypatch, files, tmp_path):
    monkeypatch.setattr(module, "_WORKER", "trueup.adapters.no_such_module")
    ahead = module.Ahead({digest_of_text(each.read_bytes()): each for each in files}, tmp_path)
    assert [ahead.tree(digest_of_text(each.read_bytes())) for each in files] == [None] * 5
    ahead.close()


def test_a_python_that_cannot_be_started_is_no_help(monkeypatch, files, tmp_path):
    monkeypatch.setattr(module.sys, "executable", "/no/such/python")
    ahead = module.Ahead({digest_of_text(files[0].read_bytes()): files[0]}, tmp_path)
    assert ahead.tree(digest_of_text(files[0].read_bytes())) is None
    ahead.close()


def test_closing_ends_the_process_whatever_it_is_at(files, tmp_path):
    ahead = module.Ahead({digest_of_text(each.read_bytes()): each for each in files}, tmp_path)
    process = ahead._process
    ahead.close()
    assert process.poll() is not None
    ahead.close()


def started(monkeypatch):
    """Return the list to which every start of another process is added."""
    found = []
    start = module._start
    monkeypatch.setattr(module, "_start", lambda texts, cache: found.append(list(texts)) or start(found[-1], cache))
    return found


def test_little_text_and_one_core_have_no_other_process(monkeypatch, tmp_path, files):
    starts = started(monkeypatch)
    TreeCache(tmp_path / "cache", tmp_path / "work").begin(files[:2])
    monkeypatch.setattr(module, "_cores", lambda: 1)
    TreeCache(tmp_path / "cache", tmp_path / "work").begin(files)
    assert starts == []


def test_only_what_is_not_kept_is_parsed_again(monkeypatch, tmp_path, files):
    cache = TreeCache(tmp_path / "cache", tmp_path / "work")
    cache.put(files[0].read_bytes(), read_tree(files[0].read_bytes(), ""))
    cache.put(files[1].read_bytes(), read_tree(files[1].read_bytes(), ""))
    cache.save()
    starts = started(monkeypatch)
    again = TreeCache(tmp_path / "cache", tmp_path / "work")
    again.begin(files)
    again.close()
    assert starts == []  # three of five are too little text
    again.begin([*files, *more(tmp_path)])
    again.close()
    assert {file.parent.name for file in starts[-1]} == {"it2", "it3", "it4", "more5", "more6", "more7"}


def more(tmp_path):
    """Return three further documents."""
    found = []
    for number in range(5, 8):
        file = tmp_path / "work" / f"more{number}" / "initiative.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text_of(number), "utf-8")
        found.append(file)
    return found


def test_a_check_finds_the_same_with_and_without_the_other_process(monkeypatch, tmp_path, files):
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "one"))
    helped = check(tmp_path / "work", as_of=DAY, phase=None)
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "other"))
    monkeypatch.setattr(module, "_cores", lambda: 1)
    alone = check(tmp_path / "work", as_of=DAY, phase=None)
    assert {fault.place.file for fault in helped.faults} == {"it3/initiative.yaml"}
    assert helped.faults == alone.faults
    assert [each.findings for each in helped.assessments] == [each.findings for each in alone.assessments]
    assert len(helped.assessments) == 4


def test_of_a_file_beyond_all_bounds_no_more_is_read_than_shows_it(monkeypatch, tmp_path, files):
    starts = started(monkeypatch)
    huge = tmp_path / "work" / "huge.yaml"
    with huge.open("wb") as stream:
        stream.truncate(10**12)  # a hole: it takes no room, and no machine could read it
    cache = TreeCache(tmp_path / "cache", tmp_path / "work")
    cache.begin([huge, *files])
    cache.close()
    assert starts == [files]


ALLOWED = ["late > 30", "count(*)  filter (where  kind <> 'test')", "max(arm)", "region"]
REFUSED = "read_text('/etc/passwd') = ''"
MEASURED = f"""title: measured
kpis:
  slow: {{unit: 1, data: log, value: "{ALLOWED[0]}", across: mean, at: seen, arm: {ALLOWED[3]}}}
  some:
    unit: 1
    data: log
    per: case
    value: " {ALLOWED[1]} "
    across: mean
    at: min(seen)
    arm: {{expression: {ALLOWED[2]}}}
    rows: "{REFUSED}"
  none: [not, a, KPI]
data: {{log: {{source: log.csv}}}}
"""


@pytest.fixture
def measured(tmp_path, files):
    """The five documents, the first of them with SQL."""
    files[0].write_text(MEASURED + "notes: |\n" + "  so\n" * 4_000, "utf-8")
    return files


def test_the_sql_of_the_texts_is_guarded_as_this_process_would(tmp_path, measured):
    cache = TreeCache(tmp_path / "cache", tmp_path / "work")
    ahead = cache.begin(measured)
    assert [ahead.sql(text) for text in ALLOWED] == [guard(text) for text in ALLOWED]
    assert ahead.sql(REFUSED) is None
    assert ahead.sql("not named") is None
    assert cache.get(measured[0].read_bytes()) is not None  # its tree came before the SQL, and waited
    assert ahead.sql("seen") == guard("seen")
    cache.close()
    assert ahead.sql("still not named") is None


def test_sql_that_came_is_kept_and_not_guarded_again(tmp_path, measured):
    cache = TreeCache(tmp_path / "cache", tmp_path / "work")
    guarded = SqlCache(tmp_path / "cache", cache.begin(measured))
    assert guarded.get_sql(ALLOWED[0]) == guard(ALLOWED[0])
    guarded.save_sql()
    cache.close()
    assert SqlCache(tmp_path / "cache").get_sql(ALLOWED[0]) == guard(ALLOWED[0])
    again = cache.begin(measured)
    assert again.sql(ALLOWED[0]) is None
    assert again.sql(ALLOWED[1]) == guard(ALLOWED[1])
    cache.close()


def test_a_process_that_dies_after_the_trees_leaves_the_sql_to_this_one(tmp_path, measured):
    ahead = module.Ahead({digest_of_text(each.read_bytes()): each for each in measured}, tmp_path / "cache")
    assert ahead.tree(digest_of_text(measured[4].read_bytes()))
    ahead._process.kill()
    ahead._process.wait()
    assert ahead.sql("no such text") is None
    ahead.close()


STRUCK = """
import sys
import trueup.adapters.ahead_worker as worker
def struck(*_):
    raise MemoryError
worker.{what} = struck
worker.main()
"""


@pytest.mark.parametrize(("what", "lines"), [("read_tree", 0), ("SqlCache.get_sql", 2)])
def test_whatever_strikes_the_other_process_it_ends_and_nobody_waits_for_it(tmp_path, measured, what, lines):
    command = [sys.executable, "-c", STRUCK.replace("{what}", what), str(tmp_path / "cache")]
    found = subprocess.run(command, input=os.fsencode(measured[0]), capture_output=True, check=False, timeout=60)
    assert found.returncode == 1
    assert b"MemoryError" in found.stderr
    assert len(found.stdout.splitlines()) == lines


ASKED = """
import sys
from datetime import date
from pathlib import Path
import trueup.adapters.ahead as ahead
ahead._cores = lambda: 2
from trueup.app.check import check
from trueup.app.diff import Side, diff
from trueup.app.settings import Settings
found = check(Path(sys.argv[1]), as_of=date(2026, 9, 1), phase=None)
print(len(found.assessments), "sqlglot" in sys.modules)
"""


def test_a_check_whose_sql_is_in_order_does_not_load_the_parser_of_sql(tmp_path, measured):
    text = measured[0].read_text("utf-8")
    measured[0].write_text(text.replace(f'    rows: "{REFUSED}"\n', "").replace("  none: [not, a, KPI]\n", ""), "utf-8")
    env = os.environ | {"TRUEUP_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", ASKED, str(tmp_path / "work")]
    assert subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout == "4 False\n"


def test_sql_that_is_refused_is_told_as_without_the_other_process(monkeypatch, tmp_path, measured):
    helped = check(tmp_path / "work", as_of=DAY, phase=None, cache=tmp_path / "one")
    monkeypatch.setattr(module, "_cores", lambda: 1)
    alone = check(tmp_path / "work", as_of=DAY, phase=None, cache=tmp_path / "other")
    assert helped.faults == alone.faults
    assert [fault.place.line for fault in alone.faults if fault.code == "DOC028"] == [12]


def test_faults_are_told_initiative_by_initiative_also_where_a_ledger_cannot_be_trusted(tmp_path, measured):
    text = measured[0].read_text("utf-8").replace("  none: [not, a, KPI]\n", "")
    for file, title in zip(measured, "abcde", strict=True):
        file.write_text(text.replace("title: measured", f"title: {title}"), "utf-8")
    (measured[1].parent / "ledger.jsonl").write_text("garbage\n", "utf-8")
    told = [(fault.place.file, fault.code) for fault in check(tmp_path / "work", as_of=DAY, phase=None).faults]
    second, ledger = "it1/initiative.yaml", "it1/ledger.jsonl"
    assert [file for file, _ in told] == [f"it{n}/initiative.yaml" for n in (0, 1)] + [ledger] + [
        f"it{n}/initiative.yaml" for n in (2, 3, 4)
    ]
    assert (second, "DOC028") in told


def test_the_texts_of_both_versions_of_a_difference_are_parsed_by_the_other_process(monkeypatch, tmp_path, files):
    files[3].write_text(text_of(3), "utf-8")
    later = tmp_path / "later"
    shutil.copytree(tmp_path / "work", later)
    (later / "it2" / "initiative.yaml").write_text(text_of(7), "utf-8")
    starts, told = started(monkeypatch), []
    for cores in (2, 1):
        monkeypatch.setattr(module, "_cores", lambda cores=cores: cores)
        settings = Settings(cache=tmp_path / f"cache{cores}")
        told.append(diff(Side(tmp_path / "work"), Side(later), as_of=DAY, settings=settings))
    assert [len(each) for each in starts] == [6]
    assert [effect.change.path for one in told[0].initiatives for effect in one.effects] == ["title"]
    assert told[0] == told[1]
