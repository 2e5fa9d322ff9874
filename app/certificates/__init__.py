"""A volunteer's record of service, publicity of a season's hours, and certificates that anybody can verify."""
