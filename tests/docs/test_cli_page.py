"""The page about the command line leaves no verb and no option out, and names none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from trueup.cli.group import trueup
from trueup.cli.status import BUG, FOUND, INTERRUPTED, OK, STOPPED

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
SECTION = re.compile(r"^## `trueup (\w+)[^\n]*`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = {match[1]: match[2] for match in SECTION.finditer(PAGE)}
CONTEXT = click.Context(trueup)
VERBS = trueup.list_commands(CONTEXT)


def options(verb):
    """Return the options of a verb; of a verb with verbs of its own, those of all of them."""
    command = trueup.get_command(CONTEXT, verb)
    own = command.commands.values() if isinstance(command, click.Group) else ()
    return {
        name
        for each in (command, *own)
        for parameter in each.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    }


def test_the_page_has_a_section_for_each_verb():
    assert sorted(SECTIONS) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_s_section_names_its_options_and_no_others(verb):
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", _cells(SECTIONS[verb]))) == options(verb)


def _cells(section):
    """Return the first cells of the section's table."""
    return "\n".join(line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `"))


@pytest.mark.parametrize("verb", VERBS)
def test_the_heading_shows_the_arguments_of_a_verb(verb):
    heading = next(line for line in PAGE.splitlines() if line.startswith(f"## `trueup {verb}"))
    command = trueup.get_command(CONTEXT, verb)
    words = " ".join(piece for piece in command.collect_usage_pieces(click.Context(command)) if piece != "[OPTIONS]")
    assert heading == f"## `trueup {verb} {words}".rstrip() + "`"


def test_every_exit_status_is_explained():
    for status in (OK, FOUND, STOPPED, BUG, INTERRUPTED):
        assert f"\n| {status} | " in PAGE


def test_every_option_says_in_its_help_what_it_does():
    for verb in VERBS:
        command = trueup.get_command(CONTEXT, verb)
        assert command.help
        assert command.get_short_help_str()
        assert all(parameter.help for parameter in command.params if isinstance(parameter, click.Option)), verb
