"""How often one visitor may ask: counted in memory, for reading must not write."""

from threading import Lock

PER_MINUTE = 300  # of one network, by each server process


class Traffic:
    """Counts requests per visitor in the running minute."""

    def __init__(self, limit: int = PER_MINUTE) -> None:
        self.limit = limit
        self._minute = 0
        self._seen: dict[str, int] = {}
        self._lock = Lock()

    def wait(self, subject: str, now: float) -> int:
        """Count one request and return how many seconds to wait, 0 for none.

        Args:
            subject: Who asks.
            now: In seconds; what was counted in an earlier minute is forgotten.
        """
        minute = int(now // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._seen = minute, {}
            self._seen[subject] = self._seen.get(subject, 0) + 1
            is_over = self._seen[subject] > self.limit
        return 60 - int(now % 60) if is_over else 0
