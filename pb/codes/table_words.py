"""Why a file is not read, in words."""

from flask_babel import lazy_gettext as _l

from pb.codes.tables import Trouble

TROUBLES = {
    Trouble.TOO_LARGE: _l(
        "Het bestand is te groot. Een bestand mag ten hoogste 8 MB zijn. Splits het,"
        " bijvoorbeeld per wijk."
    ),
    Trouble.TOO_MANY_ROWS: _l(
        "De lijst heeft meer dan 100.000 rijen. Splits de lijst, bijvoorbeeld per wijk."
    ),
    Trouble.TOO_MANY_COLUMNS: _l("De lijst heeft meer dan 50 kolommen."),
    Trouble.CELL_TOO_LONG: _l(
        "In een cel staan meer dan 1000 tekens. Misschien ontbreekt ergens een"
        " aanhalingsteken."
    ),
    Trouble.ENCODING: _l(
        "De letters in het bestand zijn niet te lezen. Bewaar het in Excel als"
        " “CSV UTF-8” of als .xlsx."
    ),
    Trouble.NOT_A_TABLE: _l(
        "Dit is geen CSV-bestand en geen XLSX-bestand, of het is beschadigd."
    ),
    Trouble.EMPTY: _l("Het bestand is leeg."),
}
