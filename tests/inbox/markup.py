"""Reads a page as a screen reader and a browser would: its outline, its labels, its links, and what in it could act."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "img", "hr"}
_ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "data", "background"}


class Outline(HTMLParser):
    """What stands on a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.described: set[str] = set()
        self.fields: list[str] = []  # the ids of what is to be filled in
        self.links: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.landmarks: list[str] = []
        self.columns_without_scope = 0
        self.acts: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.unclosed = list(self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        self._look_for_acts(tag, given)
        self.language = given.get("lang", "") if tag == "html" else self.language
        self.ids += [given["id"]] if "id" in given else []
        self.labelled |= {given["for"]} if tag == "label" else set()
        for name in ("aria-labelledby", "aria-describedby"):
            self.described |= set(given.get(name, "").split())
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if tag in {"main", "nav", "header", "footer"}:
            self.landmarks.append(tag)
        if tag in {"select", "textarea"} or (tag == "input" and given.get("type") != "hidden"):
            self.fields.append(given.get("id", ""))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.forms.append(given)
        self.columns_without_scope += tag == "th" and "scope" not in given

    def _look_for_acts(self, tag: str, given: dict[str, str]) -> None:
        if tag in {"base", "object", "embed", "iframe", "applet", "style", "img"} or "style" in given:
            self.acts.append(f"<{tag}>")
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.acts.append("<script>")
        if tag == "meta" and "http-equiv" in given:
            self.acts.append("<meta http-equiv>")
        for name, value in given.items():
            plain = "".join(value.split()).lower()
            if name.startswith("on") or (
                name in _ADDRESSES and plain.startswith(("javascript:", "data:", "vbscript:"))
            ):
                self.acts.append(f"{tag} {name}={value[:40]}")
            if name in _ADDRESSES - {"href"} and plain.startswith(("http:", "https:", "//")):
                self.acts.append(f"{tag} {name}={value[:40]}")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        assert self._open[-1:] == [tag], f"</{tag}> closes {self._open[-3:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words."""
        return " ".join("".join(self.words).split())
