"""Work, occupations and language benchmarks."""

from dataclasses import replace

from ocms_core.lookups.codelist import Code, CodeList

# The group is the funder's value that follows from ours; where it has none, hours are not
# known and the funder's question must be asked.
EMPLOYMENT_STATUS = CodeList(
    "employment_status",
    (
        Code("full_time", "Employed full time", "Emploi à temps plein", group="full_time"),
        Code("part_time", "Employed part time", "Emploi à temps partiel", group="part_time"),
        Code("underemployed", "Underemployed", "Sous-emploi"),
        Code("self_employed", "Self-employed", "Travail autonome"),
        Code(
            "unemployed_looking",
            "Unemployed, looking for work",
            "Sans emploi, en recherche d’emploi",
            group="unemployed",
        ),
        Code(
            "unemployed_not_looking",
            "Unemployed, not looking for work",
            "Sans emploi, pas en recherche d’emploi",
            group="unemployed",
        ),
        Code("student", "Student", "Aux études", group="unemployed"),
        Code(
            "homemaker",
            "Homemaker or caregiver",
            "Personne au foyer ou proche aidante",
            group="unemployed",
        ),
        Code("retired", "Retired", "À la retraite", group="unemployed"),
        Code("unable_to_work", "Unable to work", "Inapte au travail", group="unemployed"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Employment status",
    "Situation d’emploi",
)

FUNDER_EMPLOYMENT_STATUS = CodeList(
    "funder_employment_status",
    (
        Code("unemployed", "Unemployed", "Sans emploi"),
        Code(
            "part_time",
            "Employed part time (less than 30 hours a week)",
            "Emploi à temps partiel (moins de 30 heures par semaine)",
            funder_label="Employed part time - less than 30 hours at main or only job",
        ),
        Code(
            "full_time",
            "Employed full time (30 hours a week or more)",
            "Emploi à temps plein (30 heures par semaine ou plus)",
            funder_label="Employed full time - 30 hours or more at main or only job",
        ),
    ),
    "Employment status for the funder",
    "Situation d’emploi pour le bailleur de fonds",
)

_NOC_BROAD = (
    (
        "Legislative and senior management occupations",
        "Membres des corps législatifs et cadres supérieurs",
    ),
    ("Business, finance and administration occupations", "Affaires, finance et administration"),
    (
        "Natural and applied sciences and related occupations",
        "Sciences naturelles et appliquées et domaines apparentés",
    ),
    ("Health occupations", "Secteur de la santé"),
    (
        "Occupations in education, law and social, community and government services",
        "Enseignement, droit et services sociaux, communautaires et gouvernementaux",
    ),
    ("Occupations in art, culture, recreation and sport", "Arts, culture, sports et loisirs"),
    ("Sales and service occupations", "Vente et services"),
    (
        "Trades, transport and equipment operators and related occupations",
        "Métiers, transport, machinerie et domaines apparentés",
    ),
    (
        "Natural resources, agriculture and related production occupations",
        "Ressources naturelles, agriculture et production connexe",
    ),
    ("Occupations in manufacturing and utilities", "Fabrication et services d’utilité publique"),
)

NOC_2021_BROAD = CodeList(
    "noc_2021_broad",
    tuple(
        Code(str(digit), f"{digit} {english}", f"{digit} {french}")
        for digit, (english, french) in enumerate(_NOC_BROAD)
    ),
    "Broad occupational category (NOC 2021)",
    "Grande catégorie professionnelle (CNP 2021)",
)


def _levels() -> tuple[Code, ...]:
    """Return the twenty levels: outside the scale, literacy, then benchmarks 1 to 12."""
    codes = [
        Code("not_applicable", "Not applicable", "Sans objet", funder_label="N/A"),
        Code(
            "insufficient_evidence",
            "Insufficient evidence",
            "Preuves insuffisantes",
            funder_label="Insufficient Evidence",
        ),
        Code(
            "lit_foundation",
            "Literacy, Foundation L",
            "Alphabétisation, niveau de base",
            funder_label="Lit - Foundation L",
            group="literacy",
        ),
    ]
    codes += [
        Code(
            f"lit_{number}",
            f"Literacy {number}L",
            f"Alphabétisation {number}",
            funder_label=f"Lit - {number}L",
            group="literacy",
        )
        for number in range(1, 5)
    ]
    codes.append(Code("pre_clb", "Pre-benchmark", "Pré-NCLC", funder_label="Pre-CLB"))
    stages = ("basic", "intermediate", "advanced")
    codes += [
        Code(
            f"clb_{number}",
            f"CLB {number}",
            f"NCLC {number}",
            funder_label=str(number),
            group=stages[(number - 1) // 4],
        )
        for number in range(1, 13)
    ]
    return tuple(codes)


CLB = CodeList(
    "clb", _levels(), "Canadian Language Benchmark", "Niveau de compétence linguistique canadien"
)

CLB_LISTENING_SPEAKING = CodeList(
    "clb_listening_speaking",
    tuple(item for item in CLB if item.group != "literacy"),
    "Benchmark, listening and speaking",
    "Niveau de compétence, compréhension et expression orales",
)

# For reading and writing the funder's own list writes this label with a space at its end.
CLB_READING_WRITING = CodeList(
    "clb_reading_writing",
    tuple(
        replace(item, funder_label="Insufficient Evidence ")
        if item.code == "insufficient_evidence"
        else item
        for item in CLB
    ),
    "Benchmark, reading and writing",
    "Niveau de compétence, compréhension et expression écrites",
)


def in_french_benchmarks(key: str, codes: CodeList) -> CodeList:
    """Return a list of levels as they are called of French, in both languages: NCLC."""
    return replace(
        codes,
        key=key,
        codes=tuple(
            replace(item, en=item.fr, funder_label=item.for_funder)
            if item.en.startswith("CLB ")
            else item
            for item in codes
        ),
    )


NCLC_LISTENING_SPEAKING = in_french_benchmarks("nclc_listening_speaking", CLB_LISTENING_SPEAKING)
NCLC_READING_WRITING = in_french_benchmarks("nclc_reading_writing", CLB_READING_WRITING)
