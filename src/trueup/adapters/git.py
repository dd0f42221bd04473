"""Looking at an earlier git revision of a folder, without touching the working tree, its index or its locks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from trueup.adapters.folder import ABOVE, AGREEMENTS, BACKLOG, BACKLOG_FOLDER, INITIATIVE, LEDGER, PORTFOLIO, WAIVERS
from trueup.core.base.errors import TrueupError
from trueup.core.base.record import dataclass

_OPTION: Final = "--new-since"
_NAMED: Final = "Name a commit, branch or tag of the repository that holds the path."
_HOOK: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})
"""What git sets for hooks: it would lead us to another repository than the one that holds the path."""
_BLOB: Final = "blob"
_INSIDE: Final = (BACKLOG_FOLDER, "contracts", "priorities")
"""The folders of an initiative with small files that its document stands on."""
_TEXTS: Final = (b".yaml", b".yml")
_KEPT_IN: Final = ("priorities", "evidence")
"""The folders of an initiative with files of other kinds: ballots, what was seen of the data, what was signed."""
_REMEMBERED: Final = tuple(f"{each}/".encode() for each in _KEPT_IN)
_LEDGER: Final = LEDGER.encode()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A path as it was at a revision, written below another folder.

    `path` is where the path itself stands there (None: there was no document), and `files` leads from each initiative's
    file of today to the one that it was then, both absolute; files that were moved are followed.
    """

    path: Path | None
    files: Mapping[Path, Path]


def extract(
    path: Path,
    revision: str,
    into: Path,
    today: tuple[Path, ...] = (),
    *,
    remembered: bool = False,
    neighbours: bool = False,
) -> Earlier:
    """Write the documents at a path as they were at a revision below `into`, with the portfolio around them.

    Args:
        path: an initiative's file or folder, or a portfolio's folder, in the working tree.
        revision: a commit, branch or tag.
        into: an empty folder.
        today: the initiatives' files of today, to be followed to where they were.
        remembered: with what is remembered beside them, too: ledgers, what was signed, what was seen of the data.
        neighbours: with the other initiatives of the portfolios around, too, wherever these lie.

    Raises:
        TrueupError: outside a repository, without git, or for a revision that does not exist.
    """
    folder = path.resolve() if path.is_dir() else path.parent.resolve()
    top = Path(os.fsdecode(run_git(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n"))).resolve()
    commit = _commit(folder, revision)
    inside = (folder if path.is_dir() else folder / path.name).relative_to(top)
    then, moved = _documents(top, commit), _moved(top, commit)
    names = {file: _inside(file, top) for file in today}
    were = {file: moved.get(name, name) for file, name in names.items() if name is not None}
    below = {name for name in then if Path(name).name in (INITIATIVE, PORTFOLIO) and Path(name).is_relative_to(inside)}
    wanted = below | ({inside.as_posix(), *were.values()} & set(then))
    wanted |= {portfolio for name in wanted for portfolio in _portfolios(name) if portfolio in then}
    if neighbours:
        wanted |= _members(wanted, then)
    folders = {Path(name).parent for name in wanted if Path(name).name == INITIATIVE}
    wanted |= _beside(folders, then)
    if remembered:
        wanted |= _remembered({*folders, inside.parent} if path.is_file() else folders, then)
    _write(top, {name: then[name] for name in wanted}, into)
    there = into / inside
    files = {file: into / name for file, name in were.items() if name in wanted}
    return Earlier(there if there.exists() else None, files)


def _members(wanted: set[str], then: Mapping[str, str]) -> set[str]:
    """Return the initiatives that the portfolios among some documents may be around."""
    return {name for name in then if Path(name).name == INITIATIVE and not wanted.isdisjoint(_portfolios(name))}


def _beside(folders: set[Path], then: Mapping[str, str]) -> set[str]:
    """Return the further files of the initiatives in some folders: backlog, waivers, contracts, priorities."""
    return {
        name
        for name in then
        if ((path := Path(name)).name in (BACKLOG, WAIVERS) and path.parent in folders)
        or (path.parent.name in _INSIDE and path.parent.parent in folders)
    }


def _remembered(folders: set[Path], then: Mapping[str, str]) -> set[str]:
    """Return the files in which some folders keep what was signed, decided, handed in and seen."""
    return {name for name in then if _remembering(Path(name)) in folders}


def _remembering(file: Path) -> Path | None:
    """Return the folder whose memory a file would be part of, None where it is of no kind that is remembered."""
    if file.name == LEDGER:
        return file.parent
    if file.parent.name in _KEPT_IN:
        return file.parent.parent
    return file.parents[2] if file.parent.parts[-2:] == AGREEMENTS.parts else None


def _inside(file: Path, top: Path) -> str | None:
    """Return a file's name from the top of the working tree, None where it lies outside."""
    whole = file.parent.resolve() / file.name
    return whole.relative_to(top).as_posix() if whole.is_relative_to(top) else None


def _portfolios(name: str) -> tuple[str, ...]:
    """Return the names of the files that may be the portfolio around a document, wherever one is looked for."""
    return tuple((folder / PORTFOLIO).as_posix() for folder in Path(name).parents[: ABOVE + 1])


def _commit(folder: Path, revision: str) -> str:
    problem = f"There is no revision `{revision}`."
    if revision.startswith("-") or not revision.strip():
        raise TrueupError.option(problem, _OPTION, _NAMED)
    found = run_git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", fault=problem)
    return found.decode().strip()


def _documents(top: Path, commit: str) -> dict[str, str]:
    """Return the object of all that documents stand on in a commit by its name from the top, of no link or submodule.

    These are YAML files, ballots, ledgers and evidence.
    """
    found: dict[str, str] = {}
    for entry in run_git(top, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if not name.endswith(_TEXTS) and not name.endswith(_LEDGER) and not any(each in name for each in _REMEMBERED):
            continue
        mode, kind, thing = about.decode().split()
        if kind == _BLOB and mode.startswith("100"):
            found[os.fsdecode(name)] = thing
    return found


def _moved(top: Path, commit: str) -> dict[str, str]:
    """Return where each document of today that git knows was at a commit, for those that were moved."""
    patterns = (":(glob)**/*.yaml", ":(glob)**/*.yml")
    options = ("--name-status", "-z", "--find-renames", "--diff-filter=R", "--no-ext-diff", "--no-textconv")
    words = run_git(top, "diff", *options, commit, "--", *patterns).split(b"\0")
    triples = zip(words[0::3], words[1::3], words[2::3], strict=False)
    return {os.fsdecode(new): os.fsdecode(old) for _, old, new in triples}


def _write(top: Path, wanted: Mapping[str, str], into: Path) -> None:
    """Write objects below a folder, all read by one process."""
    if not wanted:
        return
    names = list(wanted)
    asked = "".join(f"{wanted[name]}\n" for name in names).encode()
    answer = memoryview(run_git(top, "cat-file", "--batch", feed=asked))
    at = 0
    for name in names:
        end = at + bytes(answer[at : at + 200]).index(b"\n")
        size = int(bytes(answer[at:end]).split()[2])
        file = into / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer[end + 1 : end + 1 + size])
        at = end + 1 + size + 1


def run_git(folder: Path, *words: str, fault: str = "", feed: bytes = b"") -> bytes:
    """Return what git prints in a folder; raises `TrueupError` with `fault`, else with git's own words."""
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]
    around = {name: value for name, value in os.environ.items() if name not in _HOOK} | {"LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the only word of the user's is checked or follows `--`
            [*command, "-C", str(folder), *words], capture_output=True, check=True, env=around, input=feed
        )
    except FileNotFoundError:
        raise TrueupError.option("git is not installed.", _OPTION, "Install git, or leave the option out.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise TrueupError.option(
            fault or f"git: {said or f'{words[0]} failed'}.",
            _OPTION,
            _fetched(folder) if fault else "Run it on a path inside a git repository, or leave the option out.",
        ) from None
    return done.stdout


def _fetched(folder: Path) -> str:
    """Return what to do about a revision that is not there: in a shallow clone, most are not."""
    shallow = run_git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
    return f"This clone is shallow: run `git fetch --unshallow` first. {_NAMED}" if shallow else _NAMED
