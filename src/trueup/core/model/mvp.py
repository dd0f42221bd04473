"""The MVP as people chose it: the smallest set of work that can prove the value."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from trueup.core.base.units import Fault
from trueup.core.model.fields import ItemNames, Part, Text


def _some(raw: object) -> object:
    """Refuse a list without entries: it would say that nothing proves the value."""
    if raw == []:
        raise Fault("the list is empty", "Name at least one epic or story, or leave `mvp:` out")
    return raw


class Mvp(Part):
    """The smallest set of epics that can validate the value, as people chose it; that it is smallest is not checked."""

    alone: ClassVar[str] = "items"
    listed: ClassVar[bool] = True

    items: Annotated[ItemNames, BeforeValidator(_some)] = Field(
        description="the epics that belong to it with all below them, and single stories of others"
    )
    because: Text | None = Field(None, description="why these are the least that proves the value")
