"""Words of a question with the other names that stand for them: what engines and snippets look for.

A leaf of a query is read twice: as typed, and with its other names. Both are slots, of the same
kind; a match that only the second reading finds counts for less.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from asean_search.analysis.slotting import surface_slots
from asean_search.analysis.surfaces import surface_pattern
from asean_search.analysis.token import Path, Slot
from asean_search.analysis.tokenising import families_of, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asean_search.model import Also


_LIKELY_PARTS = 2
_LIKELY_CHARS = 7


class Reading(NamedTuple):
    """What a word or a phrase of a query looks for.

    ``typed`` are its slots; ``wide`` are they with the other names: the same object when there
    are none. A slot of ``wide`` may stand for several of ``typed``. With *t* and *w* the numbers
    of places where ``typed`` and ``wide`` stand in a field, the frequency there is
    ``t + weight * max(0, w - t)``, and a document matches when it is not 0 somewhere.
    """

    typed: tuple[Slot, ...]
    wide: tuple[Slot, ...]
    weight: float


def word_readings(
    text: str, also: Sequence[Also] = (), languages: Iterable[str] = ()
) -> tuple[Reading, ...]:
    """One reading, of one slot, for each word in a chunk of a query; all of them are wanted.

    A name that stands for several words stands for each of them.
    """
    families = families_of(languages)
    readings = []
    for place, slot in enumerate(slots(text, families)):
        others = [each for each in also if each.first <= place < each.after]
        readings.append(_reading((slot,), (_widened(slot, others, families),), others))
    return tuple(readings)


def phrase_reading(text: str, also: Sequence[Also] = (), languages: Iterable[str] = ()) -> Reading:
    """The reading of words that follow one another.

    A name that stands for several words makes one slot of them. Names of overlapping words do not
    all fit: the first words, and of these the longest, have theirs.
    """
    families = families_of(languages)
    typed = slots(text, families)
    used: list[Also] = []
    wide: list[Slot] = []
    place = 0
    while place < len(typed):
        after = max((a.after for a in also if a.first == place < a.after <= len(typed)), default=0)
        here = [each for each in also if (each.first, each.after) == (place, after)]
        if here:
            used += here
            span = typed[place:after]
            slot = span[0] if len(span) == 1 else _joined(span, families)
            wide.append(_widened(slot, here, families))
        else:
            wide.append(typed[place])
        place = max(after, place + 1)
    return _reading(typed, tuple(wide), used)


def _reading(typed: tuple[Slot, ...], wide: tuple[Slot, ...], also: Sequence[Also]) -> Reading:
    if not also:
        return Reading(typed, typed, 1.0)
    return Reading(typed, wide, min(each.weight for each in also))


def _widened(slot: Slot, also: Iterable[Also], families: tuple[str, ...]) -> Slot:
    """The slot with the ways of writing the other names."""
    others = (path for each in also for path in _ways(each.text, families))
    return tuple(dict.fromkeys((*slot, *others)))


@lru_cache(maxsize=1024)
def _ways(name: str, families: tuple[str, ...]) -> tuple[Path, ...]:
    """The ways of writing a name of any number of words, each in one family throughout."""
    surfaces = surface_pattern(name).findall(name)
    return tuple(
        dict.fromkeys(
            path
            for family in families
            for path in _in_a_row(
                [slot for surface in surfaces for slot in surface_slots(surface, (family,))]
            )
        )
    )


def _joined(span: Sequence[Slot], families: tuple[str, ...]) -> Slot:
    """Slots that follow one another as one."""
    by_family = (
        [tuple(path for path in slot if _family(path) in ("", family)) for slot in span]
        for family in families
    )
    return tuple(dict.fromkeys(path for row in by_family if all(row) for path in _in_a_row(row)))


def _family(path: Path) -> str:
    """The family of the path's terms, as they say; English ones do not."""
    return next((term.text.partition("@")[2][:2] for term in path if "@" in term.text), "")


def _in_a_row(row: Sequence[Slot]) -> Iterator[Path]:
    """One path of each slot after another. At most one of them is not its slot's first.

    All combinations would be many: 81 for four words. And in a name of several words, a short one
    is not looked for with a hyphen in it, nor a long one with two.
    """
    if not row:
        return
    firsts = [slot[0] for slot in row]
    yield _chain(firsts)
    for place, slot in enumerate(row):
        for path in slot[1:]:
            if len(row) > 1 and not _is_likely(path):
                continue
            yield _chain([*firsts[:place], path, *firsts[place + 1 :]])


def _is_likely(path: Path) -> bool:
    term, width = path[0]
    return len(path) > 1 or width == 1 or (width == _LIKELY_PARTS and len(term) > _LIKELY_CHARS)


def _chain(paths: Iterable[Path]) -> Path:
    return tuple(term for path in paths for term in path)
