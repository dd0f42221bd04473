"""Pydantic's plugins stay out of the command line, also those that are installed, and nothing is looked for."""

import subprocess
import sys

import pytest

BEGIN = "import sys\nimport trueup.cli.group\nfrom pydantic import TypeAdapter\nTypeAdapter(int).validate_python(1)\n"


def said(script, **environment):
    """What a script of its own process prints."""
    path = {"PYTHONPATH": ":".join(each for each in sys.path if each)}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=path | environment).stdout.split()


@pytest.mark.parametrize(("switch", "loaded"), [({}, "False"), ({"PYDANTIC_DISABLE_PLUGINS": "one"}, "True")])
def test_nothing_reads_what_is_installed_unless_somebody_set_pydantics_switch(switch, loaded):
    assert said(f"{BEGIN}print('importlib.metadata' in sys.modules)", **switch) == [loaded]


def test_what_else_is_wanted_of_the_stand_in_comes_from_the_real_module():
    wanted = "from pydantic.plugin._loader import PYDANTIC_ENTRY_POINT_GROUP as group, get_plugins\n"
    assert said(f"{BEGIN}{wanted}print(group, *get_plugins())") == ["pydantic"]
