"""Three levels, one record: village card 卡片, township ledger 台账, district file 档案, and the timeline of a child.

All of them read the rows that ``source`` selects; nothing is kept here that is not kept elsewhere.
"""
