"""Rules over signatures: one fault, one file; each is documented as every other rule is, and none can be waived."""
