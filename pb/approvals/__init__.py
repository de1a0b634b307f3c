"""Four eyes: one member of staff proposes an act, another does it."""
