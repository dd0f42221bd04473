"""How the sides work together, from acts alone: sides in each phase, time to decide, reviews, who has gone quiet."""

from datetime import UTC, date, datetime

import pytest

from core.rules.cases import case_of
from trueup.app.judge import Beside, judge
from trueup.core.gates.collaboration import collaboration
from trueup.core.gates.disagreements import Position
from trueup.core.gates.standing import Memory
from trueup.core.model.evidence import Evidence
from trueup.core.model.ledger import Draft, Entry

AS_OF = date(2026, 1, 15)
TEXT = """
    title: Faster claims
    objective: {statement: Settle claims in ten days, owner: coo}
    operational_goals: {route: {statement: Propose a handler, owner: lead}}
    people:
      coo: {side: business}
      lead: {role: architect}
      desk: {side: operations}
    roles: {architect: {side: technology}}
    reviews:
      board: {owner: coo, with: [coo, lead], every: 30 days, starts: 2025-09-01, held: 2025-09-03}
    decisions:
      build: {question: Build or buy, owner: lead, by: 2026-01-05}
      done: {question: Where, owner: lead, by: 2025-12-01, decided: 2025-11-20}
"""
CALM = TEXT.replace("by: 2026-01-05", "by: 2026-02-05").replace(
    "every: 30 days, starts: 2025-09-01, held: 2025-09-03", "every: 30 days"
)


def act(kind, who, day, phase="discovery", **more):
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Draft(kind, "faster-claims", who, "role", at, phase, **more)


def found(*acts, text=TEXT, phase="discovery", rules=None):
    entries = tuple(Entry(str(number), (), draft) for number, draft in enumerate(acts))
    document = case_of(text, portfolio=f"collaboration: {{{rules}}}\n" if rules else None).document
    return collaboration(document, Memory(entries), None, phase, AS_OF)


SIGNED = (act("sign", "coo", "2026-01-02"), act("sign", "lead", "2026-01-04"))


def test_where_nobody_acted_there_is_nothing_to_say():
    assert found() is None
    assert found(act("sign", "coo", "2026-02-01")) is None


def test_each_phase_says_who_took_part_and_how_long_it_took():
    [discovery] = found(*SIGNED, act("decide", "coo", "2026-01-09", choice="go")).phases
    assert (discovery.acts, discovery.sides, discovery.absent) == (3, ("business", "technology"), ())
    assert discovery.days == 7


def test_later_phases_are_left_out_and_an_idle_one_is_not_blamed():
    discovery, feasibility = found(*SIGNED, phase="feasibility").phases
    assert (discovery.days, feasibility.acts, feasibility.absent) == (None, 0, ())


def test_reviews_are_counted_against_what_was_planned():
    [board] = found(*SIGNED, act("review", "coo", "2025-10-02", subject="board", attended=("lead",))).rhythms
    assert (board.planned, board.held) == (5, 2)


def test_a_review_on_a_day_that_the_document_lists_too_counts_once():
    [board] = found(*SIGNED, act("review", "coo", "2025-09-03", subject="board")).rhythms
    assert board.held == 1


def test_open_decisions_come_with_their_age():
    [build] = found(*SIGNED).unsettled
    assert (build.subject, build.path, build.days(AS_OF)) == ("decision", "decisions.build", 10)
    assert build.positions == (Position("lead", "has to decide"),)


def test_who_was_seen_lately_is_not_quiet_also_as_a_guest():
    acts = (act("sign", "lead", "2025-08-01"), act("review", "lead", "2025-12-20", subject="board", attended=("coo",)))
    assert found(*acts).quiet == ()


def test_who_was_never_seen_is_quiet_once_others_have_acted_for_long():
    [coo] = found(act("sign", "lead", "2025-10-16"), act("sign", "lead", "2026-01-10")).quiet
    assert (coo.who, coo.last, coo.why) == ("coo", None, "owns the primary objective")


@pytest.mark.parametrize(
    ("acts", "text", "phase", "words"),
    [
        ((act("sign", "lead", "2025-09-01"), act("sign", "lead", "2026-01-02")), TEXT, "discovery",
         "`coo`, who owns the primary objective, has not taken part at all."),
        ((act("sign", "coo", "2026-01-02"),), TEXT, "discovery", "Technology has taken no part in discovery."),
        (SIGNED, TEXT, "discovery", "Review `board` was held 1 of 5 times."),
        (SIGNED, TEXT.replace("every: 30 days", "every: 99 days"), "discovery",
         "Decision `build` is open past its day, for 10 days, since 2026-01-05."),
        ((act("sign", "lead", "2025-09-01"), act("sign", "coo", "2026-01-02")), CALM, "discovery",
         "`lead`, who owns the operational goal, has gone quiet."),
        ((*SIGNED, act("sign", "coo", "2025-11-01"), act("decide", "coo", "2026-01-09")), CALM, "discovery",
         "Discovery took 69 days from the first signature on a text to its decision."),
    ],
)  # fmt: skip
def test_the_weakest_link_is_named_with_who_and_what(acts, text, phase, words):
    what, _, remedy = found(*acts, text=text, phase=phase).weakest
    assert what == words
    assert remedy


def test_where_nothing_is_weak_nothing_is_said():
    assert found(*SIGNED, act("decide", "coo", "2026-01-09"), text=CALM).weakest is None


def test_a_sponsor_who_stopped_taking_part_is_a_finding():
    document = case_of(TEXT).document
    acts = [act("sign", "lead", "2025-09-01"), act("sign", "lead", "2026-01-10")]
    entries = tuple(Entry(str(number), (), draft) for number, draft in enumerate(acts))
    found = judge(document, Evidence(), AS_OF, "discovery", beside=Beside(memory=Memory(entries=entries)))
    [quiet] = [f for f in found.findings if f.code == "SGN006"]
    assert (quiet.owner, quiet.severity) == ("coo", "warns")
    assert found.actions[-1].opens == "working together"


@pytest.mark.parametrize(("quiet", "named"), [(13, []), (12, ["coo"])])
def test_the_portfolio_says_from_when_on_somebody_is_quiet(quiet, named):
    acts = (act("sign", "coo", "2026-01-02"), act("sign", "lead", "2026-01-14"))
    who = [each.who for each in found(*acts, text=CALM, rules=f"quiet: {quiet}").quiet]
    assert who == named


@pytest.mark.parametrize(("slow", "said"), [(12, None), (11, "Discovery took 12 days from the first signature")])
def test_the_portfolio_says_from_when_on_a_phase_is_slow(slow, said):
    acts = (*SIGNED, act("decide", "coo", "2026-01-14", choice="go"))
    weakest = found(*acts, text=CALM, rules=f"slow: {slow}").weakest
    assert (weakest and weakest[0].startswith(said)) if said else weakest is None


def test_a_pilot_that_runs_between_its_signature_and_its_decision_is_not_slow():
    acts = (act("sign", "coo", "2025-09-01", "execution"), act("sign", "lead", "2025-09-01", "execution"))
    later = act("decide", "coo", "2026-01-10", "execution", choice="go")
    together = found(*acts, later, text=CALM, phase="execution")
    assert together.phases[-1].days is None


def test_the_portfolio_of_a_document_is_heard():
    case = case_of(CALM, portfolio="collaboration: {quiet: 5 days}\n")
    entries = tuple(Entry(str(number), (), each) for number, each in enumerate(SIGNED))
    together = judge(case.document, Evidence(), AS_OF, None, beside=Beside(memory=Memory(entries))).together
    assert [each.who for each in together.quiet] == ["coo", "lead"]
