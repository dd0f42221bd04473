"""The use cases: read, compute, write. The only place where the core meets the world."""
