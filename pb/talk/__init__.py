"""Talking about plans: questions, ideas, for and against, and support."""
