"""One result type a subject: what an engine room computed, as a frozen value that rules, gates and pages read."""
