"""Standing texts: what people sign, learn from and are told, by version, in both languages."""
