"""The locks pin everything with hashes, name no address, and agree with each other and with pyproject.toml."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = ["base.lock.txt", "dev.lock.txt"]
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(?: ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
COMMENT = re.compile(r"^ *#")


def lines(lock: str) -> list[str]:
    return (ROOT / "requirements" / lock).read_text("utf-8").splitlines()


def pins(lock: str) -> dict[str, str]:
    return {match[1]: match[2] for match in map(PIN.match, lines(lock)) if match}


def normal(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_hashes_and_comments_alone(lock):
    strange = [line for line in lines(lock) if not any(p.match(line) for p in (PIN, HASH, COMMENT)) and line]
    assert strange == []
    assert [line for line in lines(lock) if "://" in line or "file:" in line] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    text = lines(lock)
    assert len(pins(lock)) > len(PROJECT["dependencies"])
    assert [line for line, after in itertools.pairwise(text) if PIN.match(line) and not HASH.match(after)] == []


def test_the_base_lock_holds_every_dependency():
    assert {normal(requirement) for requirement in PROJECT["dependencies"]} <= set(pins("base.lock.txt"))


def test_the_development_lock_holds_the_base_lock():
    assert pins("base.lock.txt").items() <= pins("dev.lock.txt").items()


def test_the_development_lock_holds_every_tool():
    tools = {normal(line) for line in lines("dev.in") if line and not COMMENT.match(line)}
    assert tools <= set(pins("dev.lock.txt"))


def test_a_demo_installs_no_development_tool():
    assert {"pytest", "ruff", "mypy", "numpy", "scipy", "playwright"} & set(pins("base.lock.txt")) == set()
