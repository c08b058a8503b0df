"""The streaming runtime: partitions, transactions, the process pool, dead letters."""
