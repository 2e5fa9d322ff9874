"""A sign-up list on its way into the database: what it means, and saving it."""
