"""The import contracts hold, and each way of breaking the house is seen and called by its name.

The second half copies the sources, seeds one violation at a time and lets import-linter judge the copy. What it read
of the files that stay as they are it keeps from one time to the next.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
NAMES = {contract["name"]: contract["id"] for contract in CONTRACTS}

SEEDS = {
    "os_in_core": ({"core/base/quantity.py": "import os"}, "pure"),
    "duckdb_in_core": ({"core/base/quantity.py": "import duckdb"}, "pure"),
    "lazy_import_inside_a_core_function": (
        {"core/base/quantity.py": "def late() -> object:\n    import subprocess\n    return subprocess"},
        "pure",
    ),
    "core_reaches_os_through_a_package": ({"core/base/quantity.py": "from os import path"}, "pure"),
    "sibling_imports_sibling": (
        {"core/plan/seeded.py": "import trueup.core.value.seeded", "core/value/seeded.py": ""},
        "rooms",
    ),
    "base_imports_model": ({"core/base/seeded.py": "import trueup.core.model"}, "rooms"),
    "rule_imports_rule_of_another_family": (
        {
            "core/rules/kpi/seeded_one.py": "import trueup.core.rules.work.seeded_two",
            "core/rules/work/seeded_two.py": "",
        },
        "rules",
    ),
    "rule_imports_rule_of_its_own_family": (
        {"core/rules/kpi/seeded_one.py": "import trueup.core.rules.kpi.seeded_two", "core/rules/kpi/seeded_two.py": ""},
        "rules",
    ),
    "rule_imports_rule_by_way_of_a_third_module": (
        {
            "core/rules/kpi/seeded_one.py": "import trueup.core.rules.seeded",
            "core/rules/seeded.py": "import trueup.core.rules.kpi.seeded_two",
            "core/rules/kpi/seeded_two.py": "",
        },
        "rules",
    ),
    "folder_nobody_listed": ({"plumbing/pipe.py": ""}, "shells"),
    "folder_in_core_nobody_listed": ({"core/plumbing/pipe.py": ""}, "rooms"),
    "core_imports_cli": ({"core/base/quantity.py": "import trueup.cli"}, "shells"),
    "core_imports_adapters_for_types_only": (
        {"core/base/seeded.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import trueup.adapters"},
        "shells",
    ),
    "render_imports_adapters": ({"render/seeded.py": "import trueup.adapters"}, "shells"),
    "one_shell_imports_another": ({"web/seeded.py": "import trueup.cli"}, "shells"),
    "django_in_app": ({"app/seeded.py": "import django"}, "django"),
    "cycle_among_adapters": (
        {"adapters/left.py": "import trueup.adapters.right", "adapters/right.py": "import trueup.adapters.left"},
        "acyclic",
    ),
    "cycle_inside_core_base": (
        {"core/base/left.py": "import trueup.core.base.right", "core/base/right.py": "import trueup.core.base.left"},
        "acyclic",
    ),
}


LINTER = """
import os, sys
from importlinter.cli import lint_imports_command
from importlinter.contracts import acyclic_siblings, forbidden, independence, layers

for line in sys.stdin:
    sources, said, *kept = line.rstrip().split("\\t")
    child = os.fork()
    if child == 0:
        os.chdir(sources)
        sys.path.insert(0, sources)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 1)
        os.dup2(1, 2)
        keeps = ["--cache-dir", *kept] if kept else ["--no-cache"]
        lint_imports_command([*keeps, "--no-logo", "--config", sys.argv[1]])
    os.waitpid(child, 0)
    print("judged", flush=True)
"""
"""Takes folders of sources, for each a file for the verdicts and perhaps a folder to keep what it read.

It loads once, and each folder of sources has its process.
"""


@pytest.fixture(scope="module")
def linter():
    """A process that judges sources."""
    command = [sys.executable, "-c", LINTER, str(ROOT / "pyproject.toml")]
    around = {**os.environ, "COLUMNS": "160"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=around
    ) as found:
        yield found
        found.stdin.close()


def broken_contracts(linter, sources: Path, scratch: Path, *kept: Path) -> set[str]:
    said = scratch / "verdicts.txt"
    linter.stdin.write("\t".join(map(str, (sources, said, *kept))) + "\n")
    linter.stdin.flush()
    assert linter.stdout.readline() == "judged\n"
    text = said.read_text("utf-8")
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b.*$", text, re.MULTILINE))
    assert set(verdicts) == set(NAMES), f"not every contract was judged:\n{text}"
    return {NAMES[name] for name, verdict in verdicts.items() if verdict == "BROKEN"}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources") / "trueup"
    return shutil.copytree(ROOT / "src" / "trueup", folder, ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the linter keeps what it read; a file that changed since is read again."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def copy(sources, tmp_path):
    """The sources once more: links, so that what nobody changes is never written again."""
    shutil.copytree(sources, tmp_path / "trueup", copy_function=os.link)
    return tmp_path


def seed(sources: Path, files: dict[str, str]) -> None:
    """Append each text to its file; a file or package that is not there is made."""
    package = sources / "trueup"
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(package).parents:
            if not (package / folder / "__init__.py").exists():
                (package / folder / "__init__.py").touch()
        before = path.read_text("utf-8") if path.exists() else ""
        path.unlink(missing_ok=True)  # or all copies would change
        path.write_text(f"{before}\n{text}\n", "utf-8")


def test_the_house_keeps_every_contract(linter, tmp_path):
    assert broken_contracts(linter, ROOT / "src", tmp_path) == set()


@pytest.mark.parametrize("name", SEEDS)
def test_a_seeded_violation_breaks_its_own_contract(linter, name, copy, kept):
    files, contract = SEEDS[name]
    seed(copy, files)
    # An import against the direction also closes a circle where the way down exists already; nothing else may break.
    broken = broken_contracts(linter, copy, copy, kept)
    assert contract in broken
    assert broken <= {contract, "acyclic"}


def test_web_may_use_django(linter, copy):
    seed(copy, {"web/seeded.py": "import django\nimport trueup.app"})
    assert broken_contracts(linter, copy, copy) == set()
