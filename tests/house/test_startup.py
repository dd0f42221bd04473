"""Starting the command line loads nothing heavy: what a verb needs, it imports when it runs."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src"
HEAVY = ["duckdb", "jinja2", "numpy", "pydantic", "scipy", "sklearn", "sqlglot", "statsmodels"]


@pytest.mark.skipif(importlib.util.find_spec("trueup.cli.main") is None, reason="trueup.cli.main is not there yet")
@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_the_command_line_starts_without_anything_heavy(arguments):
    script = f"""
import sys
sys.path.insert(0, {str(SOURCES)!r})
from trueup.cli.main import main
sys.argv = ["trueup", *{arguments!r}]
try:
    main()
except SystemExit as end:
    status = end.code
print("LOADED", status, *[name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] in {"LOADED 0", "LOADED None"}
