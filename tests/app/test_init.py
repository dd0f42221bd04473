"""`trueup init`: a whole draft in a new folder, read without faults; once people filled it in, nothing in it blocks."""

import re
from datetime import date

import duckdb
import pytest

from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.app.assess import Settings, assess
from trueup.app.check import check
from trueup.app.fmt import tidying
from trueup.app.init import begin_like
from trueup.core.base.errors import TrueupError
from trueup.core.model.ask.identity import NotRun
from trueup.render.archetypes.catalogue import ARCHETYPES, BLANK

PHASES = ("discovery", "feasibility", "blueprinting", "planning", "execution")
NAMES = [each.name for each in ARCHETYPES]
FULL = [name for name in NAMES if name != BLANK.name]
DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUEUP_CACHE", str(tmp_path / "cache"))


def files(folder):
    return {file.name: file.read_text("utf-8") for file in folder.iterdir()} if folder.exists() else {}


# ---- the draft


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("like", NAMES)
def test_a_draft_is_read_without_faults_and_blocks_only_where_something_is_to_be_filled(tmp_path, like, phase):
    begun = begin_like(tmp_path / "mine", like)
    found = check(begun.folder, as_of=DAY, phase=phase)
    assert found.faults == ()
    own = (begun.folder / "initiative.yaml").read_text("utf-8").splitlines()
    for finding in found.assessments[0].due():
        if finding.severity == "blocks":
            section = own[finding.place.line - 1 :]
            depth = len(section[0]) - len(section[0].lstrip())
            below = [line for line in section[1:] if len(line) - len(line.lstrip()) > depth]
            assert "___" in section[0] or re.search(r": *(#.*)?$", section[0]) or below, finding.problem


@pytest.mark.parametrize("like", NAMES)
def test_a_first_check_is_no_wall_and_begins_with_an_owner(tmp_path, like):
    begun = begin_like(tmp_path / "mine", like)
    assessment = check(begun.folder, as_of=DAY, phase=None).assessments[0]
    assert 0 < len(assessment.due()) <= 12
    assert 0 < len(assessment.actions) <= 5
    assert "owner" in assessment.actions[0].what


@pytest.mark.parametrize("like", NAMES)
def test_a_draft_can_be_assessed_and_promises_nothing(tmp_path, like):
    begun = begin_like(tmp_path / "mine", like)
    found = assess(begun.folder, as_of=DAY, settings=Settings(keep_evidence=False))
    promised = found.evidence.benefit
    assert isinstance(promised, NotRun) or isinstance(promised.promised, NotRun)


@pytest.mark.parametrize("like", NAMES)
def test_a_draft_is_tidy_already(tmp_path, like):
    found = tidying(begin_like(tmp_path / "mine", like, owner="Anna: Weiss", title="It's ours").folder)
    assert (found.changed, found.faults, found.stopped) == ((), (), ())


def test_the_name_becomes_the_id_and_without_a_title_the_title(tmp_path):
    text = files(begin_like(tmp_path / "faster-claims", "blank").folder)["initiative.yaml"]
    assert "initiative: faster-claims\ntitle: Faster claims\n" in text


def test_a_draft_stands_alone_with_a_portfolio_of_its_own_or_in_the_one_around_it(tmp_path):
    alone = begin_like(tmp_path / "alone", "demand-forecast")
    assert [file.name for file in alone.files] == ["initiative.yaml", "backlog.yaml", "portfolio.yaml"]
    assert alone.portfolio is None
    group = tmp_path / "group"
    group.mkdir()
    (group / "portfolio.yaml").write_text("currency: CHF\nstrategic_objectives: {grow: Grow, save: Save}\n")
    inside = begin_like(group / "shops" / "orders", "demand-forecast")
    assert [file.name for file in inside.files] == ["initiative.yaml", "backlog.yaml"]
    assert inside.portfolio == group / "portfolio.yaml"
    text = files(inside.folder)["initiative.yaml"]
    assert "one of grow, save\nsupports:\n" in text
    assert "unit: CHF/item_day" in text
    assert check(inside.folder, as_of=DAY, phase=None).faults == ()


def test_a_portfolio_that_cannot_be_read_does_not_keep_from_beginning(tmp_path):
    (tmp_path / "portfolio.yaml").write_text("strategic_objectives: [")
    begun = begin_like(tmp_path / "mine", "blank")
    assert begun.portfolio == tmp_path / "portfolio.yaml"
    assert "currency: EUR" in files(begun.folder)["initiative.yaml"]


# ---- what is refused


@pytest.mark.parametrize("there", ["folder", "file", "link to nowhere"])
def test_what_is_there_is_never_touched(tmp_path, there):
    place = tmp_path / "mine"
    if there == "folder":
        place.mkdir()
    elif there == "file":
        place.write_text("keep me")
    else:
        place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(TrueupError, match="exists already; nothing was written"):
        begin_like(place, "blank")
    assert {file.name for file in tmp_path.iterdir()} == {"mine"}
    assert not place.is_file() or place.read_text() == "keep me"


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("a b", {}, "is no id"),
        ("-x", {}, "is no id"),
        ("ä", {}, "is no id"),
        ("x" * 81, {}, "is no id"),
        ("mine", {"currency": "EURO"}, "is no currency"),
        ("mine", {"owner": "x" * 81}, "81 characters"),
        ("mine", {"title": "x" * 201}, "characters"),
        ("mine", {"like": "inquiries"}, "There is no archetype"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_before_anything_is_written(tmp_path, name, answers, said):
    like = answers.pop("like", "blank") if "like" in answers else "blank"
    with pytest.raises(TrueupError, match=said):
        begin_like(tmp_path / name, like, **answers)
    assert list(tmp_path.iterdir()) == []


def test_a_near_miss_of_an_archetype_is_answered_with_the_name(tmp_path):
    with pytest.raises(TrueupError) as refused:
        begin_like(tmp_path / "mine", "customer-inquiry")
    assert refused.value.fix == "Did you mean `--like customer-inquiries`?"


def test_a_folder_below_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(TrueupError):
        begin_like(tmp_path / "file" / "mine", "blank")
    assert (tmp_path / "file").read_text() == "x"


def test_what_cannot_be_written_whole_is_taken_away_again(tmp_path, monkeypatch):
    """The disk is full at the second file: what the first left would be half a draft."""
    import trueup.app.init as room

    whole = room.write_whole

    def full(file, data):
        if file.name == "backlog.yaml":
            raise KeyboardInterrupt
        return whole(file, data)

    monkeypatch.setattr(room, "write_whole", full)
    with pytest.raises(KeyboardInterrupt):
        begin_like(tmp_path / "mine", "demand-forecast")
    assert list(tmp_path.iterdir()) == []


# ---- once it is filled in

SOURCES = {
    "customer-inquiries": {
        "events": "i // 3 AS inquiry_id, t + to_hours(i % 3) AS logged_at, 60 + i % 50 AS seconds, 'a' AS team, "
        "CASE i % 3 WHEN 0 THEN 'received' WHEN 1 THEN 'forwarded' ELSE 'answered' END AS event",
        "inquiries": "i AS inquiry_id, t AS received_at, t + INTERVAL 5 HOUR AS answered_at, 'mail' AS channel, "
        "'a' AS product, 'help' AS subject, 'm' AS message, 'x' AS first_team, "
        "if(i % 4 = 0, 'y', 'x') AS solved_by_team, i % 10 = 0 AS reopened",
    },
    "document-piles": {
        "documents": "i AS document_id, d AS received_on, 'a' AS kind, 's' AS sender, 'post' AS channel, 1 AS pages, "
        "'en' AS language, 300 AS scan_dpi, 't' AS text, d + INTERVAL 2 DAY AS filed_on",
        "work_log": "i // 2 AS document_id, t AS started_at, if(i % 2 = 0, 'typed', 'filed') AS step, "
        "100 + i % 40 AS seconds",
        "samples": "i AS document_id, 'total' AS field, i AS typed_value, if(i % 9 = 0, -1, i) AS true_value, "
        "d AS checked_on",
    },
    "administrative-assistant": {
        "tasks": "i AS task_id, 'letter' AS kind, 'a' AS unit, d AS opened_on, d AS due_on, d AS closed_on, "
        "20 + i % 30 AS minutes, i % 8 = 0 AS sent_back",
        "rulebook": "i AS rule_id, 's' AS subject, 't' AS text, d AS valid_from, d AS valid_to, 'o' AS owner",
    },
    "demand-forecast": {
        "stock": "i % 5 AS item_id, i AS place_id, d AS day, true AS on_offer, 9 AS opening, 3 AS delivered, "
        "4 AS sold, i % 3 AS written_off, i % 7 AS closing",
        "history": "i % 5 AS item_id, i AS place_id, d AS day, 4 AS sold, false AS ran_out, 1.5 AS price, "
        "false AS promotion, false AS closed",
        "items": "i AS item_id, 'c' AS category, 9 AS shelf_life_days, 2 AS lead_time_days, 6 AS pack_size, "
        "d AS first_sold_on",
        "forecasts": "i AS item_id, 1 AS place_id, d AS forecast_for, d AS made_at, 'rule' AS made_by, 4 AS forecast, "
        "4 AS ordered, 5 AS sold",
    },
    "scientific-simulation": {
        "runs": "i AS run_id, i // 2 AS study_id, t AS submitted_at, '1' AS solver_version, 2 AS mesh_level, "
        "7 AS seed, 'p' AS input_parameters, t + INTERVAL 9 HOUR AS finished_at, 10.5 + i % 9 AS core_hours, "
        "'ok' AS status, i % 2 = 1 AS final",
        "outputs": "i AS run_id, 'drag' AS quantity, 1.5 AS value, 'n' AS unit, 0.1 AS numerical_error",
        "comparisons": "i AS case_id, 'drag' AS quantity, 'low' AS regime, 1.0 AS simulated, "
        "1 + (i % 10) / 10.0 AS reference, 0.01 AS reference_error, 0.75 AS tolerance, d AS compared_on, "
        "'solver' AS way",
    },
    "spatial-phonetic-map": {
        "utterances": "i AS utterance_id, t AS recorded_at, i % 9 AS speaker_id, 40 AS speaker_age, "
        "'a' AS dialect_area, 100 AS area_recordings, 'here' AS spoken_in, 'good' AS recording_quality, 's' AS sounds, "
        "if(i % 3 = 0, 1, i) AS first_place, i % 2 = 0 AS sure, i AS judged_place",
        "gazetteer": "i AS place_id, 'n' AS name, 'l' AS local_names, 's' AS sounds, 48.1 AS latitude, "
        "11.5 AS longitude, 'village' AS kind, 'a' AS dialect_area, 'us' AS source",
        "correspondences": "'a' AS dialect_area, i AS standard_sound, 'x' AS dialect_sound, 'c' AS context, "
        "1 AS weight, 'm' AS atlas_map",
    },
}
"""For each data set of an archetype, columns as its draft asks for them; the figures mean nothing."""

ROWS = """
    SELECT i::INTEGER AS i, DATE '2026-01-01' + (i % 180)::INTEGER AS d,
        TIMESTAMP '2026-01-01' + to_days((i % 180)::INTEGER) AS t
    FROM range(900) r(i)
"""
TARGETS = {"decrease": 0.0001, "increase": 0.99, "at_least": 0, "at_most": 1}
PEOPLE = "people:\n  anna: {name: Anna, side: business}\n  li: {name: Li, side: technology}\n"


def somebody_fills(folder, like):
    """Fill in every gap of a draft as people would, with data that has the columns it asks for."""
    for name, columns in SOURCES[like].items():
        duckdb.sql(ROWS).project(columns).write_parquet(f"{folder / name}.parquet")
    file = folder / "initiative.yaml"
    kept, section, entry, direction = [], "", "", ""
    for line in file.read_text("utf-8").splitlines():
        if re.match(r"[a-z]", line):
            section = line.partition(":")[0]
        elif found := re.match(r"  ([a-z_-]+):$", line):
            entry = found[1]
        if found := re.match(r"    direction: (\w+)", line):
            direction = found[1]
        filled = {
            "source": f"{entry}.parquet",
            "owner": "li" if section == "operational_goals" else "anna",
            "steward": "anna",
            "zone": "Europe/London",
            "by": "2026-12-01" if section == "decisions" else "anna",
            "baseline": "{from: 2026-01-01, to: 2026-06-29}",
            "target": f"{{value: {TARGETS.get(direction)}, by: 2027-06-30}}",
        }
        key = re.fullmatch(r" +([a-z]+):(?: +#.*)?", line)
        kept.append(f"{line.partition('#')[0].rstrip()} {filled[key[1]]}" if key and key[1] in filled else line)
    file.write_text("\n".join(kept).replace("people:\n", PEOPLE).replace("___", "12") + "\n", "utf-8")


@pytest.mark.parametrize("like", FULL)
def test_once_people_filled_it_in_its_kpis_are_measured_and_nothing_in_it_blocks(tmp_path, like):
    begun = begin_like(tmp_path / "mine", like)
    tree = read_tree(files(begun.folder)["initiative.yaml"].encode(), "initiative.yaml", Bounds())
    assert set(tree["data"]) == set(SOURCES[like])
    somebody_fills(begun.folder, like)
    assessment = assess(begun.folder, as_of=DAY, settings=Settings(keep_evidence=False), phase="execution")
    assert [f"{each.code} {each.problem}" for each in assessment.due() if each.severity == "blocks"] == []
    assert all(not isinstance(assessment.evidence.reading(kpi), NotRun) for kpi in assessment.document.initiative.kpis)
    assert "DAT008" not in {each.code for each in assessment.due()}


def test_a_neighbour_with_a_portfolio_of_its_own_is_named(tmp_path):
    one = begin_like(tmp_path / "one", "customer-inquiries")
    two = begin_like(tmp_path / "two", "demand-forecast")
    assert one.neighbours == ()
    assert two.neighbours == (tmp_path / "one" / "portfolio.yaml",)
