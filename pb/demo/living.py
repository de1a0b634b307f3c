"""What happens around the plans of the demo, once the rounds are there."""

from pb.demo.carrying_out import carry_out
from pb.demo.helping import help_each_other
from pb.demo.mapping import draw_maps
from pb.demo.rounds import Maker
from pb.demo.talking import talk
from pb.rounds.service import find_round

PAST = "buurtbudget-vorig-jaar"


def live(maker: Maker) -> None:
    """Let residents and staff do what they do around plans."""
    past = find_round(maker.session, PAST)
    if past is not None:
        carry_out(maker.session, past, staff_id=maker.staff_id, now=maker.now)
    help_each_other(maker)
    draw_maps(maker)
    talk(maker)
