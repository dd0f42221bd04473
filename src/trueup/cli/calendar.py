"""`trueup calendar`: gates, reviews, decisions and other days as a file that calendars read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trueup.cli.options import OUTPUT, as_of_option, day_or_today, path_argument, wrote


@click.command("calendar", short_help="Write gates, reviews, decisions and other days as iCalendar.")
@path_argument
@click.option(
    "-o",
    "--output",
    type=OUTPUT,
    default=Path("calendar.ics"),
    show_default=True,
    help="The file to write.",
)
@as_of_option
def command(path: Path, output: Path, as_of: date | None) -> None:
    """Write the days of the initiative or portfolio at PATH to one iCalendar file (.ics).

    Gates, reviews and communication (recurring, from the day they are due next), decisions to be made, conditions of a
    go, risks to look at again, pilot, production, exceptions that end, and target dates of KPIs. Import it again when
    days change: events are moved, not doubled. Reads no data.
    """
    from trueup.app.calendar import write_calendar

    count = write_calendar(path, output, as_of=day_or_today(as_of))
    events = f"{count} {'event' if count == 1 else 'events'}"
    wrote(output, f"Wrote {output} with {events}: import it into a calendar.")
