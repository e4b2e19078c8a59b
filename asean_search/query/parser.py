"""Parses a query's text into a tree and a list of problems; it never raises.

The grammar is OR of AND of NOT of operands; docs/queries.md states it in full.
"""

from __future__ import annotations

from datetime import date

import msgspec

from asean_search.errors import DateSyntaxError, QuerySyntaxError
from asean_search.model.field_names import FIELDS, GROUPS, keyword_name
from asean_search.query import foreign_syntax
from asean_search.query.diagnostics import Diagnostics, Fragment
from asean_search.query.filters import COMPARED, date_leaf, example, filter_leaf, unknown_field
from asean_search.query.leaves import near_leaf, phrase_leaf, regex_leaf, text_leaf, weighted
from asean_search.query.lexer import Kind, QueryToken, as_text, quotable, split_field, tokenize
from asean_search.query.nodes import TEXT_FIELDS, Everything, Exact, Node, SourceIs
from asean_search.query.scopes import EXAMPLES, scoped, too_large
from asean_search.query.transform import all_of, any_of, depth, in_field, none_of, standing_alone

NESTING_MAX = 50
"""Levels of parentheses inside one another."""

_SUFFIXES = frozenset({Kind.NEAR, Kind.WEIGHT})
_OPERAND_ENDS = _SUFFIXES | {
    Kind.TEXT, Kind.LABEL, Kind.PHRASE, Kind.OPEN_PHRASE, Kind.REGEX, Kind.CLOSE
}  # fmt: skip
_VALUES = frozenset({Kind.TEXT, Kind.PHRASE, Kind.OPEN_PHRASE, Kind.REGEX, Kind.EXACT, Kind.OPEN})
_NAMES = frozenset({Kind.TEXT, Kind.PHRASE})
_OPERANDS = _VALUES | {Kind.LABEL, Kind.FIELD}
_OPERAND_STARTS = _OPERANDS | {Kind.NOT, Kind.MINUS}

_DATE_WORDS_MAX = 5


class Parsed(msgspec.Struct, frozen=True):
    """A parsed query.

    ``tree`` is in normal form, or None when no part could be parsed. ``problems`` are errors that
    were not raised, in the order of the text; with any, ``tree`` is the nearest valid query, which
    is also their ``suggestion``. ``notes`` are sentences for the user about valid syntax.
    """

    tree: Node | None
    problems: tuple[QuerySyntaxError, ...] = ()
    notes: tuple[str, ...] = ()


def parse(text: str, *, today: date | None = None, keywords: tuple[str, ...] = ()) -> Parsed:
    """Parse a query.

    Args:
        text: The query as typed.
        today: The day from which relative dates count; the local day by default.
        keywords: The fields of the index beside those of every index: its kept columns.
    """
    return _Parser(text, today, keywords).parse()


class _Parser:
    """Parses one query; ``self.field`` is the field whose value is being parsed."""

    def __init__(self, text: str, today: date | None, keywords: tuple[str, ...]) -> None:
        self.text = text
        self.today = today
        self.keywords = keywords
        self.tokens = list(tokenize(text, keywords))
        self.at = 0
        self.nesting = 0
        self.field: str | None = None
        self.diagnostics = Diagnostics(text)
        self.notes: dict[str, None] = {}

    @property
    def next(self) -> QueryToken:
        return self.tokens[self.at]

    @property
    def kind(self) -> Kind:
        return self.tokens[self.at].kind

    def take(self) -> QueryToken:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def since(self, start: int) -> Fragment:
        """The part of the query from ``start`` to the end of the last token taken."""
        return self.diagnostics.fragment(start, self.tokens[self.at - 1].end)

    # --- operators and groups

    def parse(self) -> Parsed:
        parts = [self.disjunction()]
        while self.kind is not Kind.END:  # only a ) without its ( ends a disjunction early
            start = self.tokens[max(self.at - 1, 0)].start
            self.take()
            hint = "Parentheses come in pairs, as in (vaccine OR treatment)."
            self.since(start).report("this ) closes no (", hint)
            parts.append(self.disjunction())
        nodes = [node for node in parts if node is not None]
        tree = standing_alone(all_of(nodes)) if nodes else None
        if tree is None and not self.diagnostics:
            empty = not self.text.strip()
            message = "the query is empty" if empty else "there is no letter or digit to search for"
            whole = self.diagnostics.fragment(0, None)
            whole.report(message, "Give a word, or * for every document.")
            return Parsed(None, self.diagnostics.errors(Everything()))
        if tree is not None and not self.is_within_limits(tree):
            tree = None
        self.notes.update(dict.fromkeys(foreign_syntax.notes(self.text, self.tokens)))
        return Parsed(tree, self.diagnostics.errors(tree), tuple(self.notes))

    def is_within_limits(self, tree: Node) -> bool:
        if depth(tree) > NESTING_MAX:
            self.report_nesting()
            return False
        if message := too_large(tree):
            hint = "For a query as long as a text: asearch similar -; for many: asearch batch."
            self.diagnostics.fragment(0, None).report(message, hint, is_mended=False)
        return not message

    def disjunction(self) -> Node | None:
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
            elif self.kind in _OPERAND_STARTS:
                node = self.sources() if self.field == "source" else self.operand()
                if node is not None:
                    nodes.append(node)
            else:
                return all_of(nodes) if nodes else None

    def operator(self) -> None:
        """Take AND or OR, which must stand between two operands."""
        before = self.tokens[self.at - 1] if self.at else None
        operator = self.take()
        if before is None or before.kind not in _OPERAND_ENDS:
            start, end = operator.start, max(operator.end, self.next.end)
        elif self.kind not in _OPERAND_STARTS:
            start, end = before.start, operator.end
        else:
            return
        hint = f'To search for the word itself, put it in quotes: "{operator.text}".'
        self.diagnostics.fragment(start, end).report(f"{operator.text} has nothing to join", hint)

    def operand(self) -> Node | None:
        start, negations = self.next.start, 0
        while self.kind in (Kind.NOT, Kind.MINUS):
            negations += 1
            self.take()
        if self.kind not in _OPERANDS:
            hint = "Write what to exclude right after it, as in NOT vaccine or -vaccine."
            fragment = self.diagnostics.fragment(start, self.next.start)
            fragment.report("NOT has nothing to exclude", hint)
            return None
        node = self.primary()
        return none_of(node) if node is not None and negations % 2 else node

    def primary(self) -> Node | None:
        token = self.take()
        if token.kind is Kind.OPEN:
            node = self.group(token)
        elif token.kind is Kind.FIELD:
            name = token.text.casefold()
            return self.scoped_group(name, token) if name in GROUPS else self.in_field(token)
        else:
            node = self.leaf(token)
        return self.suffixed(node, token)

    def suffixed(self, node: Node | None, first: QueryToken) -> Node | None:
        """The node, which begins with ``first``, with the ``^2`` after it."""
        while self.kind in _SUFFIXES:
            sign = self.take()
            if sign.kind is Kind.NEAR:
                hint = 'A distance follows a phrase, as in "vaccine access"~5.'
                self.since(sign.start).report("~ has no phrase before it", hint)
            elif node is not None:
                node = weighted(node, sign.text, self.since(first.start))
        return node

    def scoped_group(self, name: str, field: QueryToken) -> Node | None:
        """Parse ``lead:50(vaccine)`` from its value on."""
        value = self.next
        if value.kind is Kind.TEXT:
            self.take()
        opening = self.next
        if (
            value.kind is not Kind.TEXT
            or opening.kind is not Kind.OPEN
            or (opening.start != value.end)
        ):
            fragment = self.diagnostics.fragment(field.start, value.end)
            message = f"{name}: takes a value, and a group right after it"
            fragment.report(message, f"As in {EXAMPLES[name]}.", is_mended=False)
            return None
        self.take()
        outer, self.field = self.field, None
        node = self.group(opening)
        self.field = outer
        if node is None:
            return None
        return self.suffixed(scoped(name, value.text, node, self.since(field.start)), field)

    def group(self, opening: QueryToken) -> Node | None:
        if self.nesting == NESTING_MAX:
            self.report_nesting()
            self.skip_group()
            return None
        self.nesting += 1
        node = self.disjunction()
        self.nesting -= 1
        if self.kind is not Kind.CLOSE:
            self.diagnostics.fragment(opening.start, None).report("a ( is never closed")
            return node
        is_empty = self.tokens[self.at - 1] is opening
        self.take()
        if is_empty:
            hint = "Put words there, as in (vaccine OR treatment)."
            self.since(opening.start).report("nothing stands between the parentheses", hint)
        return node

    def skip_group(self) -> None:
        level = 1
        while level and self.kind is not Kind.END:
            level += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(self.take().kind, 0)

    def report_nesting(self) -> None:
        message = f"the query is nested more than {NESTING_MAX} deep"
        self.diagnostics.fragment(0, None).report(message, is_mended=False)

    # --- fields

    def in_field(self, token: QueryToken) -> Node | None:
        field = FIELDS.get(token.text.casefold())
        if field is None and keyword_name(token.text) in self.keywords:
            field = keyword_name(token.text)
        if field is None:
            field = self.unknown_field(token)
            if field is None:
                return self.field_as_text(token)
        elif self.kind not in _VALUES:
            hint = f"Write a value right after the colon, as in {example(field)}."
            message = f"{token.text}: has nothing after it"
            self.since(token.start).report(message, hint, is_mended=False)
            return None
        outer, self.field = self.field, field
        node = self.primary()
        self.field = outer
        return in_field(field, node) if node is not None and field in TEXT_FIELDS else node

    def unknown_field(self, token: QueryToken) -> str | None:
        """Report the field; the field that was probably meant."""
        value = self.next
        fragment = self.diagnostics.fragment(token.start, value.end)
        meant = unknown_field(token.text, fragment, self.keywords)
        sign = COMPARED.get(token.text.casefold(), "")
        if sign and value.kind in _NAMES:
            self.tokens[self.at] = value._replace(text=f"{sign}{value.text}")
        return meant

    def field_as_text(self, token: QueryToken) -> Node | None:
        """An unknown field and its value as text: ``"nofield:word"``."""
        if self.kind is Kind.TEXT:
            return as_text(self.text[token.start : self.take().end].replace("*", " "))
        nodes = [as_text(token.text), self.primary()]
        return all_of(node for node in nodes if node is not None)

    def sources(self) -> Node | None:
        """One operand in a group of sources; names side by side are a mistake, not an AND."""
        start = self.next.start
        first = node = self.operand()
        names = [node.name] if isinstance(node, SourceIs) else []
        while names and self.kind in _NAMES:
            node = self.operand()
            if isinstance(node, SourceIs):
                names.append(node.name)
        if len(names) < 2:  # noqa: PLR2004
            return first
        self.since(start).report(
            "a document has one source, and these are several",
            f'For one name of several words: source:"{" ".join(names)[:80]}".',
        )
        return any_of(SourceIs(name) for name in names)

    # --- leaves

    def leaf(self, token: QueryToken) -> Node | None:
        if token.kind is Kind.OPEN_PHRASE:
            self.diagnostics.fragment(token.start, None).report("a quote is never closed")
            if not token.text.strip():
                return None
        is_phrase = token.kind in (Kind.PHRASE, Kind.OPEN_PHRASE)
        if self.field == "date":
            return self.date(token)
        fragment = self.since(token.start)
        if self.field is not None and self.field not in TEXT_FIELDS:
            return filter_leaf(
                self.field, token.text, fragment, quoted=is_phrase, keywords=self.keywords
            )
        if token.kind is Kind.REGEX:
            return regex_leaf(token.text, fragment)
        if token.kind is Kind.EXACT:
            return self.exact()
        return self.phrase(token) if is_phrase else self.word(token)

    def phrase(self, token: QueryToken) -> Node | None:
        if "*" in token.text:
            self.notes["a * between quotes is text, not a wildcard"] = None
        if self.kind is Kind.NEAR:
            sign = self.take()
            return near_leaf(token.text, sign.text, self.since(token.start))
        return phrase_leaf(token.text, self.since(token.start))

    def exact(self) -> Node | None:
        """The phrase after ``=``."""
        quoted = self.take()
        if quoted.kind is Kind.OPEN_PHRASE:
            self.diagnostics.fragment(quoted.start, None).report("a quote is never closed")
        if phrase_leaf(quoted.text, self.since(quoted.start)) is None:
            return None
        return Exact(quotable(quoted.text))

    def word(self, token: QueryToken) -> Node | None:
        text = token.text
        if token.kind is Kind.LABEL:
            value = self.next.text if self.kind is Kind.TEXT else "word"
            self.notes[
                f"{text}: is followed by a space and was read as a word; "
                f"to search in a field write {text}:{value}"
            ] = None
            return as_text(text)
        if self.follows_field():
            if text == "*":
                self.since(self.tokens[self.at - 2].start).report("* alone takes no field")
            elif text.startswith("-") or split_field(text):
                return self.field_in_field(token)
        return text_leaf(text, self.since(token.start))

    def follows_field(self) -> bool:
        """Whether the last token stands right after a field's colon."""
        return self.at > 1 and self.tokens[self.at - 2].kind is Kind.FIELD

    def field_in_field(self, token: QueryToken) -> Node | None:
        """Report ``title:-word`` and ``title:place:word``; the probable meaning."""
        fragment = self.since(self.tokens[self.at - 2].start)
        if token.text.startswith("-"):
            fragment.report("the minus goes before the field")
            node = as_text(token.text)
            return none_of(node) if node is not None else None
        fragment.report("a field cannot follow a field")
        return as_text(token.text.rpartition(":")[2].replace("*", ""))

    def date(self, token: QueryToken) -> Node | None:
        texts = [token.text]
        start = self.tokens[self.at - 2].start if self.follows_field() else token.start
        if token.kind is Kind.TEXT and self.follows_field():
            for following in self.tokens[self.at : self.at + _DATE_WORDS_MAX - 1]:
                if following.kind is not Kind.TEXT:
                    break
                texts.append(following.text)
        dates, error, used = date_leaf(texts, self.today)
        self.at += used - 1
        if error is not None:
            is_mended = dates is not None
            self.since(start).report(
                error.message,
                "" if is_mended else error.hint,
                is_mended=is_mended,
                kind=DateSyntaxError,
            )
        return dates
