"""The Merkle tree of RFC 6962, section 2.1: root, proofs, and checking them.

A leaf is data of any length. Its hash is SHA-256(0x00 ‖ data); a node is SHA-256(0x01
‖ left ‖ right). A tree of n leaves is split at the largest power of two below n.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf.

    Args:
        data: What the leaf holds.

    Returns:
        32 bytes.
    """
    return hashlib.sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees that stand beside each other.

    Args:
        left: Hash of the subtree of the earlier leaves.
        right: Hash of the subtree of the later leaves.

    Returns:
        32 bytes.
    """
    return hashlib.sha256(NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree with all its hashes, from which many proofs can be taken.

    Attributes:
        levels: The leaf hashes; above them, a hash for every two below; and so on up
            to one. A last hash without a neighbour rises as it is, which gives the
            same tree as splitting at powers of two.
    """

    levels: tuple[Sequence[bytes], ...]

    @property
    def size(self) -> int:
        """Return the number of leaves."""
        return len(self.levels[0])

    @property
    def root(self) -> bytes:
        """Return the hash of the whole tree."""
        return self.levels[-1][0] if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Return the audit path of one leaf; see `inclusion_proof`."""
        if not 0 <= index < self.size:
            raise IndexError(f"there is no leaf {index} among {self.size}")
        path = []
        for level in self.levels[:-1]:
            if index ^ 1 < len(level):
                path.append(level[index ^ 1])
            index >>= 1
        return path


def grow(leaves: Sequence[bytes]) -> Tree:
    """Return the whole tree over some leaves.

    Args:
        leaves: Their data, in order.

    Returns:
        The tree, for its root and for proofs.
    """
    levels = [[leaf_hash(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        above = [node_hash(left, right) for left, right in pairs]
        levels.append(above + below[len(above) * 2 :])
    return Tree(tuple(levels))


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of some leaves.

    Args:
        leaves: Their data, in order.

    Returns:
        32 bytes; for no leaves the hash of nothing.
    """
    return grow(leaves).root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of one leaf, from the leaf up.

    Args:
        leaves: Data of all leaves, in order.
        index: Which leaf, from 0.

    Returns:
        The hashes that `verify_inclusion` needs.

    Raises:
        IndexError: There is no such leaf.
    """
    return grow(leaves).inclusion_proof(index)


def verify_inclusion(
    leaf: bytes, path: Sequence[bytes], *, index: int, size: int, root: bytes
) -> bool:
    """Say whether an audit path proves that a leaf stands where it is said to.

    Args:
        leaf: Data of the leaf.
        path: As `inclusion_proof` returns it.
        index: Place of the leaf, from 0.
        size: Number of leaves.
        root: Hash of the tree, from a source that the checker trusts.
    """
    if not 0 <= index < size:
        return False
    inner = (index ^ (size - 1)).bit_length()  # levels below where the paths part
    border = (index >> inner).bit_count()
    if len(path) != inner + border:
        return False
    hash_ = leaf_hash(leaf)
    for level, other in enumerate(path):
        is_right = level >= inner or index >> level & 1
        hash_ = node_hash(other, hash_) if is_right else node_hash(hash_, other)
    return hash_ == root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that a tree begins with an older one (RFC 6962, 2.1.2).

    Args:
        leaves: Data of all leaves of the newer tree, in order.
        old_size: Number of leaves of the older tree.

    Returns:
        The hashes that `verify_consistency` needs; none for an empty older tree and
        for an equal one.

    Raises:
        IndexError: The older tree is larger.
    """
    if not 0 <= old_size <= len(leaves):
        raise IndexError(f"{old_size} leaves can't be the begin of {len(leaves)}")
    if old_size in (0, len(leaves)):
        return []
    return _subproof(leaves, old_size, is_known=True)


def _subproof(leaves: Sequence[bytes], size: int, *, is_known: bool) -> list[bytes]:
    """Return SUBPROOF of the RFC; `is_known`: the checker holds the older root."""
    if size == len(leaves):
        return [] if is_known else [root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:split], leaves[split:]
    if size <= split:
        return [*_subproof(left, size, is_known=is_known), root(right)]
    return [*_subproof(right, size - split, is_known=False), root(left)]


def verify_consistency(
    path: Sequence[bytes], *, old: tuple[int, bytes], new: tuple[int, bytes]
) -> bool:
    """Say whether a proof shows that a tree begins with an older one.

    Args:
        path: As `consistency_proof` returns it.
        old: Size and root of the older tree.
        new: Size and root of the newer tree.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 <= old_size <= new_size:
        return False
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not path and old_root == new_root
    return _leads_to_both(path, old, new)


def _leads_to_both(
    path: Sequence[bytes], old: tuple[int, bytes], new: tuple[int, bytes]
) -> bool:
    """Climb from the last whole subtree of the older tree to both roots at once."""
    (old_size, old_root), (new_size, new_root) = old, new
    node, last = old_size - 1, new_size - 1
    while node & 1:  # inside a whole subtree of the older tree
        node, last = node >> 1, last >> 1
    # A whole older tree is itself the first hash; else the proof begins with it.
    hashes = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    if not hashes:
        return False
    old_hash = new_hash = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_hash, new_hash = (node_hash(other, h) for h in (old_hash, new_hash))
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new_hash = node_hash(new_hash, other)
        node, last = node >> 1, last >> 1
    return last == 0 and (old_hash, new_hash) == (old_root, new_root)
