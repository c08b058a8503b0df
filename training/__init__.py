"""Sentences written for this project and the script that fits the learned tie-breaker on them; not shipped."""
