"""The catalogue of open data: DCAT-AP in JSON-LD, and a result for search engines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pb.api.blueprint import API
from pb.api.documents import files_of
from pb.formatting import iso
from pb.results.models import Publication
from pb.rounds.models import BudgetRound
from pb.site.settings import SiteSettings

Document = dict[str, Any]
EU = "http://publications.europa.eu/resource/authority"
FREE = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"
UNKNOWN = "http://standaarden.overheid.nl/owms/terms/licentieonbekend"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Kind of file -> its title, media type, and name in the list of file types.
KINDS = {
    "bundle": ("Alles in één bestand, om na te tellen", "application/zip", "ZIP"),
    "json": ("Uitslag als JSON", "application/json", "JSON"),
    "csv": ("Uitslag als tabel", "text/csv", "CSV"),
    "xlsx": (
        "Uitslag als werkblad",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLSX",
    ),
    "pdf": ("Verslag voor de raad", "application/pdf", "PDF"),
}
Published = tuple[BudgetRound, Publication]


def catalog(
    published: Sequence[Published], *, site: SiteSettings, public_url: str
) -> Document:
    """Return the catalogue: a dataset per published result, and the API.

    Args:
        published: Rounds with the newest version of their result.
        site: Who publishes.
        public_url: Scheme and host.
    """
    return {
        "@context": CONTEXT,
        "@id": f"{public_url}/data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _dutch(f"Open data van {site.name}"),
        "dct:description": _dutch(
            "Uitslagen van rondes waarin bewoners geld voor hun buurt verdelen."
        ),
        "dct:language": {"@id": f"{EU}/language/NLD"},
        "dct:license": {"@id": FREE},
        "dct:publisher": _publisher(site, public_url),
        "foaf:homepage": {"@id": f"{public_url}/"},
        "dcat:dataset": [
            _dataset(each, site=site, public_url=public_url) for each in published
        ],
        "dcat:service": [_service(site, public_url)],
    }


def _dataset(each: Published, *, site: SiteSettings, public_url: str) -> Document:
    budget_round, publication = each
    page = f"{public_url}/rondes/{budget_round.slug}/uitslag"
    is_own = budget_round.imported_from is None
    license_ = FREE if is_own else UNKNOWN
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": page,
        "dct:title": _dutch(f"Uitslag {budget_round.title}"),
        "dct:description": _dutch(description(budget_round)),
        "dct:publisher": _publisher(site, public_url),
        "dcat:contactPoint": _contact(site, public_url),
        "dcat:theme": [{"@id": f"{EU}/data-theme/GOVE"}],
        "dcat:keyword": [_dutch("burgerbegroting"), _dutch("buurtbudget")],
        "dct:language": {"@id": f"{EU}/language/NLD"},
        "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
        "dct:issued": _moment(publication.published_at),
        "dct:modified": _moment(publication.published_at),
        "dcat:version": str(publication.version),
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            _distribution(kind, address, license_)
            for kind, address in files_of(
                public_url, budget_round.slug, publication.version
            ).items()
        ],
    }


def _distribution(kind: str, address: str, license_: str) -> Document:
    title, media_type, file_type = KINDS[kind]
    iana = "https://www.iana.org/assignments/media-types"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _dutch(title),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{iana}/{media_type}"},
        "dct:format": {"@id": f"{EU}/file-type/{file_type}"},
        "dct:license": {"@id": license_},
    }


def _service(site: SiteSettings, public_url: str) -> Document:
    return {
        "@id": f"{public_url}{API}",
        "@type": "dcat:DataService",
        "dct:title": _dutch("Rondes, plannen en uitslagen als JSON"),
        "dct:publisher": _publisher(site, public_url),
        "dcat:contactPoint": _contact(site, public_url),
        "dcat:endpointURL": {"@id": f"{public_url}{API}"},
        "dcat:endpointDescription": {"@id": f"{public_url}{API}/openapi.json"},
        "dct:license": {"@id": FREE},
    }


def _publisher(site: SiteSettings, public_url: str) -> Document:
    return {
        "@id": f"{public_url}/#owner",
        "@type": "foaf:Agent",
        "foaf:name": _dutch(site.owner_name),
    }


def _contact(site: SiteSettings, public_url: str) -> Document:
    contact: Document = {
        "@type": "vcard:Organization",
        "vcard:fn": site.owner_name,
        "vcard:hasURL": {"@id": f"{public_url}/hulp"},
    }
    if site.contact_email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{site.contact_email}"}
    return contact


def _dutch(text: str) -> Document:
    return {"@value": text, "@language": "nl"}


def _moment(at: datetime) -> Document:
    return {"@value": iso(at), "@type": "xsd:dateTime"}


def description(budget_round: BudgetRound) -> str:
    """Return in a sentence what the data of a round are."""
    about = budget_round.summary.strip()
    told = "Plannen, stemmen, kosten en elke stap van de telling, zonder namen."
    return f"{about} {told}".strip()


def for_search_engines(
    budget_round: BudgetRound,
    publication: Publication,
    *,
    site: SiteSettings,
    public_url: str,
) -> Document:
    """Return a version of a result in the words of schema.org."""
    slug, version = budget_round.slug, publication.version
    is_own = budget_round.imported_from is None
    dataset: Document = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"Uitslag {budget_round.title}",
        "description": description(budget_round),
        "url": f"{public_url}/rondes/{slug}/uitslag/v{version}",
        "version": str(version),
        "datePublished": iso(publication.published_at),
        "inLanguage": "nl",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": site.owner_name},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": KINDS[kind][0],
                "contentUrl": address,
                "encodingFormat": KINDS[kind][1],
            }
            for kind, address in files_of(public_url, slug, version).items()
        ],
    }
    return dataset | ({"license": FREE} if is_own else {})
