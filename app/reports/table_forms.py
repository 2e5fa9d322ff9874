"""The shape of what is asked before a table of records leaves the house."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.foundation.forms import Form
from app.foundation.messages import label
from app.reports.tables.kinds import TableForm, TableKind, TableReason
from app.seasons.models import Season

CHOOSE = _l("Choose one.")


class TableFileForm(Form):
    """Which table, of which season, why, and as what."""

    table = RadioField(_l("Which table"), [InputRequired(CHOOSE)])
    season = SelectField(_l("Season"), [InputRequired(CHOOSE)])
    reason = RadioField(_l("Why the file is exported"), [InputRequired(CHOOSE)])
    form = RadioField(_l("Kind of file"), [InputRequired(CHOOSE)], default=TableForm.CSV.value)

    def offer(self, kinds: Iterable[TableKind], seasons: Iterable[Season]) -> TableFileForm:
        """Set what there is to choose from."""
        self.table.choices = [SelectChoice(one.value, label(one)) for one in kinds]
        if len(self.table.choices) == 1 and self.table.data is None:
            self.table.data = self.table.choices[0].value
        self.season.choices = [SelectChoice(str(one.id), one.name) for one in seasons]
        self.reason.choices = [SelectChoice(one.value, label(one)) for one in TableReason]
        self.form.choices = [SelectChoice(one.value, label(one)) for one in TableForm]
        return self
