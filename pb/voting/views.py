"""The pages a resident walks through to vote."""

from pb.voting import (
    ballot_views,
    casting_views,
    entry_views,
    help_views,
    lookup_views,
)
from pb.voting.blueprint import bp

__all__ = [
    "ballot_views",
    "bp",
    "casting_views",
    "entry_views",
    "help_views",
    "lookup_views",
]
