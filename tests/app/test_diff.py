"""`trueup diff`: what changed between two versions, what it is worth, what lapses and what hangs on it."""

import shutil
from datetime import date

import pytest

from desk import AS_OF, WHOLE
from revisions import commit, git
from trueup.app.assess import Settings
from trueup.app.sign import Wish, sign
from trueup.core.base.errors import TrueupError

EPICS = """\
epics:
  E1:
    title: Warn the driver
    advances: late
    stories:
      S1: {title: See what is late, estimate: 3}
      S2: {title: Tell the driver, estimate: 5, depends_on: S1}
rates: {default: 600}
"""


def later(desk, change, *, text=WHOLE, name="later"):
    return desk.initiative(text, change=change, name=name)


def test_the_same_has_no_difference(here, diff):
    here.initiative()
    assert diff("orders", "orders") == "Nothing changed.\n"


def test_comments_layout_and_the_order_of_keys_are_no_change(here, diff):
    here.initiative()
    later(here, {"data: orders\n    value": "data: 'orders' # ours\n    value", "unit: 1": "unit: '1'"})
    lines = WHOLE.splitlines(keepends=True)
    here.initiative("".join([*lines[3:4], *lines[:3], *lines[4:]]), name="moved")
    assert diff("orders", "later") == diff("orders", "moved") == "Nothing changed.\n"


def test_a_target_is_told_with_what_it_is_worth(here, diff):
    here.initiative()
    here.assess()
    shutil.copytree("orders", "later")
    later(here, {"value: 10 %": "value: 12 %"})
    text = diff("orders", "later")
    assert "target of KPI `late` went from 10 % to 12 %: worth down €240 a year" in text
    assert "promised benefit went from €1.81k a year to €1.57k a year: down €240 a year" in text


def test_each_change_is_priced_alone(here, told):
    here.initiative()
    here.assess()
    shutil.copytree("orders", "later")
    later(here, {"value: 10 %": "value: 12 %", "range: 4..8": "range: 5..9"})
    moves = {each["path"]: each["moves"]["by"] for each in told("orders", "later")["initiatives"][0]["changes"]}
    assert moves == {"kpis.late.target.value": pytest.approx(-240), "assumptions.cost.range": pytest.approx(301.37)}


def test_money_comes_first_and_what_nobody_can_price_is_unknown(here, told):
    here.initiative(WHOLE + EPICS)
    changes = {"Warn the driver": "Warn drivers", "estimate: 5": "estimate: 8", "value: 10 %": "value: 12 %"}
    later(here, changes, text=WHOLE + EPICS)
    found = told("orders", "later")["initiatives"][0]["changes"]
    assert [each["path"] for each in found] == [
        "epics.E1.stories.S2.estimate",
        "kpis.late.target.value",
        "epics.E1.title",
    ]
    assert found[0]["moves"] == {"what": "cost", "by": 1800.0, "unit": "EUR"}
    assert found[1]["moves"] is None


def test_sign_offs_that_lapse_are_counted_and_named(here, diff, told):
    here.initiative()
    here.assess()
    sign(here.folder / "orders", Wish("ops", kind="objective"), as_of=date.fromisoformat(AS_OF), settings=Settings())
    shutil.copytree("orders", "later")
    later(here, {"value: 10 %": "value: 12 %", "because: refunds": "because: refunds and calls"})
    text = diff("orders", "later")
    assert "worth down €240 a year, 1 sign-off lapses" in text
    assert "objective: its own content changed, 1 sign-off lapses (`ops`)" in text
    body = told("orders", "later")["initiatives"][0]
    assert body["sign_offs"] == 1
    assert {each["path"]: each["lapses"] for each in body["changes"]} == {
        "kpis.late.target.value": 1,
        "assumptions.cost.because": 0,
    }


def test_findings_and_gates_that_turn_are_told(here, diff):
    here.initiative()
    later(here, {"    owner: ops\n    data": "    data"})
    text = diff("orders", "later")
    assert "owner of KPI `late` is gone; it was ops" in text
    assert "new findings\n    blocks KPI001 KPI `late` has no owner" in text
    assert "Discovery D3, Every KPI that decides, guards or drives has an owner: not met, was met" in text
    assert "findings gone\n    blocks KPI001" in diff("later", "orders")


WAIVERS = """
waivers:
  - {rule: KPI001, subject: kpis.late, because: she starts in May, by: ops, approved_by: tec, until: 2027-05-01}
"""


def test_a_finding_that_is_waived_is_told_as_such_and_not_as_one_that_blocks(here, diff, told):
    text = WHOLE.replace("side: business}}", "side: business}, tec: {side: technology}}")
    here.initiative(text)
    later(here, {"    owner: ops\n    data": "    data"}, text=text)
    (here.folder / "later" / "waivers.yaml").write_text(WAIVERS)
    lines = diff("orders", "later").splitlines()
    [line] = [line.strip() for line in lines if "KPI001 KPI" in line]
    assert line == "waived KPI001 KPI `late` has no owner. (until 2027-05-01 by tec: she starts in May)"
    [found] = [each for each in told("orders", "later")["initiatives"][0]["new"] if each["code"] == "KPI001"]
    assert found["waived"]["approved_by"] == "tec"


def test_work_to_be_paid_is_that_of_the_work_and_not_the_budget(here, diff):
    text = WHOLE + EPICS + "budget: {amount: 60_000, owner: ops}\n"
    here.initiative(text)
    later(here, {"estimate: 3": "estimate: 33"}, text=text)
    assert "work still to be paid went from €4.8k to €22.8k: up €18k" in diff("orders", "later")


def test_two_units_are_not_subtracted(here, diff):
    here.initiative(WHOLE + EPICS)
    later(here, {"rates: {default: 600}": ""}, text=WHOLE + EPICS)
    said = diff("orders", "later")
    assert "work still to be paid went from €4.8k to 8 days: two units, which cannot be compared" in said


def around(here, change=None, *, currency="EUR"):
    """One initiative in a portfolio, in the folder `orders` or `later`."""
    name = "later" if change else "orders"
    here.initiative(WHOLE, change=change or {}, name=f"{name}/one")
    (here.folder / name / "portfolio.yaml").write_text(f"title: Mill\ncurrency: {currency}\n")


@pytest.mark.parametrize("fault", [{"across: share": "across: shore"}, {"title: Faster": "mvp: []\ntitle: Faster"}])
def test_where_a_document_has_a_fault_its_portfolio_is_not_said_to_be_gone(here, diff, fault):
    around(here)
    around(here, fault)
    said = diff("orders", "later", status=2)
    assert said.startswith("Nothing can be compared: it cannot be read on both sides.\n")
    assert "portfolio around" not in said
    around(here, fault, currency="CHF")
    assert "currency went from EUR to CHF" in diff("orders", "later", status=2)


def test_where_a_portfolio_has_a_fault_it_is_not_said_to_be_gone(here, diff):
    around(here)
    around(here, {"10 %, owner": "9 %, owner"}, currency="[")
    assert "portfolio around" not in diff("orders", "later", status=2)
    (here.folder / "later" / "portfolio.yaml").unlink()
    assert "the portfolio around is gone" in diff("orders", "later")


def test_what_hangs_on_a_change_is_to_be_looked_at_again(here, told):
    here.initiative(WHOLE + EPICS)
    later(here, {"key: order_id": "key: [order_id, day]"}, text=WHOLE + EPICS)
    assert told("orders", "later")["initiatives"][0]["suspects"] == [
        {"path": path, "because": ["data.orders"]} for path in ("kpis.late", "objective", "epics.E1")
    ]


def test_many_changes_below_one_epic_are_one_line_unless_all_are_asked_for(here, diff):
    stories = "".join(f"      T{number}: {{title: Step {number}, estimate: 4}}\n" for number in range(40))
    here.initiative(WHOLE + EPICS.replace("rates:", stories + "rates:"))
    later(here, {}, text=WHOLE + EPICS.replace("rates:", stories.replace("estimate: 4", "estimate: 5") + "rates:"))
    text = diff("orders", "later")
    line = "epic `E1` (Warn the driver): 40 stories and tasks changed (estimate 40): work up €24k"
    assert line in text
    assert "`E1.T7`" not in text
    whole = diff("orders", "later", "--all")
    assert line not in whole
    assert "estimate of story `E1.T7` (Step 7) went from 4 days to 5 days: work up €600" in whole


def test_a_renamed_kpi_keeps_its_findings(here, told):
    here.initiative(WHOLE.replace("    owner: ops\n    data", "    data"))
    later(here, {"    owner: ops\n    data": "    data", "kpi: late": "kpi: slow", "  late:": "  slow:"})
    found = told("orders", "later")["initiatives"][0]
    assert {each["kind"]: each["was"] for each in found["changes"]} == {"renamed": "kpis.late", "changed": None}
    assert found["new"] == found["gone"] == []


def test_markdown_takes_no_text_of_documents_for_markup(here, diff):
    here.initiative()
    later(here, {"Head of operations": "<b>Head</b> of *operations*"})
    text = diff("orders", "later", "--format", "markdown")
    assert "- name of person `ops` reads" in text
    assert "<b>" not in text
    assert "*operations*" not in text.replace(r"\*", "")


def test_it_is_written_to_a_file(here, diff):
    here.initiative()
    assert diff("orders", "orders", "-o", "diff.txt") == "Wrote diff.txt.\n"
    assert (here.folder / "diff.txt").read_text() == "Nothing changed.\n"


class TestRevisions:
    @pytest.fixture(autouse=True)
    def repository(self, here):
        here.initiative()
        git(here.folder, "init", "-q")
        commit(here.folder)
        here.initiative(change={"value: 10 %": "value: 11 %"})
        commit(here.folder)
        here.initiative(change={"value: 10 %": "value: 12 %"})

    def test_a_revision_is_compared_with_now(self, diff):
        assert "went from 10 % to 12 %" in diff("HEAD~1", "orders")

    def test_two_revisions_are_compared_with_each_other(self, diff):
        assert "went from 10 % to 11 %" in diff("HEAD~1", "HEAD", "orders")

    def test_two_revisions_may_be_written_as_git_has_them(self, diff):
        assert "went from 10 % to 11 %" in diff("HEAD~1..HEAD", "orders")

    def test_without_one_the_last_commit_is_compared_with_now(self, diff, here, monkeypatch):
        assert "HEAD to now: 1 change." in diff("orders")
        monkeypatch.chdir(here.folder / "orders")
        assert "went from 11 % to 12 %" in diff()
        assert "went from 10 % to 12 %" in diff("HEAD~1")

    def test_what_was_not_seen_then_is_taken_as_it_is_seen_now(self, diff, here):
        here.assess()
        assert "worth down €240 a year" in diff("HEAD~1", "orders")

    def test_what_is_neither_a_path_nor_a_revision_is_said(self, diff):
        with pytest.raises(TrueupError, match=r"Neither a path here nor a git revision is called `nowhere`\."):
            diff("nowhere", "orders")
        with pytest.raises(TrueupError, match=r"`nowhere` is no path that exists"):
            diff("orders", "nowhere")

    def test_an_initiative_that_was_not_there_yet_is_said(self, diff, here):
        here.initiative(name="new")
        with pytest.raises(TrueupError, match=r"At HEAD there was no initiative\.yaml at new\."):
            diff("HEAD", "new")

    def test_a_fault_of_then_is_told_with_its_revision(self, diff, here):
        here.initiative(change={"unit: 1": "unit: [1"})
        commit(here.folder)
        here.initiative()
        text = diff("HEAD", "orders", status=2)
        assert "initiative.yaml:" in text
        assert "(HEAD): DOC" in text
        assert "Nothing changed" not in text


class TestPortfolio:
    @pytest.fixture
    def portfolio(self, here):
        def write(folder, names, *, change=None, rate=600):
            for name in names:
                text = f"initiative: {name}\n{WHOLE}"
                here.initiative(text, change=(change or {}).get(name), name=f"{folder}/{name}")
            (here.folder / folder / "portfolio.yaml").write_text(
                f"title: All\nrates: {{default: {rate}}}\npeople: {{boss: {{name: B}}}}\n"
            )

        return write

    def test_initiatives_that_came_went_and_stayed(self, portfolio, told):
        portfolio("a", ["one", "two", "three"])
        portfolio("b", ["two", "three", "four"], change={"two": {"10 %": "12 %"}, "four": {"Faster": "Slower"}})
        found = told("a", "b")
        assert found["same"] == 1
        ends = {(each["before"], each["after"]) for each in found["initiatives"]}
        assert ends == {("one", None), ("two", "two"), (None, "four")}

    def test_what_changed_in_the_portfolio_is_told_once(self, portfolio, diff):
        portfolio("a", ["one", "two"])
        portfolio("b", ["one", "two"], rate=650)
        text = diff("a", "b")
        assert text.count("rate of `default` went from €600 to €650") + text.count("went from 600 to 650") == 1
        assert "one: Faster deliveries" not in text

    def test_an_unreadable_initiative_stops_nothing_else(self, portfolio, diff):
        portfolio("a", ["one", "two"])
        portfolio("b", ["one", "two"], change={"one": {"unit: 1": "unit: [1"}, "two": {"10 %": "12 %"}})
        text = diff("a", "b", status=2)
        assert "target of KPI `late` went from 10 % to 12 %" in text
        assert "one/initiative.yaml" in text
        assert "(b): DOC" in text
        assert "(gone)" not in text
        portfolio("c", ["one", "two"], change={"one": {"unit: 1": "unit: [1"}})
        assert diff("a", "c", status=2).startswith("Nothing changed in what can be read on both sides.\n")

    def test_findings_over_the_portfolio_turn_too(self, portfolio, told):
        portfolio("a", ["one", "two"])
        portfolio("b", ["one", "two"], change={"two": {"data: orders\n": "data: orders\n    rows: order_id > 5\n"}})
        (found,) = told("a", "b")["portfolio"]["new"]
        assert found["name"] == "kpi-defined-differently"

    def test_what_did_not_change_counts_among_the_findings_over_the_portfolio_unless_it_was_killed(
        self, portfolio, told, here
    ):
        portfolio("a", ["one", "two"], change={"one": {"side: business}": "side: business, role: sponsor}"}})
        kill = ("decide", "kill", "a/one", "--as", "ops", "--as-of", AS_OF, "--note", "Enough")
        shutil.copytree("a", "b")
        here.initiative(change={"data: orders\n": "data: orders\n    rows: order_id > 5\n"}, name="b/two")
        assert [each["name"] for each in told("a", "b")["portfolio"]["new"]] == ["kpi-defined-differently"]
        assert here.call(*kill).status == 0
        shutil.copytree("a/one", "b/one", dirs_exist_ok=True)
        assert told("a", "b")["portfolio"]["new"] == []
