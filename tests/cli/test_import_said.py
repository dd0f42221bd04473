"""What `trueup import` tells: one figure of open effort, odd rows, and columns it does not know."""

from __future__ import annotations

import pytest

from cli.backlogs import jira, read_csv

DONE = """\
Issue key,Issue Type,Summary,Parent,Original Estimate,Status
Y-1,Epic,E,,,Done
Y-2,Story,S,Y-1,1w 2d,To Do
Y-4,Story,S,Y-1,90m,Backlog
Y-5,Story,S,Y-1,7200,To Do
"""
GERMAN = "Zusammenfassung;Schl\u00fcssel;Vorgangstyp;\u00dcbergeordneter Vorgang;Status\na;S-1;Epic;;Offen\n"


@pytest.fixture
def take(desk):
    def call(text, *more, tool="jira"):
        (desk.folder / "shop.csv").write_text(text, "utf-8")
        return desk.call("import", tool, "shop.csv", "-o", "shop", *more)

    return call


def test_open_work_below_a_done_epic_is_one_figure_everywhere(desk, take):
    said = take(DONE)
    assert "Y-1: done, yet open work stands below (7.44 days), which counts as open:" in said.out
    (row,) = read_csv((desk.folder / "shop" / "links.csv").read_text("utf-8"))
    assert (row["days"], row["open items"]) == ("7.4375", "3")
    assert "7.44 days" in desk.call("check", "shop").all.replace("\u00a0", " ")
    (desk.folder / "shop" / "initiative.yaml").write_text("title: T\nkpis: {late: {}}\n")
    (desk.folder / "shop" / "links.csv").write_text("item,kpi\nY-1,late\n")
    assert "Of 7.44 days of open effort:" in desk.call("link", "shop/links.csv").out


def test_a_story_whose_task_is_done_is_one_of_the_open_items(take):
    said = take(
        "Issue key,Issue Type,Summary,Parent,Original Estimate,Status\nE-1,Epic,E,,,To Do\nS-1,Story,A,E-1,2d,To Do\n"
        "T-1,Sub-task,T,S-1,4h,Done\nS-2,Story,B,E-1,,To Do\n"
    )
    assert "1.5 days   1 of 2 without an estimate" in said.out


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            GERMAN.partition("\n")[0],
            "--map title=Zusammenfassung --map key=Schl\u00fcssel --map type=Vorgangstyp",
        ),
        ("Resumen;Clave de incidencia;x", '--map title=Resumen --map "key=Clave de incidencia"'),
        ("R\u00e9sum\u00e9;Cl\u00e9 de ticket;x", '--map title=R\u00e9sum\u00e9 --map "key=Cl\u00e9 de ticket"'),
        ("Sumary;Isue key", '--map title=Sumary --map "key=Isue key"'),
        ("a$b;what", "--map title=COLUMN --map key=COLUMN"),
    ],
)
def test_all_columns_that_are_missing_are_named_at_once_with_one_line_to_copy(take, header, line):
    said = take(f"{header}\na;S-1;x;;x\n")
    assert said.status == 2
    assert "No column holds the title (in English `summary`) nor the key (in English `issue key`" in said.err
    assert f"do{' with the right name for COLUMN' * line.endswith('COLUMN')}: {line}" in said.err


def test_the_line_to_copy_works(desk, take):
    take(GERMAN)
    assert take(GERMAN, "--map", "title=Zusammenfassung", "--map", "key=Schl\u00fcssel").status == 0


def test_what_is_mapped_already_stands_in_the_line_to_copy(take):
    said = take("Titel;Nummer\na;1\n", "--map", "title=Titel")
    assert said.err.rstrip().endswith("--map title=Titel --map key=Nummer")


def test_no_name_of_a_column_is_cut(take):
    names = [f"Ein ziemlich langer Name einer Spalte mit der Nummer {number}" for number in range(40)]
    said = take(";".join(names) + "\nx;y\n")
    listed = said.err.partition("The columns are ")[2].partition(" and ")[0].split(", ")
    assert len(listed) > 3
    assert {name.strip("`") for name in listed} <= set(names)
    assert f"and {40 - len(listed)} more." in said.err


def test_a_column_that_is_likely_meant_and_not_read_is_told(take):
    said = take("Summary,Issue key,Vorgangstyp\na,S-1,Epic\n")
    assert "not read, though likely meant: `Vorgangstyp` (type); import again with --map type=Vorgangstyp." in said.out
    assert "not read" not in take(jira()).out


def test_a_date_in_the_other_order_than_the_one_said_is_told_as_odd(desk, take):
    rows = [{"key": "S-1", "title": "a", "due": "05/31/2026"}, {"key": "S-2", "title": "b", "due": "05/06/2026"}]
    said = take(jira(rows), "--dates", "day-first")
    assert "row 2: due date such as `05/31/2026` is no day where the day comes first: left out." in said.out
    text = (desk.folder / "shop" / "backlog" / "jira.yaml").read_text("utf-8")
    assert text.count("due:") == 1
    assert "due: 2026-06-05" in text


def test_a_row_without_a_summary_is_told_as_odd(take):
    said = take("Summary,Issue key,Issue Type\na,S-1,Story\n,S-2,Story\n")
    assert "row 3: no summary: the item has no title, only its key." in said.out


def test_one_point_is_a_point(take):
    said = take("Summary,Issue key,Issue Type,Story Points\na,S-1,Epic,1\n")
    assert "1 point\n" in said.out
    assert "1 points" not in said.out


def test_what_an_import_writes_is_tidy(desk, take):
    take(jira(), "--map", "acceptance=Acceptance Criteria")
    assert desk.call("fmt", "--check", "shop").status == 0
    take(jira(reversed(jira_rows())), "--map", "acceptance=Acceptance Criteria")
    assert desk.call("fmt", "--check", "shop").status == 0


def jira_rows():
    more = {"label": "x, y", "label2": "12:30", "due": "2026-05-31", "assignee": "Gr\u00f6\u00dfe", "status": "Done"}
    return [{"key": "E-1", "type": "Epic", "title": "= a: b #c", "description": 'say "no"', "points": "1"} | more]
