"""People and what a day of their work costs."""

from __future__ import annotations

from typing import Literal

from trueup.core.model.fields import Day, Ident, Number, Part, Text

Side = Literal["business", "technology", "data", "operations"]


class Person(Part):
    """Somebody who owns, decides or works; present unless `left` lies in the past."""

    name: Text | None = None
    role: Ident | None = None
    side: Side | None = None
    left: Day | None = None
    rate: Number | None = None
