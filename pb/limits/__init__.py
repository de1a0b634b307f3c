"""Limits on failures (wrong codes, wrong passwords), shared by all processes."""
