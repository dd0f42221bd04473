"""Documents as they were at a git revision, out of real repositories; nothing of the repository is touched."""

import os
import subprocess

import pytest

from trueup.adapters.git import extract
from trueup.core.base.errors import TrueupError

TEXT = "title: Claims\nobjective: Settle a claim within ten days\n"
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder, *words):
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    around = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | ALONE
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env=around)
    return done.stdout.decode().strip()


def put(file, text=TEXT):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def commit(folder, message="step"):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "then"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", ["a", "a b", "größe/übung", "[x]*", "-x", ":(top)x", "日本"])
def test_a_folder_is_given_as_it_was(repository, into, name):
    file = put(repository / name / "initiative.yaml")
    first = commit(repository)
    put(file, "title: Other\n")
    found = extract(repository / name, first, into)
    assert found.path == into / name
    assert (found.path / "initiative.yaml").read_text("utf-8") == TEXT


def test_a_single_file_of_any_name_is_given_with_its_portfolio(repository, into):
    file = put(repository / "group" / "claims" / "claims 2026.yaml")
    put(repository / "group" / "portfolio.yaml", "title: Group\n")
    commit(repository)
    found = extract(file, "HEAD", into)
    assert found.path.read_text("utf-8") == TEXT
    assert (into / "group" / "portfolio.yaml").read_text() == "title: Group\n"


def test_the_top_of_the_repository_is_a_path_too(repository, into):
    put(repository / "initiative.yaml")
    put(repository / "portfolio.yaml", "title: Group\n")
    commit(repository)
    found = extract(repository, "HEAD", into)
    assert found.path == into
    assert {file.name for file in into.iterdir()} == {"initiative.yaml", "portfolio.yaml"}


def test_a_folder_named_from_inside_it_is_found(repository, into, monkeypatch):
    from pathlib import Path

    put(repository / "a" / "initiative.yaml")
    commit(repository)
    monkeypatch.chdir(repository / "a")
    assert (extract(Path(), "HEAD", into).path / "initiative.yaml").is_file()
    assert extract(Path("initiative.yaml"), "HEAD", into).path == into / "a" / "initiative.yaml"


def test_a_folder_behind_a_link_is_that_of_its_own_repository(repository, into, tmp_path):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    (tmp_path / "link").symlink_to(repository / "a")
    assert extract(tmp_path / "link", "HEAD", into).path == into / "a"


def test_a_portfolio_is_given_with_all_its_initiatives_and_nothing_else(repository, into):
    names = ["portfolio.yaml", "a/initiative.yaml", "b/c/initiative.yaml"]
    for name in names:
        put(repository / "group" / name)
    put(repository / "group" / "a" / "deploy.yaml")
    put(repository / "other" / "initiative.yaml")
    commit(repository)
    extract(repository / "group", "HEAD", into)
    found = {file.relative_to(into / "group").as_posix() for file in into.rglob("*") if file.is_file()}
    assert found == set(names)


@pytest.mark.parametrize("path", ["", "a", "a/b", "a/b/initiative.yaml"])
def test_a_portfolio_two_folders_above_comes_whatever_is_named(repository, into, path):
    put(repository / "group" / "portfolio.yaml", "portfolio: p\n")
    put(repository / "group" / "a" / "b" / "initiative.yaml")
    extract(repository / "group" / path, commit(repository), into)
    assert (into / "group" / "portfolio.yaml").read_text("utf-8") == "portfolio: p\n"


def test_what_was_not_there_then_is_none(repository, into):
    first = commit(repository)
    put(repository / "a" / "initiative.yaml")
    found = extract(repository / "a", first, into, (repository / "a" / "initiative.yaml",))
    assert (found.path, found.files) == (None, {})
    assert list(into.iterdir()) == []


def test_a_renamed_folder_is_followed_to_where_it_was(repository, into):
    put(repository / "group" / "old" / "initiative.yaml", TEXT + "# padding\n" * 20)
    put(repository / "group" / "portfolio.yaml", "title: Group\n")
    first = commit(repository)
    git(repository, "mv", "group/old", "group/new name")
    today = repository / "group" / "new name" / "initiative.yaml"
    today.write_text(today.read_text() + "supports: [x]\n")
    found = extract(today.parent, first, into, (today,))
    assert found.path is None
    assert found.files == {today: into / "group" / "old" / "initiative.yaml"}
    assert found.files[today].read_text().startswith(TEXT)
    assert (into / "group" / "portfolio.yaml").is_file()


def test_links_in_the_repository_are_not_followed(repository, into, tmp_path):
    secret = put(tmp_path / "secret.yaml", "title: Secret\n")
    (repository / "a").mkdir()
    (repository / "a" / "initiative.yaml").symlink_to(secret)
    commit(repository)
    assert extract(repository / "a", "HEAD", into).path is None


@pytest.mark.parametrize("revision", ["HEAD", "main~0", "v1", "@"])
def test_commits_branches_and_tags_are_revisions(repository, into, revision):
    put(repository / "initiative.yaml")
    commit(repository)
    git(repository, "branch", "-M", "main")
    git(repository, "tag", "-a", "v1", "-m", "one")
    assert extract(repository, revision, into).path == into


@pytest.mark.parametrize(
    "revision", ["nowhere", "-x", "--all", "--output=x", "", " ", "HEAD:a", "HEAD..HEAD", "HEAD^{tree}", "HEAD\nHEAD"]
)
def test_what_is_no_commit_is_refused_by_name(repository, into, revision):
    put(repository / "a" / "initiative.yaml")
    commit(repository)
    with pytest.raises(TrueupError) as refused:
        extract(repository / "a", revision, into)
    assert refused.value.problem == f"There is no revision `{revision}`."
    assert refused.value.where == "--new-since"
    assert refused.value.fix
    assert not (repository / "x").exists()


def test_a_shallow_clone_is_told_to_fetch_the_rest(repository, into, tmp_path):
    put(repository / "initiative.yaml")
    first = commit(repository)
    put(repository / "initiative.yaml", "title: Other\n")
    commit(repository)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    assert extract(tmp_path / "shallow", "HEAD", into).path == into
    with pytest.raises(TrueupError) as refused:
        extract(tmp_path / "shallow", first, into)
    assert "git fetch --unshallow" in refused.value.fix


def test_a_path_outside_any_repository_is_refused(tmp_path, into, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    put(tmp_path / "plain" / "initiative.yaml")
    with pytest.raises(TrueupError) as refused:
        extract(tmp_path / "plain", "HEAD", into)
    assert "not a git repository" in refused.value.problem


def test_a_repository_without_commits_has_no_revision(repository, into):
    put(repository / "initiative.yaml")
    with pytest.raises(TrueupError, match="no revision `HEAD`"):
        extract(repository, "HEAD", into)


def test_without_git_the_message_says_so(repository, into, monkeypatch):
    monkeypatch.setenv("PATH", str(into))
    with pytest.raises(TrueupError, match="git is not installed"):
        extract(repository, "HEAD", into)


def test_what_a_hook_sets_does_not_lead_to_another_repository(repository, into, tmp_path, monkeypatch):
    put(repository / "initiative.yaml")
    commit(repository)
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert extract(repository, "HEAD", into).path == into


def test_neither_the_working_tree_nor_the_index_is_touched(repository, into):
    put(repository / "a" / "initiative.yaml")
    first = commit(repository)
    put(repository / "a" / "initiative.yaml", "title: Other\n")
    put(repository / "b" / "initiative.yaml")
    index = (repository / ".git" / "index").read_bytes()
    status = git(repository, "status", "--porcelain")
    (repository / ".git" / "index").write_bytes(index)
    extract(repository, first, into)
    assert (repository / ".git" / "index").read_bytes() == index
    assert git(repository, "status", "--porcelain") == status


def test_a_programme_named_in_the_configuration_is_not_run(repository, into, tmp_path):
    put(repository / "initiative.yaml")
    first = commit(repository)
    put(repository / "initiative.yaml", "title: Other\n")
    trap = tmp_path / "trap"
    for key in ("diff.external", "core.fsmonitor"):
        git(repository, "config", key, f"touch '{trap}';")
    extract(repository, first, into)
    assert not trap.exists()


def test_a_thousand_documents_are_read_by_one_process(repository, into):
    for number in range(1_000):
        put(repository / f"i{number}" / "initiative.yaml", TEXT + f"# {number}\n\n")
    commit(repository)
    extract(repository, "HEAD", into)
    texts = {file.read_text() for file in into.rglob("initiative.yaml")}
    assert texts == {TEXT + f"# {number}\n\n" for number in range(1_000)}


REMEMBERED = (
    "a/ledger.jsonl",
    "a/evidence/kpis.late.json",
    "a/evidence/agreements/objective-1.json",
    "a/priorities/coo.csv",
    "a/priorities/cfo.xlsx",
)


def test_what_is_remembered_beside_a_document_comes_where_it_is_asked_for(repository, into, tmp_path):
    file = put(repository / "a" / "initiative.yaml")
    for name in (*REMEMBERED, "a/evidence/deep/er/x.json", "a/data/orders.csv", "b/ledger.jsonl", "priorities/x.csv"):
        put(repository / name, f"then {name}")
    commit(repository)
    for name in REMEMBERED:
        put(repository / name, "now")
    extract(repository / "a", "HEAD", into, remembered=True)
    found = {each.relative_to(into).as_posix(): each for each in into.rglob("*") if each.is_file()}
    assert set(found) == {"a/initiative.yaml", *REMEMBERED}
    assert all(found[name].read_text() == f"then {name}" for name in REMEMBERED)
    alone = tmp_path / "alone"
    alone.mkdir()
    extract(file, "HEAD", alone)
    assert not (alone / "a" / "ledger.jsonl").exists()


def test_a_document_of_any_name_brings_the_ledger_of_its_folder(repository, into):
    file = put(repository / "a" / "claims 2026.yaml")
    put(repository / "a" / "ledger.jsonl", "{}")
    commit(repository)
    assert (extract(file, "HEAD", into, remembered=True).path.parent / "ledger.jsonl").is_file()
