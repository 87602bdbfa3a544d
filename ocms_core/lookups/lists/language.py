"""Languages: all 263 of the funder's list, under the ISO 639-3 code where there is one.

The funder's list has slips, two names for one language and names that no reference knows. A
language keeps its code for the first name; a second name, and one that cannot be told with
certainty, has a word of its own, so that each of the 263 can be chosen, stored and sent back.
"""

from ocms_core.lookups.codelist import Code, CodeList

# code | the funder's label where it is not the English one | English | French
_OFFICIAL = """
eng||English|Anglais
fra||French|Français
"""

_SPOKEN = """
ada||Ada|Ada
aar|Affar|Afar|Afar
afr||Afrikaans|Afrikaans
aka_language||Aka|Aka
aka||Akan|Akan
akl||Aklanon|Aklanon
akra||Akra|Akra
sqi||Albanian|Albanais
amh||Amharic|Amharique
anu||Anuak (Anywa)|Anuak (anywa)
ara||Arabic|Arabe
aran||Aran|Aran
hye||Armenian|Arménien
ashanti||Ashanti|Achanti
aii||Assyrian|Assyrien
aze|Azeri|Azerbaijani (Azeri)|Azerbaïdjanais (azéri)
bam||Bambara|Bambara
bantu||Bantu|Bantou
bci||Baule|Baoulé
belen||Belen|Belen
bem||Bemba|Bemba
ben||Bengali|Bengali
beni||Beni|Beni
benin||Benin|Bénin
berber||Berber|Berbère
bik|Bicol|Bikol|Bicol
bijaiya||Bijaiya|Bijaiya
bin||Bini|Bini
bisaya||Bisaya|Bisaya
bib||Bissa|Bissa
bnc||Bontok|Bontok
bre||Breton|Breton
bul||Bulgarian|Bulgare
mya||Burmese|Birman
busan||Busan|Busan
busango||Busango|Busango
yue||Cantonese|Cantonais
cat||Catalan|Catalan
ceb||Cebuano|Cebuano
ccp||Chakma|Chakma
cld||Chaldean|Chaldéen
chaocho||Chaocho|Chaocho
cbk||Chavacano|Chavacano
nya||Chichewa|Chichewa
chiuchow||Chiuchow|Chiuchow
yao|Chiyao|Yao (Chiyao)|Yao (chiyao)
chowchau||Chowchau|Chowchau
concani||Concani|Concani
creole||Creole|Créole
hrv||Croatian|Croate
ces||Czech|Tchèque
dan||Danish|Danois
prs||Dari|Dari
dyu|Dioula|Dyula (Dioula)|Dioula
nld||Dutch|Néerlandais
dzo||Dzongkha|Dzongkha
edo||Edo|Edo
efi||Efik|Éfik
est||Estonian|Estonien
ewe||Ewe|Éwé
fan||Fang|Fang
fat||Fanti|Fanti
pes||Farsi (Persian)|Farsi (persan)
fin||Finnish|Finnois
flemish||Flemish|Flamand
cdo||Foochow|Foochow
fouki||Fouki|Fouki
foullah||Foullah|Foullah
fukienese|Fukinese|Fukienese|Fukienois
ful||Fulani|Foulani
gaa||Ga|Ga
gaelic||Gaelic|Gaélique
deu||German|Allemand
ell||Greek|Grec
gkp|Guerze|Guerzé (Kpelle)|Guerzé (kpellé)
guj||Gujarati|Gujarati
hainanese|Hainam|Hainanese|Hainanais
cnh||Hakha Chin|Chin hakha
hak||Hakka|Hakka
harara||Harara|Harara
har|Harary|Harari|Harari
hargar||Hargar|Hargar
mey|Hassanya|Hassaniya|Hassaniya
hau||Hausa|Haoussa
heb||Hebrew|Hébreu
hil||Hiligaynon|Hiligaynon
hin||Hindi|Hindi
hindko||Hindko|Hindko
hokkien|Hokkin|Hokkien|Hokkien
hun||Hungarian|Hongrois
ibb||Ibibio|Ibibio
ibo|Ibo|Igbo|Igbo
isl||Icelandic|Islandais
igorot||Igorot|Igorot
ilonggo|Ilongo|Ilonggo|Ilonggo
ilo|Ilican|Ilocano|Ilocano
ind||Indonesian|Indonésien
ish|Ishan|Esan (Ishan)|Esan (ishan)
ita||Italian|Italien
izz||Izi|Izi
jpn||Japanese|Japonais
jra||Jarai|Jaraï
jav||Javanese|Javanais
jola|Jolay|Jola|Diola
kfr|Kacchi|Kutchi|Kutchi
keo||Kakwa|Kakwa
kan|Kanarese|Kannada|Kannada
kandahari||Kandahari|Kandahari
kankani||Kankani|Kankani
karen||Karen|Karen
kas||Kashmiri|Cachemiri
khm||Khmer|Khmer
hav|Kihavu|Havu (Kihavu)|Havu (kihavu)
kon||Kikongo|Kikongo
kinyamulenge||Kinyamulenge|Kinyamulenge
kin||Kinyarwanda|Kinyarwanda
run||Kirundi|Kirundi
kiswahili||Kiswahili|Kiswahili
kok||Konkani|Konkani
kor||Korean|Coréen
kri||Krio|Krio
kur||Kurdish|Kurde
lao|Laotian|Lao|Lao
lav||Latvian|Letton
lebanese||Lebanese|Libanais
lengie||Lengie|Lengie
lin||Lingala|Lingala
lit||Lithuanian|Lituanien
lowma||Lowma|Lowma
lug||Luganda|Luganda
myx||Lugishu|Lugishu
lutoro||Lutoro|Lutoro
mkd||Macedonian|Macédonien
macena||Macena|Macena
vmw|Macua|Makhuwa (Macua)|Macua
mxx||Mahou|Mahou
kde||Makonde|Makondé
mlg||Malagasy|Malgache
msa||Malay|Malais
mal||Malayalam|Malayalam
maligo||Maligo|Maligo
malinke||Malinke|Malinké
mlt||Maltese|Maltais
cmn||Mandarin|Mandarin
man||Mandingo|Mandingue
mar||Marathi|Marathi
shr||Mashi|Mashi
men||Mende|Mendé
gej||Mina|Mina
lus||Mizo|Mizo
mon||Mongolian|Mongol
mos|More|Moore (Mossi)|Mooré (mossi)
nep||Nepali|Népalais
nor||Norwegian|Norvégien
nus||Nuer|Nuer
nzi|Nzima|Nzema|Nzema
oke||Okpe|Okpe
ori|Oriya|Odia (Oriya)|Odia (oriya)
orm||Oromo|Oromo
osal||Osal|Osal
lot||Otuho|Otuho
pahari||Pahari|Pahari
pam|Pampango|Kapampangan|Pampangan
pus||Pashto|Pachto
peul||Peul|Peul
phuockien||Phuockien|Phuockien
pidgin||Pidgin|Pidgin
pdt|Plautdietsch (Mennonite Low German) |Plautdietsch (Mennonite Low German)|Bas allemand mennonite
pol||Polish|Polonais
por||Portuguese|Portugais
fuc|Poular|Pulaar|Poular
pan||Punjabi|Pendjabi
rhg||Rohingya|Rohingya
rom||Romani|Romani
ron||Romanian|Roumain
cgg||Rukiga|Rukiga
nyn||Runyankole|Runyankole
rus||Russian|Russe
ttj||Rutooro|Rutooro
smo||Samoan|Samoan
sag||Sango|Sango
scoula||Scoula|Scoula
sichuanese|Sechuan|Sichuanese|Sichuanais
srp||Serbian|Serbe
hbs|Serbo-Croat-Bosnian|Serbo-Croatian-Bosnian|Serbo-croato-bosniaque
sot||Sesotho|Sesotho
seswi||Seswi|Seswi
crs|Seychelles|Seychellois Creole|Créole seychellois
shn||Shan|Shan
shanghainese|Shanghai|Shanghainese|Shanghaïen
shansai||Shansai|Shansai
snd||Sindhi|Sindhi
sin||Sinhalese|Cingalais
sna||Shona|Shona
slk||Slovak|Slovaque
slv||Slovene|Slovène
som||Somali|Somali
snk||Soninke|Soninké
sotho||Sotho|Sotho
sus|Soussou|Susu|Soussou
southern_burun||Southern Burun|Burun du Sud
spa||Spanish|Espagnol
suesue||Suesue|Suesue
suk||Sukuma|Soukouma
swa||Swahili|Swahili
ssw|Swazai|Swazi (Swati)|Swati (swazi)
swe||Swedish|Suédois
tgl||Tagalog|Tagalog
taichew||Taichew|Taichew
tam||Tamil|Tamoul
tari||Tari|Tari
tat||Tatar|Tatar
tatshanese||Tatshanese|Tatshanese
tel||Telugu|Télougou
teochew||Teochew|Teochew
tha||Thai|Thaï
bod||Tibetan|Tibétain
tichiew||Tichiew|Tichiew
tir|Tigrigna|Tigrinya|Tigrigna
tem|Timini|Temne (Timini)|Timné
tiv||Tiv|Tiv
toishanese|Toishan|Toishanese|Taishanais
lua||Tshiluba|Tshiluba
tsibula||Tsibula|Tsibula
tur||Turkish|Turc
twi||Twi|Twi
urh|Uhrobo|Urhobo|Urhobo
uigrigma||Uigrigma|Uigrigma
ukr||Ukrainian|Ukrainien
umb||Umbundu|Umbundu
unama||Unama|Unama
urd||Urdu|Ourdou
uzb||Uzbek|Ouzbek
vie||Vietnamese|Vietnamien
visayan||Visayan|Visayan
war||Waray|Waray
cym||Welsh|Gallois
wol||Wolof|Wolof
xho||Xhosa|Xhosa
yiboe||Yiboe|Yiboe
yid||Yiddish|Yiddish
yor||Yoruba|Yoruba
zshiluba||Zshiluba|Zshiluba
zuganda||Zuganda|Zuganda
zul||Zulu|Zoulou
"""

_SIGNED = """
ase||American Sign Language (ASL)|Langue des signes américaine (ASL)
fcs|La langue des signes québécoise (LSQ)|\
Quebec Sign Language (LSQ)|Langue des signes québécoise (LSQ)
sign_language|Deaf-Mute|Sign language, not specified|Langue des signes, non précisée
other_signed|Other Signed Languages|Other signed languages|Autres langues des signes
"""

_WRITTEN = """
braille||Braille (translation only)|Braille (traduction seulement)
chinese_simplified|Chinese - Simplified (Translation Only)|\
Chinese, simplified (translation only)|Chinois simplifié (traduction seulement)
chinese_traditional|Chinese - Traditional (TRANSLATION ONLY)|\
Chinese, traditional (translation only)|Chinois traditionnel (traduction seulement)
"""

_OTHER = """
facilitator||Facilitator|Facilitateur
other_african||Other African languages|Autres langues africaines
other_chinese|Other Chinese Dialects|Other Chinese dialects|Autres dialectes chinois
other_european||Other European languages|Autres langues européennes
other_middle_eastern||Other Middle Eastern languages|Autres langues du Moyen-Orient
other_south_asian||Other South Asian languages|Autres langues d’Asie du Sud
other_south_east_asian||Other South East Asian languages|Autres langues d’Asie du Sud-Est
other_western_hemisphere|Other Western Hemisphere Indian languages|\
Other Indigenous languages of the Americas|Autres langues autochtones des Amériques
other|Other Languages Nes|Other languages, not specified elsewhere|\
Autres langues, non précisées ailleurs
"""


def _languages(table: str, group: str) -> tuple[Code, ...]:
    """Return the codes of a table, one line of it each."""
    lines = (line.split("|") for line in table.split("\n") if line)
    return tuple(
        Code(code, english, french, funder_label=funder or None, group=group)
        for code, funder, english, french in lines
    )


LANGUAGE = CodeList(
    "language",
    (
        *_languages(_OFFICIAL, "official"),
        *_languages(_SPOKEN, "spoken"),
        *_languages(_SIGNED, "signed"),
        *_languages(_WRITTEN, "written"),
        *_languages(_OTHER, "other"),
    ),
    "Language",
    "Langue",
    alphabetical=True,
)
