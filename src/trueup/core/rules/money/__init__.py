"""Rules about worth, assumptions and benefit."""
