"""Pages of the site itself: home, explanation, help, privacy, accessibility, health."""
