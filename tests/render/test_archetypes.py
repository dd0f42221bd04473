"""The archetypes: every gap is marked, no figure looks like a fact, and what they describe hangs together."""

import itertools
import re

import pytest
from jsonschema import Draft202012Validator

from trueup.adapters.sql_guard import guard
from trueup.adapters.yaml_document import read_tree
from trueup.core.model.backlog import joined
from trueup.core.model.document import Source
from trueup.core.model.parse import parse_initiative, parse_portfolio
from trueup.core.model.schema import schema_of
from trueup.render.archetypes.catalogue import ARCHETYPES, BLANK, templates
from trueup.render.archetypes.fill import FILL, Given, blanks, filled

GUESS = "a guess of the template, replace it"
EMPTY = re.compile(r"^ *[a-z_]+:( +#.*)?$")
OPEN = re.compile(r"^ *(owner|steward|by|probability|impact|technical|estimate|heard|starts|ends): *\S", re.MULTILINE)
EXAMPLE = re.compile(r"^( *)#(?=\S)", re.MULTILINE)
GIVEN = Given(initiative="mine", title="Mine")
KINDS = [each for each in ARCHETYPES if each is not BLANK]
named = pytest.mark.parametrize("archetype", ARCHETYPES, ids=lambda each: each.name)
whole = pytest.mark.parametrize("archetype", KINDS, ids=lambda each: each.name)


def texts(archetype, given=GIVEN):
    return {name: filled(text, given) for name, text in templates(archetype).items()}


def read(files):
    sources = {name: Source(name, read_tree(text.encode(), name)) for name, text in files.items()}
    backlog = [sources["backlog.yaml"]] if "backlog.yaml" in files else []
    source, wrong = joined(sources["initiative.yaml"], backlog)
    assert wrong == []
    portfolio = sources.get("portfolio.yaml")
    around = (portfolio, parse_portfolio(portfolio)) if portfolio else None
    return parse_initiative(source, around, "mine").initiative


def sections(text):
    """The lines of each top-level section, with the comments that stand above it."""
    found, above = [], []
    for line in text.splitlines():
        if line.startswith("#"):
            above.append(line)
        elif line and not line.startswith(" "):
            found.append([*above, line])
            above = []
        elif line:
            found[-1].append(line)
    return found


def is_blank(lines, k):
    """Whether a line is a gap: `___`, or a key without a value that no deeper lines belong to."""
    line = lines[k]
    if line.lstrip().startswith("#"):
        return False
    deeper = next((x for x in lines[k + 1 :] if not x.lstrip().startswith("#")), "")
    depth = len(line) - len(line.lstrip())
    goes_on = len(deeper) - len(deeper.lstrip()) > depth
    return "___" in line or (EMPTY.match(line) is not None and not goes_on)


# ---- gaps


@named
def test_every_gap_stands_below_a_mark_of_its_section(archetype):
    for text in texts(archetype).values():
        for lines in sections(text):
            marked = False
            for k, line in enumerate(lines):
                marked = marked or line.lstrip().startswith(FILL)
                assert marked or not is_blank(lines, k), line


@named
def test_every_mark_asks_for_something(archetype):
    for text in texts(archetype).values():
        for lines in sections(text):
            marks = [k for k, line in enumerate(lines) if line.lstrip().startswith(FILL)]
            for k, end in itertools.pairwise([*marks, len(lines)]):
                asked = range(k + 1, end)
                guesses = any("guess" in lines[j] or lines[j].startswith("currency:") for j in asked)
                options = any("{kind:" in lines[j] or "enables:" in lines[j] for j in asked)
                assert guesses or options or any(is_blank(lines, j) for j in asked), lines[k]


@named
def test_the_marks_are_listed_in_one_place_with_their_lines(archetype):
    files = texts(archetype)
    found = blanks(files)
    assert len(found) == sum(text.count("FILL:") for text in files.values()) - 1  # one explains the word
    assert 15 <= len(found) <= 26
    for each in found:
        assert files[each.file].splitlines()[each.line - 1].strip() == FILL + each.words


@named
def test_the_first_to_fill_is_the_objective_then_its_owner(archetype):
    lines = texts(archetype)["initiative.yaml"].splitlines()
    first, second, third = (lines[each.line].strip() for each in blanks(texts(archetype))[:3])
    assert first.startswith("statement: ")
    assert second == "owner:"
    assert third in ("owner:", "title: ___")


def test_what_is_given_is_not_asked_for():
    for archetype in KINDS:
        goal = archetype.strategic
        given = Given(initiative="mine", title="Mine", owner="anna", currency="CHF", supports=goal)
        now, before = texts(archetype, given), texts(archetype)
        assert len(blanks(before)) - len(blanks(now)) == 4
        initiative = read(now)
        assert initiative.objective.owner == initiative.kpis[initiative.objective.kpi].owner == "anna"
        assert initiative.currency == "CHF"
        assert initiative.supports == (goal,)


@pytest.mark.parametrize("said", ["NO", "null", "a: b # c", "$owner", 'a "b" \\', "- x", "~", "{a}", "ö, ß"])
def test_a_title_and_an_owner_are_read_back_as_they_were_said(said):
    initiative = read(texts(KINDS[0], Given(initiative="mine", title=said, owner=said)))
    assert initiative.title == said
    assert initiative.objective.owner == said


def test_strategic_objectives_to_choose_from_are_named():
    text = texts(BLANK, Given(initiative="mine", title="Mine", choices=("grow", "save")))["initiative.yaml"]
    assert "# FILL: the strategic objective that it supports, one of grow, save\nsupports:\n" in text


# ---- nothing invented looks like a fact


@named
def test_every_figure_says_that_it_is_a_guess_and_nobody_vouches_for_it(archetype):
    initiative = read(texts(archetype))
    for assumption in initiative.assumptions.values():
        assert (assumption.because, assumption.by) == (GUESS, None)
    for option in initiative.options.values():
        assert option.because == GUESS or (option.build_cost is None and option.run_cost is None)
    assert initiative.budget is None
    assert not initiative.rates


@named
def test_owners_estimates_likelihoods_and_dates_are_left_open(archetype):
    files = texts(archetype)
    for text in files.values():
        uncommented = re.sub(r"#.*", "", text)
        assert not OPEN.search(uncommented)
        assert not re.search(r"\d{4}-\d\d-\d\d", text)
        assert "technical_risk" not in text
    initiative = read(files)
    assert not initiative.people
    assert all(kpi.target is None and kpi.baseline is None for kpi in initiative.kpis.values())
    assert all(table.source is None for table in initiative.data.values())


@named
def test_editors_accept_a_draft_as_it_is(archetype):
    for name, text in texts(archetype).items():
        schema = Draft202012Validator(schema_of(name.removesuffix(".yaml")))
        assert [error.message for error in schema.iter_errors(read_tree(text.encode(), name))] == []


# ---- what an initiative begins with


@whole
def test_an_objective_is_a_sentence_with_gaps_a_kpi_that_decides_and_a_guardrail(archetype):
    initiative = read(texts(archetype))
    objective = initiative.objective
    assert objective.statement.count("___") >= 2
    assert objective.non_goals
    assert initiative.kpis[objective.kpi].worth
    assert len(objective.guardrails) == 1
    for kpi in initiative.kpis.values():
        assert kpi.is_defined


@whole
def test_the_ways_to_reach_it_begin_with_nothing_and_end_with_ai(archetype):
    kinds = [option.kind for option in read(texts(archetype)).options.values()]
    assert kinds[:2] == ["do_nothing", "process_change"]
    assert kinds[2] in {"rules", "automation"}
    assert kinds[3] in {"ml", "llm"}
    assert len(kinds) == 4


@whole
def test_data_sets_are_gaps_that_say_what_they_must_hold(archetype):
    text = texts(archetype)["initiative.yaml"]
    initiative = read(texts(archetype))
    assert text.count("    steward:\n") == len(initiative.data)
    for table in initiative.data.values():
        assert table.personal_data
        assert table.notes[0].startswith("Columns: ")
        assert set(table.key) <= columns_of(table)


def columns_of(table):
    listed = re.sub(r"\([^)]*\)", "", table.notes[0].removeprefix("Columns: "))
    return {name for part in re.split(r"[,;]", listed) if (name := part.split()[0] if part.split() else "")}


@whole
def test_kpis_and_options_use_columns_that_the_data_sets_list(archetype):
    initiative = read(texts(archetype))
    for name, kpi in initiative.kpis.items():
        said = [kpi.value, kpi.over, kpi.rows, kpi.where, kpi.at]
        used = {column for text in said if text for column in guard(text).columns} | set(kpi.per)
        assert used - {"row"} <= columns_of(initiative.data[kpi.data]), name
    for name, option in initiative.options.items():
        for used in option.uses:
            table, _, column = used.partition(".")
            assert not column or column in columns_of(initiative.data[table]), name


@whole
def test_the_product_has_a_vision_for_everyone_and_one_for_those_who_build_it(archetype):
    for goal in read(texts(archetype)).operational_goals.values():
        assert goal.vision.high
        assert goal.vision.low
        assert goal.decides


@whole
def test_the_work_has_stories_with_criteria_skills_and_roles(archetype):
    initiative = read(texts(archetype))
    assert len(initiative.epics) == 4
    for epic in initiative.epics.values():
        assert epic.advances or epic.enables
        assert epic.stories
        for story in epic.stories.values():
            assert len(story.acceptance) >= 1
            assert story.role in initiative.roles
            assert set(story.skills) <= set(initiative.roles[story.role].needs)


@whole
def test_risks_pilot_reviews_decisions_and_stakeholders_are_there(archetype):
    text = texts(archetype)["initiative.yaml"]
    initiative = read(texts(archetype))
    assert 3 <= len(initiative.risks) == text.count("    technical:\n")
    assert all(risk.response and risk.items for risk in initiative.risks.values())
    pilot = initiative.pilot
    assert pilot.statement
    assert pilot.control
    assert pilot.production
    assert "___" in pilot.success
    assert initiative.reviews
    assert len(initiative.decisions) >= 2
    assert len(initiative.stakeholders) == 3
    assert {role.side for role in initiative.roles.values()} >= {"business", "technology"}


@named
def test_its_examples_count_when_their_sign_is_taken_away(archetype):
    files = texts(archetype)
    own = files["initiative.yaml"]
    assert EXAMPLE.search(own)
    initiative = read({**files, "initiative.yaml": EXAMPLE.sub(r"\1", own)})
    assert len(initiative.kpis) == (2 if archetype is BLANK else 3)
    for kpi in initiative.kpis.values():
        for said in (kpi.value, kpi.rows, kpi.at):
            assert said is None or guard(said).columns
