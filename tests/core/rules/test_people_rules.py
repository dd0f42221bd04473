"""Rules about people: their time, what they answer for, and whose voice is missing."""

from datetime import date, timedelta
from itertools import product

import pytest

from core.rules.cases import findings, only
from trueup.core.model.calendar import Calendar, Span
from trueup.core.rules.capacity import working_days

WORK = """
title: A
epics:
  E1:
    due: 2026-01-30
    assignee: bo
    stories:
      S1: {{estimate: {s1}, assignee: ana}}
      S2: {{estimate: 40, assignee: ana, status: done}}
      S3: {{estimate: 40, assignee: ana, due: {s3}}}
people: {{ana: {{availability: {share}, {more}}}, bo: {{}}}}
calendars: {{short: {{days: [mon, tue], closed: [2026-01-20]}}}}
"""


def work(s1="4", s3="2026-12-31", share="0.5", more=""):
    return WORK.format(s1=s1, s3=s3, share=share, more=more)


def test_work_is_due_with_what_is_above_it_and_compared_with_the_share_of_the_week():
    found = only("PEO001", work(s1="8"))
    assert found.subject == "people.ana"
    assert found.problem == (
        "`ana` has 8 days of work until 2026-01-30 (`S1`), and 6 days until then (50 % of a week)."
    )
    assert "Move a due day, give 2 days of it to somebody else" in found.fix


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        (work(s1="6.5"), False),
        (work(s1="6.7"), True),
        (work(s1="6.5 points"), False),
        (work(s1="60 points"), False),
        (work(s1="8", more="from: 2026-01-29"), True),
        (work(s1="4", more="from: 2026-01-29"), True),
        (work(s1="8", more="left: 2026-01-14"), False),
        (work(s1="5", more="left: 2026-01-20"), True),
        (work(s1="8", share="1"), False),
        (work(s1="3", share="1", more="calendar: short"), False),
        (work(s1="4", share="1", more="calendar: short"), True),
        (work(s1="1", s3="2026-02-06", share="1"), True),
        (work(s1="1", s3="2025-12-31", share="1"), True),
    ],
)
def test_days_count_from_when_somebody_is_there_until_they_leave_by_their_calendar(text, flagged):
    assert bool(findings("PEO001", text)) is flagged


def test_work_that_nobody_dated_is_left_out_and_a_portfolio_may_set_the_limit():
    undated = "title: A\nepics: {E1: {estimate: 900, assignee: ana}}\npeople: {ana: {}}"
    assert findings("PEO001", undated) == ()
    assert findings("PEO001", work(s1="6.7"), limits={"most": 1.2}) == ()
    assert findings("PEO001", "title: A\nepics: {E1: {estimate: 900, assignee: ana, due: 2026-01-20}}") == ()


@pytest.mark.parametrize("worked", [("mon", "tue", "wed", "thu", "fri"), ("sat",), ()])
def test_working_days_are_those_that_a_count_day_by_day_gives(worked):
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    spans = (Span(date(2026, 1, 5), date(2026, 1, 9)), Span(date(2026, 1, 8), date(2026, 1, 20)))
    calendar = Calendar.model_validate({"days": list(worked), "closed": spans})
    begin = date(2025, 12, 28)
    for first, length in product(range(10), range(-2, 40)):
        since = begin + timedelta(first)
        days = [since + timedelta(day) for day in range(length + 1)]
        free = {day for day in days for span in spans if span.first <= day <= span.last}
        expected = sum(names[day.weekday()] in worked and day not in free for day in days)
        assert working_days(calendar, since, since + timedelta(length)) == expected


def test_rows_of_the_raci_are_told_at_once():
    found = only(
        "PEO002",
        """
        title: A
        raci:
          E1: {accountable: [ana, bo]}
          E2: {accountable: ana}
          E3: {responsible: ana}
          E4: {accountable: gone}
          E5: {accountable: [bo, gone]}
        people: {ana: {}, bo: {}, gone: {left: 2025-12-01}}
        """,
    )
    assert found.problem == (
        "3 of 5 rows of the RACI have not exactly one accountable: nobody who is there for `E3` and `E4` "
        "and several for `E1`."
    )
    assert found.place.line == 6


def voices(people, more=""):
    return f"title: A\nobjective: {{statement: S, owner: a}}\npeople: {people}\n{more}"


@pytest.mark.parametrize(
    ("text", "said", "severity"),
    [
        (voices("{a: {side: business}}"), "the data (who keeps its meaning) and operations", "warns"),
        (voices("{a: {side: business}, b: {}}"), "`b` has no `side:`", "notes"),
        (voices("{a: {side: business}, b: {side: data, left: 2025-01-01}}"), "speaks for the data", "warns"),
        (
            voices("{a: {side: business}, b: {side: operations}}", "data: {t: {source: t.csv, owner: b}}"),
            "nobody speaks for the data",
            "warns",
        ),
        (voices("{a: {}}"), "the business (who gains from it), the data", "notes"),
    ],
)
def test_a_voice_is_missing_and_what_is_not_said_makes_it_a_note(text, said, severity):
    found = only("PEO003", text)
    assert said in found.problem
    assert (found.severity, found.owner) == (severity, "a")


@pytest.mark.parametrize(
    "text",
    [
        "title: A\nobjective: {statement: S, owner: a}",
        voices("{a: {side: business}, b: {side: operations}, c: {side: data}}"),
        voices("{a: {side: business}, b: {side: operations}}", "data: {t: {source: t.csv, steward: b}}"),
        voices(
            "{a: {role: r}, c: {side: data}}", "roles: {r: {side: business}}\nstakeholders: {s: {side: operations}}"
        ),
    ],
)
def test_a_side_is_that_of_the_person_the_stake_or_the_role_and_a_steward_speaks_for_the_data(text):
    assert findings("PEO003", text) == ()


def test_somebody_of_the_portfolio_whom_the_initiative_does_not_name_has_no_voice_in_it():
    around = "people: {a: {side: business}, b: {side: operations}, c: {side: data}}"
    text = "title: A\nobjective: {statement: S, owner: a}\nreviews: {r: {owner: a, with: [b]}}"
    assert "nobody speaks for the data" in only("PEO003", text, portfolio=around).problem
    assert findings("PEO003", text.replace("[b]", "[b, c]"), portfolio=around) == ()


def owner_of(kpis, risks=0, closed=0):
    text = "title: A\nkpis:\n" + "".join(f"  k{n}: {{owner: a, unit: 1}}\n" for n in range(kpis))
    text += "risks:\n" + "".join(f"  r{n}: {{title: R, owner: a}}\n" for n in range(risks)) if risks else ""
    return text + "".join(f"  c{n}: {{title: R, owner: a, closed: 2026-01-01}}\n" for n in range(closed))


def test_more_than_eight_things_are_too_many_and_what_is_over_does_not_count():
    assert findings("PEO004", owner_of(8)) == ()
    assert findings("PEO004", owner_of(6, 2, 3)) == ()
    assert only("PEO004", owner_of(6, 3, 3)).problem == "`a` owns 9 things here: 6 KPIs and 3 risks."
    assert findings("PEO004", owner_of(6, 3), limits={"most": 9}) == ()


ROLES = """
title: A
currency: EUR
epics:
  E1: {role: engineer, estimate: 10, stories: {S1: {role: analyst, estimate: 4}}}
  E2: {role: analyst, estimate: 3}
  E3: {role: tester, estimate: 3, status: done}
rates: {default: 500}
"""


def test_a_role_that_nobody_holds_is_told_once_with_the_money_of_its_work():
    found = only("PEO005", ROLES + "people: {ana: {role: engineer}, gone: {roles: [analyst], left: 2026-01-15}}")
    assert found.problem == "Nobody who is there holds the role `analyst`, which 2 open items, €3,500 ask for."
    assert (found.subject, found.stake.value) == ("roles.analyst", 3_500.0)


def test_where_nobody_holds_any_role_nothing_is_told_and_further_roles_count():
    assert findings("PEO005", ROLES + "people: {ana: {}}") == ()
    assert findings("PEO005", ROLES + "people: {ana: {role: engineer, roles: analyst}}") == ()


@pytest.mark.parametrize(
    ("people", "lacks"),
    [
        ("{a: {role: analyst}}", None),
        ("{a: {role: analyst, competences: [SQL]}}", "`statistics`"),
        ("{a: {role: analyst, competences: [sql]}, b: {role: analyst, competences: [Statistics]}}", None),
    ],
)
def test_what_a_role_needs_is_judged_where_its_holders_list_what_they_can_do(people, lacks):
    text = f"title: A\nroles: {{analyst: {{needs: [sql, statistics]}}}}\npeople: {people}"
    assert [f.problem for f in findings("PEO005", text)] == (
        [f"Role `analyst` needs {lacks}, which `a` does not list."] if lacks else []
    )


def test_roles_of_the_portfolio_are_asked_for_only_where_work_needs_them():
    around = "roles: {tester: {needs: [patience]}}\npeople: {ana: {role: engineer, competences: [sql]}}"
    assert findings("PEO005", "title: A", portfolio=around) == ()
    assert only("PEO005", "title: A\nepics: {E1: {role: tester}}", portfolio=around).subject == "roles.tester"


def test_stakeholders_who_were_not_heard_are_told_at_once():
    text = "title: A\nstakeholders: {a: {heard: 2026-01-15}, b: {wants: W}, c: {heard: 2026-01-16}}"
    assert only("PEO006", text).problem == "2 of 3 stakeholders have not been heard: `b` and `c`."
