"""From text to a document: what is taken, and what each fault says."""

import re
import time
from datetime import date

import pytest

from reading import document, faults, only_fault
from trueup.core.model.fields import NAME, TEXT
from trueup.core.model.initiative import Initiative
from trueup.core.model.option import Option
from trueup.core.model.parse import SHOWN_AT_MOST
from trueup.core.model.shape import keys_of

TEN_LINES = """title: Settle a claim right the first time
objective:
  statement: Cut the steps of a claim by 10 % within a year
  kpi: steps
kpis:
  steps:
    data: log
    value: steps
    across: mean
    at: received
data: {log: log.csv}
"""


def test_ten_lines_are_a_document():
    found = document(TEN_LINES)
    assert found.initiative.id == "folder"
    assert found.initiative.kpis["steps"].is_defined
    assert found.initiative.data["log"].source == "log.csv"
    assert str(found.place("kpis.steps.at")) == "initiative.yaml:10"
    assert str(found.place("kpis.steps.owner")) == "initiative.yaml:6"


@pytest.mark.parametrize(
    ("text", "part", "key"),
    [
        ("objective: Fewer late flights", "objective", "statement"),
        ("budget: 1_000", "budget", "amount"),
        ("operational_goals: {g: Name them}", "operational_goals.g", "statement"),
        ("kpis: {late: Late arrivals}", "kpis.late", "title"),
        ("data: {log: log.csv}", "data.log", "source"),
        ("options: {keep: do_nothing}", "options.keep", "kind"),
        ("people: {anna: Anna Müller}", "people.anna", "name"),
        ("epics: {E1: Rules}", "epics.E1", "title"),
        ("epics: {E1: {stories: {S1: {tasks: {T1: Read}}}}}", "epics.E1.stories.S1.tasks.T1", "title"),
        ("epics: {E1: {mandated: The law}}", "epics.E1.mandated", "reason"),
        ("kpis: {late: {baseline: 5, unit: 1}}", "kpis.late.baseline", "value"),
        ("kpis: {late: {target: 5}}", "kpis.late.target", "value"),
        ("kpis: {late: {arm: tail}}", "kpis.late.arm", "expression"),
    ],
)
def test_a_text_in_place_of_a_section_is_its_most_important_key(text, part, key):
    here = document(f"title: a\ncurrency: EUR\n{text}\n").initiative
    for step in part.split("."):
        here = here[step] if isinstance(here, dict) else getattr(here, step)
    assert str(getattr(here, key)).removesuffix(".0") in text.replace("_0", "0")


# ---- left empty
@pytest.mark.parametrize(
    "section",
    ["objective", "kpis", "assumptions", "data", "operational_goals", "options", "epics", "people", "rates", "budget",
     "notes", "supports", "currency", "phase", "initiative", "trueup"],
)  # fmt: skip
def test_a_section_left_empty_is_a_section_not_written(section):
    assert document(f"title: a\n{section}:\n").initiative == document("title: a\n").initiative


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_a_key_left_empty_is_a_key_not_written(value):
    text = "title: a\nkpis:\n  late:\n    unit: 1\n"
    empty = "".join(
        f"    {key}: {value}\n" for key in ("owner", "settles", "per", "cluster", "mandated", "drives", "target")
    )
    assert document(text + empty).initiative == document(text).initiative


def test_an_id_left_empty_is_there_and_says_nothing():
    found = document("title: a\nkpis:\n  late:\ndata:\n  log:\nepics:\n  E1:\n    stories:\n      S1:\n").initiative
    assert (list(found.kpis), list(found.data), list(found.epics["E1"].stories)) == (["late"], ["log"], ["S1"])
    assert found.kpis["late"].owner is None


@pytest.mark.parametrize("section", ["claims", "rates", "stakeholders.coo.priorities"])
def test_a_figure_left_empty_is_a_figure_not_written(section):
    *above, last = section.split(".")
    text = (
        "title: a\ncurrency: EUR\n"
        + "".join(f"{key}: {{" for key in above)
        + f"{last}: {{late: , lost: 1}}"
        + "}" * len(above)
    )
    here = document(f"{text}\nkpis: {{lost: {{unit: 1, worth: 1 * level}}}}\n").initiative
    for step in section.split("."):
        here = here[step] if isinstance(here, dict) else getattr(here, step)
    assert here == {"lost": 1}


def test_a_reference_left_empty_is_a_reference_not_written():
    found = document("title: a\ndata: {log: {source: a.csv, references: {origin: , tail: planes}}, planes: p.csv}\n")
    assert [each.columns for each in found.initiative.data["log"].references] == [("tail",)]


def test_a_required_key_left_empty_is_missing():
    found = only_fault("title: a\noptions:\n  rule: {kind: }\n")
    assert (found.code, found.line, found.problem) == ("DOC021", 3, "`options.rule.kind` is missing.")
    assert found.fix == "Add `kind:`, how it works; `ml` and `llm` are AI."


def test_an_unknown_key_left_empty_is_still_unknown():
    assert only_fault("title: a\nkpis:\n  late: {ownr: }\n").fix == "Write `owner`."


def test_an_empty_entry_of_a_list_is_a_fault():
    found = only_fault("title: a\nsupports:\n- grow\n-\n")
    assert (found.line, found.path) == (4, "supports.1")
    assert found.problem == "Entry 2 of `supports`: an id is expected, but nothing stands there."


# ---- what YAML would have made of it
def test_plain_words_of_yaml_stay_text():
    found = document("title: NO\nkpis: {on: {title: 12:30:45, unit: 1, owner: off}}\npeople: {off: yes}\n").initiative
    assert (found.title, found.kpis["on"].title, found.people["off"].name) == ("NO", "12:30:45", "yes")


@pytest.mark.parametrize(
    ("text", "value"), [("22.5 %", 0.225), ("1_000", 1000), ("-3", -3), ("1e3", 1000), ("  7 ", 7), ("0", 0)]
)
def test_a_number_is_read_as_people_write_it(text, value):
    found = document(f"title: a\nkpis: {{late: {{target: {{value: '{text}'}}}}}}\n")
    assert found.initiative.kpis["late"].target.value == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("NO", "`NO` is not a number"),
        ("12:30:45", "`12:30:45` is not a number"),
        (".nan", "`.nan` is not a finite number"),
        ("-.inf", "`-.inf` is not a finite number"),
        ("1,5", "`1,5` has a comma"),
        ("5..10", "one number is expected, not the range `5..10`"),
        ("0x10", "`0x10` is not a number"),
        ("9" * 5000, "a number has more than 30 digits"),
        ("[5]", "a number is expected, not a list"),
        ("{five: 5}", "a number is expected, not a section with keys"),
    ],
)
def test_what_is_no_number_is_refused(text, problem):
    found = only_fault(f"title: a\nkpis:\n  late:\n    target:\n      value: {text}\n")
    assert (found.code, found.line) == ("DOC022", 5)
    if len(text) < 1000:
        assert found.problem == f"`kpis.late.target.value`: {problem}."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2025-02-31", "there is no day 2025-02-31 in the calendar"),
        ("31.12.2025", "a date is expected, not the text `31.12.2025`"),
        ("2025-1-1", "a date is expected, not the text `2025-1-1`"),
        ("2025-01-01T00:00:00", "a date is expected, not the text `2025-01-01T00:00:00`"),
        ("२०२५-०१-०१", "a date is expected, not the text `२०२५-०१-०१`"),
    ],
)
def test_what_is_no_day_is_refused(text, problem):
    found = only_fault(f"title: a\npeople: {{anna: {{left: '{text}'}}}}\n")
    assert found.problem == f"`people.anna.left`: {problem}."
    assert found.fix == "Write a day that exists as 2026-05-31."


def test_a_date_is_a_day():
    people = document("title: a\npeople: {anna: {left: 2025-02-28}}\n").initiative.people
    assert people["anna"].left == date(2025, 2, 28)


# ---- ids and names
@pytest.mark.parametrize("name", ["anna", "Anna Müller", "anna.mueller@firm.de", "अन्ना", "557058:4f-a", "Head of data"])
def test_people_may_be_called_anything(name):
    found = document(f'title: a\nobjective: {{statement: b, owner: "{name}"}}\npeople: {{"{name}": {{side: data}}}}\n')
    assert found.initiative.objective.owner in found.initiative.people
    assert found.place(f"people.{name}.side").line == 3


@pytest.mark.parametrize(
    ("name", "instead"), [("fälle", "falle"), ("late flights", "late-flights"), ("späte Flüge", "spate-Fluge")]
)
def test_an_id_has_plain_letters_and_the_nearest_one_is_offered(name, instead):
    found = only_fault(f"title: a\nkpis:\n  {name}: {{unit: 1}}\n")
    assert (found.code, found.line, found.path) == ("DOC022", 3, f"kpis.{name}")
    assert found.problem == f"`kpis.{name}`: `{name}` is not an id."
    assert found.fix.startswith(f"Write `{instead}`: use letters from a to z, digits, `_` and `-`")


def test_several_ids_in_one_text_are_a_list_without_brackets():
    assert only_fault("title: a\nsupports: grow, save\n").fix == "Write a list: [grow, save]."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("supports: [a, b, a]", 2),
        ("epics: {E1: {}, E2: {depends_on: [E1, E1]}}", 2),
        ("kpis: {late: {per: [id, id]}}", 2),
        ("kpis: {late: {}}\nepics: {E1: {advances: [late, late]}}", 3),
    ],
)
def test_an_entry_that_stands_twice_is_a_fault(text, line):
    found = only_fault(f"title: a\n{text}\n")
    assert found.line == line
    assert found.fix == "Keep one of the two."


@pytest.mark.parametrize("per", ["row", "[row]"])
def test_per_row_is_no_key(per):
    assert document(f"title: a\nkpis: {{late: {{per: {per}}}}}\n").initiative.kpis["late"].per == ()


def test_the_same_story_id_in_two_epics_is_no_fault_until_it_is_meant():
    text = "title: a\nepics:\n  E1: {stories: {S1: , S2: {depends_on: S1}}}\n  E2: {stories: {S1: }}\n"
    found = only_fault(text)
    assert (found.code, found.line, found.path) == ("DOC026", 3, "epics.E1.stories.S2.depends_on")
    assert found.problem == "`epics.E1.stories.S2.depends_on` names `S1`, which 2 items are called: `E1.S1`, `E2.S1`."
    assert found.fix == "Write which one, such as `E1.S1`."
    assert faults(text.replace("depends_on: S1", "depends_on: E1.S1")) == []


# ---- unknown keys and words
def test_an_unknown_key_is_answered_with_the_nearest_known_one():
    found = only_fault("title: a\nkpis:\n  late:\n    baselin: 5\n")
    assert found == (4, "DOC020", "kpis.late.baselin", "`baselin` is not a key that is known in `kpis.late`.",
                     "Write `baseline`.")  # fmt: skip


def test_an_unknown_key_without_a_near_one_is_answered_with_all():
    found = only_fault("title: a\n2025-01-01: b\n")
    assert found.problem == "`2025-01-01` is not a key that is known at the top of the document."
    assert found.fix.startswith("Known here: trueup, initiative, title,")


def test_a_key_is_known_by_the_name_it_is_written_with():
    found = only_fault("title: a\nkpis: {late: {baseline: {frm: 2025-01-01, value: 3}}}\n")
    assert found.fix == "Write `from`."
    assert only_fault("title: a\nkpis: {late: {baseline: {since: 2025-01-01, value: 3}}}\n").code == "DOC020"


@pytest.mark.parametrize(
    ("text", "path", "fix"),
    [
        ("phase: discovry", "phase", "Write `discovery`."),
        ("kpis: {late: {direction: down}}", "kpis.late.direction",
         "Write `increase`, `decrease`, `at_least` or `at_most`."),
        ("kpis: {late: {cluster: weeks}}", "kpis.late.cluster", "Write `week`."),
        ("epics: {E1: {status: open}}", "epics.E1.status", "Write `todo`, `doing`, `done` or `cancelled`."),
        ("options: {o: ai}", "options.o",
         "Write `do_nothing`, `process_change`, `rules`, `automation`, `ml` or `llm`."),
        ("trueup: 2", "trueup", "Write `1`."),
    ],
)  # fmt: skip
def test_an_unknown_word_is_answered_with_what_may_be_chosen(text, path, fix):
    found = only_fault(f"title: a\n{text}\n")
    assert (found.code, found.line, found.path, found.fix) == ("DOC023", 2, path, fix)


# ---- all at once
def test_all_faults_are_told_at_once_those_within_parts_and_those_between_them():
    found = faults(
        "title: [a]\ncurrency: EUR\nobjective: {statement: b, kpi: lat}\nkpis:\n  late: {unit: days, owner: [anna]}\n"
        "epics:\n  E1: {estimate: -3, advances: late, depends_on: E9}\n  E2: {for: route}\n  E3: {titel: c}\n"
    )
    assert [(each.line, each.code, each.path) for each in found] == [
        (1, "DOC022", "title"),
        (3, "DOC024", "objective.kpi"),
        (5, "DOC022", "kpis.late.owner"),
        (5, "DOC022", "kpis.late.unit"),
        (7, "DOC024", "epics.E1.depends_on"),
        (7, "DOC022", "epics.E1.estimate"),
        (8, "DOC024", "epics.E2.for"),
        (9, "DOC020", "epics.E3.titel"),
    ]


def test_what_could_not_be_read_is_not_held_against_the_rest():
    text = (
        "title: a\nkpis:\n  late: [broken]\n  early: {data: flights, value: [x], across: mean, at: day}\n"
        "objective: {statement: b, kpi: late, guardrails: [early]}\ndata:\n  flights: {source: [x]}\n"
        "options:\n  rule: {kind: ruls, uses: [flights]}\n"
    )
    assert [each.path for each in faults(text)] == [
        "kpis.late",
        "kpis.early.value",
        "data.flights.source",
        "options.rule.kind",
    ]


def test_of_very_many_faults_the_first_are_told_and_the_number_of_all():
    found = faults("title: a\nkpis:\n" + "".join(f"  k{n}: {{unit: [1]}}\n" for n in range(250)))
    assert len(found) == SHOWN_AT_MOST + 1
    assert found[-1].code == "DOC015"
    assert found[-1].problem == "There are 250 faults; these are the first 100."


def test_thousands_of_unknown_ids_are_answered_soon():
    kpis = "".join(f"  measure-of-something-{n}: {{unit: 1}}\n" for n in range(3000))
    work = "".join(f"  E{n}: {{advances: measur-of-something-else-{n}}}\n" for n in range(3000))
    began = time.process_time()
    found = faults(f"title: a\nkpis:\n{kpis}epics:\n{work}")
    assert time.process_time() - began < 6
    assert found[-1].problem.startswith("There are 3,000 faults")


# ---- every kind of value, every wrong kind
WRONG = {"a list": "[[x]]", "a section": '{"?": [[1]]}', "a long text": "x" * 20_001, "a text": "'? ?'"}
"""What no field takes; the last one only where not any text is taken."""
FOREIGN = re.compile(r"(?i)pydantic|\b(input|valid|function|validator|str|dict|tuple|none|branch|type=\w+)\b")
INSIDE = {"kpis": "k", "assumptions": "a", "data": "d", "operational_goals": "g", "options": "o", "epics": "E",
          "stories": "S", "tasks": "T", "people": "p", "rates": "r"}  # fmt: skip


def places(part, path=()):
    """Yield (path, shape) of every field of the document, one entry of each section of ids among them."""
    for key in keys_of(part):
        here, shape = (*path, key.name), key.shape
        yield here, shape
        if shape.entries is not None and not shape.is_list and key.name in INSIDE:
            here, shape = (*here, INSIDE[key.name]), shape.entries
            yield here, shape
        if shape.part is not None:
            yield from places(shape.part, here)


def takes_text(shape):
    if shape.part is not None:
        return bool(shape.part.alone) and shape.part is not Option
    return shape.written in {TEXT, NAME} or (shape.is_list and takes_text(shape.entries))


CASES = [
    pytest.param(path, text, id=f"{'.'.join(path)}: {kind}")
    for path, shape in places(Initiative)
    for kind, text in WRONG.items()
    if not (kind == "a text" and takes_text(shape))
]


@pytest.mark.parametrize(("path", "wrong"), CASES)
def test_every_field_answers_every_wrong_kind_of_value_in_plain_words(path, wrong):
    lines = ["trueup: 1" if path[0] == "title" else "title: a"]
    lines += ["  " * depth + f"{step}:" for depth, step in enumerate(path)]
    found = [each for each in faults("\n".join(lines) + f" {wrong}\n") if each.line == len(lines)]
    assert found
    for each in found:
        assert each.path.startswith(".".join(path)) or ".".join(path).startswith(each.path)
        assert each.problem.endswith(".")
        assert each.fix.endswith(".")
        assert len(each.problem) < 300
        assert not FOREIGN.search(each.problem.replace("?", "") + each.fix)
