"""The world of the synthetic inquiries before anything is planted: who asks what, who solves it, and how long it takes.

Nothing here is real. Only `Random.random()` is drawn from, the one method whose sequence Python promises to keep, and
all arithmetic is on whole numbers: the same seed makes the same rows on every machine and every version of Python.
Times are whole seconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")

SEED: Final = 20_260_630
DAY: Final = 86_400
THOUSAND: Final = 1_000


def instant(text: str) -> int:
    """Return the seconds since 1970 of a time in UTC such as 2025-03-31T22:00."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


# ---- when: the days of Berlin, whose midnight is 22:00 UTC in summer and 23:00 in winter ----------------------------
FIRST_DAY: Final = date(2025, 1, 1)
LAST_DAY: Final = date(2026, 6, 30)
EXTRACTED: Final = instant("2026-07-01T00:00")  # what happened later is not in the tables
REGIME: Final = instant("2025-03-31T22:00")  # 2025-04-01 in Berlin: the tariff reform
RENAMED: Final = instant("2025-10-31T23:00")  # 2025-11-01 in Berlin: category `tariff` is called `contract` from now on
PILOT: Final = (instant("2026-04-12T22:00"), instant("2026-06-05T22:00"))  # 2026-04-13 to 2026-06-05 in Berlin
BASELINE: Final = (instant("2025-03-31T22:00"), instant("2026-03-31T22:00"))  # 2025-04-01 to 2026-03-31 in Berlin

# ---- how much: parameters of the truth ------------------------------------------------------------------------------
WEEKLY: Final = 409  # inquiries a week before the reform
REGIME_VOLUME: Final = 130  # per cent of it afterwards
REGIME_SECONDS: Final = 84  # more handling of each inquiry afterwards
PILOT_SECONDS: Final = -72  # less handling of each inquiry in the pilot, all of it at the desk that routes
TRANSFER_SECONDS: Final = 170
REOPENED_SECONDS: Final = 180
DESK_RIGHT: Final = 700  # of 1,000 inquiries that the desk routes to the team that will solve them
REOPENED: Final = 60  # of 1,000
SURVEYED: Final = 110  # of 1,000

TEAMS: Final = ("billing", "metering", "contracts", "technical", "retention", "key_accounts")
WORK_SECONDS: Final = dict(zip(TEAMS, (420, 380, 450, 560, 500, 640), strict=True))
SEGMENTS: Final = {"private": 835, "business": 130, "key_account": 35}
CHANNELS: Final = {"email": 450, "web_form": 300, "chat": 150, "letter": 100}
PRODUCTS: Final = {"power": 540, "gas": 250, "internet": 150, "charging": 60}
TOPICS: Final = {"invoice": 280, "meter": 190, "moving": 150, "tariff": 130, "outage": 100, "cancel": 70, "": 80}
TOPICS_AFTER: Final = {"invoice": 250, "meter": 170, "moving": 130, "tariff": 190, "outage": 90, "cancel": 100, "": 70}
CATEGORY: Final = {
    "invoice": "billing",
    "meter": "metering",
    "moving": "moving",
    "tariff": "tariff",
    "outage": "outage",
    "cancel": "cancellation",
}
CATEGORY_RIGHT: Final = 880  # of 1,000 inquiries with a keyword; one without falls into any category
WEEKDAYS: Final = (208, 192, 175, 167, 158, 58, 42)  # of 1,000 inquiries of a week, Monday first
HOURS: Final = (6, 4, 3, 3, 6, 22, 58, 84, 94, 92, 84, 72, 70, 74, 72, 62, 50, 40, 30, 24, 18, 14, 10, 8)  # in UTC

# The subject is one of a few lines. Each holds the keyword of its topic, and no other topic's; the last topic has none.
SUBJECTS: Final = {
    "invoice": ("Question about my invoice", "Invoice too high", "Copy of an invoice", "Invoice paid twice"),
    "meter": ("Meter reading", "Meter exchanged", "Reading of the meter rejected", "New meter number"),
    "moving": ("Moving out", "Moving in", "Moving to a new address", "Moving date has changed"),
    "tariff": ("Change of tariff", "New tariff", "Question about the tariff reform", "Tariff with a price guarantee"),
    "outage": ("Outage since this morning", "Outage again", "Partial outage", "Outage after your works"),
    "cancel": ("Please cancel", "I want to cancel", "Confirm that you cancel", "Cancel at the next date"),
    "": ("Question", "Please call me back", "Urgent", "My last message", "Request"),
}
OPENINGS: Final = ("Hello,", "Good morning,", "Dear team,", "To whom it may concern,", "Hi,")
BODIES: Final = (
    "please look into this for contract {}.",
    "contract {} is concerned, thank you for a short answer.",
    "I wrote before about contract {} and nobody replied.",
    "kindly tell me what to do next; my contract is {}.",
    "the number of my contract is {}, everything else is in the subject.",
)


@dataclass(frozen=True)
class Line:
    """One line of a way to tell who solves an inquiry: where it fits, which team, and how many of 1,000 it solves."""

    where: tuple[tuple[str, str], ...]
    team: str
    of_thousand: int = 0


def line(where: str, team: str, of_thousand: int = 0) -> Line:
    """Return a line from its conditions, as in `keyword=meter segment=business`; without any it fits everything."""
    conditions = [condition.partition("=") for condition in where.split()]
    return Line(tuple((name, value) for name, _, value in conditions), team, of_thousand)


# Who solves an inquiry: the first line that fits. What its team leaves over goes to the other teams alike, so the best
# possible guess is the first line that fits, too.
CELLS: Final = (
    line("segment=key_account", "key_accounts", 900),
    line("keyword=invoice product=charging", "technical", 780),
    line("keyword=meter channel=web_form segment=business", "billing", 720),
    line("keyword=tariff segment=business", "retention", 700),
    line("keyword=moving product=gas channel=web_form", "metering", 700),
    line("keyword=invoice", "billing", 880),
    line("keyword=meter", "metering", 880),
    line("keyword=moving", "contracts", 860),
    line("keyword=tariff", "contracts", 860),
    line("keyword=outage", "technical", 920),
    line("keyword=cancel", "retention", 860),
    line("product=gas", "metering", 600),
    line("product=internet", "technical", 700),
    line("product=charging", "technical", 700),
    line("", "billing", 620),
)


@dataclass
class Customer:
    """One customer, with an invented address."""

    customer_id: str
    segment: str
    region: str
    since: date
    email: str


@dataclass
class Inquiry:
    """One inquiry: what is known when it comes in, and what is known after it was handled."""

    customer_id: str
    segment: str
    received: int
    channel: str
    product: str
    keyword: str
    subject: str
    message: str
    category: str | None
    team: str
    inquiry_id: str = ""
    first_team: str = ""
    answered: int | None = None
    seconds: int | None = None
    transfers: int | None = None
    reopened: bool | None = None
    satisfaction: int | None = None
    closing_code: str | None = None
    solved_by: str | None = None
    aa_group: str = ""
    pilot_arm: str | None = None
    faults: set[str] = field(default_factory=set)


@dataclass
class Event:
    """One row of the log: a step in the handling of an inquiry and the seconds it took."""

    inquiry_id: str
    at: int
    event: str
    team: str
    agent_id: str | None
    seconds: int


class Draws:
    """Draws on whole numbers, all made of `Random.random()`."""

    def __init__(self, seed: int) -> None:
        """Begin the sequence of a seed."""
        self._random = Random(seed)  # noqa: S311 - an example is made, nothing is kept secret

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to bound - 1."""
        return int(self._random.random() * bound)

    def happens(self, of_thousand: int) -> bool:
        """Return true so many times of 1,000."""
        return self.below(THOUSAND) < of_thousand

    def one(self, values: Sequence[T]) -> T:
        """Return one of the values, each as likely."""
        return values[self.below(len(values))]

    def by_weight(self, weights: Mapping[T, int]) -> T:
        """Return one of the keys, as likely as its weight says."""
        left = self.below(sum(weights.values()))
        for value, weight in weights.items():
            left -= weight
            if left < 0:
                return value
        raise AssertionError

    def some(self, values: Sequence[T], many: int) -> list[T]:
        """Return so many different values, in the order they were drawn."""
        left = list(values)
        for place in range(many):
            other = place + self.below(len(left) - place)
            left[place], left[other] = left[other], left[place]
        return left[:many]


@cache
def first_that_fits(lines: tuple[Line, ...], segment: str, channel: str, product: str, keyword: str) -> Line:
    """Return the first line that fits what is known of an inquiry when it comes in."""
    known = {"segment": segment, "channel": channel, "product": product, "keyword": keyword}
    return next(line for line in lines if all(known[name] == value for name, value in line.where))


def line_for(inquiry: Inquiry, lines: tuple[Line, ...]) -> Line:
    """Return the first line that fits an inquiry."""
    return first_that_fits(lines, inquiry.segment, inquiry.channel, inquiry.product, inquiry.keyword)


def customers(draws: Draws) -> list[Customer]:
    """Return the 6,000 customers."""
    first = ("anna", "ben", "clara", "david", "emma", "felix", "greta", "hugo", "ida", "jonas", "karla", "leo")
    last = ("adler", "berg", "conrad", "dorn", "ernst", "falk", "gross", "hahn", "iske", "jung", "kern", "lang")
    return [
        Customer(
            customer_id=f"C{number:05}",
            segment=draws.by_weight(SEGMENTS),
            region=draws.by_weight({"north": 400, "south": 300, "east": 180, "west": 110, "islands": 10}),
            since=date(2004, 1, 1) + timedelta(days=draws.below(7_600)),
            email=f"{draws.one(first)}.{draws.one(last)}.{number}@example.org",
        )
        for number in range(1, 6_001)
    ]


def arrivals(draws: Draws) -> list[int]:
    """Return when inquiries come in: more on Mondays and in the morning, and more of them after the reform."""
    hours = dict(enumerate(HOURS))
    times = []
    for day in range((LAST_DAY - FIRST_DAY).days + 1):
        midnight = instant(FIRST_DAY.isoformat()) + day * DAY
        weekday = WEEKDAYS[(FIRST_DAY + timedelta(days=day)).weekday()]
        volume = REGIME_VOLUME if midnight >= REGIME else 100
        expected = WEEKLY * weekday * volume * (90 + draws.below(21)) // 10_000
        many = expected // THOUSAND + draws.happens(expected % THOUSAND)
        times += [midnight + draws.by_weight(hours) * 3_600 + draws.below(3_600) for _ in range(many)]
    return sorted(times)


def asked(draws: Draws, received: int, customer: Customer) -> Inquiry:
    """Return what a customer asks, and the team that will solve it."""
    keyword = draws.by_weight(TOPICS if received < REGIME else TOPICS_AFTER)
    known = keyword and draws.happens(CATEGORY_RIGHT)
    category = CATEGORY[keyword] if known else draws.one(tuple(CATEGORY.values()))
    if category == "tariff" and received >= RENAMED:
        category = "contract"
    contract = f"{4_000 + draws.below(1_000)}-{draws.below(1_000_000):06}"
    inquiry = Inquiry(
        customer_id=customer.customer_id,
        segment=customer.segment,
        received=received,
        channel=draws.by_weight(CHANNELS),
        product=draws.by_weight(PRODUCTS),
        keyword=keyword,
        subject=draws.one(SUBJECTS[keyword]),
        message=f"{draws.one(OPENINGS)} {draws.one(BODIES).format(contract)}",
        category=category,
        team="",
    )
    likely = line_for(inquiry, CELLS)
    others = tuple(team for team in TEAMS if team != likely.team)
    inquiry.team = likely.team if draws.happens(likely.of_thousand) else draws.one(others)
    return inquiry


def assign(draws: Draws, inquiry: Inquiry) -> None:
    """Toss the two coins: one for the A/A split, which means nothing, and one for the arm of the pilot."""
    inquiry.aa_group = draws.one("AB")
    arm = draws.one(("control", "pilot"))
    if PILOT[0] <= inquiry.received < PILOT[1]:
        inquiry.pilot_arm = arm


def handle(draws: Draws, inquiry: Inquiry, agents: Mapping[str, Sequence[str]]) -> list[Event]:
    """Let the desk route an inquiry and the teams handle it; return its log up to the extraction."""
    others = tuple(team for team in TEAMS if team != inquiry.team)
    inquiry.first_team = inquiry.team if draws.happens(DESK_RIGHT) else draws.one(others)
    path = [inquiry.first_team]
    if inquiry.first_team != inquiry.team:
        if draws.happens(200):
            path.append(draws.one(tuple(team for team in others if team != inquiry.first_team)))
        path.append(inquiry.team)
    routing = 90 + draws.below(61) + (PILOT_SECONDS if inquiry.pilot_arm == "pilot" else 0)
    work = WORK_SECONDS[inquiry.team] + sum(draws.below(241) for _ in range(3)) - 360
    work += (draws.below(1_800) if draws.happens(80) else 0) + (REGIME_SECONDS if inquiry.received >= REGIME else 0)
    answered = inquiry.received + 3_600 + waiting(draws, inquiry)
    reopened = answered + DAY + draws.below(9 * DAY) if draws.happens(REOPENED) else EXTRACTED
    agent = {team: draws.one(agents[team]) for team in ("desk", *path)}
    name = inquiry.inquiry_id
    log = [
        Event(name, inquiry.received, "received", "desk", None, 0),
        Event(name, inquiry.received + 60 + draws.below(1_500), "routed", "desk", agent["desk"], routing),
    ]
    for place, team in enumerate(path[:-1]):
        at = inquiry.received + 1_600 + place * 900 + draws.below(900)
        log.append(Event(name, at, "transferred", team, agent[team], TRANSFER_SECONDS))
    log.append(Event(name, answered, "answered", inquiry.team, agent[inquiry.team], work))
    log.append(Event(name, reopened, "reopened", inquiry.team, agent[inquiry.team], REOPENED_SECONDS))
    log = [event for event in log if event.at < EXTRACTED]
    survey = draws.by_weight({1: 80, 2: 100, 3: 200, 4: 370, 5: 250}) if draws.happens(SURVEYED) else None
    code = f"{inquiry.team[:2].upper()}-{100 + draws.below(12)}"
    if answered < EXTRACTED:
        inquiry.answered, inquiry.solved_by, inquiry.closing_code = answered, inquiry.team, code
        inquiry.seconds = sum(event.seconds for event in log)
        inquiry.transfers, inquiry.reopened = len(path) - 1, reopened < EXTRACTED
        inquiry.satisfaction = survey
    return log


def waiting(draws: Draws, inquiry: Inquiry) -> int:
    """Return the seconds an inquiry waits beyond the first hour: most less than a day, and longer after the reform."""
    shortest, width = draws.by_weight({(0, 25_000): 550, (25_000, 50_000): 270, (75_000, 175_000): 180})
    return (shortest + draws.below(width)) * (115 if inquiry.received >= REGIME else 100) // 100
