"""Builds municipalities.tsv and localities.tsv from a folder of gathered lists and the facts beside this script.

python monitor/analysis/data/build_register.py PLACES

PLACES holds municipalities.csv (country, code, name, name_sv, county, population, website, website_guess, language)
and settlements.csv (country, municipality_code, place). What is wrong in them is put right in facts/*.tsv, or after
the build in corrections.tsv; nobody edits the built files.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
FACTS = HERE / "facts"
_TO_STANDARD = {"Bokmål": "nb", "Nynorsk": "nn", "Nøytral": "nb"}
_FIRST = {"SE": "sv", "NO": "nb", "FI": "fi", "DK": "da"}
_MUNICIPALITIES_HEAD = """\
# The municipalities of Sweden, Norway, Finland and Denmark. BUILT by build_register.py: put right in corrections.tsv.
# Where from: gathered public lists of 2017-2026 and facts/*.tsv. Websites marked ~ are guesses, not seen.
# code	name	names by language	county	county code	language	website	population	neighbours (across a sound too)
"""
_LOCALITIES_HEAD = """\
# Localities of the municipalities: postal places of Sweden and Norway, and facts/localities_more.tsv.
# BUILT by build_register.py: put right in corrections.tsv. A locality may stand under more than one municipality.
# code	localities, divided by commas
"""


def read_rows(path: Path) -> list[list[str]]:
    """The rows of a tab-separated file, comments left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def read_municipalities(places: Path) -> list[dict[str, str]]:
    """The gathered list, with a full code in each row."""
    danish = {name: code for code, name in read_rows(FACTS / "danish_codes.tsv")}
    with (places / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["full"] = danish[row["name"]] if row["country"] == "DK" else f"{row['country']}-{row['code']}"
    return sorted(rows, key=lambda row: ("SE NO FI DK".index(row["country"]), row["full"]))


def name_languages(row: dict[str, str], finnish: dict[str, list[str]], more: dict[str, list[tuple[str, str]]]) -> str:
    """``sv=Åbo;fi=Turku``: the names by language, the municipality's own language first."""
    names: dict[str, list[str]] = {}
    if row["country"] == "FI":
        names = {language: [] for language in (*finnish.get(row["full"], ["fi"]), "fi", "sv")}
        names["fi"].append(row["name"])
        names["sv"].append(row["name_sv"] or row["name"])
    elif row["country"] == "NO":
        names = {standard: [row["name"]] for standard in dict.fromkeys((_TO_STANDARD[row["language"]], "nb", "nn"))}
    else:
        names = {_FIRST[row["country"]]: [row["name"]]}
    for language, name in more.get(row["full"], []):
        if name not in names.setdefault(language, []):
            names[language].append(name)
    return ";".join(f"{language}={'/'.join(values)}" for language, values in names.items())


def write_municipalities(rows: list[dict[str, str]]) -> None:
    """Write municipalities.tsv."""
    counties = {(country, name): code for country, name, code in read_rows(FACTS / "counties.tsv")}
    finnish = {code: languages.split() for code, languages in read_rows(FACTS / "finnish_languages.tsv")}
    neighbours = dict(read_rows(FACTS / "neighbours.tsv"))
    more: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, language, name in read_rows(FACTS / "names.tsv"):
        more[code].append((language, name))
    lines = []
    for row in rows:
        names = name_languages(row, finnish, more)
        language = names.split("=", 1)[0]
        website = row["website"] or (f"~{row['website_guess']}" if row["website_guess"] else "")
        county = counties[row["country"], row["county"]]
        near = neighbours.get(row["full"], "")
        cells = [row["full"], row["name"], names, row["county"], county, language, website, row["population"], near]
        lines.append("\t".join(cells))
    (HERE / "municipalities.tsv").write_text(_MUNICIPALITIES_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def collect_localities(places: Path, rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """Localities by municipality. Postal places named like a neighbour are that neighbour's post office: left out."""
    neighbours = {code: set(near.split()) for code, near in read_rows(FACTS / "neighbours.tsv")}
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        owners[row["name"]].add(row["full"])
    found: dict[str, list[str]] = defaultdict(list)
    with (places / "settlements.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = f"{row['country']}-{row['municipality_code']}"
            name = row["place"].replace(" I ", " i ").replace(" På ", " på ").removesuffix(" N").removesuffix(" S")
            if not owners[name] & (neighbours.get(code, set()) | {code}):
                found[code].append(name)
    for code, names in read_rows(FACTS / "localities_more.tsv"):
        found[code].extend(name.strip() for name in names.split(","))
    own = {row["full"]: row["name"] for row in rows}
    return {
        code: [name for name in dict.fromkeys(names) if not _names(name, own[code])] for code, names in found.items()
    }


def _names(place: str, municipality: str) -> bool:
    """Whether a postal place is the municipality by its own name: Våler i Solør in Våler."""
    return place == municipality or place.startswith((f"{municipality} i ", f"{municipality} på "))


def main(places: Path) -> None:
    """Build both files."""
    rows = read_municipalities(places)
    write_municipalities(rows)
    localities = collect_localities(places, rows)
    lines = [f"{row['full']}\t{', '.join(localities[row['full']])}" for row in rows if localities.get(row["full"])]
    (HERE / "localities.tsv").write_text(_LOCALITIES_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
