"""Pydantic without plugins: no document goes through those of other packages, and no verb waits for them.

Pydantic's own switch still loads what reads the metadata of all that is installed: 25 modules and up to a twentieth of
a short run. So the module that looks for plugins gets a stand-in which finds none.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Final

_SWITCH: Final = "PYDANTIC_DISABLE_PLUGINS"
_LOADER: Final = "pydantic.plugin._loader"


def unplug() -> None:
    """Have pydantic look for no plugins; where somebody has set its switch, that holds."""
    if os.environ.setdefault(_SWITCH, "__all__") == "__all__" and _LOADER not in sys.modules:
        stand_in = ModuleType(_LOADER)
        vars(stand_in).update(get_plugins=tuple, __getattr__=_of_the_real_one)
        sys.modules[_LOADER] = stand_in


def _of_the_real_one(name: str) -> object:
    """Return what another version of pydantic may want of that module, from the module itself."""
    if name.startswith("__"):
        raise AttributeError(name)
    sys.modules.pop(_LOADER)
    return getattr(import_module(_LOADER), name)
