"""Collect the Dutch texts of pages and code into the catalogues of translations."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "pb/translations/messages.pot"
KEYWORDS = ("_l", "lazy_gettext", "_n:1,2")


def main() -> None:
    """Write the template, and bring every catalogue up to it."""
    babel(
        "extract",
        "--mapping-file=babel.cfg",
        f"--output-file={TEMPLATE}",
        *(f"--keyword={keyword}" for keyword in KEYWORDS),
        "--no-location",
        "--sort-output",
        "pb",
    )
    babel(
        "update",
        f"--input-file={TEMPLATE}",
        "--output-dir=pb/translations",
        "--no-fuzzy-matching",
        "--ignore-obsolete",
        "--ignore-pot-creation-date",
    )


def babel(*arguments: str) -> None:
    """Run one command of Babel in the project's folder."""
    subprocess.run(  # noqa: S603  # our own arguments
        [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments],
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    main()
