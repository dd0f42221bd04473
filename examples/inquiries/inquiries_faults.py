"""The tables of the example with every fault that is planted in them; how many of each stands in PLANTED."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from inquiries_world import (
    DAY,
    EXTRACTED,
    REGIME,
    SEED,
    TEAMS,
    Customer,
    Draws,
    Event,
    Inquiry,
    arrivals,
    asked,
    assign,
    customers,
    handle,
)

PLANTED: Final = {
    "sent_twice": 240,
    "category_missing": 1_200,
    "category_placeholder": 450,
    "category_misspelt": 210,
    "handling_sentinel": 260,
    "answered_before_received": 75,
    "customer_orphan": 420,
    "email_in_message": 900,
    "phone_in_message": 600,
    "row_repeated": 180,
    "closing_code_wrong": 150,
    "event_orphan": 60,
    "agent_orphan": 310,
    "customer_since_sentinel": 90,
    "customer_twice": 40,
    "cost_in_cents": 7,
}
"""Rows of each fault. A row may have several faults, except that a repeated row has no other."""

MIGRATED: Final = 35  # customers of the orphaned inquiries
CENTS: Final = date(2026, 2, 1)  # the month whose costs were booked in cents
COST_OF_A_MINUTE: Final = 95  # cents, before each team's and month's own up to 3 %


@dataclass
class Agent:
    """Somebody who handles inquiries."""

    agent_id: str
    team: str
    hours_per_week: int


@dataclass
class Cost:
    """What a team cost in a month, in cents."""

    month: date
    team: str
    minutes: int
    cents: int


@dataclass
class Tables:
    """The five tables, in the order of their keys."""

    inquiries: list[Inquiry]
    events: list[Event]
    customers: list[Customer]
    agents: list[Agent]
    costs: list[Cost]


def make() -> Tables:
    """Return the five tables; the same at every call."""
    draws = Draws(SEED)
    known = customers(draws)
    agents = staff(draws)
    teams = {team: [agent.agent_id for agent in agents if agent.team == team] for team in ("desk", *TEAMS)}
    inquiries = [asked(draws, at, known[draws.below(len(known))]) for at in arrivals(draws)]
    inquiries += sent_twice(draws, inquiries)
    inquiries.sort(key=lambda inquiry: inquiry.received)
    events = []
    for number, inquiry in enumerate(inquiries, start=1):
        inquiry.inquiry_id = f"Q{number:06}"
        assign(draws, inquiry)
        events += handle(draws, inquiry, teams)
    costs = booked(draws, events)
    plant_in_inquiries(draws, inquiries)
    plant_in_events(draws, events)
    plant_in_customers(draws, known)
    repeated = draws.some([one for one in inquiries if not one.faults], PLANTED["row_repeated"])
    for original in repeated:
        original.faults.add("row_repeated")
    inquiries += [copy.copy(original) for original in repeated]
    inquiries.sort(key=lambda inquiry: inquiry.inquiry_id)
    events.sort(key=lambda event: (event.inquiry_id, event.at))
    return Tables(inquiries, events, known, agents, costs)


def staff(draws: Draws) -> list[Agent]:
    """Return the 38 agents: four at the desk that routes, the others in the teams."""
    teams = ["desk"] * 4 + [TEAMS[number % len(TEAMS)] for number in range(34)]
    return [Agent(f"A{number:03}", team, draws.one((20, 30, 38, 38))) for number, team in enumerate(teams, start=1)]


def sent_twice(draws: Draws, inquiries: list[Inquiry]) -> list[Inquiry]:
    """Return inquiries that come in again within half an hour under another number, word for word."""
    again = []
    early = [one for one in inquiries if one.received < EXTRACTED - DAY]
    for original in draws.some(early, PLANTED["sent_twice"]):
        second = copy.copy(original)
        second.received, second.faults = original.received + 120 + draws.below(1_380), {"sent_twice"}
        again.append(second)
        original.faults.add("sent_first")
    return again


def chosen(draws: Draws, inquiries: list[Inquiry], fault: str, fit: Callable[[Inquiry], bool]) -> list[Inquiry]:
    """Return as many inquiries as shall have a fault, of those that fit, and note it in each."""
    rows = draws.some([one for one in inquiries if fit(one)], PLANTED[fault])
    for row in rows:
        row.faults.add(fault)
    return rows


def was_answered(one: Inquiry) -> bool:
    """Return whether an inquiry was answered before the extraction."""
    return one.answered is not None


def was_sent_once(one: Inquiry) -> bool:
    """Return whether an inquiry is none of a pair that is the same word for word."""
    return one.faults.isdisjoint({"sent_first", "sent_twice"})


def plant_in_inquiries(draws: Draws, inquiries: list[Inquiry]) -> None:
    """Plant what is wrong in single columns of the inquiries, and write personal data into messages."""
    plant_in_categories(draws, inquiries)
    for row in chosen(draws, inquiries, "handling_sentinel", was_answered):
        row.seconds = -999
    for row in chosen(draws, inquiries, "answered_before_received", was_answered):
        row.answered = row.received - 600 - draws.below(DAY)
    migrated = [f"C9{number:04}" for number in range(1, MIGRATED + 1)]
    for place, row in enumerate(chosen(draws, inquiries, "customer_orphan", after_the_reform)):
        row.customer_id = migrated[place] if place < MIGRATED else draws.one(migrated)
    for row in chosen(draws, inquiries, "email_in_message", was_sent_once):
        row.message += f" Write to {draws.one(('anna', 'ben', 'clara'))}.{draws.below(900) + 100}@example.org."
    # 030 23125 000 to 999 is kept free for films by the German network agency: nobody has these numbers.
    for row in chosen(draws, inquiries, "phone_in_message", was_sent_once):
        row.message += f" Call {draws.one(('+49 30 23125 ', '030 23125-', '030/23125'))}{draws.below(1_000):03}."
    for row in chosen(draws, inquiries, "closing_code_wrong", was_answered):
        other = draws.one(tuple(team for team in TEAMS if team != row.solved_by))
        row.closing_code = f"{other[:2].upper()}-{100 + draws.below(12)}"


def after_the_reform(one: Inquiry) -> bool:
    """Return whether an inquiry came in after the reform, when the customers were migrated; it was sent once only."""
    return one.received >= REGIME and was_sent_once(one)


def plant_in_categories(draws: Draws, inquiries: list[Inquiry]) -> None:
    """Leave categories out, put placeholders in their place, and misspell some."""
    for row in chosen(draws, inquiries, "category_missing", lambda one: one.channel == "email"):
        row.category = None
    for row in chosen(draws, inquiries, "category_placeholder", lambda one: one.category is not None):
        row.category = draws.by_weight({"n/a": 2, "unknown": 1})
    for row in chosen(draws, inquiries, "category_misspelt", lambda one: one.category == "billing"):
        row.category = draws.one(("Billing", "billing "))


def plant_in_events(draws: Draws, events: list[Event]) -> None:
    """Give some rows of the log an agent who is in no list, and log steps of inquiries that were deleted."""
    answered = [event for event in events if event.event == "answered"]
    for event in draws.some(answered, PLANTED["agent_orphan"]):
        event.agent_id = "A099"
    for number in range(PLANTED["event_orphan"]):
        at = draws.one(answered).at
        events.append(Event(f"Q9{number + 1:05}", at, "received", "desk", None, 0))


def plant_in_customers(draws: Draws, known: list[Customer]) -> None:
    """Set some first days to the zero of spreadsheets, and enter some customers a second time."""
    for customer in draws.some(known, PLANTED["customer_since_sentinel"]):
        customer.since = date(1900, 1, 1)
    dated = [customer for customer in known if customer.since != date(1900, 1, 1)]
    for place, original in enumerate(draws.some(dated, PLANTED["customer_twice"]), start=len(known) + 1):
        second = copy.copy(original)
        second.customer_id = f"C{place:05}"
        known.append(second)


def booked(draws: Draws, events: list[Event]) -> list[Cost]:
    """Return what each team cost a month: its handled minutes at about 95 cents, one month in cents by mistake."""
    seconds: dict[tuple[date, str], int] = {}
    for event in events:
        day = date.fromordinal(date(1970, 1, 1).toordinal() + event.at // DAY)
        key = (day.replace(day=1), event.team)
        seconds[key] = seconds.get(key, 0) + event.seconds
    costs = []
    for (month, team), total in sorted(seconds.items()):
        cents = total * COST_OF_A_MINUTE * (970 + draws.below(61)) // 60_000
        costs.append(Cost(month, team, total // 60, cents * (100 if month == CENTS else 1)))
    return costs
