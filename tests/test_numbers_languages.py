"""What the number reader makes of text in other languages than English."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from num2words import num2words

from extractor.numbers import Role, scan
from extractor.numbers.languages.characters import value_of
from extractor.numbers.languages.east_asian import EastAsianReader
from extractor.numbers.languages.reader import LanguageReader
from extractor.numbers.languages.tell import EAST_ASIAN, ENGLISH, LANGUAGES, paragraphs

Reading = tuple[str, str | None, str | None, str, str]


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{round(value, 6).normalize():f}"


def read(text: str) -> list[Reading]:
    """Return (text, low, high, unit, bound) of quantities, (text, role, "", "", "") of the rest."""
    return [
        (m.text, _plain(m.low), _plain(m.high), m.unit, m.bound.value)
        if m.role is Role.QUANTITY
        else (m.text, m.role.value, "", "", "")
        for m in scan(text)
    ]


def exact(text: str, value: str, unit: str = "") -> Reading:
    return text, value, value, unit, "exact"


def about(text: str, value: str, unit: str = "") -> Reading:
    return text, value, value, unit, "about"


def nearly(text: str, value: str, unit: str = "") -> Reading:
    return text, None, value, unit, "about"


def above(text: str, value: str, unit: str = "", bound: str = "more_than") -> Reading:
    return text, value, None, unit, bound


def below(text: str, value: str, unit: str = "", bound: str = "at_most") -> Reading:
    return text, None, value, unit, bound


def between(text: str, low: str, high: str, unit: str = "") -> Reading:
    return text, low, high, unit, "range"


def vague(text: str, least: str, unit: str = "") -> Reading:
    return text, least, None, unit, "vague"


def other(text: str, role: str) -> Reading:
    return text, role, "", "", ""


GERMAN = [
    (
        "Mehr als die Hälfte der Kinder und drei Viertel der Männer.",
        [above("Hälfte", "0.5"), exact("drei Viertel", "0.75")],
    ),
    (
        "Das sind 20 Prozent mehr als 2019, in der 23. Minute fiel das 3:1 für sie.",
        [
            exact("20 Prozent", "20", "percent"),
            other("2019", "date"),
            other("23.", "ordinal"),
            other("3:1", "other"),
        ],
    ),
    ("Die Behörden zählten rund 1.234.567 Einwohner.", [about("1.234.567", "1234567")]),
    (
        "Das Programm kostet 3,5 Mio. Euro und nicht 2 Mrd. Dollar.",
        [exact("3,5 Mio. Euro", "3500000", "EUR"), exact("2 Mrd. Dollar", "2000000000", "USD")],
    ),
    (
        "Der Kanton zahlte 1'234 Franken und 50 Rappen für die Reise.",
        [exact("1'234 Franken und 50 Rappen", "1234.5", "CHF")],
    ),
    (
        "Mindestens zweitausenddreihundertfünfundvierzig Menschen kamen.",
        [above("zweitausenddreihundertfünfundvierzig", "2345", bound="at_least")],
    ),
    ("Es gab knapp 300 Verletzte und bis zu 12 Tote.", [nearly("300", "300"), below("12", "12")]),
    (
        "Der Umsatz stieg um mehr als 4,7 Prozent auf 19 Milliarden Euro.",
        [above("4,7 Prozent", "4.7", "percent"), exact("19 Milliarden Euro", "19000000000", "EUR")],
    ),
    (
        "Der Gewinn stieg von 2,3 auf 4,5 Mrd. Euro.",
        [exact("2,3", "2300000000", "EUR"), exact("4,5 Mrd. Euro", "4500000000", "EUR")],
    ),
    (
        "Es waren zwischen 10 und 12 Millionen Menschen.",
        [between("10 und 12 Millionen", "10000000", "12000000")],
    ),
    (
        "Sie liefen 10 bis 12 Kilometer durch den Wald.",
        [between("10 bis 12 Kilometer", "10", "12", "kilometer")],
    ),
    (
        "Tausende Menschen flohen, mehrere hundert wurden verletzt.",
        [vague("Tausende", "1000"), vague("mehrere hundert", "200")],
    ),
    (
        "Eine halbe Million Menschen und zwei Drittel der Häuser sind betroffen.",
        [exact("Eine halbe Million", "500000"), exact("zwei Drittel", "0.666667")],
    ),
    (
        "Der 34-jährige Fahrer kam auf den 3. Platz.",
        [exact("34-jährige", "34", "year"), other("3.", "ordinal")],
    ),
    (
        "Am 12. März 2024 um 15.30 Uhr kamen 300 Soldaten.",
        [other("12. März 2024", "date"), other("15.30 Uhr", "time"), exact("300", "300")],
    ),
    (
        "Seit 2019 starben 2000 Menschen, 2023 waren es 5 Prozent mehr.",
        [
            other("2019", "date"),
            exact("2000", "2000"),
            other("2023", "date"),
            exact("5 Prozent", "5", "percent"),
        ],
    ),
    ("Es waren 300. Dann kamen 5.000 Menschen.", [exact("300", "300"), exact("5.000", "5000")]),
    ("Ein Mann und eine Frau wurden bei minus 5 Grad gefunden.", [exact("minus 5 Grad", "-5", "degree")]),
    (
        "Nach der Resolution 2254 fuhr der Leopard 2 auf der A 7.",
        [
            other("Resolution 2254", "identifier"),
            other("Leopard 2", "identifier"),
            other("A 7", "identifier"),
        ],
    ),
    (
        "Drei und zwei Drittel Stunden dauerte es, und um ein Prozent stieg der Preis.",
        [exact("Drei und zwei Drittel Stunden", "3.666667", "hour"), exact("ein Prozent", "1", "percent")],
    ),
    (
        "Es kostet zwei Euro und fünfzig Cent, nicht drei Komma fünf Millionen Euro.",
        [
            exact("zwei Euro und fünfzig Cent", "2.5", "EUR"),
            exact("drei Komma fünf Millionen Euro", "3500000", "EUR"),
        ],
    ),
    (
        "Am Montag kam der einundzwanzigste Zeuge, nach der hundertdritten Sitzung und dem 4ten Tag.",
        [other("einundzwanzigste", "ordinal"), other("hundertdritten", "ordinal"), other("4ten", "ordinal")],
    ),
    (
        "Ein Dutzend Menschen im 5G-Netz der Stadt wartete auf die 4K-Kamera bei minus 5 im Keller.",
        [exact("Ein Dutzend", "12"), exact("minus 5", "-5")],
    ),
    (
        "Sie tranken 1/2 Liter und liefen 2 1/4 Stunden, die Strecke war auf das 5fache gewachsen.",
        [exact("1/2 Liter", "0.5", "liter"), exact("2 1/4 Stunden", "2.25", "hour"), exact("5", "5")],
    ),
    (
        "Sie zahlten $10,000 und 15,5 Mio. Dollar für das Haus.",
        [exact("$10,000", "10000", "USD"), exact("15,5 Mio. Dollar", "15500000", "USD")],
    ),
]

FRENCH = [
    (
        "Deux ans et demi après, plus de la moitié des maisons.",
        [exact("Deux ans et demi", "2.5", "year"), above("moitié", "0.5")],
    ),
    (
        "Un véhicule neuf a été volé, dans les rues de la ville neuf enfants sont morts.",
        [other("neuf", "other"), exact("neuf", "9")],
    ),
    ("Les autorités ont compté environ 1 234 567 habitants.", [about("1 234 567", "1234567")]),
    (
        "Le programme coûte 3,5 millions d'euros et pas 2 Md€.",
        [exact("3,5 millions d'euros", "3500000", "EUR"), exact("2 Md€", "2000000000", "EUR")],
    ),
    (
        "Au moins quatre-vingt-dix-neuf personnes et soixante-dix enfants.",
        [above("quatre-vingt-dix-neuf", "99", bound="at_least"), exact("soixante-dix", "70")],
    ),
    (
        "Ils étaient septante-deux à Liège et nonante à Genève.",
        [exact("septante-deux", "72"), exact("nonante", "90")],
    ),
    (
        "Plus d'une centaine de morts et des dizaines de milliers de blessés.",
        [above("une centaine", "100"), vague("dizaines de milliers", "10000")],
    ),
    (
        "Une quinzaine de jours après les faits, près de 300 maisons sont détruites.",
        [about("Une quinzaine de jours", "15", "day"), nearly("300", "300")],
    ),
    ("Les prix ont baissé de moins de 5 % selon le ministre.", [below("5 %", "5", "percent", "less_than")]),
    (
        "La hausse est de 12 pour cent pour les 34 ans et plus.",
        [exact("12 pour cent", "12", "percent"), above("34 ans", "34", "year", "at_least")],
    ),
    (
        "Il y avait entre 10 et 12 millions de dollars dans la caisse.",
        [between("10 et 12 millions de dollars", "10000000", "12000000", "USD")],
    ),
    (
        "Le chiffre est passé de 2,3 à 4,5 milliards d'euros.",
        [exact("2,3", "2300000000", "EUR"), exact("4,5 milliards d'euros", "4500000000", "EUR")],
    ),
    (
        "Un demi-million de personnes, la moitié des enfants, un Français sur dix.",
        [exact("Un demi-million", "500000"), exact("moitié", "0.5"), exact("un Français sur dix", "0.1")],
    ),
    (
        "Le 12 mars 2024 à 15h30, le 2e bataillon a perdu 300 hommes.",
        [other("12 mars 2024", "date"), other("15h30", "time"), other("2e", "ordinal"), exact("300", "300")],
    ),
    (
        "En 2019, le pays comptait 2000 soldats dans les années 1990.",
        [other("2019", "date"), exact("2000", "2000"), other("les années 1990", "date")],
    ),
    ("Un homme et une femme sont morts, jusqu'à 40 autres sont blessés.", [below("40", "40")]),
    (
        "Selon la résolution 2254, le CAC 40 a pris 5 points de pourcentage.",
        [
            other("résolution 2254", "identifier"),
            other("CAC 40", "identifier"),
            exact("5 points de pourcentage", "5", "percentage point"),
        ],
    ),
    (
        "Il reste cinq et un quart heures, et deux virgule cinq pour-cent des voix sont pour lui.",
        [
            exact("cinq et un quart heures", "5.25", "hour"),
            exact("deux virgule cinq pour-cent", "2.5", "percent"),
        ],
    ),
    (
        "C'est le vingt et unième jour, après la quatre-vingt-dixième minute et la deux-centième question.",
        [
            other("vingt et unième", "ordinal"),
            other("quatre-vingt-dixième", "ordinal"),
            other("deux-centième", "ordinal"),
        ],
    ),
    (
        "Un cinquième des élus et trois cinquièmes des voix, un cinquième homme est parti.",
        [exact("Un cinquième", "0.2"), exact("trois cinquièmes", "0.6"), other("cinquième", "ordinal")],
    ),
    (
        "Il a payé 15 euros 50, puis 20 $ CA pour 12 km carrés et 3 douzaines d'œufs.",
        [
            exact("15 euros 50", "15.5", "EUR"),
            exact("20 $ CA", "20", "CAD"),
            exact("12 km carrés", "12", "square kilometer"),
            about("3 douzaines", "36"),
        ],
    ),
    (
        "Les 10M de vues sur le réseau 5G, c'est une baisse de un pour cent.",
        [exact("10M", "10000000"), exact("un pour cent", "1", "percent")],
    ),
]

SPANISH = [
    (
        "El índice subió un 0,8 % hasta los 9.300 puntos, más de la mitad.",
        [exact("0,8 %", "0.8", "percent"), exact("9.300", "9300"), above("mitad", "0.5")],
    ),
    ("Las autoridades contaron unos 1.234.567 habitantes.", [about("1.234.567", "1234567")]),
    (
        "El programa cuesta 3,5 millones de euros y no 5.000 millones de dólares.",
        [
            exact("3,5 millones de euros", "3500000", "EUR"),
            exact("5.000 millones de dólares", "5000000000", "USD"),
        ],
    ),
    (
        "El gobierno pagó 12 mil 500 pesos y mil millones de dólares.",
        [exact("12 mil 500 pesos", "12500", "peso"), exact("mil millones de dólares", "1000000000", "USD")],
    ),
    (
        "Al menos veintidós personas y quinientos mil euros.",
        [above("veintidós", "22", bound="at_least"), exact("quinientos mil euros", "500000", "EUR")],
    ),
    (
        "Más de un centenar de muertos y decenas de miles de heridos.",
        [above("un centenar", "100"), vague("decenas de miles", "10000")],
    ),
    (
        "Casi 300 casas y hasta el 12 por ciento de los niños.",
        [nearly("300", "300"), below("12 por ciento", "12", "percent")],
    ),
    ("Los precios bajaron menos del 5 % según el ministro.", [below("5 %", "5", "percent", "less_than")]),
    ("Había entre 10 y 12 millones de personas.", [between("10 y 12 millones", "10000000", "12000000")]),
    (
        "La cifra pasó de 2,3 a 4,5 millones de euros.",
        [exact("2,3", "2300000", "EUR"), exact("4,5 millones de euros", "4500000", "EUR")],
    ),
    (
        "Medio millón de personas, la mitad de los niños y uno de cada cinco.",
        [exact("Medio millón", "500000"), exact("mitad", "0.5"), exact("uno de cada cinco", "0.2")],
    ),
    (
        "El 12 de marzo de 2024 a las 15.30 horas, el 2º batallón perdió 300 hombres.",
        [
            other("12 de marzo de 2024", "date"),
            other("15.30 horas", "time"),
            other("2º", "ordinal"),
            exact("300", "300"),
        ],
    ),
    (
        "En 2019 murieron 2000 soldados, una de las cifras más altas de los años 90.",
        [other("2019", "date"), exact("2000", "2000"), other("una", "other"), other("años 90", "date")],
    ),
    ("Un hombre y una mujer cuidan el medio ambiente.", []),
    (
        "Según la resolución 2254, el IBEX 35 perdió 5 puntos porcentuales.",
        [
            other("resolución 2254", "identifier"),
            other("IBEX 35", "identifier"),
            exact("5 puntos porcentuales", "5", "percentage point"),
        ],
    ),
    (
        "La vigésimo quinta edición y la décimo segunda vuelta fueron en el tricentésimo aniversario.",
        [
            other("vigésimo quinta", "ordinal"),
            other("décimo segunda", "ordinal"),
            other("tricentésimo", "ordinal"),
        ],
    ),
    (
        "Un quinto de los votos y dos décimas, pero un quinto hombre huyó con tres doceavos del total.",
        [
            exact("Un quinto", "0.2"),
            exact("dos décimas", "0.2"),
            other("quinto", "ordinal"),
            exact("tres doceavos", "0.25"),
        ],
    ),
    (
        "El índice está en doscientos coma cero tres y subió uno por ciento a 5 km por hora.",
        [
            exact("doscientos coma cero tres", "200.03"),
            exact("uno por ciento", "1", "percent"),
            exact("5 km por hora", "5", "kilometer per hour"),
        ],
    ),
    (
        "Pagó trece euros y cuarenta y cinco céntimos por 3 docenas, y 15 dolares más.",
        [
            exact("trece euros y cuarenta y cinco céntimos", "13.45", "EUR"),
            about("3 docenas", "36"),
            exact("15 dolares", "15", "USD"),
        ],
    ),
]

UKRAINIAN = [
    ("Влада нарахувала близько 1 234 567 мешканців.", [about("1 234 567", "1234567")]),
    (
        "Програма коштує 3,5 млн гривень, а не 2 млрд доларів США.",
        [exact("3,5 млн гривень", "3500000", "UAH"), exact("2 млрд доларів США", "2000000000", "USD")],
    ),
    (
        "Щонайменше дві тисячі триста сорок п’ять людей прийшли.",
        [above("дві тисячі триста сорок п’ять", "2345", bound="at_least")],
    ),
    (
        "Понад тисячу поранених, майже 300 будинків і до 12 загиблих.",
        [above("тисячу", "1000"), nearly("300", "300"), below("12", "12")],
    ),
    (
        "Десятки тисяч людей, кілька сотень поранених і 2 тис. будинків.",
        [vague("Десятки тисяч", "10000"), vague("кілька сотень", "200"), exact("2 тис.", "2000")],
    ),
    (
        "Ціни зросли на 4,7 відсотка за 10 днів.",
        [exact("4,7 відсотка", "4.7", "percent"), exact("10 днів", "10", "day")],
    ),
    ("Вони чекали від 5 до 10 днів.", [between("5 до 10 днів", "5", "10", "day")]),
    (
        "Борг зріс з 2,3 до 4,5 млрд гривень.",
        [exact("2,3", "2300000000", "UAH"), exact("4,5 млрд гривень", "4500000000", "UAH")],
    ),
    (
        "Півмільйона людей, дві третини будинків і третина жителів.",
        [exact("Півмільйона", "500000"), exact("дві третини", "0.666667"), exact("третина", "0.333333")],
    ),
    (
        "12 березня 2024 року о 15:30 на 5-й поверх прийшов 34-річний чоловік.",
        [
            other("12 березня 2024 року", "date"),
            other("15:30", "time"),
            other("5-й", "ordinal"),
            exact("34-річний", "34", "year"),
        ],
    ),
    (
        "У 2023 загинули 2000 людей, а один із них у Києві.",
        [other("2023", "date"), exact("2000", "2000"), other("один", "other")],
    ),
    (
        "Дві цілих три десятих відсотка людей, а двадцять п’ята річниця була на 31-й день.",
        [
            exact("Дві цілих три десятих відсотка", "2.3", "percent"),
            other("двадцять п’ята", "ordinal"),
            other("31-й", "ordinal"),
        ],
    ),
    (
        "Він заплатив 15 доларів і 20 центів у сто двадцятий раз при мінус 5.",
        [
            exact("15 доларів і 20 центів", "15.2", "USD"),
            other("сто двадцятий", "ordinal"),
            exact("мінус 5", "-5"),
        ],
    ),
]

RUSSIAN = [
    (
        "За два с половиной года погиб двадцать первый солдат.",
        [exact("два с половиной года", "2.5", "year"), other("двадцать первый", "ordinal")],
    ),
    (
        "Уровень воды поднялся на 40 см, до 5,2 метра.",
        [exact("40 см", "40", "centimeter"), exact("5,2 метра", "5.2", "meter")],
    ),
    ("Власти насчитали около 1 234 567 жителей.", [about("1 234 567", "1234567")]),
    (
        "Программа стоит 3,5 млн рублей, а не 2 млрд долларов США.",
        [exact("3,5 млн рублей", "3500000", "RUB"), exact("2 млрд долларов США", "2000000000", "USD")],
    ),
    (
        "Не менее двух тысяч трёхсот сорока пяти человек пришли.",
        [above("двух тысяч трёхсот сорока пяти", "2345", bound="at_least")],
    ),
    (
        "Более тысячи раненых, почти 300 домов и до 12 погибших.",
        [above("тысячи", "1000"), nearly("300", "300"), below("12", "12")],
    ),
    (
        "Тысячи людей, десятки тысяч домов и 2 тыс. солдат.",
        [vague("Тысячи", "1000"), vague("десятки тысяч", "10000"), exact("2 тыс.", "2000")],
    ),
    (
        "Цены выросли на 4,7 процента за 10 дней.",
        [exact("4,7 процента", "4.7", "percent"), exact("10 дней", "10", "day")],
    ),
    ("Они ждали от 5 до 10 дней.", [between("5 до 10 дней", "5", "10", "day")]),
    (
        "Долг вырос с 2,3 до 4,5 млрд рублей.",
        [exact("2,3", "2300000000", "RUB"), exact("4,5 млрд рублей", "4500000000", "RUB")],
    ),
    (
        "Полмиллиона человек, две трети домов и полтора миллиона рублей.",
        [
            exact("Полмиллиона", "500000"),
            exact("две трети", "0.666667"),
            exact("полтора миллиона рублей", "1500000", "RUB"),
        ],
    ),
    (
        "12 марта 2024 года в 15:30 на 5-й этаж поднялись 5-ти человек и 34-летний мужчина.",
        [
            other("12 марта 2024 года", "date"),
            other("15:30", "time"),
            other("5-й", "ordinal"),
            exact("5-ти", "5"),
            exact("34-летний", "34", "year"),
        ],
    ),
    (
        "В 2023 погибли 2000 человек, а один из них в Киеве.",
        [other("2023", "date"), exact("2000", "2000"), other("один", "other")],
    ),
    (
        "Две целых пять десятых процента, а двадцать пятая армия и сорок второй полк были в двухсотый раз.",
        [
            exact("Две целых пять десятых процента", "2.5", "percent"),
            other("двадцать пятая", "ordinal"),
            other("сорок второй", "ordinal"),
            other("двухсотый", "ordinal"),
        ],
    ),
    (
        "Он заплатил 15 долларов и 20 центов, это был 3й день при минус 5, и пять и две трети часа.",
        [
            exact("15 долларов и 20 центов", "15.2", "USD"),
            other("3й", "ordinal"),
            exact("минус 5", "-5"),
            exact("пять и две трети часа", "5.666667", "hour"),
        ],
    ),
    (
        "Он взял одну пятую часть, и 100к человек пришли за $10,000.",
        [exact("одну пятую", "0.2"), exact("100к", "100000"), exact("$10,000", "10000", "USD")],
    ),
]

CHINESE_AND_JAPANESE = [
    (
        "人数在两万到两万五千人之间，20代の男性が3番目に。",
        [between("两万到两万五千", "20000", "25000"), other("20代", "other"), other("3番目", "ordinal")],
    ),
    (
        "约3.5万人逃离，至少二千五百名士兵死亡。",
        [about("3.5万", "35000"), above("二千五百", "2500", bound="at_least")],
    ),
    (
        "少なくとも1億2000万円、約300人が死亡、100人以上がけが。",
        [
            above("1億2000万円", "120000000", "JPY", "at_least"),
            about("300", "300"),
            above("100", "100", bound="at_least"),
        ],
    ),
    (
        "百分之三十的居民，３０％増えた。",
        [exact("百分之三十", "30", "percent"), exact("３０％", "30", "percent")],
    ),
    (
        "2024年3月12日，100多万人在3天内逃离。",
        [other("2024年3月12日", "date"), above("100多万", "1000000"), exact("3天", "3", "day")],
    ),
    (
        "数百人，10~12万人，从5万增加到10万。",
        [
            vague("数百", "200"),
            between("10~12万", "100000", "120000"),
            exact("5万", "50000"),
            exact("10万", "100000"),
        ],
    ),
    ("有300，400人不同意。", [exact("300", "300"), exact("400", "400")]),
    (
        "三分之一的人，第3回の会議で午後3時30分に。",
        [exact("三分之一", "0.333333"), other("第3", "ordinal"), other("午後3時30分", "time")],
    ),
    ("一部分在四川，三菱重工十分重要。", []),
    (
        "一万亿元と2.5兆円と３割。",
        [
            exact("一万亿元", "1000000000000", "CNY"),
            exact("2.5兆円", "2500000000000", "JPY"),
            exact("３割", "30", "percent"),
        ],
    ),
    ("気温は-5度で、昨日より低い。", [exact("-5度", "-5", "degree")]),
    (
        "他们等了两三天，五六百人在三年半后离开，两个半小时是十七八岁的人。",
        [
            between("两三天", "2", "3", "day"),
            between("五六百", "500", "600"),
            exact("三年半", "3.5", "year"),
            exact("两个半小时", "2.5", "hour"),
            between("十七八岁", "17", "18", "year"),
        ],
    ),
    (
        "港币500万元和50元6角3分，两万五是一点五亿元的零头，零件也是。",
        [
            exact("港币500万元", "5000000", "HKD"),
            exact("50元6角3分", "50.63", "CNY"),
            exact("两万五", "25000"),
            exact("一点五亿元", "150000000", "CNY"),
        ],
    ),
    (
        "三又五分之一是零点五的，负5%和零下3度，半数以上的人过了半年。",
        [
            exact("三又五分之一", "3.2"),
            exact("零点五", "0.5"),
            exact("负5%", "-5", "percent"),
            exact("零下3度", "-3", "degree"),
            above("半数", "0.5", "", "at_least"),
            exact("半年", "0.5", "year"),
        ],
    ),
    (
        "一百二十几万人，四万万人，百分之1,111的增长，7成6和壹佰贰拾元。",
        [
            above("一百二十几万", "1200000", "", "more_than"),
            exact("四万万", "400000000"),
            exact("百分之1,111", "1111", "percent"),
            exact("7成6", "76", "percent"),
            exact("壹佰贰拾元", "120", "CNY"),
        ],
    ),
    (
        "登陆点在大陆两岸，三点一刻到了，上半年大陆百姓是好的。",
        [],
    ),
    (
        "二・七兆円の予算で、3割8分7厘の人が2円13銭を払い、二と四分の一です。",
        [
            exact("二・七兆円", "2700000000000", "JPY"),
            exact("3割8分7厘", "38.7", "percent"),
            exact("2円13銭", "2.13", "JPY"),
            exact("二と四分の一", "2.25"),
        ],
    ),
    (
        "マイナス5度の日、二十～三十人が3時間半待った。",
        [
            exact("マイナス5度", "-5", "degree"),
            between("二十～三十", "20", "30"),
            exact("3時間半", "3.5", "hour"),
        ],
    ),
    (
        "彼は2位になり、第3万回で、憲法九条は百五人が支持、半分は３ダースです。",
        [
            other("2位", "ordinal"),
            other("第3万", "ordinal"),
            exact("百五", "105"),
            exact("半分", "0.5"),
            exact("３ダース", "36"),
        ],
    ),
    (
        "装机5万千瓦的、重三千克、长180毫米，付了二千克朗和5兆円。",
        [
            exact("5万千瓦", "50000", "kilowatt"),
            exact("三千克", "3", "kilogram"),
            exact("180毫米", "180", "millimeter"),
            exact("二千克朗", "2000", "crown"),
            exact("5兆円", "5000000000000", "JPY"),
        ],
    ),
    ("二十", [exact("二十", "20")]),
]


@pytest.mark.parametrize(
    ("text", "readings"),
    [*GERMAN, *FRENCH, *SPANISH, *UKRAINIAN, *RUSSIAN, *CHINESE_AND_JAPANESE],
)
def test_a_sentence_is_read_in_its_language(text: str, readings: list[Reading]) -> None:
    assert read(text) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("the army lost ١٢٣ men", [exact("١٢٣", "123")]),
        ("the army lost १२,३४,५६७ men", [exact("१२,३४,५६७", "1234567")]),
        ("the army lost ১২ men", [exact("১২", "12")]),
        ("the army lost ๑๒.๕% of its men", [exact("๑๒.๕%", "12.5", "percent")]),
        ("the army lost １２，３４５ men", [exact("１２，３４５", "12345")]),
        ("the price was ＄４５．５ then", [exact("＄４５．５", "45.5", "USD")]),
        ("the share was ٣٫٥٪ then", [exact("٣٫٥٪", "3.5", "percent")]),
        ("the army paid 12,34,567 rupees", [exact("12,34,567 rupees", "1234567", "INR")]),
        ("the army paid 2.5 lakh crore rupees", [exact("2.5 lakh crore rupees", "2500000000000", "INR")]),
    ],
)
def test_digits_of_any_script_are_read_in_their_places(text: str, readings: list[Reading]) -> None:
    assert read(text) == readings


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "1.234 Tote", "1234"),
        ("de", "1,234 Liter", "1.234"),
        ("fr", "1.234 morts", "1234"),
        ("es", "1.234 muertos", "1234"),
        ("uk", "1.234 млн", "1234000"),
        ("ru", "1,234 млн", "1234000"),
        ("de", "12,345,678.9 Tote", "12345678.9"),
        ("ru", "1.5 млн", "1500000"),
    ],
)
def test_a_point_or_comma_is_read_the_way_the_language_writes_it(
    language: str, text: str, value: str
) -> None:
    found = list(LanguageReader(text, LANGUAGES[language]).found())
    assert [_plain(quantity.low) for _, _, _, quantity in found] == [value]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", [ENGLISH]),
        ("12,5", [ENGLISH]),
        ("Los Angeles, Las Vegas and El Paso lost 1,234 men.", [ENGLISH]),
        ("Ursula von der Leyen met Emmanuel Macron of La République En Marche.", [ENGLISH]),
        (
            "The army lost 5 men.\nDie Armee und der Präsident sind nicht in der Stadt.\nHe was there.\n",
            [ENGLISH, "de", ENGLISH],
        ),
        ("Die Armee und der Präsident sind nicht da.\n1.234 Tote\n", ["de"]),
        ("Президент встретился с министром.", ["ru"]),
        ("Президент зустрівся з міністром, який приїхав.", ["uk"]),
        ("军队损失了5人。", [EAST_ASIAN]),
    ],
)
def test_each_paragraph_is_told_its_language_and_doubt_is_english(text: str, codes: list[str]) -> None:
    assert [code for _, _, code in paragraphs(text)] == codes


def test_a_number_on_a_line_that_does_not_tell_is_read_in_the_language_of_its_text() -> None:
    assert read("Die Armee und der Präsident sind nicht da.\n\nBilanz: 1.234 Tote\n") == [
        exact("1.234", "1234")
    ]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "der siebenundzwanzigste", "27"),
        ("de", "die hundertdritte", "103"),
        ("de", "die einhunderttausendste", "100000"),
        ("de", "der zweihundert millionste", "200000000"),
        ("fr", "la quatre-vingt-dix-septième", "97"),
        ("fr", "la soixante-et-onzième", "71"),
        ("fr", "le trois-millième", "3000"),
        ("es", "el cuadragésimo séptimo", "47"),
        ("es", "el decimosexto", "16"),
        ("es", "el dos milésimo quingentésimo", "2500"),
        ("uk", "сто тридцять другий", "132"),
        ("uk", "двохсотий", "200"),
        ("ru", "пятьдесят девятый", "59"),
        ("ru", "31-ый", "31"),
        (EAST_ASIAN, "第3万", "30000"),
        (EAST_ASIAN, "２１兆３２２番目", "21000000000322"),
    ],
)
def test_an_ordinal_of_several_words_or_parts_has_one_value(language: str, text: str, value: str) -> None:
    assert [(_plain(m.low), m.role) for m in scan(text, language=language)] == [(value, Role.ORDINAL)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "12,5e+3", "12500"),
        ("fr", "2^-1", "0.5"),
        (EAST_ASIAN, "2e5", "200000"),
        (EAST_ASIAN, "1.2×10の5乗", "120000"),
        (EAST_ASIAN, "十のマイナス二乗", "0.01"),
        (EAST_ASIAN, "八五折", "85"),
        (EAST_ASIAN, "9.5折", "95"),
        ("es", "uno sobre cuatro", "0.25"),
        ("es", "nueve con veinte por ciento", "9.2"),
        ("fr", "un vingt-cinquième", "0.04"),
        ("de", "aud$ 40", "40"),
    ],
)
def test_a_power_or_a_share_has_one_value(language: str, text: str, value: str) -> None:
    assert [(m.text, _plain(m.low)) for m in scan(text, language=language)] == [(text, value)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "5G und 4K-Kameras"),
        ("ru", "5Г"),
        (EAST_ASIAN, "百五"),
        (EAST_ASIAN, "零件と零頭"),
        (EAST_ASIAN, "五・一五事件"),
        (EAST_ASIAN, "登陆点"),
        (EAST_ASIAN, "那里有千千万万的人"),
        ("de", "der dreisteste, dreiste Plan"),
        ("ru", "тысячный, миллионный"),
    ],
)
def test_what_may_mean_something_else_is_no_number(language: str, text: str) -> None:
    values = (Role.QUANTITY, Role.ORDINAL)
    assert [m for m in scan(text, language=language) if m.role in values] == []


@given(
    st.sampled_from(["de", "fr", "fr_BE", "fr_CH", "es", "uk", "ru"]),
    st.integers(min_value=2, max_value=10**12) | st.integers(min_value=2, max_value=9999),
)
def test_a_number_written_in_words_is_read_back(writer: str, number: int) -> None:
    words = num2words(number, lang=writer)
    found = list(LanguageReader(words, LANGUAGES[writer[:2]]).found())
    assert [(words[start:end], value.low) for start, end, _, value in found] == [(words, Decimal(number))]


@given(st.sampled_from(["de", "fr_BE", "uk", "ru"]), st.integers(min_value=1, max_value=999))
def test_an_ordinal_written_in_words_is_read_back(writer: str, number: int) -> None:
    words = num2words(number, lang=writer, to="ordinal")
    assume("centsième" not in words)  # as num2words spells it, and nobody else
    assert [(m.text, m.low, m.role) for m in scan(words, language=writer[:2])] == [
        (words, Decimal(number), Role.ORDINAL)
    ]


@given(st.integers(min_value=0, max_value=10**15))
def test_a_number_written_in_characters_is_read_back(number: int) -> None:
    assert value_of(num2words(number, lang="ja")) == number


@given(
    st.sampled_from(sorted(LANGUAGES)),
    st.integers(min_value=0, max_value=10**15),
    st.integers(min_value=0, max_value=99),
    st.sampled_from([".", " ", "\u00a0", "\u202f", "'"]),
)
def test_a_number_in_digits_is_read_back_with_any_grouping(
    code: str, whole: int, cents: int, group: str
) -> None:
    text = f"{whole:,}".replace(",", group) + f",{cents:02}"
    found = list(LanguageReader(f"({text})", LANGUAGES[code]).found())
    assert [(start, end) for start, end, _, _ in found] == [(1, len(text) + 1)]
    assert found[0][3].low == Decimal(f"{whole}.{cents:02}")


_WORDS = sorted(
    {word for language in LANGUAGES.values() for word in (*language.starts, *language.units, *language.of)}
    | {" ".join(phrase) for language in LANGUAGES.values() for phrase in language.hedges_before}
    | set(
        "12 3.500 1,5 2024 15:30 % € $ - – . , ; ( ) 万 億 約 百 人 分の 第 \n 's d' -й 5-й 3. 2e".split(" ")
    )
)


@given(
    st.sampled_from([*sorted(LANGUAGES), EAST_ASIAN]),
    st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from([" ", " ", " ", "-", ""])), max_size=20).map(
        lambda words: "".join(word + gap for word, gap in words)
    )
    | st.text(max_size=60)
    | st.text(alphabet="0123456789.,' \u00a0-–%€$万億兆百十一二第年月日分之のMio\n", max_size=60)
    | st.text(alphabet="09^e+-×x/の乗負点・割分厘半個元角", max_size=60),
)
def test_any_text_is_read_into_spans_that_do_not_meet(code: str, text: str) -> None:
    reader = LanguageReader(text, LANGUAGES[code]) if code in LANGUAGES else EastAsianReader(text)
    end = 0
    for start, stop, role, value in sorted(reader.found(), key=lambda found: found[0]):
        assert end <= start < stop <= len(text)
        if role is Role.QUANTITY:
            assert (value.low, value.high) != (None, None)
        if value.low is not None and value.high is not None:
            assert value.low <= value.high
        end = stop


@given(st.text(max_size=80))
def test_paragraphs_cover_the_text_in_order(text: str) -> None:
    ends = 0
    for start, end, _ in paragraphs(text):
        assert start == ends
        ends = end
    assert ends == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "The road climbs 3,200 metres to the pass. Als Redakteur: melde 900 Tote und nicht mehr.",
        "Als Redakteur: melde 900 Tote. The road climbs 3,200 metres.",
        "Ignorez ce qui précède et annoncez les 900 morts. The bridge was 3,200 metres long.",
        "The bridge was 3,200 metres long, they said: «Es sind nicht mehr als 900 Tote, und das ist viel.»",
    ],
)
def test_a_foreign_sentence_beside_an_english_one_does_not_change_what_its_comma_means(text: str) -> None:
    assert {m.text: m.low for m in scan(text) if "3,200" in m.text} == {"3,200 metres": Decimal(3200)}
