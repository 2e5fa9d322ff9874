"""Photos of volunteers, pairing cards, calls to families, and the board of pairs to look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('look_setting',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('set_by_id', sa.Uuid(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number BETWEEN 1 AND 100', name=op.f('ck_look_setting_number')),
    sa.ForeignKeyConstraint(['district_id'], ['area.id'], name=op.f('fk_look_setting_district_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_look_setting_set_by_id')),
    sa.PrimaryKeyConstraint('district_id', 'rule', name=op.f('pk_look_setting'))
    )
    op.create_table('volunteer_photo',
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('picture', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('refusal', sa.String(length=40), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(state = 'refused') = (picture IS NULL)", name=op.f('ck_volunteer_photo_picture')),
    sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name=op.f('ck_volunteer_photo_refusal')),
    sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f('ck_volunteer_photo_decided')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_volunteer_photo_decided_by_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_volunteer_photo_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteer_photo'))
    )
    with op.batch_alter_table('volunteer_photo', schema=None) as batch_op:
        batch_op.create_index('uq_volunteer_photo_state', ['volunteer_id', 'state'], unique=True)

    op.create_table('care_call',
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('result', sa.String(length=40), nullable=False),
    sa.Column('again_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(result = 'told') = (again_at IS NULL)", name=op.f('ck_care_call_again')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_care_call_child_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_care_call_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_care_call'))
    )
    with op.batch_alter_table('care_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_care_call_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_care_call_subject_id_kind'), ['subject_id', 'kind'], unique=False)

    op.create_table('late_notice',
    sa.Column('pairing_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_late_notice_minutes')),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_late_notice_pairing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_late_notice')),
    sa.UniqueConstraint('pairing_id', 'day', name=op.f('uq_late_notice_pairing_id_day'))
    )
    op.create_table('pair_look',
    sa.Column('pairing_id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.Column('looked_by_id', sa.Uuid(), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_pair_look_child_id')),
    sa.ForeignKeyConstraint(['looked_by_id'], ['account.id'], name=op.f('fk_pair_look_looked_by_id')),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_pair_look_pairing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair_look'))
    )
    with op.batch_alter_table('pair_look', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pair_look_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_look_pairing_id_rule'), ['pairing_id', 'rule'], unique=False)

    op.create_table('pairing_card',
    sa.Column('pairing_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('slots', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('call_number', sa.LargeBinary(), nullable=True),
    sa.Column('with_photo', sa.Boolean(), nullable=False),
    sa.Column('made_by_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_pairing_card_number')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_pairing_card_account_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_pairing_card_made_by_id')),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_pairing_card_pairing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_card')),
    sa.UniqueConstraint('pairing_id', 'number', name=op.f('uq_pairing_card_pairing_id_number'))
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('pairing_card')
    with op.batch_alter_table('pair_look', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pair_look_pairing_id_rule'))
        batch_op.drop_index(batch_op.f('ix_pair_look_child_id'))

    op.drop_table('pair_look')
    op.drop_table('late_notice')
    with op.batch_alter_table('care_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_care_call_subject_id_kind'))
        batch_op.drop_index(batch_op.f('ix_care_call_child_id'))

    op.drop_table('care_call')
    with op.batch_alter_table('volunteer_photo', schema=None) as batch_op:
        batch_op.drop_index('uq_volunteer_photo_state')

    op.drop_table('volunteer_photo')
    op.drop_table('look_setting')
