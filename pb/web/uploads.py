"""Files that staff send: kept in memory, where no other program looks."""

import io
from typing import IO

from flask import Request


class InMemoryRequest(Request):
    """A request whose files are never written to a disk on their way in."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        # How large they can be is bounded by what the route takes.
        return io.BytesIO()
