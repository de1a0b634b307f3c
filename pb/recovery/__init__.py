"""Backups, and noticing that an old one was put back."""
