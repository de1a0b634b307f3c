"""The urn: ballots sealed at casting, opened by two key holders after closing."""
