"""What a path leads to."""

import os
from pathlib import Path

import pytest

from trueup.adapters.folder import find, read_bytes
from trueup.core.base.errors import ErrorCode, TrueupError


def made(root, *files):
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("title: a\n")
    return root


def names(target):
    return [target.shown(file) for file in target.initiatives]


def test_an_initiative_is_found_by_its_file_and_by_its_folder(tmp_path):
    made(tmp_path, "initiative.yaml")
    for path in (tmp_path, tmp_path / "initiative.yaml"):
        target = find(path)
        assert (names(target), target.portfolio) == (["initiative.yaml"], None)


def test_a_file_may_be_called_otherwise(tmp_path):
    assert names(find(made(tmp_path, "draft.yaml") / "draft.yaml")) == ["draft.yaml"]


def test_initiatives_are_found_up_to_two_folders_down_in_the_order_of_their_names(tmp_path):
    made(
        tmp_path,
        "b/initiative.yaml",
        "a/y/initiative.yaml",
        "a/x/initiative.yaml",
        "a/x/z/initiative.yaml",
        "portfolio.yaml",
    )
    target = find(tmp_path)
    assert names(target) == ["a/x/initiative.yaml", "a/y/initiative.yaml", "b/initiative.yaml"]
    assert target.portfolio == tmp_path / "portfolio.yaml"
    assert find(tmp_path / "portfolio.yaml") == target


def test_hidden_folders_are_not_looked_into(tmp_path):
    made(tmp_path, ".old/initiative.yaml", "a/.old/initiative.yaml", "a/initiative.yaml")
    assert names(find(tmp_path)) == ["a/initiative.yaml"]


@pytest.mark.parametrize("path", ["", "a"])
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (Path.mkdir, "Is a directory"),
        (os.mkfifo, "it is no regular file"),
        (lambda file: file.symlink_to("nowhere"), "it is a link to what is not there"),
    ],
    ids=["folder", "pipe", "link"],
)
def test_what_bears_the_name_of_an_initiative_and_is_no_file_is_found_and_never_opened(tmp_path, path, make, says):
    (tmp_path / "a").mkdir()
    make(tmp_path / "a" / "initiative.yaml")
    found = find(tmp_path / path).initiatives
    assert found == (tmp_path / "a" / "initiative.yaml",)
    with pytest.raises(TrueupError, match=f"cannot be read: {says}"):
        read_bytes(found[0], 10)


@pytest.mark.parametrize("above", ["", "..", "../.."])
def test_the_nearest_portfolio_up_to_two_folders_above_is_the_one(tmp_path, above):
    here = made(tmp_path, "top/x/y/initiative.yaml") / "top/x/y"
    made(tmp_path, "portfolio.yaml")
    made(here / above, "portfolio.yaml")
    assert find(here).portfolio.resolve() == (here / above / "portfolio.yaml").resolve()


def test_a_relative_path_finds_the_portfolio_above(tmp_path, monkeypatch):
    made(tmp_path, "a/initiative.yaml", "portfolio.yaml")
    monkeypatch.chdir(tmp_path / "a")
    assert find(Path()).portfolio.resolve() == tmp_path / "portfolio.yaml"
    assert find(Path("initiative.yaml")).shown(find(Path("initiative.yaml")).portfolio) == "portfolio.yaml"


@pytest.mark.parametrize(
    ("path", "says"),
    [("nowhere", "does not exist"), ("nul\0", "does not exist"), ("empty", "There is no initiative.yaml")],
)
def test_a_path_without_an_initiative_says_how_to_begin(tmp_path, path, says):
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrueupError, match=says) as error:
        find(tmp_path / path)
    assert error.value.code is ErrorCode.DOCUMENT
    assert "trueup new" in error.value.fix


def test_a_portfolio_alone_has_no_initiative(tmp_path):
    with pytest.raises(TrueupError, match=r"There is no initiative\.yaml"):
        find(made(tmp_path, "portfolio.yaml") / "portfolio.yaml")


def test_no_more_is_read_than_asked_for_and_one_byte(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert len(read_bytes(tmp_path / "a", 10)) == 11
    assert len(read_bytes(tmp_path / "a", 100)) == 100


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(TrueupError, match="cannot be read: Is a directory") as error:
        read_bytes(tmp_path, 10)
    assert error.value.where == str(tmp_path)
