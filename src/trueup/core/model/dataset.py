"""A data set: a table the initiative needs, where it is, whose it is, and when its columns can be known."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.fields import Days, Expected, Name, Part, Text, Texts, Written, by, is_ident

PersonalData = Literal["no", "pseudonymous", "personal", "special"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of this data set that name rows of another one."""

    columns: tuple[str, ...]
    to: str
    to_columns: tuple[str, ...]


def _references(raw: object) -> tuple[Reference, ...]:
    """Read `origin, time_hour: weather` and `dest: airports.faa`; report every line that cannot be read."""
    if isinstance(raw, tuple):
        return raw
    if not isinstance(raw, dict):
        raise Expected(_WRITTEN)
    rows: list[Reference] = []
    wrong: list[InitErrorDetails] = []
    for columns, target in raw.items():
        if target is None:
            continue
        try:
            rows.append(_reference(columns, target))
        except Fault as fault:
            kind = PydanticCustomError("reference", "not a reference", {"error": fault})
            wrong.append(InitErrorDetails(type=kind, loc=(columns,), input=target))
    if wrong:
        raise ValidationError.from_exception_data("references", wrong)
    return tuple(rows)


def _reference(columns: str, target: object) -> Reference:
    if not isinstance(target, str):
        raise Expected(_TABLE)
    data, _, to_columns = (part.strip() for part in target.partition("."))
    names = _columns(columns)
    there = _columns(to_columns) if to_columns else names
    if not is_ident(data) or not all((*names, *there)):
        raise Fault(f"`{target[:80]}` does not name a data set and its columns", _TABLE.how)
    if len(there) != len(names):
        problem = f"{len(names)} columns cannot name rows by {len(there)} columns of `{data}`"
        raise Fault(problem, "Name as many columns on both sides")
    return Reference(columns=names, to=data, to_columns=there)


def _columns(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


_TABLE: Final = Written(
    "data set",
    "Write `tailnum: planes.tailnum`, or `origin, time_hour: weather` where the columns have the same names",
)
_WRITTEN: Final = Written("section of columns and data sets", _TABLE.how, by(_references))


class DataSet(Part):
    """One table: a file, several files, or a gap where none exists yet."""

    alone: ClassVar[str] = "source"

    title: Text | None = Field(None, description="what people call it")
    source: Text | None = Field(
        None,
        description="its file, seen from this document: CSV, Parquet, JSON, Excel, SQLite, DuckDB or a ZIP of them; "
        "`*` for several",
    )
    owner: Name | None = Field(None, description="who is accountable for it")
    steward: Name | None = Field(None, description="who keeps its quality and its meaning")
    custodian: Name | None = Field(None, description="who has it in technical custody")
    key: Texts = Field((), description="the columns that name a row; they must not repeat together")
    references: Annotated[tuple[Reference, ...], _WRITTEN] = Field(
        (), description="columns that name rows of another data set; rows that name none are counted"
    )
    slices: Texts = Field((), description="columns to break faults down by")
    known_after: Texts = Field(
        (),
        description="columns known only after the operational goal decides, `all` for every one; "
        "an option that uses one would look into the future",
    )
    time_order: Texts = Field(
        (),
        description="columns of times in the order in which they happen, such as `[received_at, answered_at]`; rows in "
        "which a later one comes before an earlier one are counted",
    )
    contract: Text | None = Field(
        None, description="its data contract (ODCS), a file seen from this document such as `contracts/log.odcs.yaml`"
    )
    licence: Text | None = Field(None, description="what allows its use: a licence, a contract, being ours")
    personal_data: PersonalData | None = Field(
        None, description="whether it holds personal data; `special` is health, faith and the like"
    )
    quasi_identifiers: Texts = Field(
        (),
        description="columns that together could tell people apart, such as `[postcode, birth_year]`; without them "
        "they are guessed from names of columns",
    )
    refreshed: Days | None = Field(None, description="how often it is refreshed")
    notes: Texts = Field((), description="what else should be known")
