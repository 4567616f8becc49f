"""Many cities at once: what travels to workers, where snapshots go, and what needs no work."""
