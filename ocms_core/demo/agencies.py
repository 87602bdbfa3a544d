"""The two made-up agencies: programs, sites, funders, staff, and their privacy statements."""

from __future__ import annotations

from dataclasses import dataclass

from ocms_core.demo.people import Town

PASSWORD = "maple-lantern-river"  # noqa: S105  printed for every visitor of the demo
HOST_EMAIL = "host@ocms.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSite:
    """A place of service, with its address."""

    name: str
    name_fr: str
    street_number: str
    street_name: str
    street_type: str
    street_direction: str | None
    unit: str | None
    postal_code: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProgram:
    """A program; `funder` names its usual funder by place, `share` is its part of the work.

    forms: the forms it offers, all if none is named; first_form: what comes with each client.
    """

    name: str
    name_fr: str
    funder: int
    share: int
    forms: tuple[str, ...] = ()
    first_form: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFunder:
    """Who pays; the first reports to iCARE."""

    name: str
    name_fr: str
    agreement_number: str
    reports_to_icare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """A person who works there. programs, manages: programs by place; load: share of the work."""

    mailbox: str
    title: str
    role: str
    job_title: str
    first_name: str
    last_name: str
    locale: str
    languages: tuple[str, ...]
    programs: tuple[int, ...]
    manages: tuple[int, ...] = ()
    site: int = 0
    load: int = 0
    is_interface_operator: bool = False
    sees_all_sessions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAgency:
    """An agency and how much of the made-up data is its own."""

    code: str
    name: str
    name_fr: str
    locale: str
    town: Town
    clients: int
    sessions_a_day: float
    saturdays: bool
    sites: tuple[DemoSite, ...]
    funders: tuple[DemoFunder, ...]
    programs: tuple[DemoProgram, ...]
    staff: tuple[DemoStaff, ...]

    def email(self, member: DemoStaff) -> str:
        """Return the address a member of staff signs in with."""
        return f"{member.mailbox}@{self.code}.example"


def _federal(agreement_number: str) -> DemoFunder:
    return DemoFunder(
        name="Immigration, Refugees and Citizenship Canada",
        name_fr="Immigration, Réfugiés et Citoyenneté Canada",
        agreement_number=agreement_number,
        reports_to_icare=True,
    )


def _provincial(agreement_number: str) -> DemoFunder:
    return DemoFunder(
        name="Ontario newcomer settlement funding",
        name_fr="Financement ontarien de l’établissement",
        agreement_number=agreement_number,
        reports_to_icare=False,
    )


LAKESHORE = DemoAgency(
    code="lakeshore",
    name="Lakeshore Newcomer Centre",
    name_fr="Centre Lakeshore pour nouveaux arrivants",
    locale="en",
    clients=240,
    sessions_a_day=4.3,
    saturdays=True,
    town=Town(
        city="Toronto",
        areas=("416", "647", "437", "905", "289"),
        postal=("M6K", "M6R", "M8V", "M8W", "M8Z", "M9A", "M6S", "M6P"),
        streets=(
            ("Queen", "street", "w"), ("Lake Shore", "boulevard", "w"), ("Dunn", "avenue", None),
            ("Jameson", "avenue", None), ("Islington", "avenue", None), ("Bloor", "street", "w"),
            ("Kipling", "avenue", None), ("Cowan", "avenue", None),
            ("Roncesvalles", "avenue", None),
        ),
    ),
    sites=(
        DemoSite(
            name="Harbour Street office", name_fr="Bureau de la rue Harbour",
            street_number="1480", street_name="Harbour", street_type="street",
            street_direction="w", unit="200", postal_code="M6K 1L7", share=7,
        ),
        DemoSite(
            name="Mimico library desk", name_fr="Comptoir de la bibliothèque de Mimico",
            street_number="47", street_name="Superior Park", street_type="road",
            street_direction=None, unit=None, postal_code="M8V 2K4", share=3,
        ),
    ),
    funders=(
        _federal("S-0041-2287"),
        _provincial("ON-NS-318"),
        DemoFunder(
            name="United Giving of the Lakeshore", name_fr="Entraide unie de la rive",
            agreement_number="UG-77", reports_to_icare=False,
        ),
    ),
    programs=(
        DemoProgram(
            name="Settlement services", name_fr="Services d’établissement", funder=0, share=6
        ),
        DemoProgram(name="Youth and families", name_fr="Jeunes et familles", funder=0, share=3),
        DemoProgram(
            name="Housing help", name_fr="Aide au logement", funder=2, share=2,
            forms=("information_orientation", "needs_assessment", "non_specified"),
            first_form="needs_assessment",
        ),
    ),
    staff=(
        DemoStaff(
            mailbox="worker", title="Worker", role="worker", job_title="Settlement worker",
            first_name="Maya", last_name="Torres", locale="en", languages=("eng", "spa"),
            programs=(0,), load=6,
        ),
        DemoStaff(
            mailbox="french", title="Worker who works in French", role="worker",
            job_title="Travailleuse en établissement", first_name="Aminata", last_name="Diop",
            locale="fr", languages=("fra", "eng"), programs=(0, 1), load=4,
        ),
        DemoStaff(
            mailbox="manager", title="Program manager", role="manager",
            job_title="Manager, settlement services", first_name="Daniel", last_name="Okafor",
            locale="en", languages=("eng",), programs=(0, 1), manages=(0, 1), load=1,
        ),
        DemoStaff(
            mailbox="admin", title="Agency admin", role="admin", job_title="Executive director",
            first_name="Sunita", last_name="Raman", locale="en", languages=("eng", "tam"),
            programs=(0,),
        ),
        DemoStaff(
            mailbox="upload", title="Worker who makes the funders’ files", role="worker",
            job_title="Housing worker and data clerk", first_name="Wei", last_name="Zhang",
            locale="en", languages=("eng", "cmn"), programs=(2,), site=1, load=3,
            is_interface_operator=True,
        ),
        DemoStaff(
            mailbox="all-sessions", title="Worker who sees all sessions", role="worker",
            job_title="Youth worker", first_name="Hanan", last_name="Yusuf", locale="en",
            languages=("eng", "ara", "som"), programs=(1,), site=1, load=4, sees_all_sessions=True,
        ),
    ),
)  # fmt: skip

RIVIERE = DemoAgency(
    code="riviere",
    name="Rivière Welcome House",
    name_fr="Maison d’accueil de la Rivière",
    locale="fr",
    clients=160,
    sessions_a_day=2.9,
    saturdays=False,
    town=Town(
        city="Ottawa",
        areas=("613", "343", "753", "819"),
        postal=("K1L", "K1N", "K1K", "K1V", "K1G", "K2A"),
        streets=(
            ("Montréal", "road", None), ("St. Laurent", "boulevard", None),
            ("McArthur", "avenue", None), ("Rideau", "street", None), ("Bank", "street", "s"),
            ("Donald", "street", None), ("Olmstead", "street", None),
            ("Jeanne-Mance", "street", None),
        ),
    ),
    sites=(
        DemoSite(
            name="Vanier house", name_fr="Maison de Vanier", street_number="310",
            street_name="Deschamps", street_type="avenue", street_direction=None, unit=None,
            postal_code="K1L 5Y9", share=7,
        ),
        DemoSite(
            name="South Keys desk", name_fr="Comptoir de South Keys", street_number="2210",
            street_name="Bank", street_type="street", street_direction="s", unit="14B",
            postal_code="K1V 1J5", share=3,
        ),
    ),
    funders=(
        _federal("S-0052-9103"),
        _provincial("ON-NS-561"),
        DemoFunder(
            name="United Giving of the Capital", name_fr="Entraide unie de la capitale",
            agreement_number="EU-2030", reports_to_icare=False,
        ),
    ),
    programs=(
        DemoProgram(
            name="Welcome and settlement", name_fr="Accueil et établissement", funder=0, share=6
        ),
        DemoProgram(name="Refugee claimants", name_fr="Demandeurs d’asile", funder=1, share=3),
        DemoProgram(name="Family circle", name_fr="Cercle des familles", funder=2, share=2),
    ),
    staff=(
        DemoStaff(
            mailbox="worker", title="Worker", role="worker",
            job_title="Conseillère en établissement", first_name="Chantal", last_name="Mbuyi",
            locale="fr", languages=("fra", "lin", "eng"), programs=(0,), load=6,
        ),
        DemoStaff(
            mailbox="claims", title="Worker of another program", role="worker",
            job_title="Intervenant, demandeurs d’asile", first_name="Jean-Robert",
            last_name="Toussaint", locale="fr", languages=("fra", "creole", "spa"), programs=(1,),
            load=5,
        ),
        DemoStaff(
            mailbox="manager", title="Program manager", role="manager",
            job_title="Gestionnaire des programmes", first_name="Nathalie", last_name="Gagnon",
            locale="fr", languages=("fra", "eng"), programs=(0, 1), manages=(0, 1), load=1,
        ),
        DemoStaff(
            mailbox="admin", title="Agency admin", role="admin", job_title="Directrice générale",
            first_name="Rachida", last_name="Benali", locale="fr", languages=("fra", "ara"),
            programs=(0,),
        ),
        DemoStaff(
            mailbox="upload", title="Worker who makes the funders’ files", role="worker",
            job_title="Settlement worker and data clerk", first_name="Olha", last_name="Petrenko",
            locale="en", languages=("eng", "ukr"), programs=(0,), site=1, load=3,
            is_interface_operator=True,
        ),
        DemoStaff(
            mailbox="all-sessions", title="Worker who sees all sessions", role="worker",
            job_title="Animatrice, cercle des familles", first_name="Hibo", last_name="Warsame",
            locale="fr", languages=("fra", "som", "eng"), programs=(2,), load=3,
            sees_all_sessions=True,
        ),
    ),
)  # fmt: skip

AGENCIES = (LAKESHORE, RIVIERE)

STATEMENT_EN = """\
{name} asks you for personal information so that we can serve you and report on our work.

We keep it on a protected system in Canada. Only our staff who work with you may read it. We do
not show it to other organizations unless you agree, or unless the law makes us do so.

Some services are paid by governments. We give them the figures they ask for, and for some services
your date of birth and your immigration number. This does not change your status.

You may see what we hold about you, correct it, or ask us to stop using it. You may also be served
without giving your name."""

STATEMENT_FR = """\
{name_fr} vous demande des renseignements personnels pour vous servir et rendre compte de son
travail.

Nous les gardons dans un système protégé, au Canada. Seul le personnel qui vous accompagne peut les
lire. Nous ne les montrons à aucun autre organisme sans votre accord, sauf si la loi nous y oblige.

Certains services sont payés par les gouvernements. Nous leur remettons les chiffres qu’ils
demandent et, pour certains services, votre date de naissance et votre numéro d’immigration. Cela ne
change rien à votre statut.

Vous pouvez voir ce que nous gardons à votre sujet, le corriger ou nous demander de ne plus nous en
servir. Vous pouvez aussi recevoir des services sans donner votre nom."""
