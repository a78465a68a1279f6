"""An incident in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from alerts import INBOX, NOW, TOLD, a_telling, an_alert, any_alert, any_telling
from monitor.domain.alert import Action, Alert, Mention, Next, NextStep, OwnWord, Telling, Voices
from monitor.domain.clock import Clock
from monitor.domain.compose import compose_alert, has_spoken
from monitor.domain.holding import draft, unknown_yet
from monitor.domain.message import FIRST_LINE, READ_ALOUD, Message
from monitor.domain.model import Reason, Role, Topic
from monitor.domain.texts import LANGUAGES, words

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]")


def fact(message: Message, name: str) -> str:
    return next((one.value for one in message.facts if one.name == name), "")


def every_text(message: Message) -> list[str]:
    """All that anybody can read in it."""
    sections = [
        text
        for part in (*message.sections, *message.drafts)
        for text in (part.title, part.note, *part.paragraphs, *part.bullets, *(link.label for link in part.links))
    ]
    facts = [text for one in message.facts for text in (one.label, one.value, *(link.label for link in one.links))]
    alone = [message.subject, message.first_line, message.why, message.next_step, message.read_aloud, *message.footer]
    return [*alone, *facts, *sections, *message.steps, *(link.label for link in message.actions)]


# ---- the ten fields ----------------------------------------------------------------------------------------------
def test_an_alert_says_what_where_how_sure_in_one_line() -> None:
    line = compose_alert(an_alert(), a_telling()).first_line
    assert (
        line == "Vatten, Sundsby, Lysekil (obekräftat: 1 tidning, 1 boende): Inget vatten i Sundsby, läcka på Storgatan"
    )


def test_an_alert_has_its_ten_fields() -> None:
    message = compose_alert(an_alert(), a_telling())
    assert fact(message, "what").startswith("Vatten (driftstörning, pågår), allvar 2 av 3: åtgärda.")
    assert fact(message, "where") == "Sundsby, Lysekil"
    assert fact(message, "how_sure") == "Obekräftat: 1 tidning, 1 boende"
    assert fact(message, "since") == "Tisdag kl 07:41, för 5 min sedan"
    assert fact(message, "sources") == "Lysekilsforum (boende), kl 07:46; Lysekilsposten (tidning), kl 07:41"
    assert fact(message, "own") == "Inget än på Driftinformation."
    assert fact(message, "owner") == "Brukar vara: VA-jouren eller vattenbolaget"
    assert len(message.steps) == 3
    assert [link.label for link in message.actions] == [
        "Jag tar den", "Inte vår", "Falskt larm", "Lämna över", "Väck nästa", "Öppna i inkorgen",
    ]  # fmt: skip
    assert message.next_step == "Tib larmas kl 07:56 om ingen tar den. Påminnelse kl 08:16 om ingen tar den."


@pytest.mark.parametrize(
    ("voices", "said"),
    [
        (Voices(), "Obekräftat"),
        (Voices(press=1), "Obekräftat: 1 tidning"),
        (Voices(residents=3), "Obekräftat: 3 boende"),
        (Voices(press=2, residents=1, peers=1), "Obekräftat: 2 tidningar, 1 boende, 1 annan kommun"),
        (Voices(official=("Polisen",)), "Officiellt: Polisen"),
        (Voices(official=("Polisen", "SOS"), press=1), "Officiellt: Polisen och SOS, dessutom 1 tidning"),
    ],
)  # fmt: skip
def test_how_sure_it_is_counts_each_voice_once(voices: Voices, said: str) -> None:
    assert fact(compose_alert(an_alert(voices=voices), a_telling()), "how_sure") == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"own_channels": ()}, "Vet inte. Inga egna kanaler bevakas."),
        ({"own_channels": ("Webben", "Facebook")}, "Inget än på Webben och Facebook."),
        ({"own": (OwnWord("Driftinformation", NOW - timedelta(minutes=2)),)}, "Ja: Driftinformation, kl 07:44."),
        (
            {"own": (OwnWord("Facebook", NOW - timedelta(days=1)),), "missing_on": ("Webben",)},
            "Ja: Facebook, måndag 23 november kl 07:46. Saknas på Webben.",
        ),
    ],
)
def test_it_says_whether_we_have_said_anything_yet_and_where(changes: dict[str, object], said: str) -> None:
    assert fact(compose_alert(replace(an_alert(), **changes), a_telling()), "own") == said  # type: ignore[arg-type]


def test_a_source_that_comes_back_to_it_is_named_once() -> None:
    again = [
        Mention("Kustbladet", Role.PRESS, NOW - timedelta(minutes=minutes), title=f"{minutes}") for minutes in range(9)
    ]
    other = Mention("Polisen", Role.OFFICIAL, NOW - timedelta(minutes=20))
    message = compose_alert(an_alert(mentions=(*again, other)), a_telling())

    assert fact(message, "sources") == "Kustbladet (tidning), kl 07:46; Polisen (myndighet), kl 07:26"


def test_who_took_it_is_told_to_everybody() -> None:
    taken = an_alert(taken_by="Per", taken_at=NOW)
    assert (
        fact(compose_alert(taken, a_telling(reason=Reason.STILL_OPEN)), "duty") == "Per tog den kl 07:46. Jour: Maria."
    )


def test_what_comes_late_says_so_and_why() -> None:
    late = compose_alert(an_alert(), a_telling(due_at=NOW - timedelta(hours=12)))
    assert late.facts[0].name == "delayed"
    assert late.facts[0].value == (
        "Skulle ha kommit måndag 23 november kl 19:46. Det gick inte att lämna meddelandet förrän nu, 12 tim senare."
    )
    assert fact(compose_alert(an_alert(), a_telling(due_at=NOW - timedelta(seconds=20))), "delayed") == ""
    assert fact(compose_alert(an_alert(), a_telling(held=True)), "delayed") == (
        "Kom medan kontoret var stängt och hölls till nu."
    )


def test_what_got_worse_says_what_changed() -> None:
    worse = compose_alert(an_alert(severity=3, severity_before=2, voices_before=1), a_telling(reason=Reason.WORSE))
    assert worse.first_line.startswith("Förvärrat: Vatten, Sundsby, Lysekil (obekräftat")
    assert fact(worse, "changed") == "Allvaret har gått från 2 till 3. Från 1 till 2 av varandra oberoende röster."


def test_what_is_over_asks_for_nothing_more() -> None:
    over = compose_alert(
        an_alert(resolved_by="Driftinformation", resolved_at=NOW), a_telling(reason=Reason.RESOLVED, route="")
    )
    assert over.first_line.startswith("Över: Vatten")
    assert fact(over, "changed") == "Över enligt Driftinformation, tisdag kl 07:46."
    assert not over.steps
    assert not over.drafts
    assert over.next_step == "Du behöver inte göra något mer. Börjar det om får du veta det."
    assert over.why.startswith("Du får detta för att du larmades om händelsen.")


def test_a_person_who_is_told_instead_of_nobody_is_told_that() -> None:
    message = compose_alert(an_alert(), a_telling(instead_of="jour", receiver="tib"))
    assert "Ingen har jour hos jour, därför går detta till dig." in message.why


# ---- what must never be in it ------------------------------------------------------------------------------------
def test_a_resident_who_is_quoted_cannot_be_recognised() -> None:
    quote = "Ring Anna Svensson 070-123 45 67, anna@example.se, @anna.b, 850412-1234. " + "Och mer. " * 50
    loud = an_alert(mentions=(Mention("Lysekilsforum", Role.SOCIAL, NOW, "https://forum.example/9", "", quote),))
    shown = "\n".join(every_text(compose_alert(loud, a_telling())))
    for private in ("Svensson", "070-123", "anna@", "@anna", "850412"):
        assert private not in shown


def test_a_threat_by_a_resident_is_read_in_the_inbox_only() -> None:
    threat = an_alert(
        topics=(Topic.HATE_THREAT,),
        title="Kalle ska få vad han tål",
        title_role=Role.SOCIAL,
        mentions=(
            Mention("Forum", Role.SOCIAL, NOW, "https://forum.example/1", "Kalle ska få vad han tål", "vad han tål"),
        ),
        because=("ska få",),
    )
    message = compose_alert(threat, a_telling())
    assert not any("Kalle" in text or "ska få" in text for text in every_text(message))
    assert "Texten visas bara i inkorgen." in fact(message, "what")
    assert message.subject == "Hat och hot [Lysekil #118]"


def test_victims_are_not_counted_before_an_authority_has() -> None:
    deadly = an_alert(title="Tre döda i bussolycka", topics=(Topic.ACCIDENT,))
    assert not any("Tre döda" in text for text in every_text(compose_alert(replace(deadly, mentions=()), a_telling())))
    official = replace(deadly, title_role=Role.OFFICIAL)
    assert "Tre döda i bussolycka" in compose_alert(official, a_telling()).subject


def test_slurs_are_masked_wherever_foreign_words_stand() -> None:
    rude = an_alert(
        title="ful sak", mentions=(Mention("Forum", Role.PRESS, NOW, "", "annan", "ful sak"),), because=("ful",)
    )
    message = compose_alert(rude, a_telling(), mask=lambda text: text.replace("ful", "***"))
    assert not any("ful" in text for text in every_text(message))


# ---- the subject -------------------------------------------------------------------------------------------------
def test_all_messages_of_an_incident_have_one_subject() -> None:
    subjects = {
        compose_alert(an_alert(severity=n % 4, topics=topics, where=where), a_telling(reason=reason)).subject
        for n, reason in enumerate(TOLD)
        for topics in ((Topic.WATER,), (Topic.BOIL_NOTICE, Topic.WATER))
        for where in ("", "Sundsby")
    }
    assert subjects == {"Inget vatten i Sundsby, läcka på Storgatan [Lysekil #118]"}


def test_one_mention_that_is_no_incident_has_no_number() -> None:
    message = compose_alert(an_alert(number=None), a_telling())
    assert message.subject.endswith("[Lysekil]")
    assert "118" not in message.read_aloud


# ---- drafts ------------------------------------------------------------------------------------------------------
def test_a_draft_in_each_of_the_towns_languages() -> None:
    drafts = compose_alert(an_alert(languages=("fi", "sv")), a_telling()).drafts
    assert [draft.language for draft in drafts] == ["fi", "sv"]
    (finnish,) = drafts[0].paragraphs
    assert finnish.startswith("Olemme saaneet tiedon: vedenjakelussa on häiriö, Sundsby, Lysekil. Selvitämme asiaa.")
    assert finnish.endswith("Säästä vettä, kunnes tiedämme lisää. Tiedotamme tässä viimeistään klo 08:46.")
    assert drafts[1].note == "Ifyllt. Läs igenom innan du publicerar."


def test_a_draft_with_an_empty_slot_is_not_ready_and_says_so() -> None:
    draft = compose_alert(an_alert(), a_telling(next_word_at=None)).drafts[0]
    assert draft.note == "Inte klart. Fyll i: klockslag."
    assert draft.paragraphs[0].endswith("Nästa besked här senast [klockslag].")


def test_advice_that_nobody_has_yet_is_a_valid_filling_when_the_next_word_has_its_time() -> None:
    school = an_alert(topics=(Topic.SCHOOL,))
    known = compose_alert(school, a_telling()).drafts[0]
    assert "Vi vet ännu inte vad du behöver göra. Nästa besked här senast kl 08:46." in known.paragraphs[0]
    assert known.note.startswith("Ifyllt")
    unknown = compose_alert(school, a_telling(next_word_at=None)).drafts[0]
    assert unknown.note == "Inte klart. Fyll i: vad du gör nu, klockslag."


# ---- times -------------------------------------------------------------------------------------------------------
def test_the_hour_that_comes_twice_says_which_of_the_two_it_is() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for at, name in ((first, "02:30 (CEST)"), (first + timedelta(hours=1), "02:30 (CET)")):
        told = compose_alert(an_alert(first_seen_at=at), a_telling(now=at + timedelta(minutes=3)))
        assert fact(told, "since") == f"Söndag kl {name}, för 3 min sedan"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "Måndag 23 november kl 23:30, för 8 tim 16 min sedan"),
        ("nb", "Mandag 23. november kl. 23:30, for 8 t 16 min siden"),
        ("nn", "Måndag 23. november kl. 23:30, for 8 t 16 min sidan"),
        ("fi", "Maanantai 23. marraskuuta klo 23:30, 8 t 16 min sitten"),
        ("en", "Monday 23 November 23:30, 8 h 16 min ago"),
    ],
)
def test_times_are_local_and_have_their_weekday_in_each_language(language: str, said: str) -> None:
    evening = an_alert(first_seen_at=datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    assert fact(compose_alert(evening, a_telling(language=language)), "since") == said


def test_a_time_of_another_year_has_its_year() -> None:
    old = an_alert(first_seen_at=datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    assert fact(compose_alert(old, a_telling()), "since").startswith("Onsdag 31 december 2025 kl 23:59")


# ---- any incident ------------------------------------------------------------------------------------------------
@settings(max_examples=150, deadline=None)
@given(any_alert(), any_telling())
def test_every_text_has_its_fields_and_its_lengths(alert: Alert, telling: Telling) -> None:
    message = compose_alert(alert, telling)
    own = words(telling.language)
    assert 0 < len(message.first_line) <= FIRST_LINE
    assert 0 < len(message.read_aloud) <= READ_ALOUD
    assert 0 < len(message.subject) <= 150
    sure = own.say("sure.official_short") if alert.voices.official else own.say("sure.unconfirmed")
    assert sure in message.first_line
    names = [one.name for one in message.facts]
    assert {"what", "where", "how_sure", "since", "own", "owner"} <= set(names)
    assert len(names) == len(set(names))
    assert ("sources" in names) == bool(alert.mentions)
    assert message.next_step
    if telling.reason is not Reason.RESOLVED:
        assert len(message.steps) == 3
        wanted = alert.languages or (telling.language,)
        silent = [language for language in wanted if not has_spoken(alert, telling.reason, language)]
        assert [draft.language for draft in message.drafts] == silent
        assert all(draft.note for draft in message.drafts)
    for text in every_text(message):
        assert not UNSEEN.search(text)
        assert "\n" not in text


@settings(max_examples=60, deadline=None)
@given(any_alert(), any_telling())
def test_an_exercise_is_marked_wherever_somebody_may_look(alert: Alert, telling: Telling) -> None:
    message = compose_alert(replace(alert, drill=True), telling)
    mark = words(telling.language).say("drill")
    assert message.drill
    assert message.mark == mark
    assert message.subject.startswith(mark)
    assert message.first_line.startswith(mark)
    assert message.read_aloud.startswith(mark)
    for text in message.drafts:
        assert text.paragraphs[0].startswith(words(text.language).say("drill"))


def test_nothing_that_is_real_is_marked_as_an_exercise() -> None:
    assert compose_alert(an_alert(), a_telling()).mark == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", TOLD)
def test_no_slot_is_left_open_in_any_sentence(language: str, reason: Reason) -> None:
    steps = tuple(NextStep(what, NOW, ("tib", "Per")) for what in Next)
    message = compose_alert(
        an_alert(own=(OwnWord("Webben", NOW),), missing_on=("Facebook",), severity_before=1, resolved_at=NOW),
        a_telling(reason=reason, language=language, next_steps=steps, due_at=NOW - timedelta(hours=1), instead_of="x"),
    )
    assert not any(re.search(r"\{\w*\}|None", text) for text in every_text(message))


def test_buttons_without_an_address_are_not_shown() -> None:
    message = compose_alert(an_alert(url=""), a_telling(actions={Action.TAKE: f"{INBOX}/a/take", Action.HAND_OVER: ""}))
    assert [link.label for link in message.actions] == ["Jag tar den"]


@pytest.mark.parametrize(
    ("language", "filling"),
    [
        ("sv", "okänt än, nästa besked kl 08:46"),
        ("nb", "ukjent ennå, ny beskjed kl. 08:46"),
        ("nn", "ukjent enno, ny melding kl. 08:46"),
        ("fi", "ei vielä tiedossa, seuraava tieto klo 08:46"),
        ("en", "unknown yet, next word 08:46"),
    ],
)
def test_unknown_yet_is_a_filling_that_makes_a_draft_ready(language: str, filling: str) -> None:
    own = words(language)
    clock = Clock(own, ZoneInfo("Europe/Stockholm"), NOW)
    unknown = unknown_yet(own, clock, NOW + timedelta(hours=1))
    assert unknown == filling
    assert draft(own, {"what": "x", "where": "y", "do": unknown, "when": "z"}).ready
    assert draft(own, {"what": "x", "where": "y", "do": " \n", "when": "z"}).missing == ("do",)


@pytest.mark.parametrize(
    ("reason", "first_words"),
    [(Reason.NEW, "Per lämnar över: "), (Reason.REMINDER, "Per lämnar över: "), (Reason.ESCALATED, "Per väcker dig: ")],
)
def test_who_is_asked_by_a_colleague_reads_by_whom_first(reason: Reason, first_words: str) -> None:
    message = compose_alert(an_alert(), a_telling(reason=reason, asked_by="Per", nth=2))

    assert message.first_line.startswith(first_words)
