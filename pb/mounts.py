"""Where a file really lies."""

from pathlib import Path

MOUNTS = Path("/proc/mounts")
NETWORK = frozenset(
    {
        "afs",
        "ceph",
        "cifs",
        "fuse.ceph",
        "fuse.glusterfs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)


def is_on_network(path: Path, mounts: Path = MOUNTS) -> bool:
    """Say whether a file lies on another machine, as far as the system tells."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return False
    places = [path.resolve(), *path.resolve().parents]
    kinds: dict[Path, str] = {}
    for line in lines:
        fields = line.split(" ")
        if len(fields) > 2:
            kinds[Path(fields[1].replace("\\040", " "))] = fields[2]
    nearest = next((kinds[place] for place in places if place in kinds), "")
    return nearest in NETWORK
