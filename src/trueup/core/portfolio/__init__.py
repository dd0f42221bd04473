"""What shows only across initiatives: the data strategy, and later overlap, contention and allocation."""
