"""Open data: a read-only JSON API, and the catalogue that says what there is."""
