"""Rules about people: who is heard, who answers for what, and whether they have the time for it."""
