"""What an initiative says of one data set that decides whether it is fit: label, time, what is used and when known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.ask.fitness import Population
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import Column
from trueup.core.model.dataset import DataSet, PersonalData
from trueup.core.model.initiative import Initiative
from trueup.core.model.option import AI_KINDS, Kind, Option, Probe

MOST_COLUMNS: Final = 200
"""Columns of one table that are looked at one by one; those that something uses come first."""
_END_OF_GROUP: Final = re.compile(r'\s*(?:min|max)\s*\(\s*("(?:[^"]|"")+")\s*\)\s*')


@dataclass(frozen=True, slots=True)
class Stated:
    """A guarded expression, and the path of the document that states it."""

    sql: Sql
    by: str


@dataclass(frozen=True, slots=True)
class User:
    """An option that uses columns of the data set, in small letters.

    `whole` says that it names the set alone, `chosen` that it is the one to build, `probed` that its probe is on it;
    `owner` answers for it, or else for the product.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    whole: bool = False
    chosen: bool = False
    probed: bool = False
    owner: str | None = None

    @property
    def learns(self) -> bool:
        """Whether it learns from the data, or is tried out on it."""
        return self.kind in AI_KINDS or self.probed


@dataclass(frozen=True, slots=True)
class Piloted:
    """Whom the pilot is tried on: a part of the rows, and the whole that it shall stand for."""

    part: Population
    whole: Population
    said: str


@dataclass(frozen=True, slots=True)
class Fit:
    """One data set as the initiative sees it. Names of columns that the document writes are in small letters.

    `label` and `time` say why there is none where there is none. `late` are columns known only after the decision,
    `after` those that come after the time in `time_order`, `forbidden` those that the probe must not use; `settles` is
    how many days a row may still change; `traits` are the quasi-identifiers that the owner chose.
    """

    data: DataId
    columns: tuple[Column, ...]
    label: Stated | NotRun
    time: Stated | NotRun
    users: tuple[User, ...] = ()
    key: tuple[str, ...] = ()
    late: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    measured: frozenset[str] = frozenset()
    slices: tuple[str, ...] = ()
    split: date | None = None
    settles: int = 0
    reference: DataId | None = None
    piloted: Piloted | None = None
    pilot_starts: date | None = None
    pilot_days: int | None = None
    personal: PersonalData | None = None
    traits: tuple[str, ...] = ()
    owner: str | None = None

    def names(self) -> tuple[str, ...]:
        """Return all columns as the table spells them."""
        return tuple(column.name for column in self.columns)

    def is_label(self, name: str) -> bool:
        """Whether a column is the label itself, not merely part of an expression that is."""
        return isinstance(self.label, Stated) and self.label.sql.text.strip('"').lower() == name.lower()

    def defines_label(self, name: str) -> bool:
        """Whether the label is computed from a column."""
        return isinstance(self.label, Stated) and name.lower() in {each.lower() for each in self.label.sql.columns}

    def using(self, name: str) -> tuple[User, ...]:
        """Return the options that use a column; one that names the whole data set uses all of it."""
        return tuple(user for user in self.users if user.whole or name.lower() in user.columns)

    @property
    def learned(self) -> bool:
        """Whether an option learns from the data set, or is tried out on it."""
        return any(user.learns for user in self.users)

    def naming(self, name: str) -> tuple[User, ...]:
        """Return the options that name a column among what they use; to use the whole data set names none."""
        return tuple(user for user in self.users if name.lower() in user.columns)

    def is_named(self, name: str) -> bool:
        """Whether an option that does not learn names a column: what holds of the column matters to it as well."""
        return any(not user.learns for user in self.naming(name))

    def is_used(self, name: str) -> bool:
        """Whether an option, a KPI or the label stands on a column."""
        return bool(self.using(name)) or name.lower() in self.measured or self.defines_label(name)

    def known_in_time(self) -> tuple[str, ...]:
        """Return the columns that are known when it decides, without the label and what defines it."""
        return tuple(name for name in self.names() if name.lower() not in self.late and not self.defines_label(name))

    def first_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return at most `MOST_COLUMNS` of these columns, those that something uses first, in the table's order."""
        found = tuple(names)
        if len(found) <= MOST_COLUMNS:
            return found
        kept = set(sorted(found, key=lambda name: not self.is_used(name))[:MOST_COLUMNS])
        return tuple(name for name in found if name in kept)


def probe_expressions(initiative: Initiative) -> dict[str, dict[str, str]]:
    """Return what the probes write as SQL, to be guarded: by `options.ID`, then by `label` and `time`."""
    found: dict[str, dict[str, str]] = {}
    for name, option in initiative.options.items():
        written = {"label": option.probe.label, "time": option.probe.time} if option.probe else {}
        texts = {field: text for field, text in written.items() if text}
        if texts:
            found[f"options.{name}"] = texts
    return found


def fit_of(
    initiative: Initiative,
    data: DataId,
    columns: Sequence[Column],
    expressions: Mapping[str, Mapping[str, Sql]],
) -> Fit:
    """Return one data set as the initiative sees it.

    `expressions` holds the guarded expressions of KPIs by their id, and of probes by `options.ID`; what the guard
    refused is not in it.
    """
    table = initiative.data[data]
    probes = _probes(initiative, data)
    time = _time(initiative, data, probes, expressions)
    pilot = initiative.pilot
    mine = pilot is not None and pilot.data == data
    late = frozenset(name.lower() for name in table.known_after)
    return Fit(
        data=data,
        columns=tuple(columns),
        label=_label(initiative, data, probes, expressions),
        time=time,
        users=_users(initiative, data),
        key=tuple(name.lower() for name in table.key),
        late=frozenset(column.name.lower() for column in columns) if "all" in late else late,
        after=_after(table, time),
        forbidden=frozenset(name.lower() for _, probe in probes for name in probe.forbid),
        measured=_measured(initiative, data, expressions),
        slices=tuple(name.lower() for name in table.slices),
        split=next((probe.split for _, probe in probes if probe.split), pilot.starts if pilot and mine else None),
        settles=max((kpi.settles for kpi in initiative.kpis.values() if kpi.data == data), default=0),
        reference=next((DataId(probe.reference) for _, probe in probes if probe.reference), None),
        piloted=_piloted(initiative, data, time, expressions),
        pilot_starts=pilot.starts if pilot and mine else None,
        pilot_days=(pilot.ends - pilot.starts).days + 1 if pilot and pilot.starts and pilot.ends else None,
        personal=table.personal_data,
        traits=table.quasi_identifiers,
        owner=_owner(table),
    )


def _after(table: DataSet, time: Stated | NotRun) -> frozenset[str]:
    """Return the columns that happen after the time of a row, as the document orders them; none where it does not."""
    order = [name.lower() for name in table.time_order]
    at = "" if isinstance(time, NotRun) else time.sql.text.strip('"').lower()
    return frozenset(order[order.index(at) + 1 :]) if at in order else frozenset()


def _owner(table: DataSet) -> str | None:
    return table.owner or table.steward


def _probes(initiative: Initiative, data: DataId) -> list[tuple[str, Probe]]:
    """Return the probes on a data set, that of a chosen option first."""
    options = sorted(initiative.options.items(), key=lambda each: not each[1].chosen)
    return [(name, option.probe) for name, option in options if option.probe and option.probe.data == data]


def _label(
    initiative: Initiative,
    data: DataId,
    probes: Sequence[tuple[str, Probe]],
    expressions: Mapping[str, Mapping[str, Sql]],
) -> Stated | NotRun:
    """Return the label of the first probe that names one; else the deciding KPI, where it judges single rows."""
    for name, probe in probes:
        if probe.label is not None:
            sql = expressions.get(f"options.{name}", {}).get("label")
            path = f"options.{name}.probe.label"
            fix = "Write a column, or an expression over the columns of one row."
            return Stated(sql, path) if sql else NotRun("refused", f"`{path}` is no expression that is allowed", fix)
    deciding = initiative.objective.kpi if initiative.objective else None
    kpi = initiative.kpis.get(deciding or "")
    if kpi and deciding and kpi.data == data and not kpi.per and kpi.across and kpi.across.how == "share":
        value = expressions.get(deciding, {}).get("value")
        if value is not None and not value.aggregate:
            return Stated(value, f"kpis.{deciding}.value")
    fix = f"Add `probe: {{data: {data}, label: COLUMN, time: COLUMN}}` to the option that shall learn from it."
    return NotRun("not_due", f"no option names a label on `{data}`", fix)


def _time(
    initiative: Initiative,
    data: DataId,
    probes: Sequence[tuple[str, Probe]],
    expressions: Mapping[str, Mapping[str, Sql]],
) -> Stated | NotRun:
    """Return the time of the first probe that names one, else that of the first KPI over the data set.

    Of a unit of several rows, whose time is the first or last of a column, the column is taken.
    """
    for name, probe in probes:
        sql = expressions.get(f"options.{name}", {}).get("time")
        if probe.time is not None and sql is not None:
            return Stated(sql, f"options.{name}.probe.time")
    for name, kpi in initiative.kpis.items():
        at = expressions.get(name, {}).get("at") if kpi.data == data else None
        if at is not None and not at.aggregate:
            return Stated(at, f"kpis.{name}.at")
        inner = _END_OF_GROUP.fullmatch(at.text) if at is not None else None
        if at is not None and inner is not None:
            return Stated(Sql(inner[1], at.columns, aggregate=False), f"kpis.{name}.at")
    fix = f"Name its time: `probe: {{data: {data}, time: COLUMN}}` in an option, or `at:` in a KPI over it."
    return NotRun("not_due", f"neither a probe nor a KPI says when a row of `{data}` happened", fix)


def _users(initiative: Initiative, data: DataId) -> tuple[User, ...]:
    found = []
    product = next((goal.owner for goal in initiative.operational_goals.values() if goal.owner), None)
    for name, option in initiative.options.items():
        used = _used(option, data)
        probed = option.probe is not None and option.probe.data == data
        if used or probed:
            named = tuple(column for column in used if column not in ("", "*"))
            owner = option.owner or product
            found.append(User(name, option.kind, named, len(named) < len(used), option.chosen, probed, owner))
    return tuple(found)


def _used(option: Option, data: DataId) -> tuple[str, ...]:
    parts = [use.partition(".") for use in option.uses]
    return tuple(column.strip().lower() for table, _, column in parts if table == data)


def _measured(initiative: Initiative, data: DataId, expressions: Mapping[str, Mapping[str, Sql]]) -> frozenset[str]:
    return frozenset(
        column.lower()
        for name, kpi in initiative.kpis.items()
        if kpi.data == data and not kpi.instead_of
        for field, sql in expressions.get(name, {}).items()
        if field != "arm"
        for column in sql.columns
    )


def _piloted(
    initiative: Initiative, data: DataId, time: Stated | NotRun, expressions: Mapping[str, Mapping[str, Sql]]
) -> Piloted | None:
    """Return the rows of the pilot: those with an arm, beside all rows of its days; else its days, beside all days."""
    pilot = initiative.pilot
    if pilot is None or pilot.data != data or pilot.starts is None or isinstance(time, NotRun):
        return None
    days = Population(data, time.sql, pilot.starts, pilot.ends)
    arm = _arm(initiative, data, expressions)
    if arm is not None:
        part = Population(data, time.sql, pilot.starts, pilot.ends, arm)
        return Piloted(part, days, f"rows with a value in `{arm}` against all rows of the pilot's days")
    return Piloted(days, Population(data), "rows of the pilot's days against all rows")


def _arm(initiative: Initiative, data: DataId, expressions: Mapping[str, Mapping[str, Sql]]) -> str | None:
    for name, kpi in initiative.kpis.items():
        if kpi.arm and kpi.arm.data == data and kpi.arm.take:
            return kpi.arm.take
        found = expressions.get(name, {}).get("arm") if kpi.data == data else None
        if found is not None and len(found.columns) == 1:
            return found.columns[0]
    return None
