"""What is installed is what stands in the sources: a wheel holds every file that the program reads while it runs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return next(place.glob("*.whl"))


def test_a_wheel_holds_templates_styles_fonts_and_archetypes(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    read = {
        file.relative_to(SOURCES).as_posix()
        for file in (SOURCES / "trueup").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert read - held == set()
    assert {name.rpartition(".")[2] for name in read} >= {"css", "j2", "py", "woff2", "yaml"}


def test_a_draft_can_be_made_from_the_wheel_alone(wheel, tmp_path):
    said = (
        "import sys; sys.path.insert(0, sys.argv[1]); import trueup; assert '.whl' in trueup.__file__\n"
        "from trueup.render.archetypes.catalogue import ARCHETYPES, templates\n"
        "print(sum(len(templates(each)) for each in ARCHETYPES))"
    )
    run = [sys.executable, "-I", "-c", said, str(wheel)]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, check=False, encoding="utf-8")
    assert (done.stdout.strip(), done.stderr) == ("19", "")
