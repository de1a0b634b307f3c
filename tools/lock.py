"""Pin the newest allowed dependencies with hashes, without any index's address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OPTIONS = (
    "--quiet",
    "--upgrade",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
)


def main() -> None:
    """Write requirements.txt, then requirements-dev.txt, which follows it."""
    for name in ("requirements", "requirements-dev"):
        subprocess.run(  # noqa: S603  # pip-compile of our own environment
            [
                sys.executable,
                "-m",
                "piptools",
                "compile",
                *OPTIONS,
                f"{name}.in",
                f"--output-file={name}.txt",
            ],
            cwd=ROOT,
            check=True,
        )


if __name__ == "__main__":
    main()
