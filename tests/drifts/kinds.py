"""Every kind of drift that is planted, with the output that it is planted in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from random import Random

from site_builder.build import Files
from tests.drifts import answers, crafted, documents, embedded, facts, hiding, marks, papers, parts, wholes, words
from tests.drifts.facts import FeedPlant, in_feed
from tests.drifts.hiding import either
from tests.drifts.on_pages import PagePlant, on_page
from tests.drifts.printed import DocumentPlant, LeafPlant, in_document, on_leaf
from tests.drifts.sites import NAMES, Plant, Site, site

SMALL = ("seed", "practice", "practice", "aberwen", "aberwen")
"""Sites whose PDFs are small enough for hundreds of them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: in which output, what is done, the sites that have a place for it, and whether it is a lie."""

    output: str
    name: str
    plant: Plant
    sites: tuple[str, ...] = NAMES
    lie: bool = True

    def __str__(self) -> str:
        return f"{self.output}: {self.name}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the files that it changed, of which site, and its number."""

    number: int
    site: Site
    changed: Files


def mutants(kind: Kind, count: int) -> Iterator[Mutant]:
    """So many of a kind, the same for the same count."""
    yield from (mutant(kind, number) for number in range(count))


def mutant(kind: Kind, number: int, among: Collection[str] = NAMES) -> Mutant:
    """One of a kind in one of these sites, if the kind has a place in any of them; the same for the same number."""
    sites = [name for name in kind.sites if name in among] or kind.sites
    chance = Random(f"{kind} {number}")  # noqa: S311 -- repeatable, not secret
    for _ in range(1000):
        chosen = site(chance.choice(sites))
        changed = kind.plant(chosen, chance)
        if changed:
            return Mutant(number, chosen, changed)
    message = f"no site has a place for {kind.name}"
    raise LookupError(message)


_PAGES: dict[str, PagePlant] = {
    "a word changed": words.word_changed,
    "a number or a date changed": words.number_changed,
    "a “not” added or dropped": words.negation,
    "may for must, or for and": words.otherwise,
    "a recipient added": words.recipient_added,
    "a recipient dropped": words.recipient_dropped,
    "a condition dropped": words.condition_dropped,
    "purposes swapped": words.purposes_swapped,
    "answers swapped between two passages": words.answers_swapped,
    "a head over another answer": words.question_elsewhere,
    "a paragraph, row or section moved": words.moved,
    "an unfounded sentence": words.sentence_added,
    "a passage, heading or answer lost": words.passage_lost,
    "words around the notice changed": words.around_changed,
    "a closed answer changed": answers.answer_changed,
    "a sign changed": answers.sign_changed,
    "a reservation cut": answers.reservation_cut,
    "a closed answer lost or added": answers.answer_lost,
    "a silence filled": answers.silence_filled,
    "closed answers at another passage": answers.answers_moved,
    "exact facts cut": parts.facts_cut,
    "a label changed": parts.label_changed,
    "a number of another passage": parts.number_changed,
    "a number cut or added": parts.exception_changed,
    "an exception of another kind": parts.exception_of_another_kind,
    "a topic of silence cut, added or miscounted": parts.topic_changed,
    "a right cut, or said of more": parts.right_changed,
    "whom to complain to changed": parts.complaint_changed,
    "what is said of everyone named changed": parts.named_changed,
    "who checked it, and the next review, changed": parts.about_changed,
    "a banner cut or added": parts.banner_changed,
    "hidden by an attribute": hiding.by_attribute,
    "hidden by a style attribute": hiding.by_style,
    "hidden by a style element": hiding.by_style_element,
    "hidden by a class": hiding.by_class,
    "hidden by size": either(hiding.SIZES),
    "hidden by colour": either(hiding.COLOURS),
    "hidden by position": either(hiding.PLACES),
    "a script, a handler, a frame": hiding.by_script,
    "in a comment": hiding.by_comment,
    "in `template`, `details`, `noscript` ...": hiding.by_element,
    "a tag that browsers join or never close": hiding.by_parsing,
    "struck through, turned round": hiding.struck,
    "the head leads elsewhere, or two notices": hiding.in_head,
    "an attribute against the text": marks.attribute,
    "machines told otherwise": marks.told_to_machines,
    "a link's target changed": marks.link,
    "a mark of language changed": marks.language,
    "an anchor moved": marks.anchor,
    "look-alike letters": marks.look_alike,
    "unseen and turning characters": marks.unseen,
}
_LEAVES: dict[str, LeafPlant] = {
    "a word changed": papers.word_changed,
    "a word or a “not” dropped": papers.word_dropped,
    "may for must, or for and": papers.otherwise,
    "a number changed": papers.number_changed,
    "two texts exchanged": papers.exchanged,
    "a text not drawn": papers.lost,
    "hidden text": papers.hidden,
    "covered text": papers.covered,
    "an unfounded sentence, marked or decoration": papers.sentence_added,
    "words as a picture or as lines": papers.pictured,
    "a leaf cut or turned": papers.cut,
    "ActualText against what is drawn": papers.actual_text,
    "glyphs against the font's table": papers.other_glyphs,
    "a line through words": crafted.crossed_out,
    "letters pushed together or apart": crafted.pushed,
    "a text in two pieces, near or apart": crafted.taken_apart,
    "words as a pattern": crafted.in_pattern,
}
_DOCUMENTS: dict[str, DocumentPlant] = {
    "words out of the structure": documents.unreached,
    "read in another order": documents.reordered,
    "table cells swapped": documents.cells_swapped,
    "an element told otherwise": documents.told_otherwise,
    "a mark of language changed": documents.language,
    "an element of another kind": documents.of_another_kind,
    "title, author or description changed": documents.title,
    "a bookmark changed, lost or added": documents.bookmark,
    "a link changed or added": documents.link,
    "the attached feed changed, lost or doubled": documents.attachment,
    "pages lost, doubled, exchanged or added": documents.pages,
    "code, notes and fields": documents.active,
    "an element told as nothing": documents.told_nothing,
    "a list of another kind": documents.list_of_another_kind,
    "a link lost": documents.link_lost,
    "letters moved by their font": crafted.moved_glyphs,
    "tags that tell something besides": crafted.told_aside,
    "what some programs show besides": crafted.besides,
}
_FEEDS: dict[str, FeedPlant] = {
    "a field changed": facts.field_changed,
    "a field dropped": facts.field_dropped,
    "must for may": facts.modality_changed,
    "a status flipped": facts.status_flipped,
    "a date, number or address changed": facts.date_changed,
    "a condition dropped or only perhaps": facts.condition_dropped,
    "a condition changed": facts.condition_changed,
    "another recipient, more or fewer": facts.recipient_changed,
    "purposes swapped": facts.purposes_swapped,
    "a disclosure doubled or dropped": facts.disclosure_doubled,
    "words changed": facts.words_changed,
    "look-alike and unseen letters": facts.letters_changed,
    "a language dropped or changed": facts.language_changed,
    "a passage moved": facts.passage_moved,
    "a field added that readers pass over": facts.field_added,
    "what is derived changed": facts.derived_changed,
    "a type or an id changed": facts.type_changed,
    "the head changed": facts.head_changed,
}
TRANSLATED = ("aberwen",)
SEVERAL = ("aberwen", "nhs-trust", "fire-service")
WHOLE = ("practice", "practice", "practice", "seed")
"""Sites that are small enough to be read as a whole for one changed file."""
KINDS: tuple[Kind, ...] = (
    *(Kind("page", name, on_page(plant)) for name, plant in _PAGES.items()),
    Kind("page", "a closed answer of another edition", answers.of_another_edition, TRANSLATED),
    Kind("page", "the style sheet hides", hiding.style_sheet),
    Kind("page", "of an earlier release", wholes.stale_page),
    Kind("page", "a stale translation", wholes.stale_translation, TRANSLATED),
    Kind("page", "cached pages, new feed", wholes.cached_pages),
    Kind("CMS page", "any of these in a notice within it", embedded.lie),
    *(Kind("PDF", name, on_leaf(plant), SMALL) for name, plant in _LEAVES.items()),
    *(Kind("PDF", name, in_document(plant), SMALL) for name, plant in _DOCUMENTS.items()),
    Kind("PDF", "of an earlier release", wholes.stale_paper, SMALL),
    *(Kind("feed", name, in_feed(plant)) for name, plant in _FEEDS.items()),
    Kind("feed", "one key twice", facts.said_twice),
    Kind("feed", "of an earlier release", wholes.stale_feed),
    Kind("site", "context or schemas changed", facts.meanings_changed, WHOLE),
    Kind("site", "the list of notices changed", wholes.list_changed, WHOLE),
    Kind("site", "a file in another's place", wholes.misplaced, SEVERAL),
    Kind("site", "a file lost, empty or cut off", wholes.lost, WHOLE),
    Kind("site", "a page, PDF or feed too many", wholes.added, WHOLE),
    Kind("site", "catalogues for machines changed", facts.catalogues_changed, WHOLE),
    Kind("site", "a table for spreadsheets changed", facts.tables_changed, WHOLE),
    Kind("site", "headers, sitemap, catalogue of APIs changed", wholes.around_changed, WHOLE),
)
