"""Waivers: dated, reasoned, owned exceptions to rules, in a file beside the document."""

from typing import Literal

from pydantic import Field

from trueup.core.model.fields import Day, Name, Part, Text


class Waiver(Part):
    """One exception: which finding, why, who asked for it, who allowed it and until when."""

    rule: Text = Field(description="the code of the rule")
    subject: Text = Field(description="what the finding is about, a path such as `kpis.late`")
    because: Text | None = Field(None, description="why it may stay")
    by: Name | None = Field(None, description="who asked for it")
    approved_by: Name | None = Field(None, description="who allowed it: somebody else, in another role")
    until: Day | None = Field(None, description="the last day it holds")


class Waivers(Part):
    """The file `waivers.yaml`."""

    trueup: Literal["1"] = Field("1", description="the version of this language")
    waivers: tuple[Waiver, ...] = Field((), description="the exceptions, one an entry")
