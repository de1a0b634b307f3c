"""verify.py: what it proves, and what it finds (T29, T31, T32)."""

import ast
import json
import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import rfc8785
from nacl.signing import SigningKey

from allocation import NotComputed
from exports import event_log, verify
from exports.bundle import ListedBallot, make_files, to_zip
from pb.log.types import BODIES
from tests.exports.bundles import (
    KEY,
    MadeRound,
    chain,
    make_checkpoint,
    random_round,
    sign,
    sign_again,
    with_events,
)

SCRIPT = Path(verify.__file__)
Verdict = Callable[[Mapping[str, bytes]], tuple[int, str]]


def unpack(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the files of a bundle into a folder."""
    (folder / "checkpoints").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verdict:
    """Give the files of a bundle to verify.py, as a zip; exit status and last line."""

    def say(files: Mapping[str, bytes]) -> tuple[int, str]:
        path = tmp_path / "bundel.zip"
        path.write_bytes(to_zip(files))
        status = verify.main([str(path)])
        return status, capsys.readouterr().out.splitlines()[-1]

    return say


def made(seed: int = 3) -> MadeRound:
    return random_round(seed)


def test_runs_alone_from_the_folder_it_is_in(tmp_path: Path) -> None:
    folder = unpack(made().files(), tmp_path / "b")

    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-I", "-S", "-W", "error", str(folder / "verify.py")],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].endswith("VERIFIED")


def test_is_one_short_file_that_needs_python_39_alone() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        (node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }

    assert imported <= set(sys.stdlib_module_names)
    assert len(source.splitlines()) <= 800


@pytest.mark.slow
@pytest.mark.parametrize("thousandth", range(10))
def test_agrees_with_the_count_of_a_thousand_rounds(
    thousandth: int, judge: Verdict
) -> None:
    """T29: any rule, vote type and options, in hundreds."""
    agreed = 0
    for seed in range(thousandth * 100, thousandth * 100 + 100):
        try:
            files = made(seed).files()
        except NotComputed:  # two solvers disagree: then there is no result to check
            continue
        status, verdict = judge(files)
        assert status == 0, (seed, verdict)
        agreed += 1
    assert agreed >= 99


@pytest.mark.slow
def test_finds_a_swapped_winner_though_all_sums_are_made_to_fit(
    judge: Verdict,
) -> None:
    """T29: who publishes can sign anything, but not change what ballots add up to."""
    swapped = 0
    for seed in range(200):
        cheat = Swapped(**vars(made(seed)))
        files = cheat.files()
        if cheat.has_swapped:
            swapped += 1
            assert judge(files)[1].endswith("REJECTED: result.json"), seed
    assert swapped >= 100


class Swapped(MadeRound):
    """A round whose publisher gives the money of one plan to another."""

    has_swapped = False

    def counted(self) -> tuple[bytes, dict[str, str]]:
        """Return a result that says otherwise, in every file that tells it."""
        text, rounds = super().counted()
        result = json.loads(text)
        for id_, contest in result["contests"].items():
            lines = {line["id"]: line for line in contest["projects"]}
            lost = [i for i, line in lines.items() if line["status"] != "funded"]
            if contest["winners"] and lost and not self.has_swapped:
                out, in_ = contest["winners"][-1], lost[0]
                self.has_swapped = True
                contest["winners"][-1] = in_
                lines[in_]["status"], lines[out]["status"] = "funded", "not_funded"
                step = lines[out]["step"]
                lines[in_]["step"], lines[out]["step"] = step, None
                rounds[id_] = select(rounds[id_], {in_: "1", out: "0"})
        return rfc8785.dumps(result), rounds


def select(text: str, chosen: Mapping[str, str]) -> str:
    """Return a Pabulib file that says of some projects whether they were selected."""
    lines = text.split("\n")
    begin, end = lines.index("PROJECTS") + 2, lines.index("VOTES")
    for at in range(begin, end):
        id_, rest = lines[at].split(";", 1)
        lines[at] = f"{id_};{rest[:-1]}{chosen.get(id_, rest[-1])}"
    return "\n".join(lines)


@pytest.mark.slow
def test_finds_a_changed_ballot_though_all_sums_are_made_to_fit(
    judge: Verdict,
) -> None:
    """T29: the result was counted from other ballots than are published."""
    for seed in range(100):
        honest, cheat = made(seed), made(seed)
        id_ = cheat.config["contests"][0]["id"]
        at = next((n for n, b in enumerate(cheat.bodies) if id_ in b["choices"]), None)
        if at is None:
            continue
        del cheat.bodies[at]["choices"][id_]
        result, rounds = honest.counted()
        assert judge(Told(result, rounds, cheat).files())[0] == 1, seed


class Told(MadeRound):
    """A round of which another result is told than its ballots give."""

    def __init__(self, result: bytes, rounds: dict[str, str], cast: MadeRound) -> None:
        self.told = result, rounds
        super().__init__(cast.config, cast.bodies, cast.nonces)

    def counted(self) -> tuple[bytes, dict[str, str]]:
        """Return the other result."""
        return self.told


def edit(data: bytes, chance: random.Random) -> tuple[int, bytes]:
    """Return a place, and the data with another byte there."""
    at = chance.randrange(len(data))
    other = (data[at] + chance.randrange(1, 256)) % 256
    return at, data[:at] + bytes([other]) + data[at + 1 :]


@pytest.mark.slow
def test_finds_each_of_a_thousand_changed_bytes_in_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T29: and names the file."""
    files, chance = made().files(), random.Random(7)  # noqa: S311  # repeatable
    folder = unpack(files, tmp_path / "b")
    names = sorted(files)
    for turn in range(1000):
        name = names[turn % len(names)]
        at, changed = edit(files[name], chance)
        (folder / name).write_bytes(changed)

        status = verify.main([str(folder)])

        said = capsys.readouterr().out.splitlines()[-1]
        assert (status, said.endswith(f"REJECTED: {name}")) == (1, True), (name, at)
        (folder / name).write_bytes(files[name])
    assert verify.main([str(folder)]) == 0


@pytest.mark.slow
def test_finds_each_of_a_thousand_changed_bytes_in_a_zip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1b.19: headers too; it names the file whose part of the zip it is, or the zip."""
    files, chance = made().files(), random.Random(8)  # noqa: S311  # repeatable
    bundle, path = to_zip(files), tmp_path / "bundel.zip"
    named = 0
    for _ in range(1000):
        at, changed = edit(bundle, chance)
        path.write_bytes(changed)

        status = verify.main([str(path)])

        said = capsys.readouterr().out.splitlines()[-1].partition("REJECTED: ")[2]
        owner = owner_of(at, files)
        assert (status, said in (owner, "bundel.zip")) == (1, True), (at, owner, said)
        named += said == owner
    assert named >= 900


def owner_of(at: int, files: Mapping[str, bytes]) -> str:
    """Return which file of a zip a byte belongs to; the zip itself at its end."""
    for name in sorted(files):
        at -= 30 + len(name) + len(files[name])
        if at < 0:
            return name
    return "bundel.zip"


def test_a_changed_sum_is_noticed_by_its_signature(judge: Verdict) -> None:
    files = made().files()
    old = files["LEESMIJ.txt"]
    files["LEESMIJ.txt"] = old + b"Alles klopt.\n"
    files["SHA256SUMS"] = files["SHA256SUMS"].replace(
        verify.sha256(old).encode(), verify.sha256(files["LEESMIJ.txt"]).encode()
    )

    assert judge(files)[1].endswith("REJECTED: SHA256SUMS")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"extra.txt": b"x"}, id="one-more"),
        pytest.param({"round-99.pb": b"x"}, id="one-more-of-ours"),
        pytest.param({"LEESMIJ.txt": None}, id="one-less"),
        pytest.param({"verify.py": b"print('VERIFIED')\n"}, id="another-program"),
    ],
)
def test_every_file_is_there_and_no_other(
    change: dict[str, bytes | None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files: dict[str, Any] = {**made().files(), **change}
    folder = unpack({n: d for n, d in files.items() if d is not None}, tmp_path / "b")

    assert verify.main([str(folder)]) == 1
    name = next(iter(change))
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"REJECTED: {name}")


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    folder = unpack(made().files(), tmp_path / "b")
    (folder / "LEESMIJ.txt").unlink()
    (folder / "LEESMIJ.txt").symlink_to("/etc/hostname")

    assert verify.main([str(folder)]) == 1


@pytest.mark.parametrize("name", ["../up.txt", "/etc/passwd", "checkpoints/../x"])
def test_a_name_that_leads_elsewhere_is_refused(judge: Verdict, name: str) -> None:
    assert judge({**made().files(), name: b"x"}) == (
        1,
        "AFGEKEURD: bundel.zip | REJECTED: bundel.zip",
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\3\4", id="cut"),
        pytest.param(b"PK\3\4" + b"\xff" * 26, id="huge"),
        pytest.param(bytes(1000), id="zeros"),
    ],
)
def test_what_is_no_zip_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bundel.zip"
    path.write_bytes(data)

    assert verify.main([str(path)]) == 1


def test_what_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    assert verify.main([str(tmp_path / "no.zip")]) == 2


def old_checkpoint(tmp_path: Path, text: str) -> str:
    path = tmp_path / "old.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_older_checkpoint_proves_that_only_lines_were_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T32."""
    files = made().files()
    folder = str(unpack(files, tmp_path / "b"))
    old = old_checkpoint(tmp_path, files["checkpoints/events-3.txt"].decode())

    assert verify.main([folder, "--since", old]) == 0
    assert "only additions" in capsys.readouterr().out


@pytest.mark.parametrize("size", [3, 40])
def test_a_log_that_was_written_anew_or_cut_is_found(
    tmp_path: Path, size: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """T31, T32: with a checkpoint that somebody else kept."""
    folder = str(unpack(made().files(), tmp_path / "b"))
    other = [bytes([n]) * 32 for n in range(size)]
    old = old_checkpoint(tmp_path, make_checkpoint("events", other))

    assert verify.main([folder, "--since", old]) == 1
    assert capsys.readouterr().out.endswith("REJECTED: events.jsonl\n")


def test_a_checkpoint_of_somebody_else_proves_nothing(tmp_path: Path) -> None:
    files = made().files()
    text = files["checkpoints/events-3.txt"].decode().replace("3\n", "4\n", 1)

    folder = str(unpack(files, tmp_path / "b"))

    assert verify.main([folder, "--since", old_checkpoint(tmp_path, text)]) == 1


def test_another_key_than_the_one_that_was_kept_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(unpack(made().files(), tmp_path / "b"))
    known = tmp_path / "key.txt"
    known.write_text(replace(KEY, name="elders.example").text)

    assert verify.main([folder, "--key", str(known)]) == 1
    assert capsys.readouterr().out.endswith("REJECTED: checkpoints/key.txt\n")


def test_the_kept_key_is_recognised(tmp_path: Path) -> None:
    folder = str(unpack(made().files(), tmp_path / "b"))
    known = tmp_path / "key.txt"
    known.write_text(KEY.text)

    assert verify.main([folder, "--key", str(known)]) == 0


def test_signatures_are_those_of_ed25519() -> None:
    chance = random.Random(1)  # noqa: S311  # repeatable
    for length in (0, 1, 40, 300):
        key = SigningKey(chance.randbytes(32))
        public, message = bytes(key.verify_key), chance.randbytes(length)
        good = key.sign(message).signature

        assert verify.is_signed(public, good, message)
        assert not verify.is_signed(public, good, message + b"x")
        assert not verify.is_signed(public, edit(good, chance)[1], message)
        assert not verify.is_signed(public, good[:32] + b"\xff" * 32, message)


@pytest.mark.parametrize(
    ("at", "key", "value"),
    [
        pytest.param(7, "used", 999, id="counts"),
        pytest.param(7, "revoked", 3, id="revoked"),
        pytest.param(8, "envelopes", 999, id="closed"),
        pytest.param(8, "void", 0, id="void"),
        pytest.param(9, "ballots", 999, id="urn"),
        pytest.param(9, "root", "0" * 64, id="root"),
        pytest.param(2, "count", 0, id="codes"),
    ],
)
def test_numbers_of_the_log_that_do_not_add_up_are_found(
    judge: Verdict, at: int, key: str, value: Any
) -> None:
    """T27: the equations."""
    told = log_of(made())
    told[at][1][key] = value

    verdict = judge(logged(told))[1]

    assert verdict.endswith("REJECTED: events.jsonl")


def log_of(round_: MadeRound) -> list[tuple[str, Any]]:
    """Return type and body of every line of a log."""
    events = map(json.loads, round_.parts().events)
    return [(event["type"], event["body"]) for event in events]


def logged(told: Sequence[tuple[str, Any]]) -> dict[str, bytes]:
    """Return the files of a bundle with another log, signed by its publisher."""
    return make_files(with_events(made().parts(), chain(*told)), KEY, sign)


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(["ROUND_FROZEN"], id="frozen-alone"),
        pytest.param(["RESULT_PUBLISHED"], id="published-alone"),
        pytest.param(["ROUND_FROZEN", "RESULT_PUBLISHED"], id="no-vote"),
    ],
)
def test_a_log_with_little_left_in_it_is_found(judge: Verdict, left: list[str]) -> None:
    """T31: what is not told can't be checked, so it must be told."""
    told = [line for line in log_of(made()) if line[0] in left]

    assert judge(logged(told))[1].endswith("REJECTED: events.jsonl")


@pytest.mark.parametrize(
    "type_", ["ROUND_FROZEN", "ROUND_CLOSED", "URN_OPENED", "RESULT_PUBLISHED"]
)
@pytest.mark.parametrize("times", [0, 2])
def test_every_step_that_decides_is_in_the_log_once(
    judge: Verdict, type_: str, times: int
) -> None:
    told = [
        line for line in log_of(made()) for _ in range(times if line[0] == type_ else 1)
    ]

    assert judge(logged(told))[1].endswith("REJECTED: events.jsonl")


def test_the_steps_stand_in_their_order(judge: Verdict) -> None:
    told = log_of(made())
    told[8], told[9] = told[9], told[8]

    assert judge(logged(told))[1].endswith("REJECTED: events.jsonl")


def test_a_log_ends_with_the_result_that_it_is_about(judge: Verdict) -> None:
    told = [*log_of(made()), ("KEY_DESTROYED", {})]

    assert judge(logged(told))[1].endswith("REJECTED: events.jsonl")


OPENED = {
    "opens_at": "2026-11-09T08:00:00Z",
    "closes_at": "2026-11-23T19:00:00Z",
    "issued": 0,
    "revoked": 0,
}


def extended(*ends: str, at: int = 8) -> dict[str, bytes]:
    """Return a bundle of a vote that was extended to these ends, before a line."""
    told = log_of(made())
    lines = [("VOTING_EXTENDED", {"closes_at": e, "reason": "storing"}) for e in ends]
    told[at:at] = [("ROUND_OPENED", OPENED), *lines]
    return logged(told)


def test_a_vote_may_be_extended_and_config_keeps_what_was_fixed(judge: Verdict) -> None:
    files = extended("2026-11-25T19:00:00Z", "2026-11-30T08:00:00Z")

    assert judge(files)[0] == 0


@pytest.mark.parametrize(
    "ends",
    [
        pytest.param(["2026-11-22T19:00:00Z"], id="shorter"),
        pytest.param(["2026-11-23T19:00:00Z"], id="as-long"),
        pytest.param(["2026-11-25T19:00:00Z", "2026-11-24T19:00:00Z"], id="back"),
        pytest.param(["2026-12-01T19:00:00Z"], id="closed-before-its-end"),
    ],
)
def test_a_vote_that_ends_earlier_than_was_told_is_found(
    judge: Verdict, ends: list[str]
) -> None:
    assert judge(extended(*ends))[1].endswith("REJECTED: events.jsonl")


def test_an_extension_after_closing_is_found(judge: Verdict) -> None:
    files = extended("2026-12-01T19:00:00Z", at=9)

    assert judge(files)[1].endswith("REJECTED: events.jsonl")


def corrected(*versions: tuple[str, int]) -> dict[str, bytes]:
    """Return the second version of a bundle, with these lines at its end."""
    told = log_of(made())
    result = told.pop()[1]
    told += [(type_, {**result, "version": version}) for type_, version in versions]
    parts = replace(with_events(made().parts(), chain(*told)), version=2)
    return make_files(parts, KEY, sign)


P, W = "RESULT_PUBLISHED", "RESULT_WITHDRAWN"


def test_a_withdrawn_version_is_followed_by_the_next(judge: Verdict) -> None:
    assert judge(corrected((P, 1), (W, 1), (P, 2)))[0] == 0


@pytest.mark.parametrize(
    "versions",
    [
        pytest.param([(P, 1), (P, 2)], id="never-withdrawn"),
        pytest.param([(P, 1), (W, 2), (P, 2)], id="another-withdrawn"),
        pytest.param([(W, 1), (P, 1), (P, 2)], id="before-it-was-public"),
        pytest.param([(P, 1), (W, 1), (P, 2), (W, 2)], id="withdrawn-itself"),
    ],
)
def test_a_correction_of_what_was_not_withdrawn_is_found(
    judge: Verdict, versions: list[tuple[str, int]]
) -> None:
    assert judge(corrected(*versions))[1].endswith("REJECTED: events.jsonl")


@pytest.mark.parametrize("kept", [0, 3, 9])
def test_a_log_that_nobody_signed_is_found(judge: Verdict, kept: int) -> None:
    """One that was signed before the urn was opened only is one of them."""
    parts = made().parts()
    leaves = event_log.leaves(parts.events[:kept])
    texts = {n: t for n, t in parts.checkpoints.items() if n.startswith("ballots")}
    if kept:
        texts[f"events-{kept}"] = make_checkpoint("events", leaves)
    files = make_files(replace(parts, checkpoints=texts), KEY, sign)

    assert judge(files)[1].endswith("REJECTED: checkpoints/events-12.txt")


def test_a_list_of_ballots_that_nobody_signed_is_found(judge: Verdict) -> None:
    parts = made().parts()
    texts = {n: t for n, t in parts.checkpoints.items() if n.startswith("events")}
    files = make_files(replace(parts, checkpoints=texts), KEY, sign)

    number = len(list(parts.ballots))
    assert judge(files)[1].endswith(f"REJECTED: checkpoints/ballots-{number}.txt")


@pytest.mark.parametrize(
    ("at", "change"),
    [
        pytest.param(8, {"paper": 2}, id="a-name-more"),
        pytest.param(8, {"envelopes_root": None}, id="a-name-less"),
        pytest.param(2, {"count": -1}, id="below-nothing"),
        pytest.param(2, {"count": "9"}, id="text-for-a-number"),
        pytest.param(2, {"count": True}, id="yes-for-a-number"),
    ],
)
def test_a_line_holds_what_is_described_and_nothing_else(
    judge: Verdict, at: int, change: dict[str, Any]
) -> None:
    told = log_of(made())
    body = {**told[at][1], **change}
    told[at] = (told[at][0], {n: v for n, v in body.items() if v is not None})

    assert judge(logged(told))[1].endswith("REJECTED: events.jsonl")


def test_votes_on_paper_do_not_explain_ballots_without_a_code(judge: Verdict) -> None:
    """Two codes fewer than ballots, and a number that nothing else bears out."""
    told = log_of(made())
    for at, *names in ((2, "count"), (7, "issued", "used"), (8, "issued", "used")):
        for name in names:
            told[at][1][name] -= 2
    told[8][1]["paper"] = 2

    assert judge(logged(told))[1].endswith("REJECTED: events.jsonl")


def test_a_line_of_a_kind_that_nobody_described_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = log_of(made())
    told.insert(4, ("URN_EMPTIED", {}))
    folder = unpack(logged(told), tmp_path / "b")

    assert verify.main([str(folder)]) == 1
    assert "line 5: onbekend" in capsys.readouterr().out


def test_unreadable_envelopes_are_explained_before_the_result(judge: Verdict) -> None:
    told = log_of(made())
    for at, names in {
        2: ["count"],
        7: ["issued", "used"],
        8: ["issued", "used", "envelopes"],
        9: ["unreadable"],
    }.items():
        for name in names:
            told[at][1][name] += 1
    explained = [*told[:10], ("ENVELOPES_EXPLAINED", {"count": 1, "reason": "x"})]

    assert judge(logged(told))[1].endswith("REJECTED: events.jsonl")
    assert judge(logged([*explained, *told[10:]]))[0] == 0


def test_the_lines_are_those_that_the_program_writes() -> None:
    described = {type_.value: set(names) for type_, names in BODIES.items()}

    assert described == verify.BODIES


def test_a_result_that_was_not_adopted_is_found(judge: Verdict) -> None:
    files = made().files()
    result = json.loads(files["result.json"])
    result["note"] = "x"
    files["result.json"] = rfc8785.dumps(result)

    assert judge(sign_again(files))[1].endswith("REJECTED: result.json")


def test_a_configuration_that_was_not_frozen_is_found(judge: Verdict) -> None:
    files = made().files()
    config = json.loads(files["config.json"])
    config["title"] = "Anders"
    files["config.json"] = rfc8785.dumps(config)

    assert judge(sign_again(files))[1].endswith("REJECTED: config.json")


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param(["B", "a", "10"], id="over-a-limit-and-unsorted"),
        pytest.param(["nobody"], id="unknown"),
        pytest.param({"a": 1}, id="other-form"),
        pytest.param([["a"]], id="nested"),
        pytest.param("a", id="text"),
    ],
)
def test_a_ballot_that_is_not_valid_is_found(judge: Verdict, choices: Any) -> None:
    cheat = approving()
    result, rounds = cheat.counted()
    cheat.bodies[0]["choices"] = {cheat.config["contests"][0]["id"]: choices}

    files = Told(result, rounds, cheat).files()

    assert judge(files)[1].endswith("REJECTED: ballots.jsonl")


def approving() -> MadeRound:
    """Return a round whose first contest takes up to two approvals."""
    for seed in range(200):
        found = random_round(seed)
        contest = found.config["contests"][0]
        if contest["vote_type"] == "approval" and len(contest["projects"]) > 3:
            contest["limits"]["max_choices"] = 2
            for body in found.bodies:
                body["choices"].pop(contest["id"], None)
            return found
    raise AssertionError


@pytest.mark.parametrize(("said", "status"), [([], 1), (["--no-log"], 0)])
def test_a_round_without_a_log_is_not_called_right(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    said: list[str],
    status: int,
) -> None:
    parts = replace(made().parts(), events=(), checkpoints={})
    folder = unpack(make_files(parts, KEY, sign), tmp_path / "b")

    assert verify.main([str(folder), *said]) == status
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.endswith("NOT VERIFIABLE: no log")


def test_a_log_of_which_something_is_left_is_no_log_of_old(tmp_path: Path) -> None:
    folder = unpack(logged(log_of(made())[:1]), tmp_path / "b")

    assert verify.main([str(folder), "--no-log"]) == 1


def test_limits_hold_where_there_is_no_log(judge: Verdict) -> None:
    cheat = approving()
    result, rounds = cheat.counted()
    cheat.bodies[0]["choices"] = {cheat.config["contests"][0]["id"]: ["10", "B", "a"]}
    parts = Told(result, rounds, cheat).parts()

    files = make_files(replace(parts, events=(), checkpoints={}), KEY, sign)

    assert judge(files)[1].endswith("REJECTED: ballots.jsonl")


def test_a_round_from_a_file_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told, parts = log_of(made()), made().parts()
    source = {"file": "stad.pb", "sha256": "0" * 64}
    body = {**source, "ballots": told[9][1]["ballots"], "root": told[9][1]["root"]}
    lines = chain(told[0], ("ROUND_IMPORTED", body), told[-1])
    folder = unpack(make_files(with_events(parts, lines), KEY, sign), tmp_path / "b")

    assert verify.main([str(folder)]) == 0
    out = capsys.readouterr().out
    assert "taken over from stad.pb" in out
    assert "counted with" in out
    assert "fixed before the vote" not in out


def test_a_round_with_few_ballots_shows_receipts_only(judge: Verdict) -> None:
    """1b.10."""
    few = next(r for r in map(made, range(99)) if len(r.bodies) == 3)
    parts = few.parts()
    shut = [ListedBallot(b.commitment, b.nonce, None) for b in parts.ballots]
    files = make_files(replace(parts, ballots=shut, rounds={}), KEY, sign)

    assert judge(files)[0] == 0
    assert b"nonce" not in files["ballots.jsonl"]


def test_ballots_of_a_large_contest_must_be_shown(judge: Verdict) -> None:
    many = next(r for r in map(made, range(99)) if len(r.bodies) == 25)
    parts = many.parts()
    first, *rest = parts.ballots
    shown = [ListedBallot(first.commitment, first.nonce, None), *rest]
    files = make_files(replace(parts, ballots=shown), KEY, sign)

    assert judge(files)[1].endswith("REJECTED: ballots.jsonl")


def test_the_only_area_hides_no_ballots_behind_another_file(judge: Verdict) -> None:
    """Else whoever publishes could write any ballots into the .pb file."""
    one = next(
        r
        for r in map(made, range(99))
        if len(r.bodies) == 25 and len(r.config["areas"]) == 1
    )
    parts = one.parts()
    shut = [ListedBallot(b.commitment, b.nonce, None) for b in parts.ballots]
    files = make_files(replace(parts, ballots=shut), KEY, sign)

    assert judge(files)[1].endswith("REJECTED: ballots.jsonl")


@pytest.mark.parametrize(
    ("codes", "file"),
    [
        pytest.param(11, "ballots.jsonl", id="more-than-had-a-code"),
        pytest.param(12, "round.pb", id="as-many-as-had-a-code"),
    ],
)
def test_silent_areas_hide_no_more_ballots_than_they_had_codes(
    codes: int, file: str
) -> None:
    """The second file is the next that is looked for."""
    check: Any = verify.check_pb_files
    pot, results = SimpleNamespace(id="1", area=None), {"1": {"ballots": 30}}

    with pytest.raises(verify.Wrong) as wrong:
        check({}, [pot], 12, codes, 30, results)

    assert wrong.value.args[0] == file
