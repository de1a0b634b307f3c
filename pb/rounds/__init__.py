"""Rounds: setting up, phases, freezing, opening and closing."""
