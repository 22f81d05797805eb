-- What did the agency promise, and was it kept?
-- One row a promise (a day given again by a later letter is the same promise): kept, slipped, or open.
-- A promise slips when a newer letter names a later day before it is met, or when it is met after its day.
CREATE VIEW promises AS
WITH
-- include heard
,
-- include kept
SELECT kept.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       kept.promised_on,
       kept.about,
       kept.basis,
       kept.sentence,
       kept.letter_id,
       kept.said_on,
       kept.outcome,
       kept.days_slipped
  FROM kept
  JOIN requests ON requests.id = kept.request_id
 ORDER BY kept.request_id, kept.sent_at, kept.promised_on, kept.about
