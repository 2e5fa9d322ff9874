"""Who is covered: the figures and the schematic map."""
