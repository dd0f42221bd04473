"""What a document may measure: set in the environment, for every verb that reads documents."""

import pytest

LINES = "title: a\nnotes: [b, c, d, e, f, g]\n"


@pytest.fixture
def plan(desk):
    (desk.folder / "plan").mkdir()
    (desk.folder / "plan" / "initiative.yaml").write_text(LINES)
    return desk


VERBS = [
    *(("check", "plan"), ("assess", "plan"), ("report", "plan"), ("fmt", "plan"), ("why", "objective", "plan")),
    *(("show", "plan"), ("diff", "plan", "plan"), ("data", "plan"), ("export", "csv", "plan"), ("brief", "plan")),
]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_a_bound_holds_for_every_verb_and_the_message_names_what_raises_it(plan, monkeypatch, verb):
    monkeypatch.setenv("TRUEUP_MAX_BYTES", "30")
    said = plan.call(*verb)
    assert said.status == 2
    assert "DOC002 The file has more than 30 bytes." in said.all
    assert "raise the bound in the environment, such as TRUEUP_MAX_BYTES=60." in said.all


def test_parts_have_a_bound_of_their_own(plan, monkeypatch):
    monkeypatch.setenv("TRUEUP_MAX_EVENTS", "10")
    said = plan.call("check", "plan")
    assert said.status == 2
    assert "has more than 10 parts" in said.all
    assert "such as TRUEUP_MAX_EVENTS=20." in said.all


def test_a_larger_bound_lets_in_what_was_too_large(plan, monkeypatch):
    text = LINES + f"# {'x' * 4_100_000}\n"
    (plan.folder / "plan" / "initiative.yaml").write_text(text)
    assert "DOC002" in plan.call("check", "plan").all
    monkeypatch.setenv("TRUEUP_MAX_BYTES", "5000000")
    assert "DOC002" not in plan.call("check", "plan").all


@pytest.mark.parametrize("name", ["TRUEUP_MAX_BYTES", "TRUEUP_MAX_EVENTS"])
@pytest.mark.parametrize("value", ["8 MB", "0", "-1", "1e6", "1" * 13])
def test_what_is_no_number_is_refused_by_the_name_of_the_variable(plan, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    said = plan.call("check", "plan")
    assert said.status == 2
    assert f"`{value}` in {name} is not a whole number above 0." in said.err


def test_an_empty_variable_is_none(plan, monkeypatch):
    monkeypatch.setenv("TRUEUP_MAX_BYTES", "")
    assert "DOC002" not in plan.call("check", "plan").all


def test_trees_kept_within_the_usual_bounds_do_not_pass_others(plan, monkeypatch):
    text = LINES + f"# {'x' * 200_000}\n"
    (plan.folder / "plan" / "initiative.yaml").write_text(text)
    plan.call("check", "plan")
    assert list(plan.cache.glob("trees/*")), "it was large enough to be kept"
    monkeypatch.setenv("TRUEUP_MAX_EVENTS", "10")
    assert "has more than 10 parts" in plan.call("check", "plan").all
