-- Where does each request stand today, since when, and what is promised next?
-- One row a request. The status is never simply the last letter's:
--   an acknowledgment gives way to any other status;
--   acknowledged, extended and in_process do not reopen what was closed (late and duplicate notices);
--   a bare "closed" does not overwrite the reason (fulfilled, no_records, denied, referred, withdrawn);
--   of letters of one minute the more final one wins (a release and its closing notice).
CREATE VIEW requests_now AS
WITH
-- include heard
,
-- include kept
,
told AS (
    SELECT request_id,
           letter_id,
           status,
           sent_at,
           MIN(sent_at) OVER (PARTITION BY request_id, SUBSTR(CAST(sent_at AS TEXT), 1, 16)) AS minute_at,
           CASE
               WHEN status = 'acknowledged' THEN 0
               WHEN status = 'extended' THEN 1
               WHEN status = 'in_process' THEN 2
               WHEN status IN ('needs_clarification', 'needs_payment', 'appeal_received') THEN 3
               WHEN status = 'closed' THEN 4
               WHEN status = 'partially_fulfilled' THEN 5
               ELSE 6
           END AS finality
      FROM heard
     WHERE status IS NOT NULL
),
-- counted: `firm` and `reasoned` number the stretches that begin with a status that moves on its own.
counted AS (
    SELECT told.*,
           ROW_NUMBER() OVER (
               PARTITION BY request_id ORDER BY minute_at, finality, sent_at, letter_id
           ) AS place,
           MAX(finality) OVER (PARTITION BY request_id) AS highest,
           COUNT(CASE WHEN finality >= 3 THEN 1 END) OVER (
               PARTITION BY request_id ORDER BY minute_at, finality, sent_at, letter_id
               ROWS UNBOUNDED PRECEDING
           ) AS firm,
           COUNT(CASE WHEN finality >= 3 AND status <> 'closed' THEN 1 END) OVER (
               PARTITION BY request_id ORDER BY minute_at, finality, sent_at, letter_id
               ROWS UNBOUNDED PRECEDING
           ) AS reasoned
      FROM told
),
weighed AS (
    SELECT counted.*,
           MAX(CASE WHEN finality >= 3 THEN finality END) OVER (PARTITION BY request_id, firm) AS after_firm,
           MAX(CASE WHEN finality >= 3 AND status <> 'closed' THEN finality END) OVER (
               PARTITION BY request_id, reasoned
           ) AS after_reason
      FROM counted
),
moving AS (
    SELECT weighed.*,
           LAG(status) OVER (PARTITION BY request_id ORDER BY place) AS before_it
      FROM weighed
     WHERE (finality >= 3 AND status <> 'closed')
        OR (status = 'closed' AND COALESCE(after_reason, 0) <> 6)
        OR (finality IN (1, 2) AND COALESCE(after_firm, 0) NOT IN (4, 6))
        OR (finality = 0 AND highest = 0)
),
-- current_status: the newest change. Grouped, so that SQLite makes an index of it for the join below.
current_status AS (
    SELECT request_id,
           MAX(CASE WHEN newest = 1 THEN status END) AS status,
           MAX(CASE WHEN newest = 1 THEN sent_at END) AS sent_at
      FROM (SELECT moving.*, ROW_NUMBER() OVER (PARTITION BY request_id ORDER BY place DESC) AS newest
              FROM moving
             WHERE before_it IS NULL OR before_it <> status
           ) AS changes
     GROUP BY request_id
),
promised AS (
    SELECT request_id,
           COALESCE(
               MIN(CASE WHEN outcome = 'open' AND promised_on >= CURRENT_DATE THEN promised_on END),
               MAX(CASE WHEN outcome = 'open' THEN promised_on END)
           ) AS next_promised_on,
           COUNT(CASE WHEN outcome = 'slipped' THEN 1 END) AS times_slipped
      FROM kept
     GROUP BY request_id
),
lettered AS (
    SELECT request_letters.request_id, MAX(letters.sent_at) AS last_letter_at
      FROM request_letters
      JOIN letters ON letters.id = request_letters.letter_id
     GROUP BY request_letters.request_id
)
SELECT requests.id AS request_id,
       requests.portal,
       requests.site,
       requests.tracking_number,
       requests.agency,
       current_status.status,
       current_status.sent_at AS status_since,
       promised.next_promised_on,
       COALESCE(promised.times_slipped, 0) AS times_slipped,
       lettered.last_letter_at
  FROM requests
  LEFT JOIN current_status ON current_status.request_id = requests.id
  LEFT JOIN promised ON promised.request_id = requests.id
  LEFT JOIN lettered ON lettered.request_id = requests.id
 ORDER BY requests.portal, requests.site, requests.tracking_number, requests.id
