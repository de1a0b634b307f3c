"""The trail of what staff did outside the logbooks: who came in, and who looked."""
