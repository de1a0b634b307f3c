"""Logging in at the organisation's own provider (OpenID Connect), when it is set up.

The provider only says who somebody is: by an e-mail address that it has verified. The
account, its roles and its second step stay here. The flow is that of a confidential
client with a code, PKCE, a state and a nonce; the answer of the provider is signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from pb.auth.emails import folded
from pb.config import ConfigurationError

SECONDS = 5  # that the provider may take
SCOPE = "openid email"
# Signed with a key of the provider that everybody can read; never "none" or a secret.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
OWN_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
LEEWAY = 60  # seconds that two clocks may differ
NAMES = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
PREFIX = "BUURTGELD_OIDC_"
MULTI_FACTOR = frozenset({"mfa"})


class ProviderRefused(Exception):
    """The provider did not say who this is; the message is for our own log."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where staff of this organisation log in."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    trusts_second_step: bool  # whether the provider's own second factor is enough


@dataclass(frozen=True, slots=True)
class Begun:
    """What a browser keeps while it is at the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who the provider says this is."""

    email: str
    has_second_step: bool


def read_provider(environ: Mapping[str, str]) -> Provider | None:
    """Read the settings; None when nothing is set.

    Raises:
        ConfigurationError: Only a part is set, or the issuer is not on https.
    """
    given = {name: environ.get(PREFIX + name, "") for name in NAMES}
    if not any(given.values()):
        return None
    missing = [PREFIX + name for name, value in given.items() if not value]
    if missing:
        raise ConfigurationError(f"{missing[0]} is missing; set all of BUURTGELD_OIDC_")
    url = urlsplit(given["ISSUER"])
    is_own = url.scheme == "http" and url.hostname in OWN_MACHINE
    if url.scheme != "https" and not is_own:
        raise ConfigurationError(f"{PREFIX}ISSUER must begin with https://")
    return Provider(
        given["ISSUER"],
        given["CLIENT_ID"],
        given["CLIENT_SECRET"],
        environ.get(f"{PREFIX}NAME", "") or str(url.hostname),
        environ.get(f"{PREFIX}SECOND_STEP", "here") == "provider",
    )


def begin(provider: Provider, back: str) -> tuple[str, Begun]:
    """Return where to send the browser, and what it must bring back.

    Args:
        provider: Where.
        back: The address that the provider sends the browser to.

    Raises:
        ProviderRefused: It does not answer.
    """
    begun = Begun(*(generate_token(48) for _part in range(3)))
    address, _state = _client(provider, back).create_authorization_url(
        _discover(provider)["authorization_endpoint"],
        state=begun.state,
        nonce=begun.nonce,
        code_challenge=create_s256_code_challenge(begun.verifier),
        code_challenge_method="S256",
    )
    return str(address), begun


def finish(
    provider: Provider, back: str, begun: Begun, code: str, *, now: datetime
) -> Person:
    """Return who the provider says this is.

    Args:
        provider: Where the browser was.
        back: As it was begun with.
        begun: What the browser kept.
        code: What it brought.
        now: In UTC.

    Raises:
        ProviderRefused: For any reason.
    """
    places = _discover(provider)
    try:
        token = _client(provider, back).fetch_token(
            places["token_endpoint"],
            code=code,
            code_verifier=begun.verifier,
            grant_type="authorization_code",
            timeout=SECONDS,
        )
        keys = cast(Any, _get(places["jwks_uri"]))
        signed = jwt.decode(
            token["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS
        )
        _registry(provider, begun, now).validate(signed.claims)
    except ProviderRefused:
        raise
    # Whatever a provider sends, nobody is let in by it but by what is checked below.
    except (JoseError, requests.RequestException, KeyError, ValueError, TypeError) as e:
        raise ProviderRefused(type(e).__name__) from None
    except Exception as error:  # authlib's own kinds of refusal share no base
        raise ProviderRefused(type(error).__name__) from None
    return _person(signed.claims)


def _registry(provider: Provider, begun: Begun, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": begun.nonce},
        email={"essential": True},
    )


def _person(claims: Mapping[str, Any]) -> Person:
    if claims.get("email_verified") is not True:
        raise ProviderRefused("the e-mail address is not verified")
    ways = claims.get("amr")
    methods = {str(way) for way in ways} if isinstance(ways, list) else set()
    return Person(folded(str(claims["email"])), not MULTI_FACTOR.isdisjoint(methods))


def _client(provider: Provider, back: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope=SCOPE,
        redirect_uri=back,
    )


def _discover(provider: Provider) -> dict[str, Any]:
    address = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    found = _get(address)
    if found.get("issuer") != provider.issuer:
        raise ProviderRefused("the provider calls itself something else")
    return found


def _get(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderRefused(type(error).__name__) from None
    if not isinstance(found, dict):
        raise ProviderRefused("the provider speaks of something else")
    return found
