"""The map of a round: its areas, as shapes of its own; drawn here, without tiles."""
