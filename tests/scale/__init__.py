"""The program on several machines, in small: real processes on loopback, on a real PostgreSQL."""
