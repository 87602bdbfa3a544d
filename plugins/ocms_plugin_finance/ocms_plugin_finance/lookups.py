"""Lists of financial services: where, at which stage, what was done, what came of it.

The sector has no published list; services and outcomes follow the topics of the financial
empowerment field (code_lists.md, fin_service and fin_outcome).
"""

from ocms_core.lookups import Code, CodeList

LOCATION = CodeList(
    "finance_location",
    (
        Code("office", "Our office", "Nos bureaux"),
        Code("client_home", "Client’s home", "Domicile du client"),
        Code("tax_clinic", "Tax clinic", "Comptoir d’impôts"),
        Code("partner", "Partner organization", "Organisme partenaire"),
        Code("public_space", "Library or other public place", "Bibliothèque ou autre lieu public"),
        Code("remote", "By phone or online", "Par téléphone ou en ligne"),
    ),
    "Place of the service",
    "Lieu du service",
)

STAGE = CodeList(
    "finance_client_stage",
    (
        Code("intake", "Intake", "Accueil"),
        Code("assessment", "Assessment or triage", "Évaluation ou triage"),
        Code("planning", "Action planning", "Planification"),
        Code("active", "Active support", "Soutien actif"),
        Code("follow_up", "Follow-up", "Suivi"),
        Code("closed", "Closed", "Dossier fermé"),
    ),
    "Client stage",
    "Étape du client",
)

RECORD = CodeList(
    "finance_record",
    (
        Code("services", "Services given", "Services rendus"),
        Code("outcomes", "Outcomes obtained", "Résultats obtenus"),
    ),
    "What the form records",
    "Ce que consigne le formulaire",
)

FIN_SERVICE = CodeList(
    "fin_service",
    (
        Code(
            "tax_filing", "Tax filing, this year", "Déclaration de revenus de l’année", group="tax"
        ),
        Code(
            "back_taxes", "Tax filing, earlier years", "Déclarations d’années passées", group="tax"
        ),
        Code(
            "authority_problem",
            "Solving a problem with the CRA or Service Canada",
            "Problème réglé avec l’ARC ou Service Canada",
            group="tax",
        ),
        Code("benefit_screening", "Benefit screening", "Repérage des prestations", group="income"),
        Code(
            "benefit_application",
            "Benefit application",
            "Demande de prestations",
            group="income",
        ),
        Code("identification", "Identification or SIN", "Pièces d’identité ou NAS", group="income"),
        Code(
            "bank_account",
            "Bank account, low-cost account",
            "Compte bancaire à frais modiques",
            group="income",
        ),
        Code(
            "budgeting", "Budget or cash-flow plan", "Budget ou plan de trésorerie", group="money"
        ),
        Code(
            "coaching",
            "Financial literacy coaching",
            "Accompagnement en littératie financière",
            group="money",
        ),
        Code(
            "fraud",
            "Fraud and consumer protection",
            "Fraude et protection du consommateur",
            group="money",
        ),
        Code(
            "education_savings",
            "RESP or Canada Learning Bond",
            "REEE ou Bon d’études canadien",
            group="money",
        ),
        Code("disability_savings", "RDSP", "REEI", group="money"),
        Code("savings", "TFSA or savings plan", "CELI ou plan d’épargne", group="money"),
        Code(
            "debt_assessment",
            "Debt assessment and options",
            "Bilan des dettes et options",
            group="debt",
        ),
        Code(
            "credit_report",
            "Credit report and credit building",
            "Dossier et cote de crédit",
            group="debt",
        ),
        Code(
            "creditor_negotiation",
            "Negotiation with creditors",
            "Négociation avec des créanciers",
            group="debt",
        ),
        Code(
            "credit_counselling",
            "Referral to credit counselling",
            "Aiguillage vers une agence de conseil en crédit",
            group="debt",
        ),
        Code(
            "insolvency",
            "Referral to an insolvency trustee",
            "Aiguillage vers un syndic autorisé en insolvabilité",
            group="debt",
        ),
        Code(
            "immigration_loan",
            "Repayment of the immigration loan",
            "Remboursement du prêt d’immigration",
            group="debt",
        ),
        Code(
            "arrears",
            "Help with rent or utility arrears",
            "Aide pour des arriérés de loyer ou de services publics",
            group="debt",
        ),
        Code("letter", "Form filling or letter", "Formulaire ou lettre", group="other"),
        Code("referral", "Other referral", "Autre aiguillage", group="other"),
    ),
    "Financial service",
    "Service financier",
)

BENEFIT = CodeList(
    "fin_benefit",
    (
        Code("ccb", "Canada child benefit", "Allocation canadienne pour enfants"),
        Code("gis", "Guaranteed Income Supplement", "Supplément de revenu garanti"),
        Code("dtc", "Disability tax credit", "Crédit d’impôt pour personnes handicapées"),
        Code(
            "cdb",
            "Canada Disability Benefit",
            "Prestation canadienne pour les personnes handicapées",
        ),
        Code("oas", "Old Age Security", "Sécurité de la vieillesse"),
        Code("cppd", "CPP disability benefit", "Prestation d’invalidité du RPC"),
        Code("ow", "Ontario Works", "Ontario au travail"),
        Code(
            "odsp",
            "Ontario Disability Support Program",
            "Programme ontarien de soutien aux personnes handicapées",
        ),
        Code("otb", "Ontario Trillium Benefit", "Prestation Trillium de l’Ontario"),
        Code("cwb", "Canada workers benefit", "Allocation canadienne pour les travailleurs"),
        Code("other", "Other benefit", "Autre prestation"),
    ),
    "Benefit",
    "Prestation",
)

DEBT = CodeList(
    "fin_debt",
    (
        Code("credit_card", "Credit card", "Carte de crédit"),
        Code("loan", "Bank or car loan", "Prêt bancaire ou automobile"),
        Code("payday", "Payday loan", "Prêt sur salaire"),
        Code("student", "Student loan", "Prêt étudiant"),
        Code("immigration", "Immigration loan", "Prêt d’immigration"),
        Code("tax", "Tax debt", "Dette fiscale"),
        Code("rent", "Rent or utilities", "Loyer ou services publics"),
        Code("family", "Family or friends", "Famille ou amis"),
        Code("other", "Other debt", "Autre dette"),
    ),
    "Kind of debt",
    "Type de dette",
)

FIN_OUTCOME = CodeList(
    "fin_outcome",
    (
        Code("return_filed", "Tax return filed", "Déclaration de revenus produite"),
        Code("refund", "Refund received", "Remboursement reçu", group="money"),
        Code(
            "benefit_once", "Benefit obtained, once", "Prestation obtenue, une fois", group="money"
        ),
        Code(
            "benefit_yearly",
            "Benefit obtained, a year",
            "Prestation obtenue, par année",
            group="money",
        ),
        Code("benefit_reinstated", "Benefit reinstated", "Prestation rétablie", group="money"),
        Code("account_opened", "Account opened", "Compte ouvert"),
        Code("identification", "Identification obtained", "Pièce d’identité obtenue"),
        Code("budget_used", "Budget in use", "Budget utilisé"),
        Code("debt_reduced", "Debt reduced", "Dette réduite", group="money"),
        Code("payment_plan", "Payment plan agreed", "Plan de paiement convenu"),
        Code("collection_stopped", "Collection stopped", "Recouvrement cessé"),
        Code("credit_improved", "Credit score improved", "Cote de crédit améliorée"),
        Code("savings_started", "Savings started", "Épargne commencée", group="money"),
        Code(
            "bond_received",
            "RESP or RDSP opened, bond received",
            "REEE ou REEI ouvert, bon reçu",
            group="money",
        ),
        Code(
            "eviction_prevented",
            "Eviction or disconnection prevented",
            "Expulsion ou débranchement évité",
        ),
        Code("confidence_up", "Knowledge or confidence grew", "Connaissances ou confiance accrues"),
        Code("resolved", "Issue resolved", "Problème réglé"),
        Code("partly_resolved", "Issue partly resolved", "Problème réglé en partie"),
        Code("not_resolved", "Issue not resolved", "Problème non réglé"),
        Code("connected", "Referred and connected", "Aiguillé et pris en charge"),
    ),
    "Financial outcome",
    "Résultat financier",
)
MONEY_OUTCOMES = tuple(code.code for code in FIN_OUTCOME if code.group == "money")
