"""`trueup schema`: the JSON Schema of the document, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from trueup.cli.options import OUTPUT, wrote

_FILES = ("initiative", "portfolio", "backlog", "waivers")


@click.command("schema", short_help="Print the JSON Schema of the document, for editors.")
@click.argument("file", type=click.Choice(_FILES), default="initiative", metavar="[FILE]")
@click.option("-o", "--output", type=OUTPUT, help="Write it to this file.")
def command(file: str, output: Path | None) -> None:
    """Print the JSON Schema of FILE (initiative, portfolio, backlog or waivers) so that an editor completes and checks.

    For editors with a YAML language server (VS Code and others): write it to a file, and name that in the first line of
    the document as `# yaml-language-server: $schema=initiative.schema.json`.
    """
    from trueup.core.model.schema import schema_of

    text = json.dumps(schema_of(file), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    from trueup.adapters.output import write_whole

    write_whole(output, text.encode())
    wrote(output, f"Wrote {output}: name it in the document as `# yaml-language-server: $schema={output.name}`.")
