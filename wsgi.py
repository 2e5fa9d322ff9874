"""The WSGI entry point: ``gunicorn wsgi:app``, ``flask --app wsgi``."""

import gc

from app import create_app

app = create_app()
gc.freeze()  # it stays as long as the process: no request waits until the collector has looked through it once more
