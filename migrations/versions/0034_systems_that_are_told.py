"""Other systems that are told what happens, and the messages to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('webhook',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('url', sa.LargeBinary(), nullable=True),
    sa.Column('secret', sa.LargeBinary(), nullable=True),
    sa.Column('events', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('made_by_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(ended_at IS NULL) = (secret IS NOT NULL)', name=op.f('ck_webhook_secret')),
    sa.CheckConstraint('(ended_at IS NULL) = (url IS NOT NULL)', name=op.f('ck_webhook_url')),
    sa.ForeignKeyConstraint(['district_id'], ['area.id'], name=op.f('fk_webhook_district_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_webhook_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook'))
    )
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_district_id'), ['district_id'], unique=False)

    op.create_table('webhook_message',
    sa.Column('webhook_id', sa.Uuid(), nullable=False),
    sa.Column('event', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_webhook_message_job_id')),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_message_webhook_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_message')),
    sa.UniqueConstraint('job_id', name=op.f('uq_webhook_message_job_id'))
    )
    with op.batch_alter_table('webhook_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_message_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_webhook_message_webhook_id_created_at'), ['webhook_id', 'created_at'], unique=False)



def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('webhook_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_message_webhook_id_created_at'))
        batch_op.drop_index(batch_op.f('ix_webhook_message_created_at'))

    op.drop_table('webhook_message')
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_district_id'))

    op.drop_table('webhook')
