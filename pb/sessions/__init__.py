"""Server-side sessions of voters and staff; a signed cookie for other visitors."""
