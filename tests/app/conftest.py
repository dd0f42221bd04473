from __future__ import annotations

import json

import pytest

from desk import AS_OF, Desk
from trueup.cli.diff import command


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def here(desk: Desk, monkeypatch) -> Desk:
    monkeypatch.setenv("TRUEUP_CACHE", str(desk.cache))
    monkeypatch.chdir(desk.folder)
    return desk


@pytest.fixture
def diff(here, capsys):
    def run(*words, status=0):
        capsys.readouterr()
        assert command.main([*words, "--as-of", AS_OF], standalone_mode=False) == status
        return capsys.readouterr().out

    return run


@pytest.fixture
def told(diff):
    def run(*words, status=0):
        return json.loads(diff(*words, "--format", "json", status=status))

    return run
