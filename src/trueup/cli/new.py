"""`trueup new`: five questions, and a first document."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new", short_help="Begin an initiative: five questions, one commented file.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--objective", help="What shall be better, in one sentence.")
@click.option("--measure", help="How you would measure it, in words.")
@click.option("--owner", help="Who answers for it: an id such as `coo`.")
@click.option("--data", help="The file the measure is computed from, if there is one.")
@click.option("--planned", help="What is planned, separated by semicolons.")
def command(folder: Path, **given: str | None) -> None:
    """Ask five questions and write FOLDER/initiative.yaml with comments that say what to fill in next.

    An empty answer is fine; a given option is not asked. An existing document is never overwritten.
    """
    from trueup.app.new import QUESTIONS, begin

    answers = {}
    for key, question, example in QUESTIONS:
        answer = given.get(key)
        answers[key] = (
            click.prompt(f"{question}\n  (e.g. {example})\n ", default="", show_default=False)
            if answer is None
            else answer
        )
    file = begin(folder, answers)
    click.echo(f"Wrote {file}. Next: trueup {folder}")
