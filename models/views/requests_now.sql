-- Where does each request stand today, since when, and what is promised next?
-- One row a request. The status is never simply the last letter's:
--   an acknowledgment gives way to any other status;
--   acknowledged, extended and in_process do not reopen what was closed (late and duplicate notices);
--   a bare "closed" does not overwrite the reason (fulfilled, no_records, denied, referred, withdrawn);
--   of letters within a minute the more final one wins (a release and its closing notice);
--   a copy of an earlier letter does not bring back what has ended since;
--   what a person said of a letter goes before what was read of it.
CREATE VIEW requests_now AS
WITH
open_days AS (
    SELECT request_id,
           MIN(CASE WHEN promised_on >= CURRENT_DATE THEN promised_on END) AS next_on,
           MAX(promised_on) AS last_on
      FROM given_days
     WHERE outcome = 'open'
     GROUP BY request_id
)
SELECT requests.id AS request_id,
       requests.portal,
       requests.site,
       requests.tracking_number,
       requests.agency,
       standings.status,
       standings.status_since,
       COALESCE(open_days.next_on, open_days.last_on) AS next_promised_on,
       COALESCE(standings.times_slipped, 0) AS times_slipped,
       standings.last_letter_at,
       standings.filed_on
  FROM requests
  LEFT JOIN standings ON standings.request_id = requests.id
  LEFT JOIN open_days ON open_days.request_id = requests.id
 ORDER BY requests.portal, requests.site, requests.tracking_number, requests.id
