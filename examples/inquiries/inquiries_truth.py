"""What is true of the synthetic tables: counts from the generator's own books, and the SQL that finds them in the data.

Each `sql` is one SELECT over the tables by their names, with the session's time zone UTC.
"""

# ruff: noqa: S608 - the SQL is put together from names written in this file, never from input
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from inquiries_faults import CENTS, MIGRATED, PLANTED, Tables
from inquiries_world import (
    BASELINE,
    CELLS,
    DAY,
    DESK_RIGHT,
    PILOT,
    PILOT_SECONDS,
    REGIME,
    REGIME_SECONDS,
    REGIME_VOLUME,
    SEED,
    TOPICS,
    TOPICS_AFTER,
    Event,
    Inquiry,
    Line,
    instant,
    line,
    line_for,
)

ZONE: Final = "Europe/Berlin"
SUMMERS: Final = (
    (instant("2025-03-30T01:00"), instant("2025-10-26T01:00")),
    (instant("2026-03-29T01:00"), instant("2026-10-25T01:00")),
)
TEST: Final = instant("2025-12-31T23:00")  # 2026-01-01 in Berlin: what an honest split in time tests on

SATISFIED: Final = 4  # of 5

# One line of rules for each keyword and one for the segment; the last holds for what is left.
KEYWORD_RULES: Final = (
    line("segment=key_account", "key_accounts"),
    line("keyword=invoice", "billing"),
    line("keyword=meter", "metering"),
    line("keyword=moving", "contracts"),
    line("keyword=tariff", "contracts"),
    line("keyword=outage", "technical"),
    line("keyword=cancel", "retention"),
    line("", "billing"),
)
CATEGORY_TEAM: Final = {
    "billing": "billing",
    "metering": "metering",
    "moving": "contracts",
    "tariff": "contracts",
    "contract": "contracts",
    "outage": "technical",
    "cancellation": "retention",
}

_EMAIL: Final = "regexp_matches(message, '[a-z0-9.]+@example[.]org')"
_PHONE: Final = "regexp_matches(message, '30[ /]23125[ -]?[0-9]{3}|30/23125[0-9]{3}')"
_ONCE: Final = "(SELECT DISTINCT * FROM inquiries)"
_FAULT_SQL: Final = {
    "sent_twice": f"SELECT count(*) FROM {_ONCE} b WHERE EXISTS (FROM {_ONCE} a WHERE a.message = b.message "
    "AND a.customer_id = b.customer_id AND a.subject = b.subject "
    "AND a.received_at < b.received_at AND b.received_at <= a.received_at + INTERVAL 30 MINUTE)",
    "category_missing": "SELECT count(*) FROM inquiries WHERE category IS NULL",
    "category_placeholder": "SELECT count(*) FROM inquiries WHERE category IN ('n/a', 'unknown')",
    "category_misspelt": "SELECT count(*) FROM inquiries WHERE category <> 'billing' "
    "AND lower(trim(category)) = 'billing'",
    "handling_sentinel": "SELECT count(*) FROM inquiries WHERE handling_seconds = -999",
    "answered_before_received": "SELECT count(*) FROM inquiries WHERE answered_at < received_at",
    "customer_orphan": "SELECT count(*) FROM inquiries WHERE customer_id NOT IN (SELECT customer_id FROM customers)",
    "email_in_message": f"SELECT count(*) FROM inquiries WHERE {_EMAIL}",
    "phone_in_message": f"SELECT count(*) FROM inquiries WHERE {_PHONE}",
    "row_repeated": "SELECT count(*) - count(DISTINCT inquiry_id) FROM inquiries",
    "closing_code_wrong": "SELECT count(*) FROM inquiries "
    "WHERE left(closing_code, 2) <> upper(left(solved_by_team, 2))",
    "event_orphan": "SELECT count(*) FROM events WHERE inquiry_id NOT IN (SELECT inquiry_id FROM inquiries)",
    "agent_orphan": "SELECT count(*) FROM events WHERE agent_id NOT IN (SELECT agent_id FROM agents)",
    "customer_since_sentinel": "SELECT count(*) FROM customers WHERE since = DATE '1900-01-01'",
    "customer_twice": "SELECT count(*) - count(DISTINCT email) FROM customers",
    "cost_in_cents": "SELECT count(*) FROM costs WHERE cost_eur > 10 * minutes",
}
_FAULT_PLACE: Final = {
    "sent_twice": ("inquiries", "message", "sent again within 30 minutes under another number, word for word"),
    "category_missing": ("inquiries", "category", "NULL, all of them in channel email"),
    "category_placeholder": ("inquiries", "category", "n/a or unknown"),
    "category_misspelt": ("inquiries", "category", "billing with a capital letter or a blank at its end"),
    "handling_sentinel": ("inquiries", "handling_seconds", "-999 stands for missing"),
    "answered_before_received": ("inquiries", "answered_at", "before received_at; the log has the right time"),
    "customer_orphan": ("inquiries", "customer_id", "of migrated customers who are in no table, after the reform"),
    "email_in_message": ("inquiries", "message", "an invented address at example.org"),
    "phone_in_message": ("inquiries", "message", "an invented number from a range kept free for films"),
    "row_repeated": ("inquiries", "inquiry_id", "the whole row twice"),
    "closing_code_wrong": ("inquiries", "closing_code", "the prefix names another team than solved it"),
    "event_orphan": ("events", "inquiry_id", "of inquiries that were deleted"),
    "agent_orphan": ("events", "agent_id", "A099, who is in no table"),
    "customer_since_sentinel": ("customers", "since", "1900-01-01 stands for missing"),
    "customer_twice": ("customers", "email", "one customer under two ids"),
    "cost_in_cents": ("costs", "cost_eur", f"all teams of {CENTS:%Y-%m} booked in cents instead of EUR"),
}


def truth(tables: Tables) -> dict[str, object]:
    """Return everything that is known to be true of the tables, ready for JSON."""
    once = list({one.inquiry_id: one for one in tables.inquiries}.values())
    logs: dict[str, list[Event]] = {one.inquiry_id: [] for one in once}
    for event in tables.events:
        if event.inquiry_id in logs:
            logs[event.inquiry_id].append(event)
    handled = {name: sum(event.seconds for event in log) for name, log in logs.items()}
    answered = [one for one in once if one.solved_by is not None]

    def seconds(some: Iterable[Inquiry]) -> list[int]:
        return [handled[one.inquiry_id] for one in some]

    return {
        "synthetic": True,
        "seed": SEED,
        "zone": ZONE,
        "inquiries": len(once),
        "open": len(once) - len(answered),
        "on_another_day_in_utc": sum(one.received // DAY != local(one.received) // DAY for one in once),
        "faults": faults(),
        "category_renamed": renamed(once),
        "leak": leak(answered),
        "regime_change": regime(once, answered, seconds),
        "pilot": pilot(answered, seconds),
        "aa_split": {"column": "aa_group", "effect_seconds": 0}
        | compared({group: seconds(one for one in answered if one.aa_group == group) for group in "AB"}),
        "label": label(answered),
        "kpis": kpis(answered, seconds, logs),
    }


def local(seconds: int) -> int:
    """Return the seconds that Berlin's clocks are at."""
    summer = any(begin <= seconds < end for begin, end in SUMMERS)
    return seconds + (7_200 if summer else 3_600)


def faults() -> dict[str, object]:
    """Return each planted fault: where it is, how many rows have it, and the SQL that counts them."""
    return {
        name: {"table": table, "column": column, "what": what, "rows": PLANTED[name], "sql": _FAULT_SQL[name]}
        | ({"values": MIGRATED} if name == "customer_orphan" else {})
        for name, (table, column, what) in _FAULT_PLACE.items()
    }


def renamed(once: list[Inquiry]) -> dict[str, object]:
    """Return the category that has another name from a day on, and how many inquiries have either."""
    counts = Counter(one.category for one in once)
    return {
        "column": "category",
        "from": "2025-11-01",
        "before": "tariff",
        "after": "contract",
        "inquiries_before": counts["tariff"],
        "inquiries_after": counts["contract"],
    }


def leak(answered: list[Inquiry]) -> dict[str, object]:
    """Return the column that is filled after handling only, and how well it gives the label away."""
    correct = sum(str(one.closing_code)[:2] == str(one.solved_by)[:2].upper() for one in answered)
    return {"table": "inquiries", "column": "closing_code", "label": "solved_by_team"} | share(correct, len(answered))


def regime(
    once: list[Inquiry], answered: list[Inquiry], seconds: Callable[[Iterable[Inquiry]], list[int]]
) -> dict[str, object]:
    """Return the day from which more inquiries come in and each takes longer, with what is seen of it."""
    after = sum(one.received >= REGIME for one in once)
    return {
        "from": "2025-04-01",
        "volume_factor": REGIME_VOLUME / 100,
        "handling_seconds_added": REGIME_SECONDS,
        "waiting_factor": 1.15,
        "keywords_before": {name or "none": many / 1_000 for name, many in TOPICS.items()},
        "keywords_after": {name or "none": many / 1_000 for name, many in TOPICS_AFTER.items()},
        "inquiries": {"before": len(once) - after, "after": after},
        "seen": compared(
            {
                "before": seconds(one for one in answered if one.received < REGIME),
                "after": seconds(one for one in answered if one.received >= REGIME),
            }
        ),
    }


def pilot(answered: list[Inquiry], seconds: Callable[[Iterable[Inquiry]], list[int]]) -> dict[str, object]:
    """Return the pilot: its days, its arms, the effect it has on each inquiry, and what is seen of it."""
    inside = [one for one in answered if PILOT[0] <= one.received < PILOT[1]]
    arms = {arm: [one for one in inside if one.pilot_arm == arm] for arm in ("control", "pilot")}
    return {
        "column": "pilot_arm",
        "from": "2026-04-13",
        "to": "2026-06-05",
        "randomised": "each inquiry, one half each",
        "effect_seconds": PILOT_SECONDS,
        "effect_minutes": PILOT_SECONDS / 60,
        "no_effect_on": ["first_time_right", "reopened", "answered_in_a_day", "satisfaction"],
        "seen": compared({arm: seconds(ones) for arm, ones in arms.items()}),
        "first_time_right": {arm: share(*right(ones)) for arm, ones in arms.items()},
        "reopened": {arm: share(sum(bool(one.reopened) for one in ones), len(ones)) for arm, ones in arms.items()},
    }


def compared(groups: dict[str, list[int]]) -> dict[str, object]:
    """Return each group's size and sum, and the second's mean less the first's with its standard error, in seconds."""
    first, second = groups.values()
    difference = sum(second) / len(second) - sum(first) / len(first)
    error = math.sqrt(spread(first) / len(first) + spread(second) / len(second))
    sizes = {name: {"inquiries": len(values), "seconds": sum(values)} for name, values in groups.items()}
    return {"groups": sizes, "difference_seconds": round(difference, 4), "standard_error": round(error, 4)}


def spread(values: list[int]) -> float:
    """Return the variance of a sample, from whole sums."""
    many, total = len(values), sum(values)
    return (many * sum(value * value for value in values) - total * total) / (many * (many - 1))


def label(answered: list[Inquiry]) -> dict[str, object]:
    """Return the label of the probe and how often each way to guess it is right, best possible guess included."""
    frequent = Counter(one.solved_by for one in answered).most_common(1)[0][0]
    ways: dict[str, tuple[str, Callable[[Inquiry], str]]] = {
        "always_the_same": (f"'{frequent}'", lambda _: str(frequent)),
        "category": (by_category(), lambda one: CATEGORY_TEAM.get(str(one.category), "billing")),
        "desk": ("first_team", lambda one: one.first_team),
        "keyword_rules": (case(KEYWORD_RULES), lambda one: line_for(one, KEYWORD_RULES).team),
        "best_possible": (case(CELLS), lambda one: line_for(one, CELLS).team),
    }
    tested = [one for one in answered if one.received >= TEST]
    expected = sum(line_for(one, CELLS).of_thousand for one in answered)
    return {
        "table": "inquiries",
        "column": "solved_by_team",
        "inputs": ["segment", "channel", "product", "subject"],
        "rows": "each inquiry once, where solved_by_team is known",
        "classes": dict(sorted(Counter(str(one.solved_by) for one in answered).items())),
        "tested_from": "2026-01-01",
        "expected_of_the_best": round(expected / len(answered) / 1_000, 6),
        "expected_of_the_desk": DESK_RIGHT / 1_000,
        "ways": {
            name: {"sql": sql}
            | share(sum(way(one) == one.solved_by for one in answered), len(answered))
            | {"tested": share(sum(way(one) == one.solved_by for one in tested), len(tested))}
            for name, (sql, way) in ways.items()
        },
    }


def case(lines: Iterable[Line]) -> str:
    """Return the lines as SQL over a row of inquiries; a keyword is looked for in the subject."""
    whens = []
    for one in lines:
        tests = [
            f"contains(lower(subject), '{value}')" if name == "keyword" else f"{name} = '{value}'"
            for name, value in one.where
        ]
        whens.append(f"WHEN {' AND '.join(tests)} THEN '{one.team}'" if tests else f"ELSE '{one.team}'")
    return f"CASE {' '.join(whens)} END"


def by_category() -> str:
    """Return the guess from the category alone as SQL."""
    whens = " ".join(f"WHEN '{category}' THEN '{team}'" for category, team in CATEGORY_TEAM.items())
    return f"CASE category {whens} ELSE 'billing' END"


def kpis(
    answered: list[Inquiry], seconds: Callable[[Iterable[Inquiry]], list[int]], logs: Mapping[str, list[Event]]
) -> dict[str, object]:
    """Return the KPIs of the document over its baseline window, of the inquiries that were answered."""
    inside = [one for one in answered if BASELINE[0] <= one.received < BASELINE[1]]
    answers = [next(event.at for event in logs[one.inquiry_id] if event.event == "answered") for one in inside]
    quick = sum(at - one.received <= DAY for at, one in zip(answers, inside, strict=True))
    surveyed = [one.satisfaction for one in inside if one.satisfaction is not None]
    total = sum(seconds(inside))
    return {
        "from": "2025-04-01",
        "to": "2026-03-31",
        "minutes": {"seconds": total, "of": len(inside), "mean": round(total / 60 / len(inside), 6)},
        "first_time_right": share(*right(inside)),
        "reopened": share(sum(bool(one.reopened) for one in inside), len(inside)),
        "answered_in_a_day": share(quick, len(inside)),
        "proposals_right": share(
            sum(line_for(one, KEYWORD_RULES).team == one.solved_by for one in inside), len(inside)
        ),
        "satisfaction": share(sum(value >= SATISFIED for value in surveyed), len(surveyed)),
    }


def right(some: Iterable[Inquiry]) -> tuple[int, int]:
    """Return how many inquiries went to the right team at once, and of how many."""
    ones = list(some)
    return sum(one.first_team == one.solved_by for one in ones), len(ones)


def share(correct: int, of: int) -> dict[str, object]:
    """Return a count, what it is of, and the share."""
    return {"correct": correct, "of": of, "share": round(correct / of, 6)}
