-- Deeds about the same copy or the same person go to the centre in their order.
-- A lane names what a deed is about; an answered deed's lane is wiped with its payload.
ALTER TABLE outbox ADD COLUMN lane TEXT GENERATED ALWAYS AS (
    CASE WHEN payload = '' THEN '' ELSE coalesce(
        'serial:' || json_extract(payload, '$.serial'),
        'number:' || json_extract(payload, '$.number'),
        'deed:' || id
    ) END
) VIRTUAL;
ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_lane ON outbox (lane, position) WHERE state = 'pending';
