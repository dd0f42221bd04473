"""`trueup priorities`: from ballots stated alone to one objective, in a user's words."""

from __future__ import annotations

import csv
import io
import json

import pytest

DOCUMENT = """\
title: Faster claims
currency: EUR
objective: {statement: Fewer late claims, kpi: late}
stakeholders:
  owner: {side: business, wants: Speed}
  dev: {side: technology, wants: Quiet}
kpis:
  late: {title: Late claims, unit: 1, direction: decrease}
  cost: {title: Cost of a claim, unit: EUR, direction: decrease}
"""


@pytest.fixture
def claims(desk):
    room = desk.folder / "claims" / "priorities"
    room.mkdir(parents=True)
    (room.parent / "initiative.yaml").write_text(DOCUMENT, "utf-8")
    (room / "owner.csv").write_text("outcome,points,red line\nlate,70,\ncost,30,No night shifts\n", "utf-8")
    (room / "dev.yaml").write_text("priorities: {late: 10, cost: 90}\n", "utf-8")
    return desk


def priorities(desk, *more):
    return desk.call("priorities", "claims", *more)


def test_the_table_says_who_wants_what_and_what_each_gives_up(claims):
    said = priorities(claims)
    assert said.status == 0
    assert "2 ballots count." in said.flat
    assert "cost 60 60 30 90 90 30" in said.flat
    assert "late: 70 points (owner) against 10 (dev); sides 60 apart" in said.flat
    assert "owner (business): 30 points: late 70 -> 40" in said.flat
    assert "owner: No night shifts" in said.flat
    assert "All sides needed were heard." in said.flat


def test_nobody_heard_yet_says_how_to_begin(claims):
    for file in (claims.folder / "claims" / "priorities").iterdir():
        file.unlink()
    said = priorities(claims)
    assert said.status == 0
    assert "Nobody has stated priorities that count yet. `trueup priorities --ballot NAME`" in said.flat
    assert "technology has not stated its priorities (ask `dev`)" in said.flat
    assert "Still to state their points: owner, dev." in said.flat


def test_a_ballot_shows_the_outcomes_and_nobody_s_points(claims):
    said = priorities(claims, "--ballot", "dev")
    assert said.status == 0
    table = [row for row in csv.reader(io.StringIO(said.out.lstrip("\ufeff"))) if not row[0].startswith("#")]
    assert table[0] == ["outcome", "points", "red line", "what it means"]
    assert [row[:3] for row in table[1:]] == [["late", "", ""], ["cost", "", ""]]
    assert "70" not in said.out
    assert "night" not in said.out


def test_a_ballot_that_was_handed_out_and_filled_in_counts(claims):
    file = claims.folder / "claims" / "priorities" / "dev.csv"
    (claims.folder / "claims" / "priorities" / "dev.yaml").unlink()
    assert priorities(claims, "--ballot", "dev", "-o", file).status == 0
    assert "`dev` gives no points at all." in priorities(claims).flat
    file.write_text(file.read_text("utf-8").replace("late,,", "late,100,"), "utf-8")
    body = priorities(claims, "--format", "json").body
    assert {each["outcome"]: each["merged"] for each in body["outcomes"]} == {"late": 85, "cost": 15}


def test_a_filled_in_ballot_is_never_overwritten(claims):
    file = claims.folder / "claims" / "priorities" / "owner.csv"
    before = file.read_bytes()
    said = priorities(claims, "--ballot", "owner", "-o", file)
    assert said.status == 2
    assert "may be filled in" in said.flat
    assert file.read_bytes() == before


def test_a_ballot_for_nobody_is_refused_with_the_nearest_name(claims):
    said = priorities(claims, "--ballot", "ownr")
    assert said.status == 2
    assert "Nobody is called `ownr`" in said.flat
    assert "Write `owner`" in said.flat


def test_a_ballot_without_any_outcome_says_where_to_list_them(desk):
    (desk.folder / "initiative.yaml").write_text("title: A\n", "utf-8")
    said = desk.call("priorities", "--ballot", "ann")
    assert said.status == 2
    assert "priorities/outcomes.csv" in said.flat


def test_an_outcome_that_a_spreadsheet_would_run_is_neutralised(desk):
    (desk.folder / "initiative.yaml").write_text(
        'title: A\nstakeholders: {a: {side: business, priorities: {"=1+1": 100}}}\n', "utf-8"
    )
    assert "\n'=1+1,," in desk.call("priorities", "--ballot", "a").out.replace("\r", "")


def test_the_draft_is_printed_or_written_once(claims):
    said = priorities(claims, "--draft")
    assert 'statement: "Cost of a claim: lower from ____ to ____ by ____"' in said.out
    file = claims.folder / "draft.yaml"
    assert priorities(claims, "--draft", "-o", file).status == 0
    assert file.read_text("utf-8") == said.out
    file.write_text("edited", "utf-8")
    assert priorities(claims, "--draft", "-o", file).status == 2
    assert file.read_text("utf-8") == "edited"


def test_a_ballot_that_does_not_sum_to_100_counts_only_scaled(claims):
    (claims.folder / "claims" / "priorities" / "dev.yaml").write_text("priorities: {late: 1, cost: 3}\n", "utf-8")
    said = priorities(claims, "--format", "json").body
    assert [each["who"] for each in said["ballots"]] == ["owner"]
    assert said["faults"][0]["problem"] == "The points of `dev` sum to 4, not to 100; they do not count."
    assert said["heard"]["lacking"] != []
    scaled = priorities(claims, "--scaled", "--format", "json").body
    assert [each["points"] for each in scaled["ballots"]] == [{"late": 25, "cost": 75}, {"late": 70, "cost": 30}]


def test_json_holds_every_figure_of_the_table(claims):
    body = priorities(claims, "--format", "json").body
    assert body["kendall_w"] == 0
    assert body["mean_points_given_up"] == 30
    assert body["camps"] == {"one": "business", "other": "technology", "points_apart": 60}
    assert [(each["who"], each["points"]) for each in body["giving_up"]] == [("dev", 30), ("owner", 30)]
    assert json.dumps(body) == json.dumps(priorities(claims, "--format", "json").body)


def test_the_page_shows_a_dot_for_each_person_and_fetches_nothing(claims):
    file = claims.folder / "page.html"
    assert priorities(claims, "-o", file).status == 0
    page = file.read_text("utf-8")
    for size in ("w", "m", "n"):
        drawing = page.split(f'aria-labelledby="priorities-picture-{size}-t"')[1].split("</svg>")[0]
        assert drawing.count("<title>owner: ") == 2
        assert drawing.count("<title>dev: ") == 2
    assert "http" not in page.split("</style>")[1].replace("http://www.w3.org", "")


def test_hostile_names_stay_text_on_the_page_and_the_screen(desk):
    name = "<script>alert(1)</script>"
    (desk.folder / "initiative.yaml").write_text(
        f'title: A\nstakeholders: {{"{name}": {{side: business, priorities: {{"{name}": 100}}}}, dev: {{}}}}\n', "utf-8"
    )
    (desk.folder / "priorities").mkdir()
    many = "".join(f",,Line {k} of many that make a long file\n" for k in range(40))
    ballot = f'outcome,points,red line\n"{name}",100,"{name} \x1b[31m \u202e"\n{many}'
    (desk.folder / "priorities" / "dev.csv").write_text(ballot, "utf-8")
    file = desk.folder / "page.html"
    assert desk.call("priorities", "-o", file).status == 0
    page = file.read_text("utf-8")
    assert name not in page
    assert "Line 39" in page
    said = desk.call("priorities")
    assert name in said.out
    assert not {"\x1b", "\u202e"}.intersection(page + said.out + desk.call("priorities", "--draft").out)


def test_the_page_of_nobody_is_a_page(desk):
    (desk.folder / "initiative.yaml").write_text("title: A\n", "utf-8")
    file = desk.folder / "page.html"
    assert desk.call("priorities", "-o", file).status == 0
    assert "Nobody has stated points that count yet." in file.read_text("utf-8")


def test_ballot_and_draft_exclude_each_other(claims):
    assert priorities(claims, "--ballot", "dev", "--draft").status == 2
