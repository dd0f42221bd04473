"""`trueup check` on documents made to break a reader: faults or findings with their place, soon, never a traceback."""

from __future__ import annotations

import json
import time

import pytest

from hostile import HOSTILE

CPU_SECONDS = 1.5
"""Generous: 0.2 seconds after start-up is the aim on an idle machine."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_answered_soon_and_in_words(desk, name):
    (desk.folder / "initiative.yaml").write_bytes(HOSTILE[name])
    before = time.process_time()
    said = desk.call("check", ".")
    spent = time.process_time() - before
    assert said.status in {0, 1, 2}
    assert "Traceback" not in said.all
    assert "This is a bug" not in said.all
    assert "initiative.yaml" in said.out
    assert len(said.all) < 200_000
    assert not any(ord(letter) < 32 and letter != "\n" for letter in said.all), "it could steer the terminal"
    assert spent < CPU_SECONDS


def test_the_installed_command_answers_all_of_them_at_once(desk):
    for number, data in enumerate(HOSTILE.values()):
        folder = desk.folder / "all" / f"d{number}"
        folder.mkdir(parents=True)
        (folder / "initiative.yaml").write_bytes(data)
    text = desk.run("check", "all")
    assert text.status == 2
    assert "Traceback" not in text.all
    assert "This is a bug" not in text.all
    said = desk.run("check", "all", "--format", "json")
    assert (said.status, said.err) == (2, "")
    faulty = {fault["place"]["file"] for fault in said.body["faults"]}
    read = len(said.body["initiatives"])
    assert len(faulty) + read == len(HOSTILE)
    assert read < 8
    assert json.dumps(said.body).isprintable()
