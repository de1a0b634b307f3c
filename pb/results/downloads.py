"""What the files about a version need besides the result: who it came from."""

from exports.sheets import Participation, Provenance
from exports.spreadsheet import to_xlsx
from pb.results.models import Publication
from pb.results.page import ResultPage


def workbook(page: ResultPage, publication: Publication, *, address: str) -> bytes:
    """Return the workbook of one version.

    Args:
        page: Made for Dutch; numbers that must not be told are not in it.
        publication: The version.
        address: Of its page.
    """
    return to_xlsx(
        page.published,
        [Participation(a.name, a.letters, a.ballots) for a in page.turnout],
        Provenance(
            published_at=publication.published_at,
            result_hash=publication.result_hash,
            address=address,
            rules={c.result.id: c.rule for c in page.contests},
        ),
    )
