"""First readiness of each data set: what to ask a table, and what its answers say."""
