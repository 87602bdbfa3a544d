"""What kind of paper a file is, and who may open it."""

from ocms_core.i18n import _
from ocms_core.lookups.codelist import Code, CodeList

FORM, AGENCY, PROGRAM, PRIVATE = "form", "agency", "program", "private"

FILE_KIND = CodeList(
    "file_kind",
    (
        Code("identity", "Identity document", "Pièce d’identité"),
        Code("consent", "Consent form", "Formulaire de consentement"),
        Code("letter", "Letter", "Lettre"),
        Code("certificate", "Certificate", "Certificat"),
        Code("other", "Other", "Autre"),
    ),
    "Kind of file",
    "Genre de fichier",
)

FILE_SCOPE = CodeList(
    "file_scope",
    (
        Code("agency", "Everybody in the agency", "Tout le personnel de l’organisme"),
        Code("program", "Members of the program", "Membres du programme"),
        Code(
            "private",
            "Only me, the program’s managers and admins",
            "Seulement moi, les gestionnaires du programme et les administrateurs",
        ),
    ),
    "Who may open it?",
    "Qui peut l’ouvrir?",
)

# Beside a file in a list, where "only me" would be somebody else.
SHORT_SCOPE = {PROGRAM: _("Program only"), PRIVATE: _("Private")}
