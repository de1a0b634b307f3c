"""Rewrite tests/auth/routes.csv: who may ask for which address.

Run it after a route was added or changed, read the difference, and commit both:

    python tools/route_table.py
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.auth.test_routes import walk_anew
from tests.auth.walking import write_table


def main() -> None:
    """Walk the application and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        rows = walk_anew(Path(folder))
    write_table(rows)
    sys.stdout.write(f"{len(rows)} lines\n")


if __name__ == "__main__":
    main()
