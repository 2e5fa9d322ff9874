"""Reminders, the ways by which they are said, what was sent, and secret addresses of calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

def upgrade() -> None:
    """Apply."""
    op.create_table('sweep_turn',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sweep_turn'))
    )
    op.create_table('calendar_feed',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_calendar_feed_account_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_calendar_feed_secret_hash'))
    )
    op.create_table('contact_address',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('destination', sa.LargeBinary(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_contact_address_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_address')),
    sa.UniqueConstraint('account_id', 'channel', name=op.f('uq_contact_address_account_id_channel'))
    )
    op.create_table('reminder_choice',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('closed', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=False),
    sa.Column('quiet_until', sa.Time(), nullable=False),
    sa.Column('digest', sa.String(length=40), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reminder_choice_account_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_reminder_choice'))
    )
    op.create_table('group_robot',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('area_id', sa.Uuid(), nullable=True),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('url', sa.LargeBinary(), nullable=True),
    sa.Column('made_by_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(area_id IS NULL) <> (school_id IS NULL)', name=op.f('ck_group_robot_one_place')),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_group_robot_area_id')),
    sa.ForeignKeyConstraint(['district_id'], ['area.id'], name=op.f('fk_group_robot_district_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_group_robot_made_by_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_group_robot_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_robot'))
    )
    with op.batch_alter_table('group_robot', schema=None) as batch_op:
        batch_op.create_index('uq_group_robot_area', ['area_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('uq_group_robot_school', ['school_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('reminder',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('about_id', sa.Uuid(), nullable=False),
    sa.Column('occasion', sa.String(length=40), nullable=False),
    sa.Column('news', sa.Boolean(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=True),
    sa.Column('township_id', sa.Uuid(), nullable=True),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_by_id', sa.Uuid(), nullable=True),
    sa.Column('told_way', sa.String(length=40), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind NOT IN ('matters') OR (district_id IS NULL AND told_at IS NULL)", name=op.f('ck_reminder_confidential')),
    sa.CheckConstraint('(told_at IS NULL) = (told_by_id IS NULL) AND (told_at IS NULL) = (told_way IS NULL)', name=op.f('ck_reminder_told')),
    sa.CheckConstraint('district_id IS NOT NULL OR (township_id IS NULL AND school_id IS NULL)', name=op.f('ck_reminder_place')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reminder_account_id')),
    sa.ForeignKeyConstraint(['district_id'], ['area.id'], name=op.f('fk_reminder_district_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_reminder_school_id')),
    sa.ForeignKeyConstraint(['told_by_id'], ['account.id'], name=op.f('fk_reminder_told_by_id')),
    sa.ForeignKeyConstraint(['township_id'], ['area.id'], name=op.f('fk_reminder_township_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('account_id', 'kind', 'about_id', 'occasion', name=op.f('uq_reminder_account_id_kind_about_id_occasion'))
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_account_id_done_at_read_at'), ['account_id', 'done_at', 'read_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_reminder_district_id_done_at'), ['district_id', 'done_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_reminder_kind_done_at'), ['kind', 'done_at'], unique=False)
        batch_op.create_index('uq_reminder_open', ['account_id', 'kind', 'about_id'], unique=True, sqlite_where=sa.text('done_at IS NULL AND NOT news'), postgresql_where=sa.text('done_at IS NULL AND NOT news'))

    op.create_table('delivery',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('reminder_id', sa.Uuid(), nullable=True),
    sa.Column('robot_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(purpose = 'group') = (robot_id IS NOT NULL)", name=op.f('ck_delivery_robot')),
    sa.CheckConstraint("(purpose = 'reminder') = (reminder_id IS NOT NULL)", name=op.f('ck_delivery_reminder')),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_delivery_sent')),
    sa.CheckConstraint('(account_id IS NULL) = (robot_id IS NOT NULL)', name=op.f('ck_delivery_to')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_delivery_account_id')),
    sa.ForeignKeyConstraint(['reminder_id'], ['reminder.id'], name=op.f('fk_delivery_reminder_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['robot_id'], ['group_robot.id'], name=op.f('fk_delivery_robot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('key', name=op.f('uq_delivery_key'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_reminder_id'), ['reminder_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_state_not_before'), ['state', 'not_before'], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_state_not_before'))
        batch_op.drop_index(batch_op.f('ix_delivery_reminder_id'))
        batch_op.drop_index(batch_op.f('ix_delivery_account_id'))

    op.drop_table('delivery')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index('uq_reminder_open', sqlite_where=sa.text('done_at IS NULL AND NOT news'), postgresql_where=sa.text('done_at IS NULL AND NOT news'))
        batch_op.drop_index(batch_op.f('ix_reminder_kind_done_at'))
        batch_op.drop_index(batch_op.f('ix_reminder_district_id_done_at'))
        batch_op.drop_index(batch_op.f('ix_reminder_account_id_done_at_read_at'))

    op.drop_table('reminder')
    with op.batch_alter_table('group_robot', schema=None) as batch_op:
        batch_op.drop_index('uq_group_robot_school', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('uq_group_robot_area', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('group_robot')
    op.drop_table('reminder_choice')
    op.drop_table('contact_address')
    op.drop_table('calendar_feed')
    op.drop_table('sweep_turn')

