"""Rules about data sets: owned, readable, whole, with keys and references that hold."""
