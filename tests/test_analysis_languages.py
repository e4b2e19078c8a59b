"""Language identification, and stems that differ between languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phrase_matching import occurrences

from asean_search.analysis import (
    family,
    language_of,
    query_terms,
    tokenize_english,
    tokenizer_of,
    tokens,
)
from asean_search.analysis.stemming import FAMILIES

TEXTS = {
    "ar": "اجتمع وزراء خارجية دول الرابطة في العاصمة لبحث التعاون الاقتصادي بين الدول الأعضاء.",
    "de": "Die Minister der Region haben sich in der Hauptstadt getroffen, um über die Lage zu "
    "sprechen, und sie wollen das Abkommen bald unterzeichnen.",
    "el": "Οι υπουργοί των χωρών συναντήθηκαν στην πρωτεύουσα για να συζητήσουν τη συμφωνία.",
    "en": "The ministers of the region met in the capital to talk about the agreement, which they "
    "want to sign before the end of the year.",
    "es": "Los ministros de la región se reunieron en la capital para hablar del acuerdo que "
    "quieren firmar antes de fin de año con los otros países.",
    "fr": "Les ministres de la région se sont réunis dans la capitale pour parler de l'accord "
    "qu'ils veulent signer avant la fin de l'année avec les autres pays.",
    "id": "Para menteri di kawasan itu bertemu di ibu kota untuk membahas perjanjian yang akan "
    "mereka tandatangani karena masalah tersebut sudah selesai.",
    "it": "I ministri della regione si sono riuniti nella capitale per parlare dell'accordo che "
    "vogliono firmare con gli altri paesi, anche se non è facile.",
    "ja": "各国の外相は首都で会談し、協定に署名することで合意した。",
    "km": "រដ្ឋមន្ត្រីនៃប្រទេសក្នុងតំបន់បានជួបប្រជុំនៅរាជធានី។",
    "ko": "각국 외교장관들은 수도에서 만나 협정에 서명하기로 합의했다.",
    "lo": "ບັນດາລັດຖະມົນຕີໄດ້ພົບປະກັນທີ່ນະຄອນຫຼວງ.",
    "ms": "Para menteri di rantau ini bertemu di ibu negara kerana mereka mahu menandatangani "
    "perjanjian itu, dan beliau berkata bahawa perbincangan telah selesai.",
    "my": "ဒေသတွင်းနိုင်ငံများ၏ ဝန်ကြီးများသည် မြို့တော်တွင် တွေ့ဆုံခဲ့ကြသည်။",
    "nl": "De ministers van de regio zijn in de hoofdstad bijeengekomen om over het akkoord te "
    "praten, dat zij voor het einde van het jaar willen tekenen.",
    "pt": "Os ministros da região reuniram-se na capital para falar do acordo que querem assinar "
    "antes do fim do ano com os outros países, mas não foi fácil.",
    "ru": "Министры стран региона встретились в столице, чтобы обсудить соглашение, которое они "
    "хотят подписать до конца года.",
    "th": "รัฐมนตรีของประเทศในภูมิภาคได้พบกันที่เมืองหลวงเพื่อหารือเรื่องข้อตกลง",
    "tl": "Nagpulong ang mga ministro ng rehiyon sa kabisera upang pag-usapan ang kasunduan na "
    "nais nilang lagdaan, ayon sa kanyang pahayag.",
    "uk": "Міністри країн регіону зустрілися у столиці, щоб обговорити угоду, яку вони хочуть "
    "підписати до кінця року.",
    "vi": "Bộ trưởng các nước trong khu vực đã gặp nhau tại thủ đô để bàn về hiệp định.",
    "zh": "各国外长在首都举行会谈，讨论将于年底前签署的协定。",
}


class TestWhichLanguage:
    @pytest.mark.parametrize("language", sorted(TEXTS))
    def test_a_sentence_or_two_are_enough(self, language: str) -> None:
        assert language_of(TEXTS[language]) == language

    @pytest.mark.parametrize(
        "text", ["", "ASEAN", "Hanoi 2020", "1,234 5,678", "\ud800", "Lavrov Sergey Hanoi Jakarta"]
    )
    def test_a_few_names_and_numbers_are_not_enough(self, text: str) -> None:
        assert language_of(text) is None

    def test_names_of_another_script_do_not_matter(self) -> None:
        assert language_of(f"{TEXTS['en']} (東京 Москва)") == "en"
        assert language_of(f"{TEXTS['th']} COVID-19 ASEAN") == "th"

    def test_a_longer_sample_is_read_if_the_first_is_not_decisive(self) -> None:
        assert language_of("12,345 67,890\n" * 60 + TEXTS["fr"] * 20) == "fr"

    def test_combining_marks_are_composed_first(self) -> None:
        from unicodedata import normalize

        assert language_of(normalize("NFD", TEXTS["vi"])) == "vi"

    @given(st.text(max_size=200))
    def test_any_text_has_one_language_or_none(self, text: str) -> None:
        found = language_of(text)
        assert found is None or (found.isascii() and len(found) == 2)


class TestStems:
    def test_the_family_depends_on_the_primary_subtag(self) -> None:
        codes = ["fr", "fr-CA", "pt_BR", "FR", "ms", "nb", "vi", "xx", "", None]
        assert [family(code) for code in codes] == [
            *("fr", "fr", "pt", "fr", "id", "no", "en", "en", "en", "en")
        ]

    @pytest.mark.parametrize("code", sorted(FAMILIES))
    def test_every_family_has_a_stemmer(self, code: str) -> None:
        assert tokens("Minister Министр وزير मंत्री", code)

    def test_languages_of_one_family_share_a_cache(self) -> None:
        assert tokenizer_of(None) is tokenizer_of("en-GB") is tokenizer_of("vi") is tokenize_english
        assert tokenizer_of("ms") is tokenizer_of("id") is not tokenize_english

    def test_stems_of_two_languages_are_never_equal(self) -> None:
        """The French stem of *news* is *new*, and must not find the English *new*."""
        assert not occurrences(query_terms("news", FAMILIES), tokens("the new minister"))
        for code in FAMILIES - {"en"}:
            ours = {token.term for token in tokens("news generals vaccines", code)}
            english = {token.term for token in tokens("news generals vaccines")}
            assert not (ours & english) or ours == english

    @given(st.sampled_from(sorted(FAMILIES)), st.sampled_from(sorted(FAMILIES)))
    def test_a_name_is_found_in_every_language(self, first: str, second: str) -> None:
        for name in ("Lavrov", "Phạm Bình Minh", "Phnom Penh", "Hà Nội", "COVID-19", "ASEAN"):
            text = tokens(f"... {name} ...", first)
            assert occurrences(query_terms(name, (first, second)), text)

    @given(
        st.sampled_from(sorted(FAMILIES)), st.text("aéèêëiïoôuùüñçłøßãõşğıёéú sn'-", max_size=12)
    )
    def test_a_word_is_found_without_accents(self, code: str, text: str) -> None:
        from asean_search.analysis import fold

        plain = query_terms(fold(text), [code])
        for in_query in (plain, query_terms(text, [code])):
            if in_query:
                assert occurrences(in_query, tokens(text, code))

    def test_numbers_and_names_in_capitals_are_the_same_in_all(self) -> None:
        for code in FAMILIES:
            terms = [token.term for token in tokens("2020 155,221 ADMM+ 中国", code)]
            assert {"2020", "155221", "admm+", "中国~2"} <= set(terms)
