from __future__ import annotations

from members import a_member
from monitor.domain.grouping.places import Relation, meet, whereabouts
from monitor.domain.incident import Member


def at(*localities: str, spots: tuple[str, ...] = (), language: str = "sv") -> Member:
    return a_member(localities=localities, spots=spots, language=language)


def relation(one: Member, other: Member) -> tuple[Relation, Relation, Relation]:
    meeting = meet(whereabouts([one]), whereabouts([other]))
    return meeting.localities, meeting.quarters, meeting.spots


def test_what_names_nothing_says_nothing() -> None:
    assert relation(at(), at("Brastad")) == (Relation.UNSAID, Relation.UNSAID, Relation.UNSAID)


def test_the_same_village_is_the_same_and_another_is_apart() -> None:
    assert relation(at("Brastad"), at("brastad"))[0] is Relation.SAME
    assert relation(at("Brastad"), at("Lyse"))[0] is Relation.APART


def test_forms_of_one_street_are_one_street() -> None:
    assert relation(at(spots=("road:storgata",)), at(spots=("road:storgatan",)))[2] is Relation.SAME
    assert relation(at(spots=("at:norrby",)), at(spots=("at:norrbo",)))[1] is Relation.APART


def test_a_road_says_nothing_about_a_school() -> None:
    assert relation(at(spots=("road:storgata",)), at(spots=("house:eks",)))[2] is Relation.UNSAID


def test_roads_by_number_are_told_apart() -> None:
    assert relation(at(spots=("road:162",)), at(spots=("road:161",)))[2] is Relation.APART


def test_a_village_taken_for_a_quarter_is_the_village() -> None:
    assert relation(at("Brastad"), at(spots=("at:brastad",)))[0] is Relation.SAME


def test_finnish_and_swedish_names_of_streets_are_never_apart() -> None:
    finnish = at("Karjaa", spots=("road:isokatu",), language="fi")

    assert relation(finnish, at("Karis", spots=("road:storgata",))) == (Relation.UNSAID,) * 3


def test_a_main_street_in_another_village_is_another_street() -> None:
    one, other = at("Brastad", spots=("road:storgata",)), at("Lyse", spots=("road:storgata",))

    assert meet(whereabouts([one]), whereabouts([other])).is_apart
