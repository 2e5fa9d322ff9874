"""What programs read and write under ``/api/v1``, in the name of an account: the same rules and scopes as the pages."""
