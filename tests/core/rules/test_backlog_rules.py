"""Rules about stories, estimates, skills, days and dependencies of the work."""

import pytest

from core.rules.cases import findings, only

HEAD = """
title: x
objective: {statement: Ten days, owner: coo, kpi: days, guardrails: [disputed]}
kpis:
  days: {unit: day, direction: decrease, owner: bo, target: {value: 10, by: 2026-06-30}}
  disputed: {unit: 1, direction: at_most, owner: bo, target: {value: 4 %, by: 2026-03-31}}
  letters: {unit: 1, direction: increase, target: {value: 4 %, by: 2025-12-31}}
operational_goals:
  route: {statement: Propose the handler, owner: tech, moves: [days]}
epics:
"""
READY = "acceptance: [It holds], estimate: 3..5, advances: days"


def backlog(epics, more=""):
    return HEAD + epics.strip("\n") + "\n" + more


def stories(*lines, epic="title: Routing"):
    return backlog(f"  E1:\n    {epic}\n    stories:\n" + "\n".join(f"      {line}" for line in lines))


# ---- a whole backlog -------------------------------------------------------------------------------------------------

TWO_HUNDRED = "title: x\nepics:\n" + "".join(
    f"  E{epic}:\n    title: Epic {epic}\n    stories:\n"
    + "".join(f"      S{epic}-{story}: {{title: Story, estimate: 8}}\n" for story in range(20))
    for epic in range(10)
)


def test_two_hundred_stories_without_a_kpi_are_told_once_an_epic_and_what_all_lack_once():
    assert [f.subject for f in findings("WRK001", TWO_HUNDRED)] == [f"epics.E{n}" for n in range(10)]
    assert only("WRK010", TWO_HUNDRED).problem == "None of 200 open stories has acceptance criteria."
    assert only("WRK011", TWO_HUNDRED).problem == "All 200 estimates of 5 days and more are single figures."
    assert {f.subject for code in ("WRK010", "WRK011") for f in findings(code, TWO_HUNDRED)} == {"epics"}


# ---- WRK010 ----------------------------------------------------------------------------------------------------------


def test_what_the_stories_of_an_epic_lack_is_one_finding():
    found = only(
        "WRK010",
        stories(
            f"S1: {{{READY}}}",
            "S2: {estimate: 3, advances: days}",
            "S3: {title: Bare}",
            "S4: {title: Old, status: done}",
            "S5: {title: Gone, status: cancelled}",
            epic="for: route",
        ),
    )
    assert found.problem == (
        "2 of 3 open stories of epic `E1` are not sprint-ready: all without acceptance criteria, 1 without a KPI "
        "(`S3`), 1 without an estimate (`S3`)."
    )
    assert (found.subject, found.owner, found.severity) == ("epics.E1", "tech", "notes")


def test_a_story_that_is_being_worked_on_warns_and_stands_first():
    found = only(
        "WRK010", stories("S1: {estimate: 3, advances: days}", "S2: {estimate: 3, advances: days, status: doing}")
    )
    assert found.severity == "warns"
    assert found.fix == "Make ready what is next, beginning with `S2`."
    assert found.problem.startswith("None of 2 open stories of epic `E1` is sprint-ready")


def test_work_that_is_waited_for_counts_once_the_story_has_begun():
    waits = f"S2: {{{READY}, depends_on: S1, status: {{status}}}}"
    first = f"S1: {{{READY}}}"
    assert findings("WRK010", stories(first, waits.replace("{status}", "todo"))) == ()
    begun = only("WRK010", stories(first, waits.replace("{status}", "doing")))
    assert "1 begun ahead of open work (`S2`)" in begun.problem
    done = f"S1: {{{READY}, status: done}}"
    assert findings("WRK010", stories(done, waits.replace("{status}", "doing"))) == ()


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        ("start_start", "doing", 0),
        ("start_start", "todo", 1),
        ("finish_finish", "todo", 0),
        ("finish_start", "doing", 1),
    ],
)
def test_the_kind_of_a_dependency_says_what_must_have_happened(kind, status, told):
    text = stories(
        f"S1: {{{READY}, status: {status}}}",
        f"S2: {{{READY}, status: doing, depends_on: {{S1: {{kind: {kind}}}}}}}",
    )
    assert len(findings("WRK010", text)) == told


def test_a_story_that_lacks_but_a_kpi_or_an_estimate_is_told_elsewhere_until_it_begins():
    bare = "acceptance: [It holds]"
    assert findings("WRK010", stories(f"S1: {{{bare}}}")) == ()
    assert "without a KPI" in only("WRK010", stories(f"S1: {{{bare}, status: doing}}")).problem


@pytest.mark.parametrize(
    "story",
    [
        "S1: {acceptance: [Yes], advances: days, status: doing, tasks: {T1: {estimate: 2}, T2: {estimate: 1}}}",
        "S1: {acceptance: [Yes], estimate: 2, status: doing, mandated: {owner: legal, reason: The law}}",
        "S1: {acceptance: [Yes], remaining: 2, status: doing, enables: E1}",
    ],
)
def test_estimates_of_tasks_a_mandate_and_what_is_enabled_count(story):
    assert findings("WRK010", stories(story)) == ()


def test_closed_epics_are_not_judged():
    for status in ("done", "cancelled"):
        assert findings("WRK010", stories("S1: {title: Bare}", epic=f"status: {status}")) == ()


# ---- WRK011 ----------------------------------------------------------------------------------------------------------


def test_larger_estimates_without_a_range_are_told_once_an_epic():
    found = only(
        "WRK011",
        stories("S1: {estimate: 20}", "S2: {estimate: 4}", "S3: {estimate: 8..20}", "S4: {estimate: 30, status: done}"),
    )
    assert found.problem == "1 of 2 larger estimates of epic `E1` is a single figure: `S1`."
    assert found.place.path == "epics.E1.stories.S1"


def test_points_frames_and_small_pieces_may_be_single_figures():
    assert findings("WRK011", stories("S1: {estimate: 13 points}", "S2: {estimate: 4}")) == ()
    assert findings("WRK011", stories("S1: {estimate: 3}", epic="estimate: 30")) == ()
    assert len(findings("WRK011", stories("S1: {title: Bare}", epic="estimate: 30"))) == 1


def test_from_how_many_days_on_is_a_limit():
    assert len(findings("WRK011", stories("S1: {estimate: 4}"), limits={"days": 3})) == 1


def test_what_remains_counts_before_the_estimate():
    assert findings("WRK011", stories("S1: {estimate: 30, remaining: 2..9}")) == ()


# ---- WRK012 ----------------------------------------------------------------------------------------------------------

PEOPLE = """
people:
  ana: {side: technology, competences: [Python, SQL]}
  bo: {side: business, competences: [claims]}
  cy: {side: technology, competences: [rust], left: 2025-12-31}
"""


def test_a_skill_that_nobody_has_is_told_once_with_all_its_work():
    text = backlog("  E1: {skills: rust}\n  E2: {skills: [rust, sql]}\n  E3: {skills: rust, status: done}", PEOPLE)
    found = only("WRK012", text)
    assert found.problem == "2 items take `rust`, which nobody who is there lists: `E1` and `E2`."
    assert (found.subject, found.place.path, found.owner) == ("skills.rust", "epics.E1.skills", "tech")


def test_a_skill_written_nearly_alike_is_named():
    assert "`python` is one that `ana` has" in only("WRK012", backlog("  E1: {skills: pyhton}", PEOPLE)).fix


def test_who_lacks_the_skill_of_their_work_is_told_once():
    text = backlog("  E1: {skills: [sql, python], assignee: bo}\n  E2: {skills: sql, assignee: bo}", PEOPLE)
    found = only("WRK012", text)
    assert found.problem == "`bo` is to do `E1` and `E2` and does not list `sql` and `python`."
    assert "such as `ana`" in found.fix
    assert found.subject == "people.bo"


def test_capitals_do_not_count_and_strangers_are_told_by_another_rule():
    assert findings("WRK012", backlog("  E1: {skills: [python, sql], assignee: ana}", PEOPLE)) == ()
    assert findings("WRK012", backlog("  E1: {skills: [python], assignee: zoe}", PEOPLE)) == ()


def test_where_nobody_lists_what_they_can_do_nothing_is_said():
    assert findings("WRK012", backlog("  E1: {skills: rust}")) == ()
    assert findings("WRK012", backlog("  E1: {skills: rust}", "people: {ana: {side: technology}}\n")) == ()


# ---- WRK013 ----------------------------------------------------------------------------------------------------------


def test_work_that_is_due_after_its_kpis_day_is_told_once_an_epic():
    text = stories(
        "S1: {due: 2026-07-01}",
        "S2: {due: 2026-09-30}",
        "S3: {due: 2026-06-30}",
        "S4: {due: 2026-12-31, status: done}",
        epic="advances: days",
    )
    found = only("WRK013", text)
    assert found.problem == (
        "2 items (`S1` and `S2`) are due up to 2026-09-30, after the day by which KPI `days` has to be reached, "
        "2026-06-30."
    )
    assert found.place.path == "epics.E1.stories.S1.due"


def test_an_epic_that_is_late_speaks_for_what_is_below_it():
    text = stories("S1: {due: 2026-07-02, tasks: {T1: {due: 2026-07-02}}}", epic="{advances: days, due: 2026-07-01}")
    text = text.replace("    {advances: days, due: 2026-07-01}\n", "    advances: days\n    due: 2026-07-01\n")
    assert only("WRK013", text).problem.startswith("`E1` is due 2026-07-01, after")


@pytest.mark.parametrize("kpi", ["disputed", "letters"])
def test_guardrails_and_targets_that_have_passed_are_left_out(kpi):
    assert findings("WRK013", backlog(f"  E1: {{advances: {kpi}, due: 2026-12-31}}")) == ()


# ---- WRK014 ----------------------------------------------------------------------------------------------------------


def test_what_waits_for_cancelled_work_is_told_once_for_what_it_waits_for():
    text = backlog("""
  E1: {title: Clean types, status: cancelled, stories: {S1: {title: Below}}}
  E2: {depends_on: E1, estimate: 20}
  E3: {depends_on: {E1: 3 days}, estimate: 5}
  E4: {depends_on: E1, status: done}
  E5: {depends_on: S1, status: cancelled}
""")
    found = only("WRK014", text)
    assert found.problem == "Epic `E1` (Clean types) is cancelled, and 2 open items wait for it: `E2` and `E3`."
    assert (found.subject, found.place.path, found.stake.value) == ("epics.E1", "epics.E2.depends_on", 25)


def test_a_story_of_a_cancelled_epic_is_cancelled_with_it():
    text = backlog("  E1: {status: cancelled, stories: {S1: {title: Below}}}\n  E2: {depends_on: S1}")
    assert only("WRK014", text).problem.startswith("Story `S1` (Below) is cancelled, and 1 open item waits for it")
