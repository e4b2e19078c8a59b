"""What every engine makes of other names, of languages, and of what documents define."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from engines import ENGINES, Engine, document, replace

from asean_search.engine.interface import OpenIndex, Search
from asean_search.model import Acronym, Synonym
from asean_search.query.nodes import And, InField, Node, Not, Or, Phrase, Word
from asean_search.synonyms import expand, load

NAMES = (Synonym("Vietnam", of="Viet Nam", weight=0.5, by="alias", after=2),)
OTHERS = (
    Synonym("World Health Organisation", of="WHO", weight=0.5, by="alias"),
    Synonym("health body", of="WHO", weight=0.25, by="acronym"),
)


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    make: Callable[[Path], Engine] = ENGINES[request.param]
    return make(tmp_path)


def found(index: OpenIndex, tree: Node) -> dict[str, float]:
    return {each.id: each.score for each in index.search(Search(tree=tree)).documents}


def word(text: str) -> Word:
    return Word(text, synonyms=tuple(Synonym(a.text, a.of, a.weight, a.by) for a in NAMES))


class TestOtherNames:
    def test_a_match_by_another_name_ranks_below(self, engine: Engine) -> None:
        index = engine.hold(
            document("a", body="the WHO met in Geneva"),
            document("b", body="the World Health Organisation met in Geneva"),
            document("c", body="a health body met in Geneva"),
            document("d", body="those who met in Geneva"),
        )
        with index:
            scores = found(index, Word("WHO", synonyms=OTHERS))
            assert list(scores) == ["a", "b", "c"]
            assert found(index, Word("WHO")).keys() == {"a"}

    def test_in_a_phrase_one_name_stands_for_several_words(self, engine: Engine) -> None:
        index = engine.hold(
            document("a", body="the viet nam trade grew"),
            document("b", body="the vietnam trade grew"),
            document("c", body="the vietnam rice trade grew"),
            document("d", body="the viet trade grew"),
        )
        with index:
            assert list(found(index, Phrase("viet nam trade", synonyms=NAMES))) == ["a", "b"]
            assert found(index, Phrase("viet nam trade")).keys() == {"a"}

    def test_two_names_in_a_phrase_are_counted_once_each(self, engine: Engine) -> None:
        names = (*NAMES, Synonym("Hà Nội", of="Hanoi", weight=0.25, by="alias", first=2, after=3))
        index = engine.hold(
            document("a", body="viet nam hanoi"),
            document("b", body="vietnam hanoi"),
            document("c", body="viet nam ha noi"),
            document("d", body="vietnam ha noi"),
        )
        with index:
            assert found(index, Phrase("viet nam hanoi", synonyms=names)).keys() == set("abcd")

    def test_words_with_names_join_like_others(self, engine: Engine) -> None:
        index = engine.hold(
            document("a", title="Vietnam", body="rice grew"),
            document("b", title="Rice", body="viet and nam apart"),
            document("c", title="Rice", body="nothing"),
        )
        with index:
            both = And((word("viet"), word("nam")))
            assert found(index, both).keys() == {"a", "b"}
            assert found(index, And((both, Word("rice")))).keys() == {"a", "b"}
            assert found(index, InField("title", both)).keys() == {"a"}
            assert found(index, Or((both, Word("nothing")))).keys() == {"a", "b", "c"}
            assert found(index, And((Word("rice"), Not(both)))).keys() == {"c"}

    def test_all_engines_score_them_alike(self, tmp_path: Path) -> None:
        table = load()
        bodies = [
            "The United States said the US would talk to Viet Nam.",
            "Vietnam told us that U.S. ministers, and the World Health Organization, met.",
            "The WHO and the UN in Viet-Nam: COVID-19 and the coronavirus.",
            "ASEAN Defence Ministers' Meeting Plus (ADMM+) in Ha Noi, in Hanoi, in the East Sea.",
            "The South China Sea; the Association of Southeast Asian Nations.",
        ]
        documents = [
            document(f"d{n}", title=bodies[-n][:20], body=body) for n, body in enumerate(bodies)
        ]
        trees: list[Node] = [
            And((Word("viet"), Word("nam"))),
            Phrase("talk to vietnam"),
            Phrase("us said"),
            Or((Word("US"), Word("WHO"), Word("un"))),
            Word("COVID-19"),
            Phrase("in hanoi"),
            And((Word("south"), Word("china"), Word("sea"))),
            InField("title", Word("vietnam")),
            Word("asean"),
            Word("ADMM+"),
            Not(Word("vietnam")),
        ]
        answers = []
        for make in ENGINES.values():
            with make(tmp_path).hold(*documents) as index:
                answers.append([found(index, expand(tree, table)) for tree in trees])
        first, *rest = answers
        for other in rest:
            for ours, theirs in zip(first, other, strict=True):
                assert ours == pytest.approx(theirs)
        assert sum(map(bool, first)) >= len(trees) - 1


class TestLanguages:
    def test_words_are_stemmed_by_their_documents_language(self, engine: Engine) -> None:
        index = engine.hold(
            document("a", body="Les vaccinées et l’élection générale", language="fr"),
            document("b", body="the new minister"),
            document("c", body="министров иностранных дел", language="ru"),
            document("d", body="vaccines", language="vi"),
        )
        with index:
            assert found(index, Word("vaccins")).keys() == {"a", "d"}
            assert found(index, Word("vaccine")).keys() == {"a", "d"}
            assert found(index, Phrase("élections générales")).keys() == {"a"}
            assert found(index, Phrase("elections generales")).keys() == {"a"}
            assert found(index, Word("министр")).keys() == {"c"}
            assert found(index, Word("news")).keys() == set()

    def test_the_language_is_stored(self, engine: Engine) -> None:
        with engine.hold(document("a", language="fr", language_from="detected")) as index:
            (stored,) = index.documents(["a"])
            assert (stored.language, stored.language_from) == ("fr", "detected")


class TestWhatDocumentsDefine:
    MDF = Acronym("MDF", "Mekong Delta Forum", 2, ("a", "b"))
    ADB = Acronym("ADB", "Asian Development Bank", 1, ("b",))
    OTHER = Acronym("MDF", "Moscow Dance Festival", 1, ("c",))

    @pytest.fixture
    def index(self, engine: Engine) -> OpenIndex:
        return engine.hold(
            document("a", body="The Mekong Delta Forum (MDF) met."),
            document("b", body="Mekong Delta Forum (MDF), Asian Development Bank (ADB)"),
            document("c", body="MDF (Moscow Dance Festival)"),
        )

    def test_all_of_it_is_there(self, index: OpenIndex) -> None:
        with index:
            assert index.acronyms() == [self.MDF, self.ADB, self.OTHER]

    def test_names_give_every_meaning_of_their_acronyms(self, index: OpenIndex) -> None:
        with index:
            assert index.acronyms(["mdf"]) == [self.MDF, self.OTHER]
            assert index.acronyms(["mekong delta forum", "x"]) == [self.MDF, self.OTHER]
            assert index.acronyms(["adb", "mdf"]) == [self.MDF, self.ADB, self.OTHER]
            assert index.acronyms(["delta forum", *map(str, range(2000))]) == []
            assert index.acronyms([]) == []

    def test_what_is_removed_no_longer_defines(self, engine: Engine, index: OpenIndex) -> None:
        index.close()
        with engine.writer() as writer:
            writer.remove_file("c.txt")
            replace(writer, [document("b", body="Mekong Delta Forum (MDF)")])
            writer.commit()
        with engine.index() as after:
            assert after.acronyms() == [self.MDF]

    def test_what_is_not_committed_defines_nothing(self, engine: Engine, index: OpenIndex) -> None:
        index.close()
        with engine.writer() as writer:
            writer.remove_file("a.txt")
            replace(writer, [document("d", body="United Mekong Fund (UMF)")])
        with engine.index() as after:
            assert after.acronyms() == [self.MDF, self.ADB, self.OTHER]

    def test_an_empty_index_has_none(self, engine: Engine) -> None:
        with engine.hold() as empty:
            assert empty.acronyms() == empty.acronyms(["mdf"]) == []
