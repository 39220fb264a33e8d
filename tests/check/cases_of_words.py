"""Words against facts, bodies, contacts, style: what each rule must find in the seed after some edits, and must not."""

from __future__ import annotations

from tests.check.planted import Edits, Planted

ORGANISATION = "organisation.yaml"
CHILD_DATA = "notices/child-data.yaml"
CONDITIONS = "vocabulary/conditions.yaml"
BODIES = "vocabulary/bodies.yaml"
NHS = "recipients/nhs-services.yaml"
DFE = "recipients/department-for-education.yaml"
EXAMPLES = "membership: examples\n"
CRIME = "recipients/crime-and-fraud-agencies.yaml"
DEPARTMENTS = "recipients/government-departments.yaml"
PARTNERS = "recipients/partner-agencies.yaml"
YOUTH = "recipients/youth-justice-board.yaml"

Edit = tuple[str, str, str]


def _case(rule: str, bad: Edits, good: Edits, says: str) -> Planted:
    """A case of words, the bad example first."""
    return Planted(rule, says, good, bad)


REQUEST = "NHS services may also request individual child identifiable data"
MODALITY = "    modality: may_on_request\n"
NEEDED = "      - type: request_needed\n"
FIRST = "    text: |\n      The DfE uses information"
HEAD = "title: Who we share data with\n"
CLOSING = f"{HEAD}closing: |\n  "


def _first(words: str) -> Edit:
    """One more sentence at the beginning of what the DfE does with research."""
    return (DFE, FIRST, f"    text: |\n      {words}\n      The DfE uses information")


def _closing(words: str) -> Edit:
    """Closing words of the notice."""
    return (CHILD_DATA, HEAD, f"{CLOSING}{words}\n")


def _organisation(lines: str) -> Edit:
    """More about us."""
    return (ORGANISATION, "kind: council\n", f"kind: council\n{lines}")


def _second(words: str) -> Edit:
    """Another notice, with these opening words."""
    return ("notices/second.yaml", "", f"title: Second\nopening: |\n  {words}\nsections:\n  all:\n    heading: All\n")


REQUIRED = "      We are required to send data to government departments such as"
BOARD = "the Qualifications and Curriculum Development Agency and Youth Justice Board"
REASON = "    reason: |\n      Asked.\n"
SOFTLY = "    - type: {}\n      strength: wherever_possible\n"
RESEARCH = "    purposes: [research, statistics, policy, monitor-council-services]\n"


def _research(lines: str) -> Edit:
    """More facts of what the DfE does with research."""
    return (DFE, RESEARCH, RESEARCH + lines)


CASES_OF_WORDS: tuple[Planted, ...] = (
    # 16: hedges
    _case(
        "softened-in-words-only",
        ((NHS, MODALITY, ""),),
        ((NHS, MODALITY, "    modality: only_if\n"),),
        "'may also request'",
    ),
    _case(
        "softened-in-words-only",
        (
            (
                CONDITIONS,
                f"{SOFTLY.format('tell_first')}{SOFTLY.format('consent_first')}",
                "    - type: tell_first\n    - type: consent_first\n",
            ),
        ),
        ((CONDITIONS, "    - type: tell_first\n      strength: wherever_possible\n", "    - type: tell_first\n"),),
        "'Wherever possible'",
    ),
    _case(
        "softened-in-words-only",
        ((DFE, "        strength: usually\n", ""),),
        ((DFE, "        strength: usually\n", "        strength: wherever_possible\n"),),
        "'usually'",
    ),
    _case(
        "softened-in-words-only",
        ((CONDITIONS, "      test: when we feel that you or others are at risk\n", ""),),
        ((CONDITIONS, "when we feel that you or others are at risk, we", "when you or others are at risk, we"),),
        "'when we feel'",
    ),
    _case(
        "softened-in-words-only",
        (_first("If you may be at risk, we share it where appropriate."),),
        (_first("You may ask us not to share it, and nobody may pass it on."),),
        "'where appropriate'",
    ),
    # Promises and denials
    _case(
        "promised-in-words-only",
        (_first("We do not send it outside the UK."),),
        (_first("We do not send it outside the UK."), _research("    transfers: none\n")),
        "'not send it outside the UK'",
    ),
    _case(
        "promised-in-words-only",
        (_closing("We never sell your data."),),
        (
            _closing("We never sell your data."),
            (
                CHILD_DATA,
                "    - type: lawful_only\n",
                "    - type: lawful_only\n    - type: prohibited_use\n      purposes: [research]\n",
            ),
        ),
        "'never sell'",
    ),
    _case(
        "promised-in-words-only",
        ((NHS, "    conditions:\n      - type: no_identification_in_results\n", ""),),
        (
            (
                NHS,
                "      - type: no_identification_in_results\n",
                "      - type: identifiability\n        results: anonymous\n",
            ),
        ),
        "cannot be identified",
    ),
    _case(
        "promised-in-words-only",
        (_first("No computer decides about you."),),
        (_first("No computer decides about you."), _research("    automated_decision: none\n")),
        "'No computer decides'",
    ),
    _case(
        "purpose-in-words-only",
        (_first("They also use it for marketing."),),
        (_first("They do not use it for marketing."),),
        "'for marketing'",
    ),
    _case(
        "words-against-facts",
        (_first("It stays in the UK."), _research("    transfers:\n      - country: France\n")),
        (_first("It is stored in the UK."), _research("    transfers:\n      - country: France\n")),
        "listed under transfers",
    ),
    _case(
        "words-against-facts",
        (_first("We do not share information about children."),),
        (_first("We do not share information about children unless we must."),),
        "'information-about-children'",
    ),
    _case(
        "words-against-facts",
        (_first("We never send information about children."),),
        (_first("We never send information about children to the police."),),
        "'information-about-children'",
    ),
    _case(
        "words-against-facts",
        ((CONDITIONS, "without your consent", "with your consent"),),
        (
            (
                CONDITIONS,
                "may share information without your consent",
                "may share information even without your consent",
            ),
        ),
        "'with your consent'",
    ),
    _case(
        "words-against-facts",
        ((PARTNERS, "There are occasions when we may need to share", "We always share"),),
        ((PARTNERS, "There are occasions when we may need to share", "We always share it when we have to: we share"),),
        "modality says may",
    ),
    _case(
        "words-against-facts",
        ((DEPARTMENTS, "We are required to send", "We may send"),),
        ((DEPARTMENTS, "We are required to send", "By law we must send"),),
        "modality says must",
    ),
    _case(
        "words-against-facts",
        ((PARTNERS, "There are occasions when we may need to share", "We will not share"),),
        (
            (
                PARTNERS,
                "There are occasions when we may need to share",
                "You may ask that we do not share, but we may share",
            ),
        ),
        "'We will not share'",
    ),
    _case(
        "softened-in-facts-only",
        ((DFE, "is usually voluntary", "is voluntary"),),
        ((DFE, "is usually voluntary", "is voluntary, unless a law says otherwise"),),
        "usually",
    ),
    _case(
        "said-twice",
        ((DEPARTMENTS, REQUIRED, f"{REQUIRED.replace('are required', 'have')} {BOARD}.\n{REQUIRED}"),),
        (
            (
                DEPARTMENTS,
                REQUIRED,
                f"      Some of what schools tell us goes to London, for the law wants it.\n{REQUIRED}",
            ),
        ),
        "nearly the same",
    ),
    # 17
    _case(
        "not-anonymous",
        ((NHS, REQUEST, f"This is anonymous.\n      {REQUEST}"),),
        ((NHS, REQUEST, f"This is not anonymous.\n      {REQUEST}"),),
        "identifiability says identifiable",
    ),
    _case(
        "not-anonymous",
        (_first("We send anonymised individual-level data."),),
        (_first("We send anonymised data, no individual-level data."),),
        "both be true",
    ),
    # 14
    _case(
        "open-in-words",
        ((DEPARTMENTS, f"{EXAMPLES}open_list: true\n", "open_list: false\n"),),
        (
            (DEPARTMENTS, f"{EXAMPLES}open_list: true\n", "open_list: false\n"),
            (DEPARTMENTS, "departments such as the Qual", "departments: the Qual"),
        ),
        "'such as'",
    ),
    _case(
        "open-in-words",
        (_closing("This list is not exhaustive."),),
        (_closing("This list is not exhaustive."), (CHILD_DATA, "complete_list: true\n", "complete_list: false\n")),
        "complete_list",
    ),
    _case(
        "open-in-words",
        ((CRIME, f"{EXAMPLES}open_list: true\n", "open_list: false\n"),),
        (
            (CRIME, f"{EXAMPLES}open_list: true\n", "open_list: false\n"),
            (
                CRIME,
                "with other agencies to assist in the prevention of crime or fraud such as",
                "with these agencies, to assist in the prevention of crime or fraud:",
            ),
        ),
        "other agencies",
    ),
    # 15
    _case(
        "body-without-entry",
        (_first("Ask the Department for Work and Pensions."),),
        (_first("Ask the Department for Education."),),
        "'Department for Work and Pensions'",
    ),
    _case(
        "body-without-entry",
        (_first("Ofsted's inspectors see it."),),
        ((BODIES, "", "\nofsted:\n  name: Ofsted\n"), _first("Ofsted's inspectors see it.")),
        "'Ofsted'",
    ),
    _case(
        "body-without-entry",
        ((CHILD_DATA, "heading: Department for Education (DfE)", "heading: Department for Work and Pensions"),),
        ((CHILD_DATA, "heading: Department for Education (DfE)", "heading: The Department for Education"),),
        "'Department for Work and Pensions'",
    ),
    _case(
        "body-without-entry",
        ((BODIES, "  name: Department of Health\n", "  name: The ministry\n"),),
        ((BODIES, "  name: Department of Health\n", "  name: The ministry\n  also_called: [Department of Health]\n"),),
        "'Department of Health'",
    ),
    _case(
        "recipient-not-in-words",
        (
            (
                DFE,
                "name: Department for Education\nshort_name: DfE\nalso_called: [the department]\n",
                "name: Ministry for Learning\n",
            ),
        ),
        ((DFE, "name: Department for Education\n", "name: Ministry for Learning\n"),),
        "'Ministry for Learning'",
    ),
    _case(
        "recipient-not-in-words",
        (
            (
                "recipients/research-agencies.yaml",
                "name: research agencies working under contract to the department\n",
                "name: pollsters\n",
            ),
        ),
        (
            (
                "recipients/research-agencies.yaml",
                "name: research agencies working under contract to the department\n",
                "name: agencies for surveys\n",
            ),
        ),
        "'pollsters'",
    ),
    _case(
        "member-not-in-words",
        ((PARTNERS, "      - fire and rescue services\n", ""),),
        ((PARTNERS, "      - fire and rescue services\n", "      - rescue services and fire services\n"),),
        "fire-and-rescue-services",
    ),
    _case(
        "member-not-in-words",
        ((YOUTH, "name: Youth Justice Board\n", "name: Board for Youth\n"),),
        ((YOUTH, "name: Youth Justice Board\n", "name: Board for Youth\nalso_called: [Youth Justice Board]\n"),),
        "youth-justice-board",
    ),
    _case(
        "item-not-a-member",
        ((PARTNERS, "  - fire-and-rescue-services\n", ""),),
        ((PARTNERS, "      - fire and rescue services\n", "      - the fire and rescue service\n"),),
        "'fire and rescue services'",
    ),
    _case(
        "item-not-a-member",
        ((PARTNERS, "      - fire and rescue services\n", "      - fire and rescue services\n      - youth clubs\n"),),
        (
            (
                NHS,
                "      NHS services may also",
                "      They need:\n\n      - names\n      - addresses.\n\n      NHS services may also",
            ),
        ),
        "'youth clubs'",
    ),
    # 21
    _case(
        "person-as-contact",
        (_closing("Ask Jane Smith if anything is not clear."),),
        (_closing("Ask at Victoria Road, or in St James Hospital."),),
        "'Jane Smith'",
    ),
    _case(
        "person-as-contact",
        (_organisation("dpo:\n  post: Dr Karen O'Neill, County Hall, Example\n"),),
        (_organisation("dpo:\n  post: Data Protection Officer, Edward House, County Hall, Example\n"),),
        "'Dr Karen O'Neill'",
    ),
    _case(
        "person-as-contact",
        (("vocabulary/roles.yaml", "  name: chief statistician\n", "  name: Chief Statistician David Jones\n"),),
        (
            (YOUTH, "name: Youth Justice Board\n", "name: David Jones Board\n"),
            (DEPARTMENTS, "Youth Justice Board", "David Jones Board"),
        ),
        "'David Jones'",
    ),
    _case(
        "personal-mailbox",
        (_organisation("dpo:\n  email: jane.smith@council.example\n"),),
        (_organisation("dpo:\n  email: data.protection@council.example\n"),),
        "one person",
    ),
    _case(
        "personal-mailbox",
        (_closing("Write to examplecouncil@gmail.com."),),
        (_closing("Write to childrens.services@council.example or foi@council.example."),),
        "anyone could have",
    ),
    _case(
        "personal-mailbox",
        (_organisation("privacy_notice: mailto:jo.bloggs@council.example\n"),),
        (_organisation("privacy_notice: mailto:info@council.example\n"),),
        "'jo.bloggs@council.example'",
    ),
    # 22 and 30
    _case(
        "left-over-words",
        (_first("[Name of council] shares data."),),
        (_first("[Our site](https://council.example/) has it [sic]."),),
        "'[Name of council]'",
    ),
    _case(
        "left-over-words",
        ((CHILD_DATA, "    heading: NHS Services\n", "    heading: NHS Services TBC\n"),),
        ((CHILD_DATA, "    heading: NHS Services\n", "    heading: NHS Services and TBCs\n"),),
        "'TBC'",
    ),
    _case(
        "left-over-words",
        (_first("It is held for the us."),),
        (_first("It is sent to the US."),),
        "'for the us'",
    ),
    _case(
        "list-not-in-words",
        ((CRIME, "disclosures:\n", "all_our_disclosures:\n  data_categories: [contact-details]\ndisclosures:\n"),),
        ((CRIME, "prevent-fraud]\n", "prevent-fraud]\n    data_categories: [contact-details]\n"),),
        "the words of",
    ),
    _case(
        "link-missing",
        (_first("More is on our website."),),
        (_first("More is on [our website](https://council.example/)."),),
        "'on our website'",
    ),
    _case(
        "link-missing",
        (_first("Read [our policy]()."),),
        (_first("Read [our policy](https://council.example/)."),),
        "'[our policy]()'",
    ),
    # 32
    _case(
        "used-by-nothing",
        (("vocabulary/programmes.yaml", "", "\nnever-used:\n  name: a programme of nothing\n"),),
        (
            ("vocabulary/programmes.yaml", "", "\nnever-used:\n  name: a programme of nothing\n"),
            (
                CRIME,
                "\ninternal:\n",
                f"\nproposed:\n  crime-and-fraud-duty:\n    programmes: [never-used]\n{REASON}\ninternal:\n",
            ),
        ),
        "'never-used'",
    ),
    _case(
        "used-by-nothing",
        (
            (
                DEPARTMENTS,
                "members: [qualifications-and-curriculum-development-agency, youth-justice-board]\n",
                "members: [qualifications-and-curriculum-development-agency]\n",
            ),
        ),
        ((BODIES, "", "\nboard:\n  name: Board of All\n"), _first("It tells the Board of All.")),
        "'youth-justice-board'",
    ),
    # 24
    _case(
        "long-sentences",
        (_closing(f"{'We say it. ' * 9}{'We say ' * 12}it all."),),
        (_closing(f"{'We say it. ' * 9}{'We say ' * 11}it all."),),
        "26 words",
    ),
    _case(
        "long-sentences",
        (
            (
                NHS,
                "individual pupils cannot be identified from them.",
                "individual pupils cannot be identified from them, by us or by you or by anyone else, now or later.",
            ),
        ),
        (
            (
                NHS,
                "individual pupils cannot be identified from them.",
                "individual pupils cannot be identified from them: by us or by you or by anyone else, now or later.",
            ),
        ),
        "The statistics are used in",
    ),
    _case(
        "hard-to-read",
        (_second("Organisational accountability necessitates comprehensive interoperability."),),
        (_second("We tell you who gets your data."),),
        "organisational",
    ),
    _case(
        "hard-to-read",
        (_second("We coordinate assessments with organisations. We ask you."),),
        (_second("We ask you. We tell them. We ask others. We care. We coordinate assessments."),),
        "takes 10 years",
    ),
    _case(
        "plainer-words",
        (_closing("We ask you prior to that."),),
        (_closing("We ask you before that, and our prior notice says so."),),
        "'prior to': before",
    ),
    _case(
        "plainer-words",
        (_closing("We utilise it via the post."),),
        (_closing("We use it in the post."),),
        "'utilise': use; 'via': through, by",
    ),
    _case(
        "passive-sentences",
        (_closing("Your data may also be shared. It is then sent on, and was carefully passed over."),),
        (_closing("It is used by us, was sent on by the school, is based on law and is not limited to that."),),
        "'be shared', 'is then sent on', 'was carefully passed over'",
    ),
    _case(
        "passive-sentences",
        (_closing("It is not kept, and being red it stands out."),),
        (_closing("We do not keep it, and being red it stands out; we are required to say so."),),
        "'is not kept'",
    ),
    _case(
        "letters-not-spelled-out",
        (_closing("Ask the MASH."),),
        (_closing("Ask the Multi-Agency Safeguarding Hub (MASH). The MASH and the NHS know."),),
        "MASH",
    ),
    _case(
        "letters-not-spelled-out",
        ((CHILD_DATA, "    heading: Department for Education (DfE)\n", "    heading: Schools\n"),),
        ((CHILD_DATA, "    heading: Department for Education (DfE)\n", "    heading: Department for Education\n"),),
        "DfE",
    ),
    _case(
        "written-short",
        (_closing("We share names and/or addresses."),),
        (_closing("See https://council.example/names/addresses or write c/o the council."),),
        "and/or",
    ),
    _case(
        "written-short",
        (_first("Names & addresses are sent."),),
        (
            (YOUTH, "name: Youth Justice Board\n", "name: Youth & Justice Board\n"),
            (DEPARTMENTS, "Youth Justice Board", "Youth & Justice Board"),
        ),
        "&",
    ),
)
