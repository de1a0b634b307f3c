"""Files about a published result: pure functions from data to text or bytes."""
