"""Keys and secrets: where they come from, and the ciphers that use them."""
