"""Voting codes and the letters that carry them."""
