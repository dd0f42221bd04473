"""What `check` says to do next: the first three actions of `assess`, those of the worst initiative first."""

import pytest

from desk import AS_OF

WORST = """title: Faster answers
currency: EUR
rates: {default: 600}
objective: {statement: Answer in a day, owner: coo, kpi: slow}
kpis: {slow: {unit: 1, direction: decrease}}
epics: {E1: {estimate: 100, advances: slow}}
"""
BETTER = WORST.replace("estimate: 100", "estimate: 1")


@pytest.fixture
def portfolio(desk):
    for name, text in (("a", BETTER), ("b", WORST)):
        (desk.folder / "all" / name).mkdir(parents=True)
        (desk.folder / "all" / name / "initiative.yaml").write_text(text)
    (desk.folder / "all" / "portfolio.yaml").write_text("title: All\n")
    return desk


def nexts(said):
    return [line for line in said.out.splitlines() if line.startswith("next: ")]


def test_three_actions_are_named_a_line_each_and_are_those_of_assess(desk):
    desk.initiative(WORST)
    said = desk.call("check", "orders", "--as-of", AS_OF)
    lines = said.out.splitlines()[:3]
    assert lines == nexts(said)
    assert lines[0] == (
        "next: initiative.yaml:5: Add `owner:` to kpis.slow with the id of the person who answers for it. (coo)"
    )
    actions = desk.call("assess", "orders", "--as-of", AS_OF, "--format", "json").body["initiatives"][0]["actions"]
    assert lines == [f"next: {a['place']}: {a['what']} ({a['who']})" for a in actions[:3]]


def test_in_a_portfolio_they_are_those_of_the_initiative_with_most_at_stake(portfolio):
    assert [line.partition("/")[0] for line in nexts(portfolio.call("check", "all"))] == ["next: b"] * 3


def test_other_formats_name_the_same(portfolio):
    said = [line.removeprefix("next: ") for line in nexts(portfolio.call("check", "all"))]
    body = portfolio.call("check", "all", "--format", "json").body["next"]
    assert [f"{each['place']}: {each['what']} ({each['who']})" for each in body] == said
    page = portfolio.call("check", "all", "--format", "markdown").out.splitlines()[:5:2]
    assert [line.partition(":** ")[0] for line in page] == ["**Next, coo", "**Then, coo", "**Then, coo"]
    assert all(each["what"].partition("`")[0] in line for each, line in zip(body, page, strict=True))
    log = nexts(portfolio.call("check", "all", "--format", "github"))
    assert [line.removeprefix("next: all/") for line in log] == said


def test_one_thing_to_do_is_one_line(desk):
    desk.initiative()
    nothing = nexts(desk.call("check", "orders", "--as-of", AS_OF))
    assert 0 < len(nothing) <= 3


def test_a_day_that_was_asked_for_goes_along_with_the_commands_that_are_named(desk):
    desk.initiative(WORST)
    with_day = desk.call("check", "orders", "--as-of", AS_OF).out
    assert f"(most need data: `trueup assess --as-of {AS_OF}`)" in with_day
    assert "(most need data: `trueup assess`)" in desk.call("check", "orders").out
    foot = " ".join(desk.assess().out.split())
    assert f"trueup report --as-of {AS_OF} lists all of them, trueup check --as-of {AS_OF} those" in foot
    assert "trueup report lists all of them" in desk.call("assess", "orders").out


def test_a_way_names_commands_with_the_day_that_was_asked_for(desk):
    desk.initiative()
    said = desk.call("why", "late", "orders", "--as-of", AS_OF)
    assert f"Run `trueup assess --as-of {AS_OF}`." in said.flat
    assert "Run `trueup assess`." in desk.call("why", "late", "orders", "--as-of", AS_OF, "--format", "json").flat


def test_what_has_no_way_is_told_with_all_kinds_that_have_one(desk):
    desk.initiative()
    said = desk.call("why", "qqqqqqqqqq", "orders")
    assert said.status == 2
    assert "data set, option, assumption, strategic objective or a person" in said.flat


def test_an_assumption_and_a_person_have_a_way(desk):
    desk.initiative()
    assert "in the worth of late" in desk.call("why", "cost", "orders", "--as-of", AS_OF).flat
    said = desk.call("why", "ops", "orders", "--as-of", AS_OF).flat
    assert said.startswith("What `ops` stands for")
    assert "owns the objective" in said
    assert "vouches for cost" in said
