"""Drafts of long forms, kept for their writer until they are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('form_draft',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('page', sa.Uuid(), nullable=False),
    sa.Column('basis', sa.String(length=64), nullable=False),
    sa.Column('typed', sa.LargeBinary(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_form_draft_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_draft')),
    sa.UniqueConstraint('account_id', 'form', 'subject_id', name=op.f('uq_form_draft_account_id_form_subject_id'))
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('form_draft')
