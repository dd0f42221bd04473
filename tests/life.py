"""The whole life of the flights example, from Discovery to Execution, played by the CLI: `life_steps` holds the steps.

`python tests/life.py` writes the example `examples/flights-2014` and the golden texts anew: do it on purpose, and read
the difference.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desk import Desk, Said
from life_steps import AT, LIFE, MINUTES, Call, Edit, Keep

ROOT: Final = Path(__file__).parents[1]
GOLDEN: Final = ROOT / "tests" / "golden"
SHIPPED: Final = ROOT / AT
TEXTS: Final = {"lapsed": "life-lapsed.txt", "held": "life-held.txt", "end": "life-end.txt"}
"""The assessments at turning points that are kept word for word, by the name of their step."""

WRITTEN_BY_HAND: Final = ("README.md", "minutes")
"""What stands in the example and is no outcome of the story."""


@dataclass(frozen=True)
class Played:
    """The story after it was played: the folder it left, and what its calls said, by their names."""

    folder: Path
    said: Mapping[str, Said]

    def outcome(self) -> Mapping[str, bytes]:
        """Return every file that the story left, by its path in the example."""
        return files_of(self.folder / AT)


class StoryBroken(Exception):
    """A step did not go as it is told."""


def files_of(folder: Path) -> Mapping[str, bytes]:
    """Return the files of an example that the story writes, by their path in it."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    names = {file.relative_to(folder): file for file in files}
    return {name.as_posix(): file.read_bytes() for name, file in names.items() if name.parts[0] not in WRITTEN_BY_HAND}


def play(folder: Path) -> Played:
    """Play the whole story in an empty folder; raises `StoryBroken` at the first step that goes otherwise."""
    flights, mine = ROOT / "examples" / "flights", folder / AT
    shutil.copytree(flights / "data", folder / "examples" / "flights" / "data")
    shutil.copytree(ROOT / Path(MINUTES).parent, folder / Path(MINUTES).parent)
    for name in ("initiative.yaml", "portfolio.yaml"):
        shutil.copy(flights / name, mine / name)
    desk, said = Desk(folder), {}
    for step in LIFE:
        if isinstance(step, Edit):
            _edit(mine / step.file, step)
        elif isinstance(step, Keep):
            shutil.copytree(mine, folder / step.folder)
        else:
            said[step.name or f"{step.day} {step.words[0]}"] = _call(desk, step)
    return Played(folder, said)


def _edit(file: Path, step: Edit) -> None:
    text = file.read_text("utf-8")
    if text.count(step.old) != step.often:
        raise StoryBroken(f"{step.file} holds {text.count(step.old)} times:\n{step.old}")
    file.write_text(text.replace(step.old, step.new), "utf-8")


def _call(desk: Desk, step: Call) -> Said:
    said = desk.call(*step.words, "--as-of", step.day)
    if said.status != step.status:
        words = " ".join(step.words)
        raise StoryBroken(f"{step.day} {words}: {said.status}, not {step.status}\n{said.all}")
    return said


def main() -> None:
    """Write the example and the golden texts anew."""
    with tempfile.TemporaryDirectory() as scratch:
        played = play(Path(scratch))
        for name in files_of(SHIPPED):
            (SHIPPED / name).unlink()
        for name, data in played.outcome().items():
            file = SHIPPED / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        for name, file_name in TEXTS.items():
            (GOLDEN / file_name).write_text(played.said[name].out, "utf-8")


if __name__ == "__main__":
    main()
