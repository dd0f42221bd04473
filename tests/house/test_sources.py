"""The shape of the sources: small files, small functions, names that say what is inside, nothing of one machine."""

import ast
import itertools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "trueup"
MODULES = sorted(path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.py"))
FILE_LIMIT = 400
FUNCTION_LIMIT = 40
VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def long_functions(source: str) -> Iterator[str]:
    """Yield `name (lines)` of each function of 40 lines or more; its docstring does not count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node, clean=False) is not None:
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            if lines >= FUNCTION_LIMIT:
                yield f"{node.name} ({lines})"


def vague_parts(path: str) -> list[str]:
    return [part for part in re.split(r"[/_.]", path) if part in VAGUE]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_small_and_named_after_what_it_holds(module):
    source = (SOURCES / module).read_text("utf-8")
    assert len(source.splitlines()) < FILE_LIMIT
    assert list(long_functions(source)) == []
    assert vague_parts(module) == []


@pytest.mark.parametrize(("body", "found"), [(38, []), (39, ["f (40)"])])
def test_a_function_is_measured_without_its_docstring(body, found):
    lines = ["def f():", '    """One.', "", "    Two.", '    """', *["    a = 1"] * body]
    assert list(long_functions("\n".join(lines))) == found


def test_a_vague_name_is_found_anywhere_in_a_path():
    assert vague_parts("core/base/date_utils.py") == ["utils"]
    assert vague_parts("app/common/read.py") == ["common"]
    assert vague_parts("core/base/utility_of_money.py") == []


def defines_a_section(source: str) -> bool:
    """Whether a module defines a model of pydantic, or a section of the document, which is one."""
    bases = (base for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef) for base in node.bases)
    return any(isinstance(base, ast.Name) and base.id in {"Part", "BaseModel"} for base in bases)


@pytest.mark.parametrize("module", [name for name in MODULES if defines_a_section((SOURCES / name).read_text("utf-8"))])
def test_the_annotations_of_sections_are_not_postponed(module):
    """Pydantic would compile each of them as text when trueup starts: a fiftieth of a whole check."""
    assert "from __future__ import annotations" not in (SOURCES / module).read_text("utf-8").splitlines()


def test_every_folder_with_code_is_a_package():
    """A folder without __init__.py would be invisible to the contracts."""
    folders = {path.parent for path in SOURCES.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


# ---- what git tracks
# Written in pieces, so that this file does not hold what it looks for.
HOSTS = tuple(
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb.debian", "org"))
)
MACHINE = re.compile(rb"(?<![\w./}>*-])/(?:" + b"|".join((b"work", b"root", b"farm", b"opt", b"home")) + rb")/\w")
HOST = re.compile("|".join(re.escape(host) for host in HOSTS).encode())


def tracked() -> list[Path]:
    """Return the files that git tracks or would track; without git, the files of an unpacked release."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        files = [ROOT / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):
        kept = [path for path in ROOT.iterdir() if not path.name.startswith(".")]
        files = list(itertools.chain(kept, *(path.rglob("*") for path in kept)))
    return [path for path in files if path.is_file() and "__pycache__" not in path.parts]


def test_no_tracked_file_names_a_path_of_one_machine_or_a_registry():
    found = {
        f"{path.relative_to(ROOT)}: {hit.decode()}"
        for path in tracked()
        for pattern in (MACHINE, HOST)
        for hit in pattern.findall(path.read_bytes())
    }
    assert found == set()


@pytest.mark.parametrize(
    "text", [*(f"see /{top}/me" for top in ("work", "root", "home")), "https://" + HOSTS[0] + "/simple"]
)
def test_a_path_of_one_machine_or_a_registry_is_recognised(text):
    assert MACHINE.search(text.encode()) or HOST.search(text.encode())


@pytest.mark.parametrize(
    "text", ["tests/core/rules/work/test_a.py", "{folder}/work/x", "../root/a", "/usr/bin/python3"]
)
def test_an_ordinary_path_is_not_mistaken_for_one(text):
    assert not MACHINE.search(text.encode())
    assert not HOST.search(text.encode())
