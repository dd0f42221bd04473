"""Values in, words and pictures out. Pure: nothing here reads, writes, judges or computes a figure."""
