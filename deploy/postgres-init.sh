#!/bin/sh
# Run once, by the image of PostgreSQL, on an empty volume: the queue's own database, and the role of the site.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --command "CREATE DATABASE tasks"
psql --username "$POSTGRES_USER" --dbname postgres --set=password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE site LOGIN PASSWORD :'password';
SQL
