"""`trueup rules`: the catalogue."""

from __future__ import annotations

import click

from trueup.cli.options import format_option


@click.command("rules", short_help="List all rules with severity and phase.")
@format_option("text", "json")
def command(form: str) -> None:
    """List every rule: its code, the fault it finds, how much it matters and in which phase it is due."""
    from trueup.app.explain import every_rule
    from trueup.render.rules import rules_json, rules_text

    rules = every_rule()
    click.echo(rules_json(rules) if form == "json" else rules_text(rules), nl=False)
