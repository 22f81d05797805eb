-- Do we still understand what each portal sends, or has a template changed?
-- One row a month and portal (null: letters that people write): `silent` letters are claimed and yield nothing.
CREATE VIEW portal_health AS
WITH
arrived AS (
    SELECT SUBSTR(CAST(letters.sent_at AS TEXT), 1, 7) AS month, readings.portal, readings.outcome
      FROM readings
      JOIN letters ON letters.id = readings.letter_id
     WHERE letters.direction <> 'outgoing'
)
SELECT month,
       portal,
       COUNT(*) AS letters,
       COUNT(CASE WHEN outcome = 'read' THEN 1 END) AS read,
       COUNT(CASE WHEN outcome = 'silent' THEN 1 END) AS silent,
       COUNT(CASE WHEN outcome = 'unclaimed' THEN 1 END) AS unclaimed,
       COUNT(CASE WHEN outcome = 'failed' THEN 1 END) AS failed,
       CAST(COUNT(CASE WHEN outcome <> 'read' THEN 1 END) AS double precision) / COUNT(*) AS share_not_read
  FROM arrived
 GROUP BY month, portal
 ORDER BY month, portal
