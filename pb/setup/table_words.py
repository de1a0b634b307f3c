"""Why a file with areas or plans is not read, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.codes.table_words import TROUBLES as OF_A_TABLE
from pb.codes.tables import Trouble

TROUBLES: dict[Trouble, LazyString] = {
    **OF_A_TABLE,
    Trouble.TOO_LARGE: _l(
        "Het bestand is te groot. Het mag ten hoogste 8 MB zijn. Splits het."
    ),
    Trouble.TOO_MANY_ROWS: _l(
        "Het bestand heeft meer dan 10.000 rijen. Splits het in delen."
    ),
    Trouble.CELL_TOO_LONG: _l(
        "In een cel staan meer dan 20.000 tekens. Misschien ontbreekt ergens een"
        " aanhalingsteken."
    ),
    Trouble.EMPTY: _l(
        "Het bestand is leeg. Zet de namen van de kolommen in de eerste rij."
    ),
}
