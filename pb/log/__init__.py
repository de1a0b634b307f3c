"""The public logbook of a round: events in a chain, signed checkpoints, proofs."""
