"""Personal data that is found, and how few rows agree in what could single people out. Results hold counts only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.fitness import Found, Groups, GroupsOf, TextFacts, Texts, TextsOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, Dimension, Expectation, Severity
from trueup.core.readiness.fit_outcome import check_of, judged, not_there, of_rows, unrun
from trueup.core.readiness.fit_subject import Fit
from trueup.core.readiness.personal_names import could_single_out, is_identifier, personal_by_name

BEYOND_CHANCE: Final = 0.5
"""Share of look-alikes whose check digits must be right: of random numbers one in ten is, of real ones nearly all."""
SMALLEST_GROUP: Final = 5
"""Rows that must agree: the group size that disclosure control asks for most often (El Emam and Dankar 2008)."""
FEWEST_TRAITS: Final = 2
"""Columns that must be there for a combination to single people out."""
MOST_TRAITS: Final = 6
_CHOOSE: Final = "Name them in `quasi_identifiers:`; nothing to do where the rows are not about people."
_WORDS: Final = {
    "email": "an e-mail address",
    "phone": "a telephone number",
    "iban": "an IBAN",
    "card": "a card number",
    "ip": "an IP address",
    "de_tax_id": "a German tax number",
    "es_dni": "a Spanish DNI",
    "fr_nir": "a French NIR",
    "it_codice_fiscale": "an Italian codice fiscale",
    "pl_pesel": "a Polish PESEL",
    "br_cpf": "a Brazilian CPF",
}


def personal_results(fit: Fit, ask: TextsOf, texts: Texts | NotRun) -> Iterator[CheckResult]:
    """Yield one result for each column and kind of personal data, by contents or by name, and one for all others."""
    about: tuple[str, str, Dimension] = ("fit.personal", "No column holds personal data", "confidentiality")
    if isinstance(texts, NotRun):
        yield unrun(fit, about, texts)
        return
    told: set[str] = set()
    for column in texts.columns:
        for found in column.found:
            if is_certain(fit, column, found):
                told.add(column.name.lower())
                yield _result(fit, ask, column.name, found.kind, _WORDS[found.kind], (found.valid, texts.rows))
    for name in fit.names():
        kind = personal_by_name(name)
        if kind is not None and name.lower() not in told:
            told.add(name.lower())
            yield _result(fit, ask, name, "name", f"personal data by its name ({kind})", None)
    check = check_of(fit, about, ask)
    clean = len(fit.names()) - len(told)
    observed = f"none found in {clean:,} of {len(fit.names()):,} columns"
    yield judged(check, fails=False, observed=observed, expected="none, or declared and used by no option")


def is_certain(fit: Fit, column: TextFacts, found: Found) -> bool:
    """Whether what looks like personal data is: its check digits are right too often for chance.

    What has no check digits but those of an id's form (a telephone number in a column of ids) is not counted.
    """
    if not found.valid:
        return False
    if found.kind in ("phone", "ip"):
        return column.name.lower() not in fit.key and not is_identifier(column.name)
    return found.valid >= BEYOND_CHANCE * found.looks


def personal_columns(fit: Fit, texts: Texts | NotRun) -> frozenset[str]:
    """Return the columns, in small letters, whose values must not be shown: found or named as personal data."""
    named = {name.lower() for name in fit.names() if personal_by_name(name) is not None}
    if isinstance(texts, NotRun):
        return frozenset(name.lower() for name in fit.names())
    return frozenset(
        named
        | {column.name.lower() for column in texts.columns if any(is_certain(fit, column, f) for f in column.found)}
    )


def _result(fit: Fit, ask: TextsOf, name: str, kind: str, words: str, counts: tuple[int, int] | None) -> CheckResult:
    about: tuple[str, str, Dimension] = (
        f"fit.personal.{name}.{kind}",
        f"`{name}` holds no personal data",
        "confidentiality",
    )
    check = check_of(fit, about, ask, columns=(name,), severity=_severity(fit, name))
    users = ", ".join(f"`{user.name}`" for user in fit.using(name))
    declared = f"declared `{fit.personal}`" if fit.personal else "not declared in personal_data"
    held = f"{of_rows(*counts)} hold {words}" if counts else f"`{name}` is {words}"
    observed = f"{held}; {declared}; {f'used by option {users}' if users else 'no option uses it'}"
    return judged(
        check, fails=True, observed=observed, expected="none, or declared and used by no option", counts=counts
    )


def _severity(fit: Fit, name: str) -> Severity:
    """Return an error where the document says there is none, a warning where it is silent or an option reads it."""
    if fit.personal == "no":
        return "error"
    declared = fit.personal in ("personal", "special")
    return "info" if declared and not fit.using(name) else "warning"


def traits_of(fit: Fit) -> tuple[str, ...]:
    """Return the columns by which people could be told apart together, as the table spells them.

    They are those that the owner chose; else they are guessed: by name, and dates where people are declared.
    """
    if fit.traits:
        chosen = {name.lower() for name in fit.traits}
        return tuple(name for name in fit.names() if name.lower() in chosen)
    people = fit.personal in ("pseudonymous", "personal", "special")
    found = [
        column.name
        for column in fit.columns
        if could_single_out(column.name) or (people and column.type == "DATE" and column.name.lower() not in fit.key)
    ]
    return tuple(found[:MOST_TRAITS]) if people or any(map(personal_by_name, fit.names())) else ()


def group_result(fit: Fit, ask: GroupsOf | None, found: Groups | NotRun | None) -> CheckResult:
    """Return how many rows could be singled out by the traits together (k-anonymity, Sweeney 2002)."""
    about: tuple[str, str, Dimension] = (
        "fit.groups",
        "No few rows can be told apart by their traits",
        "confidentiality",
    )
    lacking = not_there(fit, "quasi_identifiers", fit.traits)
    if lacking:
        return unrun(fit, about, lacking[0])
    if ask is None or found is None:
        return unrun(fit, about, NotRun("not_due", "fewer than two columns are known as traits of people", _CHOOSE))
    if isinstance(found, NotRun):
        return unrun(fit, about, found)
    expects = Expectation(">=", (SMALLEST_GROUP,), "value")
    severity: Severity = "info" if fit.personal in ("personal", "special") else "warning"
    check = check_of(fit, about, ask, columns=ask.columns, severity=severity, expects=expects)
    listed = ", ".join(f"`{name}`" for name in ask.columns)
    by = "the columns in quasi_identifiers" if fit.traits else "a guess from names; quasi_identifiers: chooses"
    observed = (
        f"by {listed} ({by}): smallest group {found.smallest:,}; alone {of_rows(found.alone, found.rows)}, "
        f"in groups below {SMALLEST_GROUP} {of_rows(found.few, found.rows)}"
    )
    expected = f"groups of {SMALLEST_GROUP} rows or more"
    fails = 0 < found.smallest < SMALLEST_GROUP
    return judged(check, fails=fails, observed=observed, expected=expected, counts=(found.few, found.rows))
