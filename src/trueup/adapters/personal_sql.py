r"""What personal data looks like, as SQL over one text: a form each, and check digits where the kind has them.

Forms are RE2 patterns; check digits are computed on what a form finds, blanks and dashes taken out. Sources of the
checks: ISO 13616 and ISO 7064 mod 97-10 (IBAN), ISO/IEC 7812-1 (Luhn, cards), ISO 7064 mod 11,10 (German tax number),
and the published rules of the Spanish DNI, French NIR, Italian codice fiscale, Polish PESEL and Brazilian CPF.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_text import literal
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trueup.core.model.ask.fitness import PersonalKind


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind is written, and the condition on `x`, a find without blanks and dashes; "" where there is none.

    `bare` says that it may also stand in a column of whole numbers.
    """

    kind: PersonalKind
    pattern: str
    check: str = ""
    bare: bool = False


_EMAIL: Final = r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b"
_PHONE: Final = (
    r"\+[1-9][0-9]{0,2}(?:[ ./()-]{0,2}[0-9]){7,12}\b"
    r"|\b00[1-9][0-9]{0,2}[ ./()-]{1,2}[0-9](?:[ ./()-]{0,2}[0-9]){5,11}\b"
    r"|\(?\b0[1-9][0-9]{1,4}\)?[ /-]{1,3}[0-9]{2,}(?:[ -]?[0-9]{2,}){1,3}\b"
    r"|\(?\b0[1-9][0-9]{1,4}\)?[ /-]{1,3}[0-9]{5,9}\b"
    r"|\b0[1-9](?:[ .][0-9]{2}){4}\b"
    r"|(?:\([2-9][0-9]{2}\) ?|\b[2-9][0-9]{2}[-.])[2-9][0-9]{2}[-.][0-9]{4}\b"
    r"|(?i:\b(?:tel|phone|fon|mobil|handy|fax)[a-z]*[.: ]{0,3})\(?[0-9][0-9 /()-]{5,14}[0-9]\b"
)
_IBAN: Final = r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
_CARD: Final = (
    r"\b(?:(?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6011|65[0-9]{2})(?:[ -]?[0-9]{4}){3}"
    r"|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5})\b"
)
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IP: Final = (
    rf"(?:^|[^0-9A-Za-z._-])(?:{_OCTET}\.){{3}}{_OCTET}(?:$|[^0-9A-Za-z._-]|\.(?:$|[^0-9]))"
    r"|\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\b"
    r"|\b(?:[0-9A-Fa-f]{1,4}:){2,6}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?"
)

_DIGIT: Final = "CAST({} AS INTEGER)"
_PLACES: Final = "string_split(x, '')"


def _weighted(weights: str) -> str:
    """Return the sum of the first digits of `x`, each times its weight."""
    numbers = [int(weight) for weight in weights.split()]
    return " + ".join(f"{number} * {_DIGIT.format(f'x[{at}]')}" for at, number in enumerate(numbers, 1))


_LUHN: Final = (
    "list_sum(list_transform(string_split(reverse(x), ''), lambda c, i: CASE WHEN i % 2 = 1 THEN CAST(c AS INTEGER) "
    "ELSE CAST(c AS INTEGER) * 2 - CASE WHEN c > '4' THEN 9 ELSE 0 END END)) % 10 = 0"
)
_MOD_97: Final = (
    "length(x) BETWEEN 15 AND 34 AND list_reduce(list_transform(string_split(x[5:] || x[:4], ''), "
    "lambda c: CASE WHEN c <= '9' THEN CAST(ascii(c) - 48 AS BIGINT) ELSE CAST(ascii(c) - 55 AS BIGINT) END), "
    "lambda a, b: CASE WHEN b > 9 THEN a * 100 + b ELSE a * 10 + b END % 97, 0::BIGINT) = 1"
)
_TAX_ID: Final = (
    "len(list_distinct(string_split(x[:10], ''))) BETWEEN 8 AND 9 AND "
    "(11 - list_reduce(list_transform(string_split(x[:10], ''), lambda c: CAST(c AS INTEGER)), "
    "lambda p, d: (CASE WHEN (d + p) % 10 = 0 THEN 10 ELSE (d + p) % 10 END) * 2 % 11, 10)) % 10 "
    "= CAST(x[11] AS INTEGER)"
)
_DNI: Final = "substr('TRWAGMYFPDXBNJZSQVHLCKE', CAST(x[:8] AS INTEGER) % 23 + 1, 1) = x[9]"
_NIR: Final = "97 - CAST(replace(replace(x[:13], '2A', '19'), '2B', '18') AS BIGINT) % 97 = CAST(x[14:] AS INTEGER)"
_ODD: Final = "[1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]"
_RANK: Final = "CASE WHEN c <= '9' THEN ascii(c) - 48 ELSE ascii(c) - 65 END"
_CODICE: Final = (
    f"chr(65 + list_sum(list_transform(string_split(x[:15], ''), lambda c, i: CASE WHEN i % 2 = 1 "
    f"THEN {_ODD}[{_RANK} + 1] ELSE {_RANK} END))::INTEGER % 26) = x[16]"
)
_PESEL: Final = (
    f"CAST(x[3:4] AS INTEGER) % 20 BETWEEN 1 AND 12 AND CAST(x[5:6] AS INTEGER) BETWEEN 1 AND 31 AND "
    f"({_weighted('1 3 7 9 1 3 7 9 1 3 1')}) % 10 = 0"
)
_CPF: Final = (
    "len(list_distinct(string_split(x, ''))) > 1 AND "
    f"({_weighted('10 9 8 7 6 5 4 3 2')}) * 10 % 11 % 10 = {_DIGIT.format('x[10]')} AND "
    f"({_weighted('11 10 9 8 7 6 5 4 3 2')}) * 10 % 11 % 10 = {_DIGIT.format('x[11]')}"
)

FORMS: Final = (
    Form("email", _EMAIL),
    Form("phone", _PHONE),
    Form("iban", _IBAN, _MOD_97),
    Form("card", _CARD, _LUHN, bare=True),
    Form("ip", _IP),
    Form("de_tax_id", r"\b[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b", _TAX_ID, bare=True),
    Form("es_dni", r"\b[0-9]{8}-?[A-HJ-NP-TV-Z]\b", _DNI),
    Form(
        "fr_nir",
        r"\b[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\b",
        _NIR,
        bare=True,
    ),
    Form("it_codice_fiscale", r"\b[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]\b", _CODICE),
    Form("pl_pesel", r"\b[0-9]{11}\b", _PESEL, bare=True),
    Form("br_cpf", r"\b[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}\b", _CPF),
)
"""Every kind that is looked for, in the order in which results show them."""


_ANY: Final = re.compile("|".join(f"(?:{form.pattern})" for form in FORMS))


def any_of(forms: Iterable[Form], text: str) -> str:
    """Return the condition that a text holds something of any of these forms."""
    return f"regexp_matches({text}, {literal('|'.join(f'(?:{form.pattern})' for form in forms))})"


def told(texts: Sequence[str], *, hide: bool) -> list[str]:
    """Return values as an answer may show them: numbered where they are to be hidden or one looks personal."""
    if hide or any(_ANY.search(text) for text in texts):
        return [f"value {at}" for at in range(1, len(texts) + 1)]
    return list(texts)


def looks(form: Form, text: str) -> str:
    """Return the condition that a text holds something of this form."""
    return f"regexp_matches({text}, {literal(form.pattern)})"


def valid(form: Form, text: str) -> str:
    """Return the condition that a text holds something of this form whose check digits are right."""
    if not form.check:
        return looks(form, text)
    every = f"regexp_extract_all({text}, {literal(form.pattern)})"
    finds = f"list_transform({every}, lambda c: regexp_replace(c, '[ .-]', '', 'g'))"
    return f"CASE WHEN {looks(form, text)} THEN len(list_filter({finds}, lambda x: {form.check})) > 0 ELSE FALSE END"
