"""What tests of the desk share with those of logging in."""

from tests.auth.conftest import cheap_hashes, other, with_csrf

__all__ = ["cheap_hashes", "other", "with_csrf"]
