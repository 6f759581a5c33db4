-- The cards of everybody whom a test needs, here and elsewhere. Values: juki.common.v1.CardState, CardReason.
CREATE TABLE card (
    card_ref text PRIMARY KEY,
    register_ref text NOT NULL, -- the municipality's name of the holder; empty: he lives elsewhere
    number_index bytea NOT NULL UNIQUE,
    number bytea NOT NULL, -- Sealed, subject card_ref
    state int NOT NULL,
    collected boolean NOT NULL DEFAULT false,
    reason int NOT NULL DEFAULT 0,
    expires_on date NOT NULL
);
CREATE INDEX card_expiry ON card (expires_on) WHERE state IN (1, 2, 3);

-- What the municipality did, and what it was answered.
CREATE TABLE act (
    act_id text PRIMARY KEY,
    card_ref text NOT NULL,
    act int NOT NULL,
    refused text NOT NULL -- code, or empty
);

-- What happens without the municipality; a test writes here, and the peer acts on it. kind: make (of register_ref),
-- suspend, revoke, move (of card_ref), foreign (a card in use of somebody elsewhere).
CREATE TABLE call (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    register_ref text NOT NULL DEFAULT '',
    card_ref text NOT NULL DEFAULT '',
    outcome text -- null: not done yet; 'done', or the code of a refusal
);
