"""Rules about the work: connected to KPIs, without circles, estimated, by people who are there."""
