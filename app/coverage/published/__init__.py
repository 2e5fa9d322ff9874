"""What the public reads: a fixed set of tables, published once a month, in which no small number can be found out."""
