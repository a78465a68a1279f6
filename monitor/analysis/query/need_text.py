"""A need in the languages of two indexes. Words are letters and digits, and quoted all the same."""

from __future__ import annotations

from monitor.analysis.query.need import Need, NeedAll, NeedAny, NeedNear, NeedPhrase, NeedWords


def write_match(need: Need) -> str:
    """For FTS5's MATCH: ``("läcka" OR "läckan" OR "läckt" *) AND {title} : ("krönika")``."""
    match need:
        case NeedWords():
            words = [f'"{word}"' for word in sorted(need.words)] + [f'"{one}" *' for one in sorted(need.beginnings)]
            return _limit(f"({' OR '.join(words)})", need.scope)
        case NeedPhrase():
            return _limit(f'("{" ".join(need.words)}")', need.scope)
        case NeedNear():
            one, other = need.beginnings
            return _limit(f'NEAR("{one}" * "{other}" *, {need.gap})', need.scope)
        case NeedAll():
            return f"({' AND '.join(write_match(part) for part in need.parts)})"
        case NeedAny():
            return f"({' OR '.join(write_match(part) for part in need.parts)})"


def _limit(written: str, scope: str) -> str:
    if not scope:
        return written
    return f"{{{'title' if scope == 'title' else 'text'}}} : {written}"


def write_tsquery(need: Need, longest: int) -> str:
    """For a cast to ``tsquery``: ``('läcka' | 'läckt':*) & 'krönika'``; it knows no columns and no order."""
    match need:
        case NeedWords():
            words = [_quote(word, longest) for word in sorted(need.words)]
            words += [f"{_quote(one, longest)}:*" for one in sorted(need.beginnings)]
            return f"({' | '.join(words)})"
        case NeedPhrase():
            return f"({' & '.join(_quote(word, longest) for word in need.words)})"
        case NeedNear():
            return f"({' & '.join(f'{_quote(one, longest)}:*' for one in need.beginnings)})"
        case NeedAll():
            return f"({' & '.join(write_tsquery(part, longest) for part in need.parts)})"
        case NeedAny():
            return f"({' | '.join(write_tsquery(part, longest) for part in need.parts)})"


def _quote(word: str, longest: int) -> str:
    return f"'{word[:longest]}'"
