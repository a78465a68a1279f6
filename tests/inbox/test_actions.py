from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from inbox.house import Browser, House
from inbox.markup import Outline
from monitor.domain.model import DeliveryState, Reason
from monitor.jobs.deliver import Deliverer
from monitor.store import dues, feedback, outbox

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = "/incidents/1/answer"


def asking(house: House) -> set[str]:
    return {due.kind for due in dues.of_incident(house.database, 1)} & {"repeat", "escalate"}


# ---- what is answered --------------------------------------------------------------------------------------------
def test_taking_it_is_remembered_before_the_next_page_and_nobody_is_asked_again(house: House, browser: Browser) -> None:
    answered = browser.fill_in("/incidents/1", ANSWER, act="take", by="Maria")

    assert (answered.status, answered.headers["location"]) == (303, "/incidents/1")
    assert (house.incident()["status"], house.incident()["acknowledged_by"]) == ("acknowledged", "Maria")
    assert asking(house) == set()
    page = Outline(browser.get("/incidents/1").text).text
    assert "Maria tog den kl 02:00." in page
    assert "Jag tar den" not in page.partition("Vad gör knapparna?")[0]


def test_the_browser_remembers_who_answers_and_is_not_asked_again(house: House, browser: Browser) -> None:
    assert 'name="by"' in browser.get("/incidents/1").text
    browser.fill_in("/incidents/1", ANSWER, act="take", by="Maria")

    page = browser.get("/incidents/1")
    assert "Du är Maria." in Outline(page.text).text
    assert 'name="by"' not in page.text
    browser.fill_in("/incidents/1", ANSWER, act="resolve")
    assert house.incident()["status"] == "resolved"
    assert house.incident()["log"][-1]["by"] == "Maria"


def test_of_two_at_once_one_has_it_and_the_other_sees_who(house: House, browser: Browser) -> None:
    both = {"Maria": browser, "Per": Browser(house.port)}
    tokens = {name: one.get("/incidents/1").field("token") for name, one in both.items()}

    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(one.post, ANSWER, {"token": tokens[name], "act": "take", "by": name})
            for name, one in both.items()
        ]
    assert {one.result().status for one in sent} == {303}

    first = house.incident()["acknowledged_by"]
    for one in both.values():
        assert f"{first} tog den" in Outline(one.get("/incidents/1").text).text


def test_the_next_is_woken_now_once_and_the_page_shows_whom(house: House, browser: Browser) -> None:
    page = browser.get("/incidents/1")
    assert page.field("to") == "tib"

    for _ in range(2):
        browser.post(ANSWER, {"token": page.field("token"), "act": "wake_next", "to": "tib", "by": "Maria"})

    woken = [one for one in outbox.of_incident(house.database, 1) if one.reason is Reason.ESCALATED]
    assert [(one.receiver, one.state) for one in woken] == [("tib", DeliveryState.PENDING)]
    assert house.desk.something_to_say.is_set()
    assert house.incident()["status"] == "open"


def test_it_is_handed_to_a_colleague_who_is_told_by_name(house: House, browser: Browser) -> None:
    assert '<option value="">' in browser.get("/incidents/1").text
    browser.fill_in("/incidents/1", ANSWER, act="hand_over", to="Per", by="Maria")

    told = outbox.of_incident(house.database, 1)[-1]
    assert (told.receiver, told.person) == ("jour", "Per")
    assert Deliverer(house.desk)._address(told, house.clock.now()).email == "per@lysekil.example"
    assert "Lämnad till Per av Maria. Inte tagen än." in Outline(browser.get("/incidents/1").text).text


@pytest.mark.parametrize(("act", "said"), [("not_ours", "irrelevant"), ("false_alarm", "wrong")])
def test_what_is_nothing_of_ours_is_closed_and_the_mentions_learn_it(
    house: House, browser: Browser, act: str, said: str
) -> None:
    browser.fill_in("/incidents/1", ANSWER, act=act, by="Maria")

    assert (house.incident()["status"], house.incident()["closed_why"]) == ("closed", act)
    assert [one["answer"] for one in feedback.of_item(house.database, 1)] == [said]
    page = Outline(browser.get("/incidents/1").text).text
    assert f"Stängd kl 02:00: {'Inte vår' if act == 'not_ours' else 'Falskt larm'}" in page


def test_closing_wants_a_reason(house: House, browser: Browser) -> None:
    refused = browser.fill_in("/incidents/1", ANSWER, act="close", why="  ", by="Maria")
    assert (refused.status, house.incident()["status"]) == (400, "open")

    browser.fill_in("/incidents/1", ANSWER, act="close", why="Ringt <b>VA-jouren</b>", by="Maria")
    assert house.incident()["closed_why"] == "Ringt <b>VA-jouren</b>"
    assert "Ringt <b>VA-jouren</b>" in Outline(browser.get("/incidents/1").text).text


def test_what_is_taken_in_the_list_stays_there_with_its_name(house: House, browser: Browser) -> None:
    browser.fill_in("/me", "/me", by="Per", next="/")
    assert browser.fill_in("/", ANSWER, act="take").status == 303

    page = Outline(browser.get("/").text).text
    assert "Tagen" in page
    assert "Per tog den" in page
    assert house.incident()["acknowledged_by"] == "Per"


# ---- what is said of a mention -----------------------------------------------------------------------------------
def test_a_verdict_is_called_wrong_with_what_would_be_right_and_that_is_taken_back(
    house: House, browser: Browser
) -> None:
    path = "/items/1/feedback"
    assert browser.fill_in("/items/1", path, said="wrong", by="Maria").status == 400
    browser.fill_in("/items/1", path, said="wrong", kind="question", severity="1", topic="x", by="Maria")

    (said,) = feedback.of_item(house.database, 1)
    assert (said["by"], said["answer"], said["kind"], said["topic"], said["severity"]) == (
        "Maria", "wrong", "question", None, 1,
    )  # fmt: skip
    assert "Maria, kl 02:00: Fel bedömt fråga allvar 1" in Outline(browser.get("/items/1").text).text

    browser.fill_in("/items/1", f"{path}/undo", feedback=str(said["id"]))
    assert feedback.of_item(house.database, 1) == []


def test_what_is_no_mention_cannot_be_judged(browser: Browser) -> None:
    token = browser.get("/items/1").field("token")

    assert browser.post("/items/4/feedback", {"token": token, "said": "relevant", "by": "Maria"}).status == 404
    assert browser.post("/items/1/feedback", {"token": token, "said": "great", "by": "Maria"}).status == 400


# ---- what is refused ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"origin": "", "sec_fetch_site": "cross-site"},
    ],
)
def test_a_form_of_somebody_else_changes_nothing(house: House, browser: Browser, headers: dict[str, str]) -> None:
    token = browser.get("/incidents/1").field("token")
    before = house.everything()

    refused = browser.post(ANSWER, {"token": token, "act": "take", "by": "Maria"}, **headers)

    assert refused.status == 403
    assert "Inget har ändrats" in refused.text
    assert house.everything() == before


def test_a_program_that_was_shown_the_form_may_answer(house: House, browser: Browser) -> None:
    token = browser.get("/incidents/1").field("token")

    assert browser.another().post(ANSWER, {"token": token, "act": "take", "by": "Maria"}, origin="").status == 403
    assert browser.post(ANSWER, {"token": token, "act": "take", "by": "Maria"}, origin="").status == 303
    assert house.incident()["acknowledged_by"] == "Maria"


@pytest.mark.parametrize("path", [ANSWER, "/items/1/feedback", "/items/1/feedback/undo", "/me", "/logout", "/login"])
@pytest.mark.parametrize("token", ["", "x", "0" * 64])
def test_a_form_without_our_token_changes_nothing(house: House, browser: Browser, path: str, token: str) -> None:
    browser.get("/")
    before, cookies = house.everything(), dict(browser.cookies)

    refused = browser.post(path, {"token": token, "act": "take", "said": "relevant", "feedback": "1", "by": "Maria"})

    assert refused.status == 403
    assert house.everything() == before
    assert browser.cookies == cookies


def test_the_token_of_another_browser_is_none(house: House, browser: Browser) -> None:
    token = Browser(house.port).get("/incidents/1").field("token")
    browser.get("/")

    assert browser.post(ANSWER, {"token": token, "act": "take", "by": "Maria"}).status == 403


def test_without_cookies_nothing_is_meant(house: House, browser: Browser) -> None:
    token = browser.get("/incidents/1").field("token")
    browser.cookies.clear()

    assert browser.post(ANSWER, {"token": token, "act": "take", "by": "Maria"}).status == 403
    assert house.incident()["status"] == "open"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": "take"}, 400),  # who?
        ({"act": "take", "by": "Somebody Else"}, 400),
        ({"act": "explode", "by": "Maria"}, 400),
        ({"by": "Maria"}, 400),
        ({"act": "hand_over", "by": "Maria"}, 400),
        ({"act": "hand_over", "by": "Maria", "to": "evil"}, 409),
    ],
)
def test_an_answer_that_is_none_is_refused_in_words(
    house: House, browser: Browser, fields: dict[str, str], status: int
) -> None:
    before = house.everything()
    refused = browser.fill_in("/incidents/1", ANSWER, **fields)

    assert refused.status == status
    assert house.everything() == before
    assert Outline(refused.text).unclosed == []


def test_there_is_no_answering_about_nothing(browser: Browser) -> None:
    assert browser.fill_in("/incidents/1", "/incidents/77/answer", act="take", by="Maria").status == 404


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain"])
def test_only_forms_of_ours_are_read(house: House, browser: Browser, kind: str) -> None:
    before = house.everything()

    assert browser.post(house.link(), {"act": "take"}, content_type=kind).status == 415
    assert house.everything() == before


def test_a_form_that_is_too_large_is_not_read(house: House, browser: Browser) -> None:
    before = house.everything()

    assert browser.post(house.link(), {"why": "x" * 20_000}).status == 413
    assert browser.post(house.link(), {f"f{n}": "x" for n in range(60)}).status == 400
    assert browser.get("/?q=" + "x" * 5_000).status == 414
    assert house.everything() == before


def test_a_body_that_tells_no_length_is_cut_off_where_a_form_ends(house: House, browser: Browser) -> None:
    del browser
    head = f"POST {house.link()} HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        line.sendall(head.encode())
        for _ in range(30):
            line.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        assert line.recv(200).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("body", [b"\xff\xfe", b"act=%ff%fe", b"act", b"&&&=&", b"act=take&act=%00"])
def test_no_bytes_make_the_form_stumble(house: House, browser: Browser, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser._ask("POST", house.link(), body, headers)

    assert answer.status in {303, 400}


def test_one_goes_on_to_our_own_pages_only(browser: Browser) -> None:
    for path in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = browser.fill_in("/me", "/me", by="Maria", next=path)
        assert (answer.status, answer.headers["location"]) == (303, "/")
    assert browser.fill_in("/me", "/me", by="Maria", next="/incidents/1").headers["location"] == "/incidents/1"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser: Browser) -> None:
    given = browser.get("/").cookies + browser.fill_in("/me", "/me", by="Maria", next="/").cookies

    assert len(given) == 2
    for cookie in given:
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()


def test_a_remembered_name_that_was_made_up_is_nobodys(house: House, browser: Browser) -> None:
    browser.get("/")
    browser.cookies["person"] = "IkV2ZSI.forged"

    assert "Vem är du?" in browser.get("/").text
    assert browser.fill_in("/incidents/1", ANSWER, act="take").status == 400
    assert house.incident()["status"] == "open"


# ---- a proxy that knows who asks ---------------------------------------------------------------------------------
def test_who_a_proxy_on_this_machine_names_answers_under_that_name(tmp_path: Path) -> None:
    house = House(tmp_path, web='user_header = "X-Remote-User"').live()
    with house.open() as browser:
        name = {"x_remote_user": "Åsa Öberg".encode().decode("latin-1")}
        page = browser.get("/incidents/1", **name)
        assert "Du är Åsa Öberg." in Outline(page.text).text
        browser.post(ANSWER, {"token": page.field("token"), "act": "take", "by": "Per"}, **name)
        assert house.incident()["acknowledged_by"] == "Åsa Öberg"
    house.close()


def test_without_that_setting_a_header_names_nobody(house: House, browser: Browser) -> None:
    del house
    assert "Eve" not in browser.get("/", x_remote_user="Eve").text
