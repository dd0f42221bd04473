"""Pure functions over frozen values: no input or output, no clock, no randomness that is not seeded."""
