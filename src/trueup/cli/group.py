"""Finding verbs, reading the command line, and turning every way to stop into a message and an exit status."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from trueup import __version__
from trueup.cli.interrupt import caught
from trueup.cli.status import BUG, INTERRUPTED, OK, STOPPED
from trueup.cli.unplugged import unplug
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.nearest import nearest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "trueup.commands"
OWN: Final = (
    "assess",
    "brief",
    "calendar",
    "check",
    "contract",
    "data",
    "decide",
    "diff",
    "explain",
    "export",
    "fmt",
    "import",
    "init",
    "link",
    "log",
    "new",
    "priorities",
    "report",
    "review",
    "rules",
    "schema",
    "show",
    "sign",
    "strategy",
    "verify",
    "waive",
    "why",
)
"""Our own verbs, each in the module of its name: found without reading what every installed package has registered."""

unplug()

_VERB: Final = re.compile(r"[a-z][a-z0-9-]*")


class Verbs(click.Group):
    """The group of all verbs; a first argument that is a path means `assess`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs that are installed."""
        del ctx
        return sorted({*OWN, *_registered()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb: ours, else one that a package registers."""
        del ctx
        if cmd_name in OWN:
            module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
            found: object = import_module(f"trueup.cli.{module}").command
        else:
            point = _registered().get(cmd_name) if _VERB.fullmatch(cmd_name) else None
            found = point.load() if point else None
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Read `trueup PATH` as `trueup assess PATH`; a verb goes before a path of its name."""
        if args and _is_path(args[0]) and not self._is_verb(args[0]):
            args = ["assess", *args]
        if args and not args[0].startswith("-") and not self._is_verb(args[0]):
            ctx.fail(_unknown(args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    @staticmethod
    def _is_verb(word: str) -> bool:
        return word in OWN or (_VERB.fullmatch(word) is not None and word in _registered())


def _is_path(word: str) -> bool:
    return Path(word).exists() or os.sep in word or word.endswith((".yaml", ".yml"))


def _unknown(word: str, verbs: Sequence[str]) -> str:
    close = nearest(word, verbs)
    hint = f"Did you mean `trueup {close}`?" if close else "`trueup --help` lists the verbs."
    return f"`{word[:80]}` is neither a verb nor a path that is there. {hint}"


def _registered() -> Mapping[str, EntryPoint]:
    """Return the verbs of the entry-point group; this reads the metadata of every package that is installed."""
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="trueup", message="%(prog)s %(version)s")
def trueup() -> None:
    """Keep an AI initiative true to its business objective.

    `trueup PATH` assesses the initiative in a folder: is it aligned, what blocks its next gate, who must act first,
    how much money hangs on it. Begin with `trueup new` or `trueup init`.

    Exit status: 0 fine; 1 what blocks was found (check); 2 cannot go on; 3 a bug of ours; 130 interrupted.
    """


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit status."""
    try:
        _speak_utf8()
        result = trueup.main(list(arguments), prog_name="trueup", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except DocumentFaults as faults:
        return _faults(faults)
    except TrueupError as error:
        _say(f"{error.problem}\n  {error.fix}")
        return STOPPED
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        with _to_people():
            error.show()
        return STOPPED
    except (KeyboardInterrupt, click.exceptions.Abort):
        caught()
        _say("Interrupted; nothing was left half-written.")
        return INTERRUPTED
    except BrokenPipeError:
        _let_go(sys.stdout)
        return OK
    except OSError as error:
        _let_go(sys.stdout)
        _say(f"The output cannot be written: {error.strerror or error}.\n  Make room or choose another place.")
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the last line: a bug must not look like the user's fault
        _bug(error)
        return BUG
    return result if isinstance(result, int) else OK


def _speak_utf8() -> None:
    """Write UTF-8 whatever the language of the machine; a terminal that cannot show a letter gets its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _let_go(stream: TextIO | None) -> None:
    """Send what is still buffered nowhere, so that closing the stream at the end does not fail once more."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def _to_people() -> Iterator[None]:
    """Speak on the stream for people; where it takes no more, the exit status says it alone."""
    try:
        yield
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)


def _faults(faults: DocumentFaults) -> int:
    from trueup.render.lines import faults_text

    _say(faults_text(faults.findings))
    return STOPPED


def _say(text: str) -> None:
    from trueup.cli.progress import clear

    with _to_people():
        clear()
        click.echo(f"trueup: {text}" if not text.startswith("trueup") else text, err=True)


def _bug(error: Exception) -> None:
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    _say(
        f"This is a bug in trueup {__version__}, not in your document: {type(error).__name__}: {str(error)[:300]}\n"
        f"  at {Path(last.filename).name}:{last.lineno} in {last.name}. Please report it with the command you ran.\n"
        "  Set TRUEUP_DEBUG=1 to see all of it."
    )
    if os.environ.get("TRUEUP_DEBUG"):
        traceback.print_exception(error)
