"""Finding each other: helpers, places, and the broker who brings them together."""
