"""`trueup export`: what was imported comes back without loss, what people changed goes out as it now is."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cli.backlogs import HEAD, KEYS, SHOP, jira, read_csv
from core.backlog.backlogs import taken
from trueup.adapters.yaml_document import read_tree
from trueup.core.backlog.give import give
from trueup.core.backlog.mine import items_in
from trueup.core.backlog.neutral import is_formula
from trueup.core.backlog.record import Kept, Record
from trueup.core.backlog.row import Settings
from trueup.render.backlog_yaml import backlog_yaml

MAP = ("--map", "acceptance=Acceptance Criteria")
SAME = ("Summary", "Issue key", "Issue id", "Issue Type", "Parent", "Assignee", "Description", "Resolution")


@pytest.fixture
def shop(desk):
    (desk.folder / "shop.csv").write_text(jira(), "utf-8")
    assert desk.call("import", "jira", "shop.csv", "-o", "shop", *MAP).status == 0
    return desk


def export(desk, tool="jira"):
    said = desk.call("export", tool, "shop")
    assert said.status == 0
    return said.out


def change(desk, old, new):
    file = desk.folder / "shop" / "backlog" / "jira.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_jira_gets_every_known_cell_back_as_it_was(shop):
    out = {row["Issue key"]: row for row in read_csv(export(shop))}
    came = dict(zip(KEYS, HEAD, strict=True))
    assert set(out) == {row["key"] for row in SHOP}
    for row in SHOP:
        given = {came[name]: text for name, text in row.items() if came[name] in SAME}
        assert {name: out[row["key"]][name] for name in given} == given
        assert out[row["key"]]["Status"] == row.get("status", "To Do")
        assert out[row["key"]]["Story Points"] == row.get("points", "")
        assert out[row["key"]]["Original Estimate"] == row.get("time", "")
        assert out[row["key"]]["Due date"] == row.get("due", "")
        assert out[row["key"]]["Acceptance Criteria"] == row.get("acceptance", "")


def test_the_highest_level_stands_first_and_parent_holds_the_number_of_the_item_above(shop):
    rows = read_csv(export(shop))
    assert [row["Issue Type"] for row in rows] == [
        "Initiative", "Epic", "Epic", "Story", "Bug", "Story", "Task", "Sub-task",
    ]  # fmt: skip
    numbers = [row["Issue id"] for row in rows]
    assert all(row["Parent"] in {"", *numbers[:at]} for at, row in enumerate(rows))
    assert {row["Issue key"]: row["Parent"] for row in rows}["SHOP-2"] == "1"


def test_labels_come_back_in_repeated_columns(shop):
    header = export(shop).splitlines()[0].split(",")
    assert header.count("Labels") == 2


def test_an_export_imported_again_gives_the_same_document(shop):
    before = (shop.folder / "shop" / "backlog" / "jira.yaml").read_text("utf-8")
    (shop.folder / "back.csv").write_text(export(shop), "utf-8")
    assert shop.call("import", "jira", "back.csv", "-o", "second", *MAP).status == 0
    second = (shop.folder / "second" / "backlog" / "jira.yaml").read_text("utf-8")
    assert yaml.safe_load(second) == yaml.safe_load(before)


@pytest.mark.parametrize("tool", ["csv", "github"])
def test_another_tool_gets_the_same_hierarchy(shop, tool):
    name = f"back.{tool}"
    (shop.folder / name).write_text(export(shop, tool), "utf-8")
    assert shop.call("import", tool, name, "-o", "second").status == 0
    found = yaml.safe_load((shop.folder / "second" / "backlog" / f"{tool}.yaml").read_text("utf-8"))["epics"]
    titles = {
        epic["title"]: {s["title"]: [t["title"] for t in s.get("tasks", {}).values()] for s in below.values()}
        for epic in found.values()
        if (below := epic["stories"])
    }
    assert titles == {
        "Checkout": {"Pay by card": ["Read the answer"], "Wrong sum": []},
        "Search": {"Find by colour": []},
        "Work without an epic": {"Tidy up": []},
    }


def test_a_plain_csv_comes_back_the_same(desk):
    text = 'key,title,parent,points,labels\nE,Epic one,,,\nS,Story one,E,5,"a, b"\n'
    (desk.folder / "plain.csv").write_text(text)
    desk.call("import", "csv", "plain.csv", "-o", "shop")
    before = (desk.folder / "shop" / "backlog" / "csv.yaml").read_text()
    (desk.folder / "back.csv").write_text(export(desk, "csv"))
    desk.call("import", "csv", "back.csv", "-o", "second")
    assert (desk.folder / "second" / "backlog" / "csv.yaml").read_text() == before


def test_what_people_changed_goes_out_as_it_now_is(shop):
    change(shop, "estimate: 13 points", "estimate: 8..13 points\n        status: doing")
    change(shop, "title: Wrong sum", "title: The sum is wrong\n        status: cancelled")
    change(
        shop, "      SHOP-7:\n", "      OURS: {title: Our own, estimate: 3 days, labels: [x, y, z]}\n      SHOP-7:\n"
    )
    said = shop.call("export", "jira", "shop", "-o", "out.csv")
    assert "Wrote out.csv: 9 items." in said.out
    assert "SHOP-7: of the estimate `8..13 points` only its middle, 10.5, can be given" in said.err
    rows = {row["Summary"]: row for row in read_csv((shop.folder / "out.csv").read_text("utf-8"))}
    assert (rows["Find by colour"]["Story Points"], rows["Find by colour"]["Status"]) == ("10.5", "In Progress")
    assert (rows["The sum is wrong"]["Status"], rows["The sum is wrong"]["Resolution"]) == ("Closed", "Won't Do")
    ours = rows["Our own"]
    assert (ours["Issue key"], ours["Issue id"], ours["Parent"], ours["Original Estimate"]) == ("", "9", "6", "86400")
    assert ours["Issue Type"] == "Story"


def test_a_story_that_people_moved_goes_out_below_its_new_epic(shop):
    file = shop.folder / "shop" / "backlog" / "jira.yaml"
    tree = yaml.safe_load(file.read_text("utf-8"))
    tree["epics"]["SHOP-2"]["stories"]["SHOP-7"] = tree["epics"]["SHOP-6"].pop("stories")["SHOP-7"]
    file.write_text(yaml.safe_dump(tree), "utf-8")
    assert {row["Issue key"]: row["Parent"] for row in read_csv(export(shop))}["SHOP-7"] == "2"


def test_no_cell_that_goes_out_is_a_formula_and_each_comes_back(desk):
    attacks = ["\r=1", "a\rb", "=cmd|'/C calc'!A0", "\uff1d1+1", "@SUM(A1)", "-1+2", "+1", "\t=1", "'=1"]
    rows = [{"key": f"S-{n}", "id": str(n), "type": "Story", "title": text} for n, text in enumerate(attacks, 1)]
    rows += [{"key": f"D-{n}", "id": f"9{n}", "title": "t", "description": text} for n, text in enumerate(attacks)]
    (desk.folder / "shop.csv").write_text(jira(rows), "utf-8")
    desk.call("import", "jira", "shop.csv", "-o", "shop")
    for tool in ("jira", "csv"):
        cells = [cell for row in read_csv(export(desk, tool)) for cell in row.values()]
        assert [cell for cell in cells if is_formula(cell) and not cell.startswith("'")] == []
    (desk.folder / "back.csv").write_text(export(desk), "utf-8")
    desk.call("import", "jira", "back.csv", "-o", "second")
    first, second = (desk.folder / name / "backlog" / "jira.yaml" for name in ("shop", "second"))
    assert yaml.safe_load(second.read_text("utf-8")) == yaml.safe_load(first.read_text("utf-8"))


def test_a_document_written_by_hand_goes_out_too(desk):
    desk.initiative(
        "title: T\nepics: {E1: {title: A, advances: {late: 2}, stories: {S1: Only a title}}}\n", name="shop"
    )
    first, second = read_csv(export(desk, "csv"))
    assert (first["key"], first["type"], first["advances"]) == ("E1", "Epic", "late=2")
    assert (second["key"], second["type"], second["title"], second["parent"]) == ("S1", "Story", "Only a title", "E1")
    assert [issue["title"] for issue in json.loads(export(desk, "github"))] == ["A", "Only a title"]
    assert read_csv(export(desk))[1]["Parent"] == read_csv(export(desk))[0]["Issue id"]


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_where_there_is_no_work_that_is_said(desk, path):
    said = desk.call("export", "jira", path)
    assert said.status == 2
    assert "There is no work" in said.err


# ---- keys and numbers -----------------------------------------------------------------------------------------------

NUMBERED = """\
ID,Type,Title,Parent,Estimate
1,Story,Child first,3,2d
2,Story,Second,3,3 points
3,Epic,E three,,
4,Epic,E four,,5 days
"""


def both(desk, text, tool="csv", through="jira"):
    """Return the work of an import, and that of its export to another tool imported in turn."""
    (desk.folder / "first").write_text(text, "utf-8")
    desk.call("import", tool, "first", "-o", "shop")
    (desk.folder / "back").write_text(export(desk, through), "utf-8")
    desk.call("import", through, "back", "-o", "second")
    names = ("shop", tool), ("second", through)
    return [yaml.safe_load((desk.folder / a / "backlog" / f"{b}.yaml").read_text("utf-8"))["epics"] for a, b in names]


def test_keys_that_are_plain_numbers_keep_their_parents(desk):
    first, second = both(desk, NUMBERED)
    assert second == first
    rows = read_csv((desk.folder / "back").read_text("utf-8"))
    assert not {row["Issue id"] for row in rows} & {row["Issue key"] for row in rows}


KEYS_OF_DIGITS = st.lists(st.integers(1, 9).map(str), min_size=2, max_size=6, unique=True)


@given(KEYS_OF_DIGITS, st.lists(st.integers(0, 20).map(str), min_size=6, max_size=6), st.randoms(use_true_random=False))
def test_no_number_is_another_items_key_or_number(keys, ids, random):
    given_rows = [
        {"key": key, "id": number, "type": "Epic" if at < 2 else "Story", "title": key, "parent": keys[at % 2]}
        for at, (key, number) in enumerate(zip(keys, ids, strict=False))
    ]
    random.shuffle(given_rows)
    items = taken(*given_rows).items
    mine = items_in(read_tree(backlog_yaml(items, "jira").encode(), "x"))
    record = Record("jira", Settings(), {}, {item.id: Kept(item) for item in items})
    for kept in (record, None):
        gift = give(mine, "jira", kept)
        numbers = {each.number: each.id for each in gift.items}
        assert len(numbers) == len(gift.items)
        for each in gift.items:
            assert numbers.get(each.cells["key"][0], each.id) == each.id


def test_a_parent_that_is_not_in_the_file_lends_no_item_its_number(desk):
    rows = [{"key": "S-1", "id": "1", "type": "Story", "title": "a", "parent": "2"}]
    (desk.folder / "shop.csv").write_text(jira(rows), "utf-8")
    desk.call("import", "jira", "shop.csv", "-o", "shop")
    change(desk, "    stories:\n", "    stories:\n      OURS: {title: ours}\n")
    found = {row["Summary"]: row for row in read_csv(export(desk))}
    assert (found["a"]["Issue id"], found["a"]["Parent"]) == ("1", "2")
    assert found["ours"]["Issue id"] not in ("1", "2")


# ---- GitHub ---------------------------------------------------------------------------------------------------------


def test_what_github_has_no_field_for_is_said_in_one_line(shop):
    said = shop.call("export", "github", "shop", "-o", "out.json")
    assert "GitHub's issues have no field for `estimate`, `acceptance`, `due`: 4 of 7 items lose something." in said.err
    change(shop, "  SHOP-2:\n", "  SHOP-2:\n    advances: late\n")
    assert (
        "Jira's CSV has no field for `advances`: 1 of 7 items loses something."
        in shop.call("export", "jira", "shop").err
    )
    assert shop.call("export", "csv", "shop").err == ""


def test_items_without_a_number_on_github_keep_their_ids_through_two_imports(desk):
    text = "key,title,type,parent\nE-1,Epic,Epic,\nS-1,Same,Story,E-1\nS-2,Same,Bug,E-1\n7,Number,Story,E-1\n,Alone,,\n"
    first, second = both(desk, text, through="github")
    assert second["E-1"].pop("labels") == "epic"
    assert second == first
    said = desk.call("import", "github", "back", "-o", "second")
    assert "0 added, 0 updated, 0 moved" in said.out


def test_work_without_an_epic_is_no_issue_of_its_own(shop):
    for tool in ("github", "jira"):
        assert "Work without an epic" not in export(shop, tool)
    (issue,) = [each for each in json.loads(export(shop, "github")) if each["title"] == "Tidy up"]
    assert "parent" not in issue


# ---- KPIs -----------------------------------------------------------------------------------------------------------


def test_kpis_that_a_csv_names_stand_in_the_links_and_can_be_applied(desk):
    desk.initiative(
        "title: T\nkpis: {late: {}, orders: {}}\n"
        "epics: {E1: {title: A, advances: {late: 2}, stories: {S1: {title: B, advances: [late, orders]}}}}\n",
        name="shop",
    )
    (desk.folder / "back.csv").write_text(export(desk, "csv"), "utf-8")
    desk.initiative("title: T\nkpis: {late: {}, orders: {}}\n", name="second")
    said = desk.call("import", "csv", "back.csv", "-o", "second")
    assert "2 items name KPIs under `advances`: that stands in links.csv now" in said.out
    assert desk.call("link", "second/links.csv").status == 0
    epics = yaml.safe_load((desk.folder / "second" / "backlog" / "csv.yaml").read_text("utf-8"))["epics"]
    assert epics["E1"]["advances"] == {"late": 2}
    assert epics["E1"]["stories"]["S1"]["advances"] == ["late", "orders"]
    assert "advances" not in desk.call("import", "csv", "back.csv", "-o", "second").out


def test_kpis_that_a_csv_names_otherwise_do_not_change_what_people_linked(desk):
    (desk.folder / "a.csv").write_text("key,title,type,advances\nE1,A,Epic,late\n")
    desk.initiative("title: T\nkpis: {late: {}, orders: {}}\n", name="shop")
    desk.call("import", "csv", "a.csv", "-o", "shop")
    desk.call("link", "shop/links.csv")
    (desk.folder / "a.csv").write_text("key,title,type,advances\nE1,A,Epic,orders\n")
    said = desk.call("import", "csv", "a.csv", "-o", "shop")
    assert "`E1` advances `late` here and `orders` in the file: yours stays." in said.out
