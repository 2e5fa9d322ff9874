"""Forms of tasks: shape of input only."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from app.foundation.forms import Form
from app.foundation.messages import label
from app.reports.models import DropReason
from app.reports.owners import OF_CHILD, OwnerChoice, Posts
from app.reports.rules.tasks import LONGEST, NewTask

_TOO_LONG = _l("At most %(max)d characters.")


def is_uuid(form: Form, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    """The field holds a UUID."""
    try:
        uuid.UUID(str(field.data))
    except ValueError:
        raise StopValidation(_l("Please choose.")) from None


def owner_choices(posts: Posts, *, of_child: bool = True) -> list[SelectChoice]:
    """Oneself and the posts of a child first, then the posts of the scope by kind."""
    above: dict[uuid.UUID | None, str] = {}
    if len(posts.townships) > 1:
        above = {one.id: f"{one.name} " for one in posts.townships}
    groups: list[tuple[Any, list[tuple[str, Any]]]] = [
        (_l("Chosen most"), [(one.value, label(one)) for one in (OwnerChoice.ME, *(OF_CHILD if of_child else ()))]),
        (_l("Township supervisors"), [(str(one.id), one.name) for one in posts.townships]),
        (_l("Schools"), [(str(one.id), one.name) for one in posts.schools]),
        (
            _l("Village child directors"),
            [(str(one.id), f"{above.get(one.parent_id, '')}{one.name}") for one in posts.villages],
        ),
    ]
    return [SelectChoice(value, text, optgroup=str(name)) for name, group in groups for value, text in group]


class OwnerField(SelectField):
    """Whom a task is for; the rule judges the choice."""

    def __init__(self, **values: Any) -> None:
        super().__init__(_l("Who does it"), validate_choice=False, **values)
        self.choices: list[SelectChoice] = []

    def offer(self, posts: Posts, *, of_child: bool = True, keep: bool = False) -> None:
        """Set what there is to choose from; ``keep``: first of all, that it stays as it is."""
        unchanged = [SelectChoice("", _l("As it is"))] if keep else []
        self.choices = [*unchanged, *owner_choices(posts, of_child=of_child)]


class TaskForm(Form):
    """A task. ``task_id`` is made with the empty form and becomes the task's id."""

    task_id = HiddenField(validators=[is_uuid])
    words = TextAreaField(
        _l("What is to be done"),
        [InputRequired(_l("Write at least one sentence.")), Length(max=LONGEST, message=_TOO_LONG)],
    )
    due_on = DateField(_l("By which day"), [InputRequired(_l("Which day?"))])
    child_code = StringField(_l("The child's code"), [Optional(), Length(max=12, message=_TOO_LONG)])
    owner = OwnerField()

    def new(self) -> NewTask:
        """What was entered; call it on a valid form only."""
        return NewTask(
            id=uuid.UUID(self.task_id.data),
            words=self.words.data or "",
            due_on=self.due_on.data,
            owner=self.owner.data or "",
            child_code=self.child_code.data or "",
        )


class DoneForm(Form):
    """A word on how it went."""

    words = StringField(_l("How did it go?"), [Optional(), Length(max=LONGEST, message=_TOO_LONG)])


class DropForm(Form):
    """Why a task is dropped."""

    reason = RadioField(_l("Why is it dropped?"), [InputRequired(_l("Please choose."))])
    words = StringField(_l("In words"), [Optional(), Length(max=LONGEST, message=_TOO_LONG)])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.reason.choices = [SelectChoice(one.value, label(one)) for one in DropReason]


class MoveForm(Form):
    """Another day or another owner."""

    due_on = DateField(_l("By which day"), [InputRequired(_l("Which day?"))])
    owner = OwnerField()


def as_id(written: str | None) -> uuid.UUID | None:
    """The id of a choice; None where nothing was chosen, or nonsense was sent."""
    try:
        return uuid.UUID(written or "")
    except ValueError:
        return None
