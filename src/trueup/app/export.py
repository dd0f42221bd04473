"""Give the work of an initiative back to another tool, as its importer takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from trueup.adapters.folder import INITIATIVE, backlog_of
from trueup.adapters.output import write_whole
from trueup.adapters.yaml_document import Bounds
from trueup.app.backlog_files import Place, items_of_file, read_kept
from trueup.core.backlog.give import Gift, give
from trueup.core.backlog.mine import Mine
from trueup.core.backlog.row import TOOLS, Tool
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.record import dataclass
from trueup.render.backlog_out import github_json, jira_csv, plain_csv

_WRITERS: Final[Mapping[Tool, Callable[[Gift, Mapping[str, Sequence[str]]], str]]] = {
    "jira": jira_csv,
    "csv": plain_csv,
    "github": lambda gift, _: github_json(gift),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """The text for another tool, how many items it holds, and what could not be given in full."""

    text: str
    items: int
    losses: tuple[str, ...]


def export(tool: Tool, path: Path) -> Exported:
    """Return the work of the initiative at a path for a tool; raises `TrueupError` where there is none to be read."""
    file = path / INITIATIVE if path.is_dir() else path
    folder = file.parent
    bounds = Bounds()
    mine: dict[str, Mine] = {}
    for each in (*([file] if file.is_file() else []), *backlog_of(folder / INITIATIVE)):
        for name, item in items_of_file(each, bounds).items():
            mine.setdefault(name, item)
    if not mine:
        problem = f"There is no work in {path}."
        fix = "Name an initiative's folder whose document has `epics:`, or import a backlog first."
        raise TrueupError(ErrorCode.DOCUMENT, problem, str(path), fix)
    record = read_kept(Place(folder, tool))
    others = [found for each in TOOLS if each != tool and (found := read_kept(Place(folder, each)))]
    gift = give(mine, tool, record, others)
    return Exported(_WRITERS[tool](gift, record.headers if record else {}), len(gift.items), gift.losses)


def write(found: Exported, file: Path) -> bool:
    """Write an export into a file in one step; return whether its bytes changed."""
    return write_whole(file, found.text.encode())
