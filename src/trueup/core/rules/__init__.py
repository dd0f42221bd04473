"""The catalogue of rules over an initiative and its evidence: one rule, one file, named after the fault it finds."""
