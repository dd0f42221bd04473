"""Rules about the plan: the pilot and what comes after it, decisions, and risks that are looked at again."""
