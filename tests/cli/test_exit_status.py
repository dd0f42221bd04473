"""The exit status says how it went: 0 fine, 1 what blocks was found, 2 cannot go on, 130 interrupted; words say why."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from desk import AS_OF, COMMAND, TEN_LINES, WHOLE, Desk
from trueup.core.rules.catalogue import CATALOGUE

DAY = ("--as-of", AS_OF)


@pytest.fixture
def whole(desk):
    """An initiative in which nothing blocks."""
    return desk.initiative()


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """A desk whose initiative blocks nothing; nobody changes it, so that what was read once is in its cache."""
    desk = Desk(tmp_path_factory.mktemp("still"))
    desk.initiative()
    return desk


@pytest.fixture(scope="module")
def open_(tmp_path_factory):
    """A desk in whose initiative something blocks; nobody changes it."""
    desk = Desk(tmp_path_factory.mktemp("open"))
    desk.initiative(TEN_LINES)
    return desk


# ---- what the verbs leave with ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("check", "orders", *DAY), 0),
        (("assess", "orders", *DAY), 0),
        (("assess", "orders", *DAY, "--strict"), 0),
        (("orders", *DAY), 0),
        (("orders/initiative.yaml", *DAY, "--strict"), 0),
        (("report", "orders", *DAY), 0),
        (("why", "late", "orders", *DAY), 0),
        (("rules",), 0),
        (("rules", "--format", "json"), 0),
        (("explain", "KPI001"), 0),
        (("explain", "kpi-without-owner"), 0),
        (("--version",), 0),
        (("--help",), 0),
        (("assess", "--help"), 0),
    ],
)
def test_what_is_fine_leaves_0_and_says_nothing_on_the_error_stream(still, arguments, status):
    said = still.call(*arguments)
    assert (said.status, said.err) == (status, "")
    assert said.out.endswith("\n")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("check", "orders", *DAY), 1),
        (("check", "orders", *DAY, "--format", "json"), 1),
        (("assess", "orders", *DAY), 0),
        (("assess", "orders", *DAY, "--strict"), 1),
        (("assess", "orders", *DAY, "--strict", "--format", "json"), 1),
        (("report", "orders", *DAY), 0),
    ],
)
def test_what_blocks_leaves_1_only_where_it_is_judged(open_, arguments, status):
    assert open_.call(*arguments).status == status


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("asess", "orders"), "`asess` is neither a verb nor a path that is there. Did you mean `trueup assess`?"),
        (("nowhere",), "`nowhere` is neither a verb nor a path that is there. `trueup --help` lists the verbs."),
        (("./nowhere",), "nowhere does not exist."),
        (("assess", "orders", "--phase", "feasability"), "'feasability' is not one of 'discovery', 'feasibility'"),
        (("assess", "orders", "--as-of", "2026-02-30"), "'2026-02-30' is not a day; write it as 2026-05-31"),
        (("assess", "orders", "--as-of", "20260501"), "'20260501' is not a day"),
        (("assess", "orders", "--as-of", "0001-01-01"), "give a day from 1900 to 2199"),
        (("check", "orders", "--as-of", "9999-12-31"), "give a day from 1900 to 2199"),
        (("assess", "orders", "--phse", "discovery"), "No such option '--phse'."),
        (("assess", "orders", "--format", "html"), "'html' is not one of 'text', 'json'"),
        (("assess", "orders", "--seconds", "nan"), "'nan' is not a number of seconds"),
        (("assess", "orders", "--seconds", "0"), "not in the range"),
        (("assess", "orders", "more"), "unexpected extra argument"),
        (("explain", "KPI01"), "There is no rule `KPI01`.\n  Did you mean KPI001?"),
        (("explain",), "Missing argument 'CODE'"),
        (("why", "lat", "orders"), "There is no `lat` in this initiative.\n  Did you mean `late`?"),
        (("check", "orders", "--new-since", "HEAD"), "git"),
        (("--frobnicate",), "No such option '--frobnicate'."),
    ],
)
def test_what_cannot_be_followed_leaves_2_and_says_what_can(still, arguments, words):
    said = still.call(*arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err
    assert "bug" not in said.err


def test_every_rule_can_be_explained(desk):
    for rule in CATALOGUE:
        said = desk.call("explain", rule.code.lower())
        assert said.status == 0
        assert said.out.startswith(f"{rule.code} {rule.name}")


def test_an_unreadable_initiative_alone_leaves_2_with_each_format(desk):
    desk.initiative(change={"    unit: 1\n": "    unit: minuts\n"})
    for arguments in (("check",), ("assess",), ("check", "--format", "json"), ("assess", "--format", "json")):
        said = desk.call(arguments[0], "orders", *arguments[1:])
        assert said.status == 2
        assert "DOC022" in said.all
    assert [fault["place"]["line"] for fault in said.body["faults"]] == [7]


# ---- portfolios ------------------------------------------------------------------------------------------------------


@pytest.fixture
def portfolio(desk, answered_once):
    """Two initiatives that can be read and two that cannot."""
    desk.initiative(name="all/good")
    desk.initiative(TEN_LINES, name="all/ten")
    desk.initiative(change={"    unit: 1\n": "    unit: minuts\n"}, name="all/slip")
    (desk.initiative(name="all/broken") / "initiative.yaml").write_bytes(b"\xff")
    return desk.folder / "all"


def test_a_broken_initiative_never_stops_the_rest_of_its_portfolio(desk, portfolio):
    said = desk.call("assess", "all", *DAY)
    assert said.status == 2
    assert [line for line in said.out.splitlines() if "Faster deliveries" in line] == [
        "good: Faster deliveries",
        "ten: Faster deliveries",
    ]
    assert "slip/initiative.yaml:7: DOC022" in said.err
    assert "broken/initiative.yaml:1: DOC007" in said.err
    assert (portfolio / "good" / "evidence" / "kpis.late.json").is_file()
    checked = desk.call("check", "all", *DAY)
    assert checked.status == 2
    assert "ten/initiative.yaml:4: blocks KPI001" in checked.out
    assert "slip/initiative.yaml:7: DOC022" in checked.out
    assert "2 initiatives" in checked.out


def test_a_portfolio_as_json_holds_what_was_read_and_the_faults_of_the_rest(desk, portfolio):
    body = desk.call("assess", "all", *DAY, "--format", "json").body
    assert [each["initiative"] for each in body["initiatives"]] == ["good", "ten"]
    assert sorted(fault["place"]["file"] for fault in body["faults"]) == [
        "broken/initiative.yaml",
        "slip/initiative.yaml",
    ]


def test_the_highest_status_of_a_portfolio_wins(desk, portfolio):
    for name in ("slip", "broken"):
        (portfolio / name / "initiative.yaml").write_text(WHOLE)
    assert desk.call("check", "all", *DAY).status == 1
    assert desk.call("assess", "all", *DAY, "--strict").status == 1
    assert desk.call("assess", "all", *DAY).status == 0
    (portfolio / "ten" / "initiative.yaml").write_text(WHOLE)
    assert desk.call("check", "all", *DAY).status == 0


def test_an_empty_portfolio_has_nothing_to_judge(desk):
    (desk.folder / "portfolio.yaml").write_text("portfolio: group\ncurrency: EUR\n")
    for arguments in (("assess", "."), ("check", "."), ("portfolio.yaml",)):
        said = desk.call(*arguments)
        assert said.status == 2
        assert "There is no initiative.yaml" in said.err
        assert "`trueup new`" in said.err


def test_verbs_for_one_initiative_ask_which_one_of_several(desk, portfolio):
    for arguments in (("report", "all"), ("why", "late", "all")):
        said = desk.call(*arguments)
        assert said.status == 2
        assert "all holds 4 initiatives: broken, good, slip, ten" in said.err
        assert "Name one of their folders." in said.err


# ---- options that say what may be kept -------------------------------------------------------------------------------


def test_no_cache_and_no_evidence_leave_no_file(desk, whole):
    before = sorted(whole.iterdir())
    said = desk.assess("--no-cache", "--no-evidence")
    assert (said.status, said.err) == (0, "")
    assert sorted(whole.iterdir()) == before
    assert not desk.cache.exists()


def test_untrusted_data_outside_the_folder_is_refused_and_inside_read(desk, whole):
    plain = desk.assess("--no-cache")
    assert desk.assess("--untrusted", "--no-cache") == plain
    (whole / "orders.csv").rename(desk.folder / "orders.csv")
    (whole / "initiative.yaml").write_text(WHOLE.replace("source: orders.csv", "source: ../orders.csv"))
    assert "25.07 %" in desk.assess("--no-cache", "--no-evidence").flat
    said = desk.assess("--untrusted", "--no-cache", "--no-evidence")
    assert said.status == 0
    assert "`../orders.csv` lies outside the initiative's folder" in said.flat
    assert "25.07 %" not in said.flat


def test_a_time_that_is_too_short_is_told_and_not_fatal(desk, whole):
    said = desk.assess("--no-cache", "--seconds", "0.1")
    assert said.status == 0
    assert "25.07 %" in said.flat or "not answered within the time given" in said.flat


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("answered_once")
@pytest.mark.parametrize("name", ["two words", "Größe 日本 ✈", 'it\'s "quoted"', "-dash", "a;b&c", "100%", "check"])
def test_any_name_of_a_folder_will_do(desk, name):
    desk.initiative(name=name)
    said = desk.call("assess", *DAY, "--", name)
    assert (said.status, said.err) == (0, "")
    assert "25.07 %" in said.flat
    (desk.folder / "out").mkdir()
    done = desk.call("report", *DAY, "-o", f"out/{name}.html", "--", name)
    assert done.status == 0
    assert (desk.folder / "out" / f"{name}.html").is_file()


def test_a_verb_goes_before_a_folder_of_its_name(desk):
    desk.initiative(TEN_LINES, name="check")
    assert "no initiative.yaml" not in desk.call("check", "check").err
    assert desk.call("./check", *DAY).status == 0


# ---- pipes and terminals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["rules", "rules --format json", f"assess orders --as-of {AS_OF} --format json"])
def test_a_reader_that_stops_reading_is_no_error(still, command):
    line = f"set -o pipefail; '{COMMAND}' {command} | head -c 1"
    done = subprocess.run(["bash", "-c", line], cwd=still.folder, env=still.env(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout) == 1


def on_terminal(desk, *command, **env):
    """Run a command on a terminal; return its status and all that the terminal got."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=desk.folder,
        env=desk.env(TERM="xterm", **env),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    got = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:
            break
        if not part:
            break
        got += part
    os.close(ours)
    return process.wait(60), got.decode()


def test_a_terminal_gets_colour_and_progress_and_no_color_only_progress(desk, whole):
    status, text = on_terminal(desk, COMMAND, "assess", "orders", *DAY, COLUMNS="100")
    assert status == 0
    assert "\x1b[1mFaster deliveries" in text
    assert "reading the data: " in text
    status, text = on_terminal(desk, COMMAND, "assess", "orders", *DAY, COLUMNS="100", NO_COLOR="1")
    assert status == 0
    assert "\x1b[1m" not in text
    assert "Faster deliveries" in text


WIDTHS = (1, 20, 60, 300)
EACH_WIDTH = f"""
import os, sys
from trueup.cli.main import main

for width in {WIDTHS}:
    os.environ["COLUMNS"] = str(width)
    try:
        main()
    except SystemExit as left:
        print("\\f", left.code, "\\f", sep="")
"""
"""Runs the command once for each width, its exit status behind what it wrote."""


@pytest.fixture(scope="module")
def on_each_width(still):
    """The exit status and what the terminal got, by its width."""
    status, text = on_terminal(still, sys.executable, "-c", EACH_WIDTH, "assess", "orders", *DAY, NO_COLOR="1")
    assert status == 0
    told = text.split("\f")
    return dict(zip(WIDTHS, zip(told[1::2], told[::2], strict=False), strict=True))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_terminal_is_too_narrow_or_too_wide(on_each_width, width):
    status, text = on_each_width[width]
    assert status == "0"
    lines = [line.rpartition("\x1b[2K")[2].rstrip() for line in text.split("\r\n")]
    assert max(map(len, lines)) <= max(60, min(width, 120))
    assert "25.07" in text
    assert "Have the discovery agreement signed" in " ".join(" ".join(lines).split())


def test_output_that_is_no_terminal_has_no_colour(still):
    assert "\x1b" not in still.run("assess", "orders", *DAY, env={"TERM": "xterm"}).all
