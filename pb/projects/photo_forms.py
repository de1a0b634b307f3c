"""Adding a photo: the file, and what is on it in words."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from pb.projects.fields import AtMost, InWords, LineField
from pb.projects.photos import (
    LARGEST_FILE,
    BadPicture,
    Picture,
    PictureTooLarge,
    read_picture,
)
from pb.web.forms import Form

ALT_LENGTH = 200


class PhotoForm(Form):
    """One photo."""

    photo = FileField(_l("Foto (JPG of PNG)"))
    alt = LineField(
        _l("Wat staat erop?"),
        [
            InWords(_l("Schrijf wat er op de foto staat, voor wie hem niet ziet.")),
            AtMost(ALT_LENGTH),
        ],
    )

    def picture(self) -> Picture | None:
        """Return the photo, made anew; None when something is wrong with the form."""
        is_valid = self.validate()
        sent = request.files.get("photo")
        if sent is None or not sent.filename:
            self.photo.errors = [_("Kies een foto.")]
            return None
        try:
            picture = read_picture(sent.stream.read(LARGEST_FILE + 1))
        except PictureTooLarge:
            self.photo.errors = [
                _("Deze foto is te groot. Kies er een van ten hoogste 5 MB en 25 MP.")
            ]
        except BadPicture:
            self.photo.errors = [
                _("Dit is geen foto die wij kunnen lezen. Kies een JPG of een PNG.")
            ]
        else:
            return picture if is_valid else None
        return None
