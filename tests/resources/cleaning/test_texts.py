"""Text that is not in UTF-8 is read for certain, or not taken; letters that nobody sees go where they do nothing."""

import pytest

from tests.resources.cleaning.hands import give, refusal

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
