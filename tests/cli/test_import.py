"""`trueup import`: a backlog of another tool becomes a document that is judged at once, and stays people's own."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest
import yaml

from cli.backlogs import HEAD, SHOP, changed, jira, read_csv
from core.backlog.backlogs import taken
from desk import COMMAND
from trueup.adapters.yaml_document import Bounds
from trueup.app.import_ import _roomy
from trueup.core.base.errors import TrueupError


@pytest.fixture
def shop(desk):
    (desk.folder / "shop.csv").write_text(jira(), "utf-8")
    return desk


def imported(desk, *more, tool="jira", file="shop.csv"):
    return desk.call("import", tool, file, "-o", "shop", *more)


def epics(desk, tool="jira"):
    return yaml.safe_load((desk.folder / "shop" / "backlog" / f"{tool}.yaml").read_text("utf-8"))["epics"]


def links(desk):
    return read_csv((desk.folder / "shop" / "links.csv").read_text("utf-8").replace(";", ","))


def test_an_export_becomes_epics_stories_and_tasks(shop):
    said = imported(shop, "--map", "acceptance=Acceptance Criteria")
    assert (said.status, said.err) == (0, "")
    assert epics(shop) == {
        "SHOP-2": {
            "title": "Checkout",
            "status": "doing",
            "stories": {
                "SHOP-3": {
                    "title": "Pay by card",
                    "estimate": "5 points",
                    "due": yaml.safe_load("2027-05-31"),
                    "assignee": "Ada L.",
                    "labels": ["checkout", "money"],
                    "description": "As a buyer, - I pay",
                    "acceptance": ["It is paid", "It is told"],
                    "tasks": {"SHOP-4": {"title": "Read the answer", "status": "done", "estimate": "1 day"}},
                },
                "SHOP-5": {"title": "Wrong sum", "type": "Bug", "estimate": "3 points"},
            },
        },
        "SHOP-6": {
            "title": "Search",
            "stories": {"SHOP-7": {"title": "Find by colour", "estimate": "13 points", "labels": "search"}},
        },
        "no-epic": {
            "title": "Work without an epic",
            "stories": {"SHOP-8": {"title": "Tidy up", "type": "Task", "status": "cancelled"}},
        },
    }


@pytest.fixture
def whole(shop):
    """The shop imported with its acceptance criteria."""
    assert imported(shop, "--map", "acceptance=Acceptance Criteria").status == 0
    return shop


def test_what_was_not_taken_and_what_is_odd_is_said_and_written_down(shop):
    said = imported(shop)
    assert "Read 8 rows of shop.csv: 2 epics, 4 stories, 1 task; not taken: 1 row." in said.out
    assert "row 5: A level above the epic (Initiative)" in said.out
    assert (
        "row 6: status `Waiting for Bank` is not known: taken as todo (say `--status 'Waiting for Bank=doing'`)"
        in said.out
    )
    assert "time is given in days of 8 hours" in said.out
    (row,) = read_csv((shop.folder / "shop" / "backlog" / "jira.not-taken.csv").read_text("utf-8"))
    assert (row["row"], row["key"]) == ("5", "SHOP-1")


def test_links_have_a_row_for_each_epic_with_the_largest_effort_first(shop):
    imported(shop)
    assert [(row["item"], row["points"], row["kpi"]) for row in links(shop)] == [
        ("SHOP-6", "13", ""),
        ("SHOP-2", "8", ""),
        ("no-epic", "", ""),
    ]


def test_the_result_is_judged_at_once_and_is_no_wall(shop):
    imported(shop, "--objective", "Sell a tenth more by 2027", "--kpi", "Orders a week", "--owner", "head-of-sales")
    said = shop.call("check", "shop", "--as-of", "2027-01-15")
    assert said.status in (0, 1)
    assert len(said.out.splitlines()) <= 24
    assert "8 work items: " in said.out
    assert "head-of-sales" in (shop.folder / "shop" / "initiative.yaml").read_text("utf-8")


def test_without_answers_the_draft_leaves_them_open(shop):
    imported(shop)
    text = (shop.folder / "shop" / "initiative.yaml").read_text("utf-8")
    assert yaml.safe_load(text) == {"trueup": 1, "title": "Shop"}
    assert "The work stands in backlog/jira.yaml." in text


def test_an_initiative_that_is_there_is_never_overwritten(shop):
    shop.initiative("title: Mine\n", name="shop")
    said = imported(shop, "--kpi", "Orders")
    assert "Not used: --kpi" in said.out
    assert (shop.folder / "shop" / "initiative.yaml").read_text() == "title: Mine\n"


def test_a_person_at_a_terminal_is_asked_three_questions_and_enter_skips(shop):
    parent, child = pty.openpty()
    asking = subprocess.Popen(
        [COMMAND, "import", "jira", "shop.csv", "-o", "shop"],
        cwd=shop.folder, env=shop.env(), stdin=child, stdout=child, stderr=child,
    )  # fmt: skip
    os.close(child)
    said = b""
    for question, answer in (
        (b"by when?", b"Sell more\n"),
        (b"Which KPI decides", b"Orders a week\n"),
        (b"Who answers", b"\n"),
    ):
        while question not in said:
            said += os.read(parent, 1_000)
        os.write(parent, answer)
    assert asking.wait(timeout=30) == 0
    os.close(parent)
    document = yaml.safe_load((shop.folder / "shop" / "initiative.yaml").read_text("utf-8"))
    assert document["objective"] == {"statement": "Sell more", "kpi": "orders_a_week"}


def test_everything_can_be_said_by_options(shop):
    (shop.folder / "shop.csv").write_text(
        jira(separator=";", head=tuple(f"Spalte {n}" for n in range(len(HEAD)))), "utf-16"
    )
    fields = ("title", "key", "id", "type", "status", "resolution", "parent", "points", "time", "assignee")
    maps = [word for n, name in enumerate(fields) for word in ("--map", f"{name}=Spalte {n}")]
    said = imported(shop, *maps, "--status", "Waiting for Bank=doing", "--type", "Bug=epic", "--hours", "4")
    assert said.status == 0
    found = epics(shop)
    assert found["SHOP-5"] == {"title": "Wrong sum", "type": "Bug", "status": "doing", "estimate": "3 points"}
    assert found["SHOP-2"]["stories"]["SHOP-3"]["tasks"]["SHOP-4"]["estimate"] == "2 days"
    again = imported(shop)
    assert "0 added, 0 updated, 0 moved" in again.out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--map", "titel=x"), "Did you mean `title`?"),
        (("--map", "title=Sumary"), "Did you mean `Summary`?"),
        (("--map", "title"), "is no pair"),
        (("--status", "x=later"), "Say one of todo, doing, done, cancelled"),
        (("--type", "x=saga"), "Say one of above, epic, story, task"),
    ],
)
def test_a_wrong_option_is_answered_and_nothing_is_written(shop, words, problem):
    said = imported(shop, *words)
    assert said.status == 2
    assert problem in said.err
    assert not (shop.folder / "shop").exists()


# ---- importing again ------------------------------------------------------------------------------------------------


def test_importing_the_same_again_changes_no_byte(whole):
    folder = whole.folder / "shop"
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    said = imported(whole)
    assert "0 added, 0 updated, 0 moved" in said.out
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("touched", [False, True], ids=["as imported", "edited"])
def test_a_later_export_updates_what_nobody_changed(whole, touched):
    file = whole.folder / "shop" / "backlog" / "jira.yaml"
    if touched:
        text = file.read_text("utf-8").replace("  SHOP-2:\n", "  SHOP-2:  # ours\n    advances: late\n", 1)
        file.write_text(text.replace("title: Wrong sum", "title: The sum is wrong"), "utf-8")
    later = {row["key"]: row for row in changed("SHOP-3", points="8", status="Done") if row["key"] != "SHOP-7"}
    later["SHOP-5"] = later["SHOP-5"] | {"title": "Wrong total"}
    later["SHOP-9"] = {"key": "SHOP-9", "type": "Epic", "title": "New"}
    (whole.folder / "shop.csv").write_text(jira(later.values()), "utf-8")
    said = imported(whole)
    found = epics(whole)
    assert found["SHOP-2"]["stories"]["SHOP-3"]["estimate"] == "8 points"
    assert found["SHOP-9"] == {"title": "New"}
    assert "SHOP-7" in found["SHOP-6"]["stories"]
    assert "SHOP-7: no longer in the export" in said.out
    assert found["SHOP-2"]["stories"]["SHOP-5"]["title"] == ("The sum is wrong" if touched else "Wrong total")
    assert (
        "SHOP-5: yours stays: `title` is `The sum is wrong`; the backlog now says `Wrong total`" in said.out
    ) == touched
    assert ("# ours" in file.read_text("utf-8")) == touched


def test_what_people_filled_into_the_links_stays(whole):
    file = whole.folder / "shop" / "links.csv"
    file.write_bytes(
        file.read_text("utf-8-sig")
        .replace("SHOP-2,Checkout,", "SHOP-2,Checkout,late")
        .replace(",", ";")
        .encode("utf-16")
    )
    with file.open("ab") as stream:
        stream.write("label:search;;orders;;;\n".encode("utf-16-le"))
    (whole.folder / "shop.csv").write_text(jira(changed("SHOP-3", points="80")), "utf-8")
    imported(whole)
    assert [(row["item"], row["kpi"]) for row in links(whole)] == [
        ("SHOP-2", "late"),
        ("SHOP-6", ""),
        ("no-epic", ""),
        ("label:search", "orders"),
    ]
    assert file.read_text("utf-8-sig").startswith("item;title;kpi;")


def test_a_record_that_was_damaged_is_an_answer(whole):
    file = whole.folder / "shop" / "backlog" / "jira.json"
    for text in ("{", "[]", '{"trueup": 2}', file.read_text("utf-8").replace('"epic"', '"saga"', 1)):
        file.write_text(text, "utf-8")
        said = imported(whole)
        assert said.status == 2
        assert "cannot be read as the record of an import" in said.err


def test_an_epic_that_people_moved_into_the_document_is_not_doubled(whole):
    folder = whole.folder / "shop"
    (folder / "initiative.yaml").write_text("title: Shop\nepics: {SHOP-6: {title: Search, stories: {SHOP-7: Find}}}\n")
    text = (folder / "backlog" / "jira.yaml").read_text("utf-8")
    head, _, rest = text.partition("  SHOP-6:\n")
    (folder / "backlog" / "jira.yaml").write_text(head + "  no-epic:\n" + rest.partition("  no-epic:\n")[2], "utf-8")
    said = imported(whole)
    assert "SHOP-6, SHOP-7: in another file of the document: not updated" in said.out
    assert "SHOP-6" not in epics(whole)
    assert whole.call("check", "shop").status in (0, 1)


# ---- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty"),
        (jira(()).encode(), "holds a header and no rows"),
        (b"PK\x03\x04\x14\0", "Excel"),
        (b"%PDF-1.7", "a PDF"),
        (os.urandom(64) * 40 + b"\0", "is no text"),
        (b"a;b\n1;2\n", "No column holds the title"),
        (b'Summary,Issue key\n"a,S-1\n', "never closed"),
    ],
)
def test_a_file_that_is_no_backlog_is_answered_and_nothing_is_written(desk, data, problem):
    (desk.folder / "shop.csv").write_bytes(data)
    said = imported(desk)
    assert (said.status, said.out) == (2, "")
    assert problem in said.err
    assert not (desk.folder / "shop").exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_any_dialect_and_encoding_gives_the_same_items(whole, encoding, separator):
    before = epics(whole)
    (whole.folder / "other.csv").write_bytes(jira(separator=separator).encode(encoding))
    said = whole.call("import", "jira", "other.csv", "-o", "shop", "--map", "acceptance=Acceptance Criteria")
    assert said.status == 0
    assert epics(whole) == before


def test_hostile_cells_harm_neither_the_document_nor_a_spreadsheet(desk):
    nasty = "=cmd|'/C calc'!A0"
    rows = [
        {"key": "S-1", "type": "Epic", "title": nasty, "description": "x" * 1_000_000},
        {
            "key": "S-2",
            "type": "Story",
            "parent": "S-1",
            "title": "\uff1d1+1: # {[\x07\u202e",
            "assignee": "@SUM(1)",
            "label": "null",
        },
        {"key": "S-2", "type": "Story", "title": "+again"},
        {"key": "A-3", "type": "Story", "parent": "A-4", "title": "a"},
        {"key": "A-4", "type": "Story", "parent": "A-3", "title": "b"},
        {"key": "A-5", "type": "Story", "parent": "gone", "title": "c", "due": "05/06/27"},
    ]
    (desk.folder / "shop.csv").write_text(jira(rows), "utf-8")
    said = imported(desk)
    assert (said.status, said.err) == (0, "")
    assert desk.call("check", "shop").status in (0, 1)
    found = epics(desk)
    assert found["S-1"]["title"] == nasty
    assert found["S-1"]["stories"]["S-2"]["labels"] == "null"
    assert len(found["S-1"]["description"]) < 300
    assert found["gone"]["stories"] == {"A-5": {"title": "c"}}
    assert "lead back to themselves (A-3 -> A-4 -> A-3)" in said.out
    assert "The key S-2 stands in row 3 already" in said.out
    assert next(row for row in links(desk) if row["item"] == "S-1")["title"] == "'" + nasty
    assert (
        read_csv((desk.folder / "shop" / "backlog" / "jira.not-taken.csv").read_text("utf-8"))[0]["title"] == "'+again"
    )


def test_a_plain_csv_and_github_are_imported_alike(desk):
    (desk.folder / "plain.csv").write_text("title,epic,points\nPay by card,Checkout,5\nFind,Search,3\n")
    assert imported(desk, tool="csv", file="plain.csv").status == 0
    assert epics(desk, "csv")["Checkout"] == {
        "title": "Checkout",
        "stories": {"pay-by-card": {"title": "Pay by card", "estimate": "5 points"}},
    }
    (desk.folder / "gh.json").write_text('[{"number": 1, "title": "A", "state": "open", "milestone": {"title": "V1"}}]')
    assert imported(desk, tool="github", file="gh.json").status == 0
    assert epics(desk, "github")["V1"]["stories"] == {"gh-1": {"title": "A", "key": "#1"}}
    assert imported(desk, "--map", "title=x", tool="github", file="gh.json").status == 2


def test_every_row_of_the_shop_ends_somewhere(whole):
    folder = whole.folder / "shop" / "backlog"
    rest = [row["key"] for row in read_csv((folder / "jira.not-taken.csv").read_text("utf-8"))]
    items = {name for epic, each in epics(whole).items() for name in (epic, *each.get("stories", {}))}
    items |= {name for each in epics(whole).values() for s in each["stories"].values() for name in s.get("tasks", {})}
    assert items | set(rest) - {"no-epic"} >= {row["key"] for row in SHOP}


def test_a_file_that_people_saved_in_another_encoding_is_not_touched(whole):
    file = whole.folder / "shop" / "backlog" / "jira.yaml"
    data = file.read_text("utf-8").replace("Checkout", "Kasse f\u00fcr alle").encode("latin-1")
    file.write_bytes(data)
    said = imported(whole)
    assert (said.status, file.read_bytes()) == (2, data)
    assert "is not UTF-8" in said.err


def test_descriptions_that_would_make_the_document_too_large_stay_in_the_record():
    items = [{"key": f"S-{n}", "title": "t", "description": "word " * 40} for n in range(20)]
    backlog = taken(*items)
    lean = _roomy(backlog, Bounds(bytes=4_000), Path("shop.csv"))
    assert {"description" in item.values for item in lean.items} == {False}
    assert "descriptions are left out" in lean.notes[-1].said
    assert lean.items[1].texts["description"] == ("word " * 40,)
    assert _roomy(backlog, Bounds(), Path("shop.csv")) is backlog


@pytest.mark.parametrize("bounds", [Bounds(bytes=300), Bounds(events=50)])
def test_a_backlog_that_no_document_can_hold_is_refused(bounds):
    backlog = taken(*({"key": f"S-{n}", "title": "t"} for n in range(20)))
    with pytest.raises(TrueupError, match="more than one document may hold"):
        _roomy(backlog, bounds, Path("shop.csv"))
