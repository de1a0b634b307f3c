"""Lets `python -m pb.commands` do what the console script does."""

from pb.commands.main import main

main()
