"""Word lists and patterns as data files; each header names source, licence and making."""
