"""Chinese is the users' language: no string goes without it."""

from app.foundation import translations


def test_every_string_has_its_chinese() -> None:
    assert translations.problems() == []


def test_there_are_strings_to_translate() -> None:
    assert sum(len(translations.extract(part)) for part in translations.parts()) > 100
