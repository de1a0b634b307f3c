"""Background jobs: the queue, their progress, the pages that show it."""
