"""Rules about the objective and the operational goals: there, owned by the right side, connected."""
