"""The public attestation of a reconciliation: small, rounded, and made so that no small count can be found out.

Each row counts in one cell alone. A cell of fewer rows than the threshold is not shown, others are rounded to a
multiple of it. Sums are made of what is shown, so they tell nothing that the cells do not tell. Sums of their own,
however they are rounded, give small counts away now and then: four cells of eight rows beside a fifth, shown as 10, 10,
10, 10 and "about 30" in all, can only be four eights and nothing.

A gap says that a system that logs nearly every day logged nothing for a week: nobody is in nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from site_builder.errors import Failure
from site_builder.gate.coverage import NOT_UNCOVERED
from site_builder.gate.index import HIDDEN, Index
from site_builder.manifest.attestation import FORM
from site_builder.reconcile import texts
from site_builder.reconcile.run import Period, Result, period_of
from site_builder.strict_json import json_bytes
from site_builder.version import VERSION

THRESHOLD = 5
FEW_OR_NONE = "few_or_none"
Cell = tuple[str, str]
"""A disclosure and one of NOT_UNCOVERED, or a recipient and why it is not covered; '' for one who is not public."""


def attested(result: Result, files: Sequence[Path], threshold: int = THRESHOLD, replaces: str | None = None) -> bytes:
    """The attestation of a result for its period, as JSON in UTF-8. Raises Failure.

    `files` are the logs, for their digests; `replaces` is the digest of the attestation that this one corrects.
    """
    if threshold < THRESHOLD:
        raise Failure(f"The threshold may only go up from {THRESHOLD}.")
    if result.period is None:
        raise Failure("An attestation is for a quarter or a month: name it with --period, for example 2026-Q4.")
    if not result.rows:
        raise Failure("Nothing was logged in that period, so there is nothing to attest.")
    gate = result.history.last
    shown = rounded(cells(result), threshold)
    disclosures = {key: {sort: shown.get((key, sort)) for sort in NOT_UNCOVERED} for key in _public(gate.index)}
    others = {cell: count for cell, count in sorted(shown.items()) if cell[1] not in NOT_UNCOVERED}
    sums = {sort: sum(count for (_, each), count in shown.items() if each == sort) for sort in NOT_UNCOVERED}
    sums["not_covered"] = sum(others.values())
    return json_bytes(
        {
            "attestation": FORM,
            "registry": f"{gate.index.site}id/registry",
            "period": result.period.name,
            "versions": [
                {"version": each.gate.index.version, "feed": each.gate.feed} for each in result.history.releases
            ],
            "systems": {key: {"gaps": [each._asdict() for each in of.gaps]} for key, of in result.systems.items()},
            "rows": {"in_all": sum(sums.values()), **sums},
            "disclosures": {
                key: {"seen": "yes" if any(each.values()) else FEW_OR_NONE, "rows": _numbers(each)}
                for key, each in disclosures.items()
            },
            "uncovered": [
                {"verdict": verdict, **({"recipient": key} if key else {}), "rows": count}
                for (key, verdict), count in others.items()
            ],
            "threshold": threshold,
            "query": query(),
            "log_root": root(files),
            "made_by": VERSION,
            "replaces": replaces,
        }
    )


def cells(result: Result) -> dict[Cell, int]:
    """The rows by cell; each row is in one, but those that a secret disclosure covers are in none."""
    found: dict[Cell, int] = {("", "malformed"): result.malformed}
    index = result.history.last.index
    public = _public(index)
    for each in result.seen:
        of = each.timeline.span.found
        if of.verdict in NOT_UNCOVERED:
            cell = (of.candidate.id if of.candidate else "", of.verdict)
            if cell[0] not in public:
                continue
        else:
            recipient = each.timeline.texts[1]
            kind = index.kinds.get(recipient, HIDDEN)
            cell = ("" if kind.startswith(HIDDEN) else recipient, of.verdict)
        found[cell] = found.get(cell, 0) + each.total.logged
    return found


def rounded(counts: Mapping[Cell, int], threshold: int = THRESHOLD) -> dict[Cell, int]:
    """The cells that are shown: each to the nearest multiple of the threshold, and none with fewer rows than it."""
    return {
        cell: (count + threshold // 2) // threshold * threshold for cell, count in counts.items() if count >= threshold
    }


def _public(index: Index) -> list[str]:
    """The disclosures of the publisher of which the public may know."""
    ours = (c for each in index.of.values() for c in each if c.sender in {"", index.publisher})
    return sorted(c.id for c in ours if not c.is_secret)


def _numbers(each: Mapping[str, int | None]) -> dict[str, int]:
    return {sort: count for sort, count in each.items() if count is not None}


def query() -> str:
    """The digest of the texts that engines run."""
    return f"sha256:{sha256(''.join(texts.THREE.values()).encode()).hexdigest()}"


def root(files: Iterable[Path]) -> str:
    """The root of a Merkle tree over the digests of the logs, in order of the digests (RFC 9162, 2.1.1)."""
    level = sorted(_digest(file) for file in files)
    level = [sha256(b"\0" + each).digest() for each in level]
    return f"sha256:{_tree(level).hex()}"


def _tree(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256().digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + _tree(leaves[:left]) + _tree(leaves[left:])).digest()


def _digest(file: Path) -> bytes:
    found = sha256()
    with file.open("rb") as opened:
        while piece := opened.read(1 << 20):
            found.update(piece)
    return found.digest()


def replaced(folder: Path, period: Period) -> str | None:
    """The digest of the attestation that stands in a folder for the same period; None where none does.

    Raises Failure where one of other days overlaps: of a quarter and its months, each count would be told twice.
    """
    found = None
    for file in sorted(folder.glob("20??-*.json")) if folder.is_dir() else ():
        if file.name.endswith(".dsse.json"):
            continue
        other = period_of(file.stem)
        if other == period:
            found = f"sha256:{sha256(file.read_bytes()).hexdigest()}"
        elif other.from_day < period.to_day and period.from_day < other.to_day:
            raise Failure(
                f"{file.name} attests days of {period.name} already. Attest quarters, or months, and not both."
            )
    return found
