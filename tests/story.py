"""The example as it is told: what `make demo` prints, the golden files, and the block of it in the README.

`python tests/story.py` writes what `trueup data` sees of fitness, the golden files and the README's block anew: do it
on purpose, and read the difference.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
GOLDEN: Final = ROOT / "tests" / "golden"
FORMS: Final = {"text": GOLDEN / "flights.txt", "json": GOLDEN / "flights.json"}
ARGUMENTS: Final = ("assess", "examples/flights", "--phase", "feasibility", "--as-of", "2014-01-15")
FLIGHTS: Final = Path("examples", "flights")
INQUIRIES: Final = Path("examples", "inquiries")
DAYS: Final = {FLIGHTS: "2014-01-15", INQUIRIES: "2026-07-15"}
"""The examples whose fitness is looked at, and as of when."""
README: Final = ROOT / "README.md"
BEGIN: Final = "<!-- output of the demo: begin -->\n"
END: Final = "<!-- output of the demo: end -->"
SHOWN: Final = 35
"""Lines of the output that the README shows."""


def copied(folder: Path, example: Path = FLIGHTS) -> Path:
    """Copy an example below a folder and return that folder.

    Of the evidence that is committed with it only what `trueup data` saw of its fitness comes along.
    """
    shutil.copytree(ROOT / example, folder / example, ignore=shutil.ignore_patterns("evidence", "__pycache__"))
    (folder / example / "evidence").mkdir()
    for file in sorted((ROOT / example / "evidence").glob("fit.*.json")):
        shutil.copy(file, folder / example / "evidence")
    return folder


def looked_at(folder: Path, example: Path, day: str) -> dict[str, bytes]:
    """Return what `trueup data` sees of the fitness of a copy of an example, by the names of the evidence files."""
    shutil.copytree(ROOT / example, folder / example, ignore=shutil.ignore_patterns("evidence", "__pycache__"))
    done = subprocess.run(
        [str(Path(sys.executable).with_name("trueup")), "data", str(example), "--as-of", day],
        cwd=folder,
        env=os.environ | {"TRUEUP_CACHE": str(folder / "cache")},
        capture_output=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    return {file.name: file.read_bytes() for file in sorted((folder / example / "evidence").glob("fit.*.json"))}


def told(folder: Path, form: str = "text") -> str:
    """Return what the installed command says of the copy of the example in a folder."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("trueup")), *ARGUMENTS, "--format", form],
        cwd=folder,
        env=os.environ | {"TRUEUP_CACHE": str(folder / "cache")},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def block(text: str) -> str:
    """Return the README's block for an output: its first lines, and dots for the rest."""
    lines = text.strip("\n").split("\n")
    return "```text\n" + "\n".join([*lines[:SHOWN], "..."]) + "\n```\n"


def main() -> None:
    """Write what was seen of fitness, the golden files, the README's block and the evidence of the example anew."""
    for example, day in DAYS.items():
        with tempfile.TemporaryDirectory() as scratch:
            for name, seen in looked_at(Path(scratch), example, day).items():
                (ROOT / example / "evidence" / name).write_bytes(seen)
    with tempfile.TemporaryDirectory() as scratch:
        folder = copied(Path(scratch))
        GOLDEN.mkdir(exist_ok=True)
        for form, file in FORMS.items():
            file.write_text(told(folder, form), "utf-8")
        evidence = ROOT / "examples" / "flights" / "evidence"
        shutil.rmtree(evidence, ignore_errors=True)
        shutil.copytree(folder / "examples" / "flights" / "evidence", evidence)
    readme = README.read_text("utf-8")
    before, _, rest = readme.partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(before + BEGIN + block(FORMS["text"].read_text("utf-8")) + END + after, "utf-8")


if __name__ == "__main__":
    main()
