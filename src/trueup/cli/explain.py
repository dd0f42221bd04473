"""`trueup explain CODE`: one rule in full."""

from __future__ import annotations

import click


@click.command("explain", short_help="Explain a rule: why it matters, an example, how to fix.")
@click.argument("code")
def command(code: str) -> None:
    """Explain the rule CODE (such as KPI001, or its name): why it matters, flagged, accepted, how to fix."""
    from trueup.app.explain import explain

    click.echo(explain(code), nl=False)
