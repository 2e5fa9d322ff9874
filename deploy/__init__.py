"""How the program is put on machines: the bundle, containers, systemd, a proxy."""
