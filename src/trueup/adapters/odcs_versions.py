"""How the versions 3.0, 3.1 and 3.2 of the Open Data Contract Standard differ.

The library carries the schema of the newest version only; these tables say what older ones did not have yet, or asked
for. They were read off the schemas published with 3.0.2, 3.1.0 and 3.2.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

Version = tuple[int, int]

OLDEST: Final[Version] = (3, 0)
NEWEST: Final[Version] = (3, 2)
_WRITTEN: Final = re.compile(r"v?(\d{1,3})\.(\d{1,3})(?:\.\d{1,3})?")

_31: Final[Version] = (3, 1)
_32: Final[Version] = (3, 2)


def version_of(text: str | None) -> Version:
    """Return the version of the standard that `apiVersion` names; the newest where it names none that we know."""
    found = _WRITTEN.fullmatch(text.strip()) if text else None
    said = (int(found[1]), int(found[2])) if found else NEWEST
    return max(OLDEST, min(said, NEWEST))


def shown(version: Version) -> str:
    """Return a version as `apiVersion` has it."""
    return f"v{version[0]}.{version[1]}." + ("2" if version == OLDEST else "0")


def _since(version: Version, keys: Mapping[str, str]) -> dict[tuple[str, str], Version]:
    return {(part, key): version for part, names in keys.items() for key in names.split()}


SINCE: Final[Mapping[tuple[str, str], Version]] = {
    **_since(
        _31,
        {
            "Server": "id",
            "SchemaElement": "id",
            "SchemaObject": "relationships",
            "SchemaBaseProperty": "relationships",
            "DataQuality": "id",
            "DataQualityLibrary": "metric arguments",
            "AuthoritativeDefinitions": "id description",
            "SupportItem": "id customProperties",
            "Pricing": "id",
            "TeamMember": "id tags customProperties authoritativeDefinitions",
            "Role": "id",
            "ServiceLevelAgreementProperty": "id description scheduler schedule",
            "CustomProperty": "id description",
        },
    ),
    **_since(
        _32,
        {
            "": "context",
            "SchemaElement": "deprecated synonyms",
            "SchemaObject": "context",
            "SchemaBaseProperty": "semanticType enum map",
            "ServiceLevelAgreementProperty": "customProperties authoritativeDefinitions",
            "CustomProperty": "vendor",
            "RelationshipBase": "id",
        },
    ),
}
"""Since which version a part of the standard has a key; what is not listed was there in 3.0."""

_SERVERS_31: Final = "hive impala zen"
_SERVERS_32: Final = "btrieve exasol fastobjects hana iceberg ingres poet teradata vectorwise versant"

TEAM_AS_SECTION: Final[Version] = _31
"""Since when the team is a section with its members; before it was a list."""

VALUES_SINCE: Final[Mapping[tuple[str, str], Version]] = {
    **_since(_31, {"logicalType": "timestamp time", "type": _SERVERS_31}),
    **_since(_32, {"logicalType": "map vector", "type": _SERVERS_32}),
}
"""Since which version a key may have a value."""

REQUIRED_SINCE: Final[Mapping[tuple[str, str], Version]] = {
    ("TeamMember", "username"): _31,
    ("CustomProperty", "property"): _31,
    ("CustomProperty", "value"): _31,
    ("DataQualityLibrary", "metric"): _31,
}
"""Since which version a key must be there, where older ones did not ask for it."""

REQUIRED_UNTIL: Final[Mapping[str, tuple[tuple[str, Version], ...]]] = {
    "": (("status", _31),),
    "SupportItem": (("url", OLDEST),),
    "DataQualityLibrary": (("rule", OLDEST),),
}
"""Until which version, that one included, a key had to be there that newer ones do not ask for."""

CLOSED_IN_30: Final = frozenset(
    {"", "inline", "SchemaObject", "SchemaBaseProperty", "SchemaProperty", "SchemaItemProperty"}
)
"""The parts of 3.0 that allow no other keys; all others did."""

RULES: Final[Mapping[str, str]] = {
    "duplicatecount": "duplicateValues",
    "duplicatevalues": "duplicateValues",
    "duplicates": "duplicateValues",
    "unique": "duplicateValues",
    "uniquecheck": "duplicateValues",
    "uniqueness": "duplicateValues",
    "rowcount": "rowCount",
    "countcheck": "rowCount",
    "nullcheck": "nullValues",
    "nullcount": "nullValues",
    "nullvalues": "nullValues",
    "notnull": "nullValues",
    "missingcount": "missingValues",
    "missingvalues": "missingValues",
    "validvalues": "invalidValues",
    "invalidcount": "invalidValues",
    "invalidvalues": "invalidValues",
}
"""The metric of 3.1 that a `rule:` of 3.0 means, by its name in small letters without separators."""
