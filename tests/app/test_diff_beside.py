"""`trueup diff`: each version is judged by what lay beside it (ledger, ballots, evidence), which is compared, too."""

import shutil
from datetime import date

import pytest

from desk import AS_OF, WHOLE, as_csv, rows
from revisions import commit, git
from trueup.app.assess import Settings
from trueup.app.sign import Wish, sign

pytestmark = pytest.mark.usefixtures("answered_once")

BOTH = "initiative: orders\n" + WHOLE.replace("{ops:", "{tec: {side: technology, name: Head of IT}, ops:")
FIRST = {"value: 10 %": "value: 12 %"}
STATED = (
    BOTH + "stakeholders:\n"
    "  ops: {side: business, priorities: {late: 80, cost: 20}}\n"
    "  tec: {side: technology}\n"
    "  law: {side: business}\n"
)


def signs(desk, who, *, name="orders", as_of=AS_OF):
    sign(desk.folder / name, Wish(who, kind="objective"), as_of=date.fromisoformat(as_of), settings=Settings())


def ballot(desk, who, text, name="orders"):
    room = desk.folder / name / "priorities"
    room.mkdir(exist_ok=True)
    (room / f"{who}.csv").write_text(f"outcome,points,red line\n{text}")


@pytest.fixture
def signed_again(here):
    """Three commits: both signed; the target changed and business signed again; technology signed again."""
    here.initiative(BOTH)
    git(here.folder, "init", "-q")
    signs(here, "ops")
    signs(here, "tec")
    commit(here.folder)
    here.initiative(BOTH, change=FIRST)
    signs(here, "ops")
    commit(here.folder)
    signs(here, "tec")
    commit(here.folder)
    return here


@pytest.mark.usefixtures("signed_again")
class TestSignedAgain:
    def test_sign_offs_that_lapsed_between_two_revisions_are_told_though_they_were_made_again(self, diff):
        text = diff("HEAD~2", "HEAD", "orders")
        assert text.startswith(
            "HEAD~2 to HEAD: 1 change, 2 entries of the ledger, 2 sign-offs lapse, both signed again"
        )
        assert "target of KPI `late` went from 10 % to 12 %: worth down €240 a year, 2 sign-offs lapse\n" in text
        assert "objective: its own content changed, 2 sign-offs lapse (`ops`, `tec`), both signed again since" in text
        assert "DS-business" not in text
        assert "DS-technology" not in text

    def test_each_revision_is_held_against_its_own_ledger(self, diff):
        text = diff("HEAD~2", "HEAD~1", "orders")
        assert "2 sign-offs lapse (`ops`, `tec`), `ops` signed again since" in text
        assert "DS-technology, Signed by technology: shared objective agreement: not met, was met" in text
        assert "DS-business" not in text
        text = diff("HEAD~1", "HEAD", "orders")
        assert text.startswith("HEAD~1 to HEAD: 1 entry of the ledger.\n")
        assert "2027-01-15 tec (technology) signed the shared objective agreement" in text
        assert "DS-technology, Signed by technology: shared objective agreement: met, was not met" in text

    def test_now_is_judged_by_the_ledger_of_now(self, diff, told):
        assert diff("HEAD", "orders") == "Nothing changed.\n"
        found = told("HEAD~2", "orders")["initiatives"][0]
        assert (found["sign_offs"], found["signed_again"]) == (2, 2)
        assert [each["who"] for each in found["ledger"]["new"]] == ["ops", "tec"]
        assert found["lapsed"][0]["again"] == ["ops", "tec"]

    def test_a_single_file_brings_its_ledger(self, diff):
        assert "2 sign-offs lapse, both signed again" in diff("HEAD~2", "HEAD", "orders/initiative.yaml")


def test_two_folders_are_each_held_against_their_own_ledger(here, diff):
    here.initiative(BOTH)
    signs(here, "ops")
    signs(here, "tec")
    shutil.copytree("orders", "later")
    here.initiative(BOTH, change=FIRST, name="later")
    signs(here, "tec", name="later")
    assert "2 sign-offs lapse (`ops`, `tec`), `tec` signed again since" in diff("orders", "later")


def test_without_a_ledger_beside_the_later_version_all_that_was_signed_lapses(here, diff):
    here.initiative(BOTH)
    signs(here, "ops")
    here.initiative(BOTH, change=FIRST, name="later")
    text = diff("orders", "later")
    assert "objective: its own content changed, 1 sign-off lapses (`ops`)" in text
    assert "in the ledger\n    there is none any more: 1 entry before" in text


def test_a_ledger_that_somebody_changed_is_told_with_the_side_it_is_on(here, diff):
    here.initiative(BOTH)
    signs(here, "ops")
    shutil.copytree("orders", "later")
    ledger = here.folder / "later" / "ledger.jsonl"
    ledger.write_text(ledger.read_text().replace('"ops"', '"boss"'))
    text = diff("orders", "later", status=2)
    assert "ledger.jsonl" in text
    assert "(later)" in text
    assert "Nothing changed.\n" not in text


class TestEvidence:
    def test_figures_are_those_that_were_kept_with_each_revision(self, here, diff):
        here.initiative(BOTH)
        git(here.folder, "init", "-q")
        signs(here, "ops")
        commit(here.folder)
        (here.folder / "orders" / "orders.csv").write_bytes(as_csv(rows(late_every=3)))
        here.assess()
        text = diff("HEAD", "orders")
        assert "promised benefit went from €1.81k a year to €2.81k a year: up €1k a year" in text
        assert "new findings\n    warns SGN002 Figures that `ops` saw when signing" in text
        assert diff("HEAD", "HEAD", "orders") == "Nothing changed.\n"


class TestBallots:
    @pytest.fixture
    def heard(self, here):
        here.initiative(STATED)
        git(here.folder, "init", "-q")
        signs(here, "ops")
        signs(here, "tec")
        commit(here.folder)
        ballot(here, "tec", "late,30,\ncost,70,No overtime\n")
        return here

    @pytest.mark.usefixtures("heard")
    def test_merged_priorities_are_told_with_the_sign_offs_they_void(self, diff):
        text = diff("HEAD", "orders")
        assert "priority of `late` went from 80 to 55 points of 100: 2 sign-offs lapse\n" in text
        assert "priority of `cost` went from 20 to 45 points of 100: 2 sign-offs lapse\n" in text
        assert "red line of `tec` is new: “No overtime”: 2 sign-offs lapse\n" in text
        assert "ballot of `tec` is handed in: `late` 30, `cost` 70 points\n" in text

    def test_they_are_seen_between_revisions_and_between_folders(self, heard, diff):
        commit(heard.folder)
        assert "priority of `late` went from 80 to 55 points" in diff("HEAD~1", "HEAD", "orders")
        shutil.copytree("orders", "later")
        assert diff("orders", "later") == "Nothing changed.\n"
        ballot(heard, "tec", "late,35,\ncost,65,\n", name="later")
        text = diff("orders", "later")
        assert "ballot of `tec`: `late` went from 30 to 35 points, `cost` went from 70 to 65 points\n" in text
        assert "red line of `tec` is gone: “No overtime”" in text

    def test_a_ballot_that_does_not_count_changes_no_weight_and_is_told(self, heard, diff):
        commit(heard.folder)
        ballot(heard, "ghost", "late,100,\n")
        text = diff("HEAD", "orders")
        assert "ballot of `ghost` is handed in and does not count: Nobody is called `ghost` in the document" in text
        assert "priority of" not in text
        assert "lapse" not in text

    @pytest.mark.usefixtures("heard")
    def test_their_paths_are_those_of_the_agreement(self, told):
        found = {each["path"]: each["lapses"] for each in told("HEAD", "orders")["initiatives"][0]["changes"]}
        assert found == {"priorities.late": 2, "priorities.cost": 2, "ballots.tec": 0, "red_lines.tec": 2}

    def test_outcomes_that_people_are_asked_about_are_compared(self, heard, diff):
        (heard.folder / "orders" / "priorities" / "outcomes.csv").write_text("outcome,kpi\nlate,late\ncost,\n")
        commit(heard.folder)
        (heard.folder / "orders" / "priorities" / "outcomes.csv").write_text("outcome,kpi\nlate,\ncost,\nspeed,\n")
        text = diff("HEAD", "orders")
        assert "outcome `late` on the ballots is measured by no KPI now\n" in text
        assert "outcome `speed` is new on the ballots\n" in text

    @pytest.mark.parametrize("outcome", ["cost", "amount"])
    def test_points_move_no_money_whatever_the_outcome_is_called(self, here, diff, outcome):
        here.initiative(STATED, change={"cost: 20": f"{outcome}: 20"})
        changed = {"late: 80, cost: 20": f"late: 90, {outcome}: 10"}
        here.initiative(STATED, change=changed, name="later")
        text = diff("orders", "later")
        assert f"priority `{outcome}` of stakeholder `ops` went from 20 points to 10 points\n" in text
        assert f"priority of `{outcome}` went from 20 to 10 points of 100\n" in text
        assert "€" not in text


class TestJoined:
    def test_one_changed_word_is_one_line_an_agreement_with_all_names(self, here, diff, told):
        here.initiative(BOTH)
        signs(here, "ops")
        signs(here, "tec")
        shutil.copytree("orders", "later")
        here.initiative(BOTH, change=FIRST, name="later")
        text = diff("orders", "later")
        assert text.count("SGN001") == 1
        assert "The shared objective agreement that `ops` and `tec` signed is not what the document says now: " in text
        assert "target of KPI `late` went from 10 % to 12 %." in text
        new = [each["subject"] for each in told("orders", "later")["initiatives"][0]["new"]]
        assert {"signatures.objective.ops", "signatures.objective.tec"} <= set(new)

    def test_figures_that_moved_are_one_line_an_agreement_too(self, here, diff):
        here.initiative(BOTH)
        here.assess()
        signs(here, "ops")
        signs(here, "tec")
        shutil.copytree("orders", "later")
        here.initiative(BOTH, change={"range: 1800..2200": "range: 2800..3200"}, name="later")
        lines = [line for line in diff("orders", "later").splitlines() if "SGN002" in line]
        assert len(lines) == 1
        assert "Figures that `ops` and `tec` saw when signing the shared objective agreement have moved:" in lines[0]
