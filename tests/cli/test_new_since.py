"""`trueup check --new-since REV`: a team adopts the check on a running initiative and answers for what it adds."""

import json
import os
import subprocess

import pytest

from desk import Desk

ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
KPI = "{title: Late claims, unit: 1, direction: decrease, target: {value: 0.2, by: 2027-01-01}}"
TEXT = f"""title: Faster claims
objective: {{statement: Settle claims in ten days, owner: coo, kpi: late}}
kpis:
  late: {KPI}
notes: [padding so that git sees the same file again when it moves, and one more line of it]
"""
MORE = KPI.replace("Late", "Lost")
ADDED = TEXT.replace("kpis:", f"kpis:\n  more: {MORE}").replace("kpi: late", "kpi: late, guardrails: [more]")


def git(folder, *words):
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    around = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | ALONE
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env=around)


def put(file, text=TEXT):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "step")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def check(folder, path, *words):
    return Desk(folder).call("check", path, "--as-of", "2026-01-31", *words)


def found(folder, path, revision="HEAD"):
    """Return (status, {initiative: {(code, subject)}}, how many were known) of a check against a revision."""
    done = check(folder, path, "--new-since", revision, "--format", "json")
    body = json.loads(done.out)
    new = {each["initiative"]: {(f["code"], f["subject"]) for f in each["findings"]} for each in body["initiatives"]}
    return done.status, new, body["known"]


def test_what_was_there_is_left_out_and_the_check_passes(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    assert check(repository, "a").status == 1
    status, new, known = found(repository, "a")
    assert (status, new) == (0, {"a": set()})
    assert known > 1


def test_the_count_of_what_was_left_out_is_said(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    known = found(repository, "a")[2]
    assert f"{known} were there at HEAD and are left out." in check(repository, "a", "--new-since", "HEAD").out


def test_a_finding_that_was_added_is_new_and_blocks(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    put(repository / "a" / "initiative.yaml", ADDED)
    status, new, _ = found(repository, "a")
    assert status == 1
    assert ("KPI001", "kpis.more") in new["a"]
    assert not [subject for _, subject in new["a"] if subject == "kpis.late"]


def test_lines_that_move_are_not_new(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    put(repository / "a" / "initiative.yaml", "# a comment\n\n\n" + TEXT.replace("title: Late", "title: Very late"))
    assert found(repository, "a")[:2] == (0, {"a": set()})


def test_what_was_mended_and_broken_again_is_compared_with_the_revision_named(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    put(repository / "a" / "initiative.yaml", TEXT.replace("unit: 1", "unit: 1, owner: coo"))
    commit(repository)
    put(repository / "a" / "initiative.yaml")
    assert ("KPI001", "kpis.late") in found(repository, "a", "HEAD")[1]["a"]
    assert found(repository, "a", "HEAD~1")[1] == {"a": set()}


@pytest.mark.parametrize("name", ["initiative.yaml", "a b/größe/initiative.yaml", "a/claims 2026.yaml"])
def test_a_bare_file_is_compared_with_itself(repository, name):
    put(repository / name)
    commit(repository)
    put(repository / name, ADDED)
    (new,) = found(repository, name)[1].values()
    assert ("KPI001", "kpis.more") in new
    assert ("KPI001", "kpis.late") not in new


def test_a_renamed_folder_brings_its_findings_along(repository):
    put(repository / "old" / "initiative.yaml")
    commit(repository)
    git(repository, "mv", "old", "new name")
    assert found(repository, "new name")[:2] == (0, {"new-name": set()})
    commit(repository)
    assert found(repository, "new name", "HEAD~1")[:2] == (0, {"new-name": set()})


def test_a_folder_renamed_inside_a_portfolio_keeps_what_it_takes_from_it(repository):
    put(repository / "portfolio.yaml", f"kpis:\n  late: {KPI}\n")
    alone = TEXT.replace(f"kpis:\n  late: {KPI}\n", "")
    put(repository / "old" / "initiative.yaml", alone)
    put(repository / "other" / "initiative.yaml", alone + "# other\n")
    commit(repository)
    git(repository, "mv", "old", "moved")
    assert found(repository, "moved")[:2] == (0, {"moved": set()})
    assert found(repository, ".")[:2] == (0, {"moved": set(), "other": set()})


def test_an_initiative_moved_without_git_is_recognised_by_its_id(repository):
    put(repository / "old" / "initiative.yaml", TEXT + "initiative: faster\n")
    commit(repository)
    (repository / "old").rename(repository / "new")
    assert found(repository, ".")[:2] == (0, {"faster": set()})


def test_a_copy_of_an_initiative_is_new(repository):
    put(repository / "a" / "initiative.yaml", TEXT + "initiative: faster\n")
    commit(repository)
    put(repository / "b" / "initiative.yaml", TEXT + "initiative: faster\n")
    body = json.loads(check(repository, ".", "--new-since", "HEAD", "--format", "json").out)
    assert [bool(each["findings"]) for each in body["initiatives"]] == [False, True]


def test_an_initiative_that_was_not_there_is_all_new(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    put(repository / "b" / "initiative.yaml")
    status, new, _ = found(repository, ".")
    assert status == 1
    assert (new["a"], ("KPI001", "kpis.late") in new["b"]) == (set(), True)
    assert found(repository, "b")[2] == 0


def test_a_document_that_could_not_be_read_then_is_all_new(repository):
    put(repository / "a" / "initiative.yaml", "title: [")
    commit(repository)
    put(repository / "a" / "initiative.yaml")
    assert found(repository, "a")[1]["a"]


def test_a_document_that_cannot_be_read_now_is_a_fault_whatever_was_before(repository):
    put(repository / "a" / "initiative.yaml", "title: x\nunknown: y\n")
    commit(repository)
    done = check(repository, "a", "--new-since", "HEAD")
    assert done.status == 2
    assert "`unknown` is not a key" in done.all


@pytest.mark.parametrize("revision", ["nowhere", "-x", "--upload-pack=x"])
def test_a_revision_that_is_none_is_a_message(repository, revision):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    done = check(repository, "a", f"--new-since={revision}")
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith(f"trueup: There is no revision `{revision}`.\n")


def test_outside_a_repository_the_message_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    put(tmp_path / "a" / "initiative.yaml")
    done = check(tmp_path, "a", "--new-since", "HEAD")
    assert done.status == 2
    assert "not a git repository" in done.err


def test_where_nothing_is_new_it_says_so_and_how_much_was_due_before(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    before = json.loads(check(repository, "a", "--format", "json").out)["initiatives"][0]["findings"]
    due = [each for each in before if each["phase"] == "discovery"]
    blocking = [each for each in due if each["severity"] == "blocks"]
    said = check(repository, "a", "--new-since", "HEAD")
    assert said.status == 0
    assert said.out.startswith(
        f"next: nothing new is due; {len(due)} due findings were there at HEAD already, {len(blocking)} of them block: "
    )
    assert json.loads(check(repository, "a", "--new-since", "HEAD", "--format", "json").out)["known_due"] == len(due)
    page = check(repository, "a", "--new-since", "HEAD", "--format", "markdown").out
    assert page.startswith(f"**Next:** nothing new is due; {len(due)} due findings were there at HEAD already, ")


def test_of_what_is_new_only_that_is_next(repository):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    put(repository / "a" / "initiative.yaml", ADDED)
    said = check(repository, "a", "--new-since", "HEAD").out.splitlines()
    assert said[0].startswith("next: initiative.yaml:")
    assert all("kpis.late" not in line for line in said if line.startswith("next: "))


def test_what_a_signature_lost_before_the_revision_is_not_new(repository):
    file = put(repository / "a" / "initiative.yaml", TEXT + "people: {coo: {side: business}}\n")
    commit(repository)
    assert Desk(repository).call("sign", "a", "--as", "coo", "--as-of", "2026-01-20", "--no-evidence").status == 0
    file.write_text(file.read_text("utf-8").replace("value: 0.2", "value: 0.3"), "utf-8")
    commit(repository)
    assert "SGN001" in check(repository, "a").out
    status, new, known = found(repository, "a")
    assert (status, new["a"], known > 0) == (0, set(), True)


def test_what_the_portfolio_showed_at_the_revision_is_not_new(repository):
    put(repository / "portfolio.yaml", "title: P\n")
    for name, owner in (("a", "head-of-claims"), ("b", "it-lead")):
        put(
            repository / name / "initiative.yaml",
            TEXT + f"data: {{claims: {{source: ../claims.csv, owner: {owner}}}}}\n",
        )
    commit(repository)
    assert "across the portfolio:" in check(repository, ".").out
    status, _, known = found(repository, ".")
    said = check(repository, ".", "--new-since", "HEAD").out
    assert (status, "across the portfolio:" in said, known > 0) == (0, False, True)
