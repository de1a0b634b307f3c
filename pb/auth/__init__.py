"""Staff: accounts, roles, logging in."""
