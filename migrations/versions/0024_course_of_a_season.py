"""Milestones and relays of pairings, voices at the end of a season, and the public notice that recruits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('recruitment_notice',
    sa.Column('season_id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=True),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('greeting', sa.String(length=500), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('made_by_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Uuid(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('withdrawn_at IS NULL OR published_at IS NOT NULL', name=op.f('ck_recruitment_notice_withdrawn')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_recruitment_notice_made_by_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['account.id'], name=op.f('fk_recruitment_notice_published_by_id')),
    sa.ForeignKeyConstraint(['run_id'], ['match_run.id'], name=op.f('fk_recruitment_notice_run_id')),
    sa.ForeignKeyConstraint(['season_id'], ['season.id'], name=op.f('fk_recruitment_notice_season_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recruitment_notice'))
    )
    with op.batch_alter_table('recruitment_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recruitment_notice_season_id_made_at'), ['season_id', 'made_at'], unique=False)
        batch_op.create_index('uq_recruitment_notice_public', ['season_id'], unique=True, sqlite_where=sa.text('published_at IS NOT NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('published_at IS NOT NULL AND withdrawn_at IS NULL'))

    op.create_table('milestone',
    sa.Column('pairing_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('recorded_by_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind <> 'first_contact'", name=op.f('ck_milestone_kind')),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_milestone_pairing_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_milestone_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone')),
    sa.UniqueConstraint('pairing_id', 'kind', name=op.f('uq_milestone_pairing_id_kind'))
    )
    op.create_table('relay',
    sa.Column('pairing_id', sa.Uuid(), nullable=False),
    sa.Column('volunteer_returns', sa.Boolean(), nullable=True),
    sa.Column('volunteer_said_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('way', sa.String(length=40), nullable=True),
    sa.Column('child_wishes', sa.Boolean(), nullable=False),
    sa.Column('carer_agrees', sa.Boolean(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('decided_by_id', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("way IS NULL OR way <> 'renewed' OR (child_wishes AND carer_agrees)", name=op.f('ck_relay_renewed')),
    sa.CheckConstraint("way IS NULL OR way = 'renewed' OR note IS NOT NULL", name=op.f('ck_relay_note')),
    sa.CheckConstraint('(volunteer_returns IS NULL) = (volunteer_said_at IS NULL)', name=op.f('ck_relay_volunteer')),
    sa.CheckConstraint('(way IS NULL) = (decided_at IS NULL)', name=op.f('ck_relay_decided')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_relay_decided_by_id')),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_relay_pairing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relay')),
    sa.UniqueConstraint('pairing_id', name=op.f('uq_relay_pairing_id'))
    )
    op.create_table('voice',
    sa.Column('pairing_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.String(length=40), nullable=False),
    sa.Column('glad', sa.Integer(), nullable=False),
    sa.Column('helped', sa.Integer(), nullable=False),
    sa.Column('again', sa.Integer(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('recorded_by_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(side = 'volunteer') = (channel = 'self')", name=op.f('ck_voice_channel')),
    sa.CheckConstraint('again BETWEEN 1 AND 3', name=op.f('ck_voice_again')),
    sa.CheckConstraint('glad BETWEEN 1 AND 3', name=op.f('ck_voice_glad')),
    sa.CheckConstraint('helped BETWEEN 1 AND 3', name=op.f('ck_voice_helped')),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_voice_pairing_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_voice_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice')),
    sa.UniqueConstraint('pairing_id', 'side', name=op.f('uq_voice_pairing_id_side'))
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('voice')
    op.drop_table('relay')
    op.drop_table('milestone')
    with op.batch_alter_table('recruitment_notice', schema=None) as batch_op:
        batch_op.drop_index('uq_recruitment_notice_public', sqlite_where=sa.text('published_at IS NOT NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('published_at IS NOT NULL AND withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_recruitment_notice_season_id_made_at'))

    op.drop_table('recruitment_notice')
