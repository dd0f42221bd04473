"""What checks came to in earlier runs: kept beside the document, the same bytes for the same outcomes."""

from datetime import date

import pytest

from trueup.adapters.check_history import MOST_RUNS, CheckHistory
from trueup.core.base.errors import TrueupError
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.results.checks import CheckResult, DataCheck

JANUARY, MARCH, MAY = date(2026, 1, 15), date(2026, 3, 15), date(2026, 5, 15)


def result(name="key", failing=0, of=10):
    check = DataCheck(name, DataId("claims"), (), "it holds", "uniqueness", NotRun("not_due", "asked nowhere"))
    return CheckResult(check, "fail" if failing else "pass", "", "", failing, of)


@pytest.fixture
def keep(tmp_path):
    """Keep one outcome of a check as of a day, with a history read anew; say whether the file changed."""

    def kept(day, *results, whole=False):
        return CheckHistory(tmp_path).add({"claims": results}, day, whole=whole)

    return kept


def runs(folder, name="key", before=date(2030, 1, 1)):
    return [(run.as_of, run.outcome, run.failing) for run in CheckHistory(folder).before("claims", name, before)]


def test_the_same_outcome_leaves_the_file_as_it_is_whatever_the_day(keep, tmp_path):
    assert keep(JANUARY, result(failing=3))
    assert not keep(JANUARY, result(failing=3))
    assert not keep(MARCH, result(failing=3))
    assert runs(tmp_path) == [("2026-01-15", "fail", 3)]


def test_another_outcome_is_one_more_run(keep, tmp_path):
    keep(JANUARY, result(failing=3))
    keep(MARCH, result(failing=1))
    keep(MAY, result())
    assert runs(tmp_path) == [("2026-01-15", "fail", 3), ("2026-03-15", "fail", 1), ("2026-05-15", "pass", 0)]
    assert runs(tmp_path, before=MARCH) == [("2026-01-15", "fail", 3)]


def test_another_outcome_of_the_same_day_takes_the_place_of_the_first(keep, tmp_path):
    keep(JANUARY, result(failing=3))
    keep(MARCH, result(failing=2))
    keep(MARCH, result(failing=1))
    assert runs(tmp_path) == [("2026-01-15", "fail", 3), ("2026-03-15", "fail", 1)]


def test_the_past_is_not_written_anew(keep, tmp_path):
    keep(MARCH, result(failing=3))
    assert not keep(JANUARY, result(failing=9))
    assert runs(tmp_path) == [("2026-03-15", "fail", 3)]


def test_checks_that_are_no_longer_asked_go_only_where_all_were_asked(keep, tmp_path):
    keep(JANUARY, result("key"), result("rows"))
    keep(MARCH, result("key", 1))
    assert runs(tmp_path, "rows")
    keep(MAY, result("key", 1), whole=True)
    assert runs(tmp_path, "rows") == []


def test_it_stays_small_and_still_knows_since_when_a_check_fails(keep, tmp_path):
    for number in range(MOST_RUNS + 20):
        keep(date.fromordinal(JANUARY.toordinal() + number), result(failing=number + 1))
    found = runs(tmp_path)
    assert len(found) == MOST_RUNS
    assert found[0] == ("2026-01-15", "fail", 1)
    assert found[-1][2] == MOST_RUNS + 20


def test_a_line_is_a_check_and_a_line_that_cannot_be_read_tells_nothing(keep, tmp_path):
    keep(JANUARY, result("key", 1), result("rows"))
    file = tmp_path / "evidence" / "checks.jsonl"
    first, second = file.read_text("utf-8").splitlines()
    assert first == '{"data": "claims", "check": "key", "runs": [["2026-01-15", "fail", 1, 10]]}'
    file.write_text(f'{{"data": 1}}\n<<<<<<< ours\n{second}\n{first.replace("fail", "maybe")}\n', "utf-8")
    assert runs(tmp_path, "key") == []
    assert runs(tmp_path, "rows") == [("2026-01-15", "pass", 0)]


def test_a_link_out_of_a_confined_folder_is_not_written_through(tmp_path):
    outside = tmp_path / "outside.jsonl"
    outside.write_text("mine")
    folder = tmp_path / "inside"
    (folder / "evidence").mkdir(parents=True)
    (folder / "evidence" / "checks.jsonl").symlink_to(outside)
    with pytest.raises(TrueupError, match="leads out"):
        CheckHistory(folder, confined=True).add({"claims": (result(),)}, JANUARY, whole=False)
    assert outside.read_text() == "mine"
