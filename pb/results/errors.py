"""Why nothing was counted, proposed or published."""


class ResultRefused(Exception):
    """Nothing was counted, proposed or published."""


class WrongStage(ResultRefused):
    """The round is not where this can be done."""


class CountIsRunning(ResultRefused):
    """Somebody asked for a count already, and it is not ready."""


class NotCounted(ResultRefused):
    """The count can't be done; there is no partial result."""


class NothingProposed(ResultRefused):
    """No result was proposed, or it was counted again since."""


class UnreadableEnvelopes(ResultRefused):
    """Envelopes of this urn could not be read, and nobody has explained why."""


class RoundOnHold(ResultRefused):
    """The database knew more of this round than it does; two persons must decide."""


class ResultDiffers(ResultRefused):
    """A new count of the same ballots gives another result than was proposed."""


class ToldTooMuch(ResultDiffers):
    """An earlier version proposed the same result, with more than totals of few."""
