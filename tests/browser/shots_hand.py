"""Pictures of the things to hold in the hand."""

from __future__ import annotations

from tests.browser.shot import Shot

CALLS = (
    Shot("calls", "/calls"),
    Shot("call", "/calls > !main form[action$='/number'] button"),
)
CARDS = (
    Shot("cards", "/pairings/cards"),
    Shot("pairing-card", "/pairings/cards > main tbody .cell-actions a"),
    Shot("pairing-card-paper", "/pairings/cards > main tbody .cell-actions a > !main form.form button[type=submit]"),
)
PARENTS_HOME = (
    Shot("parents-home", "/visits/parents-home"),
    Shot("parents-home-paper", "/visits/parents-home?paper=1"),
)
BADGE = (Shot("badge", "/my/badge"), Shot("photo", "/my/photo"))
LOOKS = (Shot("looks", "/pairs-to-look-at"), Shot("look-rules", "/pairs-to-look-at/rules"))
PHOTOS = (Shot("photos", "/volunteers/photos"),)
