"""Drifts in a PDF as a whole: its structure, its attachment, its language, title, links and pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from tests.drifts.printed import Leaf
from tests.drifts.sites import Sheet

LIE = "We share nothing with anybody"


def elements(document: Pdf, *kinds: str) -> list[Object]:
    """The structure elements of these kinds (of every kind without any), in reading order."""
    return [e for e in _below(document.Root.StructTreeRoot) if not kinds or str(e.S) in kinds]


def _below(element: Object) -> Iterator[Object]:
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)


def _kids(element: Object) -> list[Object]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


# ---- structure


class Told:
    """What the elements of a document say to those who hear it."""

    def __init__(self, document: Pdf) -> None:
        """The open PDF."""
        leaves = [Leaf(document, number) for number in range(len(document.pages))]
        self._texts = {(leaf.page.obj.objgen, run.mark): run.text for leaf in leaves for run in leaf.runs}

    def text(self, element: Object) -> str:
        """All words of an element, without white space."""
        return "".join("".join(self._pieces(element)).split())

    def _pieces(self, element: Object) -> Iterator[str]:
        for kid in _kids(element):
            if not isinstance(kid, Dictionary):
                yield self._texts.get((element.Pg.objgen, int(kid)), "")
            elif "/MCID" in kid:
                yield self._texts.get(((kid if "/Pg" in kid else element).Pg.objgen, int(kid.MCID)), "")
            elif "/S" in kid:
                yield from self._pieces(kid)


def unreached(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Words that are seen and not reached through the structure: an element is gone, or is decoration now."""
    if chance.random() < 0.5:
        gone = chance.choice(elements(document, "/P", "/LI", "/H2", "/TR", "/TD", "/TH", "/Table", "/L"))
        gone.P.K = Array([kid for kid in _kids(gone.P) if kid != gone])
        return bool(Told(document).text(gone))
    leaf = Leaf(document, chance.randrange(len(document.pages)))
    if not leaf.stated:
        return False
    run = chance.choice(leaf.stated)
    leaf.instructions[leaf.before(run, "BDC")] = pikepdf.ContentStreamInstruction(
        [Name.Artifact], pikepdf.Operator("BMC")
    )
    leaf.close()
    return True


def reordered(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Two neighbours of the structure exchanged: read in another order than they stand."""
    holder = chance.choice([e for e in elements(document, "/Document", "/TBody", "/L", "/TR") if len(_kids(e)) > 1])
    kids = _kids(holder)
    at = chance.randrange(len(kids) - 1)
    one, other = kids[at : at + 2]
    kids[at : at + 2] = [other, one]
    holder.K = Array(kids)
    told = Told(document)
    return told.text(one) != told.text(other)


def cells_swapped(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Two cells of the table hold each other's words for those who hear it."""
    cells = elements(document, "/TD")
    if not cells:
        return False
    one, other = chance.sample(cells, 2)
    told = Told(document)
    if told.text(one) == told.text(other):
        return False
    # The content of a cell says on which leaf it stands by its holder.
    one.K, other.K = other.K, one.K
    if "/Pg" in one and "/Pg" in other:
        one.Pg, other.Pg = other.Pg, one.Pg
    return True


def told_otherwise(document: Pdf, _: Sheet, chance: Random) -> bool:
    """An element has a text of its own for those who hear it."""
    links = _links(document)
    if chance.random() < 0.15 and links:
        chance.choice(links)[1].Contents = String(LIE)
        return True
    element = chance.choice(elements(document, "/P", "/LI", "/LBody", "/H2", "/TD", "/TH", "/Span", "/Link", "/H1"))
    element[chance.choice(["/ActualText", "/Alt", "/E"])] = String(chance.choice([LIE, "No", "must"]))
    return True


def of_another_kind(document: Pdf, _: Sheet, chance: Random) -> bool:
    """A heading, a cell, a paragraph passes for something else."""
    element = chance.choice(elements(document, "/P", "/H2", "/TD", "/TH", "/Caption", "/H1", "/Table"))
    others = (Name.P, Name.H2, Name.Artifact, Name.NonStruct, Name.Figure, Name.Note, Name.TH, Name.Private)
    element.S = chance.choice([kind for kind in others if kind != element.S])
    return True


def list_of_another_kind(document: Pdf, _: Sheet, chance: Random) -> bool:
    """A list or an item passes for something else."""
    chance.choice(elements(document, "/LI", "/L")).S = chance.choice([Name.P, Name.H2, Name.TH, Name.Div])
    return True


def told_nothing(document: Pdf, _: Sheet, chance: Random) -> bool:
    """An element has an empty text of its own: those who hear it hear nothing."""
    chance.choice(elements(document, "/P", "/LI", "/LBody", "/H2", "/TD", "/TH", "/H1")).ActualText = String("")
    return True


def bookmark(document: Pdf, _: Sheet, chance: Random) -> bool:
    """A bookmark says another thing or leads elsewhere, is gone, or there is one more."""
    with document.open_outline() as outline:
        items = outline.root
        way = chance.randrange(4)
        if way == 0:
            chance.choice(items).title = chance.choice([LIE, "Draft", "1"])
        elif way == 1 and len(items) > 1:
            one, other = chance.sample(items, 2)
            one.title, other.title = other.title, one.title
            return one.title != other.title
        elif way == 2:
            items.remove(chance.choice(items))
        else:
            items.append(pikepdf.OutlineItem(LIE, 0))
    return True


# ---- marks


def language(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Marked as of another language, as a whole or in part."""
    tag = String(chance.choice(["fr", "pl", "ur", "ar", "de"]))  # of which no example has a word
    if chance.random() < 0.4:
        document.Root.Lang = tag
    else:
        chance.choice(elements(document, "/P", "/H2", "/H1", "/LBody", "/TD", "/Caption")).Lang = tag
    return True


def title(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Another title or author, or a description, for those who see a list of files."""
    other = chance.choice([LIE, "Draft", "Who we share data with - old", "Untitled"])
    if chance.random() < 0.5:
        document.docinfo[chance.choice(["/Title", "/Title", "/Author", "/Subject", "/Keywords"])] = other
    else:
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata[chance.choice(["dc:title", "dc:title", "dc:description"])] = other
    return True


def link(document: Pdf, _: Sheet, chance: Random) -> bool:
    """A link leads elsewhere, or there is one more."""
    links = _links(document)
    page, found = chance.choice(links)
    way = chance.randrange(3)
    elsewhere = Dictionary(S=Name.URI, URI=String(chance.choice(["https://elsewhere.example/", "mailto:x@y.example"])))
    if way == 0:
        box = Array([60, 60, 500, chance.randrange(300, 780)])
        more = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=elsewhere, F=4)
        page.obj.Annots.append(document.make_indirect(more))
    elif way == 1:
        found.A = elsewhere
        if "/Dest" in found:
            del found["/Dest"]
    else:
        named = sorted({str(each.Dest) for _, each in links if isinstance(each.get("/Dest"), String)})
        others = [name for name in named if name != str(found.get("/Dest"))]
        if not others or not isinstance(found.get("/Dest"), String):
            return False
        found.Dest = String(chance.choice(others))
    return True


def link_lost(document: Pdf, _: Sheet, chance: Random) -> bool:
    """Words lead nowhere any more: their link is not among what the page answers to; the structure still has it."""
    page, found = chance.choice(_links(document))
    page.obj.Annots = Array([each for each in page.obj.Annots if each.objgen != found.objgen])
    return True


def _links(document: Pdf) -> list[tuple[pikepdf.Page, Object]]:
    return [(page, a) for page in document.pages for a in page.obj.get("/Annots", Array()) if a.Subtype == Name.Link]


# ---- what comes with it


def attachment(document: Pdf, _: Sheet, chance: Random) -> bool:
    """The feed in it is another one, is gone, or there is a second."""
    (name, honest), *_others = document.attachments.items()
    data = honest.get_file().read_bytes()
    feed = json.loads(data)
    way = chance.randrange(5)
    if way == 0:
        del document.attachments[name]
    elif way == 1:
        document.attachments[chance.choice(["facts.jsonld", "a.txt", "feed2.jsonld"])] = data[: chance.randrange(99)]
    elif way == 2:
        document.attachments[name] = data + b"\n"
    else:
        changed = chance.choice(feed["disclosures"])
        changed["modality"] = "must" if changed.get("modality") != "must" else "may"
        document.attachments[name] = json.dumps(feed, ensure_ascii=False, indent=2).encode()
    return True


def pages(document: Pdf, _: Sheet, chance: Random) -> bool:
    """A page too few, one twice, two exchanged, or one more."""
    number = chance.randrange(len(document.pages))
    way = chance.randrange(4)
    if way == 0:
        del document.pages[number]
    elif way == 1:
        document.pages.append(document.pages[number])
    elif way == 2:
        other = (number + 1) % len(document.pages)
        if other == number:
            return False
        one, two = document.pages[number], document.pages[other]
        document.pages[number], document.pages[other] = two, one
    else:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        words = document.make_stream(f"BT /F 12 Tf 90 700 Td ({LIE}) Tj ET".encode())
        page = Dictionary(
            Type=Name.Page, MediaBox=Array([0, 0, 595, 842]), Contents=words,
            Resources=Dictionary(Font=Dictionary(F=font)),
        )  # fmt: skip
        document.pages.insert(number, pikepdf.Page(document.make_indirect(page)))
    return True


def active(document: Pdf, _: Sheet, chance: Random) -> bool:
    """What acts or speaks besides the words: code, a note, a field, a jump when it is opened."""
    page = chance.choice(list(document.pages))
    box = Array([72, chance.randrange(60, 700), 500, 760])
    code = Dictionary(S=Name.JavaScript, JS=String("app.alert('We share nothing.')"))
    away = Dictionary(S=Name.URI, URI=String("https://elsewhere.example/"))
    way = chance.randrange(5)
    if way == 0:
        document.Root.OpenAction = chance.choice([code, away])
    elif way == 1:
        page.obj.AA = Dictionary(O=chance.choice([code, away]))
    elif way == 2:
        document.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), document.make_indirect(code)]))
    else:
        kind = chance.choice([Name.Text, Name.FreeText, Name.Widget, Name.Highlight, Name.StrikeOut, Name.Redact])
        note = Dictionary(Type=Name.Annot, Subtype=kind, Rect=box, Contents=String(LIE), F=4)
        note.QuadPoints = Array([72, 90, 500, 90, 72, 60, 500, 60])
        if kind == Name.Widget:
            note.update({"/FT": Name.Tx, "/V": String(LIE), "/T": String("a"), "/DA": String("/Helv 9 Tf")})
            note = document.make_indirect(note)
            document.Root.AcroForm = Dictionary(Fields=Array([note]))
        if "/Annots" not in page.obj:
            page.obj.Annots = Array()
        page.obj.Annots.append(note if note.is_indirect else document.make_indirect(note))
    return True
