"""Options that several verbs share, read the same way everywhere."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

import click

from trueup.core.base.finding import PHASES, Phase

if TYPE_CHECKING:
    from trueup.app.assess import Settings

F = TypeVar("F", bound=Callable[..., object])
YEARS: Final = range(1900, 2200)
"""Years to judge in: no calendar that a calculation crosses ends near them."""
DAY_IN_SECONDS: Final = 86_400


class Day(click.ParamType[date]):
    """A calendar day written as 2026-05-31."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; an exact ISO date only."""
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or text != found.isoformat():
            self.fail(f"'{text}' is not a day; write it as 2026-05-31", param, ctx)
        if found.year not in YEARS:
            self.fail(f"'{text}' is out of range; give a day from {YEARS[0]} to {YEARS[-1]}", param, ctx)
        return found


class Seconds(click.FloatRange):
    """A time to wait, between a tenth of a second and a day."""

    name = "seconds"

    def __init__(self) -> None:
        """Bound the range."""
        super().__init__(0.1, DAY_IN_SECONDS)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; `nan` is none."""
        found = float(super().convert(cast("float", value), param, ctx))
        if math.isnan(found):
            self.fail(f"'{value}' is not a number of seconds", param, ctx)
        return found


class OutputFile(click.ParamType[Path]):
    """A file to write in a folder that is there: a slip of the pen makes no tree of folders. `-` is standard output."""

    name = "file"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> Path:
        """Return the file; raises `TrueupError` where its folder is missing."""
        from trueup.adapters.output import folder_missing
        from trueup.core.base.errors import ErrorCode, TrueupError

        file = Path(str(value))
        folder = folder_missing(file)
        if folder is None:
            return file
        problem, fix = f"The folder {folder} does not exist.", f"Make it first (`mkdir -p {shlex.quote(str(folder))}`)"
        if folder.exists():
            problem, fix = f"{folder} is not a folder.", "Name a file in a folder"
        raise TrueupError(ErrorCode.OUTPUT, problem, str(file), f"{fix}, or choose another place; nothing was written.")


OUTPUT: Final = OutputFile()


def is_stdout(output: Path | None) -> bool:
    """Whether a file that was named is the standard output, so that nothing else may be said there."""
    return str(output) == "-"


def wrote(output: Path, said: str) -> None:
    """Say what was written to a file, and nothing where that was the standard output."""
    if not is_stdout(output):
        click.echo(said)


def path_argument(function: F) -> F:
    """Take the PATH of an initiative or portfolio, the current folder by default."""
    return click.argument("path", type=click.Path(path_type=Path), default=Path())(function)


def phase_option(function: F) -> F:
    """Take the current phase."""
    return click.option(
        "--phase", type=click.Choice(PHASES), help="The phase the initiative is in.  [default: its own, else discovery]"
    )(function)


def as_of_option(function: F) -> F:
    """Take the day to judge at."""
    return click.option("--as-of", type=Day(), help="Judge as of this day.  [default: today, UTC]")(function)


def format_option(*choices: str) -> Callable[[F], F]:
    """Take the output format."""
    return click.option(
        "--format", "form", type=click.Choice(choices), default=choices[0], show_default=True, help="How to print it."
    )


def output_option(function: F) -> F:
    """Take the file to write instead of printing."""
    return click.option("-o", "--output", type=OUTPUT, help="The file to write instead of printing it.")(function)


def data_options(function: F) -> F:
    """Take how to read the data."""
    for option in (
        click.option(
            "--untrusted",
            is_flag=True,
            help="Read the data in a child process with limits; only files inside the folder.",
        ),
        click.option("--no-cache", is_flag=True, help="Neither use nor keep answers of earlier runs."),
        click.option("--no-evidence", is_flag=True, help="Do not write evidence/ beside the document."),
        click.option("--seconds", type=Seconds(), default=120.0, show_default=True, help="Time for each data set."),
    ):
        function = option(function)
    return function


def day_or_today(as_of: date | None) -> date:
    """Return the day given, else today's."""
    if as_of is not None:
        return as_of
    from trueup.adapters.clock import today

    return today()


def phase_of(text: str | None) -> Phase | None:
    """Return the phase that click has already checked."""
    return cast("Phase | None", text)


def settings_of(*, untrusted: bool, no_cache: bool, no_evidence: bool, seconds: float) -> Settings:
    """Return how to assess; progress is shown on a terminal only."""
    from trueup.adapters.answers import default_folder
    from trueup.app.assess import Settings
    from trueup.cli.progress import progress

    return Settings(
        cache=None if no_cache else default_folder(),
        keep_evidence=not no_evidence,
        untrusted=untrusted,
        seconds=seconds,
        progress=progress(),
    )
