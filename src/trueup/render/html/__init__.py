"""The self-contained HTML page: one look, one font, no script, nothing fetched."""
