"""The PDF in other scripts, by fonts of the project's own, and from right to left.

The fixed words of these languages are made up: each word of the English ones becomes a word of the language. Nobody who
reads these languages has looked at what comes out.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from itertools import cycle, product
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import yaml

from site_builder import locale
from site_builder.addresses import MANIFEST
from site_builder.build import Files, site_files
from site_builder.errors import Failure
from site_builder.facts.layout.laid_out import Paragraph, Run
from site_builder.facts.redact import public
from site_builder.fonts import FontError, covered
from site_builder.load.project.folder import load
from site_builder.locale import languages
from site_builder.manifest.form import read
from site_builder.render import pdf
from site_builder.render.pdf import finish, typeset
from site_builder.render.pdf.setting import set_once
from site_builder.render.pdf.tree import tree
from site_builder.report import as_text
from site_builder.verify.expected_text import editions
from site_builder.verify.rebuild import Comparison
from site_builder.verify.tagged import tagged_text
from site_builder.verify.words_check import unlike_pdf, unlike_words
from tests.checkers import npm
from tests.checkers.missing import require
from tests.checkers.pdf import page_validation_ua1, verapdf
from tests.effort import some, thorough
from tests.render.pdf_gate import FEED, small
from tests.seed import ON, ROOT, english

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_builder.model import Registry

SCRIPTS: dict[str, dict[str, str]] = yaml.load(
    (ROOT / "tests/render/scripts.yaml").read_text("utf-8"), yaml.CSafeLoader
)
REORDERED = ("bn", "ar", "ur")
"""Those that Typst tags as they are drawn: the letters of Punjabi and Chinese come out as written."""
SPLITS = "noto-naskh-arabic"
"""A font that draws letters in pieces, their dots apart."""

ORGANISATION = """\
id: council
name: {organisation}
kind: council
public_authority: true
languages: [{tag}]
jurisdiction: [england]
site: https://council.example/
version: 2026.11.25.1
issued: 2026-11-25
as_of_law: 2026-11-25
large_print: true
feedback: https://council.example/wrong
dpo:
  role: data-protection-officer
  email: data.protection@council.example
complaint_to_us:
  online_form: https://council.example/complaint
complaint_to_regulator:
  name: {recipient}
  url: https://ico.org.uk/make-a-complaint/
"""
NOTICE = """\
title: {title}
opening: |
  {opening}
short_address: https://council.example/who
data_subjects: [residents]
sections:
  health:
    heading: {heading}
    shows: [hospital]
  none:
    heading: {category}
"""
RECIPIENT = """\
name: {recipient}
type: organisation
website: https://hospital.example/
disclosures:
  discharge:
    text: |
      {words}
    purposes: [plan-care]
    data_categories: [contact-details]
    data_subjects: [residents]
    modality: routinely
  more:
    purposes: [plan-care]
    data_categories: [contact-details]
    data_subjects: [residents]
    modality: may
"""
VOCABULARY = {
    "data_categories": "contact-details:\n  name: {category}\n",
    "data_subjects": "residents:\n  name: {people}\n",
    "roles": "data-protection-officer:\n  name: {people}\n",
    "purposes": "plan-care:\n  name: {purpose}\n  family: direct_care\n",
}


def made_up(texts: Any, words: Iterator[str]) -> Any:
    """Fixed words in which each English word is one of these, and all else is as it was."""
    if isinstance(texts, dict):
        return {key: made_up(value, words) for key, value in texts.items()}
    if isinstance(texts, list):
        return [made_up(each, words) for each in texts]
    if "https:" in texts:
        return texts
    return re.sub(r"{\w*}|[A-Za-z]+", lambda m: m[0] if m[0].startswith("{") else next(words), texts)


@pytest.fixture(scope="module", params=some(SCRIPTS, one_in=6))
def script(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A language of `scripts.yaml`, with which its locale is there; and the folder of its project."""
    require("fonts")
    name, project = request.param, tmp_path_factory.mktemp("project")
    told = SCRIPTS[name]
    texts = {"organisation.yaml": ORGANISATION, "notices/notice.yaml": NOTICE, "recipients/hospital.yaml": RECIPIENT}
    texts |= {f"vocabulary/{kind}.yaml": text for kind, text in VOCABULARY.items()}
    for path, text in texts.items():
        (project / "registry" / path).parent.mkdir(parents=True, exist_ok=True)
        (project / "registry" / path).write_text(text.format(**told), "utf-8")
    put_fonts(told["font"], project / "fonts")
    locales = shutil.copytree(ROOT / "site_builder/locale", project / "locale")
    letters = re.sub(r"https\S+|[\[\]().,，（）。0-9]", " ", told["opening"] + told["words"])
    words = cycle(re.findall(r"\S\S" if name == "zh" else r"\S+", letters))
    fixed = made_up(yaml.load((locales / "en.yaml").read_text("utf-8"), yaml.CSafeLoader), words)
    (locales / f"{name}.yaml").write_text(yaml.safe_dump(fixed, allow_unicode=True, sort_keys=False), "utf-8")
    _forget_languages()
    with patch.object(locale, "files", lambda _: locales):
        yield name, project
    _forget_languages()


def _forget_languages() -> None:
    languages.language.cache_clear()
    locale.fixed_words.cache_clear()


def put_fonts(package: str, folder: Path) -> None:
    """Put the regular and the bold font of a package into a folder."""
    folder.mkdir()
    found = npm.package(f"@expo-google-fonts/{package}")
    assert found
    for path in (*found.glob("400Regular/*.ttf"), *found.glob("700Bold/*.ttf")):
        (folder / path.name).symlink_to(path)


@pytest.fixture(scope="module")
def registry(script: tuple[str, Path]) -> Registry:
    """The registry of a language."""
    loaded = load(script[1] / "registry", "registry", ON)
    assert loaded.registry is not None, as_text(loaded.problems)
    return loaded.registry


@pytest.fixture(scope="module")
def site(script: tuple[str, Path], registry: Registry) -> Files:
    """The site of a language."""
    return site_files(registry, ON, fonts=script[1] / "fonts")


@pytest.fixture
def vazirmatn(tmp_path: Path) -> pdf.Theme:
    """A look with a font from right to left."""
    require("fonts")
    put_fonts("vazirmatn", tmp_path / "fonts")
    return pdf.Theme(fonts=tmp_path / "fonts")


# ---- a site in each script


def test_every_page_and_pdf_says_the_words_of_the_notice(registry: Registry, site: Files) -> None:
    assert len([path for path in site if path.endswith(".pdf")]) == 3  # the others are in large print, and a poster
    assert unlike_words(site, public(registry), ON) == []


def test_every_pdf_is_accessible_and_for_archives(site: Files) -> None:
    for path in some(sorted(path for path in site if path.endswith(".pdf")), one_in=4):
        assert page_validation_ua1(site[path]) + verapdf(site[path], "ua1") + verapdf(site[path], "3a") == []


def test_no_word_is_said_in_a_language_that_it_is_not(script: tuple[str, Path], site: Files) -> None:
    found = {run.language.partition("-")[0] for run in tagged_text(site["notice/notice.pdf"]) if run.text.strip()}
    assert script[0] in found
    assert found <= {script[0], "en"}


def test_a_poster_is_heard_as_it_is_written(registry: Registry, site: Files) -> None:
    (laid,) = (edition.laid for edition in editions(public(registry), ON))
    heard = _squeezed("".join(run.text for run in tagged_text(site["notice/poster.pdf"])))
    wanted = [laid.organisation.text, laid.title.text, *(run.text for p in laid.opening for run in p.runs)]
    wanted += [laid.glance.caption, laid.glance.rows[0].heading.text, "council.example/who"]
    assert [text for text in wanted if _squeezed(text) not in heard] == []
    assert sorted(wanted, key=lambda text: heard.index(_squeezed(text))) == wanted


def _squeezed(text: str) -> str:
    """A text without what Typst adds to part lines and directions, and without blanks."""
    return re.sub(r"[\s\u2060\u202a-\u202e\u2066-\u2069]|\[|\]\(.*?\)", "", text)


def test_a_site_is_proved_from_its_feed_with_its_fonts_and_told_what_to_do_without(
    script: tuple[str, Path], site: Files
) -> None:
    manifest = read(site[MANIFEST])
    assert Comparison(site, manifest, ON, fonts=script[1] / "fonts").outcome().differences == ()
    with pytest.raises(Failure, match=r"no sign for .* put a font that has it into the folder fonts/.*`verify`"):
        Comparison(site, manifest, ON).outcome()


def test_without_its_fonts_check_tells_each_text_what_to_do(script: tuple[str, Path], tmp_path: Path) -> None:
    shutil.copytree(script[1] / "registry", tmp_path / "registry")
    problems = load(tmp_path / "registry", "registry", ON).problems
    assert {problem.rule for problem in problems} >= {"no-letter"}
    assert all("into the folder fonts/" in p.hint for p in problems if p.rule == "no-letter")


@thorough
def test_what_is_not_heard_as_written_without_the_last_step_only_our_gate_hears(
    script: tuple[str, Path], registry: Registry
) -> None:
    if script[0] not in REORDERED:
        return
    for edition in editions(public(registry), ON):
        document = tree(edition.laid, edition.language)
        with patch.object(finish, "put_in_order"):
            data = finish.finish(typeset.typeset(document, pdf.Theme(fonts=script[1] / "fonts"), ON), document)
        assert page_validation_ua1(data) + verapdf(data, "ua1") + verapdf(data, "3a") == []
        (difference,) = unlike_pdf(data, edition.laid, edition.language)
        assert difference.says.startswith("a screen reader says")


# ---- words from the right among others


ARABIC, MORE = SCRIPTS["ar"]["title"], SCRIPTS["ar"]["people"]
WORDS = Run(f"{ARABIC} [{MORE}](https://a.example) {MORE} (2024) " * 12 + f"[{ARABIC}](https://b.example)", "ar")
MIXED = (Paragraph((WORDS, Run("in English [and here](https://c.example), words", "en-gb"), Run(MORE, "ar"))),)


@pytest.mark.parametrize(("size", "from_right"), some(product(["", "large"], [True, False]), one_in=4))
def test_links_and_words_of_two_languages_are_heard_in_order(
    vazirmatn: pdf.Theme, size: str, *, from_right: bool
) -> None:
    look = replace(pdf.LARGE_PRINT, fonts=vazirmatn.fonts) if size else vazirmatn
    notice = replace(small(), opening=MIXED, language="ar" if from_right else "en-gb")
    spoken = replace(english(), is_right_to_left=from_right)
    data = pdf.render(notice, spoken, feed=FEED, issued=ON, theme=look)
    assert unlike_pdf(data, notice, spoken, is_large=bool(size)) == []
    assert page_validation_ua1(data) + verapdf(data, "ua1") + verapdf(data, "3a") == []
    heard = [(run.language[:2], run.text.strip()) for run in tagged_text(data)]
    at = heard.index(("en", "in English"))
    assert heard[at + 1] == ("en", "and here")
    assert heard[at + 3] == ("ar", MORE)


def test_a_document_without_such_words_is_what_it_was() -> None:
    spoken, notice = english(), small()
    document = tree(notice, spoken)
    with patch.object(finish, "put_in_order"):
        before = finish.finish(typeset.typeset(document, pdf.Theme(), ON), document)
    assert set_once(document, pdf.Theme(), ON) == before


def test_letters_that_a_font_draws_in_pieces_are_heard_once(tmp_path: Path) -> None:
    require("fonts")
    put_fonts(SPLITS, tmp_path / "fonts")
    notice = replace(small(), opening=MIXED)
    data = pdf.render(notice, english(), feed=FEED, issued=ON, theme=pdf.Theme(fonts=tmp_path / "fonts"))
    assert unlike_pdf(data, notice, english()) == []


def test_a_letter_that_is_not_shown_is_told(vazirmatn: pdf.Theme) -> None:
    notice = replace(small(), opening=MIXED)
    data = pdf.render(notice, english(), feed=FEED, issued=ON, theme=vazirmatn)
    more = replace(notice, opening=(*notice.opening, Paragraph((Run("ز", "ar"),))))
    (difference,) = unlike_pdf(data, more, english())
    assert "“ز” 0 times" in difference.says


# ---- fonts


def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(FontError, match=r"fonts/broken\.ttf cannot be read as a font"):
        covered(tmp_path)


def test_a_font_that_is_there_twice_is_named(vazirmatn: pdf.Theme) -> None:
    assert vazirmatn.fonts
    (font, *_) = vazirmatn.fonts.iterdir()
    shutil.copyfile(font, vazirmatn.fonts / "again.ttf")
    with pytest.raises(pdf.PdfError, match="“Vazirmatn” are there twice"):
        pdf.render(small(), english(), feed=FEED, issued=ON, theme=vazirmatn)
