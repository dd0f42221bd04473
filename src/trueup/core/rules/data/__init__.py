"""Rules about data sets."""
