"""Search by name, initials, pinyin or code, within what the searcher may see anyhow.

Names are sealed in the database. Within a school, a village or a township they are opened in memory, up to ``MOST`` of
them, compared, and forgotten: nothing is kept. Beyond, and across a whole district, only an exact name or a code finds
a child, by an index under a key of each township. What was searched for stands in no address, log or title.
"""
