"""Everything that touches the world: files, YAML, data engines, caches, clocks."""
