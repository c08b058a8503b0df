"""Message contracts of Stringer: what crosses a topic, and nothing else."""
