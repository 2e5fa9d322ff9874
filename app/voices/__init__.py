"""What child, carer and volunteer say at the end of a season."""
