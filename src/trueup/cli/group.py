"""Finding verbs, reading the command line, and turning every way to stop into a message and an exit status."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final

import click

from trueup import __version__
from trueup.cli.status import BUG, INTERRUPTED, OK, STOPPED
from trueup.core.base.errors import DocumentFaults, TrueupError

GROUP: Final = "trueup.commands"


class Verbs(click.Group):
    """The group of all verbs; a first argument that is a path means `assess`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs that are installed."""
        del ctx
        return sorted(_verbs())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb."""
        del ctx
        found = _verbs().get(cmd_name)
        if found is None:
            return None
        command = found.load()
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Read `trueup PATH` as `trueup assess PATH`."""
        if args and args[0] not in _verbs() and _is_path(args[0]):
            args = ["assess", *args]
        return super().resolve_command(ctx, args)


def _is_path(word: str) -> bool:
    return Path(word).exists() or os.sep in word or word.endswith((".yaml", ".yml"))


def _verbs() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="trueup", message="%(prog)s %(version)s")
def trueup() -> None:
    """Keep an AI initiative true to its business objective.

    `trueup PATH` assesses the initiative in a folder: is it aligned, what blocks its next gate, who must act first,
    how much money hangs on it. Begin with `trueup new`.

    Exit status: 0 fine; 1 what blocks was found (check); 2 cannot go on; 3 a bug of ours; 130 interrupted.
    """


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit status."""
    try:
        result = trueup.main(list(arguments), prog_name="trueup", standalone_mode=False)
        sys.stdout.flush()
    except DocumentFaults as faults:
        return _faults(faults)
    except TrueupError as error:
        _say(f"{error.problem}\n  {error.fix}")
        return STOPPED
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return STOPPED
    except (KeyboardInterrupt, click.exceptions.Abort):
        _say("Interrupted; nothing was left half-written.")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        _say(f"The output cannot be written: {error.strerror or error}.\n  Make room or choose another place.")
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the last line: a bug must not look like the user's fault
        _bug(error)
        return BUG
    return result if isinstance(result, int) else OK


def _faults(faults: DocumentFaults) -> int:
    from trueup.render.lines import faults_text

    _say(faults_text(faults.findings))
    return STOPPED


def _say(text: str) -> None:
    click.echo(f"trueup: {text}" if not text.startswith("trueup") else text, err=True)


def _bug(error: Exception) -> None:
    last = traceback.extract_tb(error.__traceback__)[-1]
    _say(
        f"This is a bug in trueup {__version__}, not in your document: {type(error).__name__}: {str(error)[:300]}\n"
        f"  at {Path(last.filename).name}:{last.lineno} in {last.name}. Please report it with the command you ran.\n"
        "  Set TRUEUP_DEBUG=1 to see all of it."
    )
    if os.environ.get("TRUEUP_DEBUG"):
        traceback.print_exception(error)
