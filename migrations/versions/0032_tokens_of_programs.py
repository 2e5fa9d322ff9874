"""Tokens of programs, and answers that are kept a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('api_token',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('purpose', sa.LargeBinary(), nullable=False),
    sa.Column('scopes', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('hint', sa.String(length=4), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=40), nullable=True),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counted_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_api_token_ended')),
    sa.CheckConstraint('calls >= 0', name=op.f('ck_api_token_calls')),
    sa.CheckConstraint('created_at < expires_at', name=op.f('ck_api_token_expires')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_api_token_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_account_id'), ['account_id'], unique=False)

    op.create_table('kept_answer',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('request_hash', sa.String(length=43), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('mimetype', sa.String(length=40), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(status IS NULL) = (content IS NULL)', name=op.f('ck_kept_answer_answered')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_kept_answer_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_answer')),
    sa.UniqueConstraint('account_id', 'key', name=op.f('uq_kept_answer_account_id_key'))
    )
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_answer_begun_at'), ['begun_at'], unique=False)



def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_answer_begun_at'))

    op.drop_table('kept_answer')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_account_id'))

    op.drop_table('api_token')
