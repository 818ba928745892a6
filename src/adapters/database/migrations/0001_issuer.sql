-- Times are whole seconds since 1970 UTC. Secrets (invitation codes, sessions) are stored as
-- SHA-256 in base64url, never as themselves.

CREATE TABLE people (
    subject     TEXT PRIMARY KEY NOT NULL,
    email       TEXT NOT NULL,
    added_at    INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

-- A key belongs to one person. Removing it deletes the row, and its sessions with it.
CREATE TABLE keys (
    id           TEXT PRIMARY KEY NOT NULL,
    subject      TEXT NOT NULL REFERENCES people (subject) ON DELETE CASCADE,
    kind         TEXT NOT NULL,
    jwk          TEXT NOT NULL,
    name         TEXT,
    serial       INTEGER,
    firmware     TEXT,
    added_at     INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;

CREATE INDEX keys_of_a_person ON keys (subject, added_at);

CREATE TABLE invitations (
    code_hash          TEXT PRIMARY KEY NOT NULL,
    subject            TEXT NOT NULL REFERENCES people (subject) ON DELETE CASCADE,
    serial             INTEGER,
    allow_software_key INTEGER NOT NULL,
    invited_at         INTEGER NOT NULL,
    expires_at         INTEGER NOT NULL,
    spent_at           INTEGER
) STRICT;

CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    key_id     TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
    jkt        TEXT NOT NULL,
    began_at   INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE INDEX sessions_of_a_key ON sessions (key_id);

-- What may be used once: challenges and the `jti` of DPoP proofs. A row is kept until the thing
-- itself has expired.
CREATE TABLE spent (
    nonce      TEXT PRIMARY KEY NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_by_expiry ON spent (expires_at);

-- Every token issued and every refusal. No secret is ever in here.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    event    TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    subject  TEXT,
    key_id   TEXT,
    audience TEXT,
    role_arn TEXT,
    jti      TEXT,
    why      TEXT
) STRICT;

CREATE INDEX audit_of_strangers ON audit (id) WHERE subject IS NULL;
