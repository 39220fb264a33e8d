"""Cases of the rules of law and facts: what is planted into the seed in the bad example, and in the good twin."""

from __future__ import annotations

from tests.check.planted import Edits, Planted

NHS = "recipients/nhs-services.yaml"
DFE = "recipients/department-for-education.yaml"
PARTNERS = "recipients/partner-agencies.yaml"
YOUTH = "recipients/youth-justice-board.yaml"
QCDA = "recipients/qualifications-and-curriculum-development-agency.yaml"
US = "organisation.yaml"
KINDS = "vocabulary/data_categories.yaml"
PEOPLE = "vocabulary/data_subjects.yaml"
LAWS = "vocabulary/laws.yaml"
PROGRAMMES = "vocabulary/programmes.yaml"
CONDITIONS = "vocabulary/conditions.yaml"
AGREEMENTS = "vocabulary/agreements.yaml"


def _asking(fields: str) -> Edits:
    """More fields of a disclosure to the NHS that people are asked about."""
    start = "    modality: may_on_request\n"
    return ((NHS, start, start + fields),)


def _about(people: str, data: str = "information-about-children") -> Edits:
    """Whom and what that disclosure is about."""
    start = "    data_categories: [information-about-children]\n    data_subjects: [children, parents-and-carers]\n"
    return ((NHS, start, f"    data_categories: [{data}]\n    data_subjects: [{people}]\n"),)


def _for(purposes: str) -> Edits:
    """What that disclosure is for."""
    start = "    purposes: [contact-parents, access-to-child-health, access-to-school-nurses]\n"
    return ((NHS, start, f"    purposes: [{purposes}]\n"),)


def _we(fields: str) -> Edits:
    """More fields of ours."""
    return ((US, "version: ", f"{fields}version: "),)


def _research(purposes: str, fields: str = "") -> Edits:
    start = "    purposes: [research, statistics, monitor-health-services, develop-health-services]\n"
    return ((NHS, start, f"    purposes: [{purposes}]\n{fields}"),)


def _named(file: str, old: str, new: str) -> Edits:
    return ((file, f"name: {old}\n", f"name: {new}\n"),)


def _agreement(kind: str, more: str = "") -> Edits:
    return ((AGREEMENTS, "", f"the-agreement:\n  name: agreement\n  kind: {kind}\n{more}"),)


def _law(law: str, whose: str = "ours") -> str:
    return f"    legal_power:\n      - law: {law}\n        whose: {whose}\n"


def _abroad(country: str, mechanism: str = "") -> str:
    more = f"        mechanism: {mechanism}\n" if mechanism else ""
    return f"    transfers:\n      - country: {country}\n{more}"


def _opt_outs(*choices: tuple[str, str]) -> str:
    entries = "".join(f"      - scheme: {scheme}\n        effect: {effect}\n" for scheme, effect in choices)
    return f"    opt_outs:\n{entries}"


def _duty(more: str = "") -> str:
    """Conditions in the place of its own."""
    return f"    conditions:\n      - type: statutory_duty\n        whose: ours\n{more}"


def _decision(kind: str) -> str:
    return f"    automated_decision:\n      kind: {kind}\n"


CONDITIONS_OF_ITS_OWN = (
    "    conditions:\n      - type: identifiability\n        transfer: identifiable\n      - type: request_needed\n"
)
ON_TASK = "    lawful_basis: [public_task]\n"
ON_DUTY = "    lawful_basis: [legal_obligation]\n"
ON_CONSENT = "    lawful_basis: [consent]\n"
ALONE = _decision("solely_automated_significant")

HEALTH: Edits = (
    *_about("children", "notes"),
    (KINDS, "contact-details:\n", "notes:\n  name: notes\n  special: [health]\ncontact-details:\n"),
)
CRIMES: Edits = (
    *_about("children", "notes"),
    (KINDS, "contact-details:\n", "notes:\n  name: notes\n  criminal: true\ncontact-details:\n"),
)
ADULTS: Edits = (
    *_about("adults", "notes"),
    *HEALTH[1:],
    (PEOPLE, "pupils:\n", "adults:\n  name: adults\n  from_age: 18\npupils:\n"),
    *_we("jurisdiction: [england]\n"),
    *_for("research"),
)
UNDER_18: Edits = (
    *_about("young-people"),
    (PEOPLE, "pupils:\n", "young-people:\n  name: young people\n  to_age: 17\npupils:\n"),
)
NATIONAL = "national_data_opt_out"

BASES = [
    Planted(
        "basis-not-open",
        "our own tasks cannot rest on 'legitimate_interests'",
        _asking(ON_TASK + _law("children-act-2004")),
        _asking("    lawful_basis: [legitimate_interests]\n" + _law("children-act-2004")),
    ),
    Planted(
        "basis-not-open",
        "our own tasks cannot rest on 'recognised_legitimate_interest'",
        _asking("    lawful_basis: [recognised_legitimate_interest]\n    direction: receive\n"),
        _asking("    lawful_basis: [recognised_legitimate_interest]\n"),
    ),
    Planted(
        "basis-not-open",
        "our own tasks cannot rest on 'legitimate_interests'",
        ((US, "public_authority: true\n", "public_authority: false\n"),),
        (),
        both=_asking("    lawful_basis: [public_task, legitimate_interests]\n"),
    ),
    Planted(
        "power-not-ours",
        "each law named here is the recipient's",
        _asking(ON_TASK + _law("children-act-2004")),
        _asking(ON_TASK + _law("children-act-2004", "theirs")),
    ),
    Planted(
        "power-not-ours",
        "each law named here is the recipient's",
        _asking(ON_DUTY + _law("children-act-2004", "theirs")),
        _asking(ON_TASK + _law("children-act-2004", "theirs")),
    ),
    Planted(
        "wrong-paragraph",
        "'health_or_social_care' goes with paragraph 2 of Schedule 1, and this states 18",
        _asking("    special_condition: [health_or_social_care]\n    schedule_1_condition: [2, 18]\n"),
        _asking("    special_condition: [health_or_social_care]\n    schedule_1_condition: [18]\n"),
    ),
    Planted(
        "wrong-paragraph",
        "goes with one of paragraphs 6 to 28 of Schedule 1, and this states 2, 30",
        _asking("    special_condition: [vital_interests]\n    schedule_1_condition: [2, 30]\n"),
        _asking("    special_condition: [substantial_public_interest]\n    schedule_1_condition: [2, 30]\n"),
    ),
    Planted(
        "policy-document",
        "goes with paragraphs 7 and 18 of Schedule 1",
        _asking("    schedule_1_condition: [2, 10]\n"),
        _asking("    schedule_1_condition: [2, 7, 18]\n"),
    ),
    Planted(
        "policy-document",
        "goes with paragraph 18 of Schedule 1",
        ((US, "", "internal:\n  example-county-council:\n    policy_document: https://intranet.example/document\n"),),
        (),
        both=_asking("    schedule_1_condition: [18]\n"),
    ),
    Planted(
        "consent-not-free",
        "we have to share in any case",
        _asking(ON_CONSENT),
        ((NHS, "    modality: may_on_request\n", "    modality: must\n" + ON_CONSENT),),
    ),
    Planted(
        "consent-not-free",
        "an override lets us share without it",
        ((CONDITIONS, "overrides: consent_first\n", "overrides: tell_first\n"),),
        (),
        both=((PARTNERS, "    modality: may\n", "    modality: may\n" + ON_CONSENT),),
    ),
]

DECIDING = [
    Planted(
        "decides-on-research",
        "The facts also name 'access to child health programmes'",
        _research("research, contact-parents"),
        _research("research, access-to-child-health"),
    ),
    Planted(
        "decides-on-research",
        "The facts also name a computer that decides about people",
        _research("research, statistics", _decision("profiling_only")),
        _research("research, statistics", _decision("assisted")),
    ),
    Planted(
        "decides-on-research",
        "The facts also name a computer that decides about people",
        _asking(_decision("assisted") + "    possible_conditions: [dfe-in-all-these-cases]\n"),
        _asking(_decision("assisted")),
        both=(*HEALTH, *_for("research")),
    ),
    Planted(
        "decides-after-all",
        "no single person is affected",
        _asking(_decision("assisted") + "    possible_conditions: [dfe-in-all-these-cases]\n"),
        _asking(_decision("assisted") + "    shared_conditions: [dfe-in-all-these-cases]\n"),
    ),
    Planted(
        "decides-after-all",
        "no single person is affected",
        _asking(_decision("profiling_only") + "    shared_conditions: [dfe-in-all-these-cases]\n"),
        _asking(ALONE + "    shared_conditions: [dfe-in-all-these-cases]\n"),
    ),
    Planted(
        "computer-may-not-decide",
        "a recognised legitimate interest does not let it",
        _asking("    lawful_basis: [recognised_legitimate_interest]\n" + _decision("assisted")),
        _asking("    lawful_basis: [recognised_legitimate_interest]\n" + ALONE),
        both=((US, "public_authority: true\n", "public_authority: false\n"),),
    ),
    Planted(
        "computer-may-not-decide",
        "'health_or_social_care' does not let it use special category data",
        _asking(ALONE + "    special_condition: [explicit_consent]\n"),
        _asking(ALONE + "    special_condition: [health_or_social_care]\n"),
        both=HEALTH,
    ),
    Planted(
        "computer-may-not-decide",
        "'substantial_public_interest' does not let it use special category data",
        _asking(ALONE + "    special_condition: [substantial_public_interest]\n" + _law("children-act-2004")),
        _asking(ALONE + "    special_condition: [substantial_public_interest]\n    legal_power: none\n"),
        both=HEALTH,
    ),
]

WANTED = [
    Planted("not-stated", "legal power", _asking(ON_TASK + _law("children-act-2004")), _asking(ON_TASK)),
    Planted(
        "not-stated",
        "legal power",
        _asking(f"{ON_DUTY}    legal_power: none\n" + _duty("        law: children-act-2004\n")),
        _asking(f"{ON_DUTY}    legal_power: none\n" + _duty()),
        both=((NHS, CONDITIONS_OF_ITS_OWN, ""),),
    ),
    Planted(
        "not-stated",
        "special category condition",
        _asking("    special_condition: [vital_interests]\n"),
        _asking(""),
        both=HEALTH,
    ),
    Planted(
        "not-stated",
        "special category condition",
        (
            (
                NHS,
                "        transfer: identifiable\n      - type: request_needed\n",
                "        transfer: aggregate\n      - type: request_needed\n",
            ),
        ),
        (),
        both=HEALTH,
    ),
    Planted(
        "not-stated",
        "Schedule 1 condition",
        _asking("    special_condition: [substantial_public_interest]\n    schedule_1_condition: [18]\n"),
        _asking("    special_condition: [substantial_public_interest]\n"),
        both=HEALTH,
    ),
    Planted(
        "not-stated",
        "criminal offence condition",
        _asking("    criminal_condition: official_authority\n"),
        _asking(""),
        both=CRIMES,
    ),
    Planted(
        "not-stated",
        "Schedule 1 condition",
        _asking("    criminal_condition: official_authority\n"),
        _asking("    criminal_condition: schedule_1\n"),
        both=CRIMES,
    ),
    Planted("not-stated", "what protects the transfer", _asking(_abroad("India", "idta")), _asking(_abroad("India"))),
    Planted(
        "not-stated",
        "what protects the transfer",
        _asking(_abroad("India", "idta")),
        _asking(_abroad("India", "idta") + "      - country: Kenya\n"),
    ),
    Planted(
        "not-stated",
        "contract with the processor",
        _asking("    recipient_role: processor\n    agreements: [the-agreement]\n"),
        _asking("    recipient_role: processor\n"),
        both=_agreement("processor_contract"),
    ),
    Planted(
        "not-stated",
        "contract with the processor",
        _asking("    recipient_role: processor\n    works_for: [youth-justice-board]\n"),
        _asking("    recipient_role: processor\n    works_for: [example-county-council]\n"),
    ),
    Planted(
        "not-stated",
        "arrangement between joint controllers",
        _agreement("joint_controller_arrangement", "  essence: |\n    We share.\n"),
        _agreement("memorandum"),
        both=_asking("    recipient_role: joint_controller\n    agreements: [the-agreement]\n"),
    ),
    Planted(
        "not-stated",
        "essence (what joint controllers agreed",
        _agreement("joint_controller_arrangement", "  essence: |\n    We share.\n"),
        _agreement("joint_controller_arrangement"),
    ),
    Planted(
        "not-stated",
        "complaint to us",
        _we("complaint_to_us:\n  other_way: |\n    Write to us.\n"),
        (),
    ),
    Planted(
        "not-stated",
        "how to reach the data protection officer",
        _we("dpo:\n  role: dfe-chief-statistician\n  post: County Hall\n"),
        _we("dpo:\n  role: dfe-chief-statistician\n"),
    ),
]

ABROAD = [
    Planted(
        "approval-in-part",
        "'the United States' only in part",
        _asking(_abroad("the United States", "data_bridge")),
        _asking(_abroad("the United States", "adequacy_regulations")),
    ),
    Planted(
        "approval-in-part",
        "No regulations are known that approve transfers to 'India'",
        _asking(_abroad("Ireland", "adequacy_regulations")),
        _asking(_abroad("India", "adequacy_regulations")),
    ),
    Planted(
        "approval-in-part",
        "'Japan' only in part",
        _asking(_abroad("Japan", "idta")),
        _asking(_abroad("Japan", "adequacy_regulations")),
    ),
    Planted(
        "overtaken",
        "'outside the EEA' is a test that the law no longer makes",
        _asking(_abroad("countries outside the United Kingdom", "idta")),
        _asking(_abroad("countries outside the EEA", "idta")),
    ),
]

PARTIES = [
    Planted(
        "role-disagrees",
        "says separate_controller, and this says processor",
        _for("contact-parents"),
        _for("contact-parents, research"),
        both=(
            *_asking("    recipient_role: processor\n"),
            *_research("research, statistics", "    recipient_role: separate_controller\n"),
        ),
    ),
    Planted(
        "role-disagrees",
        "says joint_controller, and this says processor",
        _asking("    recipient_role: processor\n    valid_from: 2027-01-01\n"),
        _asking("    recipient_role: processor\n    valid_from: 2026-12-31\n"),
        both=(
            *_for("research"),
            *_research("research", "    recipient_role: joint_controller\n    valid_to: 2026-12-31\n"),
        ),
    ),
]

DATED = [
    Planted(
        "changing",
        "is to be abolished",
        _named(YOUTH, "Youth Justice Board", "Police and Crime Commissioner"),
        _named(YOUTH, "Youth Justice Board", "NHS England"),
    ),
    Planted(
        "overtaken",
        "'Children Act 1988' has a year in which no such law was made",
        _named(LAWS, "Data Protection Act", "Children Act 1989"),
        _named(LAWS, "Data Protection Act", "Children Act 1988"),
    ),
    Planted(
        "overtaken",
        "'Data Protection Act 2017' has a year in which no such law was made",
        ((CONDITIONS, "the Data Protection Act and", "the Data Protection Act 2018 and"),),
        ((CONDITIONS, "the Data Protection Act and", "the Data Protection Act 2017 and"),),
    ),
    Planted(
        "changing",
        "could be one of several laws",
        _named(LAWS, "Data Protection Act", "Data Protection Act 2018"),
        (),
        both=((CONDITIONS, "the Data Protection Act and", "the law and"),),
    ),
    Planted(
        "law-unknown",
        "does not know 'Sharing Act 1997'",
        _named(LAWS, "Data Protection Act", "Sharing Act 1997\n  url: https://www.legislation.gov.uk/ukpga/1997/1"),
        _named(LAWS, "Data Protection Act", "Sharing Act 1997"),
    ),
    Planted(
        "law-unknown",
        "does not know 'Act of the children'",
        _named(LAWS, "Data Protection Act", "Children Act (1989)"),
        _named(LAWS, "Data Protection Act", "Act of the children"),
    ),
    Planted(
        "law-year",
        "The name says 1989, and the address is that of an Act of 2004",
        _named(LAWS, "Data Protection Act", "Children Act 1989\n  url: https://www.legislation.gov.uk/ukpga/1989/41"),
        _named(LAWS, "Data Protection Act", "Children Act 1989\n  url: https://www.legislation.gov.uk/ukpga/2004/31"),
    ),
    Planted(
        "law-year",
        "The name says 2021, and the address is that of an Act of 2020",
        _named(LAWS, "Data Protection Act", "Made-up Order 2021\n  url: https://www.legislation.gov.uk/uksi/2020/1"),
        _named(LAWS, "Data Protection Act", "Made-up Act 2021\n  url: https://www.legislation.gov.uk/asc/2020/1"),
    ),
    Planted(
        "law-not-in-force",
        "was not yet in force when last looked at",
        _asking(_law("homelessness-and-social-housing-allocation-wales-act-2026") + "    status: draft\n"),
        _asking(_law("homelessness-and-social-housing-allocation-wales-act-2026")),
    ),
    Planted(
        "law-not-in-force",
        "came into force on 2014-01-01",
        _we("as_of_law: 2014-01-01\n"),
        _we("as_of_law: 2013-12-31\n"),
        both=_asking(_law("education-pupils-information-england-regulations-2013")),
    ),
    Planted(
        "never-together",
        "had ended in 2012-03, and 'Families First Partnership Programme' began in 2025-04",
        (),
        _named(PROGRAMMES, "Troubled Families Programme", "Families First Partnership Programme"),
    ),
    Planted(
        "never-together",
        "and 'Department of Health and Social Care' began in 2018",
        (
            *_named(YOUTH, "Youth Justice Board", "Department of Health and Social Care"),
            *_named(QCDA, "Qualifications and Curriculum Development Agency", "Ofqual"),
            *_named(
                "recipients/communities-and-local-government-department.yaml",
                "Communities and Local Government Department",
                "Ministry of Housing, Communities and Local Government",
            ),
        ),
        _named(YOUTH, "Youth Justice Board", "Department of Health and Social Care"),
    ),
    Planted(
        "approval-ended",
        "The approval was good until 2026-11-24",
        ((CONDITIONS, "      controls: true\n", "      controls: true\n      valid_to: 2026-11-25\n"),),
        ((CONDITIONS, "      controls: true\n", "      controls: true\n      valid_to: 2026-11-24\n"),),
    ),
    Planted(
        "approval-ended",
        "The approval was good until 2020-01-01",
        ((DFE, "        scope: per_case\n", "        scope: per_case\n        valid_to: 2027-01-01\n"),),
        ((DFE, "        scope: per_case\n", "        scope: per_case\n        valid_to: 2020-01-01\n"),),
    ),
    Planted(
        "assessment-due",
        "was to be done by 2026-10-01",
        (
            (
                NHS,
                "internal:\n  nhs-child-measurement:\n",
                "internal:\n  nhs-child-measurement:\n    dpia:\n      due: 2026-10-01\n      date: 2026-09-01\n",
            ),
        ),
        (
            (
                NHS,
                "internal:\n  nhs-child-measurement:\n",
                "internal:\n  nhs-child-measurement:\n    dpia:\n      due: 2026-10-01\n",
            ),
        ),
    ),
    Planted(
        "assessment-due",
        "was to be done by 2026-11-24",
        (
            (
                NHS,
                "internal:\n  nhs-child-measurement:\n",
                "internal:\n  nhs-child-measurement:\n    dpia:\n      status: due\n      due: 2026-11-25\n",
            ),
        ),
        (
            (
                NHS,
                "internal:\n  nhs-child-measurement:\n",
                "internal:\n  nhs-child-measurement:\n    dpia:\n      status: due\n      due: 2026-11-24\n",
            ),
        ),
    ),
]

CHOICES = [
    Planted(
        "choice-against-basis",
        "a right to withdraw consent",
        _asking(ON_CONSENT + _opt_outs(("withdraw_consent", "applies"))),
        _asking(f"{ON_CONSENT}    opt_outs: none\n"),
    ),
    Planted(
        "consent-never-asked",
        "'You can withdraw your consent'",
        _asking(ON_CONSENT),
        _asking(ON_TASK),
        both=(
            (
                NHS,
                "school nurse provision for their children.\n",
                "school nurse provision. You can withdraw your consent.\n",
            ),
        ),
    ),
    Planted(
        "consent-never-asked",
        "'you may always withdraw consent'",
        (),
        (
            (
                PARTNERS,
                "shared_conditions: [discuss-and-ask-first, when-at-risk, law-and-protocols]",
                "shared_conditions: [law-and-protocols]",
            ),
            (
                NHS,
                "    modality: may_on_request\n",
                "    modality: may_on_request\n    possible_conditions: [discuss-and-ask-first, when-at-risk]\n",
            ),
        ),
        both=(
            (PARTNERS, "    modality: may\n", "    modality: may\n" + ON_TASK),
            (PARTNERS, "These agencies include:", "At first you may always withdraw consent. These agencies include:"),
        ),
    ),
    Planted(
        "opt-out-beyond-reach",
        "does not reach children's social care and education",
        _asking(_opt_outs((NATIONAL, "does_not_apply"))),
        _asking(_opt_outs((NATIONAL, "applies"))),
        both=UNDER_18,
    ),
    Planted(
        "opt-out-beyond-reach",
        "is for care in England",
        _we("jurisdiction: [england, wales]\n"),
        _we("jurisdiction: [scotland]\n"),
        both=_asking(_opt_outs((NATIONAL, "applies_in_part"))),
    ),
    Planted(
        "opt-out-beyond-reach",
        "does not reach what the law requires",
        _asking(f"    lawful_basis: [public_task, legal_obligation]\n{_opt_outs((NATIONAL, 'applies'))}"),
        _asking(ON_DUTY + _opt_outs((NATIONAL, "applies"))),
    ),
    Planted(
        "opt-out-beyond-reach",
        "is not for a person's own care",
        (),
        (
            (
                "vocabulary/purposes.yaml",
                "to contact parent/carers\n  family: contact_people",
                "to contact parent/carers\n  family: direct_care",
            ),
        ),
        both=(*_for("contact-parents"), *_asking(_opt_outs((NATIONAL, "applies")))),
    ),
    Planted(
        "opt-out-not-said",
        "the national data opt-out is not mentioned",
        _asking(ON_TASK + _opt_outs(("object_art_21", "applies"), (NATIONAL, "does_not_apply"))),
        _asking(ON_TASK + _opt_outs(("object_art_21", "applies"))),
        both=ADULTS,
    ),
    Planted(
        "opt-out-not-said",
        "the national data opt-out is not mentioned",
        _asking(ON_DUTY),
        _asking(ON_TASK),
        both=ADULTS,
    ),
]

NATIONS = [
    Planted(
        "welsh-missing",
        "is not in Welsh",
        _we("jurisdiction: [england, wales]\n"),
        _we("jurisdiction: [wales]\n"),
    ),
    Planted(
        "welsh-missing",
        "is not in Welsh",
        ((US, "languages: [en-GB]\n", "languages: [en-GB, cy]\njurisdiction: [wales]\n"),),
        ((US, "languages: [en-GB]\n", "languages: [en-GB]\njurisdiction: [wales]\n"),),
    ),
    Planted(
        "other-nation",
        "'Care Act 2014' is for England",
        _asking(_law("care-act-2014", "theirs")),
        _asking(_law("care-act-2014")),
        both=_we("jurisdiction: [wales]\n"),
    ),
    Planted(
        "other-nation",
        "'National Child Measurement Programme' is for England",
        _named(PROGRAMMES, "child measurement programme", "Child Measurement Programme for Wales"),
        _named(PROGRAMMES, "child measurement programme", "National Child Measurement Programme"),
        both=_we("jurisdiction: [wales]\n"),
    ),
    Planted(
        "other-nation",
        "This condition is for England",
        _we("jurisdiction: [england, wales]\n"),
        _we("jurisdiction: [wales, scotland]\n"),
    ),
    Planted(
        "other-nation",
        "'Children (Scotland) Act 1995' is for Scotland",
        _asking(_law("children-scotland-act-1995", "theirs")),
        _asking(_law("children-scotland-act-1995")),
        both=_we("jurisdiction: [england]\n"),
    ),
]

CASES_OF_LAW = [*BASES, *DECIDING, *WANTED, *ABROAD, *PARTIES, *DATED, *CHOICES, *NATIONS]
