-- Another body as provider of what the gateway of this house asks (情報照会).

-- What bodies hold about anybody; who plays writes here.
CREATE TABLE provided (
    information text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (information, name)
);

-- How the next answers are made; no row: as they should. silent: none; pending: it follows; none: there is no information.
-- Else what is wrong: forged (signed by another), garbled (bytes of the content changed), other_key (encrypted to another),
-- other_inquiry, other_permit, other_provider, excess (an item that was not asked for), orphan (to no inquiry).
CREATE TABLE provider_mode (
    mode text PRIMARY KEY CHECK (mode IN ('silent', 'pending', 'none', 'forged', 'garbled', 'other_key', 'other_inquiry',
                                          'other_permit', 'other_provider', 'excess', 'orphan'))
);

-- Inquiries that came.
CREATE TABLE provider_inquiry (
    permit_id text PRIMARY KEY,      -- a permit counts once
    inquiry_id text NOT NULL UNIQUE,
    provider text NOT NULL,
    information text NOT NULL,
    asked text[] NOT NULL,
    permit bytea NOT NULL,           -- juki.gateway.v1.Permit
    answers int NOT NULL DEFAULT 0,
    digest text                      -- SHA-256 of the ProvidedInformation of the last answer, in hexadecimal
);

-- An answer besides the first: later, or once more. Who plays writes here, and the peer acts on it. mode: as above, or ''.
CREATE TABLE provider_call (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry_id text NOT NULL,
    mode text NOT NULL DEFAULT '',
    done boolean NOT NULL DEFAULT false
);
CREATE INDEX provider_call_open ON provider_call (id) WHERE NOT done;
