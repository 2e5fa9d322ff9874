"""Accounts of staff: the list, making one, its page, slips, a new start, closing."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.forms import InviteForm
from app.accounts.models import Account
from app.accounts.queries import (
    account_page,
    account_with_login,
    count_not_taken_up,
    not_taken_up,
    pending_acts,
    role_places,
    roles_to_give,
    scope_place,
    scopes_to_give,
)
from app.accounts.rules import (
    Invitee,
    active_roles,
    close_account,
    factor_required,
    invite_staff,
    reset_account,
    reset_factor,
    show_code,
    slip_tokens,
)
from app.accounts.rules.creating import TWO_PERSONS
from app.accounts.slips import slip_for
from app.accounts.views.base import blueprint
from app.foundation.access import Actor, Permission, Role, authorize, holds, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation

add_navigation(
    NavigationItem(
        _l("Accounts"), "accounts.index", "people", Permission.ACCOUNT_READ, 80, group=NavigationGroup.SETTINGS
    )
)


WAITING = "waiting"


@blueprint.get("/accounts")
@requires(Permission.ACCOUNT_READ)
def index() -> ResponseReturnValue:
    """The accounts within one's scope."""
    role, after = _role(request.args.get("role")), request.args.get("after", type=uuid.UUID)
    state = WAITING if request.args.get("state") == WAITING else None
    page = account_page(db.session, actor(), role=role, waiting=state == WAITING, after=after)
    older = url_for(".index", role=role, state=state, after=page.older) if page.older else None
    rows = [(account, role_places(account), _in_reach(actor(), account)) for account in page.accounts]
    choices = [one for one in Role if one in _roles_shown(actor())]
    return render_template(
        "accounts/index.html",
        rows=rows,
        role=role,
        state=state,
        not_taken_up=count_not_taken_up(db.session, actor()),
        older=older,
        newest=after is None,
        roles=choices,
        waiting=any(in_reach and account.active and not account.password_hash for account, _, in_reach in rows),
    )


@blueprint.post("/accounts/find")
@requires(Permission.ACCOUNT_READ)
def find() -> ResponseReturnValue:
    """Go to the account of a mobile number; posted, because addresses are kept in histories and logs."""
    found = account_with_login(db.session, actor(), request.form.get("login", "").strip())
    if found is None:
        flash(_("Nobody in your scope signs in with that number or name."), "error")
        return redirect(url_for(".index"))
    return redirect(url_for(".show", account_id=found.id))


def _roles_shown(who: Actor) -> set[Role]:
    return set(Role) if who.has(Role.ADMINISTRATOR) else {*roles_to_give(who), Role.ORGANIZER, Role.SAFEGUARDING_LEAD}


def _role(written: str | None) -> Role | None:
    return Role(written) if written in set(Role) else None


def _in_reach(who: Actor, account: Account) -> bool:
    return may(who, Permission.ACCOUNT_INVITE, account)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_INVITE)
def new() -> ResponseReturnValue:
    """Choose a role, then say who and where."""
    given = roles_to_give(actor())
    role = _role(request.args.get("role"))
    if role not in given:
        return render_template("accounts/new_role.html", roles=given)
    form = InviteForm()
    form.scope.choices = scopes_to_give(db.session, actor(), role)
    placed = form.scope.choices != [("", "")]
    if not placed:
        del form.scope
    if form.validate_on_submit():
        try:
            account = _invite(form, role)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("The account is made. Print the slip and hand it over in person."), "success")
            if role in TWO_PERSONS:
                flash(_("The role holds once a second person has confirmed it."), "info")
            return redirect(url_for(".show", account_id=account.id))
    page = render_template("accounts/new.html", form=form, role=role, placed=placed, two_persons=role in TWO_PERSONS)
    return page, 422 if form.is_submitted() else 200


def _invite(form: InviteForm, role: Role) -> Account:
    account = invite_staff(
        db.session,
        actor(),
        login=form.login.data,
        name=form.name.data,
        role=role,
        scope=scope_place(db.session, role, form.scope.data if "scope" in form else ""),
        work_phone=form.work_phone.data or None,
    )
    db.session.commit()
    return account


@blueprint.get("/accounts/<uuid:account_id>")
@requires(Permission.ACCOUNT_READ)
def show(account_id: uuid.UUID) -> ResponseReturnValue:
    """One account: its roles, and whether it has been taken up."""
    account = authorize(actor(), Permission.ACCOUNT_READ, db.session.get(Account, account_id))
    return render_template(
        "accounts/show.html",
        account=account,
        places=role_places(account),
        in_reach=_in_reach(actor(), account),
        factor_required=factor_required(account),
        ending=_to_end(account),
        acts=pending_acts(db.session, actor(), account) if holds(actor(), Permission.ACT_READ) else [],
    )


def _to_end(account: Account) -> set[uuid.UUID]:
    """The roles of the account that the actor may end, by id."""
    if account.id == actor().id:
        return set()
    return {
        grant.id
        for grant in active_roles(account)
        if grant.role is not Role.VOLUNTEER
        and may(actor(), Permission.ACCOUNT_INVITE, Invitee(grant.role, grant.district_id))
    }


@blueprint.post("/accounts/slips")
@requires(Permission.ACCOUNT_INVITE)
def slips() -> ResponseReturnValue:
    """Print slips with fresh links for the ticked accounts, or ``all`` within reach, that have no password yet.

    Older slips stop working. The answer is the paper itself, not a redirect: a link is shown once and kept by nobody.
    """
    ids = request.form.getlist("ids", type=uuid.UUID)
    accounts = [authorize(actor(), Permission.ACCOUNT_INVITE, db.session.get(Account, one)) for one in ids]
    if "all" in request.form:
        accounts = not_taken_up(db.session, actor())
    waiting = [account for account in accounts if account.password_hash is None and account.active]
    if not waiting:
        flash(_("Tick at least one account that has not been taken up yet."), "error")
        return redirect(url_for(".index"))
    tokens = slip_tokens(db.session, actor(), waiting)
    made = [slip_for(account, _link(token)) for account, token in zip(waiting, tokens, strict=True)]
    return render_template("accounts/slips.html", slips=made)


def _link(token: str) -> str:
    return url_for("accounts.invitation", token=token, _external=True)


@blueprint.post("/accounts/<uuid:account_id>/reset")
@requires(Permission.ACCOUNT_INVITE)
def reset(account_id: uuid.UUID) -> ResponseReturnValue:
    """Take the password away, so that a new slip can be printed."""
    reset_account(db.session, actor(), _mine(account_id))
    flash(_("The old password no longer works. Print a new slip and hand it over in person."), "success")
    return redirect(url_for(".show", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/one-time-code")
@requires(Permission.ACCOUNT_INVITE)
def one_time_code(account_id: uuid.UUID) -> ResponseReturnValue:
    """Show the code with which somebody who forgot the password sets a new one: shown once, kept by nobody."""
    try:
        code = show_code(db.session, actor(), _mine(account_id))
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
        return redirect(url_for(".show", account_id=account_id))
    return render_template("accounts/one_time_code.html", code=code, back_url=url_for(".show", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/second-factor/reset")
@requires(Permission.ACCOUNT_INVITE)
def reset_second_factor(account_id: uuid.UUID) -> ResponseReturnValue:
    """Take the second factor off somebody who lost phone and recovery codes."""
    waits = reset_factor(db.session, actor(), _mine(account_id))
    done = _("The two-step sign-in is taken off. The person sets it up again after signing in.")
    flash(_("Asked for. It is taken off once a second person has confirmed it.") if waits else done, "success")
    return redirect(url_for(".show", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/close")
@requires(Permission.ACCOUNT_INVITE)
def close(account_id: uuid.UUID) -> ResponseReturnValue:
    """Close the account of somebody who left."""
    close_account(db.session, actor(), _mine(account_id))
    flash(_("The account is closed."), "success")
    return redirect(url_for(".show", account_id=account_id))


def _mine(account_id: uuid.UUID) -> Account:
    return authorize(actor(), Permission.ACCOUNT_INVITE, db.session.get(Account, account_id))
