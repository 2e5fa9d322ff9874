"""Drafts of long forms, kept on the server for their writer alone until they are sent, thrown away or old.

A part registers its form once (``add_draft_form``); its view opens the page with ``open_draft``, its template includes
``drafts/_offer.html`` above the form and ``drafts/_keep.html`` in it, and whatever sends the form does so inside
``sending``. A draft is no record: it changes nothing and is on no log, and nobody but its writer can read it.
"""
