"""Votes on paper: printed, spent with a code, entered twice, sealed like others."""
