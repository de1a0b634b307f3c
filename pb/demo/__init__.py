"""The demo: an invented deelgemeente with a round in every phase."""
