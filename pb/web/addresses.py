"""Who is at the other end, as far as limits need to know."""

import ipaddress

from flask import current_app, request

from pb.sessions.interface import subject_key


def address_prefix(address: str) -> str:
    """Return the /24 or /64 network of an address; limits count per network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    bits = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))


def visitor_subject() -> str:
    """Return the keyed hash under which this visitor's failures are counted."""
    secret = current_app.config["SECRET_KEY"]
    return subject_key(secret, address_prefix(request.remote_addr or ""))
