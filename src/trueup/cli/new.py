"""`trueup new`: five questions, and a first document."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click


@click.command("new", short_help="Begin an initiative: five questions, one commented file.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--objective", help="What shall be better, in one sentence.")
@click.option("--measure", help="How you would measure it, in words.")
@click.option("--owner", help="Who answers for it: an id such as `coo`.")
@click.option("--data", help="The file the measure is computed from, if there is one.")
@click.option("--planned", help="What is planned, separated by semicolons.")
def command(folder: Path, **given: str | None) -> None:
    """Ask five questions and write FOLDER/initiative.yaml with comments that say what to fill in next.

    An empty answer is fine; a given option is not asked. Answers may be piped in, one a line; lines that are missing
    count as empty. An existing document is never overwritten.

    `trueup init` is the other way to begin: a whole draft for a kind of task that is known, its gaps marked.
    """
    from trueup.app.new import QUESTIONS, begin, refuse_existing

    refuse_existing(folder)
    answers = {}
    for key, question, example in QUESTIONS:
        answer = given.get(key)
        answers[key] = _asked(question, example) if answer is None else answer
    file = begin(folder, answers)
    click.echo(f"Wrote {file}. Next: trueup check {shlex.quote(str(folder))}")


def _asked(question: str, example: str) -> str:
    """Return the answer from a person at a terminal, else the next line that was piped in."""
    if sys.stdin is None:
        return ""
    if not sys.stdin.isatty():
        return sys.stdin.buffer.readline().decode("utf-8", "replace")
    answer: str = click.prompt(f"{question}\n  (e.g. {example})\n ", default="", show_default=False)
    return answer
