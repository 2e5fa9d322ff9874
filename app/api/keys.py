"""How the keyed index of tokens comes under a new key: not by itself, for the token is kept nowhere."""

from __future__ import annotations

from app.api.models import ApiToken
from app.foundation import clock
from app.foundation.rotation.tokens import runs_out

runs_out(ApiToken.token_hash, alive=lambda: ApiToken.ended_at.is_(None) & (ApiToken.expires_at > clock.now()))
