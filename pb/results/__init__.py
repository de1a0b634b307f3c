"""Results: counting, publishing, showing."""
