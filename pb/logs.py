"""Logs for the operator: events of the program, never of a person.

No line holds a code, a choice, an address of a visitor or the body of a request.
There is no access log.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Anything that looks like a voting code or a receipt, however it is written.
SECRETS = re.compile(
    r"[0-9A-Za-z]{4}([- ]?[0-9A-Za-z]{4}){3}(?![0-9A-Za-z])|[0-9A-Za-z]{26}"
)
MASK = "[…]"


def configure(*, as_json: bool) -> None:
    """Send the logs of the program and its libraries to standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask_secrets,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _send_all(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_secrets,
                renderer,
            ],
        )
    )


def _send_all(formatter: logging.Formatter) -> None:
    """Give every logger one way out, and quieten those that tell too much."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # The first two write addresses, sizes or arguments of requests and tasks.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("huey").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def mask_secrets(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Mask whatever looks like a code or a receipt, in every text of the line."""
    for key, value in event.items():
        if key in {"timestamp", "level"} or not isinstance(value, str):
            continue
        event[key] = SECRETS.sub(MASK, value)
    return event
