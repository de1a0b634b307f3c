"""The secret of an authenticator app as a picture that the app reads."""

import base64
import io

import pyotp
import qrcode
from flask import current_app
from qrcode.image.svg import SvgPathImage


def picture_of(secret: str, email: str) -> str:
    """Return a QR code as the address of a picture; it names this site."""
    app = pyotp.TOTP(secret, name=email, issuer=current_app.extensions["site"].name)
    drawn = io.BytesIO()
    qrcode.make(app.provisioning_uri(), image_factory=SvgPathImage, border=4).save(
        drawn
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
