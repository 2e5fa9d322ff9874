"""Care tasks and the monthly meeting's report."""
