"""Bytes in, records out: decode, extract, assemble, encode; pure."""
