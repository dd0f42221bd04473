"""`trueup new`: five answers, from a person or a pipe, become a first document; nothing is ever overwritten."""

import os
import pty
import signal
import subprocess
import sys
import time
from datetime import date

import pytest

from trueup.app.check import check
from trueup.app.define import one_document
from trueup.app.new import QUESTIONS, begin
from trueup.core.base.errors import TrueupError

TRUEUP = [sys.executable, "-m", "trueup.cli.main"]
ANSWERS = {
    "objective": "Settle a claim within ten days.",
    "measure": "Share of claims settled within ten days",
    "owner": "head-of-claims",
    "data": "claims.csv",
    "planned": "routing rules; dashboard;",
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "cache"))


def document(folder):
    return one_document(folder)[1].initiative


def trueup(*words, cwd, answers=b"", **more):
    return subprocess.run([*TRUEUP, *words], cwd=cwd, input=answers, capture_output=True, check=False, **more)


def test_five_answers_become_a_document_that_is_read(tmp_path):
    file = begin(tmp_path / "claims", ANSWERS)
    assert file == tmp_path / "claims" / "initiative.yaml"
    initiative = document(tmp_path / "claims")
    assert initiative.title == "Settle a claim within ten days"
    assert [epic.title for epic in initiative.epics.values()] == ["routing rules", "dashboard"]


def test_no_answers_name_the_initiative_after_its_folder(tmp_path):
    begin(tmp_path / "faster-claims", {})
    assert document(tmp_path / "faster-claims").title == "Faster claims"


def test_a_first_check_says_what_to_do_next_and_is_no_wall(tmp_path):
    begin(tmp_path, ANSWERS)
    found = check(tmp_path, as_of=date(2026, 1, 31), phase=None)
    assert found.faults == ()
    assessment = found.assessments[0]
    assert 0 < len(assessment.due()) <= 8
    assert 0 < len(assessment.actions) <= 5
    assert {action.who for action in assessment.actions} == {"head-of-claims"}


def test_without_answers_the_first_check_asks_for_the_objective_alone(tmp_path):
    begin(tmp_path, {})
    due = check(tmp_path, as_of=date(2026, 1, 31), phase=None).assessments[0].due()
    assert [finding.name for finding in due] == ["objective-missing"]


@pytest.mark.parametrize("name", ["data/claims.csv", "./data/claims.csv"])
def test_a_file_named_from_here_is_written_as_seen_from_the_folder(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "claims.csv").write_text("claim_id;received_at\n1;2025-01-01\n")
    file = begin(tmp_path / "new", {"data": name})
    assert document(tmp_path / "new").data["claims"].source == "../data/claims.csv"
    assert "Columns found: claim_id, received_at" in file.read_text("utf-8")


def test_a_file_in_the_folder_is_named_from_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claims.csv").write_text("other\n")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "claims.csv").write_text('"a, b",at\n')
    file = begin(tmp_path / "new", {"data": "claims.csv"})
    assert document(tmp_path / "new").data["claims"].source == "claims.csv"
    assert "Columns found: a, b, at" in file.read_text("utf-8")


def test_an_absolute_file_is_named_from_the_folder(tmp_path):
    (tmp_path / "claims.csv").write_text("a\n")
    begin(tmp_path / "new", {"data": str(tmp_path / "claims.csv")})
    assert document(tmp_path / "new").data["claims"].source == "../claims.csv"


@pytest.mark.parametrize("odd", ["not there.csv", "~nobody-of-this-name/x.csv", "x" * 5_000 + ".csv", "a\0b.csv", "."])
def test_a_file_that_is_not_there_is_kept_as_answered(tmp_path, odd):
    begin(tmp_path, {"data": odd})
    assert len(document(tmp_path).data) == 1


def test_a_header_that_is_no_text_is_no_obstacle(tmp_path):
    (tmp_path / "x.csv").write_bytes(bytes(range(256)) * 40)
    begin(tmp_path, {"data": "x.csv"})
    assert document(tmp_path).data["x"].source == "x.csv"


@pytest.mark.parametrize("make", ["file", "link"])
def test_a_document_that_is_there_is_never_overwritten(tmp_path, make):
    file = tmp_path / "initiative.yaml"
    if make == "file":
        file.write_text("mine")
    else:
        file.symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(TrueupError, match="exists already"):
        begin(tmp_path, ANSWERS)
    done = trueup("new", ".", cwd=tmp_path, answers=b"never asked\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"exists already" in done.stderr
    assert make == "link" or file.read_text() == "mine"
    assert make == "file" or file.is_symlink()


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "x").write_text("")
    done = trueup("new", "x", cwd=tmp_path)
    assert done.returncode == 2
    assert b"x is a file" in done.stderr


def test_answers_are_read_from_a_pipe_one_a_line(tmp_path):
    answers = "\n".join(ANSWERS[key] for key, *_ in QUESTIONS) + "\n"
    done = trueup("new", "my claims", cwd=tmp_path, answers=answers.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"Wrote my claims/initiative.yaml. Next: trueup check 'my claims'\n"
    assert document(tmp_path / "my claims").objective.statement == ANSWERS["objective"]


@pytest.mark.parametrize("answers", [b"", b"Fewer \xff\xfe\0 claims", b"a\r\n\r\nb"])
def test_a_pipe_that_ends_early_or_holds_no_text_gives_empty_answers(tmp_path, answers):
    assert trueup("new", cwd=tmp_path, answers=answers).returncode == 0
    assert document(tmp_path).title


def test_what_is_given_as_an_option_is_not_asked(tmp_path):
    done = trueup("new", "--objective", "A", "--owner", "coo", "--planned", "b", cwd=tmp_path, answers=b"the measure\n")
    assert done.returncode == 0
    initiative = document(tmp_path)
    assert (initiative.objective.statement, initiative.objective.owner) == ("A", "coo")
    assert next(iter(initiative.kpis.values())).title == "the measure"


def test_a_folder_that_cannot_be_written_is_a_message(tmp_path):
    (tmp_path / "x").symlink_to("/proc/self")
    done = trueup("new", "x", cwd=tmp_path)
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr


@pytest.mark.parametrize(("stop", "status"), [("signal", 130), ("\x04", 130)])
def test_leaving_in_the_middle_writes_nothing(tmp_path, stop, status):
    parent, child = pty.openpty()
    asking = subprocess.Popen([*TRUEUP, "new", "x"], cwd=tmp_path, stdin=child, stdout=child, stderr=child)
    os.close(child)
    said = b""
    while b"ten days by" not in said:
        said += os.read(parent, 1_000)
    os.write(parent, b"An answer\n")
    while b"measure it?" not in said:
        said += os.read(parent, 1_000)
    time.sleep(0.3)
    if stop == "signal":
        asking.send_signal(signal.SIGINT)
    else:
        os.write(parent, stop.encode())
    assert asking.wait(timeout=20) == status
    os.close(parent)
    assert not (tmp_path / "x").exists()


def test_a_person_at_a_terminal_is_asked_five_questions(tmp_path):
    parent, child = pty.openpty()
    asking = subprocess.Popen([*TRUEUP, "new", "x"], cwd=tmp_path, stdin=child, stdout=child, stderr=child)
    os.close(child)
    said = b""
    for key, question, _ in QUESTIONS:
        while question.encode() not in said:
            said += os.read(parent, 1_000)
        os.write(parent, f"{ANSWERS[key]}\n".encode())
    assert asking.wait(timeout=20) == 0
    os.close(parent)
    assert document(tmp_path / "x").objective.owner == "head-of-claims"
