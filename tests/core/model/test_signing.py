"""`signing:` of a portfolio: who signs what, as people write it."""

from __future__ import annotations

import pytest

from reading import document, faults
from trueup.core.model.signing import Signers


def rule(text):
    portfolio = document("title: x", f"title: P\nsigning: {{objective: {{business: {text}}}}}\n").portfolio
    return portfolio.signing.objective.business


@pytest.mark.parametrize(
    ("text", "signers"),
    [
        ("sponsor", Signers(1, ("sponsor",))),
        ("head of sales", Signers(1, ("head of sales",))),
        ("2 of sponsor", Signers(2, ("sponsor",))),
        ("'1 of ana, tom'", Signers(1, ("ana", "tom"))),
        ("'all of ana, tom'", Signers(2, ("ana", "tom"))),
        ("[ana, tom]", Signers(2, ("ana", "tom"))),
        ("nobody", Signers(0, ())),
    ],
)
def test_signers_are_written_as_people_say_them(text, signers):
    assert rule(text) == signers


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0 of sponsor", "`signing.objective.business`: none is no number of signatures."),
        ("'2 of ana, ana'", "`signing.objective.business`: `ana, ana` names somebody twice."),
        ("{a: b}", "`signing.objective.business`: a signer rule is expected, not a section with keys."),
        ("[]", "`signing.objective.business`: a signer rule is expected"),
        ("[[ana]]", "`signing.objective.business`: a signer rule is expected"),
        ("'1 of ana,,tom'", "`signing.objective.business`: a signer rule is expected"),
    ],
)
def test_what_is_no_signer_rule_is_said_with_its_place(text, problem):
    (row,) = _faults(text)
    assert row.problem.startswith(problem)


def test_an_agreement_that_does_not_exist_is_not_known_and_the_nearest_is_proposed():
    (row,) = faults("title: x", "title: P\nsigning: {objectve: {business: a}}\n")
    assert (row.problem, row.fix) == ("`objectve` is not a key that is known in `signing`.", "Write `objective`.")


def test_without_a_rule_recorded_signatures_suffice_and_figures_may_move_by_a_tenth():
    signing = document("title: x", "title: P\nsigning: {goal: {technology: ana}}\n").portfolio.signing
    assert signing.objective is None
    assert (signing.goal.recorded, signing.goal.tolerance, signing.goal.business) == (True, 0.1, None)


def _faults(text):
    return faults("title: x", f"title: P\nsigning: {{objective: {{business: {text}}}}}\n")
