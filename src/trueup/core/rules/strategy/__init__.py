"""Rules over the data strategy of a portfolio."""
