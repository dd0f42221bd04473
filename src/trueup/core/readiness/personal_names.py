"""What the name of a column gives away: that it holds personal data, or what could single people out."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PERSONS: Final = frozenset(
    {"agent", "client", "contact", "customer", "employee", "kunde", "kunden", "owner", "patient", "person", "user"}
)
_NAMES: Final = frozenset(
    {"firstname", "forename", "fullname", "lastname", "nachname", "surname", "vorname", "familienname", "givenname"}
)
_FIRST_OF_NAME: Final = frozenset({"first", "last", "family", "given", "full", "middle", "maiden"})
_DIRECT: Final = {
    "email": ("email", "mail", "emailaddress"),
    "phone": ("phone", "telephone", "mobile", "telefon", "handy", "fax", "msisdn", "phonenumber", "cellphone"),
    "birth date": ("dob", "birthday", "birthdate", "geburtsdatum"),
    "street": ("street", "strasse", "addressline"),
    "national id": ("ssn", "passport", "steuerid", "nino", "dni", "pesel", "cpf", "curp", "aadhaar"),
    "bank account": ("iban", "bankaccount", "creditcard", "cardnumber"),
}
_QUASI: Final = frozenset(
    {
        *("age", "alter", "birth", "birthday", "birthdate", "dob", "geburtsdatum", "geburtsjahr", "birthyear"),
        *(
            "gender",
            "sex",
            "geschlecht",
            "zip",
            "zipcode",
            "postcode",
            "postal",
            "plz",
            "city",
            "town",
            "ort",
            "region",
        ),
        *("county", "district", "nationality", "citizenship", "occupation", "profession", "job", "beruf", "marital"),
        *("ethnicity", "race", "religion", "education", "income", "salary"),
    }
)
_ID_WORDS: Final = frozenset(
    {"id", "ids", "key", "code", "no", "nr", "num", "number", "ref", "reference", "uuid", "sku"}
)


def parts_of(name: str) -> tuple[str, ...]:
    """Return the words of a column's name in small letters: `firstName` and `first_name` are `first`, `name`."""
    return tuple(part.lower() for part in _PART.findall(name))


def personal_by_name(name: str) -> str | None:
    """Return what personal data a column holds by its name, None for none that is known.

    `name` alone is not enough: airlines and airports have names too.
    """
    parts = parts_of(name)
    joined = "".join(parts)
    if joined in _NAMES or any(part in _NAMES for part in parts):
        return "name"
    if parts and parts[-1] == "name" and len(parts) > 1 and parts[-2] in _PERSONS | _FIRST_OF_NAME:
        return "name"
    if "birth" in parts and ("date" in parts or "day" in parts):
        return "birth date"
    for kind, words in _DIRECT.items():
        if joined in words or any(part in words for part in parts):
            return kind
    return None


def could_single_out(name: str) -> bool:
    """Whether a column is, by its name, one of those by which people are told apart together (Sweeney 2000)."""
    parts = parts_of(name)
    return "".join(parts) in _QUASI or any(part in _QUASI for part in parts)


def is_identifier(name: str) -> bool:
    """Whether a column holds ids, codes or numbers by its name."""
    parts = parts_of(name)
    return bool(parts) and parts[-1] in _ID_WORDS
