"""The rehearsal of a round: play codes and play ballots that can never count."""
