"""Parts of a Canadian address.

A type of street is part of the street's official name and is not translated.
"""

from ocms_core.lookups.codelist import Code, CodeList, fold

PROVINCE = CodeList(
    "province",
    (
        Code("NL", "Newfoundland and Labrador", "Terre-Neuve-et-Labrador"),
        Code("PE", "Prince Edward Island", "Île-du-Prince-Édouard"),
        Code("NS", "Nova Scotia", "Nouvelle-Écosse"),
        Code("NB", "New Brunswick", "Nouveau-Brunswick"),
        Code("QC", "Quebec", "Québec", funder_label="Québec"),
        Code("ON", "Ontario", "Ontario"),
        Code("MB", "Manitoba", "Manitoba"),
        Code("SK", "Saskatchewan", "Saskatchewan"),
        Code("AB", "Alberta", "Alberta"),
        Code("NT", "Northwest Territories", "Territoires du Nord-Ouest"),
        Code("BC", "British Columbia", "Colombie-Britannique"),
        Code("YT", "Yukon", "Yukon"),
        Code("NU", "Nunavut", "Nunavut"),
    ),
    "Province or territory",
    "Province ou territoire",
    alphabetical=True,
)

STREET_DIRECTION = CodeList(
    "street_direction",
    (
        Code("e", "East", "Est", funder_label="E - East"),
        Code("n", "North", "Nord", funder_label="N - North"),
        Code("ne", "Northeast", "Nord-est", funder_label="NE - Northeast"),
        Code("nw", "Northwest", "Nord-ouest", funder_label="NW - Northwest"),
        Code("s", "South", "Sud", funder_label="S - South"),
        Code("se", "Southeast", "Sud-est", funder_label="SE - Southeast"),
        Code("sw", "Southwest", "Sud-ouest", funder_label="SW - Southwest"),
        Code("w", "West", "Ouest", funder_label="W - West"),
    ),
    "Direction",
    "Point cardinal",
)

_STREET_TYPES = """
Abbey Acres Allée Alley Autoroute Avenue Bay Beach Bend Boulevard Bypass Byway Campus Cape Carré
Carrefour Centre Cercle Chase Chemin Circle Circuit Close Common Concession Corners Côte Cour
Cours Court Cove Crescent Croissant Crossing Cul-de-sac Dale Dell Diversion Downs Drive Esplanade
Estate Expressway Extension Farm Field Forest Freeway Front Gardens Gate Glade Glen Green Grounds
Grove Harbour Heath Heights Highlands Highway Hill Hollow Île Impasse Inlet Island Key Knoll
Landing Lane Limits Line Link Lookout Loop Mall Manor Maze Meadow Mews Montée Moor Mount Mountain
Orchard Parade Parc Park Parkway Passage Path Pathway Pines Place Plateau Plaza Point Pointe Port
Private Promenade Quai Quay Ramp Rang Range Ridge Rise Road Rond-point Route Row Rue Ruelle Run
Sentier Square Street Subdivision Terrace Terrasse Thicket Towers Townline Trail Turnabout Vale
Via View Village Villas Vista Voie Walk Way Wharf Wood Wynd
"""

# The funder's own spellings, slips and spaces included: a file must repeat them.
_STREET_TYPE_FUNDER_LABELS = {
    "Crescent": "Crescent ",
    "Cul-de-sac": "CulDeSac",
    "Esplanade": "ésplanade",
    "Hollow": "Holl",
    "Island": "Iceland",
    "Plateau": "Platau",
    "Rond-point": "RondPoint",
    "Walk": "Work",
}

STREET_TYPE = CodeList(
    "street_type",
    (
        *(
            Code(
                fold(name).replace("-", "_"),
                name,
                name,
                funder_label=_STREET_TYPE_FUNDER_LABELS.get(name),
                group="type",
            )
            for name in _STREET_TYPES.split()
        ),
        Code(
            "not_applicable",
            "Not applicable",
            "Sans objet",
            funder_label="Not Applicable",
            group="none",
        ),
    ),
    "Type of street",
    "Type de voie",
    alphabetical=True,
)
