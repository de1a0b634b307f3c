"""Voting: the way from a code to a counted ballot."""
