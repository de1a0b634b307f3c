"""Files about a published result: pure functions from values to text or bytes."""
