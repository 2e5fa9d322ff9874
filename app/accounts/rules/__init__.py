"""What may be done with accounts."""

from app.accounts.rules.creating import (
    Invitee,
    active_roles,
    create_account,
    end_role,
    grant_role,
    register_volunteer,
)
from app.accounts.rules.file_keepers import set_file_keeper
from app.accounts.rules.forgotten import make_code, reset_by_code, show_code
from app.accounts.rules.inviting import (
    accept_invitation,
    close_account,
    has_open_invitation,
    invitation_for,
    invite,
    invite_staff,
    reset_account,
    slip_tokens,
)
from app.accounts.rules.logins import find_by_login, login_token, normalise_login, set_locale
from app.accounts.rules.passwords import (
    DEMO_PASSWORD,
    change_password,
    check_password_rules,
    confirm_password,
    set_password,
)
from app.accounts.rules.recovery_codes import codes_left
from app.accounts.rules.second_factor import (
    begin_factor,
    confirm_factor,
    factor_address,
    factor_required,
    factor_waived,
    pass_factor,
    remove_factor,
    renew_codes,
)
from app.accounts.rules.signing_in import authenticate, sign_out
from app.accounts.rules.two_persons import confirm, is_open, refuse, reset_factor

__all__ = [
    "DEMO_PASSWORD",
    "Invitee",
    "accept_invitation",
    "active_roles",
    "authenticate",
    "begin_factor",
    "change_password",
    "check_password_rules",
    "close_account",
    "codes_left",
    "confirm",
    "confirm_factor",
    "confirm_password",
    "create_account",
    "end_role",
    "factor_address",
    "factor_required",
    "factor_waived",
    "find_by_login",
    "grant_role",
    "has_open_invitation",
    "invitation_for",
    "invite",
    "invite_staff",
    "is_open",
    "login_token",
    "make_code",
    "normalise_login",
    "pass_factor",
    "refuse",
    "register_volunteer",
    "remove_factor",
    "renew_codes",
    "reset_account",
    "reset_by_code",
    "reset_factor",
    "set_file_keeper",
    "set_locale",
    "set_password",
    "show_code",
    "sign_out",
    "slip_tokens",
]
