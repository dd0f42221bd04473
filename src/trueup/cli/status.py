"""Exit statuses: 0 fine, 1 what blocks was found, 2 cannot go on, 3 a bug, 130 interrupted; the highest wins."""

from __future__ import annotations

OK, FOUND, STOPPED, BUG, INTERRUPTED = 0, 1, 2, 3, 130
