#!/usr/bin/env python3
"""Check a published bundle of Buurtgeld from nothing but its files.

    python3 verify.py                 the folder that this file is in
    python3 verify.py bundel.zip      a zip or a folder
    python3 verify.py bundel.zip --since old-checkpoint.txt --key old-key.txt

Exit status: 0 all is right, 1 something is wrong (the file is named), 2 nothing to read. Needs Python 3.9 only.
Written from the description of the bundle (docs/bundle.md), not from the program that counts.
"""
from __future__ import annotations

import argparse, base64, csv, hashlib, heapq, io, json, os, re, struct, sys, zlib
from collections import Counter
from fractions import Fraction
from math import gcd, lcm
from pathlib import Path

MOST_BYTES = 1 << 30  # of a bundle
SMALL = 10  # a contest with fewer ballots does not publish them one by one
MOST_STATES = 300_000  # of the search for the best choice, before it gives up
NAMES = re.compile(
    r"(config|result)\.json|(ballots|events)\.jsonl|verify\.py|LEESMIJ\.txt|SHA256SUMS(\.sig)?"
    r"|round(-[A-Za-z0-9_-]{1,64})?\.pb|checkpoints/(key|(events|ballots)-(0|[1-9][0-9]{0,8}))\.txt")
NEEDED = ["config.json", "ballots.jsonl", "events.jsonl", "result.json", "verify.py", "LEESMIJ.txt"]
NEEDED += ["checkpoints/key.txt", "SHA256SUMS", "SHA256SUMS.sig"]
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__"}  # of file managers and of Python
LINE = rb'\{"ballot":(\{.*\}),"commitment":"([0-9a-f]{64})","nonce":"([0-9a-f]{64})"\}'
SHUT_LINE = rb'\{"commitment":"([0-9a-f]{64})"\}'
CODES, VERSIONS = ("issued", "unused", "used", "revoked", "void"), ["RESULT_PUBLISHED", "RESULT_WITHDRAWN"]
WHOLE = {*CODES, "count", "invalid", "unreadable", "envelopes", "ballots", "version"}  # numbers in the log
# Every kind of line in the log, and all that its body holds.
BODIES = {kind: set(names) for kind, *names in map(str.split, re.findall("[A-Z_]+[^;]*", """
ROUND_FROZEN config_hash; KEY_MADE public_key holders; KEY_TEST_BEGUN; KEY_TESTED public_key; KEY_DESTROYED;
CODES_ISSUED area count root extra; CODES_REVOKED area count; CODE_REPLACED area reason; BALLOT_VOIDED area reason;
ACT_PROPOSED act subject_hash; ACT_DECIDED act subject_hash outcome; ROUND_OPENED opens_at closes_at issued revoked;
COUNTS issued unused used revoked void; VOTING_PAUSED reason; VOTING_RESUMED; PAPER_SETTLED spent valid invalid reasons;
ROUND_CLOSED issued unused used revoked void unreadable envelopes envelopes_root; UNSEAL_BEGUN; ROUND_ARCHIVED;
URN_OPENED ballots unreadable root; ENVELOPES_EXPLAINED count reason; RESULT_COUNTED result_hash;
RESULT_PROPOSED result_hash; RESULT_PUBLISHED version result_hash reason; RESULT_WITHDRAWN version result_hash reason;
INTEGRITY_HOLD expected_used found_used expected_size found_size; INTEGRITY_RELEASED reason; DELIVERY_BEGUN;
ROUND_IMPORTED file sha256 ballots root; SMALL_AREAS_ALLOWED areas reason; VOTING_EXTENDED closes_at reason"""))}
LIFE, LIFE_OF_FILE = ["ROUND_FROZEN", "ROUND_CLOSED", "URN_OPENED"], ["ROUND_FROZEN", "ROUND_IMPORTED"]  # in order

class Wrong(Exception):
    """A file is not what it should be: its name, and why in two languages."""
def say(mark, text):  # one line: what was checked, in Dutch and in English
    print(f"[{mark:^4}] {text}")
def need(is_so, file, why):  # stop with the name of a file unless something is so
    if not is_so:
        raise Wrong(file, why)
def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
# ---- Reading a folder or a zip -----------------------------------------------------------------------
def read_folder(path):  # return name -> bytes of the files in a folder; no links, no strangers
    files, total = {}, 0
    for folder, inner, names in os.walk(path):
        inner[:] = set(inner) - LITTER
        for name in sorted(set(names) - LITTER):
            full, shown = f"{folder}/{name}", os.path.relpath(f"{folder}/{name}", path).replace(os.sep, "/")
            is_known = NAMES.fullmatch(shown) and os.path.isfile(full) and not os.path.islink(full)
            need(is_known, shown, "hoort hier niet | does not belong here")
            total += os.path.getsize(full)
            need(total <= MOST_BYTES, shown, "te groot | too large")
            files[shown] = Path(full).read_bytes()
    return files
def read_zip(data, label):  # name -> bytes of the files in a zip that holds them as they are
    files, at = {}, 0
    while bytes(data[at : at + 4]) == b"PK\3\4" and at + 30 <= len(data):
        size, length = struct.unpack_from("<LH", data, at + 22)
        start, name = at + 30 + length, bytes(data[at + 30 : at + 30 + length]).decode("latin-1")
        is_known = NAMES.fullmatch(name) and name not in files and start + size <= len(data)
        need(is_known, label, "vreemde kop in de zip | strange header in the zip")
        files[name], at = data[start : start + size], start + size
    need(files and bytes(data[at : at + 4]) == b"PK\1\2", label, "kapotte zip | broken zip")
    return files
def zip_parts(files):  # yield (name, bytes) of the one zip that these files make: stored, sorted, without times
    directory, at = [], 0
    for name in sorted(files):
        raw, data = name.encode(), files[name]
        sizes = zlib.crc32(data), len(data), len(data), len(raw), 0
        shared = struct.pack("<5H3L2H", 20, 0, 0, 0, 33, *sizes)
        place = struct.pack("<3H2L", 0, 0, 0, 0o100644 << 16, at)
        directory.append(b"PK\1\2" + struct.pack("<H", 788) + shared + place + raw)
        yield name, b"PK\3\4" + shared + raw
        yield name, data
        at += 30 + len(raw) + len(data)
    tail, count = b"".join(directory), len(directory)
    yield "", tail + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(tail), at, 0)
def check_zip(data, files, label):  # build the zip anew; compare each byte with what was given, if that was a zip
    at, sha = 0, hashlib.sha256()
    for name, part in zip_parts(files):
        same = data is None or data[at : at + len(part)] == part
        need(same, name or label, "de zip wijkt hier af | the zip differs here")
        at += len(part)
        sha.update(part)
    need(data is None or at == len(data), label, "de zip is te lang | the zip is too long")
    say("ok", f"SHA-256 van bundel.zip | of the zip: {sha.hexdigest()}")
# ---- Signatures: Ed25519 (RFC 8032) in whole numbers, and signed notes (C2SP) ------------------------
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
def point_sum(a, b):
    m, n, c, d = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0]), 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P
def point_times(number, point):
    result = (0, 1, 1, 0)
    while number:
        result = point_sum(result, point) if number & 1 else result
        point, number = point_sum(point, point), number >> 1
    return result
def point_of(data):  # from 32 bytes; None if it is not on the curve
    sign, y = divmod(int.from_bytes(data, "little"), 1 << 255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P
def is_signed(key: bytes, signature: bytes, message: bytes) -> bool:  # nothing here is secret, so time may tell
    public, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    order = 2**252 + 27742317777372353535851937790883648493
    if public is None or r is None or s >= order or len(signature) != 64:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little")
    left = point_times(s, point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    right = point_sum(r, point_times(hashed % order, public))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))
class Signer:
    """The public key of the publisher."""
    def __init__(self, data):
        file, why, self.text = "checkpoints/key.txt", "is geen sleutel | is no key", bytes(data).decode("latin-1")
        match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\n", self.text)
        need(match, file, why)
        self.name, raw = match[1], from_base64(match[3], file)
        self.id, self.key = hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4], raw[1:]
        need(len(raw) == 33 and raw[0] == 1 and self.id.hex() == match[2], file, why)
    def open(self, data, file):  # return the lines of a signed note; none if its signature is bad
        head, mark, tail = bytes(data).decode("utf-8", "replace").rpartition("\n\n")
        match = mark and re.fullmatch(r"— (\S+) ([A-Za-z0-9+/=]+)\n", tail)
        need(match, file, "is geen ondertekende tekst | is no signed note")
        raw = from_base64(match[2], file)
        is_ours = match[1] == self.name and raw[:4] == self.id
        return head.split("\n") if is_ours and is_signed(self.key, raw[4:], (head + "\n").encode()) else []
def from_base64(text, file):  # which has only one way to be written here
    raw = base64.b64decode(text) if re.fullmatch(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2,3}==?)?", text) else b""
    need(raw and base64.b64encode(raw).decode() == text, file, "bevat kapotte base64 | broken base64")
    return raw
def check_sums(files, known_key):  # hold the note about SHA256SUMS to the key, that to the note, every file to that
    for name in NEEDED:
        need(name in files, name, "ontbreekt | is missing")
    signer, own, sig = Signer(files["checkpoints/key.txt"]), "SHA256SUMS", "SHA256SUMS.sig"
    need(known_key in (None, signer.text.strip()), "checkpoints/key.txt", "is een andere sleutel | is another key")
    told = re.fullmatch(r"(\S+/rondes/[^/\s]+)/uitslag/v([1-9][0-9]*)\nSHA256SUMS\n([0-9a-f]{64})",
                        "\n".join(signer.open(files[sig], sig)))
    need(told, sig, "is geen goed ondertekende tekst | is no well signed note")
    need(sha256(files[own]) == told[3], own, "is veranderd | was changed")
    listed = dict(line.split("  ")[::-1] for line in bytes(files[own]).decode().splitlines())
    for name in sorted(listed.keys() ^ (files.keys() - {own, sig})):
        raise Wrong(name, "ontbreekt of hoort hier niet | is missing or does not belong here")
    for name in listed:
        need(sha256(files[name]) == listed[name], name, "is veranderd | was changed")
    say("ok", f"{len(listed)} bestanden passen bij SHA256SUMS | files agree with SHA256SUMS")
    say("ok", f"Ondertekend met sleutel | signed with key {signer.text.strip()}")
    if known_key is None:
        say("let", "Vergelijk die met een sleutel die u bewaarde (--key) | compare it with one that you kept")
    return signer, told[1], int(told[2])
# ---- Canonical JSON, Merkle trees, the log -----------------------------------------------------------
def ordered(value):  # the keys of every object in the order of RFC 8785
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: ordered(value[key]) for key in keys}
    return [ordered(item) for item in value] if isinstance(value, list) else value
def canonical(value):  # RFC 8785; there are no numbers but whole ones
    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()
def read_json(data, file, where=""):  # return the object in canonical JSON
    try:
        value = json.loads(bytes(data), parse_float=int, parse_constant=int)  # int("1.5") is refused
        good = canonical(value) == data and isinstance(value, dict)
    except (ValueError, RecursionError):
        good = False
    need(good, file, f"{where} is geen canonieke JSON | is no canonical JSON")
    return value
def lines_of(data, file):
    need(not data or bytes(data).endswith(b"\n"), file, "stopt midden in een regel | is cut off")
    return bytes(data).split(b"\n")[:-1]
def merkle_root(leaves):  # return the root of RFC 6962 over the leaves
    row = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(row) > 1:
        row = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(row[::2], row[1::2])] + row[len(row) & ~1 :]
    return row[0] if row else hashlib.sha256(b"").digest()
def check_events(files):  # check the chain of the event log and return its events
    file, events, previous = "events.jsonl", [], "0" * 64
    keys = {"index", "at", "type", "actor", "body", "previous"}
    for index, text in enumerate(lines_of(files[file], file)):
        where = f"regel | line {index + 1}"
        event = read_json(text, file, where)
        good = event.keys() == keys | {"hash"} and isinstance(event["body"], dict)
        good = good and (event["index"], event["previous"]) == (index, previous)
        good = good and event["hash"] == sha256(canonical({key: event[key] for key in keys}))
        need(good, file, f"de keten breekt bij | the chain breaks at {where}")
        known = BODIES.get(str(event["type"])) == event["body"].keys()
        known = known and all(type(n) is int and n >= 0 for name, n in event["body"].items() if name in WHOLE)
        need(known, file, f"{where}: onbekend, of met andere gegevens | unknown, or it holds something else")
        events.append(event)
        previous = event["hash"]
    say("ok" if events else "--", f"Logboek: {len(events)} regels in één keten | events in one chain")
    return events
def check_checkpoint(data, file, signer, leaves):  # a log begins with what it says; return origin, kind, size
    match = re.fullmatch(r"(.+)/(events|ballots)\n(0|[1-9][0-9]{0,8})\n(.+)", "\n".join(signer.open(data, file)))
    need(match, file, "is geen goed ondertekende tussenstand | is no well signed checkpoint")
    kind, size = match[2], int(match[3])
    good = size <= len(leaves[kind]) and from_base64(match[4], file) == merkle_root(leaves[kind][:size])
    need(good, f"{kind}.jsonl", f"past niet bij | does not agree with {file}")
    return match[1], kind, size
def check_checkpoints(files, signer, origin, leaves):  # check each signed checkpoint; return the largest of each log
    found, most = Counter(), Counter()
    for file in sorted(files):
        match = re.fullmatch(r"checkpoints/(events|ballots)-([0-9]+)\.txt", file)
        if match:
            here = check_checkpoint(files[file], file, signer, leaves)
            need(here == (origin, match[1], int(match[2])), file, "hoort bij iets anders | belongs elsewhere")
            found[here[1]], most[here[1]] = found[here[1]] + 1, max(most[here[1]], here[2])
    for kind in ("events", "ballots"):
        say("ok" if found[kind] else "--", f"{found[kind]} tussenstand(en) van {kind}.jsonl | checkpoints agree")
    return most
# ---- The ballots -------------------------------------------------------------------------------------
class Contest:
    """One sum of money: what was fixed, and the ballots as weights per project."""
    def __init__(self, fixed, currency):
        self.id, self.area, self.budget, rule = fixed["id"], fixed["area"], fixed["budget"], fixed["rule"]
        self.kind, self.limits, self.currency = fixed["vote_type"], fixed["limits"], currency
        self.rule, self.utility, self.options = rule["rule"], rule["utility"] or "cost", rule["options"]
        usual = {"equal-shares": "add1u", "phragmen": "none"}.get(self.rule)
        self.completion = usual and (rule["completion"] or usual)
        self.projects = {project["id"]: project for project in fixed["projects"]}
        self.cost = {id_: project["cost"] for id_, project in self.projects.items()}
        self.order, self.rank = fixed["tie_order"], {id_: place for place, id_ in enumerate(fixed["tie_order"])}
        self.groups, self.pairs = Counter(), {}  # ((project, weight), ...) -> ballots
    def read(self, choices):  # return one ballot as pairs of project and weight; ValueError if it is odd
        if self.kind == "cumulative":
            weights = {id_: Fraction(given) for id_, given in choices.items()}
        elif self.kind == "ordinal":
            longest = self.limits["max_choices"] or len(choices)
            weights = {id_: max(1, longest - i) for i, id_ in enumerate(choices)}
        else:
            weights = dict.fromkeys(choices, 1)
        known = weights.keys() <= self.cost.keys() and len(weights) == len(choices)
        if not known or min(weights.values(), default=1) <= 0:
            raise ValueError
        return tuple(self.pairs.setdefault(pair, pair) for pair in sorted(weights.items()))
    def breach(self, choices, pairs):  # return the limit that a ballot exceeds, or None
        limits, ids = self.limits, [id_ for id_, _ in pairs]
        points = list(choices.values()) if self.kind == "cumulative" else [0]
        if any(type(point) is not int for point in points):
            return "points"
        themes = Counter(self.projects[id_]["category"] for id_ in ids)
        spent, in_budget = sum(self.cost[id_] for id_ in ids), limits["within_budget"]
        pairs = [(theme, themes[theme], most) for theme, most in limits.get("max_per_theme", {}).items()]
        pairs += [("max_choices", len(ids), 1 if self.kind == "choose-1" else limits["max_choices"]),
                  ("min_choices", limits.get("min_choices", 0), len(ids)),
                  ("points", sum(points), limits.get("points")),
                  ("max_points", max(points), limits.get("max_points")),
                  ("within_budget", spent, self.budget if in_budget else None),
                  ("order", self.kind in ("approval", "choose-1") and choices != ids, False)]
        return next((name for name, have, most in pairs if most is not None and have > most), None)
def check_config(files, events, origin, is_foreign):  # read what was fixed before the vote
    file, config = "config.json", read_json(files["config.json"], "config.json")
    try:
        contests = [Contest(fixed, config["currency"]) for fixed in config["contests"]]
        good = config["format"] == "buurtgeld-config/1" and origin.endswith(f"/rondes/{config['slug']}")
        good = good and all(sorted(c.order) == sorted(c.cost) for c in contests)
    except (KeyError, TypeError, AttributeError):
        good = False
    need(good, file, "is onvolledig of van een andere ronde | is incomplete, or of another round")
    told = {event["body"].get("config_hash") for event in events if event["type"] == "ROUND_FROZEN"}
    need(told <= {sha256(files[file])}, file, "lag niet zo vast | is not what was fixed before the vote")
    fixed = "Hiermee is geteld | counted with" if is_foreign else "Vooraf vastgelegd | fixed before the vote"
    say("ok", f"{fixed}: {sha256(files[file])}")
    return config, contests
def check_ballots(files, config, contests, is_foreign):  # return commitments, what is not shown, areas without a word
    file, bodies, commitments, hidden, odd = "ballots.jsonl", {}, [b""], 0, 0
    prefix = b"buurtgeld-ballot/v1\n" + hashlib.sha256(files["config.json"]).digest()
    for number, text in enumerate(lines_of(files[file], file), start=1):
        where, match, shut = f"regel | line {number}", re.fullmatch(LINE, text), re.fullmatch(SHUT_LINE, text)
        need(match or shut, file, f"{where}: onleesbaar | unreadable")
        commitment = bytes.fromhex((match[2] if match else shut[1]).decode())
        if match:
            same = hashlib.sha256(prefix + bytes.fromhex(match[3].decode()) + match[1]).digest() == commitment
            need(same, file, f"{where}: past niet bij zijn bewijs | does not fit its receipt")
            bodies.setdefault(match[1], [0, where])[0] += 1
        need(commitments[-1] < commitment, file, f"{where}: dubbel of volgorde | twice, or order")
        commitments.append(commitment)
        hidden += not match
    own = {a["id"]: [c for c in contests if c.area in (None, a["id"])] for a in config["areas"]}
    for body, (count, where) in bodies.items():
        breach = take_ballot(body, where, own, count)
        need(not breach or is_foreign, file, f"{where}: breekt een grens | exceeds a limit: {breach}")
        odd += count if breach else 0
    say("ok", f"{len(commitments) - 1 - hidden} stembiljetten zijn geldig en passen | ballots are valid and fit")
    if odd:
        say("let", f"{odd} overgenomen biljetten breken een grens en tellen mee | imported ballots exceed a limit")
    shown = {json.loads(body)["area"] for body in bodies} | {c.area for c in contests}
    return commitments[1:], hidden, own.keys() - shown if len(own) > 1 else set()  # one area hides nothing alone
def take_ballot(body, where, contests, count):  # count equal ballots in each contest; return a limit they break
    file, why, breach = "ballots.jsonl", f"{where}: is geen geldig biljet | no valid ballot", None
    ballot = read_json(body, file, where)
    good = ballot.keys() == {"area", "choices"} and isinstance(ballot["choices"], dict)
    need(good and isinstance(ballot["area"], str) and ballot["area"] in contests, file, why)
    own = {contest.id: contest for contest in contests[ballot["area"]]}
    need(ballot["choices"].keys() <= own.keys() and all(ballot["choices"].values()), file, why)
    for id_, contest in own.items():
        form = dict if contest.kind == "cumulative" else list
        choices = ballot["choices"].get(id_, form())
        try:
            need(isinstance(choices, form), file, why)
            pairs = contest.read(choices)
            breach = breach or (choices and contest.breach(choices, pairs))
        except (ValueError, TypeError, ZeroDivisionError):
            raise Wrong(file, why) from None
        contest.groups[pairs] += count
    return breach
def read_pb(text, contest):  # its ballots, its winners, and whether the file is right
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    at = [rows.index([word]) for word in ("META", "PROJECTS", "VOTES")]
    meta, votes, groups = dict(rows[at[0] + 2 : at[1]]), Counter(), Counter()
    projects = [dict(zip(rows[at[1] + 1], row)) for row in rows[at[1] + 2 : at[2]]]
    for row in rows[at[2] + 2 :]:
        choices = row[1].split(",") if row[1] else []
        votes.update(choices)
        if contest.kind == "cumulative":
            choices = dict(zip(choices, row[2].split(",")))
        groups[contest.read(choices)] += 1
    fixed = {p["project_id"]: (Fraction(p["cost"]) * 100, int(p["votes"])) for p in projects}
    good = fixed == {id_: (cost, votes[id_]) for id_, cost in contest.cost.items()}
    told = (Fraction(meta["budget"]) * 100, meta["vote_type"], meta["tie_order"], int(meta["num_votes"]))
    same = told == (contest.budget, contest.kind, ",".join(contest.order), sum(groups.values()))
    return groups, {p["project_id"] for p in projects if p["selected"] == "1"}, good and same
def check_pb_files(files, contests, hidden, more, total, results):
    """Hold the .pb files, and what few voters or `more` hide, to the ballots; return what can be counted."""
    small = {c.area: results[c.id]["ballots"] for c in contests if results[c.id]["ballots"] < SMALL}
    allowed = total if None in small else sum(small.values())
    good = hidden in (0, allowed) or allowed < hidden <= allowed + more
    need(good, "ballots.jsonl", "toont te weinig | does not show enough")
    names, complete = {f"round-{c.id}.pb" if contests[1:] else "round.pb": c for c in contests}, []
    for name in sorted(set(files) - set(names)):
        need(not name.startswith("round"), name, "hoort bij geen pot | belongs to no contest")
    for name, contest in names.items():
        told = results[contest.id]
        if name in files:
            try:
                groups, winners, good = read_pb(bytes(files[name]).decode(), contest)
            except (ValueError, KeyError, IndexError, csv.Error, TypeError):
                good = False
            good = good and winners == set(told["winners"]) and not contest.groups - groups
            gone = hidden if contest.area is None else told["ballots"] if hidden and None in small else 0
            good = good and sum((groups - contest.groups).values()) == gone
            need(good, name, "past niet bij biljetten en uitslag | differs from the ballots or the result")
            contest.groups = groups
        elif hidden:
            need(told["ballots"] < SMALL, name, "ontbreekt | is missing")
            continue
        good = sum(contest.groups.values()) == told["ballots"]
        need(good, "result.json", f"pot {contest.id}: aantal stemmen | number of ballots")
        complete.append(contest)
    say("ok", "Pabulib-bestanden tonen dezelfde stemmen | the .pb files hold the same ballots")
    if hidden:
        say("let", f"{hidden} biljetten van weinig kiezers niet nagegaan: alleen hun bewijs staat er | receipts only")
    return complete
# ---- The count: docs/bundle.md and docs/rules say how ------------------------------------------------
class Funding:
    """The money left, what is funded, and what that forbids."""
    def __init__(self, contest, capped=True, like=None):
        self.contest, self.left, self.funded = contest, contest.budget, []
        # Each limit: how much there may be, and project -> how much it takes of that.
        self.limits = [(g["at_most"], dict.fromkeys(g["projects"], 1)) for g in contest.options["groups"]]
        for name, cap in contest.options["caps"].items() if capped else ():
            named = {id_: [part.strip() for part in p["category"].split(",")] + [p["category"]]
                     for id_, p in contest.projects.items()}
            self.limits.append((cap, {id_: contest.cost[id_] for id_ in named if name in named[id_]}))
        for id_ in like.funded if like else ():
            self.fund(id_)
    def fund(self, id_):
        self.left -= self.contest.cost[id_]
        self.funded.append(id_)
    def room(self, most, takes):  # what a limit still leaves
        return most - sum(takes.get(id_, 0) for id_ in self.funded)
    def is_blocked(self, id_):
        return any(id_ in takes and self.room(most, takes) < takes[id_] for most, takes in self.limits)
    def is_open(self, id_):
        return id_ not in self.funded and not self.is_blocked(id_)
class Count:
    """One contest with its ballots, ready to be counted."""
    def __init__(self, contest):
        self.contest, self.cost, self.rank = contest, contest.cost, contest.rank
        self.groups, self.n = list(contest.groups.items()), sum(contest.groups.values())
        self.scale = lcm(*{Fraction(w).denominator for _, w in contest.pairs})  # makes all weights whole
        self.backers = {id_: [] for id_ in self.cost}  # (group, ballots, weight)
        for index, (pairs, number) in enumerate(self.groups):
            for id_, weight in pairs:
                self.backers[id_].append((index, number, int(weight * self.scale)))
        self.votes = {id_: sum(n for _, n, _ in b) for id_, b in self.backers.items()}
        self.mass = {id_: sum(n * w for _, n, w in b) for id_, b in self.backers.items()}
        self.score = {id_: Fraction(mass, self.scale) for id_, mass in self.mass.items()}
        least = contest.options["min_score"]
        least = Fraction(least.rstrip("%")) * (Fraction(self.n, 100) if "%" in least else 1)
        self.out = {i: "no_votes" if not self.score[i] else "over_budget" if self.cost[i] > contest.budget
                    else "below_minimum" if self.score[i] < least else None for i in contest.order}
        self.eligible = [id_ for id_ in contest.order if not self.out[id_]]
    def free(self):  # fund what costs nothing, in tie order
        funding, steps = Funding(self.contest), []
        for id_ in self.eligible:
            if self.cost[id_] == 0 and funding.is_open(id_):
                funding.fund(id_)
                steps.append(step(id_, "free", funding.left))
        return funding, steps
    def greedy(self, funding, phase, by_ratio=False, skip=True):  # once by score, or by score for the money
        keys = {i: self.score[i] for i in self.eligible if self.cost[i] and i not in funding.funded}
        keys = {i: key * 100 / self.cost[i] for i, key in keys.items()} if by_ratio else keys
        order, steps = sorted(keys, key=lambda id_: (-keys[id_], self.rank[id_])), []
        for place, id_ in enumerate(order):
            if funding.is_blocked(id_):
                continue
            if self.cost[id_] <= funding.left:
                behind = [i for i in order[place + 1 :] if not funding.is_blocked(i)]
                funding.fund(id_)
                tied = [i for i in behind if keys[i] == keys[id_]]
                steps.append(step(id_, phase, funding.left, key=keys[id_], tied=tied))
            elif not skip:
                break
        return steps
    def phragmen(self, funding):  # buy what its supporters can pay first, while that fits the budget
        last, steps = [Fraction(0)] * len(self.groups), []
        while True:
            at = {}
            for id_ in self.eligible:
                if self.cost[id_] and funding.is_open(id_):
                    spent = Counter()
                    for index, number, _ in self.backers[id_]:
                        spent[last[index]] += number
                    at[id_] = (self.cost[id_] + sum(t * n for t, n in spent.items())) / self.votes[id_]
            now = min(at.values(), default=None)
            tied = [id_ for id_ in at if at[id_] == now]
            if not tied or any(self.cost[id_] > funding.left for id_ in tied):
                return steps
            for index, _, _ in self.backers[tied[0]]:
                last[index] = now
            funding.fund(tied[0])
            steps.append(step(tied[0], "phragmen", funding.left, key=now / 100, tied=tied[1:]))
    def shares(self, endowment):  # run equal shares once; return the funding, the steps and (project, key) of each
        (funding, steps), keys, market = self.free(), [], Market(self, endowment)
        while found := market.best(funding):
            key, _, id_, offer = found[0]
            funding.fund(id_)
            told, shown = market.pay(id_, offer), key if market.by_cost else key / 100
            tied = [other[2] for other in found[1:]]
            steps.append(step(id_, "equal-shares", funding.left, key=shown, tied=tied, **told))
            keys.append((id_, key))
        return funding, steps, keys
    def stays(self, keys, endowment):  # say whether every endowment from that of `keys` to this one buys the same
        # Money never falls when the endowment rises: a rival that at the higher one loses to the old keys always does.
        (funding, _), market = self.free(), Market(self, endowment)
        for id_, key in keys:
            found = market.best(funding, bar=(key, self.rank[id_]))
            if [other[2] for other in found] != [id_]:
                return False
            market.pay(id_, found[0][3])
            funding.fund(id_)
        return not market.best(funding)
    def add_one(self, most):  # raise the endowment by increments; return the last one within the budget
        share, raised, jump = Fraction(self.contest.budget, self.n), 0, 1
        increment, (funding, _, keys) = self.contest.options["increment"], self.shares(share)
        while self.may_go_on(funding) and raised <= most:
            if jump > 1:
                good = self.stays(keys, share + (raised + jump) * increment)
                raised, jump = (raised + jump, jump * 2) if good else (raised, jump // 2)
                continue
            more, _, keys = self.shares(share + (raised + 1) * increment)
            if more.left < 0:
                break
            jump, raised = 2 if more.funded == funding.funded else 1, raised + 1
            funding = more
        return share + raised * increment, raised
    def may_go_on(self, funding):
        to_the_end = self.contest.options["add1_stop"] == "overspend"
        return any(to_the_end or self.cost[i] <= funding.left for i in self.eligible if funding.is_open(i))
    def prefers(self, other, ours):  # whether more voters named more of the other projects
        other, ours = set(other), set(ours)
        more = [(sum((id_ in other) - (id_ in ours) for id_, _ in pairs), number) for pairs, number in self.groups]
        return sum(number * ((gain > 0) - (gain < 0)) for gain, number in more) > 0
    def best_choice(self, funding, by_cost):  # the most valuable open projects that fit, the first of them in tie order
        # Worth is value, then a bit per project, the highest for the first in tie order: so the greatest worth
        # is the most valuable choice, and among equals the first.
        ids = [i for i in self.eligible if 0 < self.cost[i] <= funding.left and funding.is_open(i)]
        limits = [(funding.room(most, takes), takes) for most, takes in funding.limits]
        limits = [(funding.left, self.cost)] + [one for one in limits if sum(one[1].get(i, 0) for i in ids) > one[0]]
        states = {(0,) * len(limits): 0}  # what is used of each limit -> the greatest worth
        for place, id_ in enumerate(ids, start=1):
            worth = (self.mass[id_] * (self.cost[id_] if by_cost else 1) << len(ids)) + (1 << len(ids) - place)
            for used, before in list(states.items()):
                after = tuple(u + takes.get(id_, 0) for u, (_, takes) in zip(used, limits))
                if all(u <= most for u, (most, _) in zip(after, limits)):
                    states[after] = max(states.get(after, 0), before + worth)
            if len(states) > MOST_STATES:
                raise OverflowError
        worth = max(states.values())
        return [id_ for place, id_ in enumerate(ids, start=1) if worth >> len(ids) - place & 1]
class Market:
    """What every voter has left in one run: whole numbers over one denominator."""
    def __init__(self, count, endowment):
        self.count, self.by_cost = count, count.contest.utility == "cost"
        self.unit, self.money = endowment.denominator, [endowment.numerator]
        self.purse = [0] * len(count.groups)  # of a group of ballots: its place in `money`
        unit = {id_: 1 if self.by_cost else count.cost[id_] for id_ in count.eligible if count.cost[id_]}
        # (lower bound of the key, rank, project): money only falls, so keys only rise.
        self.heap = [(unit[id_] / count.score[id_], count.rank[id_], id_) for id_ in unit]
        heapq.heapify(self.heap)
    def offer(self, id_):
        """Return the least q with sum of min(money, q * weight) = cost, as a ratio, and the purses; or None."""
        held, purse, cost = {}, self.purse, self.count.cost[id_] * self.unit
        for index, number, weight in self.count.backers[id_]:
            place = purse[index], weight
            held[place] = held.get(place, 0) + number
        purses = [(self.money[place], weight, n) for (place, weight), n in held.items()]
        if sum(money * n for money, _, n in purses) < cost:
            return None
        top, bottom, rich = cost, sum(w * n for _, w, n in purses), purses
        while short := [p for p in rich if p[0] * bottom < top * p[1]]:  # who can't pay in full pays all
            rich = [p for p in rich if p[0] * bottom >= top * p[1]]
            top -= sum(money * n for money, _, n in short)
            bottom -= sum(w * n for _, w, n in short)
        return top, bottom, purses
    def best(self, funding, bar=None):
        """Return the best offers (key, rank, project, offer); or all that reach a bar (key, rank)."""
        found, back, is_given = [], [], bar is not None
        while self.heap and (bar is None or self.heap[0][:2] <= bar):
            _, rank, id_ = heapq.heappop(self.heap)
            offer = self.offer(id_) if funding.is_open(id_) else None
            if offer is None:
                continue  # for good: bought, blocked, or too dear from now on
            key = Fraction(offer[0] * self.count.scale, offer[1] * self.unit)
            key = key / self.count.cost[id_] if self.by_cost else key
            back.append((key, rank, id_))
            if bar is None or (key, rank) <= bar:
                found = [other for other in found if is_given or other[0] == key] + [(key, rank, id_, offer)]
                bar = bar if is_given else (key, len(self.count.cost))
        for entry in back:
            heapq.heappush(self.heap, entry)
        return sorted(found, key=lambda other: other[1])
    def pay(self, id_, offer):  # let the supporters pay an offer; return what a step tells about it
        (top, bottom, purses), cost = offer, self.count.cost[id_]
        before = Fraction(sum(money * n for money, _, n in purses), self.unit * 100)
        full = sum(n for money, w, n in purses if money * bottom >= top * w)
        payment = Fraction(top * self.count.scale, bottom * self.unit)
        finer, price, moved = bottom // gcd(top, bottom), top // gcd(top, bottom), {}
        self.unit, self.money = self.unit * finer, [money * finer for money in self.money]
        for index, _, weight in self.count.backers[id_]:
            place = self.purse[index], weight
            if place not in moved:
                moved[place] = len(self.money)
                self.money.append(max(0, self.money[place[0]] - price * weight))
            self.purse[index] = moved[place]
        return {"effective_vote_count": rational(cost / payment), "payment": rational(payment / 100),
                "payers_full": full, "payers_all_they_had": self.count.votes[id_] - full,
                "supporters_money_before": rational(before),
                "supporters_money_after": rational(before - Fraction(cost, 100))}
def text_of(number):  # as result.json writes it: a plain decimal, or p/q
    exact = Fraction(number)
    places = next((places for places in range(7) if 10**places % exact.denominator == 0), None)
    return str(exact) if places is None else rounded(exact, places)
def rounded(number, places):  # a number >= 0, half to even
    digits = str(round(number * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
def rational(number):
    return number if number is None else {"exact": str(number), "decimal": rounded(number, 6)}
def money(amount):
    return text_of(Fraction(amount, 100))
def step(id_, phase, left, key=None, tied=(), **told):  # return one selection as result.json tells it
    row = dict.fromkeys(("effective_vote_count", "payment", "payers_full", "payers_all_they_had",
                         "supporters_money_before", "supporters_money_after"))
    row.update(told, project=id_, phase=phase, left_after=money(left), key=rational(key), tied_with=list(tied))
    return row
def fill_knapsack(count, funding, told):  # fund the best choice; where that is too hard to find, the published one
    contest, rows = count.contest, told["steps"]
    objective = "votes" if contest.utility == "cardinality" else "votes-cost"
    chosen = [row["project"] for row in rows if row["phase"] == "completion" and row["key"] is None]
    if contest.rule == "knapsack":
        objective = contest.options["objective"]
        chosen = sorted(set(told["winners"]) - {row["project"] for row in rows}, key=count.rank.get)
    try:
        best = count.best_choice(funding, objective == "votes-cost")
    except OverflowError:
        say("--", f"Pot {contest.id}: niet bewezen dat niets beter is | that nothing is better was not proved")
        best = chosen
    for id_ in best:
        good = id_ in count.eligible and funding.is_open(id_) and contest.cost[id_] <= funding.left
        need(good, "result.json", f"pot {contest.id}: onmogelijke keuze | impossible choice")
        funding.fund(id_)
    return best, objective
def run_rule(count, told):  # the rule alone; return its funding, steps, endowment, increments and value
    contest, endowment, raised, value = count.contest, None, None, None
    funding, steps = count.free()
    if contest.rule == "greedy":
        steps += count.greedy(funding, "greedy", contest.utility == "cardinality", contest.options["skip"])
    elif contest.rule == "phragmen":
        steps += count.phragmen(funding)
    elif contest.rule == "knapsack":
        _, objective = fill_knapsack(count, funding, told)
        unit = {id_: Fraction(contest.cost[id_], 100) if "cost" in objective else 1 for id_ in contest.cost}
        total = sum(count.score[id_] * unit[id_] for id_ in funding.funded)
        value = {"objective": objective, "value": text_of(total)}
    elif count.n:
        grows = contest.completion in ("add1", "add1u")
        endowment, raised = count.add_one(told["increments"] or 0) if grows else (Fraction(contest.budget, count.n), 0)
        funding, steps, _ = count.shares(endowment)
    return funding, steps, endowment, raised, value
def spend_rest(count, funding, steps, told):  # add to the steps what money is left for; return the funding then
    contest, options, by_ratio = count.contest, count.contest.options, count.contest.utility == "cardinality"
    binds = options["caps_bind_completion"]
    if contest.completion == "knapsack" and count.n:
        funding = Funding(contest, binds, like=funding)
        left = funding.left
        for id_ in fill_knapsack(count, funding, told)[0]:
            left -= contest.cost[id_]
            steps.append(step(id_, "completion", left))
    if contest.completion in ("utilitarian", "add1u"):
        funding = Funding(contest, binds, like=funding)
        steps += count.greedy(funding, "completion", by_ratio)
    if options["comparison"] == "funded-votes":
        other, other_steps = count.free()
        other_steps += count.greedy(other, "greedy")
        if count.prefers(other.funded, funding.funded):
            funding, steps[:] = other, other_steps
    if options["leftover"] == "next-fit":
        funding = Funding(contest, binds, like=funding)
        steps += count.greedy(funding, "completion", by_ratio)
    return funding
def shown(options):  # as result.json tells the options
    least = str(Fraction(options["min_score"].rstrip("%"))) + "%" * options["min_score"].endswith("%")
    same = {name: options[name] for name in ("add1_stop", "skip", "leftover", "comparison")}
    groups = [{**group, "projects": sorted(group["projects"])} for group in options["groups"]]
    return {**same, "limits": "none", "min_score": least, "increment": money(options["increment"]),
            "groups": groups, "caps": {name: money(cap) for name, cap in options["caps"].items()}}
def recount(contest, told):  # count one contest again; return its part of result.json, as it must be
    count = Count(contest)
    first, steps, endowment, raised, value = run_rule(count, told)
    funding = spend_rest(count, first, steps, told)
    if any(row["phase"] == "greedy" for row in steps):  # which won the comparison
        endowment, raised = None, None
    partial, places = None, {row["project"]: i for i, row in enumerate(steps, start=1)}
    waits = [i for i in count.eligible if contest.cost[i] and funding.is_open(i)]
    if contest.options["leftover"] == "partial" and waits and funding.left > 0:
        best = max(waits, key=lambda id_: (count.score[id_], -count.rank[id_]))
        partial = {"project": best, "amount": money(min(funding.left, contest.cost[best]))}
    return {
        "rule": contest.rule, "completion": contest.completion, "vote_type": contest.kind,
        "utility": contest.utility if contest.rule in ("equal-shares", "greedy") else None,
        "options": shown(contest.options), "currency": contest.currency,
        "ballots": count.n, "blank_ballots": contest.groups[()], "groups_of_ballots": len(count.groups),
        "budget": money(contest.budget), "cost": money(contest.budget - funding.left), "left": money(funding.left),
        "winners": sorted(funding.funded, key=count.rank.get) if contest.rule == "knapsack" else funding.funded,
        "partial": partial, "endowment": rational(endowment and endowment / 100), "increments": raised,
        "tie_order": contest.order, "value": value,
        "steps": [{**row, "step": place} for place, row in enumerate(steps, start=1)],
        "projects": [line(count, id_, (first, funding), places.get(id_)) for id_ in contest.order]}
def line(count, id_, fundings, place):  # return what became of one project, as result.json tells it
    reason, status = count.out[id_], "ineligible" if count.out[id_] else "not_funded"
    if id_ in fundings[1].funded:
        status = "funded"
    elif not reason and any(funding.is_blocked(id_) for funding in fundings):
        reason = "blocked"
    return {"id": id_, "name": count.contest.projects[id_]["name"], "cost": money(count.cost[id_]), "step": place,
            "votes": count.votes[id_], "score": text_of(count.score[id_]), "status": status, "reason": reason}
def trim(told, like):  # what is told besides is let be
    if isinstance(like, dict) and isinstance(told, dict):
        return {key: trim(told.get(key), like[key]) for key in like}
    if isinstance(like, list) and isinstance(told, list):
        return [trim(one, other) for one, other in zip(told, like)] + told[len(like) :]
    return told
def check_result(contests, complete, results):  # count again and compare every number
    file = "result.json"
    for contest in contests:
        told, pot = results[contest.id], f"pot {contest.id}"
        try:
            if contest in complete:
                expected = recount(contest, told)
                other = [k for k, v in expected.items() if canonical(v) != canonical(trim(told[k], v))]
                need(not other, file, f"{pot}: anders bij natellen | differs when recounted: {', '.join(other)}")
                say("ok", f"Nageteld | recounted: {pot}: {told['ballots']}: {', '.join(told['winners']) or '-'}")
                continue
            spent = sum(contest.cost[id_] for id_ in told["winners"])
            good = (told["cost"], told["left"]) == (money(spent), money(max(0, contest.budget - spent)))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise Wrong(file, f"{pot}: mist iets | lacks something: {error!r}") from None
        need(good and spent <= contest.budget, file, f"{pot}: bedragen kloppen niet | wrong amounts")
        say("--", f"Te weinig stemmen om te tonen, niet nageteld | too few ballots, not recounted: {pot}")
# ---- The equations, and all together -----------------------------------------------------------------
def check_life(events, hash_, version):  # nothing that decides is left out, and this result ends it
    file, known = "events.jsonl", {*LIFE, *LIFE_OF_FILE, *VERSIONS}
    passed = [event["type"] for event in events if event["type"] in known]
    life = (LIFE_OF_FILE if "ROUND_IMPORTED" in passed else LIFE) + (VERSIONS * min(version, len(events)))[:-1]
    for have, want in zip([*passed, None], [*life, None]):
        need(have == want, file, f"{want or have}: ontbreekt, of hoort er niet | is missing, or is one too many")
    need(events[-1]["type"] == "RESULT_PUBLISHED", file, "gaat door na de uitslag | goes on after the result")
    good = (events[-1]["body"]["result_hash"], events[-1]["body"]["version"]) == (hash_, version)
    need(good, "result.json", "is niet vastgesteld | is not what was adopted")
    say("ok", f"Uitslag vastgesteld in het logboek | result in the log: {hash_}")
def check_equations(events, commitments):  # hold the numbers to each other; return the place of the ballots' root
    sums, before, closed, unread, ends, root = Counter(), Counter(), {}, 0, "", merkle_root(commitments).hex()
    for event in events:
        body, kind, good = event["body"], event["type"], event["type"] != "ROUND_CLOSED" or event["at"] >= ends
        sums[kind], sums["invalid"] = sums[kind] + body.get("count", 1), sums["invalid"] + body.get("invalid", 0)
        if kind in ("COUNTS", "ROUND_CLOSED"):
            good = good and body["issued"] == sum(body[name] for name in CODES[1:4]) and body["void"] <= body["used"]
            good = good and all(body[name] >= before[name] for name in CODES if name != "unused")
            revoked, before = sums["CODES_REVOKED"] + sums["CODE_REPLACED"], body
            told_of = [sums["CODES_ISSUED"], revoked, sums["BALLOT_VOIDED"]]
            good = good and [body["issued"], body["revoked"], body["void"]] == told_of
        if kind == "PAPER_SETTLED":  # what would tell of a few people is null
            whole, why = (body["spent"], body["valid"]), body["reasons"]
            good = whole == (None, None) or whole[0] == whole[1] + body["invalid"]
            good = good and (why is None or sum(why.values()) == body["invalid"]) and sums[kind] == 1 and not closed
        if kind in ("ROUND_OPENED", "VOTING_EXTENDED"):  # config.json keeps the end that was fixed
            good, ends = body["closes_at"] > ends and not closed, body["closes_at"]
        if kind == "ROUND_CLOSED":
            good, closed = good and body["envelopes"] == body["used"] - body["void"] - sums["invalid"], body
        if kind in ("URN_OPENED", "ROUND_IMPORTED"):
            good, fixed = (body["ballots"], body["root"]) == (len(commitments), root), event["index"]
        if kind == "URN_OPENED":
            good, unread = good and body["ballots"] + body["unreadable"] == closed["envelopes"], body["unreadable"]
        if kind in VERSIONS:
            good = body["version"] == sums["RESULT_PUBLISHED"] and unread == sums["ENVELOPES_EXPLAINED"]
        need(good, "events.jsonl", f"regel | line {event['index'] + 1}: {kind}: getallen | numbers do not add up")
        if kind == "ROUND_IMPORTED":
            say("let", f"Overgenomen uit | taken over from {body['file']}, SHA-256 {body['sha256']}")
    if closed:
        text = "{issued} codes = {unused} ongebruikt/unused + {used} gebruikt/used + {revoked} ingetrokken/revoked"
        say("ok", (text + "; {void} ongeldig/void").format(**closed))
    return fixed
def verify(where, since=(), known_key=None):  # raise Wrong at the first thing that is not right; is there a log?
    data, label = None, os.path.basename(where.rstrip("/\\")) or where
    if not os.path.isdir(where):
        need(os.path.getsize(where) <= MOST_BYTES, label, "te groot | too large")
        data = memoryview(Path(where).read_bytes())
    files = read_folder(where) if data is None else read_zip(data, label)
    signer, origin, version = check_sums(files, known_key)
    check_zip(data, files, label)
    events = check_events(files)
    is_foreign = any(event["type"] == "ROUND_IMPORTED" for event in events)
    config, contests = check_config(files, events, origin, is_foreign)
    commitments, hidden, silent = check_ballots(files, config, contests, is_foreign)
    leaves = {"events": [bytes.fromhex(event["hash"]) for event in events], "ballots": commitments}
    signed = check_checkpoints(files, signer, origin, leaves)
    for path in since:
        here = check_checkpoint(Path(path).read_bytes(), path, signer, leaves)
        need(here[0] == origin, path, "is van een andere ronde | is of another round")
        say("ok", f"Sinds {path} kwam er alleen iets bij | since then there were only additions")
    results, ids = read_json(files["result.json"], "result.json").get("contests"), {c.id for c in contests}
    good = isinstance(results, dict) and results.keys() == ids
    good = good and all(isinstance(one, dict) and type(one.get("ballots")) is int for one in results.values())
    need(good and all("winners" in one for one in results.values()), "result.json", "is onvolledig | incomplete")
    if events:
        check_life(events, sha256(files["result.json"]), version)
        is_signed_so = signed["events"] > check_equations(events, commitments)
        need(is_signed_so, f"checkpoints/events-{len(events)}.txt", "ontbreekt | is missing")
        file = f"checkpoints/ballots-{len(commitments)}.txt"
        need(file in files, file, "ontbreekt | is missing")
    more = sum(e["body"]["count"] for e in events if e["type"] == "CODES_ISSUED" and e["body"]["area"] in silent)
    check_result(contests, check_pb_files(files, contests, hidden, more, len(commitments), results), results)
    say("--", "Niet nagerekend | not recounted: overall, against_greedy, certificates, warnings, explanation")
    return bool(events)
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", nargs="?", default=os.path.dirname(os.path.abspath(__file__)), help="folder or zip")
    parser.add_argument("--since", action="append", default=[], metavar="FILE", help="an older checkpoint")
    parser.add_argument("--key", metavar="FILE", help="a key.txt that you kept")
    parser.add_argument("--no-log", action="store_true", help="a round from before there was a log may have none")
    told = parser.parse_args(arguments)
    getattr(sys.stdout, "reconfigure", dict)(errors="replace")  # no console is too old to be told
    try:
        has_log = verify(told.bundle, told.since, told.key and Path(told.key).read_text(encoding="utf-8").strip())
    except Wrong as wrong:
        say("FOUT", f"{wrong.args[0]}: {wrong.args[1]}")
        print(f"AFGEKEURD: {wrong.args[0]} | REJECTED: {wrong.args[0]}")
        return 1
    except OSError as error:
        print(f"Niets te lezen | nothing to read: {error}", file=sys.stderr)
        return 2
    except Exception as error:  # what no bundle of ours holds; the last line above says how far it was right
        print(f"AFGEKEURD: onleesbaar na het bovenstaande | REJECTED: unreadable: {error!r}")
        return 1
    if not has_log:
        print("NIET TE CONTROLEREN: er is geen logboek | NOT VERIFIABLE: no log")
        return 0 if told.no_log else 1
    print("GOEDGEKEURD: alles wat hierboven staat, klopt | VERIFIED")
    return 0
if __name__ == "__main__":
    sys.exit(main())
