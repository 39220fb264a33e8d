"""The seed's registry says what the council's notice said, word for word, in its order, and nothing else."""

from __future__ import annotations

from site_builder.model import Disclosure, Notice
from tests.seed import blocks, laid_out, seed, whole


def _blocks_of(notice: Notice) -> list[str]:
    made = [str(notice.title)]
    for part in (notice.opening, *(s.passages for s in notice.sections), notice.closing):
        if part and part in [s.passages for s in notice.sections]:
            made.append(next(str(s.heading) for s in notice.sections if s.passages == part))
        for passage in part:
            if passage.shape == "run_on":
                made[-1] += f" {passage.text}"
            else:
                made.append(str(passage.text))
    return made


def test_every_heading_sentence_and_item_of_the_seed_stands_in_the_registry_in_order() -> None:
    notice = seed().notices[0]
    empty = [str(s.heading) for s in notice.sections if not s.passages]
    assert [*_blocks_of(notice), *empty] == blocks()


def test_the_seed_has_27_blocks_and_647_words() -> None:
    assert len(blocks()) == 27
    assert sum(len(b.split()) for b in blocks()) == 647


def test_the_laid_out_notice_reads_as_the_seed() -> None:
    notice = laid_out()
    read = [notice.title.text, *(" ".join(r.text for r in p.runs) for p in notice.opening)]
    for section in notice.sections:
        read.append(section.heading.text)
        for paragraph in (p for passage in section.passages for p in passage.paragraphs):
            read.append(" ".join(r.text for r in paragraph.runs))
            read += [item.text for item in paragraph.items]
    assert read == blocks()


def test_each_sentence_has_one_owner() -> None:
    passages = [p for s in seed().notices[0].sections for p in s.passages]
    assert all(p.states for p in passages)
    assert len({str(p.text) for p in passages}) == len(passages)


def test_every_disclosure_is_shown() -> None:
    assert {d.id for d in seed().disclosures} <= set(seed().notices[0].shown)
    assert len(seed().disclosures) == 16


def test_what_the_seed_does_not_say_is_not_stated() -> None:
    for disclosure in seed().disclosures:
        silent = (disclosure.lawful_basis, disclosure.retention, disclosure.transfers, disclosure.legal_power)
        assert silent == ((), (), (), ())
    troubled = seed().things[next(d.id for d in seed().disclosures if d.id == "troubled-families")]
    assert isinstance(troubled, Disclosure)
    assert troubled.recipient is None


def test_the_law_bears_on_what_we_share_and_not_on_what_others_do() -> None:
    reached = {d.id for d in seed().disclosures if any(limit.owner == "child-data" for limit in seed().limits(d))}
    ours = {d.id for d in seed().disclosures if d.sender is None and d.recipient is not None}
    assert reached == ours
    assert "dfe-independent-researchers" not in reached


def test_conditions_of_uncertain_reach_are_possible_and_the_others_certain() -> None:
    possible = {(d.id, limit.owner) for d in seed().disclosures for limit in seed().limits(d) if limit.possible}
    assert possible == {("dfe-matching", "dfe-in-all-these-cases"), ("dfe-surveys", "dfe-in-all-these-cases")}


def test_the_public_half_holds_nothing_proposed_or_internal() -> None:
    assert whole().unpublished
    assert seed().unpublished == ()
