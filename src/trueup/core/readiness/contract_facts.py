"""What trueup does with every key of the Open Data Contract Standard. A test keeps the list complete."""

from __future__ import annotations

from typing import Final, Literal

from trueup.core.base.record import dataclass

Does = Literal["checked", "read", "not run", "form only"]
"""checked: held against the data (or against a date). read: used otherwise, as `how` says. not run: shown with every
readiness as not run. form only: nothing but its form is checked, by `trueup contract check`."""

ALL: Final = "..."
"""Stands for every key of a part of the standard."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Some keys of one part of the standard (named as its JSON Schema names it), and what is done with them."""

    part: str
    title: str
    keys: tuple[str, ...]
    does: Does
    how: str


def _fact(part: str, title: str, keys: str, does: Does, how: str) -> Fact:
    return Fact(part, title, tuple(keys.split()), does, how)


_TYPE_OPTIONS: Final = "type options"

FACTS: Final[tuple[Fact, ...]] = (
    _fact("", "contract", "apiVersion", "read", "says which version of the standard the form is held against"),
    _fact("", "contract", "id version", "read", "`contract diff` compares them"),
    _fact("", "contract", "status", "checked", "`deprecated` and `retired` are told"),
    _fact("", "contract", "schema servers team roles slaProperties", "read", "as below"),
    _fact("", "contract", "slaDefaultElement", "read", "the element of service levels that name none"),
    _fact("", "contract", "name", "read", "shown"),
    _fact(
        "",
        "contract",
        "kind tenant tags dataProduct description domain context support price authoritativeDefinitions "
        "customProperties contractCreatedTs",
        "form only",
        "they say nothing about rows",
    ),
    _fact("SchemaElement", "table, property", "name", "checked", "the column is there"),
    _fact("SchemaElement", "table, property", "id", "read", "`contract diff` recognises what was renamed"),
    _fact("SchemaElement", "table, property", "physicalType", "read", "`contract diff`; types differ by engine"),
    _fact("SchemaElement", "table, property", "description", "read", "shown"),
    _fact(
        "SchemaElement",
        "table, property",
        "businessName deprecated synonyms authoritativeDefinitions tags customProperties",
        "form only",
        "they say nothing about rows",
    ),
    _fact("SchemaObject", "table", "physicalName", "read", "finds the data set; names the table in SQL"),
    _fact("SchemaObject", "table", "properties quality relationships", "checked", "as below"),
    _fact("SchemaObject", "table", "logicalType dataGranularityDescription context", "form only", "for people"),
    _fact("SchemaBaseProperty", "property", "physicalType", "read", "as above"),
    _fact("SchemaBaseProperty", "property", "physicalName", "checked", "the column is there under this name"),
    _fact(
        "SchemaBaseProperty",
        "property",
        "logicalType",
        "checked",
        "as stored; each value of a text column is read as it",
    ),
    _fact("SchemaBaseProperty", "property", "logicalTypeOptions", "checked", "as below"),
    _fact("SchemaBaseProperty", "property", "required", "checked", "no row without a value"),
    _fact("SchemaBaseProperty", "property", "unique", "checked", "no value twice"),
    _fact(
        "SchemaBaseProperty",
        "property",
        "primaryKey primaryKeyPosition",
        "checked",
        "the columns together, none missing",
    ),
    _fact("SchemaBaseProperty", "property", "enum", "checked", "no other value"),
    _fact("SchemaBaseProperty", "property", "relationships quality", "checked", "as below"),
    _fact(
        "SchemaBaseProperty", "property", "classification", "read", "values of personal columns are masked in samples"
    ),
    _fact("SchemaBaseProperty", "property", "criticalDataElement", "read", "shown"),
    _fact("SchemaBaseProperty", "property", "properties items", "not run", "parts of nested columns"),
    _fact("SchemaBaseProperty", "property", "map", "not run", "parts of nested columns"),
    _fact(
        "SchemaBaseProperty",
        "property",
        "semanticType partitioned partitionKeyPosition encryptedName transformSourceObjects transformLogic "
        "transformDescription examples",
        "form only",
        "they say nothing about rows",
    ),
    _fact("Options", _TYPE_OPTIONS, "pattern", "checked", "searched in the value; syntax of RE2"),
    _fact("Options", _TYPE_OPTIONS, "minLength maxLength", "checked", "in characters"),
    _fact(
        "Options",
        _TYPE_OPTIONS,
        "minimum maximum exclusiveMinimum exclusiveMaximum",
        "checked",
        "numbers, dates, times",
    ),
    _fact("Options", _TYPE_OPTIONS, "multipleOf", "checked", "numbers"),
    _fact(
        "Options",
        _TYPE_OPTIONS,
        "format",
        "checked",
        "widths of integers, forms of dates, uuid, email, ipv4, uri; other forms and f32, f64 are not run",
    ),
    _fact(
        "Options", _TYPE_OPTIONS, "timezone defaultTimezone", "form only", "they say how to read, not what must hold"
    ),
    _fact(
        "Options",
        _TYPE_OPTIONS,
        "minProperties maxProperties required minItems maxItems uniqueItems dimensions elementType distanceMetric "
        "embeddingModel embeddingModelVersion normalized",
        "not run",
        "parts of nested columns",
    ),
    _fact("DataQuality", "quality rule", "type", "read", "library and sql are run; custom and text are not"),
    _fact("DataQuality", "quality rule", "id name", "read", "name the check"),
    _fact("DataQuality", "quality rule", "description", "read", "what the check says must hold"),
    _fact(
        "DataQuality", "quality rule", "dimension severity", "read", "as those of the check; error where none is known"
    ),
    _fact("DataQuality", "quality rule", "unit", "checked", "rows or percent"),
    _fact(
        "DataQuality",
        "quality rule",
        "authoritativeDefinitions businessImpact customProperties method schedule scheduler tags",
        "form only",
        "trueup runs when it is called",
    ),
    _fact(
        "DataQualityLibrary",
        "metric",
        "metric rule",
        "checked",
        "rowCount, nullValues, missingValues, invalidValues, duplicateValues; `rule:` of 3.0 is read as them",
    ),
    _fact(
        "DataQualityLibrary",
        "metric",
        "arguments",
        "checked",
        "validValues, missingValues, pattern, properties; a rule with others is not run",
    ),
    _fact(
        "DataQualityOperators",
        "operator",
        "mustBe mustNotBe mustBeGreaterThan mustBeGreaterOrEqualTo mustBeLessThan mustBeLessOrEqualTo mustBeBetween "
        "mustNotBeBetween",
        "checked",
        "both ends of a range belong to it",
    ),
    _fact("DataQualitySql", "SQL rule", "query", "checked", "one aggregate over the rule's own table; else not run"),
    _fact("DataQualityCustom", "custom rule", "engine implementation", "not run", "for the engine that it names"),
    _fact("RelationshipBase", "relationship", "from to", "checked", "each value names a row of the other data set"),
    _fact("RelationshipBase", "relationship", "type id customProperties", "form only", "there is one type"),
    _fact("EnumValue", "value of enum", "value", "checked", "no other value"),
    _fact(
        "EnumValue",
        "value of enum",
        "id label description tags customProperties authoritativeDefinitions",
        "form only",
        "for people",
    ),
    _fact(
        "ServiceLevelAgreementProperty",
        "service level",
        "property value unit element",
        "checked",
        "latency, freshness, frequency: age of the newest row; retention: of the oldest; generalAvailability, "
        "endOfSupport, endOfLife: dates; others are not run",
    ),
    _fact(
        "ServiceLevelAgreementProperty", "service level", "driver", "read", "`contract diff` tells levels apart by it"
    ),
    _fact(
        "ServiceLevelAgreementProperty",
        "service level",
        "id valueExt description scheduler schedule customProperties authoritativeDefinitions",
        "form only",
        "for people",
    ),
    _fact("Team", "team", "members", "read", "as below"),
    _fact(
        "Team",
        "team",
        "id name description tags customProperties authoritativeDefinitions",
        "form only",
        "for people",
    ),
    _fact("TeamMember", "member", "username role", "read", "owner, steward, custodian: who must act"),
    _fact("TeamMember", "member", "dateIn dateOut", "read", "who was there on the day"),
    _fact(
        "TeamMember",
        "member",
        "id name description replacedByUsername tags customProperties authoritativeDefinitions",
        "form only",
        "for people",
    ),
    _fact("Role", "role", "role access firstLevelApprovers secondLevelApprovers", "read", "shown"),
    _fact("Role", "role", "id description customProperties", "form only", "for people"),
    _fact("Server", "server", "server type", "read", "a local file or a DuckDB file becomes a source"),
    _fact("Server", "server", "environment", "read", "prefers one of several"),
    _fact("Server", "server", "id description roles customProperties", "form only", "for people"),
    _fact("ServerSource", "server of a type", ALL, "read", "`path` and `database` name the source; `contract diff`"),
    _fact("SupportItem", "support", ALL, "form only", "for people"),
    _fact("Pricing", "price", ALL, "form only", "for people"),
    _fact("AuthoritativeDefinitions", "definition", ALL, "form only", "for people"),
    _fact("CustomProperty", "custom property", ALL, "form only", "for other tools"),
    _fact("Synonym", "synonym", ALL, "form only", "for people"),
    _fact("Context", "context", ALL, "form only", "for language models"),
)
