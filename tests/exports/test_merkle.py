"""Merkle trees against RFC 6962: its published roots, and its text in plain words."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import merkle

# The leaves and roots that implementations of Certificate Transparency share.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
forests = st.lists(st.binary(max_size=8), max_size=70)


def head(leaves: list[bytes]) -> bytes:
    """Return MTH as section 2.1 of the RFC says it, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = max(1 << n for n in range(20) if 1 << n < len(leaves))
    return sha256(b"\x01" + head(leaves[:k]) + head(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """Return PATH as section 2.1.1 says it."""
    if len(leaves) == 1:
        return []
    k = max(1 << n for n in range(20) if 1 << n < len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), head(leaves[k:])]
    return [*path(m - k, leaves[k:]), head(leaves[:k])]


@pytest.mark.parametrize("size", range(9))
def test_gives_the_roots_that_everyone_gets(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


@given(forests)
def test_is_the_tree_of_the_rfc(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == head(leaves)
    for index in range(len(leaves)):
        assert merkle.inclusion_proof(leaves, index) == path(index, leaves)


@given(forests.filter(len), st.data())
def test_proves_each_leaf_at_its_place_only(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index, other = (data.draw(st.integers(0, len(leaves) - 1)) for _ in range(2))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)

    def holds(leaf: bytes, at: int) -> bool:
        return merkle.verify_inclusion(
            leaf, proof, index=at, size=len(leaves), root=root
        )

    assert holds(leaves[index], index)
    assert not holds(leaves[index] + b"x", index)
    assert other == index or not holds(leaves[index], other)


@given(forests, st.data())
def test_proves_that_a_tree_begins_with_an_older_one(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """T32."""
    size = data.draw(st.integers(0, len(leaves)))
    proof = merkle.consistency_proof(leaves, size)
    old, new = (size, head(leaves[:size])), (len(leaves), head(leaves))

    assert merkle.verify_consistency(proof, old=old, new=new)


@given(forests.filter(lambda leaves: len(leaves) > 1), st.data())
def test_finds_that_an_older_leaf_was_changed(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """T32."""
    size = data.draw(st.integers(1, len(leaves)))
    changed = data.draw(st.integers(0, size - 1))
    forged = [*leaves]
    forged[changed] += b"x"
    old, new = (size, head(leaves[:size])), (len(leaves), head(forged))

    assert not merkle.verify_consistency(
        merkle.consistency_proof(forged, size), old=old, new=new
    )


@given(forests.filter(len), st.data())
def test_refuses_a_proof_with_a_hash_too_many_too_few_or_changed(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)
    wrong = [[*proof, root], proof[1:] if proof else [root]]
    wrong += [[*proof[:i], bytes(32), *proof[i + 1 :]] for i in range(len(proof))]
    for each in wrong:
        assert not merkle.verify_inclusion(
            leaves[index], each, index=index, size=len(leaves), root=root
        )


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (0, -1)])
def test_refuses_a_place_that_is_not_there(index: int, size: int) -> None:
    assert not merkle.verify_inclusion(b"", [], index=index, size=size, root=bytes(32))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param((3, bytes(32)), (2, bytes(32)), id="shrunk"),
        pytest.param((-1, bytes(32)), (2, bytes(32)), id="negative"),
        pytest.param((0, bytes(32)), (2, bytes(32)), id="not-the-empty-root"),
        pytest.param((2, bytes(32)), (2, bytes([1]) * 32), id="other-root"),
        pytest.param((3, bytes(32)), (5, bytes(32)), id="no-proof"),
        pytest.param((2, bytes(32)), (5, bytes(32)), id="no-proof-of-whole-tree"),
    ],
)
def test_refuses_trees_that_did_not_grow(
    old: tuple[int, bytes], new: tuple[int, bytes]
) -> None:
    assert not merkle.verify_consistency([], old=old, new=new)


def test_has_no_proof_for_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof([b"a"], 1)
    with pytest.raises(IndexError):
        merkle.consistency_proof([b"a"], 2)
