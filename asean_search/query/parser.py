"""A query's text into a tree and the problems found on the way; it never raises."""

from __future__ import annotations

from datetime import date

import msgspec

from asean_search.errors import DateSyntaxError, QuerySyntaxError
from asean_search.model.field_names import FIELDS, GROUPS, keyword_name
from asean_search.query import foreign_syntax
from asean_search.query.diagnostics import Diagnostic, Diagnostics
from asean_search.query.filters import COMPARED, date_leaf, example, filter_leaf, unknown_field
from asean_search.query.leaves import near_leaf, phrase_leaf, regex_leaf, text_leaf, weighted
from asean_search.query.lexer import Kind, Lexeme, lexemes
from asean_search.query.nodes import TEXT_FIELDS, Everything, Exact, Node, SourceIs
from asean_search.query.operands import (
    as_text,
    quotable,
    split_field,
)
from asean_search.query.scopes import EXAMPLES, scoped, too_large
from asean_search.query.transform import all_of, any_of, depth, in_field, none_of, standing_alone

NESTING_MAX = 50
"""How many parentheses may stand inside one another."""

_AFTER = frozenset({Kind.NEAR, Kind.WEIGHT})
_ENDS = _AFTER | {
    Kind.TEXT, Kind.LABEL, Kind.PHRASE, Kind.OPEN_PHRASE, Kind.REGEX, Kind.CLOSE
}  # fmt: skip
_VALUES = frozenset({Kind.TEXT, Kind.PHRASE, Kind.OPEN_PHRASE, Kind.REGEX, Kind.EXACT, Kind.OPEN})
_NAMES = frozenset({Kind.TEXT, Kind.PHRASE})
_OPERANDS = _VALUES | {Kind.LABEL, Kind.FIELD}
_BEGINS = _OPERANDS | {Kind.NOT, Kind.MINUS}

_WORDS_OF_A_DATE = 5


class Parsed(msgspec.Struct, frozen=True):
    """What a query was read as.

    ``tree`` is in normal form, and None when nothing could be read. ``problems`` are errors that
    were not raised, in the order they were met; with any, ``tree`` is the nearest valid query,
    which is also their ``suggestion``. ``notes`` are remarks worth telling the user.
    """

    tree: Node | None
    problems: tuple[QuerySyntaxError, ...] = ()
    notes: tuple[str, ...] = ()


def parse(text: str, *, today: date | None = None, keywords: tuple[str, ...] = ()) -> Parsed:
    """Read a query.

    ``today`` is the day that suggestions for relative dates start from; ``keywords`` are the
    fields that the index has beside those that every index has: its kept columns.
    """
    return _Parser(text, today, keywords).parse()


class _Parser:
    """One reading of one query. ``self.field`` is the field whose value is being read."""

    def __init__(self, text: str, today: date | None, keywords: tuple[str, ...]) -> None:
        self.text = text
        self.today = today
        self.keywords = keywords
        self.lexemes = list(lexemes(text, keywords))
        self.at = 0
        self.nesting = 0
        self.field: str | None = None
        self.problems = Diagnostics(text)
        self.notes: dict[str, None] = {}

    @property
    def next(self) -> Lexeme:
        return self.lexemes[self.at]

    @property
    def kind(self) -> Kind:
        return self.lexemes[self.at].kind

    # --- the grammar: OR of AND of NOT of operands ----------------------------------------------

    def parse(self) -> Parsed:
        parts = [self.alternatives()]
        while self.kind is not Kind.END:  # only a ) without its ( ends the reading early
            before = self.lexemes[max(self.at - 1, 0)]
            hint = "Parentheses come in pairs, as in (vaccine OR treatment)."
            self.add("there is no ( for this )", before.start, self.next.end, hint)
            self.at += 1
            parts.append(self.alternatives())
        nodes = [node for node in parts if node is not None]
        tree = standing_alone(all_of(nodes)) if nodes else None
        if tree is None and not self.problems:
            empty = not self.text.strip()
            message = "the query is empty" if empty else "there is no letter or digit to search for"
            self.add(message, 0, hint="Give a word, or * for every document.")
            return Parsed(None, self.problems.errors(Everything()))
        if tree is not None and depth(tree) > NESTING_MAX:
            self.too_deep()
            tree = None
        if tree is not None and (message := too_large(tree)):
            hint = "What is like a whole text: asearch similar -; many queries: asearch batch."
            self.problems.add(Diagnostic(message, 0, None, hint=hint, is_mended=False))
            tree = None
        self.notes.update(dict.fromkeys(foreign_syntax.remarks(self.text, self.lexemes)))
        return Parsed(tree, self.problems.errors(tree), tuple(self.notes))

    def alternatives(self) -> Node | None:
        nodes = []
        while True:
            node = self.conjunction()
            if node is not None:
                nodes.append(node)
            if self.kind is not Kind.OR:
                return any_of(nodes) if nodes else None
            self.operator()

    def conjunction(self) -> Node | None:
        nodes: list[Node] = []
        while True:
            if self.kind is Kind.AND:
                self.operator()
            elif self.kind in _BEGINS:
                node = self.names() if self.field == "source" else self.operand()
                if node is not None:
                    nodes.append(node)
            else:
                return all_of(nodes) if nodes else None

    def operator(self) -> None:
        """Pass AND or OR, which must stand between two operands."""
        operator = self.next
        before = self.lexemes[self.at - 1] if self.at else None
        self.at += 1
        hint = f'To search for the word itself, put it in quotes: "{operator.text}".'
        if before is None or before.kind not in _ENDS:
            start, end = operator.start, max(operator.end, self.next.end)
        elif self.kind not in _BEGINS:
            start, end = before.start, operator.end
        else:
            return
        self.add(f"{operator.text} has nothing to join", start, end, hint=hint)

    def operand(self) -> Node | None:
        start, negations = self.next.start, 0
        while self.kind in (Kind.NOT, Kind.MINUS):
            negations += 1
            self.at += 1
        if self.kind not in _OPERANDS:
            hint = "Write what to exclude right after it, as in NOT vaccine or -vaccine."
            self.add("NOT has nothing to exclude", start, self.next.start, hint)
            return None
        node = self.primary()
        return none_of(node) if node is not None and negations % 2 else node

    def primary(self) -> Node | None:
        lexeme = self.next
        self.at += 1
        if lexeme.kind is Kind.OPEN:
            node = self.group(lexeme)
        elif lexeme.kind is Kind.FIELD:
            name = lexeme.text.casefold()
            return self.scoped_group(name, lexeme) if name in GROUPS else self.in_field(lexeme)
        else:
            node = self.leaf(lexeme)
        while self.kind in _AFTER:
            node = self.after(node, lexeme)
        return node

    def after(self, node: Node | None, first: Lexeme) -> Node | None:
        """Take ``^2`` after a phrase, a pattern or a group that begins with ``first``."""
        sign = self.next
        self.at += 1
        if sign.kind is Kind.NEAR:
            hint = 'Nearness stands after a phrase, as in "vaccine access"~5.'
            self.add(
                "there are no words that ~ could put near one another", sign.start, sign.end, hint
            )
            return node
        if node is None:
            return None
        return weighted(node, sign.text, first.start, sign.end, self.problems)

    def scoped_group(self, name: str, lexeme: Lexeme) -> Node | None:
        """Read ``lead:50(vaccine)`` from its value on."""
        value = self.next
        if value.kind is Kind.TEXT:
            self.at += 1
        opening = self.next
        if (
            value.kind is not Kind.TEXT
            or opening.kind is not Kind.OPEN
            or (opening.start != value.end)
        ):
            message = f"{name}: takes a value, and a group right after it"
            hint = f"As in {EXAMPLES[name]}."
            self.problems.add(
                Diagnostic(message, lexeme.start, value.end, hint=hint, is_mended=False)
            )
            return None
        self.at += 1
        outer, self.field = self.field, None
        node = self.group(opening)
        self.field = outer
        if node is None:
            return None
        end = self.lexemes[self.at - 1].end
        found = scoped(name, value.text, node, lexeme.start, end, self.problems)
        while self.kind in _AFTER:
            found = self.after(found, lexeme)
        return found

    def group(self, opening: Lexeme) -> Node | None:
        if self.nesting == NESTING_MAX:
            self.too_deep()
            self.skip_group()
            return None
        self.nesting += 1
        node = self.alternatives()
        self.nesting -= 1
        if self.kind is not Kind.CLOSE:
            self.add("a ( is never closed", opening.start)
            return node
        if self.lexemes[self.at - 1] is opening:
            hint = "Put words there, as in (vaccine OR treatment)."
            self.add("nothing stands between the parentheses", opening.start, self.next.end, hint)
        self.at += 1
        return node

    def skip_group(self) -> None:
        level = 1
        while level and self.kind is not Kind.END:
            level += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(self.kind, 0)
            self.at += 1

    def too_deep(self) -> None:
        message = f"the query is nested more than {NESTING_MAX} deep"
        self.problems.add(Diagnostic(message, 0, None, is_mended=False))

    def add(self, message: str, start: int, end: int | None = None, hint: str = "") -> None:
        self.problems.add(Diagnostic(message, start, end, hint=hint))

    # --- fields ---------------------------------------------------------------------------------

    def in_field(self, lexeme: Lexeme) -> Node | None:
        field = FIELDS.get(lexeme.text.casefold())
        if field is None and keyword_name(lexeme.text) in self.keywords:
            field = keyword_name(lexeme.text)
        value = self.next
        if field is None:
            field = self.unknown_field(lexeme, value)
            if field is None:
                return self.field_as_text(lexeme, value)
        elif value.kind not in _VALUES:
            message = f"{lexeme.text}: has nothing after it"
            hint = f"Write what to look for right after the colon, as in {example(field)}."
            self.problems.add(
                Diagnostic(message, lexeme.start, lexeme.end, hint=hint, is_mended=False)
            )
            return None
        outer, self.field = self.field, field
        node = self.primary()
        self.field = outer
        return in_field(field, node) if node is not None and field in TEXT_FIELDS else node

    def unknown_field(self, lexeme: Lexeme, value: Lexeme) -> str | None:
        """Report the field; the field that was probably meant."""
        problem, meant = unknown_field(lexeme.text, lexeme.start, value.end, self.keywords)
        self.problems.add(problem)
        sign = COMPARED.get(lexeme.text.casefold(), "")
        if sign and value.kind in _NAMES:
            self.lexemes[self.at] = value._replace(text=f"{sign}{value.text}")
        return meant

    def field_as_text(self, lexeme: Lexeme, value: Lexeme) -> Node | None:
        """Take what looks like a field for text: ``"nofield:word"``."""
        if value.kind is Kind.TEXT:
            self.at += 1
            return as_text(self.text[lexeme.start : value.end].replace("*", " "))
        nodes = [as_text(lexeme.text), self.primary()]
        return all_of(node for node in nodes if node is not None)

    def names(self) -> Node | None:
        """One operand in a group of sources; names side by side are not AND but a mistake."""
        start = self.next.start
        first = node = self.operand()
        names = [node.name] if isinstance(node, SourceIs) else []
        while names and self.kind in _NAMES:
            node = self.operand()
            if isinstance(node, SourceIs):
                names.append(node.name)
        if len(names) < 2:  # noqa: PLR2004
            return first
        self.add(
            "a document has one source, and these are several",
            start,
            self.lexemes[self.at - 1].end,
            hint=f'For one name of several words: source:"{" ".join(names)[:80]}".',
        )
        return any_of(SourceIs(name) for name in names)

    # --- leaves ---------------------------------------------------------------------------------

    def leaf(self, lexeme: Lexeme) -> Node | None:
        if lexeme.kind is Kind.OPEN_PHRASE:
            self.add("a quote is never closed", lexeme.start)
            if not lexeme.text.strip():
                return None
        is_phrase = lexeme.kind in (Kind.PHRASE, Kind.OPEN_PHRASE)
        if self.field == "date":
            return self.date(lexeme)
        if self.field is not None and self.field not in TEXT_FIELDS:
            return filter_leaf(
                self.field,
                lexeme.text,
                lexeme.start,
                lexeme.end,
                self.problems,
                quoted=is_phrase,
                keywords=self.keywords,
            )
        if lexeme.kind is Kind.REGEX:
            return regex_leaf(lexeme.text, lexeme.start, lexeme.end, self.problems)
        if lexeme.kind is Kind.EXACT:
            return self.exact()
        return self.phrase(lexeme) if is_phrase else self.word(lexeme)

    def phrase(self, lexeme: Lexeme) -> Node | None:
        if "*" in lexeme.text:
            self.notes["a * between quotes is text, not a wildcard"] = None
        if self.kind is Kind.NEAR:
            sign = self.next
            self.at += 1
            return near_leaf(lexeme.text, sign.text, lexeme.start, sign.end, self.problems)
        return phrase_leaf(lexeme.text, lexeme.start, lexeme.end, self.problems)

    def exact(self) -> Node | None:
        """The phrase after ``=``."""
        quoted = self.next
        self.at += 1
        if quoted.kind is Kind.OPEN_PHRASE:
            self.add("a quote is never closed", quoted.start)
        if phrase_leaf(quoted.text, quoted.start, quoted.end, self.problems) is None:
            return None
        return Exact(quotable(quoted.text))

    def word(self, lexeme: Lexeme) -> Node | None:
        text, start = lexeme.text, lexeme.start
        if lexeme.kind is Kind.LABEL:
            value = self.next.text if self.kind is Kind.TEXT else "word"
            self.notes[
                f"{text}: is followed by a space and was read as a word; "
                f"to look in a field write {text}:{value}"
            ] = None
            return as_text(text)
        if self.follows_field():
            if text == "*":
                self.add("a lone star takes no field", self.lexemes[self.at - 2].start, lexeme.end)
            elif text.startswith("-") or split_field(text):
                return self.field_in_field(lexeme)
        return text_leaf(text, start, self.problems)

    def follows_field(self) -> bool:
        """Whether the lexeme just passed stands right after a field's colon."""
        return self.at > 1 and self.lexemes[self.at - 2].kind is Kind.FIELD

    def field_in_field(self, lexeme: Lexeme) -> Node | None:
        """Report ``title:-word`` and ``title:place:word``."""
        field = self.lexemes[self.at - 2]
        if lexeme.text.startswith("-"):
            message = "the minus goes before the field"
            node = as_text(lexeme.text)
            mended = none_of(node) if node is not None else None
        else:
            message = "a field cannot follow a field"
            mended = as_text(lexeme.text.rpartition(":")[2].replace("*", ""))
        self.add(message, field.start, lexeme.end)
        return mended

    def date(self, lexeme: Lexeme) -> Node | None:
        texts = [lexeme.text]
        start = self.lexemes[self.at - 2].start if self.follows_field() else lexeme.start
        if lexeme.kind is Kind.TEXT and self.follows_field():
            for following in self.lexemes[self.at : self.at + _WORDS_OF_A_DATE - 1]:
                if following.kind is not Kind.TEXT:
                    break
                texts.append(following.text)
        dates, error, used = date_leaf(texts, self.today)
        self.at += used - 1
        if error is not None:
            end = self.lexemes[self.at - 1].end
            hint = "" if dates else error.hint
            self.problems.add(
                Diagnostic(error.message, start, end, DateSyntaxError, hint, is_mended=bool(dates))
            )
        return dates
