"""What is kept of people, until when, and erasing it in time or on request."""
