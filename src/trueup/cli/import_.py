"""`trueup import`: another tool's backlog becomes epics, stories and tasks."""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from trueup.core.backlog.columns import FIELDS
from trueup.core.backlog.row import TOOLS, Settings
from trueup.core.backlog.statuses import KINDS, STATES
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest

_ORDERS = {"day-first": False, "month-first": True}


@click.command("import", short_help="Take a backlog from Jira, GitHub or a CSV file, also once more.")
@click.argument("tool", type=click.Choice(TOOLS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), default=Path(), help="The initiative's folder."
)
@click.option(
    "--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help="Read a field from this column; repeatable."
)
@click.option("--status", multiple=True, metavar="NAME=STATE", help=f"A status means {', '.join(STATES)}; repeatable.")
@click.option(
    "--type", "kind", multiple=True, metavar="NAME=LEVEL", help=f"A type is {', '.join(KINDS)}; * is any other."
)
@click.option("--hours", type=click.FloatRange(1, 24), default=8.0, show_default=True, help="Hours of a day of effort.")
@click.option(
    "--dates", type=click.Choice(tuple(_ORDERS)), help="How to read 05/06/2026.  [default: as the file shows]"
)
@click.option("--objective", help="What shall be better, in one sentence.")
@click.option("--kpi", help="The KPI that decides whether it is reached, in words.")
@click.option("--owner", help="Who answers for that KPI: an id such as `coo`.")
def command(
    tool: str,
    file: Path,
    folder: Path,
    *,
    mapped: tuple[str, ...],
    status: tuple[str, ...],
    kind: tuple[str, ...],
    hours: float,
    dates: str | None,
    **given: str | None,
) -> None:
    """Take the items of FILE, exported by TOOL, into FOLDER/backlog/TOOL.yaml, and write links.csv to fill in.

    Every row becomes an epic, a story or a task, or stands in the list of rows not taken with its reason. Importing
    again updates what nobody changed here and never overwrites what people added. Where there is no initiative.yaml
    yet, three questions begin one; an empty answer is fine, an option is not asked.
    """
    from trueup.app.import_ import QUESTIONS, begin, import_backlog
    from trueup.render.backlog_text import imported_text, next_text

    gc.disable()  # the process ends after this one answer, and what it builds holds no cycles
    settings = Settings(
        _columns(mapped),
        {name: _one_of(state, STATES, "--status") for name, state in _pairs(status, "--status")},
        {name: _one_of(level, KINDS, "--type") for name, level in _pairs(kind, "--type")},
        hours,
        _ORDERS[dates] if dates else None,
    )
    found = import_backlog(next(each for each in TOOLS if each == tool), file, folder, settings)
    click.echo(imported_text(found.backlog, found.merged if found.again else None, str(file)), nl=False)
    answers = {}
    begins = found.begins
    if begins:
        for key, question, example in QUESTIONS:
            answer = given.get(key)
            answers[key] = _asked(question, example) if answer is None else answer
        begin(found, answers)
    unused = [f"--{key}" for key, answer in given.items() if answer is not None and not begins]
    shown = shlex.quote(str(folder))
    click.echo(next_text(found.epics, shown, drafted=begins, unused=unused), nl=False)


def _columns(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field, column in _pairs(given, "--map"):
        if field not in FIELDS:
            close = nearest(field, FIELDS)
            hint = f"Did you mean `{close}`? " if close else ""
            fields = ", ".join(FIELDS)
            raise TrueupError.option(f"`{field[:80]}` is no field.", "--map", f"{hint}The fields are {fields}.")
        found[field] = (*found.get(field, ()), column)
    return found


def _pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    pairs = []
    for text in given:
        name, sign, value = (
            part.strip() for part in (text.partition("=") if option == "--map" else text.rpartition("="))
        )
        if not sign or not name or not value:
            raise TrueupError.option(f"`{text[:80]}` is no pair.", option, f"Write `{option} NAME=VALUE`.")
        pairs.append((name, value))
    return pairs


def _one_of(word: str, known: Sequence[str], option: str) -> str:
    if word.casefold() not in known:
        raise TrueupError.option(f"`{word[:80]}` is none of them.", option, f"Say one of {', '.join(known)}.")
    return word.casefold()


def _asked(question: str, example: str) -> str:
    """Return the answer of a person at a terminal; nobody else is asked."""
    if sys.stdin is None or not sys.stdin.isatty():
        return ""
    answer: str = click.prompt(f"{question} (Enter skips)\n  (e.g. {example})\n ", default="", show_default=False)
    return answer
