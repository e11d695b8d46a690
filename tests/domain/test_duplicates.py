"""Which titles are alike: those that share words that tell something."""

from __future__ import annotations

from deskboard.domain.duplicates import Known, Likely, likely, words

TITLES = (
    "VPN drops every ten minutes for the finance team",
    "VPN down for finance",
    "Printer on floor 3 prints grey stripes",
    "Printer in the kitchen is out of paper",
    "Laptop for the new starter in sales",
    "Laptop for the new starter in finance",
    "3층 프린터 용지 걸림",
    "Cannot log in after changing my password",
)


def known(*titles: str) -> Known:
    every = [set(words(title)) for title in titles]
    counts = {word: sum(word in some for some in every) for title in every for word in title}
    return Known([Likely(n, title, None) for n, title in enumerate(titles, 1)], counts, len(titles))


def alike(title: str, *titles: str) -> list[str]:
    return [found.title for found in likely(title, known(*(titles or TITLES)))]


def test_the_same_request_in_other_words_is_found_the_likest_first() -> None:
    assert alike("finance VPN down again")[0] == "VPN down for finance"
    assert alike("printer on floor 3: grey stripes") == ["Printer on floor 3 prints grey stripes"]
    assert alike("VPN drops every 10 min") == ["VPN drops every ten minutes for the finance team"]


def test_a_title_is_found_while_its_last_word_grows() -> None:
    assert alike("vpn drops ev") == ["VPN drops every ten minutes for the finance team"]


def test_accents_and_case_do_not_matter_and_korean_is_compared() -> None:
    assert alike("pamirsau slaptazodi", "Pamiršau slaptažodį") == ["Pamiršau slaptažodį"]
    assert alike("프린터 용지") == ["3층 프린터 용지 걸림"]


def test_one_word_or_none_makes_no_duplicate() -> None:
    assert alike("printer") == []
    assert alike("") == alike("!") == []
    assert alike("Printer", "Printer", "Printer paper") == ["Printer"]


def test_at_most_three_are_told_and_not_the_ticket_itself() -> None:
    same = ["mail server is down"] * 6
    assert [found.ref for found in likely("mail server down", known(*same, *TITLES))] == [6, 5, 4]
    assert [found.ref for found in likely("mail server down", known(*same, *TITLES), but=[6])] == [5, 4, 3]
