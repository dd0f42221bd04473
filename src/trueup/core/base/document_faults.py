"""The faults of a document as text: what makes it unreadable before any part of the model is looked at.

Codes are never reused. DOC001 to DOC019 belong to reading the text; DOC020 and up to reading the model out of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Finding
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from trueup.core.base.finding import Place


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """One kind of fault, by its code and its name."""

    code: str
    name: str

    def at(self, place: Place, problem: str, fix: str) -> Finding:
        """Return this fault at a place as a finding that blocks from the first phase on."""
        return Finding(
            code=self.code,
            name=self.name,
            subject=place.path,
            place=place,
            severity="blocks",
            phase="discovery",
            problem=problem,
            fix=fix,
        )


NOT_READABLE: Final = DocumentFault("DOC001", "not-readable-yaml")
TOO_LARGE: Final = DocumentFault("DOC002", "document-too-large")
TOO_DEEP: Final = DocumentFault("DOC003", "too-deep")
DUPLICATE_KEY: Final = DocumentFault("DOC004", "duplicate-key")
ALIAS_OR_ANCHOR: Final = DocumentFault("DOC005", "alias-or-anchor")
TAG: Final = DocumentFault("DOC006", "tag-not-allowed")
NOT_UTF_8: Final = DocumentFault("DOC007", "not-utf-8")
NOT_A_MAPPING: Final = DocumentFault("DOC008", "not-a-mapping")
EMPTY: Final = DocumentFault("DOC009", "empty-document")
SEVERAL_DOCUMENTS: Final = DocumentFault("DOC010", "several-documents")
MERGE_KEY: Final = DocumentFault("DOC011", "merge-key")
ODD_KEY: Final = DocumentFault("DOC012", "key-not-a-plain-word")
CONTROL_CHARACTER: Final = DocumentFault("DOC013", "control-character")
TAB_INDENTATION: Final = DocumentFault("DOC014", "tab-indentation")
TOO_MANY_FAULTS: Final = DocumentFault("DOC015", "too-many-faults")

TEXT_FAULTS: Final[tuple[DocumentFault, ...]] = (
    NOT_READABLE,
    TOO_LARGE,
    TOO_DEEP,
    DUPLICATE_KEY,
    ALIAS_OR_ANCHOR,
    TAG,
    NOT_UTF_8,
    NOT_A_MAPPING,
    EMPTY,
    SEVERAL_DOCUMENTS,
    MERGE_KEY,
    ODD_KEY,
    CONTROL_CHARACTER,
    TAB_INDENTATION,
    TOO_MANY_FAULTS,
)
