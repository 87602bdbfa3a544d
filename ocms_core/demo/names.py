"""Names as agencies meet them: many origins, several scripts, one name or four.

Every list is of common names; people are made by drawing from them, and stand for nobody. A name
in another script carries the Latin letters its bearer uses after "=", for the preferred name;
"/" parts a family name that men and women carry in different forms; "_" joins one name.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

WOMAN, MAN = "woman", "man"


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as registered; `latin` is what an e-mail address is made of."""

    first: str | None
    last: str | None
    preferred: str | None
    latin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """People of one origin.

    weights: how often the English-leaning and the French-leaning agency meet them. french: share
    that prefers French. arrives: key of the mix of statuses in ``people.py``. surnames: how many
    family names a person carries, 0 for people of one name.
    """

    country: str
    language: str
    women: str
    men: str
    families: str
    weights: tuple[int, int]
    french: float = 0.0
    arrives: str = "economic"
    surnames: int = 1
    own_script: float = 0.6

    def given(self, gender: str) -> list[str]:
        """Return the given names of a gender; of any other gender, all."""
        if gender == WOMAN:
            return self.women.split()
        return self.men.split() if gender == MAN else [*self.women.split(), *self.men.split()]

    def family(self, random: Random) -> tuple[str, ...]:
        """Draw the family names that a household shares."""
        return tuple(random.sample(self.families.split(), self.surnames))

    def name(self, random: Random, gender: str, family: tuple[str, ...]) -> Name:
        """Draw a name; some are written in the own script, with Latin letters as preferred name."""
        given = random.choice(self.given(gender))
        parts = [given, *(_form(name, gender) for name in family)]
        native, latin = _written(parts, 0), _written(parts, 1)
        shown = native if native != latin and random.random() < self.own_script else latin
        return Name(
            first=shown[0] if family else None,
            last=" ".join(shown[1:]) if family else shown[0],
            preferred=None if shown == latin else " ".join(latin),
            latin=" ".join(latin),
        )


def _form(name: str, gender: str) -> str:
    if "/" not in name:
        return name
    native, _, latin = name.partition("=")
    place = 1 if gender == WOMAN else 0
    forms = [native.split("/")[place], latin.split("/")[place] if latin else ""]
    return "=".join(form for form in forms if form)


def _written(parts: list[str], place: int) -> list[str]:
    return [part.split("=")[min(place, part.count("="))].replace("_", " ") for part in parts]


ORIGINS = (
    Origin(
        country="SY", language="ara", weights=(12, 8), arrives="refugee", own_script=0.35,
        women="فاطمة=Fatima مريم=Mariam نور=Nour هدى=Huda رنا=Rana سلمى=Salma ليلى=Layla آية=Aya "
        "دعاء=Duaa ياسمين=Yasmine",
        men="محمد=Mohammad أحمد=Ahmad خالد=Khaled عمر=Omar يوسف=Youssef إبراهيم=Ibrahim سامر=Samer "
        "باسل=Basel طارق=Tarek حسن=Hassan",
        families="الحلبي=Al-Halabi الخطيب=Al-Khatib حداد=Haddad النجار=Al-Najjar درويش=Darwish "
        "شاهين=Shahin الأحمد=Al-Ahmad قاسم=Qasim منصور=Mansour عبد_الرحمن=Abdul-Rahman",
    ),
    Origin(
        country="IQ", language="ara", weights=(5, 3), arrives="refugee", own_script=0.25,
        women="زينب=Zainab شهد=Shahad إسراء=Israa سارة=Sarah بان=Ban ميس=Mais",
        men="علي=Ali حيدر=Haider مصطفى=Mustafa كرار=Karrar عباس=Abbas ماجد=Majid",
        families="الجبوري=Al-Jubouri العبيدي=Al-Obaidi الساعدي=Al-Saadi توما=Toma "
        "الدليمي=Al-Dulaimi ياقو=Yaqo",
    ),
    Origin(
        country="UA", language="ukr", weights=(14, 7), arrives="ukraine",
        women="Олена=Olena Ірина=Iryna Наталія=Nataliia Оксана=Oksana Тетяна=Tetiana Юлія=Yuliia "
        "Марія=Mariia Катерина=Kateryna Дарина=Daryna Соломія=Solomiia",
        men="Олександр=Oleksandr Андрій=Andrii Сергій=Serhii Дмитро=Dmytro Володимир=Volodymyr "
        "Богдан=Bohdan Тарас=Taras Максим=Maksym Юрій=Yurii",
        families="Шевченко=Shevchenko Коваленко=Kovalenko Бондаренко=Bondarenko Мельник=Melnyk "
        "Ткаченко=Tkachenko Кравчук=Kravchuk Савицький/Савицька=Savytskyi/Savytska "
        "Левицький/Левицька=Levytskyi/Levytska Поліщук=Polishchuk Дем’яненко=Demianenko",
    ),
    Origin(
        country="LK", language="tam", weights=(9, 1), own_script=0.45,
        women="கவிதா=Kavitha மாலதி=Malathi சுமதி=Sumathi பிரியா=Priya தர்ஷினி=Tharshini "
        "நிரோஷா=Nirosha வாணி=Vaani",
        men="குமார்=Kumar சிவா=Siva ரவி=Ravi அருண்=Arun சுரேஷ்=Suresh தினேஷ்=Dinesh "
        "மணிவண்ணன்=Manivannan",
        families="சிவலிங்கம்=Sivalingam செல்வராஜா=Selvarajah தர்மலிங்கம்=Tharmalingam "
        "கந்தசாமி=Kandasamy பாலசுப்பிரமணியம்=Balasubramaniam நடராஜா=Nadarajah",
    ),
    Origin(
        country="CN", language="cmn", weights=(11, 4),
        women="秀英=Xiuying 静=Jing 丽娟=Lijuan 雪梅=Xuemei 婷婷=Tingting "
        "晓红=Xiaohong 佳怡=Jiayi 敏=Min",
        men="伟=Wei 建国=Jianguo 志强=Zhiqiang 浩然=Haoran 明=Ming 俊杰=Junjie 磊=Lei 文博=Wenbo",
        families="王=Wang 李=Li 张=Zhang 刘=Liu 陈=Chen 欧阳=Ouyang 赵=Zhao 黄=Huang 周=Zhou 徐=Xu",
    ),
    Origin(
        country="VN", language="vie", weights=(5, 3), arrives="family",
        women="Thị_Hương Thu_Thảo Ngọc_Ánh Thanh_Tâm Mỹ_Duyên Bích_Ngọc Thùy_Linh",
        men="Văn_Hùng Quốc_Bảo Minh_Đức Hữu_Phước Đình_Khôi Tuấn_Anh Xuân_Trường",
        families="Nguyễn Trần Lê Phạm Hoàng Võ Đặng Bùi Đỗ Huỳnh",
    ),
    Origin(
        country="CO", language="spa", weights=(8, 5), arrives="claimant", surnames=2,
        women="María_Fernanda Luz_Marina Valentina Ana_Lucía Paola Sofía Ximena Ángela",
        men="José_Luis Andrés Juan_Carlos Santiago Óscar Jesús Héctor Julián",
        families="García Rodríguez Muñoz Peña Hernández Ordóñez Castañeda Ibáñez Gutiérrez Vélez",
    ),
    Origin(
        country="VE", language="spa", weights=(4, 3), arrives="claimant", surnames=2,
        women="Yuleisy Génesis Rosángela María_José Adriana",
        men="Wilmer Yonathan José_Gregorio Ramón",
        families="Briceño Márquez Núñez Rondón Urdaneta Chacón Pérez",
    ),
    Origin(
        country="SO", language="som", weights=(9, 7), arrives="refugee", surnames=2,
        women="Hodan Ayaan Fardowsa Ifrah Sahra Hibo Nimco Khadra Deeqa",
        men="Abdirahman Mohamud Liban Cabdi Guled Bashir Mahad Yuusuf",
        families="Warsame Abdi Hassan Farah Nuur Jaamac Cali Osman Barre Xasan",
    ),
    Origin(
        country="AF", language="prs", weights=(12, 6), arrives="refugee", own_script=0.3,
        women="فریبا=Fariba زهرا=Zahra شکیبا=Shakiba نیلوفر=Nilofar مرضیه=Marzia "
        "پروین=Parwin سحر=Sahar",
        men="جمشید=Jamshid فرید=Farid نجیب=Najib میرویس=Mirwais حبیب=Habib ذبیح‌الله=Zabihullah",
        families="احمدی=Ahmadi رحیمی=Rahimi حیدری=Haidari صدیقی=Sediqi نظری=Nazari نوری=Noori",
    ),
    Origin(
        country="AF", language="pus", weights=(4, 2), arrives="refugee", own_script=0.3, surnames=0,
        women="ګلالۍ=Gulalai پلوشه=Palwasha سپوږمۍ=Spozhmai تورپېکۍ=Torpekai",
        men="زلمی=Zalmai خوشال=Khushal اسدالله=Asadullah ګل_محمد=Gul_Mohammad",
        families="",
    ),
    Origin(
        country="ER", language="tir", weights=(6, 5), arrives="refugee", own_script=0.4,
        women="ሰላም=Selam ለተብርሃን=Letebrhan ራሄል=Rahel ኣልማዝ=Almaz ትርሓስ=Tirhas",
        men="ተስፋይ=Tesfay ሃይለ=Haile ዮናስ=Yonas ክብሮም=Kibrom ገብረመድህን=Gebremedhin",
        families="ገብረስላሴ=Gebreselassie ተኽለ=Tekle ኣብርሃም=Abraham ወልዱ=Weldu መብራህቱ=Mebrahtu",
    ),
    Origin(
        country="IN", language="pan", weights=(13, 4), own_script=0.3,
        women="ਹਰਪ੍ਰੀਤ=Harpreet ਸਿਮਰਨ=Simran ਜਸਲੀਨ=Jasleen ਮਨਦੀਪ=Mandeep ਨਵਜੋਤ=Navjot",
        men="ਗੁਰਪ੍ਰੀਤ=Gurpreet ਅਮਰਜੀਤ=Amarjit ਬਲਵਿੰਦਰ=Balwinder ਜਸਪਾਲ=Jaspal ਹਰਜਿੰਦਰ=Harjinder",
        families="ਸਿੰਘ/ਕੌਰ=Singh/Kaur ਗਿੱਲ=Gill ਸੰਧੂ=Sandhu ਢਿੱਲੋਂ=Dhillon ਬਰਾੜ=Brar ਗਰੇਵਾਲ=Grewal",
    ),
    Origin(
        country="KR", language="kor", weights=(5, 2), own_script=0.5,
        women="지은=Ji-eun 수빈=Su-bin 민지=Min-ji 은경=Eun-kyung 혜진=Hye-jin",
        men="민준=Min-jun 성호=Sung-ho 재현=Jae-hyun 동욱=Dong-wook 영수=Young-su",
        families="김=Kim 이=Lee 박=Park 최=Choi 정=Jung 남궁=Namgung",
    ),
    Origin(
        country="HT", language="creole", weights=(2, 11), arrives="claimant", french=0.9,
        women="Marie-Ange Guerline Rose-Laure Fabiola Mirlande Edwige Nadège",
        men="Jean-Baptiste Wilfrid Réginald Stanley Pierre-Richard Evens Frantz",
        families="Jean-Louis Saint-Fleur Desrosiers Pierre-Louis Toussaint Beauvoir D’Haïti "
        "Étienne",
    ),
    Origin(
        country="CD", language="lin", weights=(2, 12), arrives="refugee", french=0.95,
        women="Béatrice Grâce Divine Mamie Espérance Chantal Bijou", surnames=2,
        men="Christian Dieudonné Patient Trésor Fiston Jean-Claude Héritier",
        families="Mukendi Kabongo Ilunga Tshibangu Mbuyi Ngoy Kalala Lukusa Mwamba",
    ),
    Origin(
        country="BI", language="run", weights=(1, 7), arrives="refugee", french=0.9,
        women="Clarisse Odette Inès Goreth Annonciata", men="Égide Pacifique Innocent Déo Aimé",
        families="Ndayishimiye Niyonzima Nkurunziza Hakizimana Irakoze Bizimana",
    ),
    Origin(
        country="DZ", language="ara", weights=(1, 8), french=0.85, own_script=0.2,
        women="أمينة=Amina خديجة=Khadidja نسرين=Nesrine سهام=Siham وردة=Warda",
        men="كريم=Karim رشيد=Rachid مراد=Mourad سفيان=Sofiane بلال=Bilal",
        families="بوعزيز=Bouaziz بن_علي=Ben_Ali حمداوي=Hamdaoui زروقي=Zerrouki مسعودي=Messaoudi",
    ),
    Origin(
        country="CI", language="fra", weights=(0, 6), french=1.0,
        women="Aya Affoué Mariame Adjoua N’Guessan", men="Kouassi Kouamé Ibrahim Yao Koffi",
        families="Kouadio N’Dri Koné Traoré Ouattara Bamba",
    ),
    Origin(
        country="PH", language="tgl", weights=(7, 3), arrives="caregiver",
        women="Maria_Cristina Jocelyn Rowena Lorna Princess Analyn Marites",
        men="Jun Rodel Ferdinand Reynaldo Arnel Mark_Anthony",
        families="Dela_Cruz Santos Reyes De_Guzman Bautista Villanueva Macaraeg",
    ),
    Origin(
        country="IR", language="pes", weights=(6, 3), own_script=0.2,
        women="نازنین=Nazanin مهسا=Mahsa شیرین=Shirin لاله=Laleh پریسا=Parisa",
        men="آرش=Arash کاوه=Kaveh بهروز=Behrouz سیامک=Siamak رضا=Reza",
        families="حسینی=Hosseini کریمی=Karimi موسوی=Mousavi قاسم‌زاده=Ghasemzadeh تهرانی=Tehrani",
    ),
    Origin(
        country="NG", language="yor", weights=(6, 3), surnames=1,
        women="Adébísí Folákẹ́ Títílayọ̀ Yétúndé Blessing Chidinma",
        men="Olúwaṣeun Adéwálé Babátúndé Chukwuemeka Káyọ̀dé",
        families="Adéyemí Ògúnlẹ́yẹ Okonkwo Balógun Adébáyọ̀ Eze",
    ),
    Origin(
        country="MM", language="rhg", weights=(2, 2), arrives="refugee", surnames=0,
        women="Noor_Jahan Rokeya Senwara Minara", men="Sirajullah Nurul_Amin Yunus Kyaw_Zin_Htet",
        families="",
    ),
    Origin(
        country="TR", language="kur", weights=(3, 2), arrives="claimant",
        women="Berîvan Zeynep Gülistan Rojîn Çiğdem", men="Şiyar Baran Ömer Azad İlyas",
        families="Yılmaz Özdemir Aydoğan Çelik Şahin Demirtaş",
    ),
    Origin(
        country="BR", language="por", weights=(3, 2), surnames=2,
        women="Conceição Beatriz Thaís Luíza Renata", men="João_Pedro Thiago Antônio Fábio Luís",
        families="da_Silva dos_Santos Araújo Conceição Gonçalves Magalhães",
    ),
    Origin(
        country="IE", language="eng", weights=(2, 1),
        women="Siobhán Aoife Niamh Mary-Kate", men="Seán Ciarán Eoin Pádraig",
        families="O’Brien O’Sullivan McCarthy Ní_Dhónaill Fitz-Gerald",
    ),
)  # fmt: skip
