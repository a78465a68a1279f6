"""A web page as a tree and as lines: its main part, without menus, banners and footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from connectors._web.answers import is_html, page_fault, refuse_page
from connectors._web.charset import decode
from connectors._web.links import absolute
from connectors._web.text import SILENT, one_line, space_blocks, tidy
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAIN = ("main", "[role=main]", "#main-content", "#main", "#content", "article", ".content")
_AROUND = (
    "nav, header, footer, aside, form, dialog, [role=navigation], [role=banner], [role=contentinfo], [role=search], "
    "[role=dialog], [aria-hidden=true], [hidden], [class*=cookie], [id*=cookie], [class*=consent], [id*=consent], "
    "[class*=breadcrumb], [class*=share-], [class*=social-], [class*=related], [class*=pagination], [class*=skip-link]"
)
_LITTLE = 600  # characters; a page with more words than that is no wall
_CALM_MOST = 1_500  # characters
_NOTHING = re.compile(
    r"\b(?:inga (?:aktuella|pågående|kända|planerade|drift|störning|avbrott|meddelanden|varningar|händelser)\w*|"
    r"det finns (?:just nu |för närvarande )?inga|ingen (?:aktuell|pågående)\w*|"
    r"ingen (?:aktive|kjente|planlagte|drifts|meldinger|varsler|hendelser)\w*|det er (?:ingen|ikke)|"
    r"ikkje (?:nokon|noko)|"
    r"ei (?:häiriö|voimassa|tiedotteita|keskeytyksiä|varoituksia)\w*|ei ole (?:häiriö|voimassa)\w*)",
    re.IGNORECASE,
)


class Page:
    """A page that was parsed. ``options`` are those of the connector.

    Raises:
        SourceError: it is no web page.
    """

    def __init__(self, body: bytes, content_type: str, url: str, options: Mapping[str, Any]) -> None:
        media = content_type.partition(";")[0].strip().lower()
        if media not in {"", "text/html", "application/xhtml+xml", "text/plain"} and not is_html(body):
            raise SourceError(Fault.MALFORMED, f"the answer is no web page but {media[:40]!r}")
        self.body = body
        self.url = url
        self.options = options
        self.tree = LexborHTMLParser(space_blocks(decode(body, content_type)))
        title = self.tree.css_first("title")
        self.title = one_line(title.text()) if title is not None else ""
        html = self.tree.css_first("html")
        self.language = (html.attributes.get("lang") or "")[:16].lower() if html is not None else ""
        base = self.tree.css_first("base[href]")
        self.base = absolute(base.attributes.get("href") or "", url) or url if base is not None else url
        self.tree.strip_tags(SILENT, recursive=True)

    def elements(self, selector: str) -> list[LexborNode]:
        """What the selector finds.

        Raises:
            SourceError: ``SELECTOR``; it is none.
        """
        try:
            return list(self.tree.css(selector))
        except SelectolaxError:
            raise SourceError(Fault.SELECTOR, f"{selector[:80]!r} is no selector that can be read") from None

    def main(self) -> LexborNode | None:
        """The main part, with what stands around a text taken out of it."""
        body = self.tree.body
        most = len(text_of(body)) / 2 if body is not None else 0
        for node in self.tree.css(_AROUND):
            if not self._holds_the_page(node, most):
                node.decompose()
        for selector in _MAIN:
            found = self.tree.css(selector)
            if len(found) == 1 and text_of(found[0]):
                return found[0]
        return self.tree.body

    @staticmethod
    def _holds_the_page(node: LexborNode, most: float) -> bool:
        """Whether most of the page stands inside: a body with a class for cookies, ASP.NET's form around it all."""
        return node.css_first("main, [role=main], body") is not None or len(text_of(node)) > most

    def says_nothing(self) -> bool:
        """Whether the page says in words that there is nothing at the moment.

        The configured words may stand anywhere. The usual phrases count in a short main text only: beside a longer one
        they may speak of something else, and a selector that has broken must not pass for a quiet night.
        """
        if wanted := str(self.options.get("empty") or "").lower():
            return self.tree.body is not None and wanted in text_of(self.tree.body).lower()
        main = self.main()
        text = text_of(main) if main is not None else ""
        return len(text) <= _CALM_MOST and _NOTHING.search(text) is not None

    def refuse_empty(self, *, had_something: bool) -> None:
        """Pass when it is right that nothing was found.

        Raises:
            SourceError: a wall stands where the page was, or ``SELECTOR``: the page looks different now.
        """
        self.refuse_wall()
        if self.options.get("may_be_empty") or self.says_nothing():
            return
        selector = str(self.options.get("select") or "the main text")
        when = "any more; the page may have been rebuilt" if had_something else "on this page"
        raise SourceError(Fault.SELECTOR, f"{selector[:80]!r} finds nothing {when}")

    def refuse_wall(self) -> None:
        """Pass unless the page is a log-in, a bot filter or a wall of consent, with few words besides.

        Raises:
            SourceError: ``LOGIN_PAGE``, ``CAPTCHA`` or ``CONSENT_PAGE``.
        """
        body = self.tree.body
        if body is not None and len(text_of(body)) > _LITTLE:
            return
        fault = page_fault(self.body, self.url)
        if fault is not None:
            raise refuse_page(fault, self.body)


def text_of(node: LexborNode) -> str:
    """The words of an element, a line for each block in it."""
    return tidy(node.text(deep=True, separator=""))


def heading_of(node: LexborNode) -> str:
    """The first heading in an element, on one line."""
    return next(iter(headings_of(node)), "")


def headings_of(node: LexborNode) -> list[str]:
    """The headings in an element, each on one line."""
    found = (one_line(text_of(heading)) for heading in node.css("h1, h2, h3, h4, [role=heading]"))
    return [heading for heading in found if heading]
