"""Text that is not in UTF-8 is read for certain, or not taken; letters that nobody sees go where they do nothing."""

import pytest

from tests.resources.cleaning.hands import codes, give, refusal

WESTERN = {
    "French": "Où étaient les élèves hier ? À l’école, « bien sûr » : 12 € l’entrée, 3,50 € le café. Œuvres complètes…",
    "French in capitals": "ÉTÉ À L'ÉCOLE. CRÉÉE EN 1987, L’ŒUVRE EST REÇUE : GRÂCE À NOËL, ÇÀ ET LÀ, OÙ ?",
    "inclusive French": "Les militant·es, étudiant•es et réfugié·e·s sont reçu·e·s ; salariéEs – invité-es — m²",
    "French, few letters": "née\n",
    "French without accents, with a price": "Pain;2 €\nLait;1 €\n",
    "French in a hurry": "euh…oui, l´atelier n°4 a été annulé,voilà: 20°C,± 3×4, §2, «vite»",
    "French of places": "L’Haÿ-les-Roses, aïeul, ambiguïté, haïe, maïs, Citroën, cœur, Lætitia, créée, réélue",
    "Spanish": "¿Dónde están las compañeras? ¡Aquí! La 1ª reunión, el 2º año, María José y Mª Ángeles: pingüino, NIÑO.",
    "Portuguese": "As mães e os irmãos não são só corações: ações, lições, avó, você. REUNIÃO DE AÇÃO, DECISÕES.",
    "German": "Größe, Füße, äußere Straße; „Über uns“, ‚so‘, Übermut tut selten gut. ÄÖÜß! Bürger*innen",
    "Italian": "È così perché la libertà è di più: lunedì, città, però, virtù. «Cos’è?»",
    "Catalan": "L'assemblea és avui: això, què, català, força, il·lusió, raïm, pingüí.",
    "Dutch": "Geïnteresseerde vrouwen, coöperatie, één, reünie, zeeën.",
    "Swedish": "Öl på ön; blåbärssås, räksmörgås, å, ä, ö; åäö.",
    "Danish": "Rødgrød med fløde, på en ø i åen: æøå. SMØRREBRØD",
    "Finnish": "Tyttöään hän odottaa yöllä; hääyöaie, päätös, töitä, ÄÄNI",
}


@pytest.mark.parametrize("text", WESTERN.values(), ids=WESTERN)
@pytest.mark.parametrize("kind", ["txt", "csv", "md"])
def test_what_western_europe_writes_on_windows_is_read(text, kind, tmp_path):
    cleaned = give(text.encode("cp1252"), f"x.{kind}", tmp_path)

    assert cleaned.path.read_text() == cleaned.words == text


ELSEWHERE = {
    "Arabic": ("cp1256", "مرحبا بالرفاق في الاجتماع"),
    "Arabic of Unix": ("iso8859-6", "مرحبا بالرفاق"),
    "Arabic in French": ("cp1256", "L’association « السلام » a été créée à Tunis, où elle siège."),
    "one word of Arabic": ("cp1256", "Prénom;Nom\nAdèle;علي\n"),
    "Russian": ("cp1251", "Иван;Собрание"),
    "Russian, old": ("koi8-r", "Собрание в среду"),
    "Russian, two letters": ("cp1251", "1;да"),
    "Ukrainian": ("cp1251", "Збори у середу, приходьте"),
    "Greek": ("cp1253", "Συνέλευση την Τετάρτη"),
    "Hebrew": ("cp1255", "שלום לכולם"),
    "Turkish": ("cp1254", "Çarşamba günü toplantı var, iş bırakma için çağrı"),
    "Kurdish": ("cp1254", "Civîna jinan roja çarşemê ye"),
    "Polish": ("cp1250", "Związek zaprasza każdego młodego do Łodzi"),
    "Polish of Unix": ("iso8859-2", "Związek zaprasza każdego młodego"),
    "Romanian": ("cp1250", "Adunarea va avea loc şi mâine, în piaţă"),
    "Hungarian": ("cp1250", "A gyűlés időpontja: szerdán hétkor, a nőkkel"),
    "Czech": ("cp1250", "Dobrý den, schůze bude příští týden"),
    "Slovene": ("cp1250", "Človek in čas: zveza delavcev"),
    "Croatian": ("cp1250", "Građani i večeras dolaze"),
    "Lithuanian": ("cp1257", "Susirinkimas bus šeštadienį, ačiū"),
    "Thai": ("cp874", "สวัสดีเพื่อน"),
    "Chinese": ("gbk", "大家好，星期三开会"),
    "Japanese": ("shift_jis", "水曜日に集まりましょう"),
    "Korean": ("euc-kr", "수요일에 모입시다"),
    "French of old computers": ("cp850", "Réunion des élèves : l’entrée est à côté".replace("’", "'")),
    "French of old Macs": ("mac-roman", "Réunion de l’été"),
    "French with the sign of the euro of Unix": ("iso8859-15", "L’entrée : 12 €".replace("’", "'")),
}


@pytest.mark.parametrize(("encoding", "text"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_written_elsewhere_is_read_in_utf_8_and_not_guessed_otherwise(encoding, text, tmp_path):
    assert refusal(text.encode(encoding), "x.txt", tmp_path) == "letters"

    for given in (text.encode(), text.encode("utf-16")):
        cleaned = give(given, "x.txt", tmp_path)
        assert cleaned.path.read_text() == text


def test_what_is_no_text_is_not_called_a_text_of_other_letters(tmp_path):
    assert refusal(bytes(range(1, 256)), "x.txt", tmp_path) == "not_text"


ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
UNSEEN = {
    "spaces without width": ("Cou\u200brage\u2060", "Courage"),
    "joiners between letters of ours": (
        "Cou\u200crage\u200d, l’\u200ceau, l\u200c’air \u200d",
        "Courage, l’eau, l’air ",
    ),
    "several joiners": ("می\u200c\u200d\u200cخواهم", "می\u200cخواهم"),
    "fillers": ("Cou\u3164ra\uffa0ge\u115f\u1160", "Courage"),
    "other nothings": ("Cou\u034fra\u180ege\u17b4\u17b5\u206a\ufff9", "Courage"),
    "forms of a letter": ("Cou\ufe00ra\ufe0fge\U000e0100\U000e01ef 1\ufe0f2", "Courage 12"),
    "forms of a form": ("葛\U000e0101\U000e0102 ☀\ufe0f\ufe0e\ufe01", "葛\U000e0101 ☀\ufe0f"),
    "letters of flags": ("Cou\U000e0067\U000e007frage 🏴\U000e0068\U000e0069\U000e007f", "Courage 🏴"),
    "letters behind a flag": (ENGLAND + "\U000e0041\U000e007f", ENGLAND),
    "marks of direction": ("Cou\u200e\u200frage \u2066a\u2069\u202ab\u202c\u061c", "Courage ab"),
    "what goes backwards": ("مرحبا \u202eegaruoc", "مرحبا egaruoc"),
    "signs of music": ("a\U0001d173b\U0001bca0", "ab"),
}


@pytest.mark.parametrize(("text", "kept"), UNSEEN.values(), ids=UNSEEN)
def test_letters_that_nobody_sees_are_taken_out(text, kept, tmp_path):
    cleaned = give(f"{text} .".encode(), "x.md", tmp_path)
    again = give(cleaned.path.read_bytes(), "x.md", tmp_path)

    assert cleaned.path.read_text() == cleaned.words == f"{kept} ."
    assert (codes(cleaned.found), again.found) == ({"invisible_letters"}, [])
    assert cleaned.found[0].params["count"] == len(text) - len(kept)


WRITTEN_WITH_THEM = {
    "Persian": "می\u200cخواهم، کتاب\u200cها، PDF\u200cها، ه\u200d",
    "Hindi": "क्\u200dष, क्\u200cष, श्री\u200cमान",
    "Bengali": "র\u200d্য",
    "Sinhala": "ශ්\u200dරී",
    "Malayalam": "അവന്\u200d",
    "Arabic and French": "\u200fاجتماع\u200e (CGT)\u200f يوم \u2067الأحد\u2069 \u202bغدا\u202c \u061c12",
    "Hebrew": "שלום\u200f! \u200eABC",
    "a family": "👩\u200d👩\u200d👧\u200d👦 👩🏽\u200d🚒 ❤\ufe0f\u200d🔥",
    "flags": f"🏳\ufe0f\u200d🌈 🏴\u200d☠\ufe0f 🇹🇳 {ENGLAND}",
    "emoji that are signs": "☀\ufe0f ✊ ©\ufe0f ™\ufe0f ‼\ufe0f ℹ\ufe0f ☀\ufe0e 〰\ufe0f ㊗\ufe0f 👁\ufe0f\u200d🗨\ufe0f",
    "keys": "1\ufe0f\u20e3 #\ufe0f\u20e3 *\ufe0f\u20e3",
    "forms of ideographs": "葛\U000e0101飾 辻\U000e0100 﨑\ufe00 𠮟\U000e0100",
    "signs of mathematics": "≨\ufe00",
    "Mongolian": "ᠰᠠᠷ\u180eᠠ ᠭ\u180bᠠ",
    "French": "L’été,\u00a0« à\u202f12\u00a0h »",
}


@pytest.mark.parametrize("text", WRITTEN_WITH_THEM.values(), ids=WRITTEN_WITH_THEM)
def test_what_is_written_with_letters_that_nobody_sees_keeps_them(text, tmp_path):
    cleaned = give(text.encode(), "x.txt", tmp_path)

    assert (cleaned.path.read_text(), cleaned.found) == (text, [])
