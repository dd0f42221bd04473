"""The example as it is told: what `make demo` prints, the golden files, and the block of it in the README.

`python tests/story.py` writes the golden files and the README's block anew: do it on purpose, and read the difference.
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
README: Final = ROOT / "README.md"
BEGIN: Final = "<!-- output of the demo: begin -->\n"
END: Final = "<!-- output of the demo: end -->"
SHOWN: Final = 35
"""Lines of the output that the README shows."""


def copied(folder: Path) -> Path:
    """Copy the example, without the evidence that is committed with it, below a folder; return that folder."""
    example = Path("examples", "flights")
    shutil.copytree(ROOT / example, folder / example, ignore=shutil.ignore_patterns("evidence"))
    return folder


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
    """Write the golden files, the README's block and the evidence of the example anew."""
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
