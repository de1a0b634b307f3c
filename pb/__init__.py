"""Buurtgeld: residents of a deelgemeente divide neighbourhood money."""
