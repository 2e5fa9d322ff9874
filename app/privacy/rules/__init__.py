"""What may happen in rights and retention."""
