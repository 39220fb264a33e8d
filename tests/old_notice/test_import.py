"""Every word of an old notice stands on the page that is made of it, in order; and no fact is stated."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from random import Random

import pytest
import yaml
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.errors import Failure
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.old_notice import registry as old_registry
from site_builder.old_notice.blocks import Block, Words, of_document, of_page, words_in
from site_builder.old_notice.finds import found_in, tells_of_sharing
from site_builder.old_notice.lines import by_sentence
from site_builder.old_notice.proof import out_of_order, prove
from site_builder.old_notice.registry import registry_of
from tests.effort import effort, some
from tests.examples import FOLDERS, example
from tests.old_notice.documents import Piece, archive, document, of_notice, page, seed
from tests.seed import ON, blocks
from tests.signing import Run, tree

NOWHERE = Path("no-such-folder")
NOTICES = {"the seed's own": seed} | {
    f"{name}: {notice.id}": partial(of_notice, notice)
    for name in FOLDERS
    if name != "seed"
    for notice in example(name).notices
}


def needs_mammoth() -> None:
    pytest.importorskip("mammoth", reason="mammoth, of the extra [import], is not installed")


def call(folder: Path, *arguments: str) -> Run:
    done = CliRunner().invoke(cli, [*arguments, "-C", str(folder), "--on", ON.isoformat()])
    return Run(done.exit_code, done.stdout, done.stderr.replace(f" -C {folder}", ""))


def taken(words: Words) -> dict[str, bytes]:
    """The files of a registry that is proved."""
    made = registry_of(words)
    prove(words, made, NOWHERE, ON)
    return dict(made.files)


def loaded(files: Mapping[str, bytes]) -> Registry:
    registry = load(NOWHERE, "registry", ON, instead=files).registry
    assert registry is not None
    return registry


# ---- the words


def test_the_seed_is_taken_with_all_its_words() -> None:
    words = of_page(page(seed()))
    assert words.count == 647
    assert taken(words)
    assert [block.text for block in words.blocks] == blocks()


@pytest.mark.parametrize("pieces", some(NOTICES.values(), one_in=3), ids=some(NOTICES, one_in=3))
def test_every_word_of_every_example_stands_on_the_page_in_order(pieces: Callable[[], list[Piece]]) -> None:
    of_them = pieces()
    words = of_page(page(of_them))
    assert words.words == words_in("\n".join(piece.text for piece in of_them))
    assert taken(words)


@pytest.mark.parametrize("pieces", some(NOTICES.values(), one_in=4), ids=some(NOTICES, one_in=4))
def test_a_document_and_a_page_give_the_same_registry(pieces: Callable[[], list[Piece]]) -> None:
    needs_mammoth()
    of_them = pieces()
    assert taken(of_document(document(of_them))) == taken(of_page(page(of_them)))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice (LibreOffice) is not installed")
def test_what_libreoffice_makes_of_the_page_gives_the_same_registry(tmp_path: Path) -> None:
    needs_mammoth()
    source = page(seed()).replace(b"<header>", b"<!--").replace(b"</header>", b"-->")
    source = source.replace(b"We use cookies.", b"").replace(b"Accessibility statement", b"")
    (tmp_path / "notice.html").write_bytes(source)
    form = ["--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML"]
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    line = ["soffice", home, "--headless", *form, "--outdir", str(tmp_path), str(tmp_path / "notice.html")]
    subprocess.run(line, check=True, capture_output=True, timeout=200)
    assert taken(of_document((tmp_path / "notice.docx").read_bytes())) == taken(of_page(source))


def test_lists_tables_links_and_bold_lines_are_kept() -> None:
    source = (
        b"<main><h1>Who gets it</h1><p>Read <a href='https://council.example/a'>our page</a>, or "
        b"<a href='/local'>this one</a>.<br>Or call us.<br><br>Both are free.</p>"
        b"<p><strong>Who we share with</strong></p><p>We share names with:</p>"
        b"<ul><li>schools<ul><li>nurseries</li></ul></li><li>the police</li></ul>"
        b"<table><tr><th>Who</th><th>Why</th></tr><tr><td>HMRC</td><td>to check tax</td></tr></table>"
        b"<details><summary>Your rights</summary>You can object. We <em>must</em> answer.</details>"
        b"<p>These are words enough for this to be the content of the page, as most pages have.</p></main>"
    )
    words = of_page(source)
    files = taken(words)
    notice, recipients = files["notices/our-notice.yaml"].decode(), files["recipients/to-be-named.yaml"].decode()
    assert "  Read [our page](https://council.example/a), or this one.\n  Or call us.\n\n  Both are free.\n" in notice
    assert "      - Where does this link lead? this one: /local\n" in notice
    assert (
        "\n      - schools\n      - nurseries\n      - the police\n      - Who; Why\n      - HMRC; to check tax\n"
        in recipients
    )
    assert "    opening: |\n      You can object.\n      We must answer.\n\n      These are words" in notice


SENTENCES: Mapping[str, Sequence[str]] = {
    "We ask. They tell.": ["We ask.", "They tell."],
    "Bodies, e.g. The Police, and others. Dr. Who asks.": ["Bodies, e.g. The Police, and others.", "Dr. Who asks."],
    "See [Our page. All of it](https://a.example). Then ask.": [
        "See [Our page. All of it](https://a.example).",
        "Then ask.",
    ],
    "# A note? “Yes.” No.": ["A note?", "“Yes.”", "No."],
    "It is 1.5 km. and so on": ["It is 1.5 km. and so on"],
}


@pytest.mark.parametrize(("text", "lines"), SENTENCES.items())
def test_one_sentence_stands_on_a_line(text: str, lines: Sequence[str]) -> None:
    assert by_sentence(text) == lines


# ---- no fact


@pytest.mark.parametrize("pieces", NOTICES.values(), ids=NOTICES)
def test_nothing_is_stated_but_the_words(pieces: Callable[[], list[Piece]]) -> None:
    registry = loaded(registry_of(of_page(page(pieces()))).files)
    for disclosure in registry.disclosures:
        said = {f.name for f in fields(disclosure) if getattr(disclosure, f.name) not in (None, (), "")}
        assert said == {"id"}, "of a recipient that is not stated the model has nothing"
    assert [*registry.purposes, *registry.data_categories, *registry.conditions] == []


def test_what_is_found_is_proposed_and_asked_and_never_published(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_bytes(page(seed()))
    done = call(tmp_path, "import", "old.html")
    assert (done.code, done.out) == (0, ""), done
    assert done.err.startswith("Made 3 files in registry/ of all 647 words. In 5 parts, ")
    assert "Left out as standing around the words: 8 words (" in done.err
    recipients = (tmp_path / "registry/recipients/to-be-named.yaml").read_text("utf-8")
    assert "proposed:\n" in recipients
    assert "Who gets it? The words name:" in recipients
    assert call(tmp_path, "build", "-q").code == 0
    feed = (tmp_path / "site/data/v1/feed.jsonld").read_text("utf-8")
    assert "Nobody has looked" not in feed
    assert "Who gets it?" not in recipients.split("proposed:")[0]
    told = call(tmp_path, "check", "--all").out
    assert "[proposed]" in told
    assert "[questions]" in told


def test_the_finds_of_a_passage() -> None:
    found = found_in("We must share pupils' names with schools, the Department for Education and Estyn.")
    assert {"department-for-education"} <= {*found.recipients}
    assert found.modality == "must"
    assert tells_of_sharing("We may pass your details on to the police.")
    assert not tells_of_sharing("You can ask us to correct your data.")


# ---- broken twins


def proved(words: Words) -> str:
    try:
        taken(words)
    except Failure as told:
        return str(told)
    return ""


def without_a_paragraph(blocks: Sequence[Block]) -> list[Block]:
    return [block for number, block in enumerate(blocks) if number != 3]


def two_turned(blocks: Sequence[Block]) -> list[Block]:
    return [*blocks[:2], blocks[3], blocks[2], *blocks[4:]]


@pytest.mark.parametrize(("twin", "told"), [(without_a_paragraph, "would be lost"), (two_turned, "order would change")])
def test_a_reader_that_loses_or_turns_words_is_caught(
    twin: Callable[[Sequence[Block]], list[Block]], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = of_page(page(seed()))
    right = old_registry.in_parts
    assert proved(words) == ""
    monkeypatch.setattr(old_registry, "in_parts", lambda blocks: right(twin(blocks)))
    assert told in proved(words)


def test_words_out_of_order_are_found() -> None:
    assert out_of_order(["a", "b", "c"], ["x", "a", "y", "b", "c"]) == []
    assert out_of_order(["a", "c", "b"], ["a", "b", "c"]) == ["b"]


def test_a_text_box_of_a_document_is_not_lost_in_silence() -> None:
    needs_mammoth()
    inside = "<w:txbxContent><w:p><w:r><w:t>Quite zebra words</w:t></w:r></w:p></w:txbxContent>"
    told = proved(of_document(document(seed(), f"<w:p><w:r><w:object>{inside}</w:object></w:r></w:p>")))
    assert "would be lost, and nothing was made: quite zebra." in told


# ---- pages by chance

TAGS = (
    "p",
    "div",
    "span",
    "b",
    "li",
    "ul",
    "table",
    "tr",
    "td",
    "h2",
    "h3",
    "br",
    "a href='/x'",
    "a href='https://a.b/c'",
)
PIECES = (
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag.split()[0]}>" for tag in TAGS),
    "<!-- no -->",
    "&nbsp;",
    "&amp;",
    "- ",
)
SAID = (
    "We share names. ",
    "with “the police” ",
    "[what",
    "this](",
    "# not",
    "e.g. Schools. ",
    "1. ",
    "*all* ",
    "a_b ",
    "£5 ",
)


def by_chance(chance: Random) -> bytes:
    parts = (chance.choice(PIECES if chance.random() < 0.5 else SAID) for _ in range(chance.randint(5, 80)))
    return f"<main><h1>Who gets it</h1>{''.join(parts)}</main>".encode()


def test_a_page_by_chance_is_taken_whole_or_refused_with_a_sentence() -> None:
    chance, tries = Random(5), effort(suite=30, thorough=1000)  # noqa: S311 (the same pages every time)
    told = [proved(of_page(by_chance(chance))) for _ in range(tries)]
    assert [each for each in told if each and not each.endswith(".")] == []
    assert sum(not each for each in told) > tries / 2


# ---- what is no notice


PAGES: Mapping[str, tuple[bytes, str]] = {
    "no words": (b"<html><body><img src=x></body></html>", "There are no words in this file."),
    "nothing": (b"", "There are no words in this file."),
    "no page": (b"PK\x03\x04\0\0\0", "This is no web page. Save it in your browser as a page, HTML only."),
    "large": (b"<p>" + b"word " * 700_000, "This page has more than 3 MB: save it without its pictures."),
    "deep": (b"<div>" * 3000 + b"words", "The elements of this page are nested too deep"),
    "a lost character": (
        "<p>We share \ufffd with them.</p>".encode(),
        "recipients/to-be-named.yaml cannot be written.",
    ),
}


@pytest.mark.parametrize(("source", "told"), PAGES.values(), ids=PAGES)
def test_a_page_that_is_none_is_told_and_nothing_is_made(tmp_path: Path, source: bytes, told: str) -> None:
    (tmp_path / "old.html").write_bytes(source)
    before = tree(tmp_path)
    done = call(tmp_path, "import", "old.html")
    assert done.err.startswith(f"Error: old.html: {told}"), done
    assert (done.code, tree(tmp_path)) == (1, before)


DOCUMENTS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "no archive": (
        lambda: b"\xd0\xcf\x11\xe0 an old document",
        "This is no document that can be read. Save it as .docx",
    ),
    "another archive": (lambda: archive({"a.txt": "a"}), "This is no document that can be read."),
    "macros": (lambda: archive({"word/vbaProject.bin": b"x"}, document(seed())), "This document has macros"),
    "300 MB": (
        lambda: archive({"word/media/a.bin": bytes(300_000_000)}, document(seed())),
        "This document has more than 20 MB",
    ),
    "entities": (
        lambda: archive({"word/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, document(seed())),
        "This document is not what it says it is, and is not opened.",
    ),
    "no words": (lambda: document([]), "There are no words in this file."),
}


@pytest.mark.parametrize(("source", "told"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_is_none_is_told_and_nothing_is_made(
    tmp_path: Path, source: Callable[[], bytes], told: str
) -> None:
    needs_mammoth()
    (tmp_path / "old.docx").write_bytes(source())
    before = tree(tmp_path)
    done = call(tmp_path, "import", "old.docx")
    assert done.err.startswith(f"Error: old.docx: {told}"), done
    assert (done.code, tree(tmp_path)) == (1, before)


def test_a_registry_that_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "old.html").write_bytes(page(seed()))
    done = call(tmp_path, "import", "old.html")
    assert (done.code, [*(tmp_path / "registry").iterdir()]) == (1, [])
    assert "already, and an old notice begins a new registry." in done.err
    assert "cannot be imported: its name has to end with one of" in call(tmp_path, "import", "old.pdf").err


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_bytes(page(seed()))
    before = tree(tmp_path)
    assert call(tmp_path, "import", "old.html", "--dry-run").err.startswith("Would make 3 files")
    assert tree(tmp_path) == before


ENCODINGS: Mapping[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "old Windows": lambda text: text.replace("utf-8", "windows-1252").encode("cp1252"),
    "old Windows, unsaid": lambda text: text.replace('<meta charset="utf-8">', "").encode("cp1252"),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_pages_are_read_in_the_encoding_that_they_have(encode: Callable[[str], bytes]) -> None:
    text = page(
        [Piece("heading", "Who", 1), Piece("text", "We share the pupils’ “names” – all of them. " * 10)]
    ).decode()
    assert "pupils’ “names” – all" in of_page(encode(text)).blocks[1].text


def test_of_the_organisation_nothing_is_guessed() -> None:
    found = of_page(page([Piece("text", "We share your address with the police.")]))
    text = registry_of(found).files["organisation.yaml"]
    assert b"ouncil" not in text.replace(b"council.example", b"")
    assert not {"kind", "public_authority"} & {*yaml.safe_load(text)}
