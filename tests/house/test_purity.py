"""The core is pure: it imports only what cannot touch the world, and never asks for the time, a file or chance."""

from pathlib import Path

import pytest

from house.purity import impurities

CORE = Path(__file__).parents[2] / "src" / "trueup" / "core"
PURE = sorted(path.relative_to(CORE).as_posix() for path in CORE.rglob("*.py"))


WRITES_CODE = "base/record.py"
"""Writes the methods of records as the standard library does, from the names of their fields and nothing else."""


@pytest.mark.parametrize("module", PURE)
def test_a_module_of_the_core_is_pure(module):
    found = impurities((CORE / module).read_text("utf-8"))
    assert [fault.split(": ")[1] for fault in found] == (["compile", "exec"] if module == WRITES_CODE else [])


SEEDS = {
    "import os": "import os",
    "import duckdb": "from duckdb import connect",
    "import numpy.random": "from numpy.random import normal",
    "import trueup": "from trueup import __version__",
    "import trueup.app": "import trueup.app",
    "import .finding": "from .finding import Finding",
    "import importlib": "def late():\n    import importlib",
    "clock now": "started = datetime.now()",
    "clock utcnow": "started = datetime.datetime.utcnow()",
    "clock today": "as_of: date = field(default_factory=date.today)",
    "global random normal": "import math\ndraw = np.random.normal(0, 1)",
    "global random seed": "numpy.random.seed(7)",
    "unseeded default_rng": "draws = np.random.default_rng()",
    "open": "text = open('a').read()",
    "print": "def show(log=print):\n    log('a')",
    "eval": "eval('1')",
    "exec": "exec('a = 1')",
    "compile": "code = compile('1', 'a', 'eval')",
    "__import__": "__import__('os').getcwd()",
    "input": "answer = input()",
}


@pytest.mark.parametrize("what", SEEDS)
def test_an_impurity_is_called_by_its_name(what):
    source = (CORE / "base" / "quantity.py").read_text("utf-8")
    seeded = f"{source}\n{SEEDS[what]}\n"
    assert [fault.split(": ")[1] for fault in impurities(seeded)] == [what]


def test_what_only_looks_impure_is_accepted():
    source = """
import re
from collections.abc import Sequence
from pydantic import BaseModel
from trueup.core.base.finding import Finding
pattern = re.compile("a")
gate = state.open
rng = np.random.default_rng(seed)
def at(today: date) -> date:
    return as_of.today
"""
    assert impurities(source) == []
