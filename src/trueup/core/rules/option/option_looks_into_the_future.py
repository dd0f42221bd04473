"""OPT002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import build_cost, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import first_line, joined, named


@rule("OPT002", "option-looks-into-the-future", "blocks", "feasibility")
def option_looks_into_the_future(case: Case) -> Iterator[Flag]:
    """An option uses data that is known only after it has to decide.

    Why it matters:
        On past data everything is known, so such an option tests brilliantly and fails on the first day. Whatever is
        listed in `known_after:` - the outcome itself, or what is recorded later, such as the observed weather - must
        not be an input. Naming a whole data set of which some columns are known later warns; everything else blocks.

    Flagged:
        ```yaml
        title: Fewer late arrivals
        data:
          flights: {source: flights.csv, owner: ops, known_after: [arr_delay]}
          weather: {source: weather.csv, owner: ops, known_after: [all]}
        options:
          rule: {kind: rules, uses: [flights.sched_dep_time]}
          model: {kind: ml, uses: [flights.sched_dep_time, weather]}
        ```

    Accepted:
        ```yaml
        title: Fewer late arrivals
        data:
          flights: {source: flights.csv, owner: ops, known_after: [arr_delay]}
          forecast: {source: forecast.csv, owner: ops}
        options:
          rule: {kind: rules, uses: [flights.sched_dep_time]}
          model: {kind: ml, uses: [flights.sched_dep_time, forecast]}
        ```

    How to fix:
        Remove the input, or replace it by what is known in time: the forecast instead of the observation, last week's
        mean instead of today's. Name the single columns that are used (`flights.sched_dep_time`).
    """
    for name, option in case.initiative.options.items():
        if option.kind == "do_nothing":
            continue
        sure, perhaps = _late(case, option.uses)
        if not sure and not perhaps:
            continue
        told = [f"uses {named(sure)}, known only after {_moment(case)}"] if sure else []
        told += [f"uses all of {joined(perhaps)}"] if perhaps else []
        yield Flag(
            f"options.{name}",
            f"Option `{name}` {', and '.join(told)}.",
            f"Remove {named(sure)} from options.{name}.uses, or use what is known in time."
            if sure
            else f"Name in options.{name}.uses the single columns that are known in time.",
            at=f"options.{name}.uses",
            owner=option.owner or product_owner(case),
            stake=build_cost(case, name),
            severity=None if sure else "warns",
        )


def _late(case: Case, uses: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return what is surely known too late, and in words the data sets of which only a part is."""
    sure, perhaps = [], []
    for use in uses:
        data, _, column = use.partition(".")
        late = [each.lower() for each in case.initiative.data[data].known_after]
        whole = column.strip() in ("", "*")
        if "all" in late or (not whole and column.strip().lower() in late):
            sure.append(use)
        elif whole and late:
            verb = "is" if len(late) == 1 else "are"
            perhaps.append(f"`{data}`, of which {named(case.initiative.data[data].known_after)} {verb} known later")
    return sure, perhaps


def _moment(case: Case) -> str:
    moments = [goal.decides for goal in case.initiative.operational_goals.values() if goal.decides]
    return f"it decides ({first_line(moments[0])})" if len(moments) == 1 else "it decides"
