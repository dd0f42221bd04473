"""A changelog fragment has a name that the release can sort."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = {
    kind["directory"]
    for kind in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]["type"]
}
FRAGMENT = re.compile(rf"\d+\.(?:{'|'.join(sorted(KINDS))})(?:\.\d+)?\.md")


def test_every_fragment_names_its_issue_and_kind():
    names = {path.name for path in (ROOT / "changelog.d").iterdir()} - {"README.md"}
    assert {name for name in names if not FRAGMENT.fullmatch(name)} == set()
