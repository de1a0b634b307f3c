"""A file with a map that was sent: kept for a day, matched with areas, taken in."""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pb.maps.geojson import Feature, Reading
from pb.maps.service import store_map
from pb.maps.shapes import GROUND, Plotted, plot
from pb.projects.texts import one_line
from pb.rounds.locking import lock_round
from pb.rounds.models import Area, BudgetRound
from pb.setup.drafts import NotFit, forget_old_drafts
from pb.setup.models import TableDraft

MAP = "map"  # the kind of a draft
AWAY = "weg"  # a feature that is not on the map
Roles = Mapping[int, int | str]


@dataclass(frozen=True, slots=True)
class MapTrial:
    """What a file would draw, by what each feature is chosen to be."""

    roles: Roles
    plotted: Plotted | None
    missing: Sequence[str]  # names of areas without a shape

    @property
    def is_fit(self) -> bool:
        """Say whether this can be the map of the round."""
        return self.plotted is not None


def keep_map(
    session: Session,
    budget_round: BudgetRound,
    reading: Reading,
    now: datetime,
    *,
    file_name: str,
) -> TableDraft:
    """Keep what a file draws for a day; commits."""
    forget_old_drafts(session, now=now)
    features = [[f.properties, f.rings, f.is_line] for f in reading.features]
    draft = TableDraft(
        token=secrets.token_urlsafe(16),
        budget_round_id=budget_round.id,
        kind=MAP,
        file_name=one_line(file_name)[:200],
        table_json=json.dumps({"system": reading.system, "features": features}),
        columns={},
        created_at=now,
    )
    session.add(draft)
    session.commit()
    return draft


def read_map(draft: TableDraft) -> tuple[list[Feature], str]:
    """Return what a file draws, and in which system it was."""
    kept = json.loads(draft.table_json)
    features = [
        Feature(
            properties,
            tuple(tuple((x, y) for x, y in ring) for ring in rings),
            is_line,
        )
        for properties, rings, is_line in kept["features"]
    ]
    return features, kept["system"]


def names_in(features: Sequence[Feature]) -> list[str]:
    """Return the names of the properties, those that most features have first."""
    found = Counter(name for feature in features for name in feature.properties)
    return [name for name, _number in found.most_common()]


def guess_property(features: Sequence[Feature], areas: Sequence[Area]) -> str:
    """Return the property that holds the names of most areas; "" without any."""
    names = {_plain(area.name) for area in areas}
    known = {
        name: len({_plain(f.properties.get(name, "")) for f in features} & names)
        for name in names_in(features)
    }
    return max(known, key=lambda name: known[name], default="")


def guess_roles(
    features: Sequence[Feature], areas: Sequence[Area], name: str
) -> dict[int, int | str]:
    """Return what each feature is, going by one of its properties."""
    ids = {_plain(area.name): area.id for area in areas}
    return {
        at: GROUND
        if feature.is_line
        else ids.get(_plain(feature.properties.get(name, "")), AWAY)
        for at, feature in enumerate(features)
    }


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def try_map(
    features: Sequence[Feature], areas: Sequence[Area], roles: Roles
) -> MapTrial:
    """Return what would be drawn; nothing is stored. A line is never an area."""
    ids = {area.id for area in areas}
    fit = {
        at: role
        for at, role in roles.items()
        if at < len(features)
        and (role == GROUND or (role in ids and not features[at].is_line))
    }
    shown = set(fit.values())
    missing = [area.name for area in areas if area.id not in shown]
    return MapTrial(fit, plot(features, fit), missing)


def take_map_in(
    session: Session,
    budget_round: BudgetRound,
    draft: TableDraft,
    roles: Roles,
    *,
    credit: str,
    now: datetime,
) -> MapTrial:
    """Make a file the map of its round, and commit.

    Raises:
        NotFit: No feature is an area of this round, or not any more.
    """
    lock_round(session, budget_round)
    trial = try_map(read_map(draft)[0], budget_round.areas, roles)
    if trial.plotted is None:
        session.rollback()
        raise NotFit
    store_map(
        session,
        budget_round,
        trial.plotted,
        file_name=draft.file_name,
        credit=credit,
        now=now,
    )
    session.delete(draft)
    session.commit()
    return trial
